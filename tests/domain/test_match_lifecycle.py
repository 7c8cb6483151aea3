"""Whatever is asked, and however late it is told, a match goes the way of the table of 3.3."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import Command, Event
from domain.match import (
    MATCH,
    PEERS_MATCHES,
    PERSONS_MATCHES,
    SUPPORT_STAGES,
    SURROUNDINGS,
    AssignMatchCoordinator,
    Context,
    CoverDecision,
    DecideCover,
    DeclareContext,
    DeclareOverlap,
    ExtendMatch,
    Match,
    Overlap,
    PauseMatch,
    PauseReason,
    PostponedBy,
    PostponeEnding,
    RecordAftercare,
    RecordNotForUs,
    RecordReview,
    RecordVarietyOffered,
    ResumeMatch,
    ReviewDecision,
    Side,
    Stage,
)
from domain.match_flags import flags_of_match
from domain.person import Person, RecordDeath
from tests.domain.cast import DAVIE, FRASER, ISLA, MORAG
from tests.domain.decisions import NOW, folded, lived, without_keys
from tests.domain.test_match import ASKED, END, FORWARD, KNOWN, PROPOSED, START_ENDING, THEIRS
from tests.domain.test_match_extensions import FRASER_MANAGES

BEFORE_SUPPORT = (Stage.PROPOSED, Stage.ACCEPTED, Stage.INTRODUCED, Stage.AGREED)
OVER = {Stage.ENDED, Stage.DECLINED}

TABLE: dict[Stage, set[Stage]] = {
    Stage.UNKNOWN: {Stage.PROPOSED, *OVER},
    Stage.PROPOSED: {Stage.ACCEPTED, Stage.INTRODUCED, Stage.AGREED, *OVER},
    Stage.ACCEPTED: {Stage.INTRODUCED, Stage.AGREED, *OVER},
    Stage.INTRODUCED: {Stage.AGREED, *OVER},
    Stage.AGREED: {Stage.ACTIVE, *OVER},
    Stage.ACTIVE: {Stage.PAUSED, Stage.ENDING, *OVER},
    Stage.PAUSED: {Stage.ACTIVE, Stage.ENDING, *OVER},
    Stage.ENDING: {Stage.PAUSED, *OVER},
    Stage.ENDED: set(),
    Stage.DECLINED: set(),
}
"""The table of 3.3: where a match can go from where it stands.

