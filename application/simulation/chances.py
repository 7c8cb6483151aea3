"""How often things happen and how long they take: the figures of the domain reference, 8.1.

Shares are of 1 unless the name says otherwise. Where the reference gives a median and a ninetieth
percentile, a lognormal is drawn through both. What it does not give is a default of ours.
"""

from collections.abc import Mapping
from math import exp, log
from random import Random
from typing import TypeVar

from domain.confidentiality.language import Ground, Verdict
from domain.match import EndKind
from domain.referral import Source

T = TypeVar("T")

# --- Referrals ---

SEASON = {1: 1.2, 2: 1.2, 3: 1.2, 7: 0.7, 12: 0.7}
"""Referrals by month against an ordinary one."""

BUSIEST = max(SEASON.values())

SOURCES = {
    Source.SELF: 30,
    Source.GP: 15,
    Source.LINK_WORKER: 15,
    Source.NURSE: 6,
    Source.AHP: 4,
    Source.HOSPITAL: 5,
    Source.THIRD_SECTOR: 12,
    Source.SOCIAL_WORK: 6,
    Source.FAMILY: 5,
    Source.OTHER: 2,
}

ENQUIRY_ONLY = 0.08
WILLING_WHEN_ASKED = 0.58
NOT_ASKED_YET = ENQUIRY_ONLY / (1 - WILLING_WHEN_ASKED) / (1 - SOURCES[Source.SELF] / 100)
"""Of those whom somebody else sends: so that 8 % of all never become a referral."""

ACCEPTED, NOT_YET, DECLINED, WITHDREW = "ACCEPTED", "NOT_YET", "DECLINED", "WITHDREW"
OUTCOMES = {ACCEPTED: 68, NOT_YET: 8, DECLINED: 9, WITHDREW: 15}
FIRST_CONTACT_DAYS = (5.0, 13.3)
FIRST_SESSION_DAYS = (41.0, 94.0)
"""The wait as it would be if somebody were free at once and both said yes: what comes in between
brings it to the median of 42 days and the ninetieth percentile of 120."""

NEVER_MEETS_WAITING = 0.34
"""Of those accepted, if nobody were found before they lose patience; with those who go after the
proposal, 23 % never meet the peer supporter."""

NEVER_MEETS_AFTER_YES = 0.07
ONE_ASKED_TWICE_IN = 40
"""Of so many people who are referred somebody else asks for the same one again."""

ONE_DEATH_IN = 60
"""Of so many people who are referred one dies while they wait or are supported."""

# --- Matches ---

BOTH_ACCEPT = 0.88
NOT_FOR_US = 0.02
EARLY_REMATCH = 0.065
"""Of befriending matches. With those after the introduction and the mentoring matches that end in
the first weeks, 10 % of all."""

REMATCH_AFTER_EARLY_END = 0.45
COMES_BACK = 0.05

HOW_IT_ENDS = {
    EndKind.PLANNED: 48,
    EndKind.EARLY_PERSON: 25,
    EndKind.LOST: 19,
    EndKind.SERVICE: 9,
    EndKind.EARLY_PEER: 2,
}
"""Unless the peer supporter leaves first, which is how most of those end that a peer ends."""

MENTORING_ENDS = {
    EndKind.PLANNED: 70,
    EndKind.EARLY_PERSON: 8,
    EndKind.EARLY_PEER: 8,
    EndKind.LOST: 9,
    EndKind.SERVICE: 5,
}
MENTORING_ENDS_EARLY = {
    EndKind.PLANNED: 6,
    EndKind.EARLY_PERSON: 30,
    EndKind.EARLY_PEER: 36,
    EndKind.LOST: 19,
    EndKind.SERVICE: 9,
}
"""From the planned end on, and before. A mentor who leaves sees the match through, so that those
that a peer supporter ends are drawn here."""

BEFRIENDING_DAYS, BEFRIENDING_SHAPE = 710.0, 1.1
"""Weibull scale and shape: a mean of 16 months where peer supporters leave as they do."""

