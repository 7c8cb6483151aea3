"""What goes on around the two: contexts, other peers to meet, and where else their lives meet."""

from datetime import date

import msgspec
import pytest

from domain.decider import Event
from domain.match import (
    CONFLICTS,
    SURROUNDINGS,
    AlreadyMatched,
    ConflictDeclared,
    Context,
    DeclareContext,
    DeclareOverlap,
    ImpossibleTerms,
    MatchContextDeclared,
    MatchDeclinedAfterIntroduction,
    Overlap,
    OverlapDeclared,
    RecordVarietyOffered,
    Side,
    UnknownMatch,
    VarietyOfPeersOffered,
)
from domain.peer import CapacitySet, UnknownPeer
from domain.people import PersonId
from domain.person import UnknownPerson
from domain.service import OfferDefined
from tests.domain.cast import CALLUM, DAVIE, EUAN, ISLA, MORAG, on
from tests.domain.decisions import NOW, folded, given, without_keys
from tests.domain.test_match import (
    ACTIVATE,
    ACTIVATED,
    ENDED,
    KNOWN,
    OTHER,
    PROPOSE,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    STARTED,
    THEIRS,
    proposed,
    proposing,
)
from tests.domain.test_match_reviews import flag_codes

# --- Contexts ---

DECLARED = MatchContextDeclared(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    kind=Context.BEREAVEMENT.value,
    until=date(2026, 5, 20),
    declared_by=ISLA,
    at=on(5, 3),
)
DECLARE = DeclareContext(
    match=THEIRS,
    kind=Context.BEREAVEMENT,
    until=date(2026, 5, 20),
    declared_by=ISLA,
    at=on(5, 3),
)


@pytest.mark.parametrize("kind", list(Context))
def test_what_may_explain_a_change_is_declared_until_a_day(kind: Context) -> None:
    declared = msgspec.structs.replace(DECLARED, kind=kind.value)

    given(*RUNNING).when(msgspec.structs.replace(DECLARE, kind=kind)).then(declared)
    assert kind.value not in repr(without_keys(declared))


def test_a_context_ends_after_it_was_declared_and_is_about_a_match() -> None:
    gone = msgspec.structs.replace(DECLARE, until=date(2026, 5, 2))

    given(*RUNNING).when(gone).then_refused(ImpossibleTerms, field="until")
    given(*KNOWN).when(DECLARE).then_refused(UnknownMatch)


# --- Other peers ---

OFFERED = VarietyOfPeersOffered(person=MORAG, match=THEIRS, accepted=True, at=on(5, 3))
OFFER = RecordVarietyOffered(person=MORAG, match=THEIRS, accepted=True, at=on(5, 3))


@pytest.mark.parametrize("accepted", [True, False, None])
def test_other_peers_are_offered_with_a_match_or_without_one(accepted: bool | None) -> None:
    said = msgspec.structs.replace(OFFERED, accepted=accepted)
    of_person = msgspec.structs.replace(said, match=None)

    offer = msgspec.structs.replace(OFFER, accepted=accepted)
    given(*KNOWN, *RUNNING).when(offer).then(said)
    given(*KNOWN).when(msgspec.structs.replace(offer, match=None)).then(of_person)
    assert folded(SURROUNDINGS, of_person).variety_answer is accepted
    assert folded(SURROUNDINGS, of_person).variety_offered_at == (on(5, 3),)


def test_what_was_answered_last_counts() -> None:
    no = msgspec.structs.replace(OFFERED, accepted=False, at=on(5, 4))
    silent = msgspec.structs.replace(OFFERED, accepted=None, at=on(5, 4))

    assert folded(SURROUNDINGS, OFFERED, no).variety_answer is False
    assert folded(SURROUNDINGS, OFFERED, silent).variety_answer is True


def test_other_peers_are_offered_to_somebody_known_and_in_a_match_of_theirs() -> None:
    stranger = msgspec.structs.replace(OFFER, person=PersonId("stranger"), match=None)

    given(*KNOWN).when(stranger).then_refused(UnknownPerson)
    given(*KNOWN).when(OFFER).then_refused(UnknownMatch, field="match")


WITH_EUAN = proposed(OTHER, peer=EUAN)
RUNNING_WITH_EUAN = (WITH_EUAN, msgspec.structs.replace(ACTIVATED, match=OTHER, peer=EUAN))


def test_a_second_match_at_a_time_needs_that_the_person_wants_other_peers() -> None:
    no = msgspec.structs.replace(OFFERED, accepted=False, at=on(5, 4))
    again = msgspec.structs.replace(PROPOSED, at=NOW)

    proposing(*KNOWN, WITH_EUAN).then_refused(AlreadyMatched, "variety of peers")
    proposing(*KNOWN, WITH_EUAN, OFFERED, no).then_refused(AlreadyMatched)
    proposing(*KNOWN, WITH_EUAN, OFFERED).then(again)


def test_a_second_match_at_a_time_starts_only_if_the_person_wants_other_peers() -> None:
    events = (*KNOWN, *READY_TO_START, *RUNNING_WITH_EUAN)

    given(*events).when(ACTIVATE).then_refused(AlreadyMatched)
    given(*events, OFFERED).when(ACTIVATE).then(msgspec.structs.replace(ACTIVATED, at=NOW), STARTED)


