"""Who has to do with a person, in what way, and when: need to know by an active relationship.

From the person's referrals and matches alone, so it folds without a key. A coordinator looks after
somebody until another does; a deputy and a peer supporter have to do with them while their match
runs. Whom nobody looks after yet is every coordinator's.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.match import PERSONS_MATCHES, Match
from domain.people import MatchId, StaffId, Subject, subject
from domain.referral import PERSONS_REFERRALS, Referral
from domain.referral.folding import PersonsReferrals

NOBODY = Subject("")
"""The holder of a relation that any coordinator may take up."""

FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Relation(StrEnum):
    """In what way somebody has to do with a person."""

    RESPONSIBLE = "RESPONSIBLE"
    DEPUTY = "DEPUTY"
    LAST_RESPONSIBLE = "LAST_RESPONSIBLE"
    UNASSIGNED = "UNASSIGNED"
    PEER_SUPPORTER = "PEER_SUPPORTER"


COORDINATING = frozenset(
    {Relation.RESPONSIBLE, Relation.DEPUTY, Relation.LAST_RESPONSIBLE, Relation.UNASSIGNED}
)
"""The relations in which a coordinator acts."""


class Related(NamedTuple):
    """One relation of one holder to a person, since when and until when."""

    since: datetime
    until: datetime | None
    holder: Subject
    relation: Relation
    match: MatchId | None = None

    def at(self, moment: datetime) -> bool:
        """Whether it held at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


class Requests(msgspec.Struct, frozen=True):
    """All referrals and matches of a person."""

    matches: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    referrals: PersonsReferrals = PersonsReferrals()

    @property
    def related(self) -> tuple[Related, ...]:
        """Everybody who has or had to do with the person, in order of time."""
        spells = [*self._by_matches(), *self._by_referrals()]
        looking_after = [each for each in spells if each.relation is Relation.RESPONSIBLE]
        begun = self._begun()
        if begun is not None:
            spells += _nobody_yet(begun, looking_after)
        return tuple(sorted([*spells, *_the_last(looking_after)], key=_in_order))

    def related_at(self, moment: datetime) -> tuple[Related, ...]:
        """Everybody who has to do with the person at a moment."""
        return tuple(each for each in self.related if each.at(moment))

    def _begun(self) -> datetime | None:
        arrived = [each.arrived_at for each in self.referrals.each.values()]
        proposed = [each.proposed_at for each in self.matches.values()]
        return min((at for at in (*arrived, *proposed) if at is not None), default=None)

    def _by_matches(self) -> Iterator[Related]:
        for identifier, match in self.matches.items():
            if match.proposed_at is None:
                continue
            over_at = match.over_at
            turns = [match.proposed_at, *(each.at for each in match.assignments)]
            for since, until in _between(turns, over_at):
                for staff, relation in (
                    (match.coordinator_at(since), Relation.RESPONSIBLE),
                    (match.deputy_at(since), Relation.DEPUTY),
                ):
                    if staff is not None:
                        yield Related(since, until, subject("staff", staff), relation, identifier)
            met = match.both_accepted_at
            if match.peer is not None and met is not None and (over_at is None or met < over_at):
                peer = subject("peer", match.peer)
                yield Related(met, over_at, peer, Relation.PEER_SUPPORTER, identifier)

    def _by_referrals(self) -> Iterator[Related]:
        for referral in self.referrals.each.values():
            if referral.arrived_at is None:
                continue
            ends = [at for at in (referral.ended_at, referral.support_started_at) if at is not None]
            for since, until in _between(_turns(referral), min(ends, default=None)):
                staff = _looking_after(referral, since)
                if staff is not None:
                    holder = subject("staff", staff)
                    yield Related(since, until, holder, Relation.RESPONSIBLE)


def _looking_after(referral: Referral, moment: datetime) -> StaffId | None:
    """Who had the person at a moment: nobody before they met or were accepted."""
    staff = referral.looked_after_by(moment)
    accepted = referral.accepted_at is not None and referral.accepted_at <= moment
    met = staff is not None and referral.known_to(staff, moment) is not None
    return staff if accepted or met else None


def _turns(referral: Referral) -> list[datetime]:
    """When it may have come into other hands."""
    met = [at for _staff, at in referral.got_to_know]
    handed = [each.at for each in referral.handovers]
    known = [referral.arrived_at, referral.accepted_at, *met, *handed]
    return [at for at in known if at is not None]


def _between(
    turns: Iterable[datetime], over_at: datetime | None
) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches between turns, the last of them until all is over."""
    starts = sorted({at for at in turns if over_at is None or at < over_at})
    if starts:
        yield from zip(starts, [*starts[1:], over_at], strict=True)


def _nobody_yet(begun: datetime, looking_after: list[Related]) -> Iterator[Related]:
    first = min((each.since for each in looking_after), default=None)
    if first is None or begun < first:
        yield Related(begun, first, NOBODY, Relation.UNASSIGNED)


def _the_last(looking_after: list[Related]) -> Iterator[Related]:
    """Who looked after somebody last stays answerable until the next does."""
    for each in looking_after:
        if each.until is None:
            continue
        others = [other for other in looking_after if other is not each]
        goes_on = any(
            other.since <= each.until and (other.until is None or other.until > each.until)
            for other in others
        )
        if not goes_on:
            later = [other.since for other in others if other.since > each.until]
            until = min(later, default=None)
            yield Related(each.until, until, each.holder, Relation.LAST_RESPONSIBLE)


def _in_order(each: Related) -> tuple[datetime, datetime, str, str]:
    return (each.since, each.until or FOR_EVER, each.holder, each.relation)


def _evolve(requests: Requests, recorded: Recorded) -> Requests:
    matches, referrals = requests.matches, requests.referrals
    if type(recorded.event) in PERSONS_MATCHES.hears:
        matches = PERSONS_MATCHES.evolve(matches, recorded)
    if type(recorded.event) in PERSONS_REFERRALS.hears:
        referrals = PERSONS_REFERRALS.evolve(referrals, recorded)
    return Requests(matches, referrals)


RELATED = Fold(
    hears=PERSONS_MATCHES.hears | PERSONS_REFERRALS.hears, initial=Requests(), evolve=_evolve
)
"""Who has to do with a person, over the subject of the person."""
