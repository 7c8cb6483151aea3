"""How two people come together: proposal, answers, introduction, agreement, start, and the end."""

from datetime import timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.peers import call, hold_supervision, take_what_ran_out
from application.simulation.sessions import Pair, meet, terms
from application.simulation.world import (
    Answer,
    Case,
    Part,
    Pause,
    Step,
    Supporter,
    World,
    entry_of,
    position_of,
    written,
)
from domain.corrections import CorrectEntry
from domain.decider import Refusal
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    Channel,
    ConfidentialityNotExplained,
    DeclineProposal,
    EndKind,
    EndMatch,
    MatchProposed,
    NotAgreed,
    PeerNotMet,
    PersonNotMet,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    Side,
    SupervisionNotHeld,
)
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
        mode=dice.choice(("PHONE", "PHONE", "FACE_TO_FACE", "VIDEO")),
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


def bring_together(world: World, dice: Random, case: Case, supporter: Supporter) -> Part[bool]:
    """Try these two. True where the coordinator is to look for somebody else for the person."""
    case.deciding = True
    match = yield from _proposed(world, dice, case, supporter)
    again = True
    if match is not None:
        supporter.matches += 1
        again = yield from _tried(world, dice, case, supporter, match)
        supporter.matches -= 1
    case.deciding = False
    return again


def _proposed(
    world: World, dice: Random, case: Case, supporter: Supporter
) -> Part[MatchId | None]:
    reasons = dice.choice(words.MATCH_REASONS)
    for _attempt in range(ATTEMPTS):
        propose = ProposeMatch(
            referral=case.referral,
            peer=supporter.peer,
            coordinator=case.coordinator,
            reasons=reasons,
        )
        answer = yield Step(hours.office(dice, world.now), propose, case.coordinator)
        entry = entry_of(answer)
        if entry is not None and isinstance(entry.event, MatchProposed):
            return entry.event.match
        if not (yield from _put_right(world, dice, answer, case, supporter, None)):
            return None
    return None


def _put_right(
    world: World,
    dice: Random,
    no: Answer,
    case: Case,
    supporter: Supporter,
    match: MatchId | None,
) -> Part[bool]:
    """Do what a refusal says is in the way. False where nothing can be done."""
    match no:
        case PersonNotMet():
            yield from get_to_know(world, dice, case, dice.uniform(0.5, 5))
        case PeerNotMet():
            yield from call(world, dice, supporter, case.coordinator, dice.uniform(0.2, 4))
        case SupervisionNotHeld():
            yield from hold_supervision(world, dice, supporter, dice.uniform(1, 6))
        case CoursesNotCurrent():
            yield from take_what_ran_out(world, dice, supporter)
        case ConfidentialityNotExplained() if match is not None:
            yield from _explained(world, dice, case, match)
        case NotAgreed() if match is not None:
            signed_at = hours.evening(dice, world.now, dice.uniform(0, 3))
            signed = AcceptAgreement(match=match, by=Side.PEER, at=signed_at)
            yield Step(signed_at, signed, supporter.peer)
        case _:
            return False
    return True


def _tried(
    world: World, dice: Random, case: Case, supporter: Supporter, match: MatchId
) -> Part[bool]:
    """From the proposal to the end, whichever it is."""
    if world.stays(Pause.PROPOSED):
        yield world.rest()
    for side, days in sorted(
        {Side.PERSON: dice.uniform(0.5, 8), Side.PEER: dice.uniform(0.3, 6)}.items(),
        key=lambda each: each[1],
    ):
        if not (yield from _says_yes(world, dice, case, supporter, match, side, days)):
            return True
    if world.stays(Pause.ACCEPTED):
        yield world.rest()
    if chance(dice, chances.NEVER_MEETS_AFTER_YES):
        at = hours.office(dice, world.now, dice.uniform(1, 7))
        no = DeclineProposal(match=match, by=Side.PERSON, at=at)
        yield Step(at, no, case.coordinator)
        withdrawn = WithdrawReferral(referral=case.referral, at=at)
        yield Step(at, withdrawn, case.coordinator)
        return False
    if chance(dice, 0.93):
        yield from _explained(world, dice, case, match)
    pair = Pair.of(dice, match, case, supporter)
    introduced_at = hours.office(dice, world.now, dice.uniform(2, 12))
    introduction = RecordIntroduction(
        match=match,
        mode=Channel.PHONE if pair.mode is Channel.PHONE else Channel.FACE_TO_FACE,
        coordinator=case.coordinator,
        at=introduced_at,
    )
    yield Step(written(dice, introduced_at), introduction, case.coordinator)
    if chance(dice, chances.NOT_FOR_US):
        yield from _not_for_us(world, dice, pair)
        return True
    if world.stays(Pause.INTRODUCED):
        yield world.rest()
    if not (yield from _started(world, dice, pair)):
        yield from _not_for_us(world, dice, pair)
        return True
    case.deciding = False
    return (yield from _ran(world, dice, pair))


