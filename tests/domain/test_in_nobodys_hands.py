"""In recorded time nothing that runs is ever in nobody's hands, whatever is asked in what order.

The invariants are said here in a few lines of their own, from the events alone: every active match
and every group that meets has a coordinator and a deputy who are named for it, and every active
peer supporter somebody who may hold supervision.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.coordination import HandedOverToThemself, HandOverCoordination
from domain.decider import Command, Event, Recorded
from domain.flags import standing
from domain.group import (
    GROUP,
    AssignGroupCoordinator,
    CloseGroup,
    GroupCoordinatorAssigned,
    GroupPlanned,
    OpenGroup,
    PauseGroup,
    ResumeGroup,
)
from domain.group import Stage as GroupStage
from domain.group_flags import flags_of_group
from domain.group_meetings import Life
from domain.match import (
    MATCH,
    SUPPORT_STAGES,
    ActivateMatch,
    AssignMatchCoordinator,
    EndKind,
    EndMatch,
    MatchCoordinatorAssigned,
    NotACoordinator,
    StartEnding,
)
from domain.match.starting import NobodyDeputises
from domain.match_flags import flags_of_match
from domain.passing_on import HoldsOpenItems, HoldsSupervision, NobodyCouldDeputise
from domain.peer import (
    PEER,
    AssignSupervisor,
    LetPeerReturn,
    PausePeer,
    RecordPeerLeft,
    SupervisorAssigned,
)
from domain.peer_flags import flags_of_peer
from domain.people import StaffId
from domain.person import Person
from domain.service import (
    MAY_SUPERVISE,
    SERVICE,
    CoverNamed,
    Duty,
    MayNotStandIn,
    NameCover,
    NameStaff,
    RecordStaffLeft,
    StaffLeft,
    StaffNamed,
    StaffSupervisorAssigned,
    StandingInForOneself,
    UnknownStaff,
)
from domain.service_flags import flags_of_service
from domain.supervision_cover import (
    CoverSupervision,
    EndSupervisionCover,
    NoCoverNamed,
    SupervisionCoverBegun,
)
from domain.training import NotNamed
from tests.domain.cast import (
    CATRIONA,
    DAVIE,
    FRASER,
    FRASER_MANAGES,
    HAMISH,
    ISLA,
    MORAG,
    SHONA,
    named,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded, given, in_order, lived
from tests.domain.test_group import CAFE_DEFINED, FRIDAYS, OPEN, OPEN_IT, PLANNED, READY
from tests.domain.test_match import (
    ACTIVATE,
    ACTIVATED,
    ENDED,
    KNOWN,
    NOT_DEPUTISED,
    RUNNING,
    STARTED,
    THEIRS,
)

RORY = StaffId("rory")
STAFF = (ISLA, RORY, FRASER, SHONA)
RORY_COORDINATES = named(RORY, Duty.COORDINATOR)
FOR_SHONA = CoverNamed(service=SERVICE_ID, staff=SHONA, cover=FRASER, at=on(4, 1))
HERE = (*KNOWN, RORY_COORDINATES, *RUNNING, CAFE_DEFINED, *OPEN)
LEAVE = RecordStaffLeft(service=SERVICE_ID, staff=ISLA)
LEFT = StaffLeft(service=SERVICE_ID, staff=ISLA, at=NOW)


def with_deputy(deputy: StaffId) -> tuple[Event, ...]:
    """All that runs, with somebody else deputising for Isla."""
    return tuple(
        msgspec.structs.replace(each, deputy=deputy)
        if isinstance(each, MatchCoordinatorAssigned | GroupCoordinatorAssigned)
        else each
        for each in HERE
    )


def match_goes_to(
    coordinator: StaffId, deputy: StaffId, **said: object
) -> MatchCoordinatorAssigned:
    return MatchCoordinatorAssigned(
        **{  # type: ignore[arg-type]  # each as the event has it
            "match": THEIRS,
            "person": MORAG,
            "peer": DAVIE,
            "coordinator": coordinator,
            "deputy": deputy,
            "before": ISLA,
            "at": NOW,
            **said,
        }
    )


def group_goes_to(
    coordinator: StaffId, deputy: StaffId, **said: object
) -> GroupCoordinatorAssigned:
    return GroupCoordinatorAssigned(
        **{  # type: ignore[arg-type]  # as above
            "group": FRIDAYS,
            "coordinator": coordinator,
            "deputy": deputy,
            "before": ISLA,
            "at": NOW,
            **said,
        }
    )


# --- Somebody stops ---


def test_what_somebody_coordinates_passes_to_the_deputy_and_another_deputises() -> None:
    given(*with_deputy(RORY)).when(LEAVE).then(
        match_goes_to(RORY, FRASER), group_goes_to(RORY, FRASER), LEFT
    )


def test_what_somebody_deputises_for_gets_another_deputy() -> None:
    given(*with_deputy(RORY)).when(msgspec.structs.replace(LEAVE, staff=RORY)).then(
        match_goes_to(ISLA, FRASER),
        group_goes_to(ISLA, FRASER),
        msgspec.structs.replace(LEFT, staff=RORY),
    )


def test_a_deputy_who_does_not_coordinate_does_not_take_over_and_somebody_has_to_be_named() -> None:
    given(*HERE).when(LEAVE).then_refused(
        HoldsOpenItems, contains="1 match and 0 referrals and 1 group.", field="successor"
    )
    given(*HERE).when(msgspec.structs.replace(LEAVE, successor=RORY)).then(
        match_goes_to(RORY, FRASER), group_goes_to(RORY, FRASER), LEFT
    )
    given(*HERE, CoverNamed(service=SERVICE_ID, staff=ISLA, cover=RORY, at=on(4, 1))).when(
        LEAVE
    ).then(match_goes_to(RORY, FRASER), group_goes_to(RORY, FRASER), LEFT)


def test_the_last_who_could_coordinate_does_not_leave_what_runs() -> None:
    alone = tuple(each for each in HERE if each is not RORY_COORDINATES)

    given(*alone).when(LEAVE).then_refused(HoldsOpenItems)


def test_the_last_who_could_deputise_does_not_leave_what_runs() -> None:
    """The manager's duty goes to somebody who does not deputise by it: nobody would be left."""
    two = tuple(each for each in HERE if each is not RORY_COORDINATES)
    stop = NameStaff(service=SERVICE_ID, staff=FRASER, name="Fraser", duties=(Duty.SUPERVISOR,))

    given(*two).when(stop).then_refused(NobodyCouldDeputise, field="staff")


