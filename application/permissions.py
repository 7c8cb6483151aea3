"""The one policy: whether somebody may do something, and whose information they may see.

A rule (`application.policy`) gives a role everything in the service, or its own. What is its own:

- a coordinator's: whom they look after or deputise for, whom they looked after last, and whom
  nobody looks after yet; every peer supporter, group and course;
- a supervisor's: the peer supporters whose supervision they hold, and whom these support;
- a peer supporter's: themself, and whom they support;
- of a role that was given for one case, one group or one course: that, and nothing else;
- of whoever opened a record without a relation (`domain.opening`): to read it, until that ends.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Protocol, get_type_hints

import msgspec

from application.ledger import Reading
from application.policy import (
    BY_LINK,
    COMMANDS,
    GRAVEST,
    OPEN_TO_ALL,
    OPENED,
    OWN,
    TELL_OF_CONCERNS,
    TELL_OF_PEERS,
    TELL_OF_PEOPLE,
    VIEWS,
    WHOLE,
    Rule,
)
from application.principal import OUTSIDER, Principal, Proof
from application.scope import ALL, EVERYTHING, NOTHING, Scope, Some, only
from domain.access import ACCESS, COORDINATING, NOBODY, RELATED, Held, Related, Role
from domain.catalogue import EVENTS
from domain.complaint import MakeComplaint
from domain.concern_between_peers import CONCERN
from domain.confidentiality import BREAK
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Position, Recorded, Refusal
from domain.folds import Fold
from domain.match import MATCH
from domain.opening import OpenRecord
from domain.peer import PEER
from domain.people import NOUN_OF_ID, Subject, subject
from domain.referral import REFERRAL
from domain.safeguarding import RaiseConcern

NEVER_REFUSED = (RecordEmergencyBreak, MakeComplaint, RaiseConcern)
"""What anybody may record, whatever roles they hold: danger, a worry, a complaint."""
OPERATED_AS = frozenset({Role.SERVICE_MANAGER, Role.COORDINATOR})
"""The roles whose places are offered to whoever holds the machine, who may see all others too."""
OPERATES, OPENING, LINK = "OPERATOR", "OPENING", "LINK"
"""The bases on which whoever holds the machine sees everything, of an opened record, of a link."""


class NotPermitted(Refusal):
    """The roles of the one who asks do not cover this."""

    status = 403


class NotProved(NotPermitted):
    """What is asked is open only to somebody who has just shown a code; a program never has."""


class Relations(Protocol):
    """Who has to do with whom at this moment, for whoever shows something."""

    def people_of(self, holder: Subject) -> Collection[Subject]:
        """The people with whom somebody has to do, in whatever way."""

    def supervised_by(self, holder: Subject) -> Collection[Subject]:
        """The peer supporters whose supervision somebody holds."""

    def concerns_of(self, holder: Subject) -> Collection[str]:
        """The safeguarding concerns that somebody may see, by their identifiers."""

    def opened_by(self, holder: Subject) -> Mapping[Subject, Position]:
        """The people whose record somebody has opened for now, each with the entry of that."""


# --- Seeing ---


def must_see(view: str, principal: Principal, held: Iterable[Held]) -> None:
    """Raise `NotPermitted` where no role of somebody's reaches into a view at all.

    Raises `NotProved` where it does, and the view asks them to show first that it is them.
    """
    if principal.operates or view in OPEN_TO_ALL or view in BY_LINK:
        return
    held = tuple(held)
    if not any(each.role in VIEWS[view] for each in held) and not may_open(view, held):
        raise NotPermitted("Your role does not cover this. Ask a manager of the service.")
    must_have_proved(view, principal)


def sees(view: str, principal: Principal, held: Iterable[Held]) -> bool:
    """Whether a role of somebody's reaches into a view; who operates is offered casework."""
    roles = OPERATED_AS if principal.operates else {each.role for each in held}
    return not roles.isdisjoint(VIEWS[view])


def scope_of(view: str, principal: Principal, held: Iterable[Held], relations: Relations) -> Scope:
    """Whose rows of a view somebody may see.

    Safeguarding concerns are in nobody's reach by a role alone: each is for those whom its own rule
    names (`domain.safeguarding.seeing`).
    """
    if principal.operates:
        return EVERYTHING
    found = _reached(view, principal, held, relations)
    theirs = principal.holder is not None and view in TELL_OF_CONCERNS
    concerns = relations.concerns_of(principal.holder) if theirs and principal.holder else ()
    return msgspec.structs.replace(found, concerns=Some(frozenset(concerns)))


