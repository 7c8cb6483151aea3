"""What each side was told about the other before they answered a proposal, when and by which way.

What a peer supporter has lived through is theirs to share: before it is told to the person, a
consent of theirs for just that has to be named (domain reference, 2.3, 3.3 and 4.1). What the
person said is told to the peer supporter as far as the person agreed. What has been told already
is recorded as it was, and looked at afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from domain.consent import (
    CONSENTS,
    COVERAGE,
    Audience,
    Listener,
    OneOffConsentUsed,
    Opened,
    Purpose,
    ToldBy,
    Use,
    Verdict,
    may_disclose,
)
from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, event_of
from domain.dimensions import NotAnItem, item_of
from domain.disclosure import stated_at
from domain.flags import Flag
from domain.folds import Fold
from domain.match import MATCH, Match, MatchIsOver, SharedCodes, Side, UnknownMatch
from domain.people import ConsentId, MatchId, PeerId, PersonId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import SharedWords
from domain.preferences import MOST_ITEMS, PREFERENCES, Said, TooManyItems

# --- Events ---


class MatchProposalShared(Event, frozen=True, kw_only=True):
    """One side was told of the other whom a match is proposed with; ``at`` is when.

    ``items`` is what was told of the other, as ``IMPACT:WORK``, and ``told`` how many that were.
    ``consents`` are those of the peer supporter that were in force for it then. ``agreed`` says
    that the person agreed to what was told of them.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    to: Side
    channel: ToldBy
    coordinator: StaffId | None = None
    items: SharedCodes = ()
    told: int = 0
    consents: tuple[ConsentId, ...] = ()
    agreed: bool = False
    note: SharedWords = None


# --- Commands ---


class ShareProposal(Command, frozen=True, kw_only=True):
    """Tell one side of the other: of the peer supporter only under consents that are named.

    Without ``at`` it is about to be told, and refused where it must not be. With ``at`` it has
    been told then: that is recorded, whatever consents there were.
    """

    match: MatchId
    to: Side
    channel: ToldBy
    coordinator: StaffId | None = None
    items: tuple[str, ...] = ()
    consents: tuple[ConsentId, ...] = ()
    agreed: bool = False
    note: str | None = None
    at: datetime | None = None


# --- State ---


class Shared(msgspec.Struct, frozen=True):
    """One telling, as far as everybody may know of it."""

    at: datetime
    to: Side
    told: int
    consents: tuple[ConsentId, ...]
    agreed: bool

    @property
    def was_allowed(self) -> bool:
        """Whether nothing was told of the other, or whose it is let it be told."""
        return not self.told or (bool(self.consents) if self.to is Side.PERSON else self.agreed)


def _evolve(
    shared: Mapping[MatchId, tuple[Shared, ...]], recorded: Recorded
) -> Mapping[MatchId, tuple[Shared, ...]]:
    match recorded.event:
        case MatchProposalShared(match=identifier) as told:
            one = Shared(told.at, told.to, told.told, told.consents, told.agreed)
            return {**shared, identifier: (*shared.get(identifier, ()), one)}
        case _:
            return shared


_NONE: Mapping[MatchId, tuple[Shared, ...]] = {}
PROPOSALS_SHARED = Fold(hears=frozenset({MatchProposalShared}), initial=_NONE, evolve=_evolve)
"""What was told about proposed matches, over the subject of a person, peer or match."""


def flags_of_sharing(shared: Sequence[Shared], match: Match) -> Iterator[Flag]:
    """That something was told which its owner had not let be told."""
    for each in shared:
        if not each.was_allowed and each.to is Side.PERSON:
            yield Flag(
                "TOLD_WITHOUT_CONSENT",
                "Something of the peer supporter's own was told to the person, and no consent "
                "for that is recorded. Tell the peer supporter, and ask how it is for them.",
                each.at,
                match.over_at,
            )
        elif not each.was_allowed:
            yield Flag(
                "TOLD_WITHOUT_AGREEMENT",
                "Something that the person said was told to the peer supporter, and it is not "
                "recorded that they agreed. Tell the person, and ask how it is for them.",
                each.at,
                match.over_at,
            )


