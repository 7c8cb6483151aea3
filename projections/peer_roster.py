"""The peer roster: who gives support, for what they are ready, and what is due for them.

Nothing of a peer supporter's own experience, ratings or load is here: where these say so, a
coordinator reads "No new matches for now" and not why (design, section 4).
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import first_of, next_change, standing
from domain.folds import as_of, fold, of_subject
from domain.indicators import NO_NEW_MATCHES, PEERS_CODED
from domain.match import OPEN_STAGES, PEERS_MATCHES, SUPPORT_STAGES
from domain.peer import PEER, Stage
from domain.peer_flags import cover_decided, flags_of_peer
from domain.people import OfferId, PeerId, StaffId, Subject
from domain.periods import next_day
from domain.pvg_flags import sessions_held
from domain.service import SERVICE
from projections import own_indicators
from projections.listing import Listing
from projections.tables import shown, table_of
from projections.view import Rows, View

GONE = frozenset({Stage.LEFT, Stage.NOT_SELECTED})
COVER = frozenset({"MATCH_COVER_UNDECIDED", "MATCH_COVER_LATE"})


class Row(msgspec.Struct, frozen=True):
    """One peer supporter; who has gone is here only as long as something is due.

    ``roles`` are written as the role and its offer, "BEFRIENDING walking". ``capacity`` is how many
    people they may support now: their own number within the ceilings; ``matches`` counts the open
    ones, ``supported`` those in which support has begun. ``pvg_until`` is the last day of the
    membership that was shared last, if it allows a regulated role. ``courses`` are those that are
    current, ``courses_missing`` those that their offers ask for beside. ``cover_undecided`` says
    that they have stopped and a match of theirs waits for a decision.
    """

    peer: PeerId
    state: str
    offers: list[OfferId]
    roles: list[str]
    capacity: int
    hours_a_week: float | None
    matches: int
    supported: int
    pvg_until: date | None
    courses: list[str]
    courses_missing: list[str]
    supervisor: StaffId | None
    supervision_held_at: datetime | None
    supervision_due_on: date | None
    cover_undecided: bool
    no_new_matches: str | None
    flags: list[dict[str, str]]


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    everything = as_of(events, true=true)
    happened = of_subject(everything, subject)
    peer, service = fold(PEER, happened), fold(SERVICE, everything)
    if peer.stage is Stage.UNKNOWN:
        return Rows([])
    matches = fold(PEERS_MATCHES, happened)
    flags = flags_of_peer(
        peer,
        service,
        matches,
        cover_decided(happened),
        definitions,
        held=sessions_held(happened),
    )
    changes_at = next_change(flags, at)
    stand = standing(flags, at)
    if peer.stage in GONE and not stand:
        return Rows([], changes_at)
    standard = service.standard_for(peer.offers)
    membership = peer.membership_at(at)
    stages = [match.stage_at(at) for match in matches.values()]
    own = own_indicators.rows_of(subject, events, definitions, at, true)
    row = Row(
        peer=PeerId(subject.partition(":")[2]),
        state=peer.stage.value,
        offers=sorted(peer.offers),
        roles=sorted(f"{role.value} {offer}" for role, offer in peer.roles),
        capacity=peer.capacity_at(at),
        hours_a_week=peer.hours_a_week,
        matches=sum(stage in OPEN_STAGES for stage in stages),
        supported=sum(stage in SUPPORT_STAGES for stage in stages),
        pvg_until=membership.expires_on
        if membership is not None and membership.may_take_regulated_role
        else None,
        courses=sorted({each.course for each in peer.training.completions if each.current_at(at)}),
        courses_missing=list(peer.courses_missing_at(at, standard)),
        supervisor=peer.supervisor,
        supervision_held_at=max(peer.supervisions, default=None),
        supervision_due_on=peer.supervision_due_on(at, standard),
        cover_undecided=any(flag.code in COVER for flag in stand),
        no_new_matches=NO_NEW_MATCHES if any(each.severity for each in own) else None,
        flags=shown(flags, at),
    )
    values = {**msgspec.structs.asdict(row), "service": peer.service or ""}
    return Rows([values], first_of(changes_at, next_day(at)))


VIEW = View(
    "peer_roster",
    "peer",
    table_of("peer_roster", Row),
    _rows,
    goes_by_definitions=True,
    opens=PEERS_CODED,
    of_service=SERVICE.hears,
)
LISTING = Listing(VIEW, Row, order="name,peer", named={"peer": "peer", "supervisor": "staff"})