PLANNED_WEEKS, FIRST_WEEKS = 26, 4
MENTORING_WEEKS = {
    (0, 1): 0.6,
    (1, 4): 8.5,
    (4, 8): 8.8,
    (8, 12): 4.7,
    (12, 16): 11.0,
    (16, 20): 9.5,
    (20, 25): 11.0,
    (26, 26): 31.5,
    (27.3, 39): 14.2,
}

REVIEW_MISSED = 0.12
VARIETY_OFFERED, CONTEXT_DECLARED, OVERLAP_DECLARED = 0.5, 0.1, 0.25
"""Of reviews; the last of matches."""

RESTS_WHILE_AWAY = 0.6
"""Of matches whose peer supporter takes a break."""

AFTERCARE = 0.4
"""Of matches that ended as planned."""

# --- Sessions ---

GAPS_EARLY = {7.0: 56, 14.0: 16, 10.0: 20, 3.5: 7, 28.0: 2}
"""Days from one session to the next in the first weeks."""

NOT_ATTENDED, PERSON_CANCELS, PEER_CANCELS, SERVICE_CANCELS = 0.08, 0.12, 0.06, 0.004
WINTER = frozenset({12, 1, 2})
FLARE = 1.5
"""How much more often a person cannot come in winter."""

RECORDED_NEVER, RECORDED_LATE = 0.06, 0.17
PHONE_MINUTES = (12.0, 30.0)
TOGETHER_MINUTES = (70.0, 95.0)
WORRIED, WORRY_LEFT_OPEN, WORRY_ANSWERED = 0.02, 0.09, 0.7
CORRECTED, IN_ERROR, MISREPORTED = 0.04, 0.01, 0.06
"""Of session records; the last of sessions that nobody came to, first told as held."""

WRITTEN_LATER = 0.06
"""Of everything else that is reported."""

# --- What people are asked, and what they make of it ---

ASKED_FOR_EQUALITY, LEAVES_A_QUESTION_OUT, WOULD_RATHER_NOT_SAY = 0.8, 0.06, 0.08
"""Of those who are accepted, and of single questions."""

PLACE_WRITTEN_DOWN, LIVES_NEARBY = 0.85, 0.9
"""Of those whom somebody gets to know; the second live in the partnership of the service."""

TOLD_WITH_SOMETHING = 0.4
"""Of proposals told to a peer supporter: with something that the person agreed to."""

LOOKED_AT_INDICATORS, SAYS_WHAT_IT_WAS = 0.35, 0.7
"""Of matches, each quarter: a coordinator looks at something that may be raised. Of the events
beyond what was agreed that somebody looked into: they say what they make of the indicator."""

VIEWS = {"USEFUL": 50, "EXPECTED": 32, "NOT_USEFUL": 18}
"""What a coordinator makes of an indicator; the reference aims at half of them being useful."""

SEES_IT_DIFFERENTLY, SAYS_SOMETHING = 0.06, 0.25
"""Of the indicators at which somebody looked: one of the two contests it, or comments on it."""

ASSESSES_COMPETENCIES = 0.75
"""Of peer supporters who become active; the others have not got round to it."""

# --- Measures ---

ANSWERS_AT_THE_BEGINNING, ANSWERS_AT_THE_END, ANSWERS_AFTERWARDS = 0.80, 0.50, 0.30
SAYS_NO_TO_IT = 0.5
"""Of those who are asked; the last of those who do not answer at the beginning."""

WELL_BEING = (19.8, 4.2)
WELL_BEING_CHANGE = {True: 1.6, False: 1.0}
WELL_BEING_CHANGE_SPREAD = 3.9
"""The metric score of the short scale, its mean and spread; the change in mentoring, and beside it
as in groups."""

LONELINESS, LONELINESS_CHANGE = 6.4, -0.7
MANAGING, MANAGING_CHANGE = (5.2, 2.2), 0.7

# --- Groups and courses ---

NEW_TO_THE_GROUP = 12 / 52
FOUNDS_THE_GROUP, FOUNDING_WEEKS, FOUNDERS = 0.8, 40, 12
LEAVES_THE_GROUP = 12 / 52 / 14
COMES_TO_THE_GROUP = 8 / 14
"""A group has fourteen people on its list, of whom eight come, and one who is new each month."""