class SharingAsked(msgspec.Struct, frozen=True):
    """A match, what its peer supporter lets be told, and the moment of asking."""

    match: Match
    opened: Opened
    said: Said
    now: datetime


# --- Refusals ---


class PeerHasNotConsented(Refusal):
    """No consent of the peer supporter lets this be told to the person in this way."""


class PersonHasNotAgreedToThis(Refusal):
    """The person has not agreed that this is told of them."""


# --- Decider ---


def gather(command: ShareProposal, read: Read) -> SharingAsked:
    """Look at the match and at what its peer supporter lets be told; unread, it opens nothing."""
    found: Match = read(MATCH, subject("match", command.match))
    if found.peer is None or command.to is Side.PEER or not command.items:
        return SharingAsked(found, Opened(), Said(), read.now)
    of = subject("peer", found.peer)
    opened = Opened(read(CONSENTS, of), read(COVERAGE, of))
    return SharingAsked(found, opened, read(PREFERENCES, of), read.now)


def decide(command: ShareProposal, state: SharingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    at = happened(command.at, state.now)
    items = tuple(dict.fromkeys(_written(each) for each in command.items))
    if len(items) > MOST_ITEMS:
        raise TooManyItems(f"Name at most {MOST_ITEMS} things.", field="items")
    under = _allowed(command, state, items, at) if command.to is Side.PERSON and items else ()
    if command.at is None:
        _must_be_told(command, state, items, under)
    shared = event_of(
        MatchProposalShared,
        command,
        person=match.person,
        peer=match.peer,
        items=items,
        told=len(items),
        consents=under,
        at=at,
    )
    once = [each for each in under if state.opened.consents[each].use is Use.ONE_OFF]
    used = [
        OneOffConsentUsed(consent=each, peer=match.peer, used_at=at, at=state.now) for each in once
    ]
    return [shared, *used]


def _must_be_told(
    command: ShareProposal,
    state: SharingAsked,
    items: tuple[str, ...],
    under: tuple[ConsentId, ...],
) -> None:
    """Raise where something is about to be told that must not be."""
    if state.match.over_at is not None:
        raise MatchIsOver("This match is over. Nobody is told of it any more.")
    if not items:
        return
    if command.to is Side.PERSON and (not under or set(under) != set(command.consents)):
        raise PeerHasNotConsented(
            "Name consents of this peer supporter that are in force for telling the person before "
            "a match, in this way. Ask them first. If it was told already, say when.",
            field="consents",
        )
    if command.to is Side.PEER and not command.agreed:
        raise PersonHasNotAgreedToThis(
            "Ask the person first whether this may be told of them, and say that they agreed. "
            "If it was told already, say when.",
            field="agreed",
        )


def _allowed(
    command: ShareProposal, state: SharingAsked, items: tuple[str, ...], at: datetime
) -> tuple[ConsentId, ...]:
    """Those of the consents named under which all of it may be told to the person at a moment.

    None where one item is not covered, or was refused.
    """
    named = {
        identifier: consent
        for identifier, consent in state.opened.consents.items()
        if consent.is_refusal or identifier in command.consents
    }
    opened = Opened(named, state.opened.coverage)
    to = Listener(audience=Audience.PROSPECTIVE_PERSON)
    purpose = Purpose.SHARE_WITH_PERSON_BEFORE_MATCH
    under: dict[ConsentId, None] = {}
    for item in items:
        since = stated_at(item, state.said)
        answer = may_disclose(opened, item, to, purpose, command.channel, at, stated_at=since)
        if answer.verdict is not Verdict.ALLOWED or answer.consent is None:
            return ()
        under[answer.consent] = None
    return tuple(under)


def _written(text: str) -> str:
    item = item_of(text, "items")
    return f"{item.dimension}:{item.code}"


decider = Decider(
    noun="match",
    commands=(ShareProposal,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        NotAnItem,
        TooManyItems,
        PeerHasNotConsented,
        PersonHasNotAgreedToThis,
        NotYetHappened,
        TooLongAgo,
    ),
)
