"""What the rule for a proposal says of its plain values, asked again where one is corrected.

A proposal is refused where a number or a day cannot be; a correction of what was recorded from it
is no way round that. What happened in the world stays correctable to whatever happened: this is
about plans, terms and descriptions alone, and about the values that a correction changes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from domain.decider import Event, Malformed
from domain.definitions import Definitions
from domain.match import EndingStarted, MatchAgreementWritten, MatchExtended
from domain.peer import HOURS_AT_MOST, MATCHES_AT_MOST, CapacitySet
from domain.periods import local_day
from domain.programme import ProgrammeDesigned
from domain.service import (
    LONGEST,
    LONGEST_NAME,
    OLDEST,
    WHAT_AN_OFFER_CAN_SAY,
    FormalityProfileSet,
    Model,
    OfferDefined,
    StaffNamed,
)


class CannotBeProposed(Malformed):
    """A correction sets a value with which this could not have been proposed."""


No = tuple[str, str]
"""A field, and the sentence that says what is wrong with it."""


def must_be_possible(corrected: Event, changed: Collection[str], definitions: Definitions) -> None:
    """Raise `CannotBeProposed` where a changed value could not have been proposed."""
    check = _CHECKS.get(type(corrected))
    for field, why in check(corrected, definitions) if check is not None else ():
        if field in changed:
            raise CannotBeProposed(why, field=field)


def _between(event: Any, bounds: Mapping[str, tuple[float, float]]) -> Iterator[No]:
    for field, (least, most) in bounds.items():
        number = getattr(event, field)
        if number is not None and not least <= number <= most:
            yield field, f"Say a number from {least:g} to {most:,g}."


def _named(event: Any) -> Iterator[No]:
    if isinstance(event.name, str) and not 0 < len(event.name.strip()) <= LONGEST_NAME:
        yield "name", f"Say a name, of up to {LONGEST_NAME} letters."


def _offer(event: OfferDefined, _definitions: Definitions) -> Iterator[No]:
    yield from _named(event)
    yield from _between(event, WHAT_AN_OFFER_CAN_SAY)
    yield from _between(event, {"age_from": (0, OLDEST), "age_to": (0, OLDEST)})
    if not event.delivery:
        yield "delivery", "Say how support reaches somebody, at least one way."
    if event.model is Model.MENTORING and event.weeks is None:
        for field in ("weeks", "model"):
            yield field, "Mentoring is for an agreed time. Say how many weeks."
    ages = (event.age_from, event.age_to)
    if None not in ages and ages != tuple(sorted(ages)):  # type: ignore[type-var]
        for field in ("age_to", "age_from"):
            yield field, "The upper age lies below the lower one. Check both ages."


def _staff(event: StaffNamed, _definitions: Definitions) -> Iterator[No]:
    yield from _named(event)


def _profile(event: FormalityProfileSet, _definitions: Definitions) -> Iterator[No]:
    yield from _between(event, LONGEST)


def _capacity(event: CapacitySet, _definitions: Definitions) -> Iterator[No]:
    yield from _between(event, {"matches": (0, max(MATCHES_AT_MOST.values()))})
    yield from _between(event, {"hours_a_week": (0.01, HOURS_AT_MOST)})


def _course(event: ProgrammeDesigned, definitions: Definitions) -> Iterator[No]:
    yield from _between(event, {"places": (1, definitions.at(event.at).places_on_a_course)})


def _terms(event: MatchAgreementWritten, _definitions: Definitions) -> Iterator[No]:
    yield from _between(event, {"sessions_a_month": (0.01, 4 * 28), "minutes": (1, 24 * 60)})
    if not event.channels:
        yield "channels", "Say how the two will be in touch."
    if (event.hours_from is None) != (event.hours_to is None):
        for field in ("hours_from", "hours_to"):
            yield field, "Say from when until when, or neither."
    for field in ("planned_end", "review_on"):
        day = getattr(event, field)
        if day is not None and day < local_day(event.at):
            yield field, "This day lies before the agreement."


def _extension(event: MatchExtended, _definitions: Definitions) -> Iterator[No]:
    if event.new_end < local_day(event.at):
        yield "new_end", "The new end lies before the day on which it was decided."


def _ending(event: EndingStarted, _definitions: Definitions) -> Iterator[No]:
    if event.planned_last is not None and event.planned_last < local_day(event.at):
        yield "planned_last", "The last day lies before the ending began."


_CHECKS: dict[type[Event], Callable[[Any, Definitions], Iterator[No]]] = {
    CapacitySet: _capacity,
    EndingStarted: _ending,
    FormalityProfileSet: _profile,
    MatchAgreementWritten: _terms,
    MatchExtended: _extension,
    OfferDefined: _offer,
    ProgrammeDesigned: _course,
    StaffNamed: _staff,
}
