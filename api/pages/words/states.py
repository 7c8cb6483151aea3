"""Where somebody, a match and a session stand, in people's words."""

from domain.match import Stage as MatchStage
from domain.referral import Stage as ReferralStage
from domain.session import Stage as SessionStage

STATES: dict[str, str] = {
    ReferralStage.ENQUIRY: "Not asked yet",
    ReferralStage.RECEIVED: "Waiting for a first look",
    ReferralStage.AWAITING_INFO: "Waiting for information",
    ReferralStage.TRIAGED: "First look taken",
    ReferralStage.EXPLORING: "Getting to know",
    ReferralStage.READY: "Ready",
    ReferralStage.NOT_YET: "Not now",
    ReferralStage.WAITING: "Waiting for a match",
    ReferralStage.IN_SERVICE: "Supported before, no match now",
    MatchStage.PROPOSED: "Match proposed",
    MatchStage.ACCEPTED: "To be introduced",
    MatchStage.INTRODUCED: "Introduced",
    MatchStage.AGREED: "Agreed, not started",
    MatchStage.ACTIVE: "Active",
    MatchStage.PAUSED: "Paused",
    MatchStage.ENDING: "Ending",
}
"""Where somebody stands as long as they are looked after; in the order of the way."""

PAST_STATES: dict[str, str] = {
    ReferralStage.WITHDRAWN: "No longer wanted",
    ReferralStage.DECLINED: "Said no",
    ReferralStage.LOST: "Not reached",
    ReferralStage.ENQUIRY_CLOSED: "Came to nothing",
    ReferralStage.LINKED: "The same as another",
    ReferralStage.CLOSED: "Ended",
    ReferralStage.CLOSED_DECEASED: "Ended with their death",
    MatchStage.ENDED: "Ended",
    MatchStage.DECLINED: "Came to nothing",
    ReferralStage.UNKNOWN: "Not known then",
}

SESSION_STATES: dict[str, str] = {
    SessionStage.PLANNED: "Planned",
    SessionStage.STARTED: "Started",
    SessionStage.HELD: "Held",
    SessionStage.CANCELLED: "Called off",
    SessionStage.NOT_ATTENDED: "Somebody did not come",
}
"""Where a session stands."""

NO_SIGNALS = "No signals yet"


def state_words(state: str) -> str:
    """Where somebody stands, in people's words."""
    return STATES.get(state) or PAST_STATES[state]
