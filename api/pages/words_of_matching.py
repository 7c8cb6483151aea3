"""The words of forms about what may be used to find a match, and about who may know what."""

from enum import StrEnum

from domain.consent import Audience, GivenHow, Purpose, ToldBy, Use
from domain.preferences import HowSaid
from domain.service import Duty

QUESTIONS: dict[str, str] = {
    "against_ranking": "Why this one, where somebody else is suggested first?",
    "says": "What may be used to find a match?",
    "MatchingPreferencesStated.wishes": "What has to fit, and what would be liked?",
    "PeerMatchingPreferencesStated.wishes": "What has to fit, and what would be liked?",
    "sought": "What should the other bring?",
    "dealbreakers": "What would rule somebody out?",
    "how": "How did they say it?",
    "heard_by": "Who heard it?",
    "items": "What may be told?",
    "audience": "To whom?",
    "audience_staff": "To which member of staff?",
    "audience_role": "To whom, in which role?",
    "audience_words": "To whom, in their words?",
    "purpose": "What for?",
    "channel": "By which way?",
    "valid_from": "From when?",
    "valid_until": "Until when?",
    "use": "Once, or as often as it serves?",
    "occasion": "On which occasion?",
    "include_future": "Also what they say later?",
    "form_version": "Which version of the form?",
    "explained_by": "Who explained it?",
    "on_behalf": "Who wrote it down for them?",
    "read_back": "Was it read back to them?",
    "ask_first": "Should they be asked first?",
    "DisclosureConsentGiven.conditions": "Their conditions, in their words",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    HowSaid: {
        HowSaid.SPOKEN: "Face to face",
        HowSaid.PHONE: "By phone",
        HowSaid.PAPER: "On paper",
        HowSaid.SCREEN: "On a screen",
    },
    GivenHow: {
        GivenHow.SPOKEN: "Face to face",
        GivenHow.PHONE: "By phone",
        GivenHow.PAPER: "On paper",
        GivenHow.SCREEN: "On a screen",
    },
    Audience: {
        Audience.STAFF_MEMBER: "One member of staff",
        Audience.ROLE: "Whoever has a role in the service",
        Audience.MATCHED_PERSON: "The person in a match",
        Audience.PROSPECTIVE_PERSON: "Somebody to whom a match is proposed",
        Audience.GROUP_MEMBERS: "The members of a group",
        Audience.REFERRER: "Whoever referred somebody",
        Audience.OTHER_PEERS: "Other peer supporters",
        Audience.PROFESSIONALS: "Professionals",
        Audience.FUNDER: "A funder",
        Audience.PUBLIC: "Everybody",
    },
    Purpose: {
        Purpose.MATCHING: "To suggest matches",
        Purpose.SHARE_WITH_PERSON_BEFORE_MATCH: "To tell somebody before a match is agreed",
        Purpose.SUPPORTING_IN_MATCH: "To support somebody in a match",
        Purpose.SUPERVISION: "For supervision",
        Purpose.OWN_WELLBEING_ADJUSTMENTS: "So that they can be supported well",
        Purpose.TRAINING_OTHERS: "To train others",
        Purpose.STORY_PUBLICITY: "To tell their story in public",
        Purpose.EVALUATION: "To evaluate the service",
        Purpose.EMERGENCY_CARE: "For care in an emergency",
    },
    ToldBy: {
        ToldBy.SPOKEN: "Spoken",
        ToldBy.PHONE: "By phone",
        ToldBy.EMAIL: "By e-mail",
        ToldBy.LETTER: "By letter",
        ToldBy.SCREEN: "On a screen",
        ToldBy.VIDEO: "By video",
        ToldBy.PRINT: "In print",
        ToldBy.WEB: "On the web",
        ToldBy.SOCIAL_MEDIA: "On social media",
    },
    Use: {Use.STANDING: "As often as it serves", Use.ONE_OFF: "Once"},
    Duty: {
        Duty.MANAGER: "Manager",
        Duty.COORDINATOR: "Coordinator",
        Duty.SUPERVISOR: "Supervisor",
        Duty.SAFEGUARDING_LEAD: "Safeguarding lead",
        Duty.SAFEGUARDING_DEPUTY: "Safeguarding deputy",
        Duty.REVIEWER: "Reviewer",
    },
}
