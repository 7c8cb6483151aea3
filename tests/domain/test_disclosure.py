"""Disclosures: what is proposed is checked, what has happened is recorded and judged by then."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain.consent import (
    CONSENTS,
    RULE_VERSION,
    Audience,
    AudienceNotNamed,
    DisclosureConsentGiven,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    GivenHow,
    NotAnItemOfTheirs,
    OneOffConsentUsed,
    Purpose,
    ToldBy,
    Use,
    WhoseConsent,
)
from domain.consent_flags import flags_of_consents
from domain.decider import Event, Recorded, Refusal
from domain.disclosure import (
    DISCLOSURES,
    AskThemFirst,
    AssessDisclosure,
    DisclosureAssessed,
    DisclosureChecked,
    DisclosureDenied,
    DisclosureMade,
    DisclosureOutcome,
    DisclosureReported,
    HolderTold,
    NotUnderThisConsent,
    ProposeDisclosure,
    RecordHolderTold,
    RecordSubjectTold,
    ReportDisclosure,
    Severity,
    SubjectToldOfDisclosure,
    UnknownDisclosure,
)
from domain.flags import standing
from domain.match import EndKind, MatchActivated, MatchEnded
from domain.peer import UnknownPeer
from domain.people import ConsentId, DisclosureId, MatchId, ReferralId, RightsRequestId, StaffId
from domain.rights import HeardHow, PeersRecordRestricted, RequestReceived, Right
from domain.service import Duty, StaffNamed
from tests.domain.cast import DAVIE, DAVIE_ASKED, FRASER, ISLA, ISLA_COORDINATES, MORAG, on
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    Past,
    decided,
    entry,
    folded,
    fresh_id,
    given,
    in_order,
    without_keys,
)
from tests.domain.test_match import PROPOSED, THEIRS

CONSENT = ConsentId("davies-consent")
DISCLOSURE = DisclosureId(fresh_id("disclosure"))
STROKE = "CONDITION:STROKE"
GIVEN = DisclosureConsentGiven(
    consent=CONSENT,
    peer=DAVIE,
    items=(STROKE,),
    audience=Audience.ROLE,
    audience_role=Duty.COORDINATOR,
    purpose=Purpose.SUPERVISION,
    channel=ToldBy.SPOKEN,
    valid_from=on(3, 1),
    valid_until=date(2027, 3, 1),
    use=Use.STANDING,
    how=GivenHow.SPOKEN,
    at=on(3, 1),
)
WITHDRAWN = DisclosureConsentWithdrawn(consent=CONSENT, peer=DAVIE, at=on(4, 1))
TELL = ProposeDisclosure(
    peer=DAVIE,
    items=("condition: stroke",),
    audience=Audience.ROLE,
    to_staff=ISLA,
    purpose=Purpose.SUPERVISION,
    channel=ToldBy.SPOKEN,
)
MADE = DisclosureMade(
    disclosure=DISCLOSURE,
    peer=DAVIE,
    items=(STROKE,),
    audience=Audience.ROLE,
    to_staff=ISLA,
    purpose=Purpose.SUPERVISION,
    channel=ToldBy.SPOKEN,
    at=NOW,
)
CHECKED = DisclosureChecked(
    disclosure=DISCLOSURE,
    peer=DAVIE,
    judged_at=NOW,
    outcomes=(DisclosureOutcome.ALLOWED,),
    under=(CONSENT,),
    rule_version=RULE_VERSION,
    at=NOW,
)
KNOWN = (DAVIE_ASKED, ISLA_COORDINATES)


def but(event: Event, **changes: Any) -> Any:
    return msgspec.structs.replace(event, **changes)


def recorded_on(moment: datetime, position: int, event: Event) -> Recorded:
    """The same event, written down at a moment."""
    micros = int(moment.timestamp() * 1_000_000)
    return msgspec.structs.replace(entry(position, event), micros=micros)


def reported(**changes: Any) -> ReportDisclosure:
    said: dict[str, Any] = {
        "peer": DAVIE,
        "items": (STROKE,),
        "audience": Audience.ROLE,
        "to_staff": ISLA,
        "purpose": Purpose.SUPERVISION,
        "channel": ToldBy.SPOKEN,
        "at": on(4, 10),
    }
    return ReportDisclosure(**(said | changes))


def checked(past: tuple[Event | Recorded, ...], command: ReportDisclosure) -> DisclosureChecked:
    (one,) = (
        each
        for each in decided(given(*past).when(command).past, command)
        if isinstance(each, DisclosureChecked)
    )
    return one


# --- proposed ---


def test_what_a_consent_allows_is_told_and_the_check_stands_beside_it() -> None:
    given(*KNOWN, GIVEN).when(TELL).then(MADE, CHECKED)


@pytest.mark.parametrize(
    ("past", "changes", "sentence"),
    [
        ((), {}, "not let this be told"),
        ((GIVEN, WITHDRAWN), {}, "took their consent back"),
        ((GIVEN,), {"purpose": Purpose.EVALUATION}, "something else"),
        ((GIVEN,), {"channel": ToldBy.PRINT}, "not in this way"),
        ((GIVEN,), {"to_staff": FRASER}, "to somebody else"),
        ((GIVEN,), {"items": ("CONDITION:CANCER",)}, "does not include this"),
        ((GIVEN,), {"items": (STROKE, "CONDITION:CANCER")}, "does not include this"),
        ((but(GIVEN, valid_until=date(2026, 4, 1)),), {}, "run out"),
        (
            (
                but(GIVEN, items=("CONDITION",)),
                DisclosureConsentRefused(
                    consent=ConsentId("no"),
                    peer=DAVIE,
                    items=(STROKE,),
                    how=GivenHow.SPOKEN,
                    audience=Audience.STAFF_MEMBER,
                    audience_staff=ISLA,
                    at=on(3, 2),
                ),
            ),
            {},
            "not to be told",
        ),
    ],
)
def test_what_nobody_let_be_told_is_refused(
    past: tuple[Event, ...], changes: dict[str, Any], sentence: str
) -> None:
    tell = msgspec.structs.replace(TELL, **changes)

    given(*KNOWN, *past).when(tell).then_refused(DisclosureDenied, sentence)


def test_nothing_is_told_under_a_consent_that_cannot_be_read() -> None:
    given(*KNOWN, without_keys(GIVEN)).when(TELL).then_refused(DisclosureDenied)


def test_who_wishes_to_be_asked_first_is_asked_before_it_is_told() -> None:
    given(*KNOWN, but(GIVEN, ask_first=True)).when(TELL).then_refused(AskThemFirst)


def test_what_may_be_told_once_is_told_once() -> None:
    once = but(GIVEN, use=Use.ONE_OFF)
    spent = OneOffConsentUsed(
        consent=CONSENT, peer=DAVIE, disclosure=DISCLOSURE, used_at=NOW, at=NOW
    )

    given(*KNOWN, once).when(TELL).then(MADE, CHECKED, spent)
    given(*KNOWN, once, spent).when(TELL).then_refused(DisclosureDenied, "and it was")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"items": ()}, NotAnItemOfTheirs),
        ({"items": ("FIRST_NAME",)}, NotAnItemOfTheirs),
        ({"to_staff": None}, AudienceNotNamed),
        ({"peer": None}, WhoseConsent),
        ({"person": MORAG}, WhoseConsent),
    ],
)
def test_what_is_to_be_told_to_whom_has_to_be_said(
    changes: dict[str, Any], kind: type[Refusal]
) -> None:
    given(*KNOWN, GIVEN).when(msgspec.structs.replace(TELL, **changes)).then_refused(kind)


def test_nothing_is_told_of_somebody_unknown() -> None:
    given().when(TELL).then_refused(UnknownPeer)


def test_a_role_counts_as_it_was_held_then() -> None:
    """Fraser became a coordinator on 1 May: what he heard in April he heard as something else."""
    both = (Duty.MANAGER, Duty.COORDINATOR)
    later = StaffNamed(service=SERVICE_ID, staff=FRASER, name="F", duties=both, at=on(5, 1))
    past = (*KNOWN, later, recorded_on(on(3, 1), 3, GIVEN))

    assert (DisclosureOutcome.WRONG_AUDIENCE,) == checked(past, reported(to_staff=FRASER)).outcomes
    assert (DisclosureOutcome.ALLOWED,) == checked(
        past, reported(to_staff=FRASER, at=on(5, 2))
    ).outcomes


def test_a_matched_person_counts_only_while_their_match_runs() -> None:
    ids: dict[str, Any] = {"match": THEIRS, "person": MORAG, "peer": DAVIE}
    proposed = but(PROPOSED, at=on(3, 2))
    active = MatchActivated(**ids, referral=ReferralId("r"), at=on(4, 1))
    over = MatchEnded(**ids, referral=ReferralId("r"), how=EndKind.PLANNED, at=on(4, 20))
    to_the_match = but(
        GIVEN, audience=Audience.MATCHED_PERSON, audience_role=None, audience_match=THEIRS
    )
    past = (*KNOWN, proposed, active, over, recorded_on(on(3, 1), 6, to_the_match))
    found = {
        day: checked(
            past,
            reported(
                audience=Audience.MATCHED_PERSON,
                to_staff=None,
                to_match=THEIRS,
                at=on(*day),
            ),
        ).outcomes[0]
        for day in ((3, 20), (4, 10), (5, 1))
    }

    assert {
        (3, 20): DisclosureOutcome.WRONG_AUDIENCE,
        (4, 10): DisclosureOutcome.ALLOWED,
        (5, 1): DisclosureOutcome.WRONG_AUDIENCE,
    } == found


# --- what has happened ---


def test_what_has_happened_is_recorded_and_judged_by_the_moment_at_which_it_did() -> None:
    past = (*KNOWN, recorded_on(on(3, 1), 3, GIVEN), recorded_on(on(4, 1), 4, WITHDRAWN))

    assert (DisclosureOutcome.ALLOWED,) == checked(past, reported(at=on(3, 20))).outcomes
    assert (DisclosureOutcome.WITHDRAWN,) == checked(past, reported(at=on(4, 10))).outcomes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"items": ()},
        {"items": ("FIRST_NAME", "anything at all")},
        {"audience": None, "to_staff": None, "purpose": None, "channel": None},
        {"to_match": MatchId("nobody-knows")},
        {"to_staff": StaffId("nobody")},
    ],
    ids=str,
)
def test_a_report_is_never_refused(changes: dict[str, Any]) -> None:
    first, second = decided(given(*KNOWN).when(reported(**changes)).past, reported(**changes))

    assert isinstance(first, DisclosureReported)
    assert isinstance(second, DisclosureChecked)
    assert (on(4, 10), on(4, 10), NOW) == (first.at, second.judged_at, second.at)
    assert DisclosureOutcome.ALLOWED not in second.outcomes


def test_told_after_it_was_taken_back_and_before_anybody_wrote_that_down() -> None:
    """Communicated at ten, told at noon, recorded at three: nobody who told it may have known."""
    ten, noon, three = on(4, 1, 10), on(4, 1, 12), on(4, 1, 15)
    past = (*KNOWN, recorded_on(on(3, 1), 3, GIVEN), recorded_on(three, 4, but(WITHDRAWN, at=ten)))
    unaware, aware = (
        checked(past, reported(at=noon)),
        checked(past, reported(at=on(4, 1, 16))),
    )

    assert ((DisclosureOutcome.WITHDRAWN,), True) == (unaware.outcomes, unaware.said_before)
    assert ((DisclosureOutcome.WITHDRAWN,), False) == (aware.outcomes, aware.said_before)


def test_a_consent_that_comes_in_later_repairs_nothing_unless_evidence_is_from_before() -> None:
    late = recorded_on(on(4, 20), 3, GIVEN)
    signed = recorded_on(on(4, 20), 3, but(GIVEN, evidence_at=on(3, 1)))
    signed_late = recorded_on(on(4, 20), 3, but(GIVEN, evidence_at=on(4, 15)))

    assert (DisclosureOutcome.NO_CONSENT,) == checked((*KNOWN, late), reported()).outcomes
    assert (DisclosureOutcome.ALLOWED,) == checked((*KNOWN, signed), reported()).outcomes
    assert (DisclosureOutcome.NO_CONSENT,) == checked((*KNOWN, signed_late), reported()).outcomes
    assert (DisclosureOutcome.ALLOWED,) == checked((*KNOWN, late), reported(at=on(4, 25))).outcomes


# --- what follows ---


def flags(*events: Event | Recorded, moment: datetime = NOW) -> set[str]:
    consents, disclosures = folded(CONSENTS, *events), folded(DISCLOSURES, *events)
    return {each.code for each in standing(flags_of_consents(consents, disclosures), moment)}


TOLD = but(MADE, at=on(5, 1))
DENIED = but(CHECKED, outcomes=(DisclosureOutcome.NO_CONSENT,), under=(), at=on(5, 4))


def test_what_was_told_without_consent_is_told_to_them_and_assessed_within_three_days() -> None:
    told = SubjectToldOfDisclosure(
        disclosure=DISCLOSURE, peer=DAVIE, how=ToldBy.PHONE, at=on(5, 4, 12)
    )
    assessed = DisclosureAssessed(
        disclosure=DISCLOSURE, peer=DAVIE, assessor=FRASER, is_data_breach=True, at=on(5, 4, 13)
    )
    tell, assess = "DISCLOSURE_TO_TELL", "DISCLOSURE_TO_ASSESS"
    late = "DISCLOSURE_ASSESSMENT_LATE"

    assert {"UNAUTHORISED_DISCLOSURE", tell, assess} == flags(TOLD, DENIED)
    assert {"UNAUTHORISED_DISCLOSURE", assess} == flags(TOLD, DENIED, told)
    assert {tell} == flags(TOLD, DENIED, assessed)
    assert late in flags(TOLD, DENIED, moment=on(5, 8))
    assert late not in flags(TOLD, DENIED, moment=on(5, 7, 9))


def test_nobody_may_be_to_blame_for_what_they_could_not_know() -> None:
    unaware = but(DENIED, said_before=True, outcomes=(DisclosureOutcome.WITHDRAWN,))

    assert "AFTER_WITHDRAWAL_UNAWARE" in flags(TOLD, unaware)
    assert "UNAUTHORISED_DISCLOSURE" not in flags(TOLD, unaware)


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, Severity.WITHIN_SERVICE),
        ({"audience": Audience.FUNDER, "to_staff": None}, Severity.OUTSIDE_SERVICE),
        ({"channel": ToldBy.WEB}, Severity.CANNOT_BE_RECALLED),
        ({"audience": Audience.PUBLIC}, Severity.CANNOT_BE_RECALLED),
    ],
)
def test_how_far_it_went_is_seen_from_whom_it_reached(
    changes: dict[str, Any], severity: Severity
) -> None:
    assert severity is folded(DISCLOSURES, but(MADE, **changes))[DISCLOSURE].severity


def test_who_was_told_under_a_consent_is_asked_to_stop_once_it_is_taken_back() -> None:
    told = HolderTold(disclosure=DISCLOSURE, consent=CONSENT, peer=DAVIE, at=NOW)
    made, check = but(MADE, at=on(3, 20)), but(CHECKED, at=on(3, 20))

    assert "HOLDER_TO_TELL" not in flags(GIVEN, made, check)
    assert "HOLDER_TO_TELL" in flags(GIVEN, made, check, WITHDRAWN)
    assert "HOLDER_TO_TELL" not in flags(GIVEN, made, check, WITHDRAWN, told)


def test_they_are_asked_again_thirty_days_before_a_consent_ends_and_silence_ends_it() -> None:
    ends = but(GIVEN, valid_until=date(2026, 6, 1))
    again = but(GIVEN, consent=ConsentId("again"), at=on(5, 4), valid_from=on(5, 4))
    soon = "CONSENT_ENDS_SOON"

    assert soon not in flags(ends, moment=on(5, 1))
    assert soon in flags(ends, moment=on(5, 3))
    assert soon not in flags(ends, again)
    assert soon not in flags(ends, WITHDRAWN)
    assert soon not in flags(ends, moment=on(6, 2))


def test_what_was_written_down_for_them_is_to_be_read_back() -> None:
    assert "CONSENT_TO_READ_BACK" in flags(GIVEN, but(WITHDRAWN, on_behalf=ISLA))


def test_what_follows_is_recorded() -> None:
    past = given(*KNOWN, GIVEN, MADE, CHECKED)
    whose: dict[str, Any] = {"disclosure": DISCLOSURE, "peer": DAVIE, "at": NOW}

    past.when(RecordSubjectTold(disclosure=DISCLOSURE, how=ToldBy.PHONE)).then(
        SubjectToldOfDisclosure(how=ToldBy.PHONE, **whose)
    )
    past.when(
        AssessDisclosure(
            disclosure=DISCLOSURE, assessor=FRASER, is_data_breach=False, reasons="Made up."
        )
    ).then(DisclosureAssessed(assessor=FRASER, is_data_breach=False, reasons="Made up.", **whose))
    past.when(RecordHolderTold(disclosure=DISCLOSURE, consent=CONSENT)).then(
        HolderTold(consent=CONSENT, **whose)
    )
    past.when(RecordHolderTold(disclosure=DISCLOSURE, consent=ConsentId("another"))).then_refused(
        NotUnderThisConsent
    )
    given().when(RecordSubjectTold(disclosure=DISCLOSURE, how=ToldBy.PHONE)).then_refused(
        UnknownDisclosure
    )


@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION, Right.RECTIFICATION])
def test_nothing_is_passed_on_while_a_record_is_only_kept_and_what_happened_is_recorded(
    right: Right,
) -> None:
    asked = RequestReceived(
        at=on(4, 20),
        rights_request=RightsRequestId("asked"),
        service=SERVICE_ID,
        right=right,
        how=HeardHow.SPOKEN,
        peer=DAVIE,
    )
    given(*KNOWN, GIVEN, asked).when(TELL).then_refused(PeersRecordRestricted)
    assert decided(Past(in_order([*KNOWN, GIVEN, asked])), reported())
