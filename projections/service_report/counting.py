"""What a service did over some days, counted for its report: every number, before any is closed.

Everything comes from the folds that the pages and the lists read. ``look`` stands at the end of the
last day, so what was learned later, or happened later, is absent.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

import msgspec

from application.looking import Looking
from domain.confidentiality import BREAK, Break
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityQuestionRaised,
    InformationPassedOn,
)
from domain.funding import FUNDINGS, Funding, Target
from domain.instruments import Instrument
from domain.match import PERSONS_MATCHES, SUPPORT_STAGES, EndKind, Match
from domain.peer import PEER, Peer, PeerInterestExpressed
from domain.peer import Stage as PeerStage
from domain.peer_measures import PEER_MEASURES, changes_of
from domain.people import ConcernId, FundingId, MatchId, PersonId, SessionId, Subject, subject
from domain.periods import end_of, start_of
from domain.person import PersonRegistered
from domain.referral import PERSONS_REFERRALS, Referral, Source
from domain.safeguarding.events import ConcernPassedOn, ConcernRaised
from domain.service import SERVICE, Service
from domain.session import SESSIONS, Session
from domain.session import Stage as SessionStage
from projections.outcome_change import Ended, ended_of
from projections.waits import WaitKind, waits_of

RECORDS = (ConfidentialityQuestionRaised, ConfidentialityDecisionRecorded, InformationPassedOn)


class Arranged(StrEnum):
    """What became of a session that was arranged."""

    HELD = "HELD"
    CANCELLED = "CANCELLED"
    NOT_ATTENDED = "NOT_ATTENDED"


class Days(msgspec.Struct, frozen=True):
    """Some local days, from the first to the last."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        """The first moment."""
        return start_of(self.since)

    @property
    def end(self) -> datetime:
        """The last moment."""
        return end_of(self.until)

    def hold(self, moment: datetime | None) -> bool:
        """Whether something happened on one of these days."""
        return moment is not None and self.start <= moment <= self.end


class Figures(msgspec.Struct):
    """What was counted. Waits are in days, of those that ended; minutes are of sessions held.

    ``stayed`` has the months that each peer supporter has been, or was, with the service, and
    whether they have left. ``peers_changed`` has, for each peer supporter who answered how they are
    on these days and before, the change of the score since their first answer.
    """

    sources: Counter[Source] = msgspec.field(default_factory=Counter)
    accepted: int = 0
    started: int = 0
    supported: int = 0
    new: int = 0
    waits: dict[WaitKind, list[int]] = msgspec.field(default_factory=dict)
    waiting: int = 0
    matches_began: int = 0
    matches_ended: Counter[EndKind] = msgspec.field(default_factory=Counter)
    matches_running: int = 0
    sessions: Counter[Arranged] = msgspec.field(default_factory=Counter)
    minutes: int = 0
    peers_before: int = 0
    peers_stayed: int = 0
    peers_joined: int = 0
    peers_active: int = 0
    supervised: int = 0
    trained: int = 0
    concerns: set[ConcernId] = msgspec.field(default_factory=set)
    passed_on: set[ConcernId] = msgspec.field(default_factory=set)
    shared: int = 0
    not_shared: int = 0
    stayed: list[tuple[float, bool]] = msgspec.field(default_factory=list)
    ended: list[Ended] = msgspec.field(default_factory=list)
    asked: list[tuple[str, Target, int]] = msgspec.field(default_factory=list)
    peers_changed: dict[Instrument, list[float]] = msgspec.field(default_factory=dict)

    @property
    def instruments(self) -> list[Instrument]:
        """Which questionnaires were answered in a match that ended on these days."""
        used = {instrument for match in self.ended for instrument, _point in match.answered}
        return [each for each in Instrument if each in used]


MONTH = 365.25 / 12


def count(look: Looking, days: Days) -> Figures:
    """Count what happened in the service on these days."""
    found = Figures(waits={kind: [] for kind in WaitKind})
    service: Service = look(SERVICE, subject("service", look.service))
    records: set[Subject] = set()
    for each in look.happened(subject("service", look.service)):
        match each.event:
            case PersonRegistered(person=person):
                _person(look, person, days, found)
            case PeerInterestExpressed(peer=peer):
                of = subject("peer", peer)
                _peer(look(PEER, of), service, days, found)
                for instrument, change in changes_of(look(PEER_MEASURES, of), days.hold):
                    found.peers_changed.setdefault(instrument, []).append(change)
            case ConcernRaised(concern=concern, at=at) if days.hold(at):
                found.concerns.add(concern)
            case ConcernPassedOn(concern=concern, at=at) if days.hold(at):
                found.passed_on.add(concern)
            case event if isinstance(event, RECORDS):
                records.add(subject("break", event.break_id))
            case _:
                pass
    fundings: dict[FundingId, Funding] = look(FUNDINGS, subject("service", look.service))
    for funding in sorted(fundings.values(), key=lambda each: (each.since, each.funder)):
        if funding.since <= days.until and days.since <= funding.until:
            found.asked += [(funding.funder, *each) for each in sorted(funding.targets.items())]
    for of in records:
        _record(look(BREAK, of), days, found)
    return found


def _person(look: Looking, person: PersonId, days: Days, found: Figures) -> None:
    of = subject("person", person)
    referrals: dict[object, Referral] = look(PERSONS_REFERRALS, of).each
    for referral in referrals.values():
        if referral.brought_in_at is None and days.hold(referral.asked_at):
            found.sources[referral.source or Source.OTHER] += 1
            accepted = referral.accepted_at is not None
            found.accepted += accepted
            found.started += accepted and referral.support_started_at is not None
    for kind, wait in waits_of(look, of):
        if wait.until is not None and days.hold(wait.until):
            found.waits[kind].append(wait.days(days.end))
        elif wait.until is None and kind is WaitKind.FIRST_SESSION:
            found.waiting += 1
    held = sorted(_matches(look, of, days, found))
    found.supported += any(map(days.hold, held))
    found.new += bool(held) and days.hold(held[0])
    found.ended += [each for each in ended_of(look, person) if days.hold(each.at)]


def _matches(look: Looking, of: Subject, days: Days, found: Figures) -> Iterator[datetime]:
    """Count somebody's matches; give the moments at which their sessions ended."""
    matches: dict[MatchId, Match] = look(PERSONS_MATCHES, of)
    for identifier, match in matches.items():
        began = match.activated_at
        if began is not None:
            found.matches_began += match.brought_in is None and days.hold(began)
            found.matches_running += match.stage_at(days.end) in SUPPORT_STAGES
            if days.hold(match.ended_at):
                found.matches_ended[match.ended_how or EndKind.SERVICE] += 1
        sessions: dict[SessionId, Session] = look(SESSIONS, subject("match", identifier))
        for session in sessions.values():
            _session(session, days, found)
            if session.held is not None:
                yield session.held.ended_at


