"""An absence re-routes all supervision in one request, and the end of it gives all of it back."""

import msgspec
import pytest

from domain.decider import Event
from domain.peer import PEER, PeerLeft, SupervisorAssigned
from domain.people import PeerId, StaffId
from domain.service import (
    MayNotSupervise,
    StaffSupervisorAssigned,
    SupervisingOneself,
    UnknownService,
)
from domain.supervision_cover import (
    AlreadyCovered,
    CoverIsAway,
    CoverSupervision,
    EndSupervisionCover,
    NobodyCovers,
    SupervisionCoverBegun,
    SupervisionCoverEnded,
)
from tests.domain.cast import (
    CATRIONA,
    DAVIE,
    DAVIE_SUPPORTS,
    EUAN,
    FRASER,
    FRASER_MANAGES,
    HAMISH,
    ISLA,
    MACHAIR,
    SHONA,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

ISLAS_SUPERVISOR = StaffSupervisorAssigned(
    service=SERVICE_ID, staff=ISLA, supervisor=SHONA, at=on(1, 9)
)
HERE = (*MACHAIR, FRASER_MANAGES, ISLAS_SUPERVISOR, *DAVIE_SUPPORTS)
COVER = CoverSupervision(service=SERVICE_ID, staff=SHONA, cover=FRASER)
END = EndSupervisionCover(service=SERVICE_ID, staff=SHONA)


def begun(cover: StaffId = FRASER, staff: StaffId = SHONA) -> SupervisionCoverBegun:
    return SupervisionCoverBegun(service=SERVICE_ID, staff=staff, cover=cover, at=NOW)


def of_davie(supervisor: StaffId, instead_of: StaffId | None = None) -> SupervisorAssigned:
    return SupervisorAssigned(peer=DAVIE, supervisor=supervisor, instead_of=instead_of, at=NOW)


def of_isla(supervisor: StaffId, instead_of: StaffId | None = None) -> StaffSupervisorAssigned:
    return StaffSupervisorAssigned(
        service=SERVICE_ID, staff=ISLA, supervisor=supervisor, instead_of=instead_of, at=NOW
    )


AWAY: tuple[Event, ...] = (begun(), of_davie(FRASER, SHONA), of_isla(FRASER, SHONA))
BACK: tuple[Event, ...] = (
    SupervisionCoverEnded(service=SERVICE_ID, staff=SHONA, at=NOW),
    of_davie(SHONA),
    of_isla(SHONA),
)


def test_an_absence_moves_everybodys_supervision_in_one_request() -> None:
    given(*HERE).when(COVER).then(*AWAY)


def test_the_end_of_it_gives_all_of_it_back() -> None:
    given(*HERE, *AWAY).when(END).then(*BACK)
    assert folded(PEER, *HERE, *AWAY).supervisor == FRASER
    assert folded(PEER, *HERE, *AWAY, *BACK).supervisor == SHONA
    assert folded(PEER, *HERE, *AWAY, *BACK).supervised_instead_of is None


def test_whoever_was_given_another_meanwhile_stays_with_them() -> None:
    by_hand = SupervisorAssigned(peer=DAVIE, supervisor=ISLA, at=NOW)

    given(*HERE, *AWAY, by_hand).when(END).then(BACK[0], BACK[2])


def test_whoever_has_left_and_whoever_is_supervised_by_another_is_left_alone() -> None:
    left = PeerLeft(peer=DAVIE, at=on(5, 1))
    another = msgspec.structs.replace(of_davie(ISLA), at=on(5, 1))

    given(*HERE, left).when(COVER).then(AWAY[0], AWAY[2])
    given(*HERE, another).when(COVER).then(AWAY[0], AWAY[2])
    assert PeerId("euan") == EUAN


def test_nobody_holds_their_own_supervision_by_covering() -> None:
    given(*HERE).when(msgspec.structs.replace(COVER, cover=ISLA)).then(
        begun(ISLA), of_davie(ISLA, SHONA)
    )


@pytest.mark.parametrize("cover", [CATRIONA, HAMISH, StaffId("nobody")])
def test_whoever_covers_may_hold_supervision(cover: StaffId) -> None:
    other = msgspec.structs.replace(COVER, cover=cover)

    given(*HERE).when(other).then_refused(MayNotSupervise, field="cover")


def test_cover_is_somebody_else_who_is_there() -> None:
    themself = msgspec.structs.replace(COVER, cover=SHONA)
    other = msgspec.structs.replace(COVER, cover=ISLA)
    away = begun(SHONA, FRASER)

    given(*HERE).when(themself).then_refused(SupervisingOneself, field="cover")
    given(*HERE, *AWAY).when(COVER).then_nothing()
    given(*HERE, *AWAY).when(other).then_refused(AlreadyCovered, field="staff")
    given(*HERE, away).when(COVER).then_refused(CoverIsAway, field="cover")
    given().when(COVER).then_refused(UnknownService)


def test_what_has_not_begun_does_not_end() -> None:
    given(*HERE).when(END).then_refused(NobodyCovers)
    given(*HERE, *AWAY, *BACK).when(END).then_refused(NobodyCovers)