DROP_IN, ANONYMOUS = 1.0, 0.05
CONCERN_IN_THE_GROUP = 0.04
BOOKED_ON_A_COURSE, STARTS_A_COURSE = 12, 10 / 12
COMES_TO_A_COURSE = 0.64
"""So that three in four of those who start come to at least four of six sessions."""

# --- Confidentiality ---

BREAKS = 0.5 / 1000
DECIDED_NOT_TO = 0.25 / 1000
"""Of sessions that are recorded. Of the second the reference says nothing."""

GROUNDS = {
    Ground.SUICIDE_RISK: 45,
    Ground.ADULT_PROTECTION: 25,
    Ground.VITAL_INTEREST_MEDICAL: 12,
    Ground.CHILD_PROTECTION: 10,
    Ground.SERIOUS_HARM_OTHERS: 6,
    Ground.COURT_ORDER: 2,
}
ACTED_FIRST = 0.30
CONSENT_SOUGHT, CONSENT_GIVEN, TOLD_IN_TIME = 0.75, 0.60, 0.80
"""The second of those who were asked."""

VERDICTS = {Verdict.UPHELD: 78, Verdict.UPHELD_WITH_LEARNING: 18, Verdict.NOT_UPHELD: 4}

# --- Around sessions ---

EVER_RING, EVER_WRITE = 0.40, 0.61
AT_NIGHT = 0.04
MONTHS_TO_A_CHANCE_ENCOUNTER, MONTHS_TO_ONE_IN_THE_COUNTRY = 150, 25
MONTHS_TO_A_BOUNDARY_EVENT = 12
SERIOUS_BOUNDARY_EVENT = 0.006
READ_BACK, FOLLOWED_UP, DEBRIEF_AFTER_WORRY, DEBRIEF = 0.85, 0.8, 0.6, 0.02
CHECKS_OUT_LATE = 0.03

# --- Peer supporters ---

PHONED, INTERVIEWED_OF_PHONED, SELECTED = 0.83, 0.37, 0.79
APPLIED_OF_PHONED = 0.45
ACTIVE_OF_INTERESTED = 0.24
LEAVES_IN_TRAINING = 0.07
LEAVES_A_MONTH_EARLY, LEAVES_A_MONTH, EARLY_MONTHS = 0.14, 0.068, 6
SEES_IT_THROUGH_EARLY, SEES_IT_THROUGH = 0.65, 0.92
"""Of those who decide to leave while they support somebody in befriending: they go when that is
over. So that 5.1 % leave in each of the first six months and 3.2 % later, and yet no more than 22 %
of matches end by the peer supporter, more decide to leave than leave at once."""
PAUSES_A_MONTH = 0.046
"""Of months in which nothing else happens; 4 % of all."""

PAUSE_DAYS = (44.0, 96.0)
SUSPENDED_A_MONTH = 0.003
LOAD, LOAD_RECRUITED_FOR = 1.3, 1.42
"""Matches of one peer supporter at a time, on average; and for what a service recruits, as some
are new, away or about to leave."""

SUPERVISED_IN_A_GROUP = 0.15
ON_TIME, AMBER, RED = "ON_TIME", "AMBER", "RED"
SUPERVISION = {ON_TIME: 76.5, AMBER: 12.5, RED: 11}
COURSE_RENEWED_IN_TIME = 0.85

_NINETIETH = 1.281_551_6
"""The ninetieth percentile of the standard normal distribution."""


def chance(dice: Random, share: float) -> bool:
    """Whether something happens that happens so often."""
    return dice.random() < share


def one_of(dice: Random, weights: Mapping[T, float]) -> T:
    """One of several things, by weight."""
    return dice.choices(tuple(weights), tuple(weights.values()))[0]


def like(dice: Random, median_and_p90: tuple[float, float]) -> float:
    """A number drawn from the lognormal with this median and ninetieth percentile."""
    median, p90 = median_and_p90
    return exp(dice.normalvariate(log(median), log(p90 / median) / _NINETIETH))


def poisson(dice: Random, mean: float) -> int:
    """How often something happens that is expected so often."""
    count, passed = 0, dice.expovariate(1.0)
    while passed < mean:
        count, passed = count + 1, passed + dice.expovariate(1.0)
    return count
