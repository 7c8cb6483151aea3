"""When a questionnaire counts for its point, and what is compared with what.

Windows are those of the domain reference, 3.10: a baseline from 28 days before to 7 days after the
first session, an end within 28 days of the end, a follow-up 3 or 6 months later, within 28 days.
Whatever differs between two that are compared is said beside the comparison.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.instruments import Change, Instrument, changed
from domain.outcomes.language import FOLLOW_UPS, Point
from domain.outcomes.state import Outcome, Outcomes, Scores
from domain.people import MatchId, QuestionnaireId
from domain.periods import local_day
from domain.training import months_after


class Window(msgspec.Struct, frozen=True):
    """The local days on which an answer counts for its point, the first and the last with them."""

    opens: date
    closes: date

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.opens <= local_day(moment) <= self.closes


def window_of(
    point: Point,
    first_session: datetime | None,
    ended: datetime | None,
    definitions: Definitions = DEFAULTS,
) -> Window | None:
    """When an answer counts for a point; nothing where that cannot be known yet, or has no window.

    ``first_session`` is the end of the first session that was held, ``ended`` the end of the match.
    """
    if point is Point.BASELINE and first_session is not None:
        day = local_day(first_session)
        before = timedelta(days=definitions.baseline_days_before)
        return Window(day - before, day + timedelta(days=definitions.baseline_days_after))
    if ended is None or point in {Point.BASELINE, Point.MID}:
        return None
    day = months_after(local_day(ended), FOLLOW_UPS.get(point, 0))
    around = timedelta(days=definitions.outcome_days_around)
    return Window(day - around, day + around)


class PairFlag(StrEnum):
    """What differs between two questionnaires that are compared."""

    OTHER_VERSION = "OTHER_VERSION"
    OTHER_MODE = "OTHER_MODE"
    OTHER_SCORER = "OTHER_SCORER"
    OUT_OF_WINDOW = "OUT_OF_WINDOW"
    SOMEBODY_BESIDE = "SOMEBODY_BESIDE"


class Pair(msgspec.Struct, frozen=True):
    """A baseline and what was answered later, of one person with one instrument in one match."""

    instrument: Instrument
    match: MatchId | None
    baseline: QuestionnaireId
    later: QuestionnaireId
    point: Point
    before: float
    after: float
    change: Change
    flags: tuple[PairFlag, ...]


def pairs_of(
    outcomes: Outcomes, scores: Scores, windows: dict[tuple[MatchId | None, Point], Window]
) -> Iterator[Pair]:
    """Every comparison that there is, in the order of the later answers.

    The first baseline of an instrument in a match stands; two instruments are never compared.
    """
    scored = sorted(
        (
            (outcome.completed_at, identifier, outcome)
            for identifier, outcome in outcomes.items()
            if outcome.completed_at is not None
            and identifier in scores
            and scores[identifier].score is not None
        ),
        key=lambda each: each[:2],
    )
    baselines: dict[tuple[Instrument | None, MatchId | None], tuple[QuestionnaireId, Outcome]] = {}
    for _at, identifier, outcome in scored:
        if outcome.point is Point.BASELINE:
            baselines.setdefault((outcome.instrument, outcome.match), (identifier, outcome))
    for _at, identifier, outcome in scored:
        baseline = baselines.get((outcome.instrument, outcome.match))
        if baseline is None or outcome.point in {None, Point.BASELINE}:
            continue
        yield _pair(baseline, (identifier, outcome), scores, windows)


def _pair(
    baseline: tuple[QuestionnaireId, Outcome],
    later: tuple[QuestionnaireId, Outcome],
    scores: Scores,
    windows: dict[tuple[MatchId | None, Point], Window],
) -> Pair:
    (first, one), (second, other) = baseline, later
    before, after = scores[first], scores[second]
    assert one.instrument is not None  # noqa: S101 - both were completed
    assert other.point is not None  # noqa: S101
    assert before.score is not None  # noqa: S101
    assert after.score is not None  # noqa: S101
    differs = {
        PairFlag.OTHER_VERSION: one.version != other.version,
        PairFlag.OTHER_MODE: one.mode != other.mode,
        PairFlag.OTHER_SCORER: before.scorer != after.scorer,
        PairFlag.OUT_OF_WINDOW: _outside(one, windows) or _outside(other, windows),
        PairFlag.SOMEBODY_BESIDE: one.beside or other.beside,
    }
    return Pair(
        one.instrument,
        one.match,
        first,
        second,
        other.point,
        before.score,
        after.score,
        changed(one.instrument, before.score, after.score),
        tuple(flag for flag, so in differs.items() if so),
    )


def _outside(outcome: Outcome, windows: dict[tuple[MatchId | None, Point], Window]) -> bool:
    if outcome.point is None or outcome.completed_at is None:
        return False
    window = windows.get((outcome.match, outcome.point))
    return window is not None and not window.holds(outcome.completed_at)
