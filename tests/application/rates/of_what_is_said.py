"""What people are asked and what is made of indicators: the rates of ours that 8.1 does not give.

The reference aims at half of the signals that are judged being useful (part 5).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from application.simulation.chances import (
    ASKED_FOR_EQUALITY,
    LEAVES_A_QUESTION_OUT,
    SAYS_SOMETHING,
    SEES_IT_DIFFERENTLY,
    TOLD_WITH_SOMETHING,
    VIEWS,
    WOULD_RATHER_NOT_SAY,
)
from domain.equality import NOT_SAID, EqualityQuestionsAnswered, Question
from domain.indicators import IndicatorAcknowledged, IndicatorCommentedOn, IndicatorContested
from domain.match import Side
from domain.personal import Sealed
from domain.proposal_sharing import MatchProposalShared
from infrastructure.codec import opened
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told

SETTLED = timedelta(days=60)


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of what is asked and said."""
    _equality(services, made)
    views: Counter[str] = Counter()
    contested = commented = told_something = told_peers = 0
    for told in services:
        until = told.until - SETTLED
        for each in told.first(IndicatorAcknowledged):
            views[each.event.view.value] += each.event.at < until
        contested += len([e for e in told.first(IndicatorContested) if e.event.at < until])
        commented += len([e for e in told.first(IndicatorCommentedOn) if e.event.at < until])
        for shared in told.first(MatchProposalShared):
            told_peers += shared.event.to is Side.PEER
            told_something += shared.event.to is Side.PEER and shared.event.told > 0
    looked = sum(views.values())
    made.shares("What is made of an indicator", views, VIEWS)
    made.share("Indicators contested", contested, looked, SEES_IT_DIFFERENTLY)
    silent = 1 - SEES_IT_DIFFERENTLY
    made.share("Indicators commented on", commented, looked, silent * SAYS_SOMETHING)
    made.share("Told with something", told_something, told_peers, TOLD_WITH_SOMETHING)


def _equality(services: Sequence[Told], made: Comparisons) -> None:
    accepted = asked = answered = rather_not = 0
    for told in services:
        until = told.until - SETTLED
        waited = {
            referral.person
            for referral in told.referrals.values()
            if referral.accepted_at is not None
            and referral.accepted_at < until
            and referral.person not in told.dead
        }
        accepted += len(waited)
        people = {}
        for each in told.first(EqualityQuestionsAnswered):
            event = opened(each, told.log.keys).event
            assert isinstance(event, EqualityQuestionsAnswered)
            assert not isinstance(event.answers, Sealed)
            if event.person in waited:
                people[event.person] = event.answers
        asked += len(people)
        answered += sum(len(answers) for answers in people.values())
        rather_not += sum(
            each.endswith(NOT_SAID) for answers in people.values() for each in answers
        )
    made.share("Asked about equality", asked, accepted, ASKED_FOR_EQUALITY)
    made.share("Questions answered", answered, asked * len(Question), 1 - LEAVES_A_QUESTION_OUT)
    made.share("Would rather not say", rather_not, answered, WOULD_RATHER_NOT_SAY)
