"""What stands in the clear is activity: identifiers, codes, times, counts. Never words."""

from typing import get_args, get_type_hints

import pytest

from domain.catalogue import EVENTS
from domain.decider import Event
from infrastructure.codec import sealed_fields

LISTED = (
    *("name", "organisation", "description", "who_for"),
    *("how_to_ask", "area", "phone", "url"),
)
OF_ORGANISATIONS = {
    ("ServiceOpened", "name"),
    ("ServiceOpened", "area"),
    *(("ServiceListed", field) for field in LISTED),
    ("PartnerRegistered", "name"),
    ("PartnerRegistered", "board"),
    ("PartnerRegistered", "area"),
    ("OfferDefined", "name"),
    ("OfferDefined", "conditions"),
    ("OfferDefined", "area"),
    ("RegulatedRoleAssessed", "basis"),
    ("PolicyAdopted", "version"),
    ("FormalityProfileSet", "courses"),
    ("FormalityProfileSet", "agreement_template"),
    ("FundingSecured", "funder"),
    ("FundingSecured", "criteria"),
    ("FundingSecured", "restricted_to"),
    ("HelpNumberSet", "line"),
    ("HelpNumberSet", "number"),
    ("HelpNumberSet", "who"),
    ("HelpNumberRemoved", "line"),
    ("OnCallCoverArranged", "number"),
    ("HealthNumbersAllowed", "reason"),
    ("InstrumentAdopted", "version"),
    ("InstrumentAdopted", "holder"),
    ("InstrumentAdopted", "evidence"),
    ("OutcomeInvited", "version"),
    ("OutcomeCompleted", "version"),
    ("OutcomeCompleted", "scorer"),
    ("PeerMeasureAnswered", "version"),
    ("PeerMeasureAnswered", "scorer"),
    ("ExceptionGranted", "code"),
    ("ExceptionEnded", "code"),
    ("DefinitionsAdopted", "values"),
    ("CourseCompleted", "course"),
    ("CourseCompleted", "version"),
    ("CourseCompleted", "provider"),
    ("PolicyAcknowledged", "version"),
    ("ConfidentialityExplained", "version"),
    ("DisclosureConsentGiven", "form_version"),
    ("DisclosureConsentOffered", "form_version"),
    ("DisclosureChecked", "rule_version"),
    ("MatchCandidatesConsidered", "definitions_version"),
    ("EnteredInError", "reason_code"),
    ("FieldRedactionDecided", "field"),
    ("FieldRedacted", "field"),
    ("AnswerGiven", "view"),
    ("AnswerGiven", "basis"),
    ("AnswerRefused", "view"),
    ("AnswerRefused", "rule"),
}
"""Free text about services, courses and documents, and codes of ours; not about anybody."""


def parts_of(hint: object) -> set[object]:
    """A type and everything it is made of."""
    return {hint}.union(*(parts_of(part) for part in get_args(hint)))


def free_text(kind: type[Event]) -> set[str]:
    """The fields of an event into which somebody could write words, and which are not sealed."""
    sealed = {field.field for field in sealed_fields(kind)}
    hints = get_type_hints(kind)
    return {field for field, hint in hints.items() if field not in sealed and str in parts_of(hint)}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_nobodys_words_are_stored_in_the_clear(name: str) -> None:
    allowed = {field for event, field in OF_ORGANISATIONS if event == name}

    assert free_text(EVENTS[name]) == allowed
