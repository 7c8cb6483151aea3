"""Peer supporters correct what they wrote themself, and nothing that others wrote of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.permissions import NotPermitted
from application.principal import peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Position
from domain.people import subject
from domain.session import RecordSession
from tests.api.small_service import ISLA, SERVICE, SmallService, fill, small_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        peer = opened.peers["Davie"]
        opened.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=peer))
        yield opened


def test_a_peer_supporter_marks_nothing_as_an_error_that_others_wrote_about_them(
    service: SmallService,
) -> None:
    davie = service.peers["Davie"]
    desk = service.desk.for_principal(peer_supporter(davie))
    theirs = service.store.ledger.history(subject("peer", davie))
    assert len(theirs) > 10  # trained, activated, supervised, matched

    for each in theirs:
        with pytest.raises(NotPermitted):
            desk.perform(MarkEnteredInError(entry=Position(each.position)))


def test_a_peer_supporter_corrects_a_session_that_they_wrote_down(service: SmallService) -> None:
    desk = service.desk.for_principal(peer_supporter(service.peers["Davie"]))
    match = service.matches["Morag"]
    held = desk.perform(RecordSession(match=match, minutes=40, worried=False))

    corrected = desk.perform(CorrectEntry(entry=held.position, changes={"minutes": 50}))

    assert corrected.events


def test_a_coordinator_corrects_what_others_wrote_of_whom_they_look_after(
    service: SmallService,
) -> None:
    of_morag = service.store.ledger.history(subject("match", service.matches["Morag"]))
    session = next(each for each in of_morag if getattr(each.event, "minutes", None) == 70)

    corrected = service.desk.for_principal(staff_member(ISLA)).perform(
        CorrectEntry(entry=Position(session.position), changes={"minutes": 75})
    )

    assert corrected.events
