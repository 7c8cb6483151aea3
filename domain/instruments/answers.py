"""From what somebody wrote on a questionnaire to answers that can be scored, or a no by a rule."""

import re
from collections.abc import Sequence

from domain.decider import Malformed
from domain.instruments.catalogue import ALIASES, DEFINITIONS, NOT_SCORED_HERE
from domain.instruments.language import Answers, Instrument

LEFT_OUT = "-"
A_NUMBER = re.compile(r"[+-]?\d{1,3}")
TWO_RINGED = re.compile(r"(\d{1,2})/(\d{1,2})")
MOST_WEIGHT = 1000.0


class UnknownInstrument(Malformed):
    """No instrument that can be scored has this name."""


class ImpossibleAnswer(Malformed):
    """An answer lies outside what its item can have."""


class WrongNumberOfAnswers(Malformed):
    """There are not as many answers as the instrument has items."""


class NotAWeight(Malformed):
    """The weights are not one for each goal, more than 0 each, or the instrument has none."""


def instrument_called(name: str) -> Instrument:
    """The instrument of this name, however it is written. Raises `UnknownInstrument`."""
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    if plain in Instrument.__members__:
        return Instrument(plain)
    if plain in ALIASES:
        return ALIASES[plain]
    if plain in NOT_SCORED_HERE:
        raise UnknownInstrument(
            f"{plain} is not scored here. {NOT_SCORED_HERE[plain]}", field="instrument"
        )
    raise UnknownInstrument(
        f"No instrument of this name is known. Choose from {', '.join(Instrument)}.",
        field="instrument",
    )


def checked(instrument: Instrument, written: Sequence[str]) -> Answers:
    """The answers, in the order of the items; a dash is one that was left out.

    Raises `WrongNumberOfAnswers`, and `ImpossibleAnswer` naming the item and its bounds.
    """
    definition = DEFINITIONS[instrument]
    most = len(definition.items)
    fewest = most if definition.fewest is None else definition.fewest
    if not fewest <= len(written) <= most:
        wanted = f"{most}" if fewest == most else f"from {fewest} to {most}"
        raise WrongNumberOfAnswers(
            f"{definition.name} has {wanted} items, and {len(written)} answers were given. "
            "Write a dash for one that was left out.",
            field="items",
        )
    return tuple(_answer(instrument, place, text) for place, text in enumerate(written))


def checked_weights(
    instrument: Instrument, written: Sequence[float] | None, goals: int
) -> tuple[float, ...] | None:
    """How much each goal counts, or nothing. Raises `NotAWeight`."""
    if not written:
        return None
    if instrument is not Instrument.GAS:
        raise NotAWeight("Only goal attainment scaling has weights.", field="weights")
    if len(written) != goals or not all(0 < each <= MOST_WEIGHT for each in written):
        raise NotAWeight(
            f"Give one weight for each of the {goals} goals, more than 0 and at most 1,000.",
            field="weights",
        )
    return tuple(written)


def two_ringed(instrument: Instrument, written: Sequence[str]) -> bool:
    """Whether two numbers were ringed for some item of the scale that has a rule for it."""
    return instrument is Instrument.SEMCD6 and any(map(TWO_RINGED.fullmatch, written))


def _answer(instrument: Instrument, place: int, text: str) -> int | None:
    definition = DEFINITIONS[instrument]
    least, most = definition.items[place]
    plain = text.strip()
    if plain == LEFT_OUT:
        return None
    in_words = re.sub(r"[^A-Z]+", "_", plain.upper()).strip("_")
    if in_words and in_words in definition.words:
        return definition.words[in_words]
    ringed = TWO_RINGED.fullmatch(plain) if instrument is Instrument.SEMCD6 else None
    numbers = [int(each) for each in ringed.groups()] if ringed else []
    if not ringed and plain.isascii() and A_NUMBER.fullmatch(plain):
        numbers = [int(plain)]
    if not numbers or not all(least <= number <= most for number in numbers):
        raise ImpossibleAnswer(
            f"Item {place + 1} of {definition.name} is a whole number from {least} to {most}, "
            "or a dash where it was left out.",
            field="items",
        )
    lower, higher = min(numbers), max(numbers)
    return lower if higher - lower <= 1 else None
