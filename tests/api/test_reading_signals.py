"""Signals of looking out of curiosity: at their thresholds, and through the whole application."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.principal import OPERATOR, Principal, staff_member
from domain.access import NOBODY, AnswerGiven, AnswerRefused, read_by
from domain.adoption import AdoptDefinitions
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.people import ActorId, PersonId, ServiceId, StaffId, Subject, subject
from domain.reading import NOTHING_SETTLED, Looked, ReadingSignal, Settled
from domain.service import Duty, NameStaff
from infrastructure.codec import decode
from projections.directory import NO_LONGER_HELD, UNNAMED
from projections.reading_signals import (
    FEW,
    Look,
    Signal,
    Spell,
    looks_in,
    signals_of,
    signals_of_names,
)
from tests.api.small_service import ISLA, SERVICE, SmallService, fill, small_service

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
ISLA_READS, MORAG = Subject("staff:isla"), Subject("person:morag")
RHONA, CATRIONA = StaffId("rhona-staff"), StaffId("catriona")
GREER = StaffId("greer")
"""A manager named so late that nobody's match has them as its deputy."""
FIVE = Definitions(reading_people_a_day=5, reading_times_usual=3)
TURNED_ON = Definitions(reading_same_surname=1)


def look(person: Subject = MORAG, at: datetime = NOW, *, given: bool = True) -> Look:
    return Look(ISLA_READS, person, at, given)


def signals(
    *looks: Look, spells: dict[tuple[Subject, Subject], list[Spell]] | None = None
) -> list[Signal]:
    return list(signals_of(looks, spells or {}, FIVE, {}))


def alike(
    reader: str, person: str, definitions: Definitions = FIVE, settled: Settled = NOTHING_SETTLED
) -> list[Signal]:
    """The signals of one look, by what the two are called."""
    names = {ISLA_READS: reader, MORAG: person}
    return list(signals_of_names([look()], names, definitions, settled))


def of_one_day(number: int, day: datetime) -> list[Look]:
    return [look(Subject(f"person:p{each}"), day) for each in range(number)]


# --- At the thresholds ---


def test_a_relation_counts_from_its_first_moment_and_not_from_its_last() -> None:
    hour = timedelta(hours=1)
    had = {(ISLA_READS, MORAG): [Spell(NOW, NOW + hour)]}

    (before,) = signals(look(at=NOW - timedelta(microseconds=1)), spells=had)
    assert signals(look(at=NOW), spells=had) == []
    assert signals(look(at=NOW + hour - timedelta(microseconds=1)), spells=had) == []
    (after,) = signals(look(at=NOW + hour), spells=had)

    assert ReadingSignal.NO_RELATION is before.kind
    assert ReadingSignal.FORMER_RELATION is after.kind


def test_whom_nobody_looks_after_yet_is_no_signal() -> None:
    assert signals(look(), spells={(NOBODY, MORAG): [Spell(NOW, None)]}) == []


def test_several_looks_at_one_person_in_a_day_are_one_signal() -> None:
    first, second = look(), look(at=NOW + timedelta(hours=2), given=False)

    (found,) = signals(first, second)
    (refused,) = signals(second)

    assert (2, False) == (found.times, found.refused)
    assert (1, True) == (refused.times, refused.refused)


@pytest.mark.parametrize(("people", "expected"), [(4, 0), (5, 1)])
def test_so_many_people_in_a_day_are_worth_asking_about(people: int, expected: int) -> None:
    found = signals(*of_one_day(people, NOW))

    assert expected == len([each for each in found if each.kind is ReadingSignal.MANY_PEOPLE])


@pytest.mark.parametrize(("people", "expected"), [(11, 0), (12, 1)])
def test_for_whoever_usually_looks_up_many_more_are_needed(people: int, expected: int) -> None:
    before = [one for days in (1, 2, 3) for one in of_one_day(4, NOW - timedelta(days=days))]
    found = [
        each
        for each in signals(*before, *of_one_day(people, NOW))
        if each.kind is ReadingSignal.MANY_PEOPLE
    ]

    assert expected == len(found)
    assert [4] * expected == [each.usual for each in found]


@pytest.mark.parametrize(
    ("people", "view", "expected"), [(FEW, "form", FEW), (FEW + 1, "form", 0), (1, "openings", 0)]
)
def test_only_looking_somebody_up_counts(people: int, view: str, expected: int) -> None:
    event = AnswerGiven(at=NOW, service=ServiceId("service"), view=view)

    assert expected == len(list(looks_in([entry(event, people)], ServiceId("service"))))
    assert list(looks_in([entry(event, people)], ServiceId("another"))) == []


def test_what_was_opened_for_a_stated_reason_and_what_was_refused() -> None:
    service = ServiceId("service")
    opened = AnswerGiven(at=NOW, service=service, view="person_history", opening=7)  # type: ignore[arg-type]
    refused = AnswerRefused(at=NOW, service=service, view="person_history", rule="NotPermitted")

    assert list(looks_in([entry(opened, 1)], service)) == []
    (found,) = looks_in([entry(refused, 1)], service)
    assert not found.given


def entry(event: AnswerGiven | AnswerRefused, people: int) -> Recorded:
    tags = [read_by("staff:isla"), *(f"person:p{each}" for each in range(people))]
    return Recorded(
        by=ActorId("isla"),
        service=event.service,
        command_id="",
        event=event,
        micros=0,
        tagged=" ".join(tags),
    )


# --- By name ---


def test_a_record_under_the_readers_own_name_is_a_signal_whatever_is_turned_on() -> None:
    (found,) = alike("Isla Inventit-Màiri", "Inventit-Mairi  ISLA")

    assert (ReadingSignal.OWN_NAME, "morag") == (found.kind, found.person)
    assert [] == alike("Isla", "Isla")


