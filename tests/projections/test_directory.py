"""Names are joined to what is shown at the door, and are gone when a key is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.main import KeyringOpener
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.peer import RecordInterest
from domain.people import StaffId, Subject
from domain.referral import AgreedHow, ReceiveReferral, Source
from domain.service import Duty, NameStaff, OpenService
from projections.catch_up import Views
from projections.directory import NO_LONGER_HELD, UNNAMED, Directory, name_in
from tests.deployments import SERVICE, Deployment, deployed


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Deployment]:
    with deployed("sqlite", tmp_path) as deployment:
        deployment.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        yield deployment


@pytest.fixture
def views(machair: Deployment) -> Views:
    return machair.views()


@pytest.fixture
def directory(machair: Deployment, views: Views) -> Directory:
    return Directory(views, KeyringOpener(machair.keyring))


def referred(machair: Deployment, name: str | None) -> Subject:
    receipt = machair.do(
        ReceiveReferral(service=SERVICE, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name=name)
    )
    return next(tag for each in receipt.events for tag in each.tags if tag.startswith("person:"))


def test_people_peers_and_staff_are_named(
    machair: Deployment, views: Views, directory: Directory
) -> None:
    morag = referred(machair, "Morag Example")
    (interest,) = machair.do(RecordInterest(service=SERVICE, name="Davie Example")).events
    davie = next(tag for tag in interest.tags if tag.startswith("peer:"))
    for staff, name in (("isla", "Isla Example"), ("fraser", "Fraser Example")):
        machair.do(
            NameStaff(service=SERVICE, staff=StaffId(staff), name=name, duties=(Duty.COORDINATOR,))
        )
    views.catch_up()

    assert directory.names_of([morag, davie, Subject("staff:isla"), Subject("staff:fraser")]) == {
        morag: "Morag Example",
        davie: "Davie Example",
        "staff:isla": "Isla Example",
        "staff:fraser": "Fraser Example",
    }
    assert directory.names_of([Subject("person:nobody")]) == {}


def test_somebody_may_have_no_name_yet(
    machair: Deployment, views: Views, directory: Directory
) -> None:
    somebody = referred(machair, None)
    views.catch_up()

    assert directory.names_of([somebody]) == {somebody: UNNAMED}


def test_the_name_is_the_one_that_was_corrected_last(
    machair: Deployment, views: Views, directory: Directory
) -> None:
    morag = referred(machair, "Morag Exmaple")
    entry = machair.ledger.history(morag)[0].position
    views.catch_up()
    assert directory.names_of([morag]) == {morag: "Morag Exmaple"}
    machair.do(CorrectEntry(entry=entry, changes={"name": "Morag Example"}))
    views.catch_up()
    assert directory.names_of([morag]) == {morag: "Morag Example"}
    machair.do(MarkEnteredInError(entry=entry))
    views.catch_up()

    assert directory.names_of([morag]) == {}


def test_a_search_finds_everybody_of_a_kind(
    machair: Deployment, views: Views, directory: Directory
) -> None:
    people = {referred(machair, f"Person {number}"): f"Person {number}" for number in range(5)}
    views.catch_up()

    assert {named: name_in(event) for named, event in directory.everybody("person").items()} == (
        people
    )


@pytest.mark.parametrize("where", ["here", "in another process"])
def test_an_erased_name_is_forgotten_at_the_next_look(
    machair: Deployment, views: Views, directory: Directory, where: str
) -> None:
    morag, callum = referred(machair, "Morag Example"), referred(machair, "Callum Example")
    views.catch_up()
    assert directory.names_of([morag]) == {morag: "Morag Example"}
    if where == "here":
        machair.keyring.erase(morag)
    else:
        with closing(machair.another_keyring()) as other:
            other.erase(morag)

    assert directory.names_of([morag, callum]) == {
        morag: NO_LONGER_HELD,
        callum: "Callum Example",
    }


def test_no_name_stands_in_the_files_of_the_views(
    machair: Deployment, views: Views, directory: Directory
) -> None:
    morag = referred(machair, "Canary Example")
    views.catch_up()
    assert directory.names_of([morag])
    stored = b"".join(file.read_bytes() for file in machair.folder.glob("*.db*"))

    assert b"PersonRegistered" in stored
    assert b"Canary" not in stored
