"""A person's history shows every entry, and which of them stand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.main import KeyringOpener
from application.simulation import simulate
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.people import PersonId, StaffId
from domain.person import PersonRegistered, UnknownPerson
from domain.referral import (
    AgreedHow,
    ReceiveReferral,
    RecordGettingToKnow,
    ReferralReceived,
    Source,
)
from domain.service import Duty, NameStaff, OpenService
from projections.person_history import Entry, PersonHistory, person_history
from tests.deployments import SERVICE, Deployment, deployed


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Deployment]:
    with deployed("sqlite", tmp_path) as deployment:
        deployment.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        isla = NameStaff(
            service=SERVICE, staff=StaffId("isla"), name="Isla", duties=(Duty.COORDINATOR,)
        )
        deployment.do(isla)
        yield deployment


@pytest.fixture
def morag(machair: Deployment) -> PersonId:
    machair.clock.go_on(days=1)
    receipt = machair.do(
        ReceiveReferral(
            service=SERVICE,
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
            name="Morag Example",
            own_words="Somebody to walk with.",
        )
    )
    return next(e.event.person for e in receipt.events if isinstance(e.event, PersonRegistered))


def known(machair: Deployment, person: PersonId, **moments: object) -> PersonHistory:
    views = machair.views()
    return person_history(views, KeyringOpener(machair.keyring), person, **moments)  # type: ignore[arg-type]


def referral_of(machair: Deployment, person: PersonId) -> Entry:
    return next(e for e in known(machair, person).entries if e.name == "ReferralReceived")


def test_entries_say_what_happened_with_both_clocks(machair: Deployment, morag: PersonId) -> None:
    history = known(machair, morag)
    registered, received = history.entries

    assert history.position == machair.ledger.head().position
    assert (registered.name, received.name) == ("PersonRegistered", "ReferralReceived")
    assert "Somebody to walk with." in received.sentence
    assert received.at == received.recorded_at == machair.clock.now
    assert (received.by, received.standing, received.corrects) == ("isla", "stands", None)


def test_a_late_entry_stands_where_it_happened(machair: Deployment, morag: PersonId) -> None:
    machair.clock.go_on(days=20)
    receipt = machair.ledger.history(f"person:{morag}")[-1]  # type: ignore[arg-type]
    assert isinstance(receipt.event, ReferralReceived)
    for days in (1, 10):
        machair.do(
            RecordGettingToKnow(
                referral=receipt.event.referral,
                coordinator=StaffId("isla"),
                at=machair.clock.now - timedelta(days=days),
            )
        )
    entries = known(machair, morag).entries

    assert [each.at for each in entries] == sorted(each.at for each in entries)
    assert [each.position for each in entries[-2:]] == [
        entries[-1].position + 1,
        entries[-1].position,
    ]


def test_corrected_and_mistaken_entries_are_shown_and_marked(
    machair: Deployment, morag: PersonId
) -> None:
    entry = referral_of(machair, morag).position
    second = machair.do(CorrectEntry(entry=entry, changes={"urgent": True})).position
    mark = machair.do(MarkEnteredInError(entry=second)).position
    marked = {each.position: each.standing for each in known(machair, morag).entries}
    back = machair.do(CorrectEntry(entry=second, changes={})).position
    restored = {each.position: each.standing for each in known(machair, morag).entries}

    assert [marked[each] for each in (entry, second, mark)] == [
        "corrected",
        "entered in error",
        "stands",
    ]
    assert [restored[each] for each in (entry, second, mark, back)] == [
        "corrected",
        "corrected",
        "corrected",
        "stands",
    ]
    assert {each.corrects for each in known(machair, morag).entries} == {None, entry}


def test_a_mark_recorded_later_does_not_change_what_was_known(
    machair: Deployment, morag: PersonId
) -> None:
    then = machair.clock.now
    before = known(machair, morag).entries
    machair.clock.go_on(days=1)
    machair.do(MarkEnteredInError(entry=referral_of(machair, morag).position))

    assert known(machair, morag, known_at=then).entries == before
    assert known(machair, morag).entries != before


def test_words_are_sealed_in_the_view_and_opened_only_where_they_are_shown(
    machair: Deployment, morag: PersonId
) -> None:
    assert "Somebody to walk with." in known(machair, morag).entries[1].sentence
    stored = b"".join(file.read_bytes() for file in machair.folder.glob("views.db*"))

    assert b"ReferralReceived" in stored
    assert b"walk with" not in stored
    assert b"Morag" not in stored


def test_what_was_erased_is_no_longer_held_and_the_rest_still_stands(
    machair: Deployment, morag: PersonId
) -> None:
    before = known(machair, morag).entries
    machair.keyring.erase(f"person:{morag}")
    after = known(machair, morag).entries

    assert "no longer held" in after[1].sentence
    assert "walk" not in after[1].sentence
    assert [(e.position, e.name, e.at, e.standing) for e in after] == [
        (e.position, e.name, e.at, e.standing) for e in before
    ]


def test_the_history_of_somebody_unknown_is_not_found(machair: Deployment) -> None:
    with pytest.raises(UnknownPerson, match="Nobody is registered"):
        known(machair, PersonId("nobody"))


def test_what_is_unusual_about_sessions_and_contacts_is_told_with_the_history(
    tmp_path: Path,
) -> None:
    with deployed("sqlite", tmp_path) as machair:
        simulate(
            machair.ledger,
            machair.ledger,
            service=SERVICE,
            people=60,
            years=2,
            seed=3,
            until=machair.clock.now,
        )
        people = machair.ledger.subjects("person")
        told = [
            each
            for person in people
            for each in known(machair, PersonId(person.partition(":")[2])).unusual
        ]

        assert {each["code"] for each in told} >= {
            "UNPLANNED",
            "RECORDED_LATE",
            "CONTACT_OUTSIDE_HOURS",
        }
        assert all(each["sentence"].endswith(".") for each in told)