def _session(session: Session, days: Days, found: Figures) -> None:
    match session.stage:
        case SessionStage.HELD if session.held is not None and days.hold(session.held.ended_at):
            found.sessions[Arranged.HELD] += 1
            found.minutes += session.held.minutes or 0
        case SessionStage.CANCELLED if days.hold(session.cancelled_at):
            found.sessions[Arranged.CANCELLED] += 1
        case SessionStage.NOT_ATTENDED if days.hold(session.not_attended_at):
            found.sessions[Arranged.NOT_ATTENDED] += 1
        case _:
            pass


def _peer(peer: Peer, service: Service, days: Days, found: Figures) -> None:
    since, left = peer.activated_at, peer.left_at
    if since is None:
        return
    there = left is None
    if since < days.start:
        before = left is None or left >= days.start
        found.peers_before += before
        found.peers_stayed += before and there
    else:
        found.peers_joined += there
    found.stayed.append((((left or days.end) - since).days / MONTH, left is not None))
    if peer.stage is PeerStage.ACTIVE:
        standard = service.standard_for(peer.offers)
        due_on = peer.supervision_due_on(days.end, standard)
        found.peers_active += 1
        found.supervised += due_on is None or due_on >= days.until
        found.trained += peer.courses_current_at(days.end, standard)


def _record(record: Break, days: Days, found: Figures) -> None:
    if days.hold(record.decided_at):
        found.shared += record.was_shared
        found.not_shared += not record.was_shared and not record.share
