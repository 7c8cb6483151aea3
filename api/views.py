"""What can be seen through the JSON interface."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from api.desk import Desk
from application.looking import Looking
from domain.decider import Malformed
from domain.erasure import owner_of
from domain.people import PeerId, PersonId, subject
from projections.competencies import Growth, TrainingNeeds, growth, training_needs
from projections.consistency import ConsistencyReport, consistency_report
from projections.definitions_shown import DefinitionsShown, definitions_shown
from projections.dependency_indicators import as_listed
from projections.directory import Directory
from projections.equality import Equality, equality, quarter_end
from projections.erasure_certificate import Certificate, erasure_certificate
from projections.health_numbers import HealthNumbers, health_numbers
from projections.leaving import Leaving, leaving
from projections.listing import Asked
from projections.lists import LISTS, At
from projections.moments import moment_of
from projections.offers import Offers, offers_of
from projections.outcome_change import OutcomeChange, outcome_change
from projections.outcomes import OutcomesShown, outcomes_of
from projections.own_indicators import OwnIndicators, own_indicators_of
from projections.person_history import PersonHistory, person_history
from projections.quality import Quality, quality
from projections.reach import Reach, reach
from projections.service_opening import ServiceOpening, service_opening
from projections.services_elsewhere import ServicesElsewhere, services_elsewhere
from projections.signals import Signals, signals
from projections.subject_access import SubjectAccess, subject_access
from projections.supervision import Supervision, supervision_of
from projections.training_matrix import TrainingMatrix, training_matrix
from projections.waits import Waits, waits
from projections.wellbeing_plan import WellbeingPlan, wellbeing_plan_of

MOST_ROWS = 500
USUAL_ROWS = 100
LONGEST_CURSOR = 9

KnownAt = Annotated[
    str | None,
    QueryParameter(name="known_at", description="Only what was recorded by this day or moment."),
]
TrueAt = Annotated[
    str | None,
    QueryParameter(name="true_at", description="Only what had happened by this day or moment."),
]
AtMoment = Annotated[
    str | None,
    QueryParameter(name="at", description="What held at this day or moment."),
]
Sort = Annotated[
    str | None,
    QueryParameter(
        name="sort",
        description="Fields with commas between, each with a minus for the largest first.",
    ),
]
Name = Annotated[
    str | None,
    QueryParameter(name="name", description="Words of a name, without regard to case or accents."),
]
ABOUT_THE_LIST = frozenset({"sort", "name", "known_at", "true_at", "cursor", "limit", "listed"})
"""The words of an address that are no filters."""


class NoSuchPage(Malformed):
    """A cursor was not given out by this view."""


class Page(msgspec.Struct, frozen=True):
    """Some rows of a view, and the cursor of the next, if there are more."""

    position: int
    known_at: str | None
    true_at: str | None
    rows: list[Any]
    next: str | None


@get("/person_history/{person:str}", sync_to_thread=True, view="person_history")
def get_person_history(
    desk: NamedDependency[Desk],
    person: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> PersonHistory:
    """Every entry about a person, corrected and mistaken ones marked."""
    desk.must_reach("person_history", subject("person", person))
    return person_history(
        desk.views,
        desk.opener,
        PersonId(person),
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )


@dataclass(frozen=True)
class Wanted:
    """What an address asks of a list, and which part of the answer."""

    asked: Asked
    known_at: str | None
    true_at: str | None
    start: int
    limit: int


def wanted(
    request: Request[Any, Any, Any],
    *,
    sort: Sort = None,
    name: Name = None,
    known_at: KnownAt = None,
    true_at: TrueAt = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS)] = USUAL_ROWS,
) -> Wanted:
    """Read an address: what is none of these words is a filter on a field of that name."""
    where: dict[str, str] = {}
    for field, value in request.query_params.multi_items():
        if field not in ABOUT_THE_LIST:
            where[field] = f"{where[field]},{value}" if field in where else str(value)
    asked = Asked(
        where=where,
        sort=sort,
        name=name,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )
    return Wanted(asked, known_at, true_at, _start(cursor), limit)


def _handler(name: str, summary: str) -> HTTPRouteHandler:
    """The handler of a list; every field of its line can be filtered on and sorted by."""

    def answer(desk: NamedDependency[Desk], wanted: NamedDependency[Wanted]) -> Page:
        return _page(desk, name, wanted, wanted.asked)

    answer.__doc__ = (
        f"{summary} Any field of a row filters: one value, or several with commas between; "
        '"none" for nothing.'
    )
    return get(
        f"/{name}",
        sync_to_thread=True,
        dependencies={"wanted": Provide(wanted, sync_to_thread=False)},
        operation_id=f"get_{name}",
        view=name,
    )(answer)


@get(
    "/dependency_indicators",
    sync_to_thread=True,
    dependencies={"wanted": Provide(wanted, sync_to_thread=False)},
    view="dependency_indicators",
)
def get_dependency_indicators(
    desk: NamedDependency[Desk],
    wanted: NamedDependency[Wanted],
    *,
    listed: FromQuery[bool] = False,
) -> Page:
    """What about each match is worth a conversation, a review together, or acting today."""
    return _page(desk, "dependency_indicators", wanted, wanted.asked, listed=listed)


def _page(desk: Desk, name: str, wanted: Wanted, asked: Asked, *, listed: bool = False) -> Page:
    at = At(desk.views, desk.opener, desk.service, desk.scope(name))
    found = LISTS[name].read(at, asked)
    every = as_listed(found.rows) if listed else found.rows
    rows = every[wanted.start : wanted.start + wanted.limit]
    end = wanted.start + wanted.limit
    following = str(end) if end < len(every) else None
    desk.note(*LISTS[name].noted_of(rows))
    return Page(found.position, wanted.known_at, wanted.true_at, list(rows), following)


SUMMARIES = {
    "caseload": "Everybody whom the service looks after: now, or as it stood or was known.",
    "waiting_list": "Who was accepted and waits, longest first, by their own clock.",
    "peer_roster": "Who gives support, for what they are ready, and what is due for them.",
    "match_board": "Every open match by where it stands, with what comes next and by when.",
    "worklist": "What needs somebody today, safety first; `coordinator` for one of them.",
    "break_register": "Every break and every decision not to break: where it stands, what is due.",
    "concern_register": "Safeguarding concerns that the one who asks may see, with their clocks.",
    "review_queue": "What waits for an independent review, and who in the service can judge it.",
    "break_gaps": "What was told without agreement, or outside, and no break answers for.",
    "rights_requests": "Requests about somebody's own record, and by when each is answered.",
    "openings": "Records opened by somebody with no relation to the person, until judged.",
    "retention_of_people": "Closed records of people, until when each is kept, and what goes.",
    "retention_of_peers": "Closed records of peer supporters, until when each is kept.",
    "disclosure_register": "Who was told what kind of thing, when, and under which consent.",
    "groups": "Every group: where it stands, how many belong, when it met, what is due.",
    "programmes": "Every course: where it stands, how many have a place, what is due.",
}


@get("/own_indicators/{peer:str}", sync_to_thread=True, view="own_indicators")
def get_own_indicators(desk: NamedDependency[Desk], peer: FromPath[str]) -> OwnIndicators:
    """A peer supporter's own load and well-being: for them and their supervisor alone."""
    desk.must_reach("own_indicators", subject("peer", peer))
    return own_indicators_of(desk.views, PeerId(peer))


