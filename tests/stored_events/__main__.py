"""Add a sample of every event whose shape has none, and every code that is not kept."""

from tests.stored_events import add, keep_codes, keyring_of_samples, missing

with keyring_of_samples() as keyring:
    for name in missing():
        print(add(name, keyring).name)  # noqa: T201 - the answer of the command
keep_codes()