def _says_yes(
    world: World,
    dice: Random,
    case: Case,
    supporter: Supporter,
    match: MatchId,
    side: Side,
    days: float,
) -> Part[bool]:
    at = hours.evening(dice, world.now, days)
    yes = chance(dice, EACH_ACCEPTS)
    if side is Side.PEER:
        yield Step(at)
        yes = yes and not supporter.left and not supporter.away
    by = supporter.peer if side is Side.PEER and not supporter.left else case.coordinator
    told_at = at if by == supporter.peer else hours.office(dice, at)
    if yes:
        yield Step(told_at, AcceptProposal(match=match, by=side, at=at), by)
    else:
        yield Step(told_at, DeclineProposal(match=match, by=side, at=at), by)
    return yes


def _explained(world: World, dice: Random, case: Case, match: MatchId) -> Part[None]:
    at = hours.office(dice, world.now, dice.uniform(0.1, 2))
    explained = RecordConfidentialityExplained(
        match=match,
        version="1",
        coordinator=case.coordinator,
        understood="It stays between us unless somebody may come to harm.",
        at=at,
    )
    yield Step(written(dice, at), explained, case.coordinator)


def _started(world: World, dice: Random, pair: Pair) -> Part[bool]:
    """They agree and support begins; what is in the way is done first. Mostly it does begin."""
    at = hours.evening(dice, world.now, dice.uniform(0.2, 6))
    both = chance(dice, 0.88)
    by = pair.case.coordinator
    yield Step(hours.office(dice, at), terms(dice, pair, at, both=both), by)
    if world.stays(Pause.AGREED) and both:
        yield world.rest()
    for _attempt in range(ATTEMPTS):
        start_at = hours.office(dice, world.now, dice.uniform(0.1, 3))
        answer = yield Step(start_at, ActivateMatch(match=pair.match), by)
        if not isinstance(answer, Refusal):
            pair.started_at = world.now
            return True
        if not (
            yield from _put_right(world, dice, answer, pair.case, pair.supporter, pair.match)
        ):
            return False
    return False


def _not_for_us(world: World, dice: Random, pair: Pair) -> Part[None]:
    at = hours.office(dice, world.now, dice.uniform(0.5, 6))
    yield Step(written(dice, at), RecordNotForUs(match=pair.match, at=at), pair.case.coordinator)


def _ran(world: World, dice: Random, pair: Pair) -> Part[bool]:
    """Support, for as long as it lasts, and how it ended."""
    days, how = _course_of(dice, pair.case.offer.model)
    ends_at = hours.office(dice, world.now, days)
    ending_from = None
    if how is EndKind.PLANNED:
        ending_from = max(ends_at - timedelta(days=dice.randrange(15, 45)), world.now)
    most = dice.randint(1, 3) if chance(dice, chances.EARLY_REMATCH) else None
    how_it_was = yield from meet(world, dice, pair, ends_at, ending_from, how, most)
    if how_it_was is None:
        yield from _not_for_us(world, dice, pair)
        return True
    planned = how_it_was is EndKind.PLANNED
    at = hours.office(dice, world.now, 0 if planned else dice.uniform(0, 7))
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
    closed_at = hours.office(dice, world.now, dice.uniform(0, 12))
    yield Step(closed_at, EndSupport(referral=pair.case.referral), coordinator)
    return False


def _course_of(dice: Random, model: Model) -> tuple[float, EndKind]:
    """How many days a match lasts if nobody leaves before, and how it ends then."""
    if model is not Model.MENTORING:
        days = dice.weibullvariate(chances.BEFRIENDING_DAYS, chances.BEFRIENDING_SHAPE)
        return max(days, 25.0), chances.one_of(dice, chances.HOW_IT_ENDS)
    first, last = chances.one_of(dice, chances.MENTORING_WEEKS)
    days = max(dice.uniform(first, last) * 7, 4.0)
    how = chances.one_of(dice, chances.HOW_IT_ENDS)
    if last >= chances.PLANNED_WEEKS:
        return days, EndKind.PLANNED
    return days, EndKind.EARLY_PERSON if how is EndKind.PLANNED else how
