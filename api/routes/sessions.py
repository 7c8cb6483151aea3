"""What can be asked about sessions, and about all that happens around them."""

from api.door import Row
from domain.boundaries import (
    LookIntoReport,
    RecordOtherSideAsked,
    ReportBoundaryEvent,
    ReportChanceEncounter,
)
from domain.contact import RecordContact
from domain.further_support import (
    AnswerSignpost,
    ArrangeLowMoodSupport,
    AskForLowMoodSupport,
    GiveSignpost,
)
from domain.goals import CloseGoal, NoteSupportNetwork, RateGoal, SetGoal
from domain.hard_sessions import NoteHardSession, RecordCheckCall, RecordDebriefOffer
from domain.session import (
    AnswerWorry,
    CancelSession,
    CheckOut,
    ConfirmSession,
    EscalateLoneWorking,
    FollowUpSession,
    PlanSession,
    ReadSessionBack,
    RecordDebrief,
    RecordNotAttended,
    RecordSession,
    RequestDebrief,
    RescheduleSession,
    StartSession,
)

ROWS = (
    Row("POST", "/matches/{match}/hard-sessions", NoteHardSession),
    Row("POST", "/matches/{match}/debrief-offers", RecordDebriefOffer),
    Row("POST", "/matches/{match}/check-calls", RecordCheckCall),
    Row("POST", "/matches/{match}/session-plans", PlanSession),
    Row("POST", "/matches/{match}/sessions", RecordSession),
    Row("POST", "/matches/{match}/sessions/{session}/confirmation", ConfirmSession),
    Row("POST", "/matches/{match}/sessions/{session}/new-time", RescheduleSession),
    Row("POST", "/matches/{match}/sessions/{session}/worry", AnswerWorry),
    Row("POST", "/matches/{match}/sessions/{session}/cancellation", CancelSession),
    Row("POST", "/matches/{match}/sessions/{session}/absence", RecordNotAttended),
    Row("POST", "/matches/{match}/sessions/{session}/read-back", ReadSessionBack),
    Row("POST", "/matches/{match}/sessions/{session}/follow-up", FollowUpSession),
    Row("POST", "/matches/{match}/session-starts", StartSession),
    Row("POST", "/matches/{match}/sessions/{session}/check-out", CheckOut),
    Row("POST", "/matches/{match}/sessions/{session}/escalation", EscalateLoneWorking),
    Row("POST", "/matches/{match}/debrief-requests", RequestDebrief),
    Row("POST", "/matches/{match}/debriefs", RecordDebrief),
    Row("POST", "/matches/{match}/contacts", RecordContact),
    Row("POST", "/matches/{match}/goals", SetGoal),
    Row("POST", "/matches/{match}/goals/{goal}/ratings", RateGoal),
    Row("POST", "/matches/{match}/goals/{goal}/closing", CloseGoal),
    Row("POST", "/people/{person}/support-network", NoteSupportNetwork),
    Row("POST", "/matches/{match}/boundary-events", ReportBoundaryEvent),
    Row("POST", "/matches/{match}/chance-encounters", ReportChanceEncounter),
    Row("POST", "/matches/{match}/reports/{report}/other-side", RecordOtherSideAsked),
    Row("POST", "/matches/{match}/reports/{report}/looking-into", LookIntoReport),
    Row("POST", "/matches/{match}/signposts", GiveSignpost),
    Row("POST", "/matches/{match}/signposts/{signpost}/answer", AnswerSignpost),
    Row("POST", "/matches/{match}/low-mood-support", AskForLowMoodSupport),
    Row("POST", "/matches/{match}/low-mood-support/arrangement", ArrangeLowMoodSupport),
)
