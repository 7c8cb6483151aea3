"""Every indicator of a match: its formula, other explanations, and when it is not judged."""

from collections.abc import Callable

from domain.indicators import boundary, ending, intensity, network, role
from domain.indicators.language import Found, IndicatorCode, Standing
from domain.indicators.seen import Seen
from domain.indicators.words import said
from domain.match import Stage

Rule = Callable[[Seen], Found]

_ALL = intensity.RULES | ending.RULES | network.RULES | boundary.RULES | role.RULES
RULES: dict[IndicatorCode, Rule] = {code: _ALL[code] for code in IndicatorCode if code in _ALL}
"""The indicators of a match, in the order of the domain reference; its own peer's are elsewhere."""

EXPLANATIONS: dict[IndicatorCode, tuple[str, ...]] = {
    IndicatorCode.CONTACT_INTENSITY: (
        "Health, treatment or home life may have changed.",
        "What was agreed may no longer fit.",
    ),
    IndicatorCode.CONTACT_TREND: (
        "Check first whether health has changed.",
        "The two may just have found their rhythm.",
    ),
    IndicatorCode.DURATION: (
        "The plan may have been too short from the beginning.",
        "Illness or holidays may have taken weeks away.",
    ),
    IndicatorCode.SINGLE_SOURCE: (
        "Other support may not be recorded here.",
        "There may be no group or second peer supporter near enough.",
    ),
    IndicatorCode.EXTENSIONS: (
        "There may have been good reasons, such as a setback near the end.",
    ),
    IndicatorCode.ENDINGS_POSTPONED: (
        "Illness, weather or travel may have come between.",
        "Either side may find it hard to say goodbye.",
    ),
    IndicatorCode.OUT_OF_HOURS: (
        "A crisis numbers card may be missing.",
        "Shift work or treatment may have moved the day.",
    ),
    IndicatorCode.UNAGREED_WAYS: (
        "A phone may be broken, or a venue closed.",
        "What was agreed may no longer fit.",
    ),
    IndicatorCode.PEER_INITIATED: (
        "{person} may have asked to be called.",
        "{person} may have no credit or no signal.",
    ),
    IndicatorCode.TASKS_DONE_FOR: (
        "Practical help from elsewhere may be missing.",
        "A bad spell may have made doing together too much.",
    ),
    IndicatorCode.FLAT_GOALS: (
        "With a condition that progresses, staying the same is an achievement.",
        "The goals may be the wrong ones.",
    ),
    IndicatorCode.REVIEW_MISSED: ("A review may have been held and not recorded.",),
    IndicatorCode.SESSION_LENGTH: (
        "Travel may be part of the session.",
        "What was agreed may no longer fit.",
    ),
    IndicatorCode.BOUNDARY_MINOR: ("A kindness may be just that.",),
    IndicatorCode.BOUNDARY_SERIOUS: ("Nobody has heard both sides yet.",),
    IndicatorCode.CONTACT_FADING: (
        "Sessions may have been held and not recorded.",
        "A holiday or a stay in hospital may have come between.",
        "The two may have reached what they set out for.",
    ),
}
"""Other reasons for the same facts, shown beside every indicator."""

ALWAYS = frozenset({IndicatorCode.BOUNDARY_MINOR, IndicatorCode.BOUNDARY_SERIOUS})
"""What is reported counts from the first day on, and in every context."""

NEVER_EXPLAINED = ALWAYS | {IndicatorCode.REVIEW_MISSED}
"""Whatever goes on, somebody looks."""


def judged(seen: Seen) -> dict[IndicatorCode, Found]:
    """Every indicator of a match at a moment; nothing where no support was being given."""
    if not seen.supported:
        return {}
    return {code: judged_by(code, seen) for code in RULES}


def judged_by(code: IndicatorCode, seen: Seen) -> Found:
    """One indicator at a moment: too early to say, explained by a context, or by its formula."""
    found = seen.found.get(code)
    if found is None:
        found = seen.found[code] = _judged_by(code, seen)
    return found


def _judged_by(code: IndicatorCode, seen: Seen) -> Found:
    if seen.too_early is not None and code not in ALWAYS:
        return seen.too_early
    found = RULES[code](seen)
    if found.severity and code not in NEVER_EXPLAINED and (why := _explained(seen)) is not None:
        return Found(Standing.EXPLAINED, why, found.value, found.inputs)
    return found


def _explained(seen: Seen) -> str | None:
    """Why what is raised is not judged now: what was declared, or that the match rests."""
    today = seen.moment
    declared = [
        each.day
        for each in seen.by_then(seen.facts.contexts)
        if each.day is not None and each.day.toordinal() >= seen.today
    ]
    if declared:
        until = said(max(declared), seen.today)
        return f"Not judged until {until}: something is known that explains it."
    if seen.match.stage_at(today) is Stage.PAUSED:
        return "Not judged while the match rests."
    return None
