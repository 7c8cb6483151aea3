"""How lives are told to a study: other names, no words, moved dates, no small groups."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.evaluation.disguise import LABELS, Disguise, parts_of, rounded
from application.evaluation.disguise import told as told_of
from application.evaluation.pseudonyms import Clusters, Pseudonyms
from application.evaluation.rarity import SMALLEST_GROUP, Rarity, values_of
from application.evaluation.studied import KINDS
from domain.catalogue import EVENTS
from domain.channels import Channel
from domain.instruments import Instrument
from domain.outcomes import Mode, OutcomeCompleted, OutcomeLookedAt, Point
from domain.people import MatchId, PeerId, PersonId, QuestionnaireId, SessionId, Subject
from domain.session import SessionHeld
from tests.events import EXAMPLES, example

NAMES = Pseudonyms(b"a key of one study, 32 bytes long")
OTHERS = Pseudonyms(b"a key of another, also some bytes")
WEEKS = timedelta(weeks=-3)


@pytest.mark.parametrize("name", sorted(EVENTS))
@pytest.mark.parametrize("shift", [None, WEEKS])
def test_no_text_no_identifier_and_no_position_of_any_event_is_told(
    name: str, shift: timedelta | None
) -> None:
    """Of every kind, not only of those that are studied today."""
    before = example(EVENTS[name])
    for part in told_of(EVENTS[name]):  # a label has a shape, and so could this be one
        if part.name in LABELS.get(EVENTS[name], ()):
            before = msgspec.structs.replace(before, **{part.name: "Morag's own words: never"})
    told = msgspec.json.encode(Disguise(NAMES, shift)(before)).decode()

    assert EXAMPLES[str] not in told
    assert "-example" not in told
    assert ":example" not in told


@pytest.mark.parametrize("name", [each for each in sorted(EVENTS) if EVENTS[each] in KINDS])
def test_every_day_of_an_entry_is_moved_by_the_same_weeks(name: str) -> None:
    kind = EVENTS[name]
    before = example(kind)
    after = Disguise(NAMES, WEEKS)(before)
    for part in parts_of(kind):
        was, now = getattr(before, part.name), getattr(after, part.name)
        if isinstance(was, datetime):
            assert now.minute == now.second == now.microsecond == 0
            assert timedelta(hours=-1) < now - was - WEEKS <= timedelta(0)
        elif isinstance(was, date):
            assert now - was == WEEKS


def test_a_moved_moment_keeps_its_hour_of_the_local_day_over_the_change_of_clocks() -> None:
    summer = datetime(2026, 6, 1, 18, 40, tzinfo=UTC)
    moved = Disguise(NAMES, timedelta(weeks=26)).moved(summer)
    local = ZoneInfo("Europe/London")

    assert (moved.astimezone(local).hour, summer.astimezone(local).hour) == (19, 19)
    assert moved.astimezone(local).weekday() == summer.astimezone(local).weekday()


def test_a_study_says_the_same_name_again_and_another_study_says_another() -> None:
    assert NAMES.of("person", "morag") == Pseudonyms(b"a key of one study, 32 bytes long").of(
        "person", "morag"
    )
    assert NAMES.of("person", "morag") != OTHERS.of("person", "morag")
    assert NAMES.of("person", "morag") != NAMES.of("peer", "morag")
    assert len(NAMES.of("person", "morag")) == 20


@given(st.text(min_size=1))
def test_dates_are_never_moved_by_nothing_and_always_by_whole_weeks(cluster: str) -> None:
    moved = NAMES.shift_of(cluster)

    assert moved
    assert moved % timedelta(weeks=1) == timedelta(0)
    assert abs(moved) <= timedelta(weeks=52)


def test_whoever_is_connected_through_somebody_is_moved_together() -> None:
    clusters = Clusters()
    for tagged in (
        "match:m1 person:ann peer:pat",
        "match:m2 person:bob peer:pat",
        "group:g person:cat",
        "group:g person:bob",
        "service:s person:dee",
        "service:s person:ann",
    ):
        assert clusters[tagged] == ()
    together = {clusters.of(Subject(f"person:{each}")) for each in ("ann", "bob", "cat")}

    assert len(together) == 1
    assert clusters.of(Subject("person:dee")) not in together


def test_an_answered_questionnaire_is_told_so_that_it_can_be_held_against_another() -> None:
    answered = OutcomeCompleted(
        at=datetime(2026, 5, 5, 9, tzinfo=UTC),
        questionnaire=QuestionnaireId("q"),
        person=PersonId("morag"),
        instrument=Instrument.SWEMWBS,
        version="2007",
        point=Point.BASELINE,
        mode=next(iter(Mode)),
        scorer="swemwbs-1",
        look_today=False,
        items=("3", "-", "4", "Morag said more"),
        raw=21,
        score=19.98,
        parts=("emotional:4.5",),
        flags=("CEILING",),
    )
    told = Disguise(NAMES, None)(answered)

    assert isinstance(told, OutcomeCompleted)
    assert (told.version, told.scorer, told.score) == ("2007", "swemwbs-1", 19.98)
    assert told.items == ("3", "-", "4")
    assert (told.parts, told.flags) == (("emotional:4.5",), ("CEILING",))
    assert told.person != "morag"
    assert OutcomeLookedAt not in KINDS


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, 0), (1, 15), (22, 15), (23, 30), (60, 60), (97, 90)]
)
def test_a_length_is_told_in_quarters_of_an_hour(minutes: int, told: int) -> None:
    assert rounded(minutes) == told


def held(mode: Channel, minutes: int, activity: str | None) -> SessionHeld:
    return SessionHeld(
        at=datetime(2026, 5, 5, 9, tzinfo=UTC),
        match=MatchId("m"),
        person=PersonId("p"),
        peer=PeerId("e"),
        session=SessionId("s"),
        unplanned=False,
        minutes=minutes,
        worried=None,
        mode=mode,
        activity=activity,
    )


sessions = st.builds(
    held,
    st.sampled_from(Channel),
    st.sampled_from([15, 30, 60]),
    st.sampled_from([None, "TALKING", "LEARNING"]),
)


@given(st.lists(st.tuples(st.sampled_from("abcdefghijklmn"), sessions), max_size=120))
def test_whatever_is_told_together_at_least_five_people_have_in_common(
    entries: list[tuple[str, SessionHeld]],
) -> None:
    rarity = Rarity()
    for person, event in entries:
        rarity.see(person, event)
    rarity.judge()
    told = [(person, rarity.told(event)) for person, event in entries]
    rows = [(person, values_of(event)) for person, event in told if event is not None]
    everybody = {person for person, _event in entries}

    assert (not rows) == (len(everybody) < SMALLEST_GROUP)
    size = len(rows[0][1]) if rows else 0
    for some in [*combinations(range(size), 1), *combinations(range(size), 2), tuple(range(size))]:
        people: dict[tuple[object, ...], set[str]] = defaultdict(set)
        for person, values in rows:
            people[tuple(values[each] for each in some)].add(person)
        assert all(len(each) >= SMALLEST_GROUP for each in people.values())
    for (_person, before), (_same, after) in zip(entries, told, strict=True):
        if after is not None:  # left out, never replaced
            pairs = zip(values_of(before), values_of(after), strict=True)
            assert all(now in (was, None) for was, now in pairs)
