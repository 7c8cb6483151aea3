"""How one person's score changed from the baseline to a later point, as exact numbers.

Everybody gives one row of support, with why they are not compared where they are not. Whoever
answered twice while they waited gives one of waiting besides: the natural comparison.
"""

from collections.abc import Iterable, Iterator

from application.evaluation.extract import Life
from application.evaluation.lives_in_studies import (
    NOTHING_BY_THEN,
    OF_KIND,
    Excluded,
    Folded,
    Support,
    Variant,
    definitions_for,
    eligible,
    folded,
    group_of,
)
from application.evaluation.plan import Kind, Measure, With
from application.evaluation.questions import Asking, Question, Row
from domain.folds import fold
from domain.outcomes import OUTCOMES, SCORES, Pair, PairFlag, Point, Window, pairs_of, window_of
from domain.outcomes.state import Outcome, Outcomes, Scores
from domain.people import MatchId, QuestionnaireId
from domain.periods import local_day

Windows = dict[tuple[MatchId | None, Point], Window]
HUNDREDTHS = 100
SUPPORT, WAITING = "SUPPORT", "WAITING"
NO_BASELINE, BASELINE_WITHOUT_SCORE = "NO_BASELINE", "BASELINE_WITHOUT_SCORE"
NO_LATER, LATER_WITHOUT_SCORE = "NO_LATER", "LATER_WITHOUT_SCORE"
OTHER_VERSION, OUT_OF_WINDOW = "OTHER_VERSION", "OUT_OF_WINDOW"
REASONS = (
    NOTHING_BY_THEN,
    *(each.value for each in Excluded),
    NO_BASELINE,
    BASELINE_WITHOUT_SCORE,
    NO_LATER,
    LATER_WITHOUT_SCORE,
    OTHER_VERSION,
    OUT_OF_WINDOW,
)
COLUMNS = (
    "variant",
    "arm",
    "person",
    "reason",
    "peer",
    "group",
    "before",
    "after",
    "days",
    "sessions",
    "invited",
    "baseline",
    "later",
    "flags",
)
"""Scores are in hundredths; ``invited``, ``baseline`` and ``later`` are 1 for yes."""


def _rows(life: Life, asking: Asking) -> Iterable[Row]:
    for variant in OF_KIND[Kind.PAIRED_CHANGE]:
        seen = folded(life, asking, variant)
        outcomes, scores = fold(OUTCOMES, seen.happened), fold(SCORES, seen.happened)
        yield _of_support(life, asking, variant, seen, (outcomes, scores))
        if asking.planned.comparison.with_ is With.WAITING:
            yield from _of_waiting(life, asking, variant, seen, (outcomes, scores))


def _of_support(
    life: Life, asking: Asking, variant: Variant, seen: Folded, said: tuple[Outcomes, Scores]
) -> Row:
    measure = asking.measured
    support = eligible(seen, asking, ended=measure.point is not Point.MID)
    if isinstance(support, Excluded):
        return _row(variant, SUPPORT, life.person, support.value)
    outcomes, scores = said
    theirs = {
        each: outcome
        for each, outcome in outcomes.items()
        if outcome.match == support.identifier and outcome.instrument is measure.instrument
    }
    pairs = [
        pair
        for pair in pairs_of(theirs, scores, _windows(support, asking, variant))
        if pair.point is measure.point
    ]
    # of several, one that counts comes before one that does not; then the last
    pairs.sort(key=lambda each: _why_not(each, theirs, measure) is None)
    pair = pairs[-1] if pairs else None
    begun, came = _answered(theirs, Point.BASELINE), _answered(theirs, measure.point)
    reason = _missing(begun, came, scores) if pair is None else _why_not(pair, theirs, measure)
    before = scores[begun[0]].score if begun and begun[0] in scores else None
    return _row(
        variant,
        SUPPORT,
        life.person,
        reason,
        peer=support.match.peer or "",
        group=group_of(support, seen, asking),
        before=pair.before if pair else before,
        after=pair.after if pair else None,
        days=_days(theirs[pair.baseline], theirs[pair.later]) if pair else None,
        sessions=len(support.held),
        invited=any(each.point is Point.BASELINE for each in theirs.values()),
        baseline=any(scores[each].score is not None for each in begun if each in scores),
        later=any(scores[each].score is not None for each in came if each in scores),
        flags=" ".join(pair.flags) if pair else "",
    )