def _reached(view: str, principal: Principal, held: Iterable[Held], relations: Relations) -> Scope:
    rule, found = VIEWS[view], NOTHING
    for each in held:
        reach = rule.get(each.role)
        if reach is None:
            continue
        if each.over is not None:
            found |= only([each.over])
        elif reach is WHOLE:
            return EVERYTHING
        else:
            found |= _own(each, relations)
    if may_open(view, held) and principal.holder is not None:
        found |= only(relations.opened_by(principal.holder))
    return found


def may_open(view: str, held: Iterable[Held]) -> bool:
    """Whether a view shows somebody those whose record they opened for now."""
    rule = COMMANDS[OpenRecord]
    return view in OPENED and any(each.role in rule and each.over is None for each in held)


def _own(held: Held, relations: Relations) -> Scope:
    """What is somebody's own in a role that they hold for the whole service."""
    holder = held.holder
    match held.role:
        case Role.COORDINATOR:
            people = {*relations.people_of(holder), *relations.people_of(NOBODY)}
            return only(people) | Scope(peer=ALL, gathering=ALL, of_service=True)
        case Role.SUPERVISOR:
            peers = relations.supervised_by(holder)
            return only([*peers, *(each for peer in peers for each in relations.people_of(peer))])
        case Role.PEER_SUPPORTER:
            return only([holder, *relations.people_of(holder)])
        case Role.SAFEGUARDING_LEAD | Role.CONFIDENTIALITY_REVIEWER:
            return Scope(breaks=ALL)
        case _:
            return NOTHING


def sees_everybody(role: Role, about: Subject) -> bool:
    """Whether a role reaches everybody of a kind in some view that tells of people."""
    views = TELL_OF_PEERS if about.startswith("peer:") else TELL_OF_PEOPLE
    return any(VIEWS[view].get(role) is WHOLE for view in views) or (
        role is Role.COORDINATOR and about.startswith("peer:")
    )


def sees_group(role: Role, over: Subject | None, group: Subject) -> bool:
    """Whether a role shows somebody the page of a group, with those who belong to it."""
    if role not in VIEWS["group"]:
        return False
    if over is not None:
        return over == group
    return VIEWS["group"][role] is WHOLE or role is Role.COORDINATOR


def basis_of(view: str, principal: Principal, held: Iterable[Held]) -> tuple[str, ...]:
    """By what somebody sees a view: the roles that reach into it, or that they operate."""
    if principal.operates:
        return (OPERATES,)
    if view in BY_LINK:
        return (LINK,)
    rule = VIEWS.get(view, {})
    return tuple(sorted({each.role.value for each in held if each.role in rule}))


# --- Doing ---


def must_be_permitted(command: Command, principal: Principal, read: Reading) -> None:
    """Raise `NotPermitted` unless a role of the one who asks covers a command, or `NotProved`."""
    if principal.operates or isinstance(command, NEVER_REFUSED):
        return
    if (principal.holder or "").startswith(f"{OUTSIDER}:"):
        _must_be_let_in(command, principal, read)
        return
    rule = COMMANDS[type(command)]
    access = read(ACCESS, subject("service", read.service))
    held = access.of(principal.holder, read.now)
    if not _covers(rule, command, held, read):
        raise NotPermitted("Your role does not cover this. Ask somebody whose role does.")
    must_have_proved(type(command), principal)


def _must_be_let_in(command: Command, principal: Principal, read: Reading) -> None:
    """Raise `NotPermitted` unless a link opens the one record of a command to somebody outside."""
    which = getattr(command, "break_id", None)
    if type(command) in BY_LINK and which is not None:
        record = read(BREAK, subject("break", which))
        mine = (each for each in record.links.values() if each.outsider == principal.actor)
        if any(each.opens_at(read.now) for each in mine):
            return
    raise NotPermitted("This link does not cover this. Ask whoever sent it.")


def must_have_proved(asked: type[Command] | str, principal: Principal) -> None:
    """Raise `NotProved` where a command, view or file asks for a code that was not just shown."""
    if principal.operates or asked not in GRAVEST or principal.proof is Proof.JUST_NOW:
        return
    if principal.proof is Proof.OF_PROGRAM:
        raise NotProved("A program may not do this. Sign in, and do it yourself.")
    raise NotProved(
        "Show first that it is you: enter a code of your app on the page /me/prove. "
        "Then do this again, within ten minutes."
    )


def must_ask(kind: type[Command], principal: Principal, held: Iterable[Held]) -> None:
    """Raise `NotPermitted` where no role of somebody's covers a kind of command at all."""
    if not may_ask(kind, principal, held):
        raise NotPermitted("Your role does not cover this. Ask somebody whose role does.")


def may_ask(kind: type[Command], principal: Principal, held: Iterable[Held]) -> bool:
    """Whether a role of somebody's covers a kind of command, of whomever it is then about."""
    if principal.operates or kind in NEVER_REFUSED:
        return True
    return any(each.role in COMMANDS[kind] for each in held)


