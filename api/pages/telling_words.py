"""What somebody lets be told of themself, in sentences: which item, to whom, what for, until when.

An item is named only by pages that are given it. Whoever may not see one reads "something of their
own"; nothing here opens anything.
"""

from datetime import date

from api.pages.about import About
from api.pages.dates import full_day_words
from domain.consent import Audience, Purpose, ToldBy
from domain.dimensions import Dimension, in_words
from domain.match import Stage
from domain.people import MatchId, StaffId, subject
from domain.service import Duty

KINDS: dict[str, str] = {
    Dimension.CONDITION: "What I live with",
    Dimension.IMPACT: "What it does to my life",
    "DIAGNOSIS_DATE": "When I was diagnosed",
    "TREATMENT": "My treatment",
    "HOSPITAL": "My time in hospital",
    "MENTAL_HEALTH": "My mental health",
    Dimension.WELL_BEING: "How I have been",
    "SUBSTANCE": "Drink or drugs",
    "BENEFITS_WORK": "Work and benefits",
    Dimension.PROFESSION: "What I worked in",
    "FAMILY": "My family",
    "SEXUALITY": "My sexuality",
    Dimension.FAITH: "My faith",
    Dimension.VALUES: "What matters to me",
    Dimension.INTERESTS: "What I like",
    Dimension.AGE: "My age",
    Dimension.GENDER: "My gender",
    Dimension.LANGUAGE: "The languages I speak",
    Dimension.AREA: "Where I live",
    Dimension.ACCESS: "What I need so that I can take part",
    Dimension.CHANNELS: "How I like to be in touch",
    Dimension.AVAILABILITY: "When I have time",
    "STORY": "A story of mine",
    "PHOTO": "A picture of me",
}
"""Every kind of thing that is somebody's own, as they would say it."""

WHAT_FOR: dict[Purpose, str] = {
    Purpose.MATCHING: "to suggest matches",
    Purpose.SHARE_WITH_PERSON_BEFORE_MATCH: "to tell somebody before a match is agreed",
    Purpose.SUPPORTING_IN_MATCH: "to support somebody in a match",
    Purpose.SUPERVISION: "for supervision",
    Purpose.OWN_WELLBEING_ADJUSTMENTS: "so that you are supported well",
    Purpose.TRAINING_OTHERS: "to train others",
    Purpose.STORY_PUBLICITY: "to tell your story in public",
    Purpose.EVALUATION: "to see how good the service is",
    Purpose.EMERGENCY_CARE: "for care in an emergency",
}
BY_WHICH_WAY: dict[ToldBy, str] = {
    ToldBy.SPOKEN: "spoken",
    ToldBy.PHONE: "by phone",
    ToldBy.EMAIL: "by e-mail",
    ToldBy.LETTER: "by letter",
    ToldBy.SCREEN: "on a screen",
    ToldBy.VIDEO: "by video",
    ToldBy.PRINT: "in print",
    ToldBy.WEB: "on the web",
    ToldBy.SOCIAL_MEDIA: "on social media",
}
WHO: dict[Audience, str] = {
    Audience.STAFF_MEMBER: "one member of staff",
    Audience.ROLE: "whoever has one role",
    Audience.MATCHED_PERSON: "whoever you support, in your match",
    Audience.PROSPECTIVE_PERSON: "somebody to whom a match with you is suggested",
    Audience.GROUP_MEMBERS: "the members of your group",
    Audience.REFERRER: "whoever referred somebody",
    Audience.OTHER_PEERS: "other peer supporters",
    Audience.PROFESSIONALS: "professionals in a training",
    Audience.FUNDER: "a funder",
    Audience.PUBLIC: "everybody",
}
ROLES: dict[Duty, str] = {
    Duty.MANAGER: "the managers",
    Duty.COORDINATOR: "the coordinators",
    Duty.SUPERVISOR: "the supervisors",
    Duty.SAFEGUARDING_LEAD: "the safeguarding lead",
    Duty.SAFEGUARDING_DEPUTY: "the safeguarding deputy",
    Duty.REVIEWER: "the reviewers",
}
OWN = "Something of their own"
NOT_MET = frozenset({Stage.PROPOSED, Stage.ACCEPTED})
"""While a match stands there the peer supporter has no name for the person yet."""


def item_words(item: str) -> str:
    """An item as its owner would say it: "What I live with: a stroke"."""
    kind, _colon, label = item.partition(":")
    said = KINDS.get(kind, kind.replace("_", " ").lower())
    if not label:
        return said
    known = kind in {each.value for each in Dimension}
    words = in_words(Dimension(kind), label) if known else label.replace("_", " ").lower()
    return f"{said}: {words}"


def audience_words(
    about: About,
    audience: str | None,
    *,
    staff: StaffId | None = None,
    role: str | None = None,
    match: MatchId | None = None,
) -> str:
    """To whom: a name where one is meant that the one who asks may see."""
    if audience is None:
        return "anybody"
    if staff is not None:
        return about.name(subject("staff", staff))
    if role is not None:
        return ROLES[Duty(role)]
    if match is not None:
        return f"{first_name_in(about, match)}, in your match"
    return WHO[Audience(audience)]


def first_name_in(about: About, match: MatchId) -> str:
    """The first name of the person in a match, where the one who asks knows them by now."""
    within = About(about.desk, about.directory, {"match": match})
    if within.person is None or not about.desk.reaches("form", subject("person", within.person)):
        return "the person"
    if within.match.stage_at(about.now) in NOT_MET:
        return "somebody new"
    return within.first_name(subject("person", within.person))


def until_words(until: date | str | None) -> str:
    """Until when; a refusal has no end."""
    if until is None:
        return "until they say otherwise"
    return f"until {full_day_words(date.fromisoformat(until) if isinstance(until, str) else until)}"
