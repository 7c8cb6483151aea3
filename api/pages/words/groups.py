"""The words of the forms about groups: questions, answers and codes."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
from domain.gatherings import LeadsAs
from domain.group import (
    AssignGroupCoordinator,
    CloseGroup,
    NameGroupLeader,
    OpenGroup,
    PauseGroup,
    RecordGroupGroundRules,
    RecordGroupLeaderStopped,
    RecordGroupVenue,
    ResumeGroup,
)
from domain.group_meetings import RecordGroupLeft
from domain.group_refreshing import EndGroupLink, GroupChange, LinkGroups, ReviewGroupRefresh

FORMS: dict[type[Command], Form] = {
    NameGroupLeader: Form(
        "Name somebody to lead",
        "Save leader",
        "Two lead, or one with somebody on call. Choose a peer supporter or somebody of the staff.",
    ),
    RecordGroupLeaderStopped: Form("Record that somebody leads no more", "Save"),
    RecordGroupVenue: Form("Check the venue", "Save check"),
    RecordGroupGroundRules: Form(
        "Record ground rules",
        "Save rules",
        "In the words of those who meet: what is said here stays here, and where that ends.",
    ),
    OpenGroup: Form("Open the group", "Open group"),
    PauseGroup: Form("Let the group rest", "Save pause"),
    ResumeGroup: Form("Let the group meet again", "Save"),
    CloseGroup: Form("Bring the group to its end", "Save end"),
    AssignGroupCoordinator: Form("Say who is responsible for the group", "Save"),
    RecordGroupLeft: Form(
        "Record that somebody comes no more",
        "Save",
        "Nobody has to give a reason.",
    ),
    ReviewGroupRefresh: Form(
        "Record a talk about how to go on",
        "Save talk",
        "Ask those who come what they would like. To change nothing is an answer, too.",
    ),
    LinkGroups: Form("Link with another group", "Save link"),
    EndGroupLink: Form("End the link with another group", "Save end of link"),
}
"""The commands that have a page, with the words around their form."""

HINTS: dict[str, str] = {
    "RecordGroupVenue.accessible": "With a wheelchair, with poor sight or hearing, and by bus.",
    "OpenGroup.deputy": "Whoever can is chosen if you leave it open.",
}
"""What helps to answer a question."""

QUESTIONS: dict[str, str] = {
    "accessible": "Can everybody get in and take part?",
    "leads_as": "As what?",
    "changes": "What will be different?",
    "with_group": "Which group?",
    "rules": "The rules, as they were agreed",
    "AssignGroupCoordinator.note": "What the new coordinator has to know",
    "CloseGroup.reason": "Why does it end?",
    "LinkGroups.words": "What they do together",
    "ReviewGroupRefresh.words": "What was said, in short",
    "NameGroupLeader.peer": "A peer supporter",
    "NameGroupLeader.staff": "Or somebody of the staff",
    "PauseGroup.reason": "Why does it rest?",
    "RecordGroupLeaderStopped.peer": "A peer supporter",
    "RecordGroupLeaderStopped.staff": "Or somebody of the staff",
    "RecordGroupLeft.reason": "Why, if they said so",
    "RecordGroupVenue.note": "What was found",
}
"""The question for a field: of one form ("Form.field"), or of every form that has it."""

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    GroupChange: {
        GroupChange.FORMAT: "What it does when it meets",
        GroupChange.PLACE: "Where it meets",
        GroupChange.TIMES: "When it meets",
        GroupChange.LEADERS: "Who leads it",
        GroupChange.NEW_PEOPLE: "How new people hear of it",
        GroupChange.ANOTHER_GROUP: "Something together with another group",
    },
    LeadsAs: {
        LeadsAs.LEADER: "Leads it, as a member",
        LeadsAs.FACILITATOR: "Leads it for the service",
        LeadsAs.ON_CALL: "Is on call for whoever leads",
    },
}
"""Every answer to choose from, by the kind of question."""