def test_an_offer_may_be_one_for_meeting_a_variety_of_peers() -> None:
    """Then two matches at a time need no answer of the person, and yet their no is a no."""
    offered = next(each for each in KNOWN if isinstance(each, OfferDefined))
    for_several = msgspec.structs.replace(offered, variety_of_peers=True)
    known = [for_several if each is offered else each for each in KNOWN]
    unanswered = msgspec.structs.replace(OFFERED, accepted=None)
    no = msgspec.structs.replace(OFFERED, accepted=False)
    running = (*READY_TO_START, *RUNNING_WITH_EUAN)

    for said in ((), (unanswered,), (OFFERED,)):
        proposing(*known, WITH_EUAN, *said).then(msgspec.structs.replace(PROPOSED, at=NOW))
        starts = msgspec.structs.replace(ACTIVATED, at=NOW)
        given(*known, *running, *said).when(ACTIVATE).then(starts, STARTED)
    proposing(*known, WITH_EUAN, no).then_refused(AlreadyMatched)
    given(*known, *running, no).when(ACTIVATE).then_refused(AlreadyMatched)


def test_the_same_two_have_one_match_whatever_the_person_wants() -> None:
    room = CapacitySet(peer=DAVIE, matches=2, at=on(4, 20))

    proposing(*KNOWN, room, proposed(OTHER), OFFERED).then_refused(AlreadyMatched, field="peer")


# --- Overlaps ---

OVERLAP = OverlapDeclared(
    person=MORAG,
    peer=DAVIE,
    match=THEIRS,
    kind=Overlap.CLUB.value,
    conflict=False,
    by=Side.PEER,
    note="We both curl on Thursdays.",
    at=on(5, 3),
)
CONFLICT = msgspec.structs.replace(OVERLAP, kind=Overlap.FORMER_PARTNER.value, conflict=True)
DECLARE_OVERLAP = DeclareOverlap(
    person=MORAG,
    peer=DAVIE,
    kind=Overlap.CLUB,
    by=Side.PEER,
    note="We both curl on Thursdays.",
    at=on(5, 3),
)


@pytest.mark.parametrize("kind", list(Overlap))
def test_where_their_lives_meet_is_declared_and_sealed(kind: Overlap) -> None:
    declare = msgspec.structs.replace(DECLARE_OVERLAP, kind=kind)
    declared = msgspec.structs.replace(OVERLAP, kind=kind.value, conflict=kind in CONFLICTS)

    given(*KNOWN, *RUNNING).when(declare).then(declared)
    assert kind.value not in repr(without_keys(declared))


def test_relatives_former_partners_and_a_chain_of_care_are_a_conflict() -> None:
    assert CONFLICTS == {Overlap.FAMILY, Overlap.FORMER_PARTNER, Overlap.CHAIN_OF_CARE}


def test_anything_else_can_be_said_to_be_a_conflict() -> None:
    declare = msgspec.structs.replace(DECLARE_OVERLAP, conflict=True)

    given(*KNOWN, *RUNNING).when(declare).then(msgspec.structs.replace(OVERLAP, conflict=True))


def test_an_overlap_is_declared_of_two_who_are_known_with_a_match_or_without_one() -> None:
    unknown_person = msgspec.structs.replace(DECLARE_OVERLAP, person=CALLUM)
    unknown_peer = msgspec.structs.replace(DECLARE_OVERLAP, peer=EUAN)
    over = msgspec.structs.replace(ENDED, at=on(5, 2))

    given(*KNOWN, *RUNNING, over).when(DECLARE_OVERLAP).then(
        msgspec.structs.replace(OVERLAP, match=None)
    )
    given(*KNOWN).when(DECLARE_OVERLAP).then(msgspec.structs.replace(OVERLAP, match=None))
    given(*KNOWN).when(unknown_person).then_refused(UnknownPerson)
    given(*KNOWN).when(unknown_peer).then_refused(UnknownPeer)


def test_two_with_a_declared_conflict_are_not_matched() -> None:
    before = msgspec.structs.replace(CONFLICT, match=None)

    proposing(*KNOWN, before).then_refused(ConflictDeclared, field="peer")
    given(*KNOWN, *READY_TO_START, CONFLICT).when(ACTIVATE).then_refused(ConflictDeclared)


def test_an_overlap_without_conflict_keeps_nobody_apart() -> None:
    before = msgspec.structs.replace(OVERLAP, match=None)

    proposing(*KNOWN, before).then(msgspec.structs.replace(PROPOSED, at=NOW))


def test_a_conflict_with_somebody_else_keeps_nobody_apart() -> None:
    with_euan = msgspec.structs.replace(CONFLICT, match=None, peer=EUAN)
    of_callum = msgspec.structs.replace(CONFLICT, match=None, person=CALLUM)

    proposing(*KNOWN, with_euan, of_callum).then(msgspec.structs.replace(PROPOSED, at=NOW))


def test_the_refusal_does_not_say_what_was_declared() -> None:
    for kind in CONFLICTS:
        before = msgspec.structs.replace(CONFLICT, match=None, kind=kind.value)
        with pytest.raises(ConflictDeclared) as refused:
            proposing(*KNOWN, before).then_nothing()
        assert kind.replace("_", " ").lower() not in str(refused.value).lower()


def test_a_conflict_in_a_running_match_stands_out_until_it_is_over() -> None:
    not_for_them = MatchDeclinedAfterIntroduction(
        match=THEIRS, person=MORAG, peer=DAVIE, at=on(5, 4)
    )

    def told(*events: Event) -> bool:
        return "CONFLICT_DECLARED" in flag_codes(*events)

    assert told(*RUNNING, CONFLICT)
    assert not told(*RUNNING, OVERLAP)
    assert not told(*RUNNING, CONFLICT, not_for_them)


def test_the_same_two_may_be_proposed_again_once_their_match_is_over() -> None:
    assert PROPOSE.peer == PROPOSED.peer
    over = msgspec.structs.replace(
        MatchDeclinedAfterIntroduction(match=OTHER, person=MORAG, peer=DAVIE, at=on(4, 25))
    )

    proposing(*KNOWN, proposed(OTHER), over).then(msgspec.structs.replace(PROPOSED, at=NOW))
