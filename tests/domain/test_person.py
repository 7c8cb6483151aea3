"""How a person may be reached, and what follows from their death."""

from datetime import date

import pytest

from domain.decider import EnteredInError
from domain.person import (
    PERSON,
    PersonDied,
    PersonHasDied,
    RecordDeath,
    RecordSafeContact,
    SafeContactRecorded,
    UnknownPerson,
    must_be_alive,
    must_be_known,
)
from tests.domain.cast import MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, entry, folded, given, without_keys

NO_LETTERS = RecordSafeContact(person=MORAG, phone="07700 900123", may_write=False)


def test_a_person_may_say_how_to_reach_them() -> None:
    given(MORAG_REGISTERED).when(NO_LETTERS).then(
        SafeContactRecorded(person=MORAG, phone="07700 900123", may_write=False, at=NOW)
    )


def test_nothing_is_recorded_about_somebody_unknown() -> None:
    given().when(NO_LETTERS).then_refused(UnknownPerson)


def test_a_moment_of_death_that_is_known_stands() -> None:
    day = date(2026, 5, 4)

    given(MORAG_REGISTERED).when(RecordDeath(person=MORAG, on=day, at=on(5, 4, 3))).then(
        PersonDied(person=MORAG, on=day, at=on(5, 4, 3))
    )


def test_nothing_new_starts_after_a_death() -> None:
    person = folded(PERSON, MORAG_REGISTERED, MORAG_DIED)

    must_be_known(person)
    with pytest.raises(PersonHasDied, match="entered in error"):
        must_be_alive(person)


def test_a_death_that_was_recorded_by_mistake_stands_nowhere() -> None:
    mistake = EnteredInError(at=MORAG_DIED.at, entry_subjects=MORAG_DIED.subjects)
    person = folded(PERSON, MORAG_REGISTERED, MORAG_DIED, entry(3, mistake, corrects=2))

    must_be_alive(person)


def test_a_person_stands_as_they_do_without_any_key() -> None:
    contact = SafeContactRecorded(person=MORAG, phone="07700 900123", at=on(3, 1))
    history = (MORAG_REGISTERED, contact, MORAG_DIED)

    assert folded(PERSON, *history) == folded(PERSON, *map(without_keys, history))
