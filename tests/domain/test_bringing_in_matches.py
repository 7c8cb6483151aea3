"""A match that ran before it was recorded here comes in as it runs; what is missing is a task."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from domain.decider import Event
from domain.flags import standing
from domain.match import (
    MATCH,
    PEERS_MATCHES,
    AlreadyMatched,
    BringInRunningMatch,
    ConfidentialityExplained,
    ImpossibleTerms,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchBroughtIn,
    MatchEnded,
    MatchGap,
    MatchReviewHeld,
    NotACoordinator,
    ReviewDecision,
    Side,
    Stage,
)
from domain.match.elsewhere import OF_THE_PEER
from domain.match_flags import flags_of_match
from domain.peer import PEER, ApplicationIsOver, PeerHasLeft, PeerLeft, PeerNotSelected, UnknownPeer
from domain.peer_flags import flags_of_peer
from domain.people import MatchId, OfferId, PersonId, ReferralId
from domain.periods import NotYetHappened, TooLongAgo, start_of
from domain.person import (
    PERSON,
    PersonHasDied,
    PersonRegistered,
    SafeContactRecorded,
    UnknownPerson,
)
from domain.referral import (
    PERSONS_REFERRALS,
    REFERRAL,
    ByWayOf,
    ReferralAccepted,
    ReferralBroughtIn,
    SupportStarted,
    acceptance_to_first_session,
    receipt_to_acceptance,
    receipt_to_first_contact,
)
from domain.referral import Stage as ReferralStage
from domain.referral_flags import flags_of_referral
from domain.service import SERVICE, UnknownOffer
from tests.domain.cast import (
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_APPLIED,
    DAVIE_ASKED,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    EUAN,
    FRASER,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    MORAG,
    MORAG_DIED,
    MORAG_MET,
    MORAG_REGISTERED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    PHONING,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, Past, decided, folded, fresh_id, given, in_order

THEIRS = MatchId("theirs")
NEW: dict[str, Any] = {
    "match": MatchId(fresh_id("match")),
    "person": PersonId(fresh_id("person")),
    "referral": ReferralId(fresh_id("referral")),
}
FIRST_DAY = date(2025, 9, 1)
STARTED = start_of(FIRST_DAY)
APPLICANT = (DAVIE_ASKED, DAVIE_APPLIED)
BRING_IN = BringInRunningMatch(
    service=SERVICE_ID,
    peer=DAVIE,
    offer=WALKING,
    coordinator=ISLA,
    name="Morag Example",
    phone="01632 960003",
    fingerprints=("f1",),
    started_on=FIRST_DAY,
    planned_end=date(2026, 9, 1),
    sessions_a_month=4,
    minutes=60,
)
MISSING = (
    MatchGap.PERSON_NOT_MET,
    MatchGap.PEER_NOT_MET,
    MatchGap.AGREEMENT_NOT_SEEN,
    MatchGap.CONFIDENTIALITY_NOT_RECORDED,
    MatchGap.PEER_IS_APPLICANT,
    MatchGap.PVG_NOT_SEEN,
)
BROUGHT_IN = MatchBroughtIn(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    coordinator=ISLA,
    regulated=True,
    gaps=MISSING,
    planned_end=date(2026, 9, 1),
    at=STARTED,
)
CAME = ReferralBroughtIn(
    referral=MORAGS_REFERRAL, person=MORAG, offer=WALKING, coordinator=ISLA, at=STARTED
)
SUPPORTED = SupportStarted(
    referral=MORAGS_REFERRAL, person=MORAG, by_way_of=ByWayOf.MATCH, at=STARTED
)
REGISTERED = msgspec.structs.replace(MORAG_REGISTERED, at=STARTED)
ALL = (REGISTERED, CAME, BROUGHT_IN, SUPPORTED)


def brought_in(*events: Event, **more: object) -> MatchBroughtIn:
    """What follows for the match when it is brought in after these."""
    command = msgspec.structs.replace(BRING_IN, **more)
    found = decided(Past(in_order((*MACHAIR, *events))), command)
    (event,) = [each for each in found if isinstance(each, MatchBroughtIn)]
    return event


def gaps(*events: Event, **more: object) -> set[MatchGap]:
    return set(brought_in(*events, **more).gaps)


# --- What is recorded ---


def test_a_running_match_comes_in_with_its_person_and_their_referral() -> None:
    given(*MACHAIR, *APPLICANT).when(BRING_IN).then(
        PersonRegistered(
            person=NEW["person"],
            service=SERVICE_ID,
            name="Morag Example",
            phone="01632 960003",
            fingerprints=("f1",),
            at=STARTED,
        ),
        ReferralBroughtIn(
            referral=NEW["referral"],
            person=NEW["person"],
            offer=WALKING,
            coordinator=ISLA,
            at=STARTED,
        ),
        MatchBroughtIn(
            **NEW,
            peer=DAVIE,
            offer=WALKING,
            coordinator=ISLA,
            regulated=True,
            gaps=MISSING,
            planned_end=date(2026, 9, 1),
            sessions_a_month=4,
            minutes=60,
            at=STARTED,
        ),
        SupportStarted(
            referral=NEW["referral"],
            person=NEW["person"],
            by_way_of=ByWayOf.MATCH,
            at=STARTED,
        ),
    )


def test_it_is_active_from_the_day_on_which_it_started() -> None:
    match = folded(MATCH, *ALL)

    assert match.stage_at(STARTED - timedelta(microseconds=1)) is Stage.UNKNOWN
    assert match.stage_at(STARTED) is Stage.ACTIVE
    assert match.coordinator == ISLA
    assert match.planned_end_at(NOW) == date(2026, 9, 1)
    assert match.agreement_at(NOW) is None
    assert folded(PEERS_MATCHES, *ALL)[THEIRS].stage_at(NOW) is Stage.ACTIVE


def test_without_a_day_it_counts_from_today_and_that_is_a_task() -> None:
    event = brought_in(*APPLICANT, started_on=None)

    assert event.at == NOW
    assert MatchGap.START_UNKNOWN in event.gaps


def test_the_referral_was_received_and_accepted_elsewhere() -> None:
    referral = folded(REFERRAL, *ALL)

    assert referral.stage_at(NOW) is ReferralStage.IN_SERVICE
    assert (referral.offer, referral.coordinator) == (WALKING, ISLA)
    assert flags_of_referral(referral, folded(PERSON, *ALL)) == ()
    assert folded(PERSONS_REFERRALS, *ALL).each[MORAGS_REFERRAL] == referral


def test_no_wait_of_this_service_is_counted_for_it() -> None:
    referral = folded(REFERRAL, *ALL)

    assert receipt_to_first_contact(referral) is None
    assert receipt_to_acceptance(referral) is None
    assert acceptance_to_first_session(referral, NOW) is None


# --- Somebody who is known already ---


def test_a_person_who_waits_goes_on_under_the_same_referral() -> None:
    command = msgspec.structs.replace(BRING_IN, person=MORAG)

    registered, brought = decided(Past(in_order((*MACHAIR, *MORAG_WAITS, *APPLICANT))), command)[
        ::-1
    ]

    assert isinstance(brought, MatchBroughtIn)
    assert brought.referral == MORAGS_REFERRAL
    assert registered == SupportStarted(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        by_way_of=ByWayOf.MATCH,
        at=next(each.at for each in MORAG_WAITS if isinstance(each, ReferralAccepted)),
    )


def test_nobody_is_accepted_before_they_asked() -> None:
    asked = [each for each in MORAG_WAITS if not isinstance(each, ReferralAccepted)]
    command = msgspec.structs.replace(BRING_IN, person=MORAG)

    found = decided(Past(in_order((*MACHAIR, *asked, *APPLICANT))), command)

    arrived_at = folded(REFERRAL, *asked).arrived_at
    assert [(type(each), each.at) for each in found] == [
        (ReferralAccepted, arrived_at),
        (MatchBroughtIn, STARTED),
        (SupportStarted, arrived_at),
    ]


def test_support_in_another_offer_is_another_referral() -> None:
    event = brought_in(*MORAG_WAITS, *APPLICANT, person=MORAG, offer=PHONING)

    assert event.referral == NEW["referral"]
    assert not event.regulated


def test_a_second_peer_supporter_is_a_second_match_of_one_person() -> None:
    euan = tuple(msgspec.structs.replace(each, peer=EUAN) for each in APPLICANT)
    past = (*MACHAIR, *APPLICANT, *euan, *ALL)
    command = msgspec.structs.replace(BRING_IN, person=MORAG, peer=EUAN)

    (event,) = decided(Past(in_order(past)), command)

    assert isinstance(event, MatchBroughtIn)
    assert event.referral == MORAGS_REFERRAL
    assert MatchGap.SEVERAL_PEERS in event.gaps


def test_the_same_two_are_matched_once_at_a_time() -> None:
    command = msgspec.structs.replace(BRING_IN, person=MORAG)
    over = MatchEnded(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        referral=MORAGS_REFERRAL,
        how="PLANNED",  # type: ignore[arg-type]  # as it is stored
        at=on(4, 1),
    )

    given(*MACHAIR, *APPLICANT, *ALL).when(command).then_refused(AlreadyMatched)
    assert decided(Past(in_order((*MACHAIR, *APPLICANT, *ALL, over))), command)


# --- What cannot be filed ---


@pytest.mark.parametrize(
    ("events", "more", "refusal", "field"),
    [
        ((), {}, UnknownPeer, "peer"),
        (
            (msgspec.structs.replace(DAVIE_ASKED, service="elsewhere"),),
            {},
            UnknownPeer,
            "peer",
        ),
        ((*APPLICANT, PeerLeft(peer=DAVIE, at=on(2, 1))), {}, PeerHasLeft, None),
        (
            (*APPLICANT, PeerNotSelected(peer=DAVIE, feedback="Not now.", at=on(2, 1))),
            {},
            ApplicationIsOver,
            None,
        ),
        (APPLICANT, {"offer": OfferId("unheard-of")}, UnknownOffer, "offer"),
        (APPLICANT, {"coordinator": FRASER}, NotACoordinator, "coordinator"),
        (APPLICANT, {"person": MORAG}, UnknownPerson, "person"),
        ((*APPLICANT, *ALL, MORAG_DIED), {"person": MORAG}, PersonHasDied, None),
        (APPLICANT, {"planned_end": date(2025, 8, 31)}, ImpossibleTerms, "planned_end"),
        (APPLICANT, {"sessions_a_month": 0}, ImpossibleTerms, "sessions_a_month"),
        (APPLICANT, {"minutes": 1441}, ImpossibleTerms, "minutes"),
        (
            APPLICANT,
            {"started_on": date(2026, 5, 6), "planned_end": None},
            NotYetHappened,
            "started_on",
        ),
        (APPLICANT, {"started_on": date(1899, 1, 1)}, TooLongAgo, "started_on"),
    ],
)
def test_what_cannot_be_is_refused(
    events: tuple[Event, ...], more: dict[str, object], refusal: type, field: str | None
) -> None:
    command = msgspec.structs.replace(BRING_IN, **more)

    given(*MACHAIR, *events).when(command).then_refused(refusal, field=field)


# --- What is missing ---


def test_a_missing_pvg_is_a_task_and_no_refusal() -> None:
    assert MatchGap.PVG_NOT_SEEN in gaps(*APPLICANT)
    assert MatchGap.PVG_NOT_SEEN not in gaps(*APPLICANT, DAVIE_HAS_PVG)
    assert MatchGap.PVG_NOT_SEEN not in gaps(*APPLICANT, offer=PHONING)


def test_an_applicant_who_supports_somebody_is_told_of_and_not_refused() -> None:
    assert MatchGap.PEER_IS_APPLICANT in gaps(*APPLICANT)
    assert MatchGap.PEER_IS_APPLICANT not in gaps(*DAVIE_SUPPORTS)


def test_whom_the_coordinator_knows_need_not_be_met_again() -> None:
    assert MatchGap.PEER_NOT_MET not in gaps(*DAVIE_SUPPORTS, ISLA_PHONED_DAVIE)
    assert MatchGap.PERSON_NOT_MET not in gaps(*APPLICANT, *MORAG_WAITS, person=MORAG)
    assert MORAG_MET in MORAG_WAITS


def test_no_name_and_no_contact_are_tasks() -> None:
    assert {MatchGap.NO_NAME, MatchGap.NOBODY_TO_CONTACT} <= gaps(*APPLICANT, name=None, phone=None)
    assert not {MatchGap.NO_NAME, MatchGap.NOBODY_TO_CONTACT} & gaps(*APPLICANT)


IDS: dict[str, Any] = {"match": THEIRS, "person": MORAG, "peer": DAVIE}
WRITTEN = MatchAgreementWritten(
    **IDS,
    version=1,
    sessions_a_month=4,
    minutes=60,
    channels=(),
    review_on=date(2026, 6, 1),
    at=on(4, 1),
)
AGREED = (
    WRITTEN,
    *(MatchAgreementAccepted(**IDS, version=1, by=side, at=on(4, 1)) for side in Side),
)
EXPLAINED = ConfidentialityExplained(**IDS, to=Side.PERSON, version="1", at=on(4, 1))
REVIEWED = MatchReviewHeld(
    **IDS,
    heard=tuple(Side),
    decision=ReviewDecision.CONTINUE,
    next_review_on=date(2026, 7, 1),
    at=on(4, 1),
)
REACHABLE = SafeContactRecorded(person=MORAG, phone="01632 960003", at=on(4, 1))


def open_tasks(*events: Event) -> set[str]:
    """The codes of what stands about the match today, with every gap that there can be."""
    every = msgspec.structs.replace(BROUGHT_IN, gaps=tuple(MatchGap))
    past = (REGISTERED, CAME, every, SUPPORTED, *events)
    flags = flags_of_match(
        folded(MATCH, *past), folded(PERSON, *past), {}, referral=folded(REFERRAL, *past)
    )
    return {each.code for each in standing(flags, NOW)}


@pytest.mark.parametrize(
    ("gap", "event"),
    [
        (MatchGap.NO_NAME, (MORAG_MET,)),
        (MatchGap.NOBODY_TO_CONTACT, (REACHABLE,)),
        (MatchGap.START_UNKNOWN, (REVIEWED,)),
        (MatchGap.PERSON_NOT_MET, (MORAG_MET,)),
        (MatchGap.PEER_NOT_MET, (REVIEWED,)),
        (MatchGap.AGREEMENT_NOT_SEEN, AGREED),
        (MatchGap.CONFIDENTIALITY_NOT_RECORDED, (EXPLAINED,)),
        (MatchGap.SEVERAL_PEERS, (REVIEWED,)),
    ],
)
def test_a_gap_of_a_match_is_a_task_until_it_is_settled_here(
    gap: MatchGap, event: tuple[Event, ...]
) -> None:
    assert f"GAP_{gap}" in open_tasks()
    assert f"GAP_{gap}" in open_tasks(*event[:-1])
    assert f"GAP_{gap}" not in open_tasks(*event)


def test_what_is_open_about_the_peer_supporter_is_no_task_of_the_match() -> None:
    assert not {f"GAP_{gap}" for gap in OF_THE_PEER} & open_tasks()


def test_its_review_is_due_and_its_deputy_is_missing() -> None:
    assert {"REVIEW_DUE", "DEPUTY_MISSING"} <= open_tasks()
    assert not {"PROPOSAL_UNANSWERED", "INTRODUCED_EARLY", "AGREEMENT_MISSING"} & open_tasks()


# --- What it means for whoever supports ---


def peer_flags(*events: Event, match: MatchBroughtIn = BROUGHT_IN) -> set[str]:
    flags = flags_of_peer(
        folded(PEER, *APPLICANT, *events),
        folded(SERVICE, *MACHAIR),
        {THEIRS: folded(MATCH, match)},
        {},
    )
    return {each.code for each in standing(flags, NOW)}


def test_supporting_somebody_before_being_active_is_flagged_until_they_are() -> None:
    assert "SUPPORTS_BEFORE_ACTIVE" in peer_flags()
    assert "SUPPORTS_BEFORE_ACTIVE" not in peer_flags(DAVIE_ACTIVE)


def test_supporting_in_a_regulated_role_without_pvg_is_flagged_until_there_is_one() -> None:
    other = msgspec.structs.replace(BROUGHT_IN, regulated=False)

    assert "SUPPORTS_WITHOUT_PVG" in peer_flags()
    assert "SUPPORTS_WITHOUT_PVG" not in peer_flags(DAVIE_HAS_PVG)
    assert "SUPPORTS_WITHOUT_PVG" not in peer_flags(match=other)
