"""The words of the forms about what keeps volunteers."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
from domain.recognition import Recognition, RecordRecognition

FORMS: dict[type[Command], Form] = {
    RecordRecognition: Form("Record thanks", "Save thanks"),
}
"""The commands that have a page, with the words around their form."""

QUESTIONS: dict[str, str] = {
    "given_by": "Who thanked them?",
    "way": "How were they thanked?",
    "RecordRecognition.words": "For what, in short",
}
"""The question for a field: of one form ("Form.field"), or of every form that has it."""

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Recognition: {
        Recognition.THANKS: "In person or by phone",
        Recognition.LETTER: "By letter or card",
        Recognition.CERTIFICATE: "With a certificate",
        Recognition.GATHERING: "When volunteers met",
        Recognition.LONG_SERVICE: "For the years they have been here",
        Recognition.OTHER: "Otherwise",
    },
}
"""Every answer to choose from, by the kind of question."""
