"""Questionnaires from the terminal: one is scored without a store, others are shown from it."""

from argparse import Namespace

import msgspec

from api.cli.opening import desk_for, tell
from domain.instruments import (
    DEFINITIONS,
    NotAWeight,
    ScoreFlag,
    bands_of_parts,
    checked,
    checked_weights,
    instrument_called,
    scored,
    two_ringed,
)
from domain.people import PersonId, subject
from domain.periods import local_day
from projections.equality import quarter_end
from projections.outcome_change import outcome_change
from projections.outcomes import outcomes_of
from projections.phrases import spoken


def score(options: Namespace) -> int:
    """Score one questionnaire."""
    instrument = instrument_called(options.instrument)
    answers = checked(instrument, options.items)
    weights = checked_weights(instrument, _weights(options.weights), len(answers))
    found = scored(instrument, answers, weights)
    if two_ringed(instrument, options.items):
        found = msgspec.structs.replace(found, flags=(*found.flags, ScoreFlag.LOWER_OF_TWO))
    line = DEFINITIONS[instrument].copyright
    if options.json:
        tell({**msgspec.to_builtins(found), "copyright": line})
        return 0
    if found.score is not None:
        band = f" ({spoken(found.band)})" if found.band else ""
        print(f"{instrument}: {found.score:g}{band}; added up {found.raw:g}")
    elif found.unscorable is not None:
        print(f"{instrument}: no score ({spoken(found.unscorable)})")
    bands = bands_of_parts(found.parts) if instrument == "ONS4" else {}
    for name, value in found.parts.items():
        of_part = bands.get(name)
        named = f" ({spoken(of_part)})" if of_part else ""
        print(f"  {spoken(name)}: {'left out' if value is None else f'{value:g}'}{named}")
    for flag in found.flags:
        print(f"  {FLAGS[flag]}")
    if line:
        print(line)
    return 0


def outcomes(options: Namespace) -> int:
    """Show what one person's questionnaires came to, or how scores changed in the service."""
    if options.person:
        return _of_one(options)
    with desk_for(options) as desk:
        end = quarter_end(desk.views.clock())
        found = outcome_change(desk.look(known_at=end, true_at=end))
    if options.json:
        tell(found)
        return 0
    print(f"By {found.by:%-d %B %Y}. Small counts, and what would tell of them, are closed.")
    for row in found.rows:
        counts = (row.eligible, row.baseline, row.end, row.paired)
        eligible, baseline, at_end, paired = map(_closed, counts)
        print(
            f"{row.name}: {eligible} matches ended, {baseline} with a baseline, "
            f"{at_end} with an end, {paired} with both"
        )
        if row.mean_at_end is not None:
            print(f"  mean at the end {row.mean_at_end:g}")
        if row.mean_change is not None and row.interval is not None:
            low, high = row.interval
            indicative = " (indicative)" if row.indicative else ""
            print(f"  mean change {row.mean_change:+g} (95 %: {low:g} to {high:g}){indicative}")
        for change, share in row.shares.items():
            if share is not None:
                print(f"  {spoken(change)}: {share:.0%}")
        if row.copyright:
            print(f"  {row.copyright}")
    print(found.beside if found.rows else "Nobody has answered a questionnaire.")
    print(f"Reflects entry {found.position:,}.")
    return 0


def _of_one(options: Namespace) -> int:
    with desk_for(options) as desk:
        found = outcomes_of(desk.look(), PersonId(options.person))
        desk.note(subject("person", options.person))
        desk.tell("outcomes")
    if options.json:
        tell(found)
        return 0
    for row in found.rows:
        day = row.completed_at or row.invited_at
        when = f"{local_day(day):%-d %B %Y}" if day else "not dated"
        if row.score is not None:
            said = f"{row.score:g}" + (f" ({spoken(row.band)})" if row.band else "")
        elif row.unscorable is not None:
            said = f"no score ({spoken(row.unscorable)})"
        else:
            said = "for groups alone" if row.flags else spoken(row.stage)
        print(f"{when}, {spoken(row.point)}: {row.name}: {said}")
        if row.to_see_to:
            print("  Somebody has to speak with this person. In danger to life call 999.")
    for pair in found.pairs:
        flags = f" ({', '.join(map(spoken, pair.flags))})" if pair.flags else ""
        print(
            f"{DEFINITIONS[pair.instrument].name}, {spoken(pair.point)}: {pair.before:g} to "
            f"{pair.after:g}, {spoken(pair.change)}{flags}"
        )
    for line in sorted({row.copyright for row in found.rows if row.copyright}):
        print(line)
    if not found.rows:
        print("Nobody has asked this person to answer a questionnaire.")
    print(f"Reflects entry {found.position:,}.")
    return 0


def _closed(number: int | None) -> str:
    return "too few to show" if number is None else str(number)


def _weights(text: str | None) -> tuple[float, ...] | None:
    """How much each goal counts, as typed. Raises `NotAWeight`."""
    if text is None:
        return None
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise NotAWeight("Write weights as 2,1,3.", field="weights") from None


FLAGS = {
    ScoreFlag.IMPUTED: "What was left out counts as the mean of the rest.",
    ScoreFlag.PRORATED: "What was left out counts as the mean of the rest.",
    ScoreFlag.LOWER_OF_TWO: "Where two numbers were ringed, the lower counts.",
    ScoreFlag.RISK_ITEM: (
        "Somebody has to speak with this person today. In danger to life call 999."
    ),
    ScoreFlag.RISK_ITEM_MISSING: "An item about danger or harm was left out. Ask about it.",
    ScoreFlag.GROUPS_ONLY: "For groups of people alone. It says nothing about one person.",
    ScoreFlag.SUBSCALE_UNSCORABLE: "A part of it has no score, as an item was left out.",
}
"""What each flag says to whoever reads it."""
