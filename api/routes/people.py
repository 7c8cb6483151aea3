"""What can be asked about a person."""

from api.door import Row
from domain.equality import RecordEqualityAnswers
from domain.erasure import ErasePerson, LiftLegalHold, PlaceLegalHold
from domain.health_numbers import RecordHealthNumber
from domain.outcomes import (
    DeclineOutcome,
    InviteOutcome,
    RecordOutcome,
    RecordOutcomeLook,
    StartOutcome,
)
from domain.person import RecordDeath, RecordSafeContact
from domain.places import RecordHomeArea
from domain.retention import LetEnquiryGo

ROWS = (
    Row("POST", "/people/{person}/safe-contact", RecordSafeContact),
    Row("POST", "/people/{person}/equality-answers", RecordEqualityAnswers),
    Row("POST", "/people/{person}/health-numbers", RecordHealthNumber),
    Row("POST", "/people/{person}/home-area", RecordHomeArea),
    Row("POST", "/people/{person}/questionnaire-invitations", InviteOutcome),
    Row("POST", "/people/{person}/questionnaires", RecordOutcome),
    Row("POST", "/people/{person}/questionnaires/{questionnaire}/start", StartOutcome),
    Row("POST", "/people/{person}/questionnaires/{questionnaire}/decline", DeclineOutcome),
    Row("POST", "/people/{person}/questionnaires/{questionnaire}/look", RecordOutcomeLook),
    Row("POST", "/people/{person}/death", RecordDeath),
    Row("POST", "/people/{person}/erasure", ErasePerson),
    Row("POST", "/people/{person}/enquiry-let-go", LetEnquiryGo),
    Row("POST", "/legal-holds", PlaceLegalHold),
    Row("POST", "/legal-holds/{hold}/lifting", LiftLegalHold),
)
