"""What has happened to a match, and where it stands at a moment."""

from datetime import date, datetime, time

import msgspec

from domain.channels import Channel
from domain.decider import (
    Event,
    Recorded,
)
from domain.folds import Fold
from domain.match.events import (
    ConfidentialityExplained,
    EndingStarted,
    IntroductionHeld,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchProposalAccepted,
    MatchProposalDeclined,
    MatchProposed,
)
from domain.match.language import (
    ChanceEncounter,
    EndKind,
    PlaceType,
    Side,
    Stage,
)
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId


class Agreement(msgspec.Struct, frozen=True):
    """The terms of one version, as far as rules and clocks need them."""

    version: int
    written_at: datetime
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...]
    hours_from: time | None
    hours_to: time | None
    chance_encounter: ChanceEncounter
    planned_end: date | None
    review_on: date


class Match(msgspec.Struct, frozen=True):
    """What has happened to one match. Where it stands at a moment follows (`stage_at`)."""

    person: PersonId | None = None
    peer: PeerId | None = None
    referral: ReferralId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    regulated: bool = False
    proposed_at: datetime | None = None
    yes_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    declined_at: datetime | None = None
    explained_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    introduced_at: datetime | None = None
    not_for_us_at: datetime | None = None
    written: dict[int, Agreement] = msgspec.field(default_factory=dict)
    signed_at: dict[tuple[int, Side], datetime] = msgspec.field(default_factory=dict)
    activated_at: datetime | None = None
    ending_started_at: datetime | None = None
    planned_last: date | None = None
    ended_at: datetime | None = None
    ended_how: EndKind | None = None

    @property
    def both_accepted_at(self) -> datetime | None:
        """When the second side said yes."""
        return max(self.yes_at.values()) if len(self.yes_at) == len(Side) else None

    @property
    def agreed_at(self) -> datetime | None:
        """When both had first accepted the same terms."""
        return min(self._agreed().values(), default=None)

    @property
    def over_at(self) -> datetime | None:
        """When it was over, in whichever way came first."""
        ways = (self.declined_at, self.not_for_us_at, self.ended_at)
        return min((at for at in ways if at is not None), default=None)

    def agreement_at(self, moment: datetime) -> Agreement | None:
        """The terms in force: the latest version that both had accepted by then."""
        accepted = [version for version, at in self._agreed().items() if at <= moment]
        return self.written[max(accepted)] if accepted else None

    def stage_at(self, moment: datetime) -> Stage:
        """Where the match stands at a moment, by the table of 3.3."""

        def by_then(at: datetime | None) -> bool:
            return at is not None and at <= moment

        if not by_then(self.proposed_at):
            return Stage.UNKNOWN
        if by_then(self.over_at):
            return Stage.ENDED if self.over_at == self.ended_at else Stage.DECLINED
        if by_then(self.activated_at):
            return Stage.ENDING if by_then(self.ending_started_at) else Stage.ACTIVE
        if not by_then(self.both_accepted_at):
            return Stage.PROPOSED
        if not by_then(self.introduced_at):
            return Stage.ACCEPTED
        return Stage.AGREED if by_then(self.agreed_at) else Stage.INTRODUCED

    def _agreed(self) -> dict[int, datetime]:
        """Each version that both accepted, and when the second of them did."""
        agreed = {}
        for version in self.written:
            signed = [self.signed_at.get((version, side)) for side in Side]
            given = [at for at in signed if at is not None]
            if len(given) == len(Side):
                agreed[version] = max(given)
        return agreed


def _evolve(match: Match, recorded: Recorded) -> Match:
    """Add one fact. Events come in the order in which they happened, so the first stands."""
    replace = msgspec.structs.replace
    match recorded.event:
        case MatchProposed() as proposed if match.proposed_at is None:
            return replace(
                match,
                person=proposed.person,
                peer=proposed.peer,
                referral=proposed.referral,
                offer=proposed.offer,
                coordinator=proposed.coordinator,
                regulated=proposed.regulated,
                proposed_at=proposed.at,
            )
        case MatchProposalAccepted(by=by, at=at):
            return replace(match, yes_at={by: at} | match.yes_at)
        case MatchProposalDeclined(at=at):
            return replace(match, declined_at=match.declined_at or at)
        case ConfidentialityExplained(to=to, at=at):
            return replace(match, explained_at={to: at} | match.explained_at)
        case IntroductionHeld(at=at):
            return replace(match, introduced_at=match.introduced_at or at)
        case MatchDeclinedAfterIntroduction(at=at):
            return replace(match, not_for_us_at=match.not_for_us_at or at)
        case MatchAgreementWritten() as terms:
            return replace(match, written={terms.version: _terms(terms)} | match.written)
        case MatchAgreementAccepted(version=version, by=by, at=at):
            return replace(match, signed_at={(version, by): at} | match.signed_at)
        case MatchActivated(at=at):
            return replace(match, activated_at=match.activated_at or at)
        case EndingStarted(planned_last=planned_last, at=at):
            return replace(
                match,
                ending_started_at=match.ending_started_at or at,
                planned_last=match.planned_last or planned_last,
            )
        case MatchEnded(how=how, at=at):
            return replace(match, ended_at=match.ended_at or at, ended_how=match.ended_how or how)
        case _:
            return match


def _terms(written: MatchAgreementWritten) -> Agreement:
    spoken = {
        field: getattr(written, field)
        for field in Agreement.__struct_fields__
        if field != "written_at"
    }
    return Agreement(written_at=written.at, **spoken)


def _evolve_each(matches: dict[MatchId, Match], recorded: Recorded) -> dict[MatchId, Match]:
    identifier: MatchId = recorded.event.match  # type: ignore[attr-defined]  # all of _HEARD have it
    return matches | {identifier: _evolve(matches.get(identifier, Match()), recorded)}


_HEARD: frozenset[type[Event]] = frozenset(
    {
        MatchProposed,
        MatchProposalAccepted,
        MatchProposalDeclined,
        ConfidentialityExplained,
        IntroductionHeld,
        MatchDeclinedAfterIntroduction,
        MatchAgreementWritten,
        MatchAgreementAccepted,
        MatchActivated,
        EndingStarted,
        MatchEnded,
    }
)

MATCH = Fold(hears=_HEARD, initial=Match(), evolve=_evolve)
"""One match, over the subject of the match."""

NO_MATCHES: dict[MatchId, Match] = {}
PERSONS_MATCHES = Fold(hears=_HEARD, initial=NO_MATCHES, evolve=_evolve_each)
"""Every match of a person, over the subject of the person."""

PEERS_MATCHES = Fold(hears=_HEARD, initial=NO_MATCHES, evolve=_evolve_each)
"""Every match of a peer supporter, over the subject of the peer supporter."""
