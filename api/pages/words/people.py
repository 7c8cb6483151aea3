"""The words of forms about somebody whom the service supports."""

from api.pages.form import Form
from domain.decider import Command
from domain.person import RecordDeath, RecordSafeContact

FORMS: dict[type[Command], Form] = {
    RecordSafeContact: Form("Record how to reach them safely", "Save safe contact"),
    RecordDeath: Form(
        "Record that they died",
        "Record death",
        "Nothing is sent from then on, and nothing new can be started.",
    ),
}

QUESTIONS: dict[str, str] = {
    "RecordDeath.at": "When did they die?",
    "PersonDied.at": "When did they die?",
}

HINTS: dict[str, str] = {
    "RecordDeath.at": "The day is enough.",
    "PersonDied.at": "The day is enough.",
}