def test_open_items_go_with_a_match() -> None:
    later = NOW + timedelta(days=60)
    following = given(*with_deputy(RORY)).when(LEAVE, now=later)
    with pytest.raises(AssertionError):
        following.then()
    events = lived([LEAVE], *with_deputy(RORY), named(CATRIONA, Duty.SAFEGUARDING_LEAD))
    assigned = [each for each in events if isinstance(each, MatchCoordinatorAssigned)]
    open_then = standing(
        flags_of_match(folded(MATCH, *with_deputy(RORY)), Person(), {}), assigned[-1].at
    )

    assert RORY == assigned[-1].coordinator
    assert tuple(each.sentence for each in open_then) == assigned[-1].open_items


def test_a_departure_told_late_leaves_a_gap_that_is_seen_with_its_days() -> None:
    since = on(5, 2)
    told_late = msgspec.structs.replace(LEAVE, at=since)
    match_moved = match_goes_to(RORY, FRASER, unattended_since=since)
    group_moved = group_goes_to(RORY, FRASER, unattended_since=since)
    given(*with_deputy(RORY)).when(told_late).then(
        match_moved, group_moved, msgspec.structs.replace(LEFT, at=since)
    )

    happened = (*with_deputy(RORY), match_moved, group_moved)
    of_match = flags_of_match(folded(MATCH, *happened), Person(), {})
    of_group = flags_of_group(folded(GROUP, *happened), Life(), {})
    gaps = [each for each in (*of_match, *of_group) if each.code.endswith("_UNATTENDED")]
    assert [since, since] == [each.since for each in gaps]
    assert all("From 2 May 2026 to 5 May 2026" in each.sentence for each in gaps)