def _windows(support: Support, asking: Asking, variant: Variant) -> Windows:
    definitions = definitions_for(asking.planned, variant, asking.definitions)
    first, ended = support.held[0], support.match.ended_at
    found: Windows = {}
    for point in Point:
        window = window_of(point, first, ended, definitions)
        if window is not None:
            found[support.identifier, point] = window
    return found


def _why_not(pair: Pair, theirs: Outcomes, measure: Measure) -> str | None:
    version = measure.version
    if PairFlag.OTHER_VERSION in pair.flags or (
        version is not None and theirs[pair.baseline].version != version
    ):
        return OTHER_VERSION
    return OUT_OF_WINDOW if PairFlag.OUT_OF_WINDOW in pair.flags else None


def _answered(theirs: Outcomes, point: Point) -> list[QuestionnaireId]:
    found = [
        (outcome.completed_at, each)
        for each, outcome in theirs.items()
        if outcome.point is point and outcome.completed_at is not None
    ]
    return [each for _at, each in sorted(found)]


def _missing(
    begun: list[QuestionnaireId], came: list[QuestionnaireId], scores: Scores
) -> str | None:
    if not begun:
        return NO_BASELINE
    if all(each not in scores or scores[each].score is None for each in begun):
        return BASELINE_WITHOUT_SCORE
    return LATER_WITHOUT_SCORE if came else NO_LATER


def _of_waiting(
    life: Life, asking: Asking, variant: Variant, seen: Folded, said: tuple[Outcomes, Scores]
) -> Iterator[Row]:
    """The first and the last answer of somebody before support began, far enough apart."""
    outcomes, scores = said
    measure, plan = asking.measured, asking.planned
    firsts = [each.held[0] for each in seen.supports if each.held]
    begun = min(firsts, default=None)
    answered = sorted(
        (outcome.completed_at, each)
        for each, outcome in outcomes.items()
        if outcome.instrument is measure.instrument
        and outcome.completed_at is not None
        and (begun is None or outcome.completed_at < begun)
        and (measure.version is None or outcome.version == measure.version)
        and each in scores
        and scores[each].score is not None
    )
    if len(answered) < 2:  # noqa: PLR2004 - a change needs two
        return
    (_one, first), (at, last) = answered[0], answered[-1]
    days = _days(outcomes[first], outcomes[last])
    day = local_day(at)
    within = plan.window.first_day <= day <= plan.window.observed_until
    if days < plan.comparison.least_days or not within:
        return
    if outcomes[first].version != outcomes[last].version:
        return
    peers = [each.match.peer for each in seen.supports if each.held]
    yield _row(
        variant,
        WAITING,
        life.person,
        None,
        peer=(peers[0] if peers else None) or life.person,
        before=scores[first].score,
        after=scores[last].score,
        days=days,
    )


def _days(one: Outcome, other: Outcome) -> int:
    if one.completed_at is None or other.completed_at is None:
        return 0
    return (local_day(other.completed_at) - local_day(one.completed_at)).days


def _row(
    variant: Variant,
    arm: str,
    person: str,
    reason: str | None,
    *,
    peer: str = "",
    group: str = "",
    before: float | None = None,
    after: float | None = None,
    days: int | None = None,
    sessions: int = 0,
    invited: bool = False,
    baseline: bool = False,
    later: bool = False,
    flags: str = "",
) -> Row:
    return (
        variant.value,
        arm,
        person,
        reason,
        peer,
        group,
        None if before is None else round(before * HUNDREDTHS),
        None if after is None else round(after * HUNDREDTHS),
        days,
        sessions,
        int(invited),
        int(baseline),
        int(later),
        flags,
    )


CHANGES = Question("paired_change", COLUMNS, ("variant", "arm", "reason"), _rows)
"""The change of a score in each person's first match of the cohort."""
