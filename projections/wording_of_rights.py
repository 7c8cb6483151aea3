"""Entries about requests, erasure, holds and opened records, in sentences."""

from domain import complaint, erasure, opening, reading, rights
from domain.decider import Event
from domain.rights_flags import WHAT
from projections.phrases import quoted

OUTCOMES = {
    rights.Outcome.DONE: "it was done",
    rights.Outcome.IN_PART: "it was done in part",
    rights.Outcome.REFUSED: "it was not done",
}
JUDGED = {
    opening.OpeningVerdict.NEEDED: "it had to be",
    opening.OpeningVerdict.NEEDED_WITH_LEARNING: "it had to be, and there is something to learn",
    opening.OpeningVerdict.NOT_NEEDED: "it did not have to be",
}

WHY_REDACTED = {
    erasure.RedactionGround.INACCURATE: "it was not right",
    erasure.RedactionGround.NOT_NEEDED: "it was not needed",
    erasure.RedactionGround.ABOUT_SOMEBODY_ELSE: "it spoke of somebody else",
    erasure.RedactionGround.CONSENT_WITHDRAWN: "the consent that it rested on was withdrawn",
    erasure.RedactionGround.OBJECTED: "they objected to it",
    erasure.RedactionGround.UNLAWFUL: "it should not have been kept",
    erasure.RedactionGround.LEGAL_DUTY: "the law asked for it",
    erasure.RedactionGround.KEY_ALREADY_GONE: "its key was found to be destroyed already",
}


def of_rights(event: Event) -> str | None:
    """What an entry about somebody's rights over their record says."""
    match event:
        case complaint.ComplaintMade():
            return "Somebody complained."
        case complaint.ComplaintAcknowledged():
            return "Whoever complained was told that it arrived."
        case complaint.ComplaintAnswered(outcome=outcome):
            return f"A complaint was answered: {OUTCOMES[outcome]}."
        case erasure.ErasureDecided():
            return "It was decided to make this record unreadable."
        case erasure.ErasureCarriedOut():
            return "The record was made unreadable. What happened, and when, stays."
        case erasure.FieldRedactionDecided(reason=reason):
            return f"It was decided to make one value of an entry unreadable{quoted(reason)}"
        case erasure.FieldRedacted(ground=ground):
            return f"One value of an entry was made unreadable, because {WHY_REDACTED[ground]}."
        case erasure.LegalHoldPlaced(reason=reason):
            return f"The record has to be kept for now{quoted(reason)}"
        case erasure.LegalHoldLifted(reason=reason):
            return f"The record need not be kept for that reason any longer{quoted(reason)}"
        case rights.RequestReceived(right=right, own_words=words):
            return f"Asked for {WHAT[right]}{quoted(words)}"
        case rights.RequestAcknowledged():
            return "Was told that a request arrived."
        case rights.ClarificationRequested():
            return "Was asked who they are, or what they mean; the clock stands still."
        case rights.ClarificationReceived():
            return "It is clear now who asked, and for what."
        case rights.RequestExtended():
            return "Was told that an answer takes up to two months more."
        case rights.RequestAnswered(outcome=outcome, reasons=reasons):
            return f"Was given an answer to a request: {OUTCOMES[outcome]}{quoted(reasons)}"
        case rights.RequestWithdrawn():
            return "Took a request back."
        case opening.RecordOpened(words=words):
            return (
                "The record was opened by somebody who had nothing to do with the "
                f"person{quoted(words)}"
            )
        case opening.OpeningReviewed(verdict=verdict, words=words):
            return f"Why the record had been opened was judged: {JUDGED[verdict]}{quoted(words)}"
        case reading.ReadingLookedInto():
            return "Why somebody had looked at this record was asked, and answered."
        case _:
            return None
