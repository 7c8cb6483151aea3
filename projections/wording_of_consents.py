"""Entries about what somebody lets be told of themself, in sentences that name none of it."""

from datetime import date

from domain import consent, disclosure, story
from domain.decider import Event
from projections.phrases import spoken

PURPOSES = {
    consent.Purpose.MATCHING: "to find a match",
    consent.Purpose.SHARE_WITH_PERSON_BEFORE_MATCH: "to somebody before a match is agreed",
    consent.Purpose.SUPPORTING_IN_MATCH: "within a match",
    consent.Purpose.SUPERVISION: "in supervision",
    consent.Purpose.OWN_WELLBEING_ADJUSTMENTS: "so that they can be supported well",
    consent.Purpose.TRAINING_OTHERS: "to train others",
    consent.Purpose.STORY_PUBLICITY: "as their story in public",
    consent.Purpose.EVALUATION: "to evaluate the service",
    consent.Purpose.EMERGENCY_CARE: "in an emergency",
    consent.Purpose.ONWARD_REFERRAL: "to be sent on to another service",
}


def of_consent(event: Event) -> str | None:
    """What an entry about a consent, a refusal or an authority says."""
    match event:
        case consent.DisclosureConsentOffered(under=None):
            return "Was asked whether something of their own may be told, and had it explained."
        case consent.DisclosureConsentOffered():
            return "Was asked first, as they wish, whether something of their own may be told once."
        case consent.DisclosureConsentGiven(valid_until=until, purpose=purpose):
            return (
                "Agreed that something of their own may be told, "
                f"{PURPOSES[purpose]}, until {_day(until)}."
            )
        case consent.DisclosureConsentRefused():
            return "Said that something of their own is not to be told."
        case consent.DisclosureConsentDeclined():
            return "Said no to letting something of their own be told. No reason is asked."
        case consent.DisclosureConsentNarrowed(valid_until=None):
            return "Made an agreement smaller that something of their own may be told."
        case consent.DisclosureConsentNarrowed(valid_until=until) if until is not None:
            return (
                "Made an agreement smaller that something of their own may be told: "
                f"until {_day(until)}."
            )
        case consent.DisclosureConsentWithdrawn():
            return "Took back what they had said about telling something of their own."
        case consent.OneOffConsentUsed():
            return "What they had let be told once was told, so that agreement is used up."
        case consent.DisclosureConsentReadBack():
            return "What was written down for them about telling something was read back to them."
        case consent.AuthorityRecorded(kind=kind):
            return f"A paper was seen on which somebody may decide for them: {spoken(kind)}."
        case consent.AuthorityEnded():
            return "Nobody decides for them on that paper any longer."
        case _:
            return None


def of_disclosure(event: Event) -> str | None:
    """What an entry about a disclosure or a request for a story says."""
    match event:
        case disclosure.DisclosureMade(purpose=purpose):
            return f"Something of their own was told, as they let it be, {PURPOSES[purpose]}."
        case disclosure.DisclosureReported():
            return "It was reported that something of their own had been told."
        case disclosure.DisclosureChecked(outcomes=outcomes):
            allowed = bool(outcomes) and set(outcomes) == {disclosure.DisclosureOutcome.ALLOWED}
            return (
                "What was told was held against what they let be told: "
                f"{'it was allowed' if allowed else 'not all of it was allowed'}."
            )
        case disclosure.SubjectToldOfDisclosure():
            return "Was told that something of their own had been told."
        case disclosure.DisclosureAssessed(is_data_breach=is_breach):
            return (
                "It was decided whether what was told was a data breach: "
                f"{'it was' if is_breach else 'it was not'}."
            )
        case disclosure.HolderTold():
            return "Somebody who had been told something was asked to use it no longer."
        case story.StoryRequested():
            return "Was asked whether they would tell their story."
        case story.StoryRequestAccepted():
            return "Would tell their story."
        case story.StoryRequestDeclined():
            return "Would rather not tell their story. No reason is asked."
        case _:
            return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
