"""Morag and Davie, matched since 12 January 2026: four sessions in 28 days, an hour by phone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.boundaries import BoundaryEventReported
from domain.channels import Channel
from domain.contact import ContactMade
from domain.decider import Event, Recorded
from domain.definitions import DEFAULTS, Definitions
from domain.folds import as_of, fold
from domain.goals import GoalRated, GoalSet, SupportNetworkNoted
from domain.indicators import FACTS, IndicatorCode, Standing, assess
from domain.indicators.assessing import Assessment
from domain.indicators.language import Found, Indicator
from domain.indicators.rules import judged_by
from domain.indicators.seen import Seen
from domain.match import (
    PERSONS_MATCHES,
    EndingPostponed,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchContextDeclared,
    MatchExtended,
    MatchPaused,
    MatchProposalAccepted,
    MatchProposed,
    MatchResumed,
    MatchReviewHeld,
    PlaceType,
    PostponedBy,
    ReviewDecision,
    Side,
)
from domain.people import GoalId, MatchId, ReportId, SessionId
from domain.periods import LOCAL
from domain.session import SessionHeld
from tests.domain.cast import DAVIE, ISLA, MORAG, MORAGS_REFERRAL, WALKING, on
from tests.domain.decisions import in_order

THEIRS = MatchId("theirs")
START = date(2026, 1, 12)
IDS: dict[str, Any] = {"match": THEIRS, "person": MORAG, "peer": DAVIE}


def local(day: date, hour: int = 14, minute: int = 0) -> datetime:
    """A moment by the clock on the wall."""
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)


def agreed(
    version: int = 1,
    on_day: date = START,
    *,
    a_month: float = 4,
    minutes: int = 60,
    hours: tuple[time, time] | None = (time(9), time(20)),
    places: tuple[PlaceType, ...] = (),
    planned_end: date | None = None,
    review_on: date = date(2036, 1, 1),
) -> tuple[Event, ...]:
    """Terms that both accepted on a day."""
    at = local(on_day, 9)
    return (
        MatchAgreementWritten(
            **IDS,
            version=version,
            sessions_a_month=a_month,
            minutes=minutes,
            channels=(Channel.PHONE,),
            place_types=places,
            hours_from=hours[0] if hours else None,
            hours_to=hours[1] if hours else None,
            planned_end=planned_end,
            review_on=review_on,
            at=at,
        ),
        *(MatchAgreementAccepted(**IDS, version=version, by=side, at=at) for side in Side),
    )


PROPOSED = (
    MatchProposed(
        **IDS,
        referral=MORAGS_REFERRAL,
        offer=WALKING,
        coordinator=ISLA,
        reasons="Both like to walk.",
        knows_person_at=on(1, 5),
        knows_peer_at=on(1, 5),
        regulated=False,
        at=on(1, 6),
    ),
    *(MatchProposalAccepted(**IDS, by=side, at=on(1, 7)) for side in Side),
)


def active(*terms: Event) -> tuple[Event, ...]:
    """A match that started on 12 January, by the usual terms or by these."""
    started = MatchActivated(**IDS, referral=MORAGS_REFERRAL, at=local(START, 9))
    return (*PROPOSED, *(terms or agreed()), started)


def held(day: date, hour: int = 14, **more: object) -> SessionHeld:
    """A session of an hour by phone that ended at a local time."""
    values: dict[str, object] = {
        "unplanned": False,
        "minutes": 60,
        "worried": False,
        "mode": Channel.PHONE,
        "session": SessionId(f"{day}-{hour}-{more.get('name', '')}"),
    }
    values |= {field: value for field, value in more.items() if field != "name"}
    return SessionHeld(**IDS, **values, at=local(day, hour))  # type: ignore[arg-type]


def rang(day: date, hour: int = 14, by: Side = Side.PERSON, **more: object) -> ContactMade:
    """A call of ten minutes that somebody began at a local time."""
    values: dict[str, object] = {"channel": Channel.PHONE, "minutes": 10} | more
    return ContactMade(**IDS, by=by, **values, at=local(day, hour))  # type: ignore[arg-type]


def days_back(today: date, *back: int) -> list[date]:
    """Days so many before today."""
    return [today - timedelta(days=each) for each in back]


def sessions_on(days: Iterable[date], **more: object) -> list[SessionHeld]:
    """A session on each of these days."""
    return [held(day, **more) for day in days]  # type: ignore[arg-type]


EARLY = tuple(sessions_on([START + timedelta(days=back) for back in (1, 2, 3, 4)]))
"""Four sessions in the first week, so that later windows hold what a test puts there."""


def reviewed(day: date, due: date, *heard: Side) -> MatchReviewHeld:
    """A review on a day, with the day of the next."""
    return MatchReviewHeld(
        **IDS,
        held_by=ISLA,
        heard=heard,
        decision=ReviewDecision.CONTINUE,
        next_review_on=due,
        at=local(day, 11),
    )


def extended(day: date, to: date) -> MatchExtended:
    """The match was extended on a day."""
    return MatchExtended(
        **IDS, new_end=to, decided_by=ISLA, variety_offered=True, at=local(day, 11)
    )


def postponed(day: date, to: date) -> EndingPostponed:
    """The ending was put off on a day."""
    return EndingPostponed(**IDS, planned_last=to, by=PostponedBy.BOTH, at=local(day, 11))


def paused(day: date) -> MatchPaused:
    """The match rests from a day on."""
    return MatchPaused(**IDS, for_safety=False, at=local(day, 8))


def resumed(day: date) -> MatchResumed:
    """The match goes on from a day on."""
    return MatchResumed(**IDS, decided_by=ISLA, at=local(day, 8))


def declared(day: date, until: date) -> MatchContextDeclared:
    """Something is going on that explains things until a day."""
    return MatchContextDeclared(**IDS, kind="FLARE_UP", until=until, at=local(day, 8))


def boundary(day: date, *, serious: bool = False) -> BoundaryEventReported:
    """Something about boundaries was reported."""
    return BoundaryEventReported(
        **IDS, report=ReportId(f"{day}-{serious}"), serious=serious, at=local(day, 15)
    )


def rated(goal: str, day: date, rating: int) -> GoalRated:
    """How near the person feels to a goal."""
    return GoalRated(
        goal=GoalId(goal), match=THEIRS, person=MORAG, rating=rating, at=local(day, 16)
    )


def goal(name: str, *, maintenance: bool = False) -> GoalSet:
    """A goal, set on the first day."""
    return GoalSet(
        goal=GoalId(name),
        match=THEIRS,
        person=MORAG,
        words="To walk to the shop.",
        maintenance=maintenance,
        at=local(START, 10),
    )


def network(day: date, people: int) -> SupportNetworkNoted:
    """How many others the person says they can turn to."""
    return SupportNetworkNoted(person=MORAG, people=people, at=local(day, 9))


def seen(*events: Event | Recorded, at: datetime, definitions: Definitions = DEFAULTS) -> Seen:
    """The match as seen from a moment."""
    happened = as_of(in_order(events))
    match = fold(PERSONS_MATCHES, happened)[THEIRS]
    return Seen(THEIRS, match, fold(FACTS, happened), definitions, at)


def found(
    code: IndicatorCode,
    *events: Event | Recorded,
    at: datetime,
    definitions: Definitions = DEFAULTS,
) -> Found:
    """What one indicator says at a moment."""
    return judged_by(code, seen(*events, at=at, definitions=definitions))


def standing(
    code: IndicatorCode,
    *events: Event | Recorded,
    at: datetime,
    definitions: Definitions = DEFAULTS,
) -> Standing:
    """How one indicator stands at a moment."""
    return found(code, *events, at=at, definitions=definitions).standing


def assessed(
    *events: Event | Recorded, at: datetime, definitions: Definitions = DEFAULTS
) -> Assessment:
    """All that the match asks for at a moment."""
    looked = seen(*events, at=at, definitions=definitions)
    return assess(THEIRS, looked.match, looked.everything, definitions, at)


def indicator(code: IndicatorCode, *events: Event | Recorded, at: datetime) -> Indicator:
    """One indicator with everything beside its formula."""
    return next(each for each in assessed(*events, at=at).indicators if each.code is code)
