"""A plan of a study, from the answers of a form, and read back in words before it is locked."""

import json
import re
from datetime import date
from typing import Any, NamedTuple

from api.pages.dates import NotUnderstood, full_day_words, read_day
from application.evaluation.plan import Groups, Kind, Measure, NotAPlan, Plan, With, plan_from
from application.evaluation.words import ASKED
from domain.instruments import DEFINITIONS
from domain.instruments.language import Instrument
from domain.outcomes import Point

DAYS = ("first_day", "last_day", "observed_until")
FIELDS_OF_ENTRIES = {
    "window": "first_day",
    "window.first_day": "first_day",
    "window.last_day": "last_day",
    "window.observed_until": "observed_until",
    "outcome": "instrument",
    "outcome.instrument": "instrument",
    "comparison.with": "compared",
    "comparison.by": "compared",
}
"""Where in the form an entry of the plan is answered."""
KINDS = {
    Kind.PAIRED_CHANGE: "How a score changes",
    Kind.TIME_TO_EVENT: "How long people wait for their first session",
    Kind.DEFINITIONS: "When matches would have had a signal by other definitions",
}
COMPARED = {
    "nothing": "Nothing",
    "waiting": "People who answered twice while they waited",
    "source": "By who asked for support",
    "model": "By kind of support",
    "dose": "By number of sessions",
}
QUESTIONNAIRES = {
    Instrument.WEMWBS: "WEMWBS: well-being, 14 questions",
    Instrument.SWEMWBS: "SWEMWBS: well-being, 7 questions",
    Instrument.PHQ9: "PHQ-9: low mood",
    Instrument.GAD7: "GAD-7: worry",
    Instrument.UCLA3: "UCLA-3: loneliness",
    Instrument.DJG6: "De Jong Gierveld, 6 questions: loneliness",
    Instrument.SEMCD6: "SEMCD-6: managing a long-term condition",
}
Given = dict[str, str]


class Drafted(NamedTuple):
    """A plan that can be locked: its text, and what it says."""

    text: str
    plan: Plan


def drafted(given: Given) -> Drafted:
    """The plan that a form's answers make, or that was brought as a file. Raises `NotAPlan`."""
    text = given.get("declared", "").replace("\r\n", "\n").strip()
    text = f"{text}\n" if text else _composed(given)
    return Drafted(text, plan_from(text))


def field_of(no: Exception) -> str | None:
    """The field of the form in which a refused entry is answered."""
    field: str | None = getattr(no, "field", None)
    entry = field.partition("[")[0] if field else field
    return FIELDS_OF_ENTRIES.get(entry or "", entry)


def _composed(given: Given) -> str:
    title = given.get("title", "").strip()
    name = given.get("study", "").strip() or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    lines = [f"study = {_quoted(name[:80])}", f"title = {_quoted(title)}"]
    asked = given.get("equality", "").split()
    kind = given.get("kind", "")
    if kind not in {Kind.PAIRED_CHANGE, Kind.TIME_TO_EVENT}:
        raise NotAPlan("Say what is looked at.", field="kind")
    lines += [f"kind = {_quoted(kind)}"]
    if asked:
        lines += [f"equality = [{', '.join(_quoted(each) for each in asked)}]"]
    lines += ["", "[window]"]
    lines += [f"{each} = {_day(given, each).isoformat()}" for each in DAYS]
    if kind == Kind.PAIRED_CHANGE:
        if given.get("instrument") not in QUESTIONNAIRES:
            raise NotAPlan("Choose the questionnaire whose score is looked at.", field="instrument")
        lines += ["", "[outcome]", f"instrument = {_quoted(given['instrument'])}"]
    compared = given.get("compared") or "nothing"
    if compared not in COMPARED:
        raise NotAPlan("Choose one of these.", field="compared")
    lines += ["", "[comparison]"]
    if compared in set(Groups) - {Groups.NONE}:
        lines += [f"with = {_quoted(With.GROUPS)}", f"by = {_quoted(compared)}"]
    else:
        lines += [f"with = {_quoted(compared)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _day(given: Given, name: str) -> date:
    try:
        return read_day(*(given.get(f"{name}-{part}", "") for part in ("day", "month", "year")))
    except NotUnderstood as wrong:
        raise NotAPlan(str(wrong), field=name) from None


def read_back(plan: Plan) -> list[dict[str, Any]]:
    """What a plan says, question by question."""
    window = plan.window
    whose = "first session" if plan.kind is not Kind.TIME_TO_EVENT else "request"
    said = [
        ("What is asked", plan.title),
        ("Its short name", plan.study),
        ("What is looked at", KINDS[plan.kind]),
        (
            "Who is in it",
            (
                f"{_cohort(plan)}, by their {whose} from {full_day_words(window.first_day)} to "
                f"{full_day_words(window.last_day)}"
            ),
        ),
        ("Looked at until", full_day_words(window.observed_until)),
    ]
    if plan.outcome is not None:
        said.append(("What is measured", _measured(plan.outcome)))
    if plan.altered is not None:
        codes = ", ".join(each.value for each in plan.altered.indicators)
        numbers = ", ".join(f"{name} = {number:g}" for name, number in plan.altered.numbers.items())
        said.append(("What is tried", f"{codes}: {numbers}"))
    held = plan.comparison
    compared = held.by.value if held.with_ is With.GROUPS else held.with_.value
    said.append(("Compared with", COMPARED[compared]))
    if plan.equality:
        words = ", ".join(ASKED[each] for each in plan.equality)
        said.append(("Told apart by equality answers", words))
    said.append(("Groups that are told", f"of {plan.smallest_group} people or more"))
    return [{"key": key, "value": value} for key, value in said]


def _measured(measure: Measure) -> str:
    name = QUESTIONNAIRES.get(measure.instrument, measure.instrument.value)
    version = f", version {measure.version}" if measure.version else ""
    later = "at the end" if measure.point is Point.END else "in the middle"
    return (
        f"{name}{version}, at the beginning ({measure.baseline_days_before} days before to "
        f"{measure.baseline_days_after} days after the first session) and {later} (within "
        f"{measure.days_around} days)"
    )


def _cohort(plan: Plan) -> str:
    cohort = plan.cohort
    parts = [each.value.replace("_", " ").lower() for each in (*cohort.models, *cohort.sources)]
    words = f"Those of {', '.join(parts)}" if parts else "Everybody"
    if plan.kind is not Kind.TIME_TO_EVENT and cohort.least_sessions > 1:
        words += f" with {cohort.least_sessions} sessions or more"
    return words


def questionnaires() -> list[dict[str, str]]:
    """The questionnaires that have one score, to choose from."""
    known = [each for each in QUESTIONNAIRES if DEFINITIONS[each].better is not None]
    none = {"value": "", "label": "None: no score is looked at"}
    return [none, *({"value": each.value, "label": QUESTIONNAIRES[each]} for each in known)]
