"""Acknowledging and contesting an indicator: what can be asked, and what is said no to.

An acknowledgement says what somebody of the service makes of an indicator. The two of the match may
say what they think, and that they see it differently, at any time (domain reference, part 5).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.adoption import ADOPTIONS
from domain.decider import (
    Decider,
    Event,
    Read,
    event_of,
)
from domain.definitions import Definitions
from domain.indicators.asking import (
    MAY_ACKNOWLEDGE,
    NEEDS_KEYS,
    AcknowledgedByThePeer,
    AcknowledgeIndicator,
    ActNeedsAnAction,
    ActNeedsASecondPerson,
    BothSidesNotHeard,
    CommentOnIndicator,
    ContestIndicator,
    IndicatorAsked,
    IndicatorCommand,
    MayNotAcknowledge,
    NotAboutTheMatch,
    NothingRaised,
    QuietForTooLong,
    ReasonMissing,
)
from domain.indicators.assessing import Assessment
from domain.indicators.facts import FACTS, AllFacts, Facts
from domain.indicators.language import PEERS_OWN, IndicatorCode, Severity, Standing
from domain.indicators.voices import (
    IndicatorAcknowledged,
    IndicatorCommentedOn,
    IndicatorContested,
    IndicatorView,
)
from domain.match import MATCH, Match, Side, UnknownMatch
from domain.people import StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day, start_of
from domain.service import SERVICE, Service

# --- Decider ---


def gather(command: IndicatorCommand, read: Read) -> IndicatorAsked:
    """Look at the match; for an acknowledgement also at its facts and its service."""
    match: Match = read(MATCH, subject("match", command.match))
    everything, service, definitions = AllFacts(), Service(), Definitions()
    if isinstance(command, AcknowledgeIndicator) and match.person is not None:
        facts: AllFacts = read(FACTS, subject("person", match.person))
        everything = facts.in_the_clear()
        of = subject("service", read.service)
        service = read(SERVICE, of)
        definitions = read(ADOPTIONS, of).in_force(read.now)
    return IndicatorAsked(
        identifier=command.match,
        match=match,
        everything=everything,
        service=service,
        definitions=definitions,
        by=read.by,
        now=read.now,
    )


def decide(command: IndicatorCommand, state: IndicatorAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if state.match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    if command.indicator in PEERS_OWN:
        raise NotAboutTheMatch(
            "This is the peer supporter's own, and is not shown with a match. "
            "Talk about it in supervision.",
            field="indicator",
        )
    ids = {"person": state.match.person, "peer": state.match.peer}
    match command:
        case AcknowledgeIndicator():
            return _acknowledged(command, state, ids)
        case ContestIndicator():
            return [_spoken(IndicatorContested, command, state, ids)]
        case CommentOnIndicator():
            return [_spoken(IndicatorCommentedOn, command, state, ids)]


def _spoken(
    kind: type[IndicatorContested] | type[IndicatorCommentedOn],
    command: ContestIndicator | CommentOnIndicator,
    state: IndicatorAsked,
    ids: Mapping[str, object],
) -> Event:
    words = "persons_words" if command.by is Side.PERSON else "peers_words"
    at = happened(command.at, state.now)
    return event_of(kind, command, **ids, **{words: command.words or None}, at=at)


def _acknowledged(
    command: AcknowledgeIndicator, state: IndicatorAsked, ids: Mapping[str, object]
) -> Sequence[Event]:
    _must_be_allowed(command, state)
    assessed = state.assessed()
    raised = {each.code: each for each in assessed.raised}
    if command.indicator not in raised and not _may_be_raised(command.indicator, assessed):
        raise NothingRaised(
            "This says nothing at present, so there is nothing to acknowledge.", field="indicator"
        )
    since = raised[command.indicator].since if command.indicator in raised else None
    if command.view is IndicatorView.ACTED:
        _both_must_be_heard(state, since)
    if command.quiet_until is not None:
        _may_be_quiet(command, state, assessed)
    said = event_of(IndicatorAcknowledged, command, **ids, at=state.now)
    return [] if _is_said_already(said, state.facts) else [said]


def _must_be_allowed(command: AcknowledgeIndicator, state: IndicatorAsked) -> None:
    peer = str(state.match.peer)
    if peer in {state.by, command.acknowledged_by, command.second}:
        raise AcknowledgedByThePeer(
            "The peer supporter of this match may say what they think about it, "
            "and somebody else acknowledges it."
        )
    for field in ("acknowledged_by", "second"):
        who: StaffId | None = getattr(command, field)
        duties = state.service.staff.get(who, ()) if who is not None else ()
        if who is not None and not MAY_ACKNOWLEDGE.intersection(duties):
            raise MayNotAcknowledge(
                "This is not a coordinator, supervisor or manager of the service. "
                "Choose one, or name them first.",
                field=field,
            )


def _may_be_raised(code: IndicatorCode, assessed: Assessment) -> bool:
    """Whether only the missing keys keep us from knowing."""
    standing = {each.code: each.standing for each in assessed.indicators}
    return code in NEEDS_KEYS and standing.get(code) is Standing.NOT_RECORDED


def _both_must_be_heard(state: IndicatorAsked, since: date | None) -> None:
    """Both sides' view is recorded before any change, by a review or by what each of them said."""
    first = start_of(since) if since is not None else None
    facts = state.facts

    def lately(at: datetime) -> bool:
        return first is None or at >= first

    if any(each.number and lately(each.at) for each in facts.reviews):
        return
    sides = {each.by for each in facts.heard if each.by is not None and lately(each.at)}
    if not sides.issuperset(Side):
        raise BothSidesNotHeard(
            "Ask both first how they see it, each by themselves, and record what they say.",
            field="view",
        )


