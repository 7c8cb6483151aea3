"""A correction is no way round a rule: what it leaves alone, and what follows from one."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from domain import corrections
from domain.adoption import DefinitionsAdopted
from domain.boundaries import (
    BoundaryEventReported,
    BoundaryKind,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    FeltSafe,
)
from domain.consent import Audience, DisclosureConsentGiven, GivenHow, Purpose, ToldBy, Use
from domain.corrections import (
    AboutSomebodyElse,
    CorrectEntry,
    CorrectionAsked,
    MarkEnteredInError,
    StandsAsItWas,
    Versions,
    WrongKindOfValue,
)
from domain.decider import EnteredInError, Event, Position, Refusal
from domain.equality import EqualityQuestionsAnswered
from domain.group_meetings import GroupMeetingHeld
from domain.indicators import IndicatorAcknowledged, IndicatorCode, IndicatorView
from domain.match import (
    MatchAgreementAccepted,
    MatchPaused,
    Overlap,
    OverlapDeclared,
    PauseReason,
    Side,
)
from domain.match.considering import MatchCandidateConsidered
from domain.people import (
    ConsentId,
    GroupId,
    MatchId,
    MeetingId,
    OfferId,
    PeerId,
    PersonId,
    ReferralId,
    ReportId,
    ServiceId,
    StaffId,
)
from domain.periods import NotYetHappened
from domain.person import PersonDied
from domain.proposal_sharing import MatchProposalShared
from domain.referral import ReferralAccepted, ReferralTriaged, Triage
from domain.service import StaffNamed
from tests.domain.decisions import NOW, entry

YESTERDAY = NOW - timedelta(days=1)
TWO: dict[str, Any] = {"person": PersonId("morag"), "peer": PeerId("davie"), "at": YESTERDAY}
SERVICE = ServiceId("machair")
ADOPTED = DefinitionsAdopted(
    service=SERVICE,
    version=1,
    effective_from=YESTERDAY.date(),
    adopted_by=StaffId("fraser"),
    values={"indicators.contacts.notice": 2.0},
    at=YESTERDAY,
)
CONSENT = DisclosureConsentGiven(
    consent=ConsentId("c"),
    peer=PeerId("davie"),
    items=("CONDITION:STROKE",),
    audience=next(iter(Audience)),
    purpose=Purpose.MATCHING,
    channel=ToldBy.SCREEN,
    valid_from=YESTERDAY,
    valid_until=NOW.date(),
    use=Use.STANDING,
    how=GivenHow.SPOKEN,
    at=YESTERDAY,
)
SEEN = IndicatorAcknowledged(
    match=MatchId("m"),
    indicator=IndicatorCode.CONTACT_INTENSITY,
    acknowledged_by=StaffId("isla"),
    view=next(iter(IndicatorView)),
    **TWO,
)
CONSIDERED = MatchCandidateConsidered(match=MatchId("m"), weighed=("PLACE|1",), **TWO)
LENT = BoundaryEventReported(
    report=ReportId("r"),
    match=MatchId("m"),
    serious=False,
    kind=BoundaryKind.LATENESS,
    **TWO,
)
MET = ChanceEncounterReported(
    report=ReportId("r"),
    match=MatchId("m"),
    reported_by=Side.PEER,
    felt_safe_peer=FeltSafe.YES,
    answered=(Side.PEER,),
    **TWO,
)
ASKED = ChanceEncounterOtherSideAsked(
    report=ReportId("r"),
    match=MatchId("m"),
    side=Side.PERSON,
    felt_safe_person=FeltSafe.YES,
    **TWO,
)
RESTS = MatchPaused(match=MatchId("m"), reason=PauseReason.HOLIDAY, for_safety=False, **TWO)
OVERLAP = OverlapDeclared(match=MatchId("m"), kind=Overlap.CLUB, conflict=False, **TWO)
TRIAGED = ReferralTriaged(
    referral=ReferralId("r"), person=PersonId("morag"), outcome=Triage.IN_REMIT, at=YESTERDAY
)
ACCEPTED = ReferralAccepted(
    referral=ReferralId("r"),
    person=PersonId("morag"),
    offer=OfferId("walking"),
    coordinator=StaffId("isla"),
    at=YESTERDAY,
)
TOLD = MatchProposalShared(
    match=MatchId("m"), to=Side.PERSON, channel=ToldBy.PHONE, items=("IMPACT:WORK",), told=1, **TWO
)
ANSWERED = EqualityQuestionsAnswered(
    person=PersonId("morag"), answers=("SEX:FEMALE",), at=YESTERDAY
)


def asked(event: Event, command: Any) -> Any:
    versions = Versions(first=entry(4, event), said=entry(4, event))
    (follows,) = corrections.decide(command, CorrectionAsked(versions, NOW))
    return follows


def correct(event: Event, **changes: Any) -> Any:
    return asked(event, CorrectEntry(entry=Position(4), changes=changes))


def refused(no_kind: type[Refusal], event: Event, /, **changes: Any) -> Refusal:
    with pytest.raises(no_kind) as no:
        correct(event, **changes)
    assert no.value.field in changes
    return no.value


# --- what stands as it was ---


@pytest.mark.parametrize(
    "changes",
    [
        {"values": {"indicators.trend_weeks": 0}},
        {"values": {"getting_to_know_valid_days": 1e18}},
        {"effective_from": "2020-01-01"},
        {"at": "2020-01-01T00:00:00Z"},
        {"version": 7},
    ],
    ids=str,
)
def test_definitions_hold_from_their_adoption_on_and_for_no_time_before(
    changes: dict[str, Any],
) -> None:
    """A number that nobody checked would stop every view that goes by it."""
    refused(StandsAsItWas, ADOPTED, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"items": ["CONDITION:STROKE"]},
        {"told": 0},
        {"agreed": True},
        {"channel": "EMAIL"},
        {"at": "2020-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_what_was_told_stays_as_it_was_judged(changes: dict[str, Any]) -> None:
    refused(StandsAsItWas, TOLD, **changes)


@pytest.mark.parametrize("changes", [{"answers": ["SHOE_SIZE:7"]}, {"answers": ["SEX:MALE"]}])
def test_answers_for_equality_stay_as_they_were_given(changes: dict[str, Any]) -> None:
    refused(StandsAsItWas, ANSWERED, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"items": ["CONDITION"]},
        {"include_future": True},
        {"valid_until": "2027-01-01"},
        {"valid_from": "2020-01-01T00:00:00Z"},
        {"at": "2020-01-01T00:00:00Z"},
        {"ask_first": True},
        {"audience": "PUBLIC"},
    ],
    ids=str,
)
def test_no_correction_makes_a_consent_another_one(changes: dict[str, Any]) -> None:
    refused(StandsAsItWas, CONSENT, **changes)


def test_how_a_consent_was_written_down_can_be_corrected() -> None:
    assert correct(CONSENT, how="PAPER").how is GivenHow.PAPER


def test_a_view_of_an_indicator_cannot_be_dated_back_or_turned_into_another() -> None:
    """An acknowledgement of today stops no clock that ran out last week."""
    refused(StandsAsItWas, SEEN, at="2026-01-01T00:00:00Z")
    refused(StandsAsItWas, SEEN, quiet_until="2026-12-01")


@pytest.mark.parametrize("event", [ADOPTED, CONSENT, SEEN], ids=lambda event: type(event).__name__)
def test_they_can_still_be_marked_as_entered_in_error(event: Event) -> None:
    assert isinstance(asked(event, MarkEnteredInError(entry=Position(4))), EnteredInError)


@pytest.mark.parametrize(
    "command",
    [
        CorrectEntry(entry=Position(4), changes={"weighed": []}),
        MarkEnteredInError(entry=Position(4)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_who_was_considered_for_a_match_is_kept_as_it_was(command: Any) -> None:
    with pytest.raises(StandsAsItWas):
        asked(CONSIDERED, command)


# --- what an entry is about ---


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (
            StaffNamed(
                service=SERVICE, staff=StaffId("isla"), name="Isla", duties=(), at=YESTERDAY
            ),
            "staff",
        ),
        (GroupMeetingHeld(group=GroupId("g"), meeting=MeetingId("one"), at=YESTERDAY), "meeting"),
        (
            MatchAgreementAccepted(match=MatchId("m"), version=1, by=Side.PEER, **TWO),
            "version",
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_an_entry_cannot_be_moved_to_something_else(event: Event, field: str) -> None:
    refused(AboutSomebodyElse, event, **{field: 2 if field == "version" else "another"})


@pytest.mark.parametrize("value", ["", "../../etc/passwd", "a\x00b", "x" * 81], ids=repr)
def test_an_identifier_stays_one(value: str) -> None:
    """It is a part of addresses, and a database may not take any letter."""
    refused(WrongKindOfValue, ACCEPTED, coordinator=value)


def test_another_coordinator_can_be_named() -> None:
    assert correct(ACCEPTED, coordinator="shona").coordinator == "shona"


# --- what follows ---


def test_a_kind_that_is_serious_is_looked_at_the_same_day_when_it_comes_by_a_correction() -> None:
    corrected = correct(LENT, kind="ROMANTIC_OR_SEXUAL")

    assert corrected.serious
    assert not correct(corrected, kind="LATENESS").serious


def test_what_was_called_serious_beside_its_kind_stays_so() -> None:
    stated = msgspec.structs.replace(LENT, serious=True)

    assert correct(stated, kind="OTHER").serious
    assert not correct(stated, serious=False).serious


def test_a_serious_kind_cannot_be_called_anything_else() -> None:
    serious = msgspec.structs.replace(LENT, kind=BoundaryKind.MONEY, serious=True)

    refused(corrections.NothingToCorrect, serious, serious=False)


def test_who_did_not_feel_safe_is_looked_into_when_it_comes_by_a_correction() -> None:
    corrected = correct(MET, felt_safe_person="NO")

    assert corrected.look_into
    assert corrected.answered == (Side.PERSON, Side.PEER)
    assert correct(ASKED, felt_safe_person="UNSURE").look_into


def test_a_pause_is_for_safety_when_its_reason_is() -> None:
    assert correct(RESTS, reason="SAFETY").for_safety


def test_relatives_are_a_conflict_when_it_comes_by_a_correction() -> None:
    assert correct(OVERLAP, kind="FAMILY").conflict


def test_where_somebody_was_pointed_to_counts_when_it_comes_by_a_correction() -> None:
    assert correct(TRIAGED, signposted_to=["NHS_24"]).signposted


@pytest.mark.parametrize("event", [LENT, RESTS, OVERLAP], ids=lambda event: type(event).__name__)
def test_a_code_stays_one_that_there_is(event: Event) -> None:
    field = "reason" if event is RESTS else "kind"

    refused(WrongKindOfValue, event, **{field: "SOMETHING_ELSE_ENTIRELY"})


def test_a_day_in_the_past_cannot_be_corrected_into_the_future() -> None:
    died = PersonDied(person=PersonId("morag"), on=YESTERDAY.date(), at=YESTERDAY)

    refused(NotYetHappened, died, on="2199-12-31")