@pytest.mark.parametrize(
    ("reader", "person"),
    [
        ("Isla Inventit", "Morag Inventit"),
        ("Isla Inventit-Example", "Morag example"),
        ("Isla O\u2019Inventit", "Morag O'Inventit"),
    ],
)
def test_a_surname_is_compared_only_where_the_service_turned_it_on(
    reader: str, person: str
) -> None:
    (found,) = alike(reader, person, TURNED_ON)

    assert ReadingSignal.SAME_SURNAME is found.kind
    assert [] == alike(reader, person)


@pytest.mark.parametrize(
    ("reader", "person"),
    [
        ("Isla Inventit", "Inventit Example"),
        ("Isla Inventit", "Inventit"),
        ("Isla Inventit", "Morag Inventitson"),
        (NO_LONGER_HELD, NO_LONGER_HELD),
        (UNNAMED, UNNAMED),
    ],
)
def test_who_is_not_called_alike_is_no_signal(reader: str, person: str) -> None:
    assert [] == alike(reader, person, TURNED_ON)


@pytest.mark.parametrize(("days", "by"), [(-1, "greer"), (0, "greer"), (1, None)])
def test_what_was_heard_about_a_shared_surname_stands_for_later_days(
    days: int, by: str | None
) -> None:
    day = (NOW + timedelta(days=days)).date()
    heard = Looked(ReadingSignal.SAME_SURNAME, ISLA_READS, day, PersonId("morag"))

    (found,) = alike("Isla Inventit", "Morag Inventit", TURNED_ON, {heard: ActorId("greer")})

    assert by == found.looked_into_by


# --- Through the application ---


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as opened:
        fill(opened)
        opened.do(NameStaff(service=SERVICE, staff=RHONA, name="Rona", duties=(Duty.COORDINATOR,)))
        opened.do(NameStaff(service=SERVICE, staff=GREER, name="Greer", duties=(Duty.MANAGER,)))
        yield opened


def test_looking_up_somebody_who_is_not_theirs_is_a_signal_until_somebody_else_has_asked(
    service: SmallService,
) -> None:
    principal: Principal = OPERATOR
    app = create_app(service.desk, identify=lambda _request: principal)
    client: TestClient[Any] = TestClient(app, base_url="http://127.0.0.1")
    morag = service.people["Morag"]
    for staff, status in ((ISLA, 200), (RHONA, 403), (GREER, 200)):
        principal = staff_member(staff)
        assert client.get(f"/api/v1/person_history/{morag}").status_code == status
        client.get("/api/v1/caseload")

    principal = staff_member(CATRIONA)
    rows = client.get("/api/v1/reading_signals").json()["rows"]

    assert [("staff:greer", False), ("staff:rhona-staff", True)] == sorted(
        (each["reader"], each["refused"]) for each in rows
    )
    assert {(morag, "NO_RELATION")} == {(each["person"], each["kind"]) for each in rows}
    said = {
        "kind": "NO_RELATION",
        "day": rows[0]["day"],
        "staff": "greer",
        "person": morag,
        "words": "They took a call for Isla, who was with somebody.",
    }
    for staff, status in ((GREER, 409), (ISLA, 403)):
        principal = staff_member(staff)
        assert client.post("/api/v1/reading-signals/answers", json=said).status_code == status
    principal = staff_member(CATRIONA)
    assert client.post("/api/v1/reading-signals/answers", json=said).status_code == 201
    again = client.get("/api/v1/reading_signals").json()["rows"]
    assert ["staff:rhona-staff", "staff:greer"] == [each["reader"] for each in again]
    assert [None, "catriona"] == [each["looked_into_by"] for each in again]
    principal = staff_member(ISLA)
    assert client.get("/api/v1/reading_signals").status_code == 403


def test_whoever_is_called_alike_is_told_as_the_service_chose_and_only_they_are_noted(
    service: SmallService,
) -> None:
    """Isla looks after Morag, and had the same name all along; nobody else is noted for it."""
    morag, others = service.people["Morag"], set(service.people.values())
    name = service.desk.names_to_compare().names_of([subject("person", morag)])
    surname = name[subject("person", morag)].split()[-1]
    named = NameStaff(
        service=SERVICE, staff=ISLA, name=f"Isla {surname}", duties=(Duty.COORDINATOR,)
    )
    service.do(named)
    principal: Principal = staff_member(ISLA)
    app = create_app(service.desk, identify=lambda _request: principal)
    client: TestClient[Any] = TestClient(app, base_url="http://127.0.0.1")
    for person in others:
        client.get(f"/api/v1/person_history/{person}")

    principal = staff_member(CATRIONA)
    assert [] == client.get("/api/v1/reading_signals").json()["rows"]
    assert set() == last_noted(service, "person:")
    adopted: dict[str, float] = {"reading_same_surname": 1}
    service.do(AdoptDefinitions(service=SERVICE, adopted_by=GREER, values=adopted))
    rows = client.get("/api/v1/reading_signals").json()["rows"]

    assert {("staff:isla", "SAME_SURNAME")} == {(each["reader"], each["kind"]) for each in rows}
    shown = {f"person:{each['person']}" for each in rows}
    assert f"person:{morag}" in shown
    assert shown == last_noted(service, "person:")


def last_noted(service: SmallService, noun: str) -> set[str]:
    """Whom the last answer was noted for."""
    log = service.store.reads
    (row,) = next(log.recorder.columns(log.position() - 1))
    return {each for each in decode(row).tags if each.startswith(noun)}
