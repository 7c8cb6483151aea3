"""What the log held about those whom a record concerns: consents, notes and roles, at a position.

Two positions make a stretch: what was known at a decision is all up to it, what came later the
rest. Nothing is left out because of when it happened, only because of when it was recorded.
"""

from collections.abc import Sequence

import msgspec

from application.looking import Looking
from domain import boundaries, consent, contact, match, person, referral, session
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityQuestionRaised,
)
from domain.confidentiality.state import Break
from domain.decider import Event, Position, Recorded
from domain.people import Subject, subject
from domain.service import StaffLeft, StaffNamed, StaffSupervisorAssigned
from projections.breaks.answers import Line, line_of
from projections.breaks.looks import Seen
from projections.opening import Opener

CONSENTS: tuple[type[Event], ...] = (
    match.ConfidentialityExplained,
    *(
        kind
        for kind in vars(consent).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    ),
)
NOTES: tuple[type[Event], ...] = (
    *(boundaries.BoundaryEventReported, boundaries.ChanceEncounterReported),
    *(contact.ContactMade, person.SafeContactRecorded, person.PersonDied),
    *(referral.EnquiryReceived, referral.GettingToKnowHeld, referral.ReferralReceived),
    referral.WaitContactMade,
    *(session.SessionHeld, session.SessionNotAttended, session.SessionWorryAnswered),
    *(ConfidentialityQuestionRaised, ConfidentialityDecisionRecorded),
)
ROLES: tuple[type[Event], ...] = (
    *(StaffNamed, StaffLeft, StaffSupervisorAssigned),
    *(match.MatchProposed, match.MatchCoordinatorAssigned),
)
AT_WORK: tuple[type[Event], ...] = (StaffNamed, StaffLeft, StaffSupervisorAssigned)


class Then(msgspec.Struct, frozen=True):
    """What was known of those concerned in a stretch of the log.

    ``seen`` is who had seen what of theirs; none where nobody asks for it.
    """

    after: Position
    upto: Position
    consents: list[Line]
    notes: list[Line]
    roles: list[Line]
    seen: Seen | None = None


def known_by(
    looking: Looking, opener: Opener, record: Break, after: Position, upto: Position
) -> Then:
    """What was recorded after one position and up to another, as it stood there.

    An entry that a later one corrected by then is shown as corrected. Nothing is opened that is not
    shown.
    """
    found = {each.position: each for of in concerned_in(record) for each in looking.known(of, upto)}
    if record.service is not None:
        at_work = looking.of_kinds(subject("service", record.service), upto, AT_WORK)
        found |= {each.position: each for each in at_work}
    lines = [found[position] for position in sorted(found) if position > after]
    return Then(
        after=after,
        upto=upto,
        consents=_lines(lines, opener, CONSENTS),
        notes=_lines(lines, opener, NOTES, but=record),
        roles=_lines(lines, opener, ROLES),
    )


def concerned_in(record: Break) -> list[Subject]:
    """The one whom a record is about: a person, a peer supporter, both, or nobody with a name."""
    return [
        subject(noun, identifier)
        for noun, identifier in (("person", record.person), ("peer", record.peer))
        if identifier is not None
    ]


def _lines(
    found: Sequence[Recorded],
    opener: Opener,
    kinds: tuple[type[Event], ...],
    but: Break | None = None,
) -> list[Line]:
    """The lines of some kinds; of other records about somebody, and not of this one."""
    return [
        line_of(opener.open(each))
        for each in found
        if isinstance(each.event, kinds)
        and (but is None or getattr(each.event, "break_id", None) != but.break_id)
    ]