def test_whoever_stops_supervising_leaves_it_with_the_one_named_to_stand_in() -> None:
    gone = RecordStaffLeft(service=SERVICE_ID, staff=SHONA)
    left = StaffLeft(service=SERVICE_ID, staff=SHONA, at=NOW)
    with_another = SupervisorAssigned(peer=DAVIE, supervisor=FRASER, at=NOW)
    islas = StaffSupervisorAssigned(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, at=on(1, 9))

    given(*HERE).when(gone).then_refused(HoldsSupervision, contains="1 peer", field="successor")
    given(*HERE, FOR_SHONA).when(gone).then(with_another, left)
    given(*HERE).when(msgspec.structs.replace(gone, successor=FRASER)).then(with_another, left)
    given(*HERE, FOR_SHONA, islas).when(gone).then(
        with_another,
        msgspec.structs.replace(islas, supervisor=FRASER, at=NOW),
        left,
    )
    told_late = msgspec.structs.replace(gone, at=on(5, 1))
    gap = msgspec.structs.replace(with_another, unattended_since=on(5, 1))
    given(*HERE, FOR_SHONA).when(told_late).then(gap, msgspec.structs.replace(left, at=on(5, 1)))
    happened = (*HERE, FOR_SHONA, gap)
    flags = flags_of_peer(folded(PEER, *happened), folded(SERVICE, *happened), {}, {})
    assert [on(5, 1)] == [each.since for each in flags if each.code == "SUPERVISION_UNATTENDED"]


# --- Nothing starts in nobody's hands ---


def test_a_match_starts_with_whoever_can_deputise_and_not_without() -> None:
    started = (msgspec.structs.replace(ACTIVATED, at=NOW), STARTED)
    stands_in = CoverNamed(service=SERVICE_ID, staff=ISLA, cover=RORY, at=on(4, 1))
    nobody_else = tuple(each for each in KNOWN if each is not FRASER_MANAGES)

    def deputy(staff: StaffId) -> MatchCoordinatorAssigned:
        return match_goes_to(ISLA, staff, before=None)

    given(*KNOWN, RORY_COORDINATES, *NOT_DEPUTISED).when(ACTIVATE).then(deputy(FRASER), *started)
    given(*KNOWN, RORY_COORDINATES, stands_in, *NOT_DEPUTISED).when(ACTIVATE).then(
        deputy(RORY), *started
    )
    given(*nobody_else, RORY_COORDINATES, *NOT_DEPUTISED).when(ACTIVATE).then(
        deputy(RORY), *started
    )
    given(*nobody_else, *NOT_DEPUTISED).when(ACTIVATE).then_refused(NobodyDeputises, field="deputy")


# --- Handing everything over ---


def test_everything_goes_to_another_in_one_request() -> None:
    note = "Phone Morag in the mornings."
    hand_over = HandOverCoordination(service=SERVICE_ID, staff=ISLA, to_staff=RORY, note=note)

    given(*HERE).when(hand_over).then(
        match_goes_to(RORY, FRASER, note=note), group_goes_to(RORY, FRASER, note=note)
    )
    given(*HERE).when(msgspec.structs.replace(hand_over, deputy=ISLA)).then(
        match_goes_to(RORY, ISLA, note=note), group_goes_to(RORY, ISLA, note=note)
    )
    given(*KNOWN, RORY_COORDINATES, *RUNNING, ENDED).when(hand_over).then_nothing()
    given(*HERE).when(msgspec.structs.replace(hand_over, note=" ")).then_refused(
        NotNamed, field="note"
    )
    given(*HERE).when(msgspec.structs.replace(hand_over, to_staff=ISLA)).then_refused(
        HandedOverToThemself, field="to_staff"
    )
    given(*HERE).when(msgspec.structs.replace(hand_over, to_staff=SHONA)).then_refused(
        NotACoordinator, field="to_staff"
    )


# --- Named beforehand ---


