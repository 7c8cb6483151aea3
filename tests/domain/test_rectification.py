"""What was put right because somebody asked is shown as it is right, on whatever day."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import rectification
from domain.corrections import NoSuchEntry, Versions
from domain.decider import EnteredInError, Position, Recorded
from domain.folds import as_of, fold
from domain.people import MatchId, PeerId, PersonId, RightsRequestId, ServiceId, SessionId
from domain.rectification import (
    RECTIFICATIONS,
    EntryRectified,
    NotAboutPuttingRight,
    NotPutRight,
    RecordRectification,
    Rectification,
    RectificationAsked,
    as_rectified,
)
from domain.rights import Request, Right, UnknownRequest
from domain.session import SessionHeld
from tests.domain.decisions import NOW, entry

SERVICE = ServiceId("machair")
ENTRY = Position(4)
HELD = SessionHeld(
    match=MatchId("m"),
    person=PersonId("morag"),
    peer=PeerId("davie"),
    session=SessionId("s"),
    unplanned=False,
    worried=None,
    note="He had been drinking.",
    at=NOW,
)
RIGHT = msgspec.structs.replace(HELD, note="He had been at the harbour.")
MARK = EnteredInError(at=NOW, entry_subjects=HELD.subjects)
CORRECTED = Versions(first=entry(4, HELD), said=entry(6, RIGHT, corrects=4))


def asked(versions: Versions | None, **more: Any) -> list[Any]:
    state = RectificationAsked(NOW, SERVICE, versions, **more)
    request = RightsRequestId("r") if "request" in more else None
    command = RecordRectification(entry=ENTRY, rights_request=request)
    return list(rectification.decide(command, state))


def test_it_names_the_entry_and_the_version_that_stands() -> None:
    (put_right,) = asked(CORRECTED)

    assert (4, 6) == (put_right.entry, put_right.stands)
    assert {"service:machair", "person:morag", "match:m"} <= set(put_right.subjects)


def test_of_what_never_happened_nothing_stands() -> None:
    (put_right,) = asked(Versions(entry(4, HELD), entry(4, HELD), in_error=True))

    assert put_right.stands is None


def test_an_entry_is_corrected_before_it_is_put_right() -> None:
    with pytest.raises(NotPutRight):
        asked(Versions(entry(4, HELD), entry(4, HELD)))
    with pytest.raises(NoSuchEntry):
        asked(None)


def test_the_request_that_is_named_asked_for_it() -> None:
    with pytest.raises(UnknownRequest):
        asked(CORRECTED, request=Request())
    with pytest.raises(NotAboutPuttingRight):
        asked(CORRECTED, request=Request(right=Right.ACCESS))
    assert asked(CORRECTED, request=Request(right=Right.RECTIFICATION))


def test_saying_it_twice_changes_nothing() -> None:
    assert [] == asked(CORRECTED, known=Rectification(Position(6), Position(7)))


@st.composite
def histories(draw: st.DrawFn) -> list[Recorded]:
    """Some entries, corrected, marked and put right in whatever order, at positions of their own.

    What a version says is its own number, so that every one is known again.
    """
    found: list[Recorded] = []
    latest: dict[Position, Recorded] = {}
    for position in range(1, draw(st.integers(2, 14))):
        at = NOW.replace(minute=position)
        kind = draw(st.sampled_from(["new", "correct", "mark", "right"])) if latest else "new"
        said = msgspec.structs.replace(HELD, note=f"v{position}", at=at)
        if kind == "new":
            found.append(entry(position, said))
            latest[Position(position)] = found[-1]
            continue
        first = draw(st.sampled_from(sorted(latest)))
        if kind == "correct":
            found.append(entry(position, said, corrects=first))
            latest[first] = found[-1]
        elif kind == "mark":
            found.append(entry(position, MARK, corrects=first))
            latest[first] = found[-1]
        elif latest[first].position != first:
            stands = latest[first]
            in_error = isinstance(stands.event, EnteredInError)
            put = EntryRectified(
                at=at,
                service=SERVICE,
                entry=first,
                stands=None if in_error else stands.position,
                entry_subjects=HELD.subjects,
            )
            found.append(entry(position, put))
    return found


def said_in(entries: Any) -> set[str]:
    return {str(each.event.note) for each in entries if isinstance(each.event, SessionHeld)}


@given(histories(), st.integers(0, 14))
def test_what_was_wrong_is_shown_on_no_day_and_everything_else_as_before(
    history: list[Recorded], known: int
) -> None:
    rectified = fold(RECTIFICATIONS, as_of(history))
    right = {each.position: each for each in history}
    seen = [each for each in history if each.position <= known]
    shown = as_rectified(seen, rectified, right)
    wrong = {
        str(each.event.note)
        for each in history
        if isinstance(each.event, SessionHeld)
        and (known_of := rectified.get(each.corrects or each.position)) is not None
        and each.position < known_of.since
        and each.position != known_of.stands
    }
    untouched = {
        str(each.event.note)
        for each in as_of(seen)
        if isinstance(each.event, SessionHeld) and (each.corrects or each.position) not in rectified
    }

    assert said_in(shown) & wrong == set()
    assert untouched <= said_in(as_of(shown))
    assert said_in(as_of(as_rectified(history, rectified, right))) == said_in(as_of(history))
