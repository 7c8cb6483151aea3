"""How somebody outside comes to judge one record: by a link that runs out, and a code told apart.

The link opens one record to one person, and is taken back at any moment. Only a digest of the code
is kept. Whoever decided neither gives a link out nor takes one back (design, section 5).
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from domain.adoption import definitions_of
from domain.confidentiality.commands_after import (
    InvitingCommand,
    IssueReviewLink,
    UseReviewLink,
    WithdrawReviewLink,
)
from domain.confidentiality.events_after import (
    ReviewLinkIssued,
    ReviewLinkUsed,
    ReviewLinkWithdrawn,
)
from domain.confidentiality.folding import BREAK
from domain.confidentiality.independence import doers
from domain.confidentiality.recording import must_be_known
from domain.confidentiality.refusals import (
    DeciderChoosesReviewer,
    LinkDoesNotOpen,
    LinkTooLong,
    MayNotInvite,
    NotADigest,
    UnknownBreak,
    UnknownLink,
    WordsMissing,
)
from domain.confidentiality.sections import says_something
from domain.confidentiality.state import Break, Link
from domain.decider import Decider, Event, Read, event_of
from domain.definitions import DEFAULTS, Definitions
from domain.people import ActorId, LinkId, subject
from domain.periods import LOCAL
from domain.service import SERVICE, Duty, Service

DIGEST = re.compile(r"[0-9a-f]{64}")
MAY_INVITE = (Duty.MANAGER, Duty.CHAIR, Duty.REVIEWER, Duty.SAFEGUARDING_LEAD)


class InvitingAsked(msgspec.Struct, frozen=True):
    """A record and its service, who asks, when, and new identifiers."""

    now: datetime
    by: ActorId
    record: Break
    service: Service
    new_link: LinkId
    new_outsider: ActorId
    definitions: Definitions = DEFAULTS


def gather(command: InvitingCommand, read: Read) -> InvitingAsked:
    """Look at the record and its service."""
    record: Break = read(BREAK, subject("break", command.break_id))
    return InvitingAsked(
        now=read.now,
        by=read.by,
        record=record,
        service=read(SERVICE, subject("service", record.service or read.service)),
        new_link=LinkId(read.fresh("link")),
        new_outsider=ActorId(read.fresh("outsider")),
        definitions=definitions_of(read),
    )


def decide(command: InvitingCommand, state: InvitingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    record = state.record
    must_be_known(record)
    ids: dict[str, Any] = {"break_id": record.break_id, "service": record.service}
    match command:
        case IssueReviewLink():
            return [_invited(command, state)]
        case UseReviewLink(code=code):
            which = _opened_by(code, record, state.now)
            return [ReviewLinkUsed(**ids, link=which, at=state.now)]
        case WithdrawReviewLink(link=which):
            if state.by in doers(record):
                raise DeciderChoosesReviewer(
                    "You decided this, so someone else says who judges it."
                )
            if which not in record.links:
                raise UnknownLink("No link was given out under this identifier.")
            if record.links[which].withdrawn_at is not None:
                return []
            return [ReviewLinkWithdrawn(**ids, link=which, at=state.now)]


def _invited(command: IssueReviewLink, state: InvitingAsked) -> Event:
    record, now = state.record, state.now
    actor = ActorId(command.issued_by)
    if {actor, state.by} & doers(record):
        raise DeciderChoosesReviewer(
            "You decided this, so someone else chooses who judges it.", field="issued_by"
        )
    if not state.service.is_named(command.issued_by, *MAY_INVITE):
        raise MayNotInvite(
            "A manager, the chair, a reviewer or the safeguarding lead asks somebody outside.",
            field="issued_by",
        )
    if not says_something(command.to):
        raise WordsMissing("Say who is asked.", field="to")
    if DIGEST.fullmatch(command.code_digest) is None:
        raise NotADigest("Give the SHA-256 of the secret in hexadecimal.", field="code_digest")
    days = state.definitions.review_link_valid_days
    latest = now + timedelta(days=days)
    expires_at = _zoned(command.expires_at) if command.expires_at is not None else latest
    if not now < expires_at <= latest:
        raise LinkTooLong(f"Let the link run out within {days} days.", field="expires_at")
    return event_of(
        ReviewLinkIssued,
        command,
        break_id=record.break_id,
        service=record.service,
        link=state.new_link,
        outsider=state.new_outsider,
        code_digest=bytes.fromhex(command.code_digest),
        expires_at=expires_at,
        at=now,
    )


def link_opened_by(code: str, links: dict[LinkId, Link], at: datetime) -> LinkId | None:
    """Which of some links a secret opens at a moment, compared in constant time."""
    digest = hashlib.sha256(code.encode()).digest()
    found = None
    for which, link in links.items():
        if hmac.compare_digest(link.digest, digest) and link.opens_at(at):
            found = which
    return found


def _opened_by(code: str, record: Break, now: datetime) -> LinkId:
    which = link_opened_by(code, record.links, now)
    if which is None or record.links[which].outsider in record.conflicts:
        raise LinkDoesNotOpen("This link has run out or is not for this record. Ask for a new one.")
    return which


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL)


decider = Decider(
    noun="break",
    commands=(IssueReviewLink, UseReviewLink, WithdrawReviewLink),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        UnknownLink,
        DeciderChoosesReviewer,
        MayNotInvite,
        WordsMissing,
        NotADigest,
        LinkTooLong,
        LinkDoesNotOpen,
    ),
)
