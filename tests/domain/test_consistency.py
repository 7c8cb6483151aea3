"""Whether what an offer asks is applied to everybody in it alike."""

from datetime import date

import msgspec
import pytest

from domain.consistency import Consistency, Outside, consistency
from domain.decider import Event
from domain.peer import PEER, ExceptionGranted, Peer, PeerLeft
from domain.people import PeerId
from domain.service import SERVICE, PolicyAdopted, Requirement, Service
from domain.training import Course, Policy
from tests.domain.cast import (
    DAVIE,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    DAVIES_COURSES,
    DAVIES_POLICIES,
    EUAN,
    FIRST_REFERENCE,
    FRASER,
    MACHAIR,
    PHONING,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded

MACHAIR_STANDS: Service = folded(SERVICE, *MACHAIR)
EXCEPTED = ExceptionGranted(
    service=SERVICE_ID,
    peer=DAVIE,
    requirement=Requirement.COURSE,
    code=Course.CONF,
    reason="The course was called off.",
    until=date(2026, 6, 30),
    granted_by=FRASER,
    at=on(5, 1),
)


def davie(*events: Event) -> Peer:
    found: Peer = folded(PEER, *events)
    return found


def less(event: Event) -> list[Event]:
    return [each for each in DAVIE_SUPPORTS if each is not event]


def of_walking(*peers: Peer, service: Service = MACHAIR_STANDS) -> Consistency:
    known = {PeerId(f"peer-{number}"): peer for number, peer in enumerate(peers)}
    (found,) = (each for each in consistency(service, known, NOW) if each.offer == WALKING)
    return found


def test_who_has_all_that_is_asked_is_within_it() -> None:
    found = of_walking(davie(*DAVIE_SUPPORTS), davie(*DAVIE_SUPPORTS))

    assert (2, 2, 0, {}) == (found.active, found.within, found.by_exception, found.outside)
    assert found.share == 1.0


@pytest.mark.parametrize(
    ("missing", "outside"),
    [
        (DAVIES_COURSES[1], Outside.COURSES),
        (DAVIES_POLICIES[0], Outside.POLICIES),
        (FIRST_REFERENCE, Outside.REFERENCES),
        (DAVIE_HAS_PVG, Outside.PVG),
    ],
)
def test_who_lacks_something_is_outside_and_it_is_said_in_what(
    missing: Event, outside: Outside
) -> None:
    found = of_walking(davie(*DAVIE_SUPPORTS), davie(*less(missing)))

    assert found.outside == {PeerId("peer-1"): (outside,)}
    assert found.share == 0.5


def test_who_is_late_with_supervision_is_outside() -> None:
    (found, *_) = consistency(MACHAIR_STANDS, {DAVIE: davie(*DAVIE_SUPPORTS)}, on(6, 2))

    assert found.outside == {DAVIE: (Outside.SUPERVISION,)}


def test_an_exception_is_counted_openly_and_not_as_being_within() -> None:
    found = of_walking(davie(*less(DAVIES_COURSES[1]), EXCEPTED), davie(*DAVIE_SUPPORTS))

    assert (1, 1, {}) == (found.within, found.by_exception, found.outside)
    assert found.share == 0.5


def test_an_exception_from_one_thing_hides_nothing_else() -> None:
    history = [each for each in less(DAVIES_COURSES[1]) if each is not FIRST_REFERENCE]

    assert of_walking(davie(*history, EXCEPTED)).outside == {
        PeerId("peer-0"): (Outside.REFERENCES,)
    }


def test_a_new_version_of_a_policy_puts_those_outside_who_have_not_gone_through_it() -> None:
    second = PolicyAdopted(
        service=SERVICE_ID,
        policy=Policy.BOUNDARIES,
        version="2",
        valid_from=date(2026, 5, 1),
        approved_by=FRASER,
        at=on(5, 1),
    )
    service: Service = folded(SERVICE, *MACHAIR, second)

    assert of_walking(davie(*DAVIE_SUPPORTS), service=service).outside == {
        PeerId("peer-0"): (Outside.POLICIES,)
    }


def test_only_those_who_support_people_in_the_offer_count() -> None:
    peers = {
        DAVIE: davie(*DAVIE_TRAINED),
        EUAN: davie(*DAVIE_SUPPORTS, PeerLeft(peer=DAVIE, at=on(5, 1))),
    }
    walking, phoning = consistency(MACHAIR_STANDS, peers, NOW)

    assert (0, None) == (walking.active, walking.share)
    assert (PHONING, 0) == (phoning.offer, phoning.active)
    assert msgspec.structs.asdict(phoning)["outside"] == {}