def test_who_stands_in_is_named_beforehand_and_could_do_it() -> None:
    name = NameCover(service=SERVICE_ID, staff=ISLA, cover=FRASER)
    settled = CoverNamed(service=SERVICE_ID, staff=ISLA, cover=FRASER, at=NOW)

    given(*HERE).when(name).then(settled)
    given(*HERE, settled).when(name).then_nothing()
    given(*HERE).when(msgspec.structs.replace(name, cover=ISLA)).then_refused(StandingInForOneself)
    given(*HERE).when(msgspec.structs.replace(name, cover=SHONA)).then_refused(MayNotStandIn)
    given(*HERE).when(msgspec.structs.replace(name, staff=SHONA, cover=HAMISH)).then_refused(
        MayNotStandIn, field="cover"
    )
    given(*HERE).when(msgspec.structs.replace(name, staff=StaffId("nobody"))).then_refused(
        UnknownStaff, field="staff"
    )


def test_cover_that_nobody_is_named_for_stands_out() -> None:
    def unnamed(*events: Event) -> int:
        flags = flags_of_service(folded(SERVICE, *HERE, *events))
        return sum(each.code == "COVER_NOT_NAMED" for each in standing(flags, NOW))

    for_all = [
        CoverNamed(service=SERVICE_ID, staff=each, cover=FRASER, at=on(4, 1))
        for each in (ISLA, RORY, SHONA)
    ]

    assert unnamed() == 3
    assert unnamed(FOR_SHONA) == 2
    assert unnamed(*for_all) == 0
    assert unnamed(*for_all, StaffLeft(service=SERVICE_ID, staff=FRASER, at=on(4, 2))) == 3


def test_an_absence_goes_to_the_one_named_beforehand() -> None:
    away = CoverSupervision(service=SERVICE_ID, staff=SHONA)
    begun = SupervisionCoverBegun(service=SERVICE_ID, staff=SHONA, cover=FRASER, at=NOW)
    moved = SupervisorAssigned(peer=DAVIE, supervisor=FRASER, instead_of=SHONA, at=NOW)

    given(*HERE, FOR_SHONA).when(away).then(begun, moved)
    given(*HERE).when(away).then_refused(NoCoverNamed, field="cover")


# --- Whatever is asked ---

