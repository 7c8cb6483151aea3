"""What somebody may have of their own record: all that is theirs, nothing of anybody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from api.main import KeyringOpener
from application.ledger import Receipt
from domain.decider import Command
from domain.erasure import ErasePerson, ErasureGround
from domain.people import MatchId, PeerId, PersonId, Subject, subject
from domain.person import RecordDeath, RecordSafeContact
from domain.session import RecordSession
from projections.catch_up import Views
from projections.directory import Directory
from projections.subject_access import NobodyKnown, SubjectAccess, Told, subject_access
from tests.deployments import Deployment, deployed
from tests.faults import people
from tests.faults.people import ISLA, a_match_running, open_machair, somebody_supporting

PLANTED = "Zyxtcallum Quibble"
"""Somebody else who receives support: named in nobody's record but in the words of others."""


class Scene(NamedTuple):
    """A match between Morag and Davie, in a service that knows others, too."""

    there: Deployment
    views: Views
    match: MatchId
    person: PersonId
    peer: PeerId


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with deployed("sqlite", tmp_path) as there:

        def give(command: Command) -> Receipt:
            return there.do(command)

        open_machair(give)
        people.somebody_ready(give, PLANTED)
        peer = somebody_supporting(give)
        match = a_match_running(give, peer)
        (about,) = there.ledger.history(subject("match", match))[:1]
        person: PersonId = about.event.person  # type: ignore[attr-defined]
        yield Scene(there, there.views(), match, person, peer)


def given_to(scene: Scene, whose: Subject) -> SubjectAccess:
    opener = KeyringOpener(scene.there.keyring)
    return subject_access(scene.there.ledger, opener, Directory(scene.views, opener), whose)


def entry(found: SubjectAccess, name: str) -> Told:
    (told,) = [each for each in found.entries if each.name == name]
    return told


def written(found: SubjectAccess) -> str:
    return msgspec.json.encode(found).decode()


def test_it_holds_every_entry_that_concerns_the_person(scene: Scene) -> None:
    whose = subject("person", scene.person)

    found = given_to(scene, whose)

    history = scene.there.ledger.history(whose)
    assert [each.position for each in history] == [each.position for each in found.entries]
    registered = entry(found, "PersonRegistered")
    assert registered.says["name"] == "Morag Testperson"
    assert entry(found, "ReferralReceived").says["own_words"].startswith("Somebody who knows")


def test_what_a_peer_supporter_noted_is_the_persons_to_read(scene: Scene) -> None:
    scene.there.do(RecordSession(match=scene.match, minutes=40, note="She spoke of the sea."))

    held = entry(given_to(scene, subject("person", scene.person)), "SessionHeld")

    assert held.says["note"] == "She spoke of the sea."
    assert held.says["minutes"] == 40
    assert "note" in held.read_first


def test_it_holds_no_name_of_anybody_else(scene: Scene) -> None:
    note = f"With {PLANTED} she met ZYXTCALLUM and Davie's dog; Isla Example rang."
    scene.there.do(RecordSession(match=scene.match, minutes=40, note=note))
    scene.there.do(RecordSafeContact(person=scene.person, who_may_answer=f"Only {PLANTED}."))

    found = given_to(scene, subject("person", scene.person))

    for name in ("Zyxtcallum", "ZYXTCALLUM", "Quibble", "Davie", "Isla"):
        assert name not in written(found)
    for identifier in (scene.peer, *_others(scene)):
        assert identifier not in written(found)
    held = entry(found, "SessionHeld")
    assert held.says["note"].count("[somebody else]") >= 4
    assert "Morag Testperson" in written(found)


def _others(scene: Scene) -> list[str]:
    subjects = scene.there.ledger.subjects("person")
    return [each.partition(":")[2] for each in subjects if each != f"person:{scene.person}"]


def test_a_peer_supporter_gets_their_own_and_nothing_of_the_person(scene: Scene) -> None:
    scene.there.do(RecordSession(match=scene.match, minutes=40, note="Morag spoke of the sea."))
    scene.there.do(RecordDeath(person=scene.person))

    found = given_to(scene, subject("peer", scene.peer))

    assert entry(found, "PeerInterestExpressed").says["name"] == "Davie Testperson"
    assert "Morag" not in written(found)
    assert scene.person not in written(found)
    died = entry(found, "PersonDied")  # that it happened is known to them; it is not about them
    assert died.says == {}


def test_staff_get_what_is_recorded_about_them(scene: Scene) -> None:
    found = given_to(scene, subject("staff", ISLA))

    assert {each.name for each in found.entries} == {"StaffNamed"}
    assert entry(found, "StaffNamed").says["name"] == "Isla Example"
    assert "Shona" not in written(found)


def test_what_is_left_out_says_why(scene: Scene) -> None:
    found = given_to(scene, subject("peer", scene.peer))

    reasons = {why for each in found.entries for why in each.withheld.values()}

    assert reasons
    assert all(why.endswith(".") for why in reasons)


def test_what_was_erased_is_said_to_be_gone(scene: Scene) -> None:
    scene.there.do(ErasePerson(person=scene.person, ground=ErasureGround.OBJECTED))

    found = given_to(scene, subject("person", scene.person))

    assert "Morag" not in written(found)
    assert "erased" in entry(found, "PersonRegistered").withheld["name"]


@pytest.mark.parametrize("whose", ["person:nobody", "match:some", "staff:nobody"])
def test_nobody_unknown_is_given_anything(scene: Scene, whose: str) -> None:
    with pytest.raises(NobodyKnown):
        given_to(scene, Subject(whose))
