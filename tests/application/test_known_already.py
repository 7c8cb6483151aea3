"""Who is known already when a list comes in: those of the same service, and nobody by half."""

from datetime import UTC, datetime

import pytest

from application.imports.csv_matches import PeerNamed
from application.imports.known_peers import KnownPeers, SeveralPeers
from application.imports.known_people import KnownPeople
from domain.peer import PeerInterestExpressed
from domain.people import PeerId, PersonId, ServiceId
from domain.person import PersonRegistered

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
HERE, ELSEWHERE = ServiceId("here"), ServiceId("elsewhere")


def digest(purpose: str, value: str) -> str:
    return f"{purpose}:{value}"


def peers(*known: tuple[str, str, ServiceId]) -> KnownPeers:
    found = KnownPeers(HERE, digest)
    for name, email, service in known:
        peer = PeerId(email.partition("@")[0])
        found.remember(
            PeerInterestExpressed(peer=peer, service=service, name=name, email=email, at=AT)
        )
    return found


def people(*known: tuple[str, str | None, ServiceId]) -> KnownPeople:
    found = KnownPeople(HERE, digest)
    for name, birth_date, service in known:
        found.remember(
            PersonRegistered(
                person=PersonId(name), service=service, name=name, birth_date=birth_date, at=AT
            )
        )
    return found


def test_a_peer_supporter_of_another_service_is_not_known_here() -> None:
    known = peers(("Davie Example", "davie@example.org", ELSEWHERE))

    assert known.named(PeerNamed(email="davie@example.org")) is None
    assert known.named(PeerNamed(name="Davie Example")) is None


def test_a_list_may_point_to_somebody_by_address_or_by_name() -> None:
    known = peers(("Davie Example", "davie@example.org", HERE))

    assert known.named(PeerNamed(email="DAVIE@example.org")) == "davie"
    assert known.named(PeerNamed(name="davie  EXAMPLE")) == "davie"


def test_a_name_does_not_help_where_the_address_is_somebody_elses() -> None:
    known = peers(("Davie Example", "davie@example.org", HERE))

    assert known.named(PeerNamed(email="other@example.org", name="Davie Example")) is None


def test_a_name_that_two_have_points_to_nobody() -> None:
    known = peers(
        ("Davie Example", "one@example.org", HERE), ("Davie Example", "two@example.org", HERE)
    )

    with pytest.raises(SeveralPeers):
        known.named(PeerNamed(name="Davie Example"))


def test_a_person_of_another_service_is_not_known_here() -> None:
    same = (digest("person", "list-born|1950-01-31|morag"),)

    assert people(("Morag", "1950-01-31", ELSEWHERE)).one_of(same) is None
    assert people(("Morag", "1950-01-31", HERE)).one_of(same) == "Morag"


def test_nobody_is_known_by_a_bare_name() -> None:
    known = people(("Morag", None, HERE))

    assert known.found == {}


def test_what_cannot_be_read_any_more_finds_nobody() -> None:
    known = people(("Morag", "a day that nobody can read", HERE))

    assert known.found == {}