def _covers(rule: Rule, command: Command, held: Iterable[Held], read: Reading) -> bool:
    reaching = [each for each in held if each.role in rule and _wrote(each, command, read)]
    if any(rule[each.role] is WHOLE and each.over is None for each in reaching):
        return True
    if not reaching:
        return False
    concerned = concerned_by(command, read)
    return any(
        each.over in concerned
        if each.over is not None
        else rule[each.role] is OWN and _is_own(each, concerned, read)
        for each in reaching
    )


def _wrote(held: Held, command: Command, read: Reading) -> bool:
    """Whether a correction is of somebody's own words, where their role covers nothing more.

    Much stands under a peer supporter that is not theirs to change: that they were suspended, what
    was decided at their supervision. What they wrote themself is.
    """
    if held.role is not Role.PEER_SUPPORTER or not isinstance(
        command, CorrectEntry | MarkEnteredInError
    ):
        return True
    versions = read.versions(command.entry)
    return versions is not None and versions.first.by == held.holder.partition(":")[2]


def _is_own(held: Held, concerned: Collection[Subject], read: Reading) -> bool:
    """Whether what a command concerns is somebody's own."""
    people = [each for each in concerned if each.startswith("person:")]
    peers = [each for each in concerned if each.startswith("peer:")]
    match held.role:
        case Role.COORDINATOR:
            if people:
                return any(_looks_after(held.holder, each, read) for each in people)
            return bool(concerned)
        case Role.SUPERVISOR:
            staff = held.holder.partition(":")[2]
            return any(read(PEER, each).supervisor == staff for each in peers)
        case Role.PEER_SUPPORTER:
            return held.holder in peers
        case _:
            return False


def _looks_after(holder: Subject, person: Subject, read: Reading) -> bool:
    related: tuple[Related, ...] = read(RELATED, person).related_at(read.now)
    return any(
        each.holder in {holder, NOBODY} and each.relation in COORDINATING for each in related
    )


def concerned_by(command: Command, read: Reading) -> frozenset[Subject]:
    """Whom and what a command concerns: what it names, and whom that leads to."""
    if isinstance(command, CorrectEntry | MarkEnteredInError):
        versions = read.versions(command.entry)
        tags = versions.first.tags if versions is not None else ()
        return frozenset(each for each in tags if not each.startswith("service:"))
    found: set[Subject] = set()
    for field, noun in _named_by(type(command)):
        identifier = getattr(command, field)
        if identifier is not None:
            about = subject(noun, identifier)
            found |= {about, *_led_to(noun, about, read)}
    return frozenset(found)


def _led_to(noun: str, about: Subject, read: Reading) -> Iterable[Subject]:
    """The two of a match, the person of a referral, the place of a concern, whose a consent is."""
    behind: Any
    match noun:
        case "match":
            behind = read(MATCH, about)
        case "referral":
            behind = read(REFERRAL, about)
        case "concern":
            behind = read(CONCERN, about)
        case "break":
            behind = read(BREAK, about)
        case "consent" | "authority" | "disclosure" | "story_request":
            behind = read(_WHOSE, about)
            return () if behind is None else (behind,)
        case _:
            return ()
    return [
        subject(kind, identifier)
        for kind in ("person", "peer", "group", "programme")
        if (identifier := getattr(behind, kind, None)) is not None
    ]


def _whose(before: Subject | None, recorded: Recorded) -> Subject | None:
    said: Any = recorded.event
    if said.peer is not None:
        return subject("peer", said.peer)
    person = getattr(said, "person", None)
    return before if person is None else subject("person", person)


_NOBODYS: Subject | None = None
_WHOSE = Fold(
    hears=frozenset(
        kind
        for kind in EVENTS.values()
        if {"peer", "person"} <= {*kind.__struct_fields__}
        or {"peer", "story_request"} <= {*kind.__struct_fields__}
    ),
    initial=_NOBODYS,
    evolve=_whose,
)
"""Whose something is that belongs to one person or one peer supporter, such as a consent."""


@cache
def _named_by(kind: type[Command]) -> tuple[tuple[str, str], ...]:
    """The fields of a command that name somebody or something, each with its noun."""
    found = []
    for field, hint in get_type_hints(kind).items():
        parts = (hint, *getattr(hint, "__args__", ()))
        found += [
            (field, NOUN_OF_ID[part])
            for part in parts
            if part in NOUN_OF_ID and NOUN_OF_ID[part] != "service"
        ]
    return tuple(found)


__all__ = [
    "NotPermitted",
    "NotProved",
    "Relations",
    "concerned_by",
    "may_ask",
    "must_ask",
    "must_be_permitted",
    "must_have_proved",
    "must_see",
    "scope_of",
    "sees",
]
