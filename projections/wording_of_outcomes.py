"""Entries about questionnaires, in sentences: that somebody answered, never what."""

from domain import outcomes
from domain.decider import Event
from domain.instruments import DEFINITIONS
from projections.phrases import quoted

RESULTS = {
    outcomes.LookResult.SPOKE: "somebody spoke with them",
    outcomes.LookResult.PASSED_ON: "it was passed on to whoever helps in danger",
    outcomes.LookResult.NOT_REACHED: "they could not be reached yet",
}


def of_outcomes(event: Event) -> str | None:
    """What an entry about a questionnaire says, or nothing where it is about something else."""
    match event:
        case outcomes.OutcomeInvited(instrument=instrument):
            name = DEFINITIONS[instrument].name
            return f"Was asked whether they would like to answer a questionnaire ({name})."
        case outcomes.OutcomeStarted():
            return "Began to answer a questionnaire."
        case outcomes.OutcomeDeclined(reason=reason):
            return f"Would rather not answer a questionnaire{quoted(reason)}"
        case outcomes.OutcomeCompleted(instrument=instrument):
            return f"Answered a questionnaire ({DEFINITIONS[instrument].name})."
        case outcomes.OutcomeLookedAt(result=result):
            return f"An answer in a questionnaire was seen to: {RESULTS[result]}."
        case outcomes.InstrumentAdopted(instrument=instrument):
            return f"A questionnaire was taken into use ({DEFINITIONS[instrument].name})."
        case outcomes.InstrumentStopped(instrument=instrument):
            return f"A questionnaire is no longer used ({DEFINITIONS[instrument].name})."
        case _:
            return None
