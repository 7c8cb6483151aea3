"""What a study is going to do, said before anybody has looked: ``STUDY.toml``.

Who is in it, over which days, what is measured, what is compared, and by which definitions. The
plan is locked as an event; what is not in it cannot be asked of the same study afterwards.
"""

import hashlib
import tomllib
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from domain.adoption import must_be_definitions
from domain.decider import Malformed
from domain.definitions import DEFAULTS, Definitions, numbers_of, with_numbers
from domain.equality import Question
from domain.indicators import IndicatorCode
from domain.instruments import DEFINITIONS, Instrument
from domain.outcomes import Point
from domain.people import IDENTIFIER
from domain.referral import Source
from domain.service import Model
from domain.study import ExtractPurpose

SMALLEST = 5
"""No plan may tell of fewer people than this (domain reference, 7.3)."""
LONGEST_LAG = 28
"""Days: what was recorded later than this after it happened counts as late (sensitivity)."""


class NotAPlan(Malformed):
    """The file is no plan of a study; the message names the entry and the rule."""


class Kind(StrEnum):
    """What a study looks at."""

    PAIRED_CHANGE = "paired_change"
    TIME_TO_EVENT = "time_to_event"
    DEFINITIONS = "definitions"


class Groups(StrEnum):
    """By what people are told apart."""

    NONE = "none"
    SOURCE = "source"
    MODEL = "model"
    DOSE = "dose"


class With(StrEnum):
    """What a change is compared with."""

    NOTHING = "nothing"
    WAITING = "waiting"
    GROUPS = "groups"


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Local days, both with them. What happened after ``observed_until`` is not looked at.

    A study of change and of definitions counts people by their first session, one of time by the
    day on which they asked.
    """

    first_day: date
    last_day: date
    observed_until: date


class Cohort(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is looked at: anybody where nothing is said. ``least_sessions`` is a dose to be in it."""

    models: tuple[Model, ...] = ()
    sources: tuple[Source, ...] = ()
    least_sessions: int = 1


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is measured, when an answer counts (in days), and in which version: any, if none."""

    instrument: Instrument
    version: str | None = None
    point: Point = Point.END
    baseline_days_before: int = DEFAULTS.baseline_days_before
    baseline_days_after: int = DEFAULTS.baseline_days_after
    days_around: int = DEFAULTS.outcome_days_around


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a result is held against. ``least_days`` are between two answers while waiting."""

    with_: With = msgspec.field(name="with", default=With.NOTHING)
    by: Groups = Groups.NONE
    least_days: int = 28


class Altered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which indicators are judged anew, and by which numbers in place of those in force."""

    indicators: tuple[IndicatorCode, ...]
    numbers: dict[str, float]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole plan. ``definitions`` are numbers in place of the defaults, for all of the past.

    ``equality`` are questions of equality monitoring, by whose answers the result is told apart.
    """

    study: str
    title: str
    kind: Kind
    window: Span
    purpose: ExtractPurpose = ExtractPurpose.EVALUATION
    cohort: Cohort = Cohort()
    outcome: Measure | None = None
    comparison: Comparison = Comparison()
    equality: tuple[Question, ...] = ()
    altered: Altered | None = None
    definitions: dict[str, float] = msgspec.field(default_factory=dict)
    smallest_group: int = SMALLEST

    @property
    def judged_by(self) -> Definitions:
        """The definitions by which the past is folded: the plan's own, windows among them."""
        numbers = numbers_of(DEFAULTS) | self.definitions
        if self.outcome is not None:
            numbers |= {
                "baseline_days_before": self.outcome.baseline_days_before,
                "baseline_days_after": self.outcome.baseline_days_after,
                "outcome_days_around": self.outcome.days_around,
            }
        return with_numbers(numbers, f"plan-{self.study}")

    @property
    def tried(self) -> Definitions:
        """The altered definitions of a study that tries some."""
        numbers = numbers_of(self.judged_by) | (self.altered.numbers if self.altered else {})
        return with_numbers(numbers, f"tried-{self.study}")


