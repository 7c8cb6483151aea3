"""What the log held about those whom a record concerns: consents, notes and roles, at a position.

Two positions make a stretch: what was known at a decision is all up to it, what came later the
rest. Nothing is left out because of when it happened, only because of when it was recorded.
"""

from collections.abc import Callable, Sequence

import msgspec

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
    *(referral.GettingToKnowHeld, referral.ReferralReceived, referral.WaitContactMade),
    *(session.SessionHeld, session.SessionNotAttended, session.SessionWorryAnswered),
    *(ConfidentialityQuestionRaised, ConfidentialityDecisionRecorded),
)
ROLES: tuple[type[Event], ...] = (
    *(StaffNamed, StaffLeft, StaffSupervisorAssigned),
    *(match.MatchProposed, match.MatchCoordinatorAssigned),
)
AT_WORK: tuple[type[Event], ...] = (StaffNamed, StaffLeft, StaffSupervisorAssigned)

History = Callable[[Subject, Position], Sequence[Recorded]]


class Then(msgspec.Struct, frozen=True):
    """What was known of those concerned in a stretch of the log.

    ``seen`` is who had seen what of theirs; none where looks are not kept.
    """

    after: Position
    upto: Position
    consents: list[Line]
    notes: list[Line]
    roles: list[Line]
    seen: list[Line] | None = None


def known_by(
    history: History, opener: Opener, record: Break, after: Position, upto: Position
) -> Then:
    """What was recorded after one position and up to another, as it stood there.

    An entry that a later one corrected by then is shown as corrected. Nothing is opened that is not
    shown.
    """
    concerned = [
        subject(noun, identifier)
        for noun, identifier in (("person", record.person), ("peer", record.peer))
        if identifier is not None
    ]
    found = {each.position: each for of in concerned for each in history(of, upto)}
    if record.service is not None:
        at_work = history(subject("service", record.service), upto)
        found |= {each.position: each for each in at_work if isinstance(each.event, AT_WORK)}
    lines = [found[position] for position in sorted(found) if position > after]
    return Then(
        after=after,
        upto=upto,
        consents=_lines(lines, opener, CONSENTS),
        notes=_lines(lines, opener, NOTES, but=record),
        roles=_lines(lines, opener, ROLES),
    )


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
