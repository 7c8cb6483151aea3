"""What is said no to about instruments and questionnaires."""

from domain.decider import Malformed, Refusal, Unknown


class LicenceNotShown(Malformed):
    """It is not said who holds the rights to an instrument, or by what the service may use it."""


class NobodyToAnswerToday(Malformed):
    """An instrument asks about danger, and nobody is named who answers on the same day."""


class InstrumentNotInUse(Refusal):
    """The service has not taken the instrument into use, or its licence has run out."""


class NotInvited(Unknown):
    """The person was not invited to this questionnaire, and it is not said which it is."""


class AlreadyAnswered(Refusal):
    """The questionnaire was answered. Answers are not edited."""


class NotTheirMatch(Refusal):
    """The match is not one of this person."""


class NothingToTellYet(Malformed):
    """A questionnaire about a match is asked about none, or before there is anything to tell."""


class NothingToLookAt(Refusal):
    """No answer of this questionnaire needs a human to see to it."""
