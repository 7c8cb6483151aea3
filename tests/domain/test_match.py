"""Two people: from a coordinator's proposal to the ending."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import Command, Event, Refusal
from domain.match import (
    BOTH_SIDES,
    MATCH,
    OPEN_STAGES,
    PEERS_MATCHES,
    PERSONS_MATCHES,
    SAFETY,
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    Agreement,
    AgreementIncomplete,
    AlreadyMatched,
    ChanceEncounter,
    ConfidentialityExplained,
    ConfidentialityNotExplained,
    DeclineProposal,
    EndingHasStarted,
    EndingStarted,
    EndKind,
    EndMatch,
    ImpossibleTerms,
    IntroductionHeld,
    Match,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchCoordinatorAssigned,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchIsOver,
    MatchNotActive,
    MatchProposalAccepted,
    MatchProposalDeclined,
    MatchProposed,
    NoReasons,
    NotAcceptedByBoth,
    NotACoordinator,
    NotAgreed,
    NothingToAgree,
    NotIntroduced,
    PeerAtCapacity,
    PeerNotInThisRole,
    PeerNotMet,
    PersonNotMet,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    ReferralNotAccepted,
    Side,
    Stage,
    StartEnding,
    SupervisionNotHeld,
    UnknownMatch,
)
from domain.peer import (
    AskedBy,
    CapacitySet,
    CoursesNotCurrent,
    PeerActivated,
    PeerConversationHeld,
    PeerNotActive,
    PeerPaused,
    PvgNotValid,
    PvgResultShared,
    UnknownPeer,
)
from domain.people import MatchId, PeerId, PersonId, ReferralId, RightsRequestId, StaffId
from domain.periods import NotYetHappened
from domain.person import PersonHasDied
from domain.referral import (
    REFERRAL,
    ByWayOf,
    GettingToKnowHeld,
    PersonHandedOver,
    ReferralIsOver,
    ReferralWithdrawn,
    SupportStarted,
    UnknownReferral,
)
from domain.referral import Stage as ReferralStage
from domain.rights import (
    HeardHow,
    PeersRecordRestricted,
    PersonsRecordRestricted,
    RequestReceived,
    RequestWithdrawn,
    Right,
)
from domain.service import Model, OfferDefined, StaffLeft
from tests.domain.cast import (
    CALLUM,
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    EUAN,
    FRASER,
    FRASER_MANAGES,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_MET,
    MORAG_READY,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    PHONING,
    SHONA,
    WALKING,
    completed,
    on,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    Asked,
    Past,
    decided,
    folded,
    fresh_id,
    given,
    in_order,
    lived,
    without_keys,
)

THEIRS = MatchId(fresh_id("match"))
OTHER = MatchId("another-match")
KNOWN = (*MACHAIR, FRASER_MANAGES, *MORAG_WAITS, *DAVIE_SUPPORTS, ISLA_PHONED_DAVIE)
PROPOSED_AT = on(4, 22)
SIGNED_AT = on(4, 29)


def proposed(
    match: MatchId = THEIRS,
    *,
    person: PersonId = MORAG,
    peer: PeerId = DAVIE,
    at: datetime = PROPOSED_AT,
) -> MatchProposed:
    return MatchProposed(
        match=match,
        person=person,
        peer=peer,
        referral=MORAGS_REFERRAL,
        offer=WALKING,
        coordinator=ISLA,
        reasons="Both like the hills.",
        knows_person_at=on(2, 10),
        knows_peer_at=on(4, 21),
        regulated=True,
        at=at,
    )


PROPOSED = proposed()
MORAG_SAID_YES = MatchProposalAccepted(
    match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PERSON, at=on(4, 23)
)
DAVIE_SAID_YES = MatchProposalAccepted(
    match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PEER, at=on(4, 24)
)
DAVIE_SAID_NO = MatchProposalDeclined(
    match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PEER, at=on(4, 24)
)
EXPLAINED = ConfidentialityExplained(
    match=THEIRS, person=MORAG, peer=DAVIE, to=Side.PERSON, version="3", at=on(4, 25)
)
INTRODUCED = IntroductionHeld(match=THEIRS, person=MORAG, peer=DAVIE, at=on(4, 27))
NOT_FOR_US = MatchDeclinedAfterIntroduction(match=THEIRS, person=MORAG, peer=DAVIE, at=on(4, 28))
WRITTEN = MatchAgreementWritten(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    version=1,
    sessions_a_month=4,
    minutes=60,
    channels=(Channel.WALK, Channel.PHONE),
    hours_from=time(9),
    hours_to=time(20),
    planned_end=date(2026, 10, 28),
    review_on=date(2026, 6, 10),
    goals="Up the Law Hill by autumn.",
    at=on(4, 28),
)


def signed(by: Side, *, version: int = 1, at: datetime = SIGNED_AT) -> MatchAgreementAccepted:
    return MatchAgreementAccepted(
        match=THEIRS, person=MORAG, peer=DAVIE, version=version, by=by, at=at
    )


AGREED = (WRITTEN, signed(Side.PERSON), signed(Side.PEER))
ACTIVATED = MatchActivated(
    match=THEIRS, person=MORAG, peer=DAVIE, referral=MORAGS_REFERRAL, at=on(4, 30)
)
ENDING = EndingStarted(
    match=THEIRS, person=MORAG, peer=DAVIE, planned_last=date(2026, 5, 20), at=on(5, 2)
)
ENDED = MatchEnded(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    referral=MORAGS_REFERRAL,
    how=EndKind.PLANNED,
    at=on(5, 4),
)
BOTH_SAID_YES = (PROPOSED, MORAG_SAID_YES, DAVIE_SAID_YES)
DEPUTISED = MatchCoordinatorAssigned(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    coordinator=ISLA,
    deputy=FRASER,
    before=ISLA,
    at=on(4, 29, 12),
)
NOT_DEPUTISED = (*BOTH_SAID_YES, EXPLAINED, INTRODUCED, *AGREED)
READY_TO_START = (*NOT_DEPUTISED, DEPUTISED)
RUNNING = (*READY_TO_START, ACTIVATED, MORAG_SUPPORTED)

PROPOSE = ProposeMatch(
    referral=MORAGS_REFERRAL, peer=DAVIE, coordinator=ISLA, reasons="Both like the hills."
)
ACTIVATE = ActivateMatch(match=THEIRS)
AGREE = AgreeMatch(
    match=THEIRS,
    sessions_a_month=4,
    minutes=60,
    channels=(Channel.WALK, Channel.PHONE),
    hours_from=time(9),
    hours_to=time(20),
    planned_end=date(2026, 10, 28),
    goals="Up the Law Hill by autumn.",
    at=on(4, 28),
)
START_ENDING = StartEnding(match=THEIRS, planned_last=date(2026, 5, 20), at=on(5, 2))
END = EndMatch(match=THEIRS, how=EndKind.PLANNED, at=on(5, 4))


def match_of(*events: Event) -> Match:
    match: Match = folded(MATCH, *events)
    return match


def stage(*events: Event, moment: datetime = NOW) -> Stage:
    return match_of(*events).stage_at(moment)


def without(events: Sequence[Event], *left_out: Event) -> list[Event]:
    return [event for event in events if event not in left_out]


def proposing(*events: Event) -> Asked:
    return given(*events).when(PROPOSE)


def activating(*events: Event) -> Asked:
    return given(*KNOWN, *events).when(ACTIVATE)


# --- Where a match stands ---


def test_a_match_goes_from_proposal_to_ending_step_by_step() -> None:
    steps: tuple[tuple[Event, Stage], ...] = (
        (PROPOSED, Stage.PROPOSED),
        (MORAG_SAID_YES, Stage.PROPOSED),
        (DAVIE_SAID_YES, Stage.ACCEPTED),
        (EXPLAINED, Stage.ACCEPTED),
        (INTRODUCED, Stage.INTRODUCED),
        (WRITTEN, Stage.INTRODUCED),
        (signed(Side.PERSON), Stage.INTRODUCED),
        (signed(Side.PEER), Stage.AGREED),
        (ACTIVATED, Stage.ACTIVE),
        (ENDING, Stage.ENDING),
        (ENDED, Stage.ENDED),
    )
    events: list[Event] = []
    assert stage() is Stage.UNKNOWN
    for event, reached in steps:
        events.append(event)
        assert stage(*events) is reached, event


def test_where_a_match_stood_can_be_asked_of_any_past_moment() -> None:
    whole = (*RUNNING, ENDING, ENDED)

    assert stage(*whole, moment=on(4, 21)) is Stage.UNKNOWN
    assert stage(*whole, moment=on(4, 23)) is Stage.PROPOSED
    assert stage(*whole, moment=on(4, 26)) is Stage.ACCEPTED
    assert stage(*whole, moment=on(4, 28)) is Stage.INTRODUCED
    assert stage(*whole, moment=on(4, 29)) is Stage.AGREED
    assert stage(*whole, moment=on(5, 1)) is Stage.ACTIVE
    assert stage(*whole, moment=on(5, 3)) is Stage.ENDING
    assert stage(*whole, moment=on(5, 4)) is Stage.ENDED


def test_one_no_is_enough() -> None:
    assert stage(PROPOSED, MORAG_SAID_YES, DAVIE_SAID_NO) is Stage.DECLINED


def test_it_may_turn_out_not_to_be_for_them_even_after_the_first_sessions() -> None:
    assert stage(*BOTH_SAID_YES, INTRODUCED, NOT_FOR_US) is Stage.DECLINED
    later = msgspec.structs.replace(NOT_FOR_US, at=on(5, 3))
    assert stage(*RUNNING, later) is Stage.DECLINED


def test_an_introduction_before_both_said_yes_waits_for_the_second_yes() -> None:
    assert stage(PROPOSED, MORAG_SAID_YES, INTRODUCED) is Stage.PROPOSED
    late_yes = msgspec.structs.replace(DAVIE_SAID_YES, at=on(5, 1))
    assert stage(PROPOSED, MORAG_SAID_YES, INTRODUCED, late_yes) is Stage.INTRODUCED


def test_new_terms_are_in_force_when_both_have_accepted_those_terms() -> None:
    anew = msgspec.structs.replace(WRITTEN, version=2, minutes=30, at=on(5, 1))
    events = (*RUNNING, anew, signed(Side.PERSON, version=2, at=on(5, 1)))
    changed = match_of(*events, signed(Side.PEER, version=2, at=on(5, 3)))

    def minutes_at(match: Match, moment: datetime) -> int | None:
        agreement: Agreement | None = match.agreement_at(moment)
        return agreement.minutes if agreement else None

    assert minutes_at(match_of(*events), NOW) == 60
    assert minutes_at(changed, on(4, 28)) is None
    assert minutes_at(changed, on(5, 2)) == 60
    assert minutes_at(changed, NOW) == 30
    assert changed.agreed_at == on(4, 29)


def test_what_ended_first_stays() -> None:
    assert stage(PROPOSED, DAVIE_SAID_NO, ENDED) is Stage.DECLINED
    assert (
        match_of(*RUNNING, ENDED, msgspec.structs.replace(NOT_FOR_US, at=NOW)).stage_at(NOW)
        is Stage.ENDED
    )


def test_stages_are_open_until_they_are_over() -> None:
    assert set(Stage) == OPEN_STAGES | {Stage.UNKNOWN, Stage.DECLINED, Stage.ENDED}


def test_a_match_is_found_under_both_sides_and_its_referral() -> None:
    assert PROPOSED.subjects == (
        f"match:{THEIRS}",
        f"person:{MORAG}",
        f"peer:{DAVIE}",
        f"referral:{MORAGS_REFERRAL}",
    )
    assert f"referral:{MORAGS_REFERRAL}" in ACTIVATED.subjects
    assert f"referral:{MORAGS_REFERRAL}" in ENDED.subjects
    for event in READY_TO_START:
        assert {f"match:{THEIRS}", f"person:{MORAG}", f"peer:{DAVIE}"} <= set(event.subjects)


def test_all_matches_of_one_side_are_told_apart() -> None:
    another = proposed(OTHER, person=CALLUM, at=on(4, 1))
    by_match = folded(PEERS_MATCHES, *RUNNING, another)

    assert by_match == {THEIRS: match_of(*RUNNING), OTHER: match_of(another)}
    assert by_match == folded(PERSONS_MATCHES, *RUNNING, another)


# --- Proposing ---


def test_a_coordinator_who_knows_both_may_propose_with_reasons() -> None:
    proposing(*KNOWN).then(msgspec.structs.replace(PROPOSED, at=NOW))


def test_the_evidence_is_when_the_coordinator_last_met_each() -> None:
    met_again = msgspec.structs.replace(MORAG_MET, at=on(4, 2))
    phoned_again = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(4, 30))

    proposing(*KNOWN, met_again, phoned_again).then(
        msgspec.structs.replace(PROPOSED, knows_person_at=on(4, 2), knows_peer_at=on(4, 30), at=NOW)
    )


def test_nobody_is_proposed_for_a_referral_that_never_arrived() -> None:
    unheard_of = msgspec.structs.replace(PROPOSE, referral=ReferralId("unheard-of"))

    given(*KNOWN).when(unheard_of).then_refused(UnknownReferral)


def test_nobody_is_proposed_once_the_referral_is_over() -> None:
    withdrew = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(5, 1))

    proposing(*KNOWN, withdrew).then_refused(ReferralIsOver)


def test_nobody_is_proposed_after_a_death() -> None:
    proposing(*KNOWN, MORAG_DIED).then_refused(PersonHasDied)


def test_no_match_starts_after_a_death() -> None:
    activating(*READY_TO_START, MORAG_DIED).then_refused(PersonHasDied)


def test_nobody_is_proposed_before_the_referral_is_accepted() -> None:
    proposing(*without(KNOWN, MORAG_ACCEPTED, MORAG_READY)).then_refused(ReferralNotAccepted)


def test_only_a_named_coordinator_may_propose() -> None:
    for staff in (SHONA, StaffId("nobody")):
        by_another = msgspec.structs.replace(PROPOSE, coordinator=staff)
        given(*KNOWN).when(by_another).then_refused(NotACoordinator, field="coordinator")
    gone = StaffLeft(service=SERVICE_ID, staff=ISLA, at=on(5, 1))
    proposing(*KNOWN, gone).then_refused(NotACoordinator, field="coordinator")


def test_a_proposal_needs_reasons() -> None:
    for reasons in ("", "  "):
        unsaid = msgspec.structs.replace(PROPOSE, reasons=reasons)
        given(*KNOWN).when(unsaid).then_refused(NoReasons, field="reasons")


@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION, Right.RECTIFICATION])
@pytest.mark.parametrize("whose", ["person", "peer"])
def test_whoever_asked_that_their_record_is_only_kept_is_not_proposed(
    right: Right, whose: str
) -> None:
    side = {"person": MORAG} if whose == "person" else {"peer": DAVIE}
    asked: dict[str, Any] = {
        "rights_request": RightsRequestId("asked"),
        "service": SERVICE_ID,
        **side,
    }
    came = RequestReceived(at=on(4, 28), right=right, how=HeardHow.SPOKEN, **asked)
    back = RequestWithdrawn(at=on(5, 1), **asked)
    no = PersonsRecordRestricted if whose == "person" else PeersRecordRestricted

    given(*KNOWN, came).when(PROPOSE).then_refused(no, "Answer that first")
    assert decided(Past(in_order([*KNOWN, came, back])), PROPOSE)


def test_a_coordinator_who_has_not_met_the_person_may_not_propose() -> None:
    met_by_shona = msgspec.structs.replace(MORAG_MET, coordinator=SHONA)

    proposing(*without(KNOWN, MORAG_MET), met_by_shona).then_refused(
        PersonNotMet, "You have not met or phoned this person. Do that first, or hand this to"
    )


@pytest.mark.parametrize(("days", "refused"), [(182, False), (183, True)])
def test_a_coordinator_may_propose_on_what_another_handed_over_as_long_as_it_counts(
    days: int, refused: bool
) -> None:
    """A handover passes on the date of the conversation; it does not renew it."""
    then = NOW - timedelta(days=days)
    met_by_shona = msgspec.structs.replace(MORAG_MET, coordinator=SHONA, at=then)
    handed_over = PersonHandedOver(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        from_staff=SHONA,
        to_staff=ISLA,
        note="Likes mornings.",
        at=on(5, 4),
    )

    asked = proposing(*without(KNOWN, MORAG_MET), met_by_shona, handed_over)
    if refused:
        asked.then_refused(PersonNotMet, "in the last 183 days")
    else:
        asked.then(msgspec.structs.replace(PROPOSED, knows_person_at=then, at=NOW))


def test_a_coordinator_who_has_not_met_the_peer_supporter_may_not_propose() -> None:
    interviewed_by_shona = [
        msgspec.structs.replace(event, interviewer=SHONA)
        if hasattr(event, "interviewer")
        else event
        for event in without(KNOWN, ISLA_PHONED_DAVIE)
    ]

    proposing(*interviewed_by_shona).then_refused(
        PeerNotMet, "You have not met or phoned this peer supporter. Do that first, or hand this"
    )


@pytest.mark.parametrize(("days", "refused"), [(182, False), (183, True), (400, True)])
def test_getting_to_know_somebody_counts_for_six_months(days: int, refused: bool) -> None:
    then = NOW - timedelta(days=days)
    met = msgspec.structs.replace(MORAG_MET, at=then)

    asked = proposing(*without(KNOWN, MORAG_MET), met)
    if refused:
        asked.then_refused(PersonNotMet, "in the last 183 days")
    else:
        asked.then(msgspec.structs.replace(PROPOSED, knows_person_at=then, at=NOW))


def test_a_conversation_with_the_peer_supporter_counts_for_six_months() -> None:
    long_ago = [
        PeerConversationHeld(
            peer=DAVIE, coordinator=ISLA, mode=Channel.PHONE, at=NOW - timedelta(days=200)
        )
        if getattr(event, "interviewer", None) or event is ISLA_PHONED_DAVIE
        else event
        for event in KNOWN
    ]

    proposing(*long_ago).then_refused(PeerNotMet, "in the last 183 days")


def test_a_person_has_one_match_at_a_time() -> None:
    with_euan = proposed(OTHER, peer=EUAN)
    said_no = MatchProposalDeclined(
        match=OTHER, person=MORAG, peer=EUAN, by=Side.PERSON, at=on(4, 25)
    )

    proposing(*KNOWN, with_euan).then_refused(AlreadyMatched)
    proposing(*KNOWN, with_euan, said_no).then(msgspec.structs.replace(PROPOSED, at=NOW))


def test_after_a_match_that_ended_another_may_be_proposed() -> None:
    earlier = [msgspec.structs.replace(each, match=OTHER) for each in (*RUNNING[:-1], ENDED)]

    given(*KNOWN, *earlier, MORAG_SUPPORTED).when(PROPOSE).then(
        msgspec.structs.replace(PROPOSED, at=NOW)
    )


def test_an_unknown_peer_supporter_cannot_be_proposed() -> None:
    unheard_of = msgspec.structs.replace(PROPOSE, peer=EUAN)

    given(*KNOWN).when(unheard_of).then_refused(UnknownPeer)


def test_a_peer_supporter_who_is_not_active_cannot_be_proposed() -> None:
    break_taken = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(5, 1))

    proposing(*MACHAIR, *MORAG_WAITS, *DAVIE_TRAINED, ISLA_PHONED_DAVIE).then_refused(
        PeerNotActive, "not active yet", field="peer"
    )
    proposing(*KNOWN, break_taken).then_refused(PeerNotActive, "taking a break")


def test_a_peer_supporter_supports_people_in_the_roles_they_started_in() -> None:
    phones = PeerActivated(peer=DAVIE, offers=(PHONING,), at=on(4, 20))

    proposing(*without(KNOWN, DAVIE_ACTIVE), phones).then_refused(PeerNotInThisRole, field="peer")


def test_a_peer_supporter_whose_course_ran_out_cannot_be_proposed() -> None:
    ran_out = [
        msgspec.structs.replace(event, expires_on=date(2026, 5, 1))
        if event == completed("CONF")
        else event
        for event in KNOWN
    ]

    proposing(*ran_out).then_refused(CoursesNotCurrent, "confidentiality")


def test_a_regulated_role_needs_a_membership_that_is_valid_today() -> None:
    ran_out = PvgResultShared(
        peer=DAVIE, may_take_regulated_role=True, expires_on=date(2026, 5, 4), at=on(1, 22)
    )

    proposing(*KNOWN, ran_out).then_refused(PvgNotValid, "PVG")


def test_a_role_that_is_not_regulated_needs_no_membership() -> None:
    phones = PeerActivated(peer=DAVIE, offers=(PHONING,), at=on(4, 20))
    by_phone = msgspec.structs.replace(MORAG_ACCEPTED, offer=PHONING)
    without_pvg = [
        event for event in without(KNOWN, MORAG_ACCEPTED) if not isinstance(event, PvgResultShared)
    ]

    proposing(*without_pvg, by_phone, phones).then(
        msgspec.structs.replace(PROPOSED, offer=PHONING, regulated=False, at=NOW)
    )


def test_a_peer_supporter_whose_supervision_is_long_due_cannot_be_proposed() -> None:
    early = msgspec.structs.replace(DAVIE_ACTIVE, at=on(2, 1))

    proposing(*without(KNOWN, DAVIE_ACTIVE), early).then_refused(
        SupervisionNotHeld, "supervision, due 1 March 2026, is held"
    )


def test_open_matches_take_up_capacity_from_the_proposal_on() -> None:
    with_callum = proposed(OTHER, person=CALLUM)
    said_no = MatchProposalDeclined(
        match=OTHER, person=CALLUM, peer=DAVIE, by=Side.PEER, at=on(4, 25)
    )

    proposing(*KNOWN, with_callum).then_refused(PeerAtCapacity, field="peer")
    proposing(*KNOWN, with_callum, said_no).then(msgspec.structs.replace(PROPOSED, at=NOW))


# --- What the two sides say ---


@pytest.mark.parametrize("by", list(Side))
def test_either_side_may_say_yes_or_no_without_a_reason(by: Side) -> None:
    at = on(4, 24)
    said_yes = msgspec.structs.replace(MORAG_SAID_YES, by=by, at=at)
    said_no = msgspec.structs.replace(DAVIE_SAID_NO, by=by, at=at)

    given(PROPOSED).when(AcceptProposal(match=THEIRS, by=by, at=at)).then(said_yes)
    given(PROPOSED).when(DeclineProposal(match=THEIRS, by=by, at=at)).then(said_no)


def test_saying_the_same_twice_changes_nothing() -> None:
    given(*BOTH_SAID_YES).when(AcceptProposal(match=THEIRS, by=Side.PEER)).then_nothing()
    given(PROPOSED, DAVIE_SAID_NO).when(DeclineProposal(match=THEIRS, by=Side.PEER)).then_nothing()


def test_reports_are_taken_at_any_stage() -> None:
    at = on(5, 3)
    explain = RecordConfidentialityExplained(match=THEIRS, version="3", at=at)
    not_for_us = RecordNotForUs(match=THEIRS, at=at)
    introduce = RecordIntroduction(match=THEIRS, mode=Channel.PHONE, at=at)
    introduced = msgspec.structs.replace(INTRODUCED, mode=Channel.PHONE, at=at)

    for events in ((PROPOSED,), (*RUNNING, ENDED), (PROPOSED, DAVIE_SAID_NO)):
        given(*events).when(explain).then(msgspec.structs.replace(EXPLAINED, at=at))
        given(*events).when(not_for_us).then(msgspec.structs.replace(NOT_FOR_US, at=at))
        given(*without(events, INTRODUCED)).when(introduce).then(introduced)


def test_the_two_are_introduced_once() -> None:
    given(*RUNNING).when(RecordIntroduction(match=THEIRS)).then_nothing()


def test_not_for_us_is_recorded_once() -> None:
    given(*BOTH_SAID_YES, NOT_FOR_US).when(RecordNotForUs(match=THEIRS)).then_nothing()


def test_nothing_can_be_said_of_a_match_that_was_never_proposed() -> None:
    for command in (ACTIVATE, AGREE, END, AcceptProposal(match=THEIRS, by=Side.PEER)):
        given(*KNOWN).when(command).then_refused(UnknownMatch)


def test_nothing_is_reported_that_lies_ahead() -> None:
    ahead = RecordIntroduction(match=THEIRS, at=on(5, 6))

    given(PROPOSED).when(ahead).then_refused(NotYetHappened, field="at")


# --- The agreement ---


def test_terms_are_written_down_and_accepted_by_whom_it_is_said() -> None:
    default_review = msgspec.structs.replace(WRITTEN, review_on=date(2026, 6, 9))
    at_once = on(4, 28)

    given(*KNOWN, *BOTH_SAID_YES).when(AGREE).then(
        default_review, signed(Side.PERSON, at=at_once), signed(Side.PEER, at=at_once)
    )
    alone = msgspec.structs.replace(AGREE, accepted_by=(Side.PERSON,))
    given(*KNOWN, *BOTH_SAID_YES).when(alone).then(default_review, signed(Side.PERSON, at=at_once))


def test_the_other_side_may_accept_later() -> None:
    accept = AcceptAgreement(match=THEIRS, by=Side.PEER, at=on(5, 1))

    given(PROPOSED, WRITTEN, signed(Side.PERSON)).when(accept).then(signed(Side.PEER, at=on(5, 1)))
    given(PROPOSED, *AGREED).when(accept).then_nothing()
    given(PROPOSED).when(accept).then_refused(NothingToAgree)


def test_new_terms_have_a_new_version() -> None:
    anew = msgspec.structs.replace(AGREE, minutes=30, at=on(5, 1), review_on=date(2026, 7, 1))

    given(*KNOWN, *RUNNING).when(anew).then(
        msgspec.structs.replace(
            WRITTEN, version=2, minutes=30, review_on=date(2026, 7, 1), at=on(5, 1)
        ),
        *(signed(side, version=2, at=on(5, 1)) for side in BOTH_SIDES),
    )


def test_nothing_is_agreed_once_the_match_is_over_but_what_was_may_be_recorded_late() -> None:
    events = (*KNOWN, *BOTH_SAID_YES, msgspec.structs.replace(ENDED, at=on(5, 1)))
    afterwards = msgspec.structs.replace(AGREE, at=on(5, 2))

    given(*events).when(afterwards).then_refused(MatchIsOver)
    given(*events).when(msgspec.structs.replace(AGREE, accepted_by=())).then(
        msgspec.structs.replace(WRITTEN, review_on=date(2026, 6, 9))
    )


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("sessions_a_month", 0, ImpossibleTerms),
        ("sessions_a_month", 500, ImpossibleTerms),
        ("minutes", 0, ImpossibleTerms),
        ("minutes", 1441, ImpossibleTerms),
        ("channels", (), AgreementIncomplete),
        ("hours_from", None, AgreementIncomplete),
        ("hours_to", None, AgreementIncomplete),
        ("planned_end", date(2026, 4, 27), ImpossibleTerms),
        ("review_on", date(2026, 4, 27), ImpossibleTerms),
    ],
)
def test_terms_that_cannot_be_are_named(field: str, value: object, kind: type[Refusal]) -> None:
    impossible = msgspec.structs.replace(AGREE, **{field: value})

    given(*KNOWN, *BOTH_SAID_YES).when(impossible).then_refused(kind, field=field)


def test_mentoring_has_an_end_and_a_goal() -> None:
    mentoring = [
        msgspec.structs.replace(event, model=Model.MENTORING, goals_required=True)
        if isinstance(event, OfferDefined)
        else event
        for event in (*KNOWN, *BOTH_SAID_YES)
    ]

    def agreeing(**terms: object) -> Asked:
        return given(*mentoring).when(msgspec.structs.replace(AGREE, accepted_by=(), **terms))

    agreeing(planned_end=None).then_refused(AgreementIncomplete, field="planned_end")
    agreeing(goals=" ").then_refused(AgreementIncomplete, field="goals")
    agreeing().then(msgspec.structs.replace(WRITTEN, review_on=date(2026, 6, 9)))


def test_what_to_do_when_they_meet_by_chance_is_agreed_the_person_leading_by_default() -> None:
    assert WRITTEN.chance_encounter is ChanceEncounter.PERSON_LEADS
    phrase = msgspec.structs.replace(
        AGREE,
        chance_encounter=ChanceEncounter.INTRODUCE_AS,
        introduce_as="a friend from walking",
        accepted_by=(),
    )

    given(*KNOWN, *BOTH_SAID_YES).when(phrase).then(
        msgspec.structs.replace(
            WRITTEN,
            chance_encounter=ChanceEncounter.INTRODUCE_AS,
            introduce_as="a friend from walking",
            review_on=date(2026, 6, 9),
        )
    )


# --- Starting ---

STARTED = SupportStarted(referral=MORAGS_REFERRAL, person=MORAG, by_way_of=ByWayOf.MATCH, at=NOW)


def test_a_match_starts_when_all_is_in_place_and_the_wait_is_over() -> None:
    started = msgspec.structs.replace(ACTIVATED, at=NOW)

    activating(*READY_TO_START).then(started, STARTED)
    referral = folded(REFERRAL, *MORAG_WAITS, *READY_TO_START, started, STARTED)
    assert referral.stage_at(NOW) is ReferralStage.IN_SERVICE


def test_a_wait_that_is_over_does_not_end_again() -> None:
    activating(*READY_TO_START, MORAG_SUPPORTED).then(msgspec.structs.replace(ACTIVATED, at=NOW))


def test_a_match_starts_once() -> None:
    activating(*RUNNING).then_nothing()


def test_a_match_cannot_start_before_both_said_yes() -> None:
    events = without(READY_TO_START, DAVIE_SAID_YES)

    activating(*events).then_refused(
        NotAcceptedByBoth,
        "This match cannot start yet. The person has said yes to the proposal; "
        "the peer supporter has not.",
    )
    activating(*without(events, MORAG_SAID_YES)).then_refused(NotAcceptedByBoth, "Neither")


def test_a_match_cannot_start_before_the_two_have_met() -> None:
    activating(*without(READY_TO_START, INTRODUCED)).then_refused(NotIntroduced)


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ((signed(Side.PEER),), "The person has accepted the agreement; the peer supporter has"),
        ((signed(Side.PERSON),), "The peer supporter has accepted the agreement; the person has"),
        ((signed(Side.PERSON), signed(Side.PEER)), "Neither the person nor the peer supporter"),
        (AGREED, "Neither the person nor the peer supporter"),
    ],
)
def test_a_match_cannot_start_before_both_accepted_the_agreement(
    left_out: tuple[Event, ...], sentence: str
) -> None:
    activating(*without(READY_TO_START, *left_out)).then_refused(NotAgreed, sentence)


def test_acceptances_of_different_terms_are_no_agreement() -> None:
    anew = msgspec.structs.replace(WRITTEN, version=2, at=on(5, 1))
    events = without(READY_TO_START, signed(Side.PEER))

    activating(*events, anew, signed(Side.PEER, version=2, at=on(5, 1))).then_refused(NotAgreed)


def test_a_match_cannot_start_before_confidentiality_was_explained_to_the_person() -> None:
    only_to_davie = msgspec.structs.replace(EXPLAINED, to=Side.PEER)
    events = without(READY_TO_START, EXPLAINED)

    activating(*events).then_refused(ConfidentialityNotExplained)
    activating(*events, only_to_davie).then_refused(ConfidentialityNotExplained)


def test_a_match_cannot_start_where_the_limits_of_confidentiality_were_left_out() -> None:
    without_limits = msgspec.structs.replace(EXPLAINED, limits_explained=False)
    events = without(READY_TO_START, EXPLAINED)

    activating(*events, without_limits).then_refused(ConfidentialityNotExplained)
    assert {} == folded(MATCH, PROPOSED, without_limits).explained_at


def test_a_match_that_is_over_cannot_start() -> None:
    activating(*READY_TO_START, NOT_FOR_US).then_refused(MatchIsOver)


def test_a_match_cannot_start_once_the_referral_is_over() -> None:
    withdrew = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(5, 1))

    activating(*READY_TO_START, withdrew).then_refused(ReferralIsOver)


def test_a_match_cannot_start_while_another_of_the_person_is_active() -> None:
    with_euan = [
        proposed(OTHER, peer=EUAN),
        msgspec.structs.replace(ACTIVATED, match=OTHER, peer=EUAN),
    ]

    activating(*READY_TO_START, *with_euan).then_refused(AlreadyMatched)


def test_a_match_cannot_start_with_a_peer_supporter_at_capacity() -> None:
    with_callum = [
        proposed(OTHER, person=CALLUM),
        msgspec.structs.replace(ACTIVATED, match=OTHER, person=CALLUM),
    ]
    lowered = CapacitySet(peer=DAVIE, matches=0, at=on(5, 1))

    activating(*READY_TO_START, *with_callum).then_refused(PeerAtCapacity)
    activating(*READY_TO_START, lowered).then_refused(PeerAtCapacity)


def test_a_match_in_a_regulated_role_cannot_start_without_a_valid_membership() -> None:
    ran_out = PvgResultShared(
        peer=DAVIE, may_take_regulated_role=True, expires_on=date(2026, 5, 4), at=on(1, 22)
    )

    activating(*READY_TO_START, ran_out).then_refused(PvgNotValid)


def test_a_match_cannot_start_with_a_peer_supporter_who_takes_a_break() -> None:
    break_taken = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(5, 1))

    activating(*READY_TO_START, break_taken).then_refused(PeerNotActive)


# --- Ending ---


def test_an_active_match_may_begin_to_end() -> None:
    given(*RUNNING).when(START_ENDING).then(ENDING)


def test_only_an_active_match_may_begin_to_end() -> None:
    given(*READY_TO_START).when(START_ENDING).then_refused(MatchNotActive)
    before = msgspec.structs.replace(START_ENDING, at=on(4, 29))
    given(*RUNNING).when(before).then_refused(MatchNotActive)
    given(*RUNNING, msgspec.structs.replace(ENDED, at=on(5, 1))).when(START_ENDING).then_refused(
        MatchIsOver
    )


def test_an_ending_starts_once() -> None:
    later = msgspec.structs.replace(START_ENDING, planned_last=date(2026, 6, 1))

    given(*RUNNING, ENDING).when(START_ENDING).then_nothing()
    given(*RUNNING, ENDING).when(later).then_refused(EndingHasStarted)


def test_the_last_session_lies_ahead_when_the_ending_starts() -> None:
    gone = msgspec.structs.replace(START_ENDING, planned_last=date(2026, 5, 1))

    given(*RUNNING).when(gone).then_refused(ImpossibleTerms, field="planned_last")


@pytest.mark.parametrize("how", list(EndKind))
def test_a_match_may_end_in_any_way_at_any_stage(how: EndKind) -> None:
    for events in ((PROPOSED,), READY_TO_START, RUNNING, (*RUNNING, ENDING)):
        end = msgspec.structs.replace(END, how=how, moving_on="The walking group.")
        given(*events).when(end).then(
            msgspec.structs.replace(ENDED, how=how, moving_on="The walking group.")
        )


def test_a_match_ends_once() -> None:
    given(*RUNNING, ENDED).when(END).then_nothing()


def test_that_safety_was_the_reason_is_sealed() -> None:
    end = msgspec.structs.replace(END, how=EndKind.EARLY_PEER, ground=SAFETY)
    ended = msgspec.structs.replace(ENDED, how=EndKind.SERVICE, ground=SAFETY)

    given(*RUNNING).when(end).then(ended)
    assert SAFETY not in repr(without_keys(ended))


# --- Whatever is asked, in whatever order it is recorded ---

ASKED: tuple[Command, ...] = (
    PROPOSE,
    AcceptProposal(match=THEIRS, by=Side.PERSON),
    AcceptProposal(match=THEIRS, by=Side.PEER),
    DeclineProposal(match=THEIRS, by=Side.PEER),
    RecordConfidentialityExplained(match=THEIRS, version="3"),
    RecordIntroduction(match=THEIRS),
    RecordNotForUs(match=THEIRS),
    AGREE,
    msgspec.structs.replace(AGREE, accepted_by=(Side.PEER,)),
    AcceptAgreement(match=THEIRS, by=Side.PERSON),
    ACTIVATE,
    START_ENDING,
    END,
)
FORWARD = (*(ASKED[i] for i in (1, 2, 4, 5)), AGREE, ACTIVATE)
A_REQUEST = st.builds(
    lambda command, hours: (
        msgspec.structs.replace(command, at=NOW - timedelta(hours=hours))
        if hours and "at" in command.__struct_fields__
        else command
    ),
    st.sampled_from(ASKED),
    st.integers(0, 400),
)


def test_asked_step_by_step_a_match_becomes_active_and_ends() -> None:
    assert stage(*lived(FORWARD, *KNOWN, PROPOSED), moment=NOW + timedelta(days=1)) is Stage.ACTIVE
    end = msgspec.structs.replace(END, at=None)
    whole = lived([*FORWARD, end], *KNOWN, PROPOSED)
    assert stage(*whole, moment=NOW + timedelta(days=1)) is Stage.ENDED


@settings(max_examples=60, deadline=None)
@whatever(
    along=st.integers(0, len(FORWARD)),
    requests=st.lists(A_REQUEST, max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_any_requests_in_any_order_of_recording_lead_to_a_known_stage(
    along: int, requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived([*FORWARD[:along], *requests], *KNOWN, PROPOSED))
        if f"match:{THEIRS}" in event.subjects
    ]
    shuffled = order.sample(events, len(events))
    match = folded(MATCH, *shuffled)

    for moment in (NOW, NOW + timedelta(days=1), on(4, 25)):
        assert match.stage_at(moment) in set(Stage) - {Stage.UNKNOWN}
    assert match == folded(MATCH, *map(without_keys, shuffled))
    by_match = folded(PERSONS_MATCHES, *shuffled)
    assert by_match == {THEIRS: match}
    assert match == folded(MATCH, *events)


def test_a_met_person_is_met_by_the_one_who_met_them() -> None:
    """Evidence belongs to the coordinator who proposes, not to the service."""
    both_met = (
        *without(KNOWN, MORAG_MET),
        GettingToKnowHeld(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            coordinator=SHONA,
            mode=Channel.PHONE,
            at=on(5, 1),
        ),
        MORAG_MET,
    )

    proposing(*both_met).then(msgspec.structs.replace(PROPOSED, at=NOW))
