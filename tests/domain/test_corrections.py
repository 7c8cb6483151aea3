"""Nothing is edited: what an entry should have said is a new entry, and so is that it was wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain import corrections
from domain.corrections import (
    AboutSomebodyElse,
    CorrectEntry,
    CorrectionAsked,
    CorrectionCommand,
    MarkEnteredInError,
    NoLongerHeld,
    NoSuchEntry,
    NoSuchField,
    NothingToCorrect,
    Versions,
    WrongKindOfValue,
)
from domain.decider import EnteredInError, Event, Malformed, Position, Refusal
from domain.match import Side
from domain.people import MatchId, PeerId, PersonId, SessionId
from domain.periods import NotYetHappened
from domain.personal import Sealed
from domain.session import SessionHeld, SessionPlanned
from tests.domain.decisions import NOW, entry

HELD = SessionHeld(
    match=MatchId("m"),
    person=PersonId("morag"),
    peer=PeerId("davie"),
    session=SessionId("s"),
    unplanned=False,
    minutes=50,
    worried=None,
    functions=("LISTENING",),
    note="We walked to the harbour.",
    at=NOW - timedelta(days=1),
)
STANDS = Versions(first=entry(4, HELD), said=entry(4, HELD))
LONGER = msgspec.structs.replace(HELD, minutes=70)
CORRECTED = Versions(first=entry(4, HELD), said=entry(6, LONGER, corrects=4))
IN_ERROR = Versions(first=entry(4, HELD), said=entry(4, HELD), in_error=True)


def asked(
    command: CorrectionCommand, versions: Versions | None = STANDS, now: datetime = NOW
) -> Sequence[Event]:
    return corrections.decide(command, CorrectionAsked(versions, now))


def correct(**changes: Any) -> CorrectEntry:
    return CorrectEntry(entry=Position(4), changes=changes)


MARK = MarkEnteredInError(entry=Position(4))


def test_a_correction_says_all_of_it_again_with_the_change() -> None:
    assert asked(correct(minutes=45)) == [msgspec.structs.replace(HELD, minutes=45)]


def test_a_correction_starts_from_what_was_said_last() -> None:
    assert asked(correct(worried=False), CORRECTED) == [
        msgspec.structs.replace(LONGER, worried=False)
    ]


def test_several_fields_are_corrected_at_once_in_the_words_of_the_wire() -> None:
    changes = correct(
        at="2026-05-03T10:00:00+01:00", told_by="PERSON", functions=["INSPIRING"], note=None
    )

    assert asked(changes) == [
        msgspec.structs.replace(
            HELD,
            at=datetime(2026, 5, 3, 9, tzinfo=UTC),
            told_by=Side.PERSON,
            functions=("INSPIRING",),
            note=None,
        )
    ]


def test_a_day_without_a_zone_is_a_local_one() -> None:
    (corrected,) = asked(correct(at="2026-05-03T10:00:00"))

    assert corrected.at == datetime(2026, 5, 3, 9, tzinfo=UTC)


def test_an_entry_is_marked_as_an_error_at_its_own_time_and_under_its_subjects() -> None:
    assert asked(MARK) == [EnteredInError(at=HELD.at, entry_subjects=HELD.subjects)]


def test_marking_twice_changes_nothing() -> None:
    assert asked(MARK, IN_ERROR) == []


def test_a_mark_is_taken_back_by_saying_it_again() -> None:
    assert asked(correct(), IN_ERROR) == [HELD]


def test_a_mark_can_be_taken_back_with_a_change() -> None:
    assert asked(correct(minutes=20), IN_ERROR) == [msgspec.structs.replace(HELD, minutes=20)]
    assert asked(correct(minutes=50), IN_ERROR) == [HELD]


def refused(kind: type[Refusal], command: CorrectionCommand, versions: Versions | None) -> Refusal:
    with pytest.raises(kind) as caught:
        asked(command, versions)
    assert caught.type is kind
    assert kind in {*corrections.decider.refusals, NotYetHappened}
    assert str(caught.value).endswith(".")
    return caught.value


@pytest.mark.parametrize("command", [MARK, correct(minutes=1)], ids=["mark", "correct"])
def test_what_is_not_in_the_log_cannot_be_corrected(command: CorrectionCommand) -> None:
    assert refused(NoSuchEntry, command, None).status == 404


def test_a_correction_that_changes_nothing_is_refused() -> None:
    assert refused(NothingToCorrect, correct(), STANDS).field == "changes"
    assert refused(NothingToCorrect, correct(minutes=50), STANDS).field == "minutes"
    assert refused(NothingToCorrect, correct(minutes=70), CORRECTED).field == "minutes"


@pytest.mark.parametrize("field", ["match", "person", "peer"])
def test_an_entry_cannot_be_moved_to_somebody_else(field: str) -> None:
    assert refused(AboutSomebodyElse, correct(**{field: "callum"}), STANDS).field == field


def test_a_field_that_is_not_there_cannot_be_corrected() -> None:
    assert refused(NoSuchField, correct(weather="bright"), STANDS).field == "weather"


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": "long"},
        {"minutes": 2.5},
        {"told_by": "NOBODY"},
        {"at": "yesterday"},
        {"functions": "WALKING"},
        {"functions": ["WALKING", 3]},
        {"unplanned": None},
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused_and_named(changes: dict[str, Any]) -> None:
    refusal = refused(WrongKindOfValue, correct(**changes), STANDS)

    assert isinstance(refusal, Malformed)
    assert {refusal.field} == set(changes)


def test_nothing_can_be_corrected_into_the_future_or_before_memory() -> None:
    refused(NotYetHappened, correct(at="2027-01-01T09:00:00Z"), STANDS)
    refused(WrongKindOfValue, correct(at="1899-12-31T09:00:00Z"), STANDS)


PLANNED = SessionPlanned(
    match=MatchId("m"),
    person=PersonId("morag"),
    peer=PeerId("davie"),
    session=SessionId("s"),
    planned_for=NOW,
    at=NOW - timedelta(days=1),
)
PLAN = Versions(first=entry(4, PLANNED), said=entry(4, PLANNED))


def test_a_corrected_moment_is_kept_in_utc() -> None:
    for written in ("2026-05-07T10:00:00+01:00", "2026-05-07T10:00:00", "2026-05-07T09:00:00Z"):
        (corrected,) = asked(correct(planned_for=written), PLAN)
        planned_for = corrected.planned_for  # type: ignore[attr-defined]
        assert planned_for == datetime(2026, 5, 7, 9, tzinfo=UTC)
        assert planned_for.tzinfo is UTC


@pytest.mark.parametrize(
    ("changes", "versions"),
    [
        ({"planned_for": "9999-12-31T23:59:00-14:00"}, PLAN),
        ({"planned_for": "0001-01-01T00:00:00+14:00"}, PLAN),
        ({"planned_for": "9999-12-31T23:59:00"}, PLAN),
        ({"minutes": 10**30}, STANDS),
        ({"minutes": -(10**30)}, STANDS),
        ({"minutes": 0}, STANDS),
        ({"minutes": 24 * 60 + 1}, STANDS),
        ({"peer_wellbeing": 6}, STANDS),
        ({"tasks_with": -1}, STANDS),
    ],
    ids=str,
)
def test_a_value_beyond_all_measure_is_refused(changes: dict[str, Any], versions: Versions) -> None:
    """One entry that no clock can reckon with would stop a view for everybody."""
    assert {refused(WrongKindOfValue, correct(**changes), versions).field} == set(changes)


@pytest.mark.parametrize("command", [correct(minutes=1), correct(note="Other.")], ids=str)
def test_what_was_erased_in_part_cannot_be_written_again(command: CorrectEntry) -> None:
    erased = entry(4, msgspec.structs.replace(HELD, note=Sealed(b"closed for good")))

    refused(NoLongerHeld, command, Versions(first=erased, said=erased))


def test_what_was_erased_in_part_can_still_be_marked_as_an_error() -> None:
    erased = entry(4, msgspec.structs.replace(HELD, note=Sealed(b"closed for good")))

    assert len(asked(MARK, Versions(first=erased, said=erased))) == 1


def test_a_sealed_value_cannot_be_put_in_from_outside() -> None:
    """A box made elsewhere would be stored as it is and never open."""
    refused(WrongKindOfValue, correct(note={"box": "AAAA"}), STANDS)


def test_a_session_record_cannot_be_moved_to_another_session() -> None:
    refused(AboutSomebodyElse, correct(session="another"), STANDS)