@get("/competencies/{peer:str}", sync_to_thread=True, view="competencies")
def get_competencies(
    desk: NamedDependency[Desk],
    peer: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> Growth:
    """How a peer supporter sees each of the ten competencies, and how others do."""
    desk.must_reach("competencies", subject("peer", peer))
    return growth(_look(desk, known_at, true_at), PeerId(peer))


@get("/health_numbers/{person:str}", sync_to_thread=True, view="health_numbers")
def get_health_numbers(
    desk: NamedDependency[Desk], person: FromPath[str], *, whole: FromQuery[bool] = False
) -> HealthNumbers:
    """A person's health numbers, masked unless they are asked for whole."""
    desk.must_reach("health_numbers", subject("person", person))
    return health_numbers(desk.look(), desk.opener, PersonId(person), whole=whole)


@get("/outcomes/{person:str}", sync_to_thread=True, view="outcomes")
def get_outcomes(
    desk: NamedDependency[Desk],
    person: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> OutcomesShown:
    """What a person's questionnaires came to, and what changed from the beginning on."""
    desk.must_reach("outcomes", subject("person", person))
    return outcomes_of(_look(desk, known_at, true_at), PersonId(person))


@get("/outcome_change", sync_to_thread=True, view="outcome_change")
def get_outcome_change(desk: NamedDependency[Desk]) -> OutcomeChange:
    """How scores changed from baseline to end, by the last quarter, small counts closed."""
    return outcome_change(_look_at_quarter(desk))


@get("/supervision/{peer:str}", sync_to_thread=True, view="supervision")
def get_supervision(
    desk: NamedDependency[Desk],
    peer: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> Supervision:
    """A peer supporter's supervision: for them and whoever holds it alone."""
    desk.must_reach("supervision", subject("peer", peer))
    return supervision_of(_look(desk, known_at, true_at), desk.opener, PeerId(peer))


@get("/wellbeing_plan/{peer:str}", sync_to_thread=True, view="wellbeing_plan")
def get_wellbeing_plan(
    desk: NamedDependency[Desk],
    peer: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> WellbeingPlan:
    """A peer supporter's own plan for staying well: for them and whoever they chose alone."""
    desk.must_reach("wellbeing_plan", subject("peer", peer))
    desk.note(subject("peer", peer))
    look = _look(desk, known_at, true_at)
    return wellbeing_plan_of(look, desk.opener, PeerId(peer), desk.principal)


@get("/training_matrix", sync_to_thread=True, view="training_matrix")
def get_training_matrix(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> TrainingMatrix:
    """Every active peer supporter beside every course that is asked of them."""
    found = training_matrix(_look(desk, known_at, true_at), desk.scope("training_matrix"))
    desk.note(*(subject("peer", each.peer) for each in found.rows))
    return found


@get("/training_needs", sync_to_thread=True, view="training_needs")
def get_training_needs(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> TrainingNeeds:
    """How many work towards each competency, and how far they are. Nobody is named."""
    return training_needs(_look(desk, known_at, true_at))


def _look(desk: Desk, known_at: str | None, true_at: str | None) -> Looking:
    return desk.look(
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )


@get("/offers", sync_to_thread=True, view="offers")
def get_offers(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> Offers:
    """What the service offers, to whom and in which way. Nobody's data is in it."""
    return offers_of(_look(desk, known_at, true_at))


@get("/equality", sync_to_thread=True, view="equality")
def get_equality(desk: NamedDependency[Desk]) -> Equality:
    """Whom the service reaches, in counts by the end of the last quarter, small ones closed."""
    return equality(_look_at_quarter(desk))


@get("/reach", sync_to_thread=True, view="reach")
def get_reach(desk: NamedDependency[Desk]) -> Reach:
    """Why support may help those whom the service reaches, in counts of the last quarter."""
    return reach(_look_at_quarter(desk))


@get("/waits", sync_to_thread=True, view="waits")
def get_waits(desk: NamedDependency[Desk]) -> Waits:
    """How long people wait, over the year up to the end of the last quarter, in counts."""
    return waits(_look_at_quarter(desk))


@get("/leaving", sync_to_thread=True, view="leaving")
def get_leaving(desk: NamedDependency[Desk]) -> Leaving:
    """Why peer supporters left, over the year up to the end of the last quarter, in counts."""
    return leaving(_look_at_quarter(desk))


@get("/signals", sync_to_thread=True, view="signals")
def get_signals(desk: NamedDependency[Desk]) -> Signals:
    """How many signals helped, and how often each group is signalled, by the last quarter."""
    return signals(_look_at_quarter(desk))


def _look_at_quarter(desk: Desk) -> Looking:
    end = quarter_end(desk.views.clock())
    return desk.look(known_at=end, true_at=end)


@get("/service_opening", sync_to_thread=True, view="service_opening")
def get_service_opening(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> ServiceOpening:
    """What the service has settled, what it has not, and what is refused until it has."""
    return service_opening(_look(desk, known_at, true_at))


@get("/definitions", sync_to_thread=True, view="definitions")
def get_definitions(desk: NamedDependency[Desk], at: AtMoment = None) -> DefinitionsShown:
    """The thresholds and due times that the service goes by, now or at a moment."""
    return definitions_shown(desk.views, desk.service, moment_of(at, "at") if at else None)


@get("/consistency", sync_to_thread=True, view="consistency")
def get_consistency(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> ConsistencyReport:
    """How many are within what each offer asks of everybody, by exception, and outside of it."""
    report = consistency_report(
        desk.views,
        desk.service,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )
    desk.note(*(subject("peer", each) for row in report.rows for each in row.outside))
    return report


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > LONGEST_CURSOR:
        raise NoSuchPage("Use the cursor of the page before.", field="cursor")
    return int(cursor)


@get("/erasure_certificate/{erasure:str}", sync_to_thread=True, view="erasure_certificate")
def get_erasure_certificate(desk: NamedDependency[Desk], erasure: FromPath[str]) -> Certificate:
    """What an erasure left, by its name: `person.`, `peer.` or `staff.` and the identifier."""
    return certificate_of(desk, erasure)


def certificate_of(desk: Desk, erasure: str) -> Certificate:
    """What an erasure left; it is about whose key it was, and whoever stands beside them."""
    found = erasure_certificate(desk.ledger, erasure)
    desk.note(found.owner, *found.beside)
    return found


@get("/subject_access/{whose:str}", sync_to_thread=True, view="subject_access")
def get_subject_access(desk: NamedDependency[Desk], whose: FromPath[str]) -> SubjectAccess:
    """What somebody may have of their own record: `person.`, `peer.` or `staff.` and the id."""
    return everything_of(desk, whose)


def everything_of(desk: Desk, whose: str) -> SubjectAccess:
    """What somebody may have of their own record; it is about them."""
    owner, directory = owner_of(whose), Directory(desk.views, desk.opener)
    found = subject_access(desk.ledger, desk.opener, directory, owner)
    desk.note(owner)
    return found


@get("/quality", sync_to_thread=True, view="quality")
def get_quality(desk: NamedDependency[Desk]) -> Quality:
    """How good the service is, for whoever doubts it, in counts that tell of nobody."""
    return quality(_look_at_quarter(desk))


@get("/services_elsewhere", sync_to_thread=True, view="services_elsewhere")
def get_services_elsewhere(
    desk: NamedDependency[Desk],
    words: Annotated[
        str | None, QueryParameter(name="words", description="Words that all have to be in it.")
    ] = None,
) -> ServicesElsewhere:
    """The directory of services elsewhere, by words: what somebody may be told about."""
    return services_elsewhere(desk.views, desk.service, words or "")


HANDLERS = [
    get_services_elsewhere,
    get_quality,
    get_subject_access,
    get_erasure_certificate,
    *(_handler(name, summary) for name, summary in SUMMARIES.items()),
    get_dependency_indicators,
    get_own_indicators,
    get_person_history,
    get_health_numbers,
    get_outcomes,
    get_outcome_change,
    get_competencies,
    get_supervision,
    get_wellbeing_plan,
    get_training_matrix,
    get_training_needs,
    get_offers,
    get_equality,
    get_reach,
    get_waits,
    get_leaving,
    get_signals,
    get_definitions,
    get_service_opening,
    get_consistency,
]
