"""Entries about confidentiality in sentences. They say that something happened, and never why.

Whoever may read a record reads it in the register and in the evidence; a history names no ground,
no verdict and nobody who was told.
"""

from domain.confidentiality import events, events_after, receipts
from domain.decider import Event


def of_confidentiality(event: Event) -> str | None:
    """What an entry about confidentiality says, or nothing where it is about something else."""
    match event:
        case events.ConfidentialityQuestionRaised():
            return "Whether to share something without agreement was thought about."
        case events.ConfidentialityDecisionRecorded(share=share):
            if share:
                return "It was decided to share something without agreement."
            return "It was decided not to share anything without agreement."
        case events.InformationPassedOn():
            return "Something was shared without agreement."
        case events.ConfidentialityFactNoted():
            return "Something that bears on a decision about confidentiality was noted."
        case events.ConfidentialityRecordAddedTo():
            return "The record of a decision about confidentiality was added to."
        case events.ConfidentialityRecordCompleted():
            return "The record of a decision about confidentiality was sent for review."
        case events_after.ToldOfSharing():
            return "Was told what had been shared without agreement."
        case receipts.DecisionReceiptGiven():
            return "Was given the proof that a decision about confidentiality is recorded."
        case events_after.TellingPutOff(look_again_on=day):
            return f"Telling them was put off; it is looked at again on {day:%-d %B %Y}."
        case events_after.TellingRuledOut():
            return "A manager decided that they are not told."
        case events_after.ConfidentialityReviewCompleted():
            return "A decision about confidentiality was reviewed independently."
        case events_after.ConfidentialityRecordReturned():
            return "A reviewer gave the record of a decision about confidentiality back."
        case events_after.LessonsRecorded():
            return "What was learned from a decision about confidentiality was recorded."
        case events_after.DataProtectionAssessed():
            return "What sharing meant for their data was assessed."
        case events_after.ToldOfAssessment():
            return "Was told what sharing meant for their data."
        case _:
            return None
