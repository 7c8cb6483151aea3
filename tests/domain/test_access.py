"""Who may be given which role, by whom, and what duties and grants add up to."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.access import (
    ACCESS,
    ROLE_OF_DUTY,
    EndOfRoleMissing,
    GrantingOneself,
    GrantRole,
    HeldByDuty,
    NotOneHolder,
    Role,
    RoleGranted,
    RoleNeedsOneThing,
    RoleNotForThem,
    RoleWithdrawn,
    WithdrawRole,
)
from domain.access.guarding import DeciderControlsNoReview
from domain.confidentiality.events import ConfidentialityDecisionRecorded
from domain.coordination import LastManager
from domain.decider import Command, Event
from domain.peer import UnknownPeer
from domain.people import ActorId, BreakId, GroupId, PersonId, ReferrerId, StaffId, subject
from domain.service import (
    SERVICE,
    Duty,
    NameStaff,
    RecordStaffLeft,
    StaffLeft,
    StaffNamed,
    UnknownStaff,
)
from tests.domain.cast import (
    DAVIE,
    DAVIE_ASKED,
    FRASER,
    FRASER_MANAGES,
    ISLA,
    MACHAIR,
    MORAG,
    named,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, Asked, Past, decided, folded, given, in_order

RHONA = StaffId("rhona")
RHONA_NAMED = named(RHONA)
RUNNING = (*MACHAIR, FRASER_MANAGES, RHONA_NAMED, DAVIE_ASKED)
NEXT_MONTH = NOW + timedelta(days=30)


def grant(role: Role, **said: object) -> GrantRole:
    return GrantRole(service=SERVICE_ID, role=role, **said)  # type: ignore[arg-type]


def granted(role: Role, **said: object) -> RoleGranted:
    return RoleGranted(service=SERVICE_ID, role=role, at=NOW, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.PEER_SUPPORTER, {"peer": DAVIE}),
        (Role.REFERRER, {"referrer": ReferrerId("practice-nurse")}),
        (Role.EVALUATOR, {"staff": RHONA}),
        (Role.FUNDER_VIEWER, {"staff": RHONA}),
        (Role.ADMINISTRATOR, {"staff": RHONA}),
        (Role.AUDITOR, {"staff": RHONA, "until": NEXT_MONTH}),
        (Role.GROUP_LEADER, {"peer": DAVIE, "group": GroupId("café")}),
        (Role.SAFEGUARDING_LEAD, {"staff": RHONA, "person": MORAG}),
        (Role.CONFIDENTIALITY_REVIEWER, {"staff": RHONA, "break_id": BreakId("one")}),
    ],
)
def test_a_role_is_given_and_taken_back(role: Role, said: dict[str, object]) -> None:
    followed = granted(role, **said)
    taken = {name: value for name, value in said.items() if name != "until"}
    withdraw = WithdrawRole(service=SERVICE_ID, role=role, **taken)  # type: ignore[arg-type]
    withdrawn = RoleWithdrawn(service=SERVICE_ID, role=role, at=NOW, **taken)  # type: ignore[arg-type]
    earlier = msgspec.structs.replace(followed, at=on(5, 1))

    given(*RUNNING).when(grant(role, **said)).then(followed)
    given(*RUNNING, earlier).when(grant(role, **said)).then_nothing()
    given(*RUNNING, earlier).when(withdraw).then(withdrawn)
    given(*RUNNING).when(withdraw).then_nothing()
    given(*RUNNING, earlier, withdrawn).when(withdraw).then_nothing()


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.COORDINATOR, Role.SUPERVISOR])
def test_a_role_that_comes_with_a_duty_is_neither_granted_nor_withdrawn(role: Role) -> None:
    withdraw = WithdrawRole(service=SERVICE_ID, role=role, staff=ISLA)

    given(*RUNNING).when(grant(role, staff=RHONA)).then_refused(HeldByDuty, field="role")
    given(*RUNNING).when(withdraw).then_refused(HeldByDuty, field="role")


@pytest.mark.parametrize("said", [{}, {"staff": RHONA, "peer": DAVIE}])
def test_a_role_has_one_holder(said: dict[str, object]) -> None:
    given(*RUNNING).when(grant(Role.EVALUATOR, **said)).then_refused(NotOneHolder)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.SAFEGUARDING_LEAD, {"staff": RHONA}),
        (Role.CONFIDENTIALITY_REVIEWER, {"staff": RHONA, "person": MORAG}),
        (Role.GROUP_LEADER, {"peer": DAVIE}),
        (Role.GROUP_LEADER, {"peer": DAVIE, "group": GroupId("a"), "person": MORAG}),
        (Role.EVALUATOR, {"staff": RHONA, "person": MORAG}),
    ],
)
def test_some_roles_are_for_one_thing_and_others_for_none(
    role: Role, said: dict[str, object]
) -> None:
    given(*RUNNING).when(grant(role, **said)).then_refused(RoleNeedsOneThing, field="role")


@pytest.mark.parametrize(
    ("role", "said"),
    [(Role.PEER_SUPPORTER, {"staff": RHONA}), (Role.EVALUATOR, {"peer": DAVIE})],
)
def test_a_role_is_for_somebody_of_its_kind(role: Role, said: dict[str, object]) -> None:
    given(*RUNNING).when(grant(role, **said)).then_refused(RoleNotForThem)


def test_whoever_is_given_a_role_is_known() -> None:
    stranger, nobody = grant(Role.EVALUATOR, staff="stranger"), grant(Role.PEER_SUPPORTER, peer="x")

    given(*RUNNING).when(stranger).then_refused(UnknownStaff, field="staff")
    given(*RUNNING).when(nobody).then_refused(UnknownPeer)


@pytest.mark.parametrize("until", [None, NOW, on(5, 1)])
def test_an_auditor_has_a_day_on_which_it_ends(until: object) -> None:
    given(*RUNNING).when(grant(Role.AUDITOR, staff=RHONA, until=until)).then_refused(
        EndOfRoleMissing, field="until"
    )


def test_nobody_gives_themself_a_role() -> None:
    command = grant(Role.EVALUATOR, staff=FRASER)
    past = Past(in_order(RUNNING), by=ActorId(FRASER))

    Asked(past, command).then_refused(GrantingOneself, field="staff")


def test_nobody_names_themself_for_another_duty_once_there_is_a_manager() -> None:
    both = (Duty.MANAGER, Duty.REVIEWER)
    command = NameStaff(service=SERVICE_ID, staff=FRASER, name="Fraser", duties=both)
    fewer = NameStaff(service=SERVICE_ID, staff=ISLA, name="Isla", duties=())
    first = StaffNamed(service=SERVICE_ID, staff=FRASER, name="Fraser", duties=both, at=NOW)
    by_fraser = ActorId(FRASER)

    Asked(Past(in_order(RUNNING), by=by_fraser), command).then_refused(GrantingOneself)
    Asked(Past(in_order(MACHAIR), by=by_fraser), command).then(first)
    given(*RUNNING).when(fewer).then(
        StaffNamed(service=SERVICE_ID, staff=ISLA, name="Isla", duties=(), at=NOW)
    )


@pytest.mark.parametrize(
    "command",
    [
        RecordStaffLeft(service=SERVICE_ID, staff=FRASER),
        NameStaff(service=SERVICE_ID, staff=FRASER, name="Fraser", duties=(Duty.SUPERVISOR,)),
    ],
)
def test_a_service_always_keeps_a_manager(command: Command) -> None:
    other = StaffNamed(
        service=SERVICE_ID, staff=RHONA, name="Rhona", duties=(Duty.MANAGER,), at=on(5, 1)
    )

    given(*RUNNING).when(command).then_refused(LastManager, field="staff")
    asked = given(*RUNNING, other).when(command)
    asked.then(
        StaffLeft(service=SERVICE_ID, staff=FRASER, at=NOW)
        if isinstance(command, RecordStaffLeft)
        else StaffNamed(
            service=SERVICE_ID, staff=FRASER, name="Fraser", duties=(Duty.SUPERVISOR,), at=NOW
        )
    )


# --- What they add up to ---

NAMINGS = st.lists(
    st.tuples(
        st.sampled_from([ISLA, FRASER, RHONA]),
        st.one_of(st.none(), st.frozensets(st.sampled_from(list(Duty)), max_size=3)),
    ),
    max_size=8,
)


@for_any(NAMINGS)
def test_a_role_by_duty_is_held_exactly_while_the_service_has_them_named(
    namings: list[tuple[StaffId, frozenset[Duty] | None]],
) -> None:
    """One definition of a coordinator: who has the role is who is named for the duty."""
    events: list[Event] = [
        StaffLeft(service=SERVICE_ID, staff=staff, at=on(2, 1) + timedelta(days=number))
        if duties is None
        else StaffNamed(
            service=SERVICE_ID,
            staff=staff,
            name="A name",
            duties=tuple(sorted(duties)),
            at=on(2, 1) + timedelta(days=number),
        )
        for number, (staff, duties) in enumerate(namings)
    ]
    access, service = folded(ACCESS, *events), folded(SERVICE, *events)

    for staff in (ISLA, FRASER, RHONA):
        held = {each.role for each in access.of(subject("staff", staff), NOW)}
        named_for = {ROLE_OF_DUTY[duty] for duty in Duty if service.is_named(staff, duty)}
        assert named_for == held


def test_a_role_ends_by_itself_and_with_the_one_who_leaves() -> None:
    auditing = granted(Role.AUDITOR, staff=RHONA, until=NEXT_MONTH)
    left = StaffLeft(service=SERVICE_ID, staff=RHONA, at=NOW + timedelta(days=3))
    rhona = subject("staff", RHONA)

    access = folded(ACCESS, RHONA_NAMED, auditing)
    assert (Role.AUDITOR,) == tuple(each.role for each in access.of(rhona, NOW))
    assert access.of(rhona, NEXT_MONTH) == ()
    assert folded(ACCESS, RHONA_NAMED, auditing, left).of(rhona, NOW + timedelta(days=4)) == ()


def test_what_a_role_is_narrowed_to_is_kept_apart() -> None:
    leading = granted(Role.SAFEGUARDING_LEAD, staff=RHONA, person=MORAG)
    other = granted(Role.SAFEGUARDING_LEAD, staff=RHONA, person=PersonId("callum"))
    ended = RoleWithdrawn(
        service=SERVICE_ID, role=Role.SAFEGUARDING_LEAD, staff=RHONA, person=MORAG, at=NOW
    )

    held = folded(ACCESS, leading, other, ended).of(subject("staff", RHONA), NOW)

    assert ["person:callum"] == [each.over for each in held]


# --- Who decided a break ---


DECIDED = ConfidentialityDecisionRecorded(
    break_id=BreakId("one"),
    service=SERVICE_ID,
    share=True,
    person=MORAG,
    decided_by=ActorId(FRASER),
    at=on(5, 1),
)


@pytest.mark.parametrize(
    "command",
    [
        grant(Role.AUDITOR, staff=RHONA, until=NEXT_MONTH),
        grant(Role.CONFIDENTIALITY_REVIEWER, staff=RHONA, break_id=BreakId("one")),
        WithdrawRole(service=SERVICE_ID, role=Role.AUDITOR, staff=RHONA),
        NameStaff(service=SERVICE_ID, staff=RHONA, name="Rhona", duties=(Duty.REVIEWER,)),
    ],
)
def test_who_decided_a_break_controls_neither_its_review_nor_the_audit(command: Command) -> None:
    events = in_order((*RUNNING, named(ISLA, Duty.MANAGER), DECIDED))

    Asked(Past(events, by=ActorId(FRASER)), command).then_refused(DeciderControlsNoReview)
    assert decided(Past(events, by=ActorId(ISLA)), command) or isinstance(command, WithdrawRole)
    asked_otherwise = grant(Role.EVALUATOR, staff=RHONA)
    assert decided(Past(events, by=ActorId(FRASER)), asked_otherwise)
