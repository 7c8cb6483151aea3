"""Evidence for somebody outside, and its check."""

from argparse import Namespace
from contextlib import closing
from pathlib import Path

from api.cli.opening import settings_of, tell
from api.store import exports_of, open_parts
from domain.decider import Unknown
from domain.people import Subject
from infrastructure.evidence_bundle import Sources, evidence_about, write_bundle
from infrastructure.verify_bundle import verify_bundle as verified


class NothingRecorded(Unknown):
    """Evidence is asked for of something that the log knows nothing about."""


def bundle(options: Namespace) -> int:
    """Write the evidence of a break, or of any other subject, for somebody outside."""
    settings = settings_of(options)
    about = _subject(options.about)
    recorder, keyring = open_parts(settings, create=False)
    with closing(recorder), closing(keyring):
        positions = {*evidence_about(recorder, about), *options.also}
        if positions == {*options.also}:
            raise NothingRecorded(f"nothing is recorded about {about} (check its identifier)")
        made = write_bundle(
            Path(options.out),
            Sources(recorder, exports_of(settings, recorder, keyring), keyring),
            about,
            positions,
            options.disclose,
        )
    if options.json:
        tell(made)
        return 0
    print(f"{len(made.events)} entries about {about} are in {made.dir}, with their proofs.")
    print(f"{made.disclosed} values in it can be read; it holds nobody's keys.")
    print(f"Say apart from it with which key it is checked: {made.key}")
    return 0


def verify_bundle(options: Namespace) -> int:
    """Check a bundle offline, with the key that was published."""
    sentences = verified(Path(options.dir), options.key)
    if options.json:
        tell({"ok": True, "says": sentences})
        return 0
    print("\n".join(sentences))
    return 0


def _subject(said: str) -> Subject:
    """A break, unless another kind of subject is named before a colon."""
    return Subject(said if ":" in said else f"break:{said}")