Several facts told of one moment go several steps at once, as long as support has not begun. What
never began may be over, too: by a no, by death, or told as ended and flagged.
"""

LIVED: tuple[Command, ...] = (
    AssignMatchCoordinator(match=THEIRS, coordinator=ISLA, deputy=FRASER),
    RecordReview(
        match=THEIRS, decision=ReviewDecision.EXTEND, persons_view="More.", peers_view="Yes."
    ),
    RecordReview(
        match=THEIRS,
        decision=ReviewDecision.END,
        persons_view="Enough.",
        planned_last=date(2026, 6, 20),
    ),
    RecordVarietyOffered(person=MORAG, accepted=False),
    ExtendMatch(
        match=THEIRS,
        new_end=date(2026, 12, 1),
        reason="The second hill.",
        moving_on="The walking group.",
        decided_by=ISLA,
    ),
    ExtendMatch(
        match=THEIRS,
        new_end=date(2027, 1, 1),
        reason="The third hill.",
        moving_on="The walking group.",
        decided_by=FRASER,
    ),
    PauseMatch(match=THEIRS, reason=PauseReason.HOLIDAY),
    PauseMatch(match=THEIRS, reason=PauseReason.SAFETY),
    ResumeMatch(match=THEIRS),
    ResumeMatch(match=THEIRS, decided_by=ISLA),
    DecideCover(match=THEIRS, decision=CoverDecision.PAUSE, decided_by=ISLA),
    DeclareContext(match=THEIRS, kind=Context.FLARE_UP, until=date(2026, 8, 1)),
    DeclareOverlap(person=MORAG, peer=DAVIE, kind=Overlap.CLUB),
    START_ENDING,
    msgspec.structs.replace(START_ENDING, planned_last=date(2026, 6, 20)),
    PostponeEnding(
        match=THEIRS, planned_last=date(2026, 7, 20), reason="Rain.", by=PostponedBy.BOTH
    ),
    RecordNotForUs(match=THEIRS),
    END,
    RecordAftercare(match=THEIRS, by=Side.PEER),
    RecordDeath(person=MORAG),
)
STAYING = LIVED[:16]
"""All after which support may still go on."""


def told(command: Command, hours: int) -> Command:
    """Asked at once, or told so many hours late where it may be."""
    if "at" not in command.__struct_fields__:
        return command
    return msgspec.structs.replace(command, at=NOW - timedelta(hours=hours) if hours else None)


def asked_among(commands: Sequence[Command]) -> st.SearchStrategy[list[Command]]:
    late = st.one_of(st.just(0), st.just(0), st.integers(0, 400))
    return st.lists(st.builds(told, st.sampled_from(commands), late), max_size=10)


REQUESTS = st.builds(
    lambda along, first, then: [*FORWARD[:along], *first, *then],
    st.one_of(st.just(len(FORWARD)), st.integers(0, len(FORWARD))),
    asked_among(STAYING),
    asked_among((*ASKED, *LIVED)),
)


def life_of(requests: list[Command]) -> list[Event]:
    return lived(requests, *KNOWN, FRASER_MANAGES, PROPOSED)


def of_theirs(events: list[Event]) -> list[Event]:
    return [event for event in events if f"match:{THEIRS}" in event.subjects]


def way_of(match: Match, moments: Sequence[datetime]) -> list[Stage]:
    """Every stage in which a match stood, one after the other."""
    stages = [Stage.UNKNOWN, *(match.stage_at(moment) for moment in sorted(moments))]
    return [each for each, before in zip(stages[1:], stages, strict=False) if each is not before]


def off_the_table(way: Sequence[Stage]) -> list[tuple[Stage, Stage]]:
    return [
        (here, there) for here, there in pairwise((Stage.UNKNOWN, *way)) if there not in TABLE[here]
    ]


def test_a_step_that_the_table_forbids_would_be_noticed() -> None:
    assert off_the_table([Stage.PROPOSED, Stage.ACTIVE]) == [(Stage.PROPOSED, Stage.ACTIVE)]
    assert off_the_table([Stage.PROPOSED, Stage.ENDED, Stage.ACTIVE]) == [
        (Stage.ENDED, Stage.ACTIVE)
    ]
    assert off_the_table([Stage.PROPOSED, Stage.AGREED, Stage.ACTIVE, Stage.ENDED]) == []


@settings(max_examples=150, deadline=None)
@whatever(REQUESTS)
def test_no_sequence_of_requests_leads_off_the_table(requests: list[Command]) -> None:
    events = of_theirs(life_of(requests))
    match: Match = folded(MATCH, *events)

    assert off_the_table(way_of(match, [event.at for event in events])) == []


@settings(max_examples=60, deadline=None)
@whatever(REQUESTS)
def test_no_single_request_leads_off_the_table(requests: list[Command]) -> None:
    """Seen from each decision forwards: what stands now came from what stood before by the table.

    What is told late changes what stood in the past as well, which the test before this one sees.
    """
    at_once = [
        msgspec.structs.replace(each, at=None) if "at" in each.__struct_fields__ else each
        for each in requests
    ]
    before, moment = Stage.PROPOSED, NOW
    for count in range(1, len(at_once) + 1):
        moment += timedelta(minutes=1)
        match: Match = folded(MATCH, *of_theirs(life_of(at_once[:count])))
        now = match.stage_at(moment)
        assert now is before or now in TABLE[before], at_once[count - 1]
        before = now


@settings(max_examples=60, deadline=None)
@whatever(REQUESTS, st.randoms(use_true_random=False))
def test_every_accepted_event_folds_in_any_order_of_recording(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(life_of(requests))
    ]
    shuffled = order.sample(events, len(events))
    theirs = of_theirs(shuffled)
    match: Match = folded(MATCH, *of_theirs(events))

    assert match == folded(MATCH, *theirs)
    assert match == folded(MATCH, *map(without_keys, theirs))
    assert folded(PERSONS_MATCHES, *shuffled) == {THEIRS: match}
    assert folded(PEERS_MATCHES, *shuffled) == {THEIRS: match}
    assert folded(SURROUNDINGS, *shuffled) == folded(SURROUNDINGS, *events)
    flags = flags_of_match(match, Person(), {})
    assert flags == flags_of_match(folded(MATCH, *map(without_keys, theirs)), Person(), {})
    assert all(flag.sentence.endswith(".") for flag in flags)


@settings(max_examples=60, deadline=None)
@whatever(REQUESTS)
def test_somebody_is_responsible_at_every_instant_of_an_open_match(
    requests: list[Command],
) -> None:
    match: Match = folded(MATCH, *of_theirs(life_of(requests)))

    for moment in (PROPOSED.at, NOW, NOW + timedelta(days=1)):
        assert match.coordinator_at(moment) is not None


def test_the_requests_reach_every_stage() -> None:
    """Otherwise the tests above would show little."""
    rests, ends, late = LIVED[6], LIVED[14], NOW + timedelta(days=1)
    ways = {
        Stage.ACTIVE: FORWARD,
        Stage.PAUSED: (*FORWARD, rests),
        Stage.ENDING: (*FORWARD, told(ends, 0)),
        Stage.ENDED: (*FORWARD, told(END, 0)),
        Stage.DECLINED: (*FORWARD, told(LIVED[16], 0)),
    }
    for stage, requests in ways.items():
        match: Match = folded(MATCH, *of_theirs(life_of(list(requests))))
        assert match.stage_at(late) is stage
    assert set(BEFORE_SUPPORT) | SUPPORT_STAGES | OVER | {Stage.UNKNOWN} == set(Stage)
    assert set(TABLE) == set(Stage)
    extended = life_of([*FORWARD, *LIVED[1:2], LIVED[3], LIVED[4], LIVED[5]])
    assert len(folded(MATCH, *of_theirs(extended)).extensions) == 2