def _may_be_quiet(
    command: AcknowledgeIndicator, state: IndicatorAsked, assessed: Assessment
) -> None:
    today, most = local_day(state.now), state.definitions.indicators.quiet_at_most_days
    until = command.quiet_until or today
    if not today <= until <= today + timedelta(days=most):
        raise QuietForTooLong(
            f"Choose a day from today on, at most {most} days away.", field="quiet_until"
        )
    if not (command.reason or "").strip():
        raise ReasonMissing("Say why it can stay off the list until then.", field="reason")
    if (assessed.level or 0) < Severity.ACT:
        return
    since = assessed.since
    done = {
        each.position for each in state.facts.acts if since is None or each.at >= start_of(since)
    }
    if command.action_entry not in done:
        raise ActNeedsAnAction(
            "This asks to act today. Record what was done (a talk, a pause, a new agreement), "
            "and name that entry.",
            field="action_entry",
        )
    if command.second is None or command.second == command.acknowledged_by:
        raise ActNeedsASecondPerson(
            "This asks to act today. A second person agrees that it may stay off the list.",
            field="second",
        )


def _is_said_already(said: IndicatorAcknowledged, facts: Facts) -> bool:
    """Whether the last view says the same, words apart, and was given on the same day."""
    views = [each.said for each in facts.heard if each.code is said.indicator]
    before = [each for each in views if each is not None]
    if not before or local_day(before[-1].at) != local_day(said.at):
        return False
    same = ("acknowledged_by", "view", "actions", "action_entry", "second", "quiet_until")
    return all(getattr(said, field) == getattr(before[-1], field) for field in same)


decider = Decider(
    noun="indicator",
    commands=(AcknowledgeIndicator, ContestIndicator, CommentOnIndicator),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        AcknowledgedByThePeer,
        MayNotAcknowledge,
        NotAboutTheMatch,
        NothingRaised,
        BothSidesNotHeard,
        ActNeedsAnAction,
        ActNeedsASecondPerson,
        QuietForTooLong,
        ReasonMissing,
        NotYetHappened,
        TooLongAgo,
    ),
)