def plan_from(text: str) -> Plan:
    """Read a plan. Raises `NotAPlan`, and `domain.adoption.NotADefinition` for its numbers."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NotAPlan(f"This is no TOML: {wrong}. Correct it.") from None
    for each in ("definitions", "altered"):
        _flatten(tree, each)
    try:
        plan = msgspec.convert(tree, Plan, strict=True)
    except msgspec.ValidationError as wrong:
        raise NotAPlan(f"{wrong}. Correct the plan.", field=_field(str(wrong))) from None
    _must_hold(plan)
    return plan


def digest_of_plan(text: str) -> bytes:
    """SHA-256 of a plan as it is written, by which it is locked."""
    return hashlib.sha256(text.encode()).digest()


def _flatten(tree: dict[str, Any], name: str) -> None:
    """Numbers stand by their dotted names, whether written as such or as tables."""
    part = tree.get(name)
    if name == "altered" and isinstance(part, dict) and isinstance(part.get("numbers"), dict):
        part["numbers"] = dict(_flat(part["numbers"], ""))
    elif name == "definitions" and isinstance(part, dict):
        tree[name] = dict(_flat(part, ""))


def _flat(part: dict[str, Any], before: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in part.items():
        found += (
            _flat(value, f"{before}{name}.")
            if isinstance(value, dict)
            else [(f"{before}{name}", value)]
        )
    return found


def _field(message: str) -> str | None:
    _, found, path = message.partition("`$.")
    return path.rstrip("`") if found else None


def _must_hold(plan: Plan) -> None:
    """What one entry cannot say of another."""
    if IDENTIFIER.fullmatch(plan.study) is None:
        raise NotAPlan("A study has up to 80 letters, digits and dashes.", field="study")
    if not plan.title.strip():
        raise NotAPlan("Say in a sentence what is asked.", field="title")
    if not plan.window.first_day <= plan.window.last_day <= plan.window.observed_until:
        raise NotAPlan(
            "The first day comes before the last, and nothing is observed for less long.",
            field="window",
        )
    if plan.smallest_group < SMALLEST:
        raise NotAPlan(
            f"Nothing is told of fewer than {SMALLEST} people. Say {SMALLEST} or more.",
            field="smallest_group",
        )
    if len(set(plan.equality)) != len(plan.equality):
        raise NotAPlan("A question of equality stands there twice. Keep one.", field="equality")
    _of_its_kind(plan)
    must_be_definitions(numbers_of(DEFAULTS) | plan.definitions)
    if plan.altered is not None:
        must_be_definitions(numbers_of(plan.judged_by) | plan.altered.numbers)


def _of_its_kind(plan: Plan) -> None:
    measured, altered = plan.outcome is not None, plan.altered is not None
    if measured != (plan.kind is Kind.PAIRED_CHANGE):
        raise NotAPlan("A study of paired change, and no other, has an outcome.", field="outcome")
    if altered != (plan.kind is Kind.DEFINITIONS):
        raise NotAPlan("A study of definitions, and no other, alters some.", field="altered")
    if plan.outcome is not None:
        _measurable(plan.outcome)
    held = plan.comparison
    if held.with_ is With.WAITING and not measured:
        raise NotAPlan("Only a change is compared with waiting.", field="comparison.with")
    if (held.with_ is With.GROUPS) != (held.by is not Groups.NONE):
        raise NotAPlan("Say by what groups are told apart, or compare none.", field="comparison.by")
    if held.by is Groups.DOSE and not measured:
        raise NotAPlan("Only a change is told apart by dose.", field="comparison.by")
    if held.least_days < 1 or plan.cohort.least_sessions < 0:
        raise NotAPlan("Days are 1 or more, and sessions 0 or more.", field="comparison.least_days")


def _measurable(outcome: Measure) -> None:
    if outcome.point is Point.BASELINE:
        raise NotAPlan("A change is from the baseline to a later point.", field="outcome.point")
    if min(outcome.baseline_days_before, outcome.baseline_days_after, outcome.days_around) < 0:
        raise NotAPlan("Days of a window are 0 or more.", field="outcome")
    if DEFINITIONS[outcome.instrument].better is None:
        raise NotAPlan(
            f"{outcome.instrument} has no score for the whole. Choose another.",
            field="outcome.instrument",
        )