SOME_DUTIES = st.sets(
    st.sampled_from([Duty.COORDINATOR, Duty.MANAGER, Duty.SUPERVISOR]), max_size=3
)
SOMEBODY = st.sampled_from(STAFF)
SOMEBODY_OR_NOBODY = st.none() | SOMEBODY
LATE = st.none() | st.integers(1, 20).map(lambda days: NOW - timedelta(days=days))
A_REQUEST: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        NameStaff,
        service=st.just(SERVICE_ID),
        staff=SOMEBODY,
        name=st.just("Somebody"),
        duties=SOME_DUTIES.map(lambda duties: tuple(sorted(duties))),
        at=LATE,
    ),
    st.builds(
        RecordStaffLeft,
        service=st.just(SERVICE_ID),
        staff=SOMEBODY,
        successor=SOMEBODY_OR_NOBODY,
        at=LATE,
    ),
    st.builds(NameCover, service=st.just(SERVICE_ID), staff=SOMEBODY, cover=SOMEBODY),
    st.builds(
        HandOverCoordination,
        service=st.just(SERVICE_ID),
        staff=SOMEBODY,
        to_staff=SOMEBODY,
        note=st.just("All well."),
        deputy=SOMEBODY_OR_NOBODY,
    ),
    st.builds(
        AssignMatchCoordinator,
        match=st.just(THEIRS),
        coordinator=SOMEBODY,
        deputy=SOMEBODY,
        note=st.just("All well."),
        at=LATE,
    ),
    st.builds(
        AssignGroupCoordinator,
        group=st.just(FRIDAYS),
        coordinator=SOMEBODY,
        deputy=SOMEBODY,
        note=st.just("All well."),
        at=LATE,
    ),
    st.builds(
        CoverSupervision, service=st.just(SERVICE_ID), staff=SOMEBODY, cover=SOMEBODY_OR_NOBODY
    ),
    st.builds(EndSupervisionCover, service=st.just(SERVICE_ID), staff=SOMEBODY),
    st.builds(AssignSupervisor, peer=st.just(DAVIE), supervisor=SOMEBODY),
    st.builds(ActivateMatch, match=st.just(THEIRS), deputy=SOMEBODY_OR_NOBODY),
    st.builds(OpenGroup, group=st.just(FRIDAYS), deputy=SOMEBODY_OR_NOBODY),
    st.sampled_from(
        [
            PauseGroup(group=FRIDAYS),
            ResumeGroup(group=FRIDAYS),
            CloseGroup(group=FRIDAYS),
            StartEnding(match=THEIRS, planned_last=date(2026, 5, 20)),
            EndMatch(match=THEIRS, how=EndKind.PLANNED),
            PausePeer(peer=DAVIE),
            LetPeerReturn(peer=DAVIE),
            RecordPeerLeft(peer=DAVIE),
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@whatever(
    started=st.sampled_from([RUNNING, NOT_DEPUTISED]),
    open_group=st.booleans(),
    requests=st.lists(A_REQUEST, max_size=12),
)
def test_nothing_that_runs_is_ever_in_nobodys_hands(
    started: tuple[Event, ...], open_group: bool, requests: list[Command]
) -> None:
    group = OPEN if open_group else tuple(e for e in READY if not _is_deputy(e))
    before = (*KNOWN, RORY_COORDINATES, *started, CAFE_DEFINED, *group)
    everything = lived(requests, *before)

    for number in range(len(before), len(everything) + 1):
        assert [] == list(in_nobodys_hands(in_order(everything[:number])))


def _is_deputy(event: Event) -> bool:
    return isinstance(event, GroupCoordinatorAssigned)


def in_nobodys_hands(history: Sequence[Recorded]) -> Iterator[str]:
    """What runs now, by all that is recorded so far, and has nobody."""
    duties: dict[StaffId, tuple[Duty, ...]] = {}
    for recorded in sorted(history, key=lambda each: (each.event.at, each.position)):
        match recorded.event:
            case StaffNamed(staff=staff, duties=named_for):
                duties[staff] = named_for
            case StaffLeft(staff=staff):
                duties[staff] = ()
            case _:
                pass

    def may(staff: StaffId | None, *wanted: Duty) -> bool:
        return staff is not None and any(each in wanted for each in duties.get(staff, ()))

    now = NOW + timedelta(days=1)
    one = folded(MATCH, *(each for each in history if f"match:{THEIRS}" in each.tags))
    if one.stage_at(now) in SUPPORT_STAGES:
        coordinator, deputy = one.coordinator_at(now), one.deputy_at(now)
        if not may(coordinator, Duty.COORDINATOR):
            yield "a match without coordinator"
        if coordinator == deputy or not may(deputy, Duty.COORDINATOR, Duty.MANAGER):
            yield "a match without deputy"
    group = folded(GROUP, *(each for each in history if f"group:{FRIDAYS}" in each.tags))
    if group.stage_at(now) is GroupStage.OPEN:
        if not may(group.coordinator, Duty.COORDINATOR):
            yield "a group without coordinator"
        if group.coordinator == group.deputy or not may(
            group.deputy, Duty.COORDINATOR, Duty.MANAGER
        ):
            yield "a group without deputy"
    peer = folded(PEER, *(each for each in history if f"peer:{DAVIE}" in each.tags))
    active = peer.activated_at is not None and peer.left_at is None
    if active and not may(peer.supervisor, *MAY_SUPERVISE):
        yield "a peer supporter without supervision"


def test_the_rule_is_seen_to_be_broken() -> None:
    gone = msgspec.structs.replace(LEFT, staff=SHONA, at=on(5, 1))

    assert "a peer supporter without supervision" in list(in_nobodys_hands(in_order([*HERE, gone])))
    assert ["a match without coordinator", "a group without coordinator"] == list(
        in_nobodys_hands(in_order([*HERE, LEFT]))
    )
    assert isinstance(PLANNED, GroupPlanned)
    assert OPEN_IT.group == FRIDAYS
