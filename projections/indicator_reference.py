"""What every indicator is, as a page: written from the code to `docs/indicators.md`.

Run ``python -m projections.indicator_reference`` after a formula or a threshold was changed.
"""

import inspect
from collections.abc import Callable
from pathlib import Path

from domain.definitions import DEFAULTS, numbers_of
from domain.indicators.language import DOMAINS, LEVELS, PEERS_OWN, IndicatorCode, Severity
from domain.indicators.own import peer_load, peer_wellbeing
from domain.indicators.rules import ALWAYS, EXPLANATIONS, NEVER_EXPLAINED, RULES
from projections.indicator_wording import TOPICS

FILE = Path(__file__).parent.parent / "docs" / "indicators.md"

HEAD = """\
# Dependency and boundary indicators

What about a match is worth a conversation, a review together, or acting today.
This page is generated from the code (`python -m projections.indicator_reference`); a test \
compares the two.

They are practice-informed, not validated scales, and speak of a match, never of a person.
Nothing is decided by them: a person decides, after both sides have said how they see it.
That somebody rings, or a match lasts longer, is normal; only a pattern in its context is worth \
a look.

## What they are judged by

Each is a pure function of the entries about a match, the definitions in force, and a moment.
A window is so many local days (Europe/London) that end today, so a value changes with an entry \
or at a local midnight, and at no other time.
Where a match has not been active for {active} days, or has fewer than {sessions} sessions, it \
is too early to say; that is never "nothing to say".
What is reported ({always}) counts from the first day on.
A declared context, or a match that rests, explains everything but {never}: until it is over \
these are not judged.
What is not recorded, or cannot be opened because a key was destroyed, is "not recorded", never \
"nothing to say".

## Levels

{levels}

The level is taken over domains, with no weights.
One notice in any domain is worth a conversation.
A review in one domain, or notices in three, ask to review together.
A serious boundary event, or reviews in three domains among which is BOUNDARY or ROLE, ask to \
act today.
That a review was missed (PROCESS), or that there is nobody else (NETWORK), is alone never more \
than worth a conversation.
D12 and D13 are the peer supporter's own: they enter no level, no caseload, no export and no \
person's view.
A coordinator reads "No new matches for now".

## Acknowledging

Somebody of the service says what they make of an indicator: expected, useful, not useful, or \
something was done.
It may stay off the list until a day, at most {quiet} days away; the record, the level and the \
clocks go on.
It comes back when that day is over and it is still so, when the level rises, when another \
domain joins, and when the value is worse by {worse} of what it was.
The peer supporter of the match may comment and not acknowledge.
What asks to act today is kept off a list only with the entry of what was done and a second \
person.
What asks for a review and nobody looked at within {review} working days, and what asks to act \
within {act}, goes to the manager.
The clock counts from the day on which the level was raised, which follows from the facts; \
nothing stops it, and a look that comes too late takes nothing back.
Either side may comment, and may see it differently.

## The indicators
"""


def reference() -> str:
    """The whole page, in Markdown."""
    numbers = DEFAULTS.indicators
    head = HEAD.format(
        active=numbers.active_days_needed,
        sessions=numbers.sessions_needed,
        always=_codes(ALWAYS),
        never=_codes(NEVER_EXPLAINED),
        levels="\n".join(f"- {int(level)}: {LEVELS[level]}" for level in Severity),
        quiet=numbers.quiet_at_most_days,
        worse=f"{numbers.worse_by:g}",
        review=numbers.review_unseen_working_days,
        act=numbers.act_unseen_working_days,
    )
    return head + "".join(_section(code) for code in IndicatorCode) + _numbers()


def _section(code: IndicatorCode) -> str:
    own: dict[IndicatorCode, Callable[..., object]] = {
        IndicatorCode.PEER_LOAD: peer_load,
        IndicatorCode.PEER_WELLBEING: peer_wellbeing,
    }
    rule = own[code] if code in own else RULES[code]
    words = inspect.cleandoc(rule.__doc__ or "").partition(": ")[2]
    words = (words[:1].upper() + words[1:]).replace("\n\n", "\0").replace("\n", " ")
    words = words.replace("\0", "\n").replace(". ", ".\n")
    told = "\n".join(f"- {each}" for each in EXPLANATIONS.get(code, ()))
    told = told.replace("{person}", "The person").replace("{peer}", "the peer supporter")
    whose = "the peer supporter's own" if code in PEERS_OWN else DOMAINS[code].value
    topic = TOPICS[code]
    page = f"\n### {code.value}: {topic} ({whose})\n\n{words}\n"
    return page + (f"\nOther explanations:\n\n{told}\n" if told else "")


def _numbers() -> str:
    lines = [
        f"| `{name}` | {number:g} |\n"
        for name, number in numbers_of(DEFAULTS).items()
        if name.startswith("indicators.")
    ]
    return (
        "\n## The numbers\n\n"
        "A manager adopts others, from a day on: `alongside definitions adopt FILE --by STAFF`.\n\n"
        "| definition | default |\n|---|---|\n"
    ) + "".join(lines)


def _codes(codes: frozenset[IndicatorCode]) -> str:
    names = sorted(code.value for code in codes)
    return f"{', '.join(names[:-1])} and {names[-1]}"


if __name__ == "__main__":
    FILE.write_text(reference())
