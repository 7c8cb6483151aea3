"""The command catalogue: what can be asked and what is said no to. Written to `docs/commands.md`.

Run ``python -m application.command_catalogue`` after a command or a refusal was added or changed.
"""

import inspect
from pathlib import Path
from typing import Any

from application.commands import DECIDERS
from application.policy import GRAVEST
from domain.decider import Decider, Malformed, Refusal, Unknown

FILE = Path(__file__).parent.parent / "docs" / "commands.md"

HEAD = """\
# The command catalogue

Everything that can be asked, and every no with its name, generated from the code
(`python -m application.command_catalogue`); a test compares the two.

A command is an imperative.
Less the parts of its address, it is the body of its request; `api/routes/` says which address.
What has already happened is always accepted; a refusal answers a proposal, or names a field that
cannot be.
"""

PROVED = " *Asks for a code that was just shown.*"

KINDS: tuple[tuple[str, str], ...] = (
    ("A rule says no", "Status 409: the request was understood, and something is in the way."),
    ("Nothing is known of it", "Status 404: what the request speaks of is not in the log."),
    ("A value cannot be", "Status 422: the field and the rule are named, and nothing is recorded."),
)


def catalogue() -> str:
    """The whole page, in Markdown."""
    parts = [HEAD]
    noun = ""
    for decider in DECIDERS:
        if decider.noun != noun:
            noun = decider.noun
            parts.append(f"\n## {noun.replace('_', ' ').capitalize()}\n")
        parts += _asked(decider)
    parts.append("\n## Every no\n")
    for number, (title, words) in enumerate(KINDS):
        parts.append(f"\n### {title}\n\n{words}\n\n")
        parts += [f"- `{name}`: {first}\n" for name, first in _refusals(number)]
    return "".join(parts)


def _asked(decider: Decider[Any, Any]) -> list[str]:
    commands = [
        f"- `{each.__name__}`: {_first(each)}{PROVED if each in GRAVEST else ''}\n"
        for each in decider.commands
    ]
    refusals = ", ".join(f"`{each.__name__}`" for each in decider.refusals)
    return ["\n", *commands, f"\nSays no with: {refusals}.\n"]


def _refusals(number: int) -> list[tuple[str, str]]:
    every = {each for decider in DECIDERS for each in decider.refusals}
    return sorted((each.__name__, _first(each)) for each in every if _kind(each) == number)


def _kind(refusal: type[Refusal]) -> int:
    if issubclass(refusal, Malformed):
        return 2
    return 1 if issubclass(refusal, Unknown) else 0


def _first(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    FILE.write_text(catalogue())
