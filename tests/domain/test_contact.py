"""Calls, messages and unplanned meetings: always recorded, and set beside what was agreed."""

from datetime import date, datetime, time, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.contact import CONTACTS, Contact, ContactMade, RecordContact
from domain.contact_flags import flags_of_contacts, outside_hours
from domain.decider import Command, Event, Refusal
from domain.match import MATCH, PlaceType, Side, UnknownMatch
from domain.people import subject
from domain.periods import DayAndTime, NotALengthOfTime, NotYetHappened, TooLongAgo, start_of
from domain.person import PERSON
from tests.domain.cast import DAVIE, MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import Past, folded, given, in_order, lived, without_keys
from tests.domain.test_match import ENDED, PROPOSED, READY_TO_START, RUNNING, THEIRS, WRITTEN

ACTIVE = (MORAG_REGISTERED, *RUNNING)
RANG = ContactMade(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    by=Side.PERSON,
    channel=Channel.PHONE,
    minutes=12,
    at=on(5, 4, 14),
)
RING = RecordContact(
    match=THEIRS, by=Side.PERSON, channel=Channel.PHONE, minutes=12, at=on(5, 4, 14)
)


def contacts_of(*events: Event) -> tuple[Contact, ...]:
    found: tuple[Contact, ...] = folded(CONTACTS, *events)[THEIRS]
    return found


def codes(*events: Event) -> set[str]:
    read = Past(in_order(events))
    about = subject("match", THEIRS)
    flags = flags_of_contacts(
        read(CONTACTS, about)[THEIRS], read(MATCH, about), read(PERSON, subject("person", MORAG))
    )
    return {flag.code for flag in flags}


def test_a_contact_is_recorded() -> None:
    given(*ACTIVE).when(RING).then(RANG)


@pytest.mark.parametrize(
    "events", [(PROPOSED,), READY_TO_START, (*ACTIVE, ENDED), (*ACTIVE, MORAG_DIED)]
)
def test_a_contact_is_recorded_wherever_the_match_stands(events: tuple[Event, ...]) -> None:
    given(*events).when(RING).then(RANG)


def test_more_may_be_told_of_a_contact() -> None:
    more = {
        "planned": True,
        "place_type": PlaceType.PUBLIC_PLACE,
        "told_by": Side.PEER,
        "note": "She had good news.",
    }

    given(*ACTIVE).when(msgspec.structs.replace(RING, **more)).then(
        msgspec.structs.replace(RANG, **more)
    )


def test_where_only_the_day_is_known_a_contact_stands_at_its_start() -> None:
    that_day = msgspec.structs.replace(RING, at=None, on=date(2026, 5, 4))
    made = msgspec.structs.replace(RANG, day_only=True, at=start_of(date(2026, 5, 4)))

    given(*ACTIVE).when(that_day).then(made)
    given(*ACTIVE, made).when(that_day).then(made)


def test_the_same_contact_told_twice_is_recorded_once() -> None:
    given(*ACTIVE, RANG).when(RING).then_nothing()
    for other in ({"by": Side.PEER}, {"channel": Channel.VIDEO}, {"minutes": 3}, {"note": "Hm."}):
        given(*ACTIVE, RANG).when(msgspec.structs.replace(RING, **other)).then(
            msgspec.structs.replace(RANG, **other)
        )


@pytest.mark.parametrize(
    ("told", "kind", "field"),
    [
        ({"minutes": 0}, NotALengthOfTime, "minutes"),
        ({"minutes": 1441}, NotALengthOfTime, "minutes"),
        ({"on": date(2026, 5, 4)}, DayAndTime, "on"),
        ({"at": None, "on": date(2026, 5, 6)}, NotYetHappened, "on"),
        ({"at": on(5, 5, 10)}, NotYetHappened, "at"),
        ({"at": on(5, 4, year=1826)}, TooLongAgo, "at"),
    ],
)
def test_what_cannot_be_is_sent_back_with_the_field(
    told: dict[str, object], kind: type[Refusal], field: str
) -> None:
    given(*ACTIVE).when(msgspec.structs.replace(RING, **told)).then_refused(kind, field=field)


def test_nobody_is_in_touch_in_a_match_that_was_never_proposed() -> None:
    given().when(RING).then_refused(UnknownMatch)


# --- Beside what was agreed: by walking or by phone, from nine to eight ---


def test_a_contact_as_agreed_needs_nothing() -> None:
    assert codes(*ACTIVE, RANG) == set()


