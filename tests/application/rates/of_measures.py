"""Questionnaires: who answers when, and what they come to (domain reference, 8.1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from application.simulation.chances import (
    ANSWERS_AFTERWARDS,
    ANSWERS_AT_THE_BEGINNING,
    ANSWERS_AT_THE_END,
    LONELINESS,
    MANAGING,
    WELL_BEING,
    WELL_BEING_CHANGE,
)
from domain.instruments import Instrument
from domain.outcomes import OutcomeCompleted, OutcomeInvited, Point
from domain.people import MatchId
from domain.personal import known
from domain.service import Model
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told

ONE = Instrument.SWEMWBS
SETTLED = timedelta(days=40)
AFTERWARDS = timedelta(days=150)

Scores = Mapping[tuple[MatchId | None, Instrument, Point], float]


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of the questionnaires."""
    _answered(services, made)
    _over(services, made)
    begun = [_scores(told) for told in services]
    for instrument, meant in (
        (Instrument.SWEMWBS, WELL_BEING[0]),
        (Instrument.UCLA3, LONELINESS),
        (Instrument.SEMCD6, MANAGING[0]),
    ):
        first = [
            score
            for scores in begun
            for (_match, of, point), score in scores.items()
            if of is instrument and point is Point.BASELINE
        ]
        made.mean_between(f"Baseline of {instrument}", first, meant - 0.15, meant + 0.15)
    _change(services, made)


def _answered(services: Sequence[Told], made: Comparisons) -> None:
    """Of those who are asked at the beginning."""
    asked = answered = 0
    for told in services:
        done = {each.event.questionnaire for each in told.first(OutcomeCompleted)}
        for each in told.first(OutcomeInvited):
            if each.event.point is Point.BASELINE:
                asked += 1
                answered += each.event.questionnaire in done
    made.share("Baselines answered", answered, asked, ANSWERS_AT_THE_BEGINNING)


def _over(services: Sequence[Told], made: Comparisons) -> None:
    """Of matches that ended, in which somebody was asked at the beginning, by one instrument."""
    ended = at_the_end = long_over = afterwards = 0
    for told in services:
        asked = {
            each.event.match
            for each in told.first(OutcomeInvited)
            if each.event.point is Point.BASELINE
        }
        scores = _scores(told)
        for each in told.supported:
            match = each.match
            if match.ended_at is None or match.person in told.dead:
                continue
            identifier = next(
                (entry.event.match for entry in each.entries if hasattr(entry.event, "match")), None
            )
            if identifier not in asked or match.ended_at > told.until - SETTLED:
                continue
            ended += 1
            at_the_end += (identifier, ONE, Point.END) in scores
            if match.ended_at < told.until - AFTERWARDS:
                long_over += 1
                afterwards += (identifier, ONE, Point.FOLLOWUP_3) in scores
    made.share("Ends answered", at_the_end, ended, ANSWERS_AT_THE_END)
    made.share("Follow-ups answered", afterwards, long_over, ANSWERS_AFTERWARDS)


def _change(services: Sequence[Told], made: Comparisons) -> None:
    """The change of well-being, in mentoring and beside it."""
    changes: dict[bool, list[float]] = {True: [], False: []}
    for told in services:
        models = {
            entry.event.match: each.model
            for each in told.supported
            for entry in each.entries[:1]
            if hasattr(entry.event, "match")
        }
        scores = _scores(told)
        for (match, instrument, point), score in scores.items():
            before = scores.get((match, instrument, Point.BASELINE))
            if instrument is ONE and point is Point.END and before is not None:
                changes[models.get(match) is Model.MENTORING].append(score - before)
    for mentored, found in changes.items():
        meant = WELL_BEING_CHANGE[mentored]
        made.mean_between(
            f"Change of well-being, mentoring {mentored}", found, meant - 0.3, meant + 0.3
        )


def _scores(told: Told) -> Scores:
    found = {}
    for each in told.open(OutcomeCompleted):
        event, score = each.event, known(each.event.score)
        if score is not None:
            found[event.match, event.instrument, event.point] = score
    return found
