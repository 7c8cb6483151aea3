"""How two people come together: proposal, answers, introduction, agreement, start, and the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import msgspec

from application.simulation import chances, hours, words
from application.simulation.around_sessions import begin_around
from application.simulation.asked import looked_at_indicators, told_of_each_other
from application.simulation.chances import chance
from application.simulation.lives import (
    Answer,
    Case,
    Part,
    Step,
    Supporter,
    entry_of,
    position_of,
    written,
)
from application.simulation.looked_after import called_when_new
from application.simulation.measures import measured
from application.simulation.partnerships import told_of
from application.simulation.peers import call, hold_supervision, take_what_ran_out
from application.simulation.reviews import deputy_of, looked_at, remembered
from application.simulation.sessions import Pair, meet, terms
from application.simulation.world import Pause, World
from domain.channels import Channel
from domain.corrections import CorrectEntry
from domain.decider import Refusal
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    ConfidentialityNotExplained,
    DeclineProposal,
    EndKind,
    EndMatch,
    MatchProposed,
    NotAgreed,
    PeerNotMet,
    PersonNotMet,
    ProposeMatch,
    RankingNotAnswered,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    Side,
    SupervisionNotHeld,
)
from domain.partnership import News
from domain.peer import CoursesNotCurrent
from domain.people import MatchId
from domain.referral import EndSupport, RecordGettingToKnow, WithdrawReferral
from domain.service import Model

ATTEMPTS = 5
EACH_ACCEPTS = chances.BOTH_ACCEPT**0.5


def get_to_know(world: World, dice: Random, case: Case, days: float) -> Part[None]:
    """The coordinator meets or phones the person so many days from now."""
    at = hours.office(dice, world.now, days)
    held = RecordGettingToKnow(
        referral=case.referral,
        coordinator=case.coordinator,
        mode=dice.choice((Channel.PHONE, Channel.PHONE, Channel.FACE_TO_FACE)),
        minutes=dice.randrange(20, 75, 5),
        wishes=dice.choice(words.WISHES),
        impact_areas=words.some(dice, words.IMPACT_AREAS, 2),
        interests=words.some(dice, words.INTERESTS, 2),
        conditions=words.some(dice, words.CONDITIONS, 2),
        at=at,
    )
    entry = position_of((yield Step(written(dice, at), held, case.coordinator)))
    if entry is not None and chance(dice, chances.CORRECTED):
        correction = CorrectEntry(entry=entry, changes={"minutes": dice.randrange(76, 100)})
        yield Step(hours.office(dice, world.now, 0.2), correction, case.coordinator)


@dataclass(slots=True, eq=False)
class Trial:
    """Two people whom a coordinator tries to bring together."""

    world: World
    dice: Random
    case: Case
    supporter: Supporter
    match: MatchId | None = None

    def soon(self, least: float, most: float) -> datetime:
        """A moment in office hours between so many and so many days from now."""
        return hours.office(self.dice, self.world.now, self.dice.uniform(least, most))


def bring_together(world: World, dice: Random, case: Case, supporter: Supporter) -> Part[bool]:
    """Try these two. True where the coordinator is to look for somebody else for the person."""
    trial = Trial(world, dice, case, supporter)
    case.deciding = True
    match = yield from _proposed(trial)
    again = True
    if match is not None:
        trial.match = match
        supporter.matches += 1
        supporter.supports.append(case.offer)
        again = yield from _tried(trial, match)
        supporter.supports.remove(case.offer)
        supporter.matches -= 1
    case.deciding = False
    return again


def _proposed(trial: Trial) -> Part[MatchId | None]:
    case = trial.case
    propose = ProposeMatch(
        referral=case.referral,
        peer=trial.supporter.peer,
        coordinator=case.coordinator,
        reasons=trial.dice.choice(words.MATCH_REASONS),
    )
    for _attempt in range(ATTEMPTS):
        answer = yield Step(trial.soon(0, 0.1), propose, case.coordinator)
        if isinstance(answer, RankingNotAnswered):
            why = trial.world.dice(f"against-{case.referral}").choice(words.AGAINST_RANKING)
            propose = msgspec.structs.replace(propose, against_ranking=why)
            name = f"against-{case.referral}-{trial.supporter.peer}-{trial.world.now}"
            answer = yield Step(trial.world.now, propose, case.coordinator, name)
        entry = entry_of(answer)
        if entry is not None and isinstance(entry.event, MatchProposed):
            return entry.event.match
        if not (yield from _put_right(trial, answer)):
            return None
    return None


def _put_right(trial: Trial, no: Answer) -> Part[bool]:
    """Do what a refusal says is in the way. False where nothing can be done."""
    world, dice, case, supporter = trial.world, trial.dice, trial.case, trial.supporter
    match no:
        case PersonNotMet():
            yield from get_to_know(world, dice, case, dice.uniform(0.5, 5))
        case PeerNotMet():
            yield from call(world, dice, supporter, case.coordinator, dice.uniform(0.2, 4))
        case SupervisionNotHeld():
            yield from hold_supervision(world, dice, supporter, dice.uniform(1, 6))
        case CoursesNotCurrent():
            yield from take_what_ran_out(world, dice, supporter)
        case ConfidentialityNotExplained() if trial.match is not None:
            yield from _explained(trial, trial.match)
        case NotAgreed() if trial.match is not None:
            at = hours.evening(dice, world.now, dice.uniform(0, 3))
            yield Step(at, AcceptAgreement(match=trial.match, by=Side.PEER, at=at), supporter.peer)
        case _:
            return False
    return True


def _tried(trial: Trial, match: MatchId) -> Part[bool]:
    """From the proposal to the end, whichever it is."""
    world, dice, case = trial.world, trial.dice, trial.case
    world.begin(told_of_each_other(world, case, match))
    if world.stays(Pause.PROPOSED):
        yield world.rest()
    takes = {Side.PERSON: dice.uniform(0.3, 5), Side.PEER: dice.uniform(0.3, 4)}
    for side in sorted(takes, key=lambda each: takes[each]):
        if not (yield from _says_yes(trial, match, side, takes[side])):
            return True
    if world.stays(Pause.ACCEPTED):
        yield world.rest()
    if chance(dice, chances.NEVER_MEETS_AFTER_YES):
        at = trial.soon(1, 7)
        no = DeclineProposal(match=match, by=Side.PERSON, at=at)
        yield Step(at, no, case.coordinator)
        yield Step(at, WithdrawReferral(referral=case.referral, at=at), case.coordinator)
        return False
    if chance(dice, 0.93):
        yield from _explained(trial, match)
    pair = Pair.of(dice, match, case, trial.supporter)
    introduced_at = trial.soon(1, 7)
    introduction = RecordIntroduction(
        match=match,
        mode=Channel.PHONE if pair.mode is Channel.PHONE else Channel.FACE_TO_FACE,
        coordinator=case.coordinator,
        at=introduced_at,
    )
    yield Step(written(dice, introduced_at), introduction, case.coordinator)
    if chance(dice, chances.NOT_FOR_US):
        yield from _not_for_us(trial, match)
        return True
    if world.stays(Pause.INTRODUCED):
        yield world.rest()
    if not (yield from _started(trial, pair)):
        yield from _not_for_us(trial, match)
        return True
    case.deciding = False
    return (yield from _ran(trial, pair))


def _says_yes(trial: Trial, match: MatchId, side: Side, days: float) -> Part[bool]:
    """What one side answers, and who writes it down."""
    supporter, coordinator = trial.supporter, trial.case.coordinator
    at = hours.evening(trial.dice, trial.world.now, days)
    yield Step(at)
    themselves = side is Side.PEER and not supporter.left
    by = supporter.peer if themselves else coordinator
    told_at = at if themselves else hours.office(trial.dice, at)
    can = side is Side.PERSON or not (supporter.left or supporter.away)
    if can and chance(trial.dice, EACH_ACCEPTS):
        yield Step(told_at, AcceptProposal(match=match, by=side, at=at), by)
        return True
    yield Step(told_at, DeclineProposal(match=match, by=side, at=at), by)
    return False


def _explained(trial: Trial, match: MatchId) -> Part[None]:
    at = trial.soon(0.1, 2)
    explained = RecordConfidentialityExplained(
        match=match,
        version="1",
        coordinator=trial.case.coordinator,
        understood="It stays between us unless somebody may come to harm.",
        limits_explained=True,
        at=at,
    )
    yield Step(written(trial.dice, at), explained, trial.case.coordinator)


def _started(trial: Trial, pair: Pair) -> Part[bool]:
    """They agree and support begins; what is in the way is done first. Mostly it does begin."""
    dice, by = trial.dice, trial.case.coordinator
    at = hours.evening(dice, trial.world.now, dice.uniform(0.2, 3))
    both = chance(dice, 0.88)
    yield Step(hours.office(dice, at), terms(dice, pair, at, both=both), by)
    if both and trial.world.stays(Pause.AGREED):
        yield trial.world.rest()
    for _attempt in range(ATTEMPTS):
        yield Step(trial.soon(0.1, 3))
        by = trial.case.coordinator
        activate = ActivateMatch(match=pair.match, deputy=deputy_of(trial.world, by))
        answer = yield Step(trial.world.now, activate, by)
        if not isinstance(answer, Refusal):
            pair.started_at = trial.world.now
            return True
        if not (yield from _put_right(trial, answer)):
            return False
    return False


def _not_for_us(trial: Trial, match: MatchId, least: float = 0.5, most: float = 6) -> Part[None]:
    at = trial.soon(least, most)
    step = Step(written(trial.dice, at), RecordNotForUs(match=match, at=at), trial.case.coordinator)
    yield step


def _ran(trial: Trial, pair: Pair) -> Part[bool]:
    """Support, for as long as it lasts, and how it ended."""
    world, dice = trial.world, trial.dice
    days, how = _course_of(dice, pair.case.offer.model)
    ends_at = hours.office(dice, world.now, days)
    ending_from = None
    if how is EndKind.PLANNED:
        ending_from = max(ends_at - timedelta(days=dice.randrange(15, 45)), world.now)
    mentoring = pair.case.offer.model is Model.MENTORING
    most = None if mentoring or not chance(dice, chances.EARLY_REMATCH) else dice.randint(1, 3)
    world.begin(looked_at(world, pair))
    world.begin(called_when_new(world, pair))
    world.begin(told_of(world, pair.case, News.STARTED))
    begin_around(world, pair)
    world.begin(looked_at_indicators(world, pair))
    world.begin(measured(world, pair))
    how_it_was = yield from meet(
        world, dice, pair, ends_at=ends_at, ending_from=ending_from, how=how, most=most
    )
    pair.over = True
    if how_it_was is None:
        yield from _not_for_us(trial, pair.match, 0, 0.5)
        return True
    planned = how_it_was is EndKind.PLANNED
    at = hours.office(dice, world.now, 0 if planned or mentoring else dice.uniform(0, 7))
    ended = EndMatch(
        match=pair.match,
        how=how_it_was,
        ground="HEALTH" if how_it_was is EndKind.EARLY_PERSON and chance(dice, 0.4) else None,
        moving_on=dice.choice(words.MOVING_ON) if planned and chance(dice, 0.7) else None,
        feedback="It did me good." if planned and chance(dice, 0.5) else None,
        at=at,
    )
    coordinator = pair.case.coordinator
    yield Step(written(dice, at), ended, coordinator)
    if how_it_was is EndKind.EARLY_PEER and chance(dice, chances.REMATCH_AFTER_EARLY_END):
        return True
    if pair.case.dead:
        return False
    if planned:
        yield from remembered(world, world.dice(f"aftercare-{pair.match}"), pair)
    closed_at = hours.office(dice, world.now, dice.uniform(0, 12))
    answer = yield Step(closed_at, EndSupport(referral=pair.case.referral), coordinator)
    if entry_of(answer) is not None:
        world.begin(told_of(world, pair.case, News.ENDED))
    return False


def _course_of(dice: Random, model: Model) -> tuple[float, EndKind | None]:
    """How many days a match lasts if nobody leaves before, and how it ends then.

    A mentoring match of the first weeks was not for the two of them.
    """
    if model is not Model.MENTORING:
        days = dice.weibullvariate(chances.BEFRIENDING_DAYS, chances.BEFRIENDING_SHAPE)
        return max(days, 25.0), chances.one_of(dice, chances.HOW_IT_ENDS)
    first, last = chances.one_of(dice, chances.MENTORING_WEEKS)
    days = max(dice.uniform(first, last) * 7, 4.0)
    if last <= chances.FIRST_WEEKS:
        return days, None
    to_the_end = last >= chances.PLANNED_WEEKS
    ends = chances.MENTORING_ENDS if to_the_end else chances.MENTORING_ENDS_EARLY
    return days, chances.one_of(dice, ends)