@pytest.mark.parametrize(
    ("local", "outside"),
    [
        ((8, 59), True),
        ((9, 0), False),
        ((19, 59), False),
        ((20, 0), True),
        ((23, 30), True),
        ((2, 0), True),
    ],
)
def test_a_contact_outside_the_agreed_hours_is_noticed(
    local: tuple[int, int], *, outside: bool
) -> None:
    """In summer the clock is an hour ahead of UTC."""
    at = on(5, 4, 0) + timedelta(hours=local[0] - 1, minutes=local[1])
    rang = msgspec.structs.replace(RANG, at=at)

    assert codes(*ACTIVE, rang) == ({"CONTACT_OUTSIDE_HOURS"} if outside else set())


def test_hours_are_those_of_the_clock_in_summer_and_winter() -> None:
    terms = folded(MATCH, *RUNNING).agreement_at(on(5, 4))

    assert outside_hours(datetime.fromisoformat("2026-03-28T08:30:00+00:00"), terms)
    assert not outside_hours(datetime.fromisoformat("2026-03-29T08:30:00+00:00"), terms)
    assert not outside_hours(datetime.fromisoformat("2026-10-24T18:30:00+00:00"), terms)
    assert not outside_hours(datetime.fromisoformat("2026-10-25T19:30:00+00:00"), terms)
    assert outside_hours(datetime.fromisoformat("2026-10-24T19:30:00+00:00"), terms)


def test_hours_may_run_over_midnight_and_may_be_left_open() -> None:
    terms = folded(MATCH, *RUNNING).agreement_at(on(5, 4))
    late = msgspec.structs.replace(terms, hours_from=time(20), hours_to=time(2))

    assert not outside_hours(on(1, 4, 23), late)
    assert not outside_hours(on(1, 4, 1), late)
    assert outside_hours(on(1, 4, 2), late)
    assert outside_hours(on(1, 4, 19), late)
    for open_hours in ((None, None), (time(9), time(9))):
        any_time = msgspec.structs.replace(terms, hours_from=open_hours[0], hours_to=open_hours[1])
        assert not outside_hours(on(1, 4, 3), any_time)


def test_of_a_day_alone_nobody_knows_whether_it_was_within_hours() -> None:
    that_day = msgspec.structs.replace(RANG, day_only=True, at=start_of(date(2026, 5, 4)))

    assert codes(*ACTIVE, that_day) == set()


def test_a_way_that_was_not_agreed_is_noticed() -> None:
    assert codes(*ACTIVE, msgspec.structs.replace(RANG, channel=Channel.MESSAGES)) == {
        "CONTACT_CHANNEL_NOT_AGREED"
    }


def test_a_kind_of_place_that_was_not_agreed_is_noticed() -> None:
    def met(place_type: PlaceType, *agreed: PlaceType) -> set[str]:
        terms = msgspec.structs.replace(WRITTEN, place_types=agreed)
        events = [terms if event is WRITTEN else event for event in ACTIVE]
        return codes(*events, msgspec.structs.replace(RANG, place_type=place_type))

    assert met(PlaceType.OUTDOORS) == set()
    assert met(PlaceType.PEERS_HOME) == {"CONTACT_PLACE_NOT_AGREED"}
    assert met(PlaceType.OUTDOORS, PlaceType.PUBLIC_PLACE) == {"CONTACT_PLACE_NOT_AGREED"}
    assert met(PlaceType.PEERS_HOME, PlaceType.PEERS_HOME) == set()


def test_a_contact_when_the_match_is_not_active_is_noticed() -> None:
    ended_before = msgspec.structs.replace(ENDED, at=on(5, 4, 9))

    assert codes(PROPOSED, RANG) == {"CONTACT_OUTSIDE_MATCH"}
    assert codes(*ACTIVE, ended_before, RANG) == {"CONTACT_OUTSIDE_MATCH"}


def test_a_contact_after_a_death_is_looked_at() -> None:
    assert codes(*ACTIVE, MORAG_DIED, RANG) == {"CONTACT_AFTER_DEATH"}


# --- Whatever is asked ---

ASKED: tuple[Command, ...] = (
    RING,
    msgspec.structs.replace(RING, at=None, by=Side.PEER),
    msgspec.structs.replace(RING, at=None, on=date(2026, 5, 4)),
    msgspec.structs.replace(RING, minutes=None, channel=Channel.MESSAGES, at=on(5, 3)),
)


@settings(max_examples=40, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_contacts_recorded_in_any_order_stand_in_the_order_in_which_they_began(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *ACTIVE, RANG))
    ]
    contacts = contacts_of(*order.sample(events, len(events)))

    assert [each.at for each in contacts] == sorted(each.at for each in contacts)
    assert len(contacts) == sum(isinstance(event, ContactMade) for event in events)
    assert contacts == contacts_of(*sorted(map(without_keys, events), key=lambda each: each.at))
