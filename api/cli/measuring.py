"""Questionnaires from the terminal: one is scored, without a store and without anybody's name."""

from argparse import Namespace

import msgspec

from api.cli.opening import tell
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
    ScoreFlag.RISK_ITEM_MISSING: "The item about self-harm was left out. Ask about it.",
    ScoreFlag.GROUPS_ONLY: "For groups of people alone. It says nothing about one person.",
    ScoreFlag.SUBSCALE_UNSCORABLE: "A part of it has no score, as an item was left out.",
}
"""What each flag says to whoever reads it."""
