"""Given what happened, what stands in the worklist: of whom, for whom, and by when."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.decider import Event
from domain.definitions import DEFAULTS
from domain.flags import Flag
from domain.folds import ALWAYS
from domain.match import MatchActivated, MatchProposalAccepted, Side
from domain.peer import AskedBy, PeerPaused
from domain.people import subject
from domain.referral import WaitPaused, WaitResumed
from domain.session import DebriefRequested, Urgency
from projections.tables import plain
from projections.waiting_list import VIEW as WAITING_LIST
from projections.worklist import peers, people
from projections.worklist.items import OVERDUE, SAFETY, About, Item, Rank, items_of, rank_of
from tests.domain.cast import (
    DAVIE,
    DAVIE_SUPPORTS,
    ISLA,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    SHONA,
    on,
)
from tests.domain.decisions import in_order
from tests.projections.test_caseload import ACTIVE, PROPOSED, THEIRS

TODAY = on(3, 10)
WENT_BEYOND = Flag("BOUNDARY_EVENT_TODAY", "Something happened. Look into it.", on(3, 1))
GONE_LATE = Flag("BOUNDARY_EVENT_LATE", "Nobody looked into it. Tell the manager.", on(3, 2))
DAVIES_MATCH = (
    *DAVIE_SUPPORTS,
    PROPOSED,
    MatchProposalAccepted(match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PERSON, at=on(2, 21)),
    MatchProposalAccepted(match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PEER, at=on(2, 21)),
    MatchActivated(
        match=THEIRS, person=MORAG, peer=DAVIE, referral=PROPOSED.referral, at=on(2, 22)
    ),
)


def of_peer(*events: Event, at: datetime = TODAY) -> dict[str, dict[str, Any]]:
    rows = peers.VIEW.rows(subject("peer", DAVIE), in_order(events), DEFAULTS, at, ALWAYS)
    return {row["code"]: row for row in rows.values}


def debrief(urgency: Urgency) -> DebriefRequested:
    return DebriefRequested(match=THEIRS, peer=DAVIE, urgency=urgency, at=on(3, 9))


def test_an_item_says_what_is_so_what_to_do_and_by_when() -> None:
    (item,) = items_of([WENT_BEYOND, GONE_LATE], About(person=MORAG), on(3, 1))

    assert (item.sentence, item.to_do) == ("Something happened.", "Look into it.")
    assert (item.rank, item.person) == (Rank.SAFETY, MORAG)
    assert (item.since, item.due_at) == (on(3, 1), on(3, 2))


def test_what_nobody_saw_to_stands_as_what_it_has_turned_into() -> None:
    (item,) = items_of([WENT_BEYOND, GONE_LATE], About(), on(3, 2))

    assert (item.code, item.due_at) == ("BOUNDARY_EVENT_LATE", on(3, 2))


def test_one_that_was_seen_to_does_not_hide_another_that_was_not() -> None:
    settled = Flag("BOUNDARY_EVENT_TODAY", WENT_BEYOND.sentence, on(3, 1), on(3, 2))
    again = Flag("BOUNDARY_EVENT_TODAY", WENT_BEYOND.sentence, on(3, 5))
    late = Flag("BOUNDARY_EVENT_LATE", GONE_LATE.sentence, on(3, 6))

    (item,) = items_of([settled, again, late], About(), on(3, 5))
    assert (item.code, item.due_at) == ("BOUNDARY_EVENT_TODAY", on(3, 6))


def test_the_same_of_several_things_is_said_once_since_the_first() -> None:
    twice = [Flag("REVIEW_DUE", "It is due. Hold it.", on(3, day)) for day in (4, 2)]

    (item,) = items_of(twice, About(), TODAY)

    assert (item.times, item.since, item.due_at) == (2, on(3, 2), on(3, 2))


@pytest.mark.parametrize(
    ("code", "rank"),
    [
        ("CHECK_OUT_TO_ESCALATE", Rank.SAFETY),
        ("WORRY_TOLD", Rank.SAFETY),
        ("SUPERVISION_LATE", Rank.OVERDUE),
        ("DEBRIEF_LATE", Rank.OVERDUE),
        ("COVER_LATE", Rank.OVERDUE),
        ("TOLD_WITHOUT_CONSENT", Rank.OVERDUE),
        ("WAIT_CONTACT_LATE", Rank.DUE),
    ],
)
def test_safety_comes_first_then_what_is_overdue_then_waits(code: str, rank: Rank) -> None:
    assert rank_of(code) == rank


def test_nothing_is_both_about_safety_and_overdue() -> None:
    assert not SAFETY & OVERDUE


def test_a_debrief_is_for_whoever_supervises_and_names_no_person() -> None:
    item = of_peer(*DAVIES_MATCH, debrief(Urgency.SOON))["DEBRIEF_DUE"]

    assert (item["rank"], item["peer"], item["match"]) == (Rank.OVERDUE, DAVIE, THEIRS)
    assert item["person"] is item["referral"] is None
    assert item["responsible"] == SHONA
    assert "debrief" not in str(
        people.VIEW.rows(subject("person", MORAG), in_order(ACTIVE), DEFAULTS, TODAY, ALWAYS).values
    )


def test_a_debrief_that_nobody_held_in_time_is_late() -> None:
    found = of_peer(*DAVIES_MATCH, debrief(Urgency.TODAY), at=on(3, 11))

    assert "DEBRIEF_DUE" not in found
    assert found["DEBRIEF_LATE"]["due_at"] == on(3, 10) + timedelta(microseconds=1)


def test_cover_is_an_item_of_each_match_for_its_coordinator_until_it_is_decided() -> None:
    away = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(3, 10))

    item = of_peer(*DAVIES_MATCH, away)["COVER_UNDECIDED"]
    assert (item["match"], item["person"], item["responsible"]) == (THEIRS, MORAG, ISLA)
    late = of_peer(*DAVIES_MATCH, away, at=on(3, 11))
    assert "COVER_LATE" in late
    assert "COVER_UNDECIDED" not in late
    assert not any(code.startswith("MATCH_COVER") for code in late)


def test_every_item_names_what_it_concerns() -> None:
    assert all(plain(hint)[0] is not None for hint in Item.__annotations__.values())
    for row in people.VIEW.rows(
        subject("person", MORAG), in_order(ACTIVE), DEFAULTS, on(6, 1), ALWAYS
    ).values:
        assert row["person"] == MORAG
        assert row["match"] or row["referral"]


def test_a_wait_stands_still_while_the_person_asked_for_it() -> None:
    """Days by the person's clock: a pause of ten days is not waited."""
    accepted = MORAG_ACCEPTED.at
    paused = WaitPaused(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        revisit_on=date(2026, 6, 1),
        at=accepted + timedelta(days=5),
    )
    resumed = WaitResumed(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        at=accepted + timedelta(days=15),
    )

    def row(*events: Event, after: int) -> dict[str, Any]:
        at = accepted + timedelta(days=after)
        (only,) = WAITING_LIST.rows(
            subject("person", MORAG), in_order(events), DEFAULTS, at, ALWAYS
        ).values
        return only

    still = row(*MORAG_WAITS, paused, after=12)
    assert (still["days"], still["paused"], still["revisit_on"]) == (5, True, date(2026, 6, 1))
    on_again = row(*MORAG_WAITS, paused, resumed, after=20)
    assert (on_again["days"], on_again["paused"], on_again["pauses"]) == (10, False, 1)
