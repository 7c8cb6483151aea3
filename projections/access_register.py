"""Who could see, and who did see, one person between two moments, and on what basis.

What was seen comes from the log of reads, by its subject; what could be seen from all that held at
any time in between (`projections.could_see`).
"""

from datetime import datetime

import msgspec

from application.register import Register
from domain.access import AnswerGiven, AnswerRefused, reader_in
from domain.decider import Malformed, Position, Recorded
from domain.people import LOCAL_OPERATOR, ServiceId, Subject, subject
from projections.catch_up import Views
from projections.could_see import Basis, Between, Could, could_see
from projections.openings import VIEW as OPENINGS
from projections.relationships import RELATIONSHIPS, ROLES, SUPERVISIONS

MOST_ENTRIES = 5_000
"""So many reads stand in one answer, the latest first; ``until`` asks for those before."""


class Did(msgspec.Struct, frozen=True):
    """One answer that was given or refused, by its place in the log of reads."""

    position: Position
    at: datetime
    who: str
    view: str
    given: bool
    basis: tuple[str, ...]
    opening: Position | None
    refusal: str | None


class AccessRegister(msgspec.Struct, frozen=True):
    """Both, for one person or peer supporter, and how far log and log of reads reached.

    ``more_until`` is the moment to ask up to for the reads before these, if there are more.
    """

    subject: Subject
    since: datetime
    until: datetime
    could_see: list[Could]
    did_see: list[Did]
    position: Position
    reads: Position
    more_until: datetime | None


class NotAStretchOfTime(Malformed):
    """It begins after its end."""


def access_register(
    views: Views, register: Register, service: ServiceId, about: Subject, between: Between
) -> AccessRegister:
    """Who could see and who did see somebody in a service. Raises `NotAStretchOfTime`."""
    if between.since > between.until:
        raise NotAStretchOfTime("Begin before the end.", field="since")
    position = views.catch_up([ROLES.name, RELATIONSHIPS.name, SUPERVISIONS.name, OPENINGS.name])
    could = [Could(LOCAL_OPERATOR, Basis.OPERATOR, None, None, None, None)]
    could += could_see(views, service, about, between, position)
    latest = register.latest(about, *between, MOST_ENTRIES)
    return AccessRegister(
        subject=about,
        since=between.since,
        until=between.until,
        could_see=could,
        did_see=[_did(each) for each in reversed(latest.entries)],
        position=position,
        reads=register.position(),
        more_until=None if latest.all else latest.entries[0].recorded_at,
    )


def _did(recorded: Recorded) -> Did:
    event = recorded.event
    given = event if isinstance(event, AnswerGiven) else None
    return Did(
        position=recorded.position,
        at=recorded.recorded_at,
        who=reader_in(recorded.tags),
        view=getattr(event, "view", ""),
        given=given is not None,
        basis=() if given is None else given.basis,
        opening=None if given is None else given.opening,
        refusal=event.rule if isinstance(event, AnswerRefused) else None,
    )


def subject_of(person: str | None, peer: str | None) -> Subject:
    """The one who is asked about. Raises `NotOneSubject`."""
    if (person is None) == (peer is None):
        raise NotOneSubject("Name one person, or one peer supporter.", field="person")
    return subject("person", person) if person is not None else subject("peer", peer or "")


class NotOneSubject(Malformed):
    """The register is asked about exactly one."""
