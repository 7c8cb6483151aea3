"""How people's scores changed between the beginning and the end of support, with how many answered.

For a service, in numbers that tell of nobody (domain reference, 7.3): the counts are those of the
last quarter that is over, fewer than five pairs are not told at all, shares only from ten pairs on,
and no small count follows from what is shown (`domain.suppression`). It says nothing about why:
people come at their worst, the happier ones answer, and nobody was compared with.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import sqrt
from statistics import fmean, stdev

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.instruments import DEFINITIONS, Change, Instrument, ScoreFlag
from domain.match import PERSONS_MATCHES
from domain.outcomes import OUTCOMES, SCORES, Pair, Point, pairs_of
from domain.outcomes.state import Outcome, Scores
from domain.people import PersonId, QuestionnaireId, subject
from domain.periods import local_day
from domain.person import PersonRegistered
from domain.session import SESSIONS
from domain.suppression import SMALLEST_BASE, Counts, Key, share
from projections.outcomes import windows_of
from projections.persons import held_in

ENOUGH = 30
"""Pairs from which on a mean is more than indicative (Warwick, by 7.3)."""


class Row(msgspec.Struct, frozen=True):
    """One instrument, from baseline to end.

    ``eligible`` are matches that ended after at least one session; ``baseline``, ``end`` and
    ``paired`` those of them with an answer that has a score. The interval is that of the mean
    change at 95 %, by Student's t; ``d_z`` is the mean change over its standard deviation. Shares
    are of the pairs. ``mean_at_end`` is told of what has no before, from ten answers on.
    Whatever is closed is none.
    """

    instrument: Instrument
    name: str
    eligible: int | None
    baseline: int | None
    end: int | None
    paired: int | None
    indicative: bool
    mean_before: float | None
    mean_after: float | None
    mean_change: float | None
    sd_change: float | None
    interval: tuple[float, float] | None
    d_z: float | None
    shares: dict[Change, float | None]
    copyright: str | None
    mean_at_end: float | None = None


class OutcomeChange(msgspec.Struct, frozen=True):
    """Every instrument that was answered, by the end of the last quarter, and the position."""

    position: Position
    by: date
    rows: list[Row]
    beside: str = (
        "These are people who answered twice. Scores at the beginning are often at their lowest, "
        "and those who are lost may have fared otherwise: nothing here says what support did."
    )


class Ended(msgspec.Struct, frozen=True):
    """What was answered in one match that is over, and the comparisons that this allows.

    ``at_end`` are the scores at the end. ``unwanted`` says whether something was told that nobody
    wanted; none where nobody answered that.
    """

    answered: frozenset[tuple[Instrument, Point]]
    pairs: tuple[Pair, ...]
    at: datetime | None = None
    at_end: Mapping[Instrument, float] = msgspec.field(default_factory=dict)
    unwanted: bool | None = None


def outcome_change(look: Looking) -> OutcomeChange:
    """Everybody in the service. ``look`` stands at `equality.quarter_end`."""
    matches: list[Ended] = []
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            matches += ended_of(look, each.event.person)
    used = {instrument for match in matches for instrument, _point in match.answered}
    rows = [row_of(each, matches) for each in Instrument if each in used]
    return OutcomeChange(look.position, local_day(look.now), rows)


def ended_of(look: Looking, person: PersonId) -> list[Ended]:
    """The matches of a person that are over after at least one session."""
    of = subject("person", person)
    found = []
    outcomes, scores = look(OUTCOMES, of), look(SCORES, of)
    pairs = [*pairs_of(outcomes, scores, windows_of(look, person))]
    for identifier, match in look(PERSONS_MATCHES, of).items():
        if match.ended_at is None or not held_in(look(SESSIONS, subject("match", identifier))):
            continue
        theirs: dict[QuestionnaireId, Outcome] = {
            each: outcome for each, outcome in outcomes.items() if outcome.match == identifier
        }
        answered = frozenset(
            (outcome.instrument, outcome.point)
            for each, outcome in theirs.items()
            if outcome.instrument is not None
            and outcome.point is not None
            and each in scores
            and scores[each].score is not None
        )
        ends = (each for each in pairs if each.match == identifier and each.point is Point.END)
        last = {each.instrument: each for each in ends}
        found.append(
            Ended(
                answered,
                tuple(last.values()),
                match.ended_at,
                _at_end(theirs, scores),
                _unwanted(theirs, scores),
            )
        )
    return found


def _at_end(theirs: Mapping[QuestionnaireId, Outcome], scores: Scores) -> dict[Instrument, float]:
    """The score of each instrument at the end, as it was answered last."""
    answers = sorted(
        (outcome.completed_at, each, outcome.instrument, score.score)
        for each, outcome in theirs.items()
        if outcome.point is Point.END
        and outcome.completed_at is not None
        and outcome.instrument is not None
        and (score := scores.get(each)) is not None
        and score.score is not None
    )
    return {instrument: score for _at, _each, instrument, score in answers}


def _unwanted(theirs: Mapping[QuestionnaireId, Outcome], scores: Scores) -> bool | None:
    """Whether anything was told in a match, at any point, that nobody wanted."""
    told = [
        scores[each]
        for each, outcome in theirs.items()
        if outcome.instrument is Instrument.UNWANTED and each in scores
    ]
    answered = [each for each in told if any(not part.endswith(":-") for part in each.parts)]
    return any(ScoreFlag.RISK_ITEM in each.flags for each in answered) if answered else None


def row_of(instrument: Instrument, matches: Sequence[Ended]) -> Row:
    """What is told of one instrument over these matches."""
    pairs = [pair for match in matches for pair in match.pairs if pair.instrument is instrument]
    eligible, n = len(matches), len(pairs)
    begun = sum((instrument, Point.BASELINE) in match.answered for match in matches)
    ended = sum((instrument, Point.END) in match.answered for match in matches)
    counts = {each: sum(pair.change is each for pair in pairs) for each in Change}
    shown = _shown(eligible, begun, ended, n, counts)
    told = pairs if shown["paired"] else []
    changes = [pair.after - pair.before for pair in told]
    spread = stdev(changes) if told else None
    mean = fmean(changes) if told else None
    return Row(
        instrument=instrument,
        name=DEFINITIONS[instrument].name,
        eligible=shown["eligible"],
        baseline=shown["baseline"],
        end=shown["end"],
        paired=shown["paired"],
        indicative=n < ENOUGH,
        mean_before=_rounded(fmean(pair.before for pair in told)) if told else None,
        mean_after=_rounded(fmean(pair.after for pair in told)) if told else None,
        mean_change=_rounded(mean),
        sd_change=_rounded(spread),
        interval=None if mean is None or spread is None else _interval(mean, spread, n),
        d_z=_rounded(mean / spread) if mean is not None and spread else None,
        shares={each: _rounded(share(shown[each], shown["paired"]), 3) for each in Change},
        copyright=DEFINITIONS[instrument].copyright,
        mean_at_end=_mean_at_end(instrument, matches, shown["end"]),
    )


def _mean_at_end(
    instrument: Instrument, matches: Sequence[Ended], told: int | None
) -> float | None:
    """The mean of those who answered at the end, of what has no before.

    Where there is one, this mean beside that of the pairs would tell of the few between them.
    """
    scores = [match.at_end[instrument] for match in matches if instrument in match.at_end]
    if DEFINITIONS[instrument].compared or told is None or len(scores) < SMALLEST_BASE:
        return None
    return _rounded(fmean(scores))


def _shown(
    eligible: int, begun: int, ended: int, paired: int, changes: Mapping[Change, int]
) -> dict[Key, int | None]:
    """The counts of who answered and how it changed, each where none that is small follows."""
    table = Counts().alone("eligible", eligible)
    table.part("eligible", "baseline", begun).part("eligible", "end", ended)
    table.part("baseline", "paired", paired).part("end", "paired", paired)
    return table.split("paired", {each: changes[each] for each in Change}).shown()


def _interval(mean: float, spread: float, n: int) -> tuple[float, float]:
    from scipy.stats import t

    half = float(t.ppf(0.975, n - 1)) * spread / sqrt(n)
    return round(mean - half, 2), round(mean + half, 2)


def _rounded(number: float | None, places: int = 2) -> float | None:
    return None if number is None else round(number, places)
