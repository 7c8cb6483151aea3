"""What somebody answers to a question: from a value to what stands in a form, and back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args

from api.pages.dates import NotUnderstood, is_day_only, local, read_day, read_time, time_words
from api.pages.fields import Field
from domain.periods import LOCAL, end_of, local_day, start_of
from domain.personal import Sealed

Given = Mapping[str, Sequence[str]]
"""What a form sent: every name with all that was given for it."""

MOST_DIGITS = 9

CLOSING = frozenset(
    {
        "WithdrawReferral", "ReferralWithdrawn", "DeclineProposal", "MatchProposalDeclined",
        "RecordNotForUs", "MatchDeclinedAfterIntroduction", "EndMatch", "MatchEnded",
        "PersonDied", "ReferralDeclined", "SupportEnded",
    }
)  # fmt: skip
"""What closes something counts, where only its day is known, from the end of that day."""


def answer_of(field: Field, value: Any) -> dict[str, list[str]]:
    """What a form sends if nobody changes a value."""
    if value is None or isinstance(value, Sealed):
        return {}
    match field.kind:
        case "day":
            return _day_parts(field, value)
        case "moment":
            clock = "" if is_day_only(value) else time_words(local(value).time())
            return _day_parts(field, local_day(value)) | {f"{field.name}-time": [clock]}
        case "time":
            return {field.name: [time_words(value)]}
        case "yes_no":
            return {field.name: ["yes" if value else "no"]}
        case "many":
            return {field.name: [str(each) for each in value]}
        case "lines":
            return {field.name: ["\n".join(value)]}
        case "number":
            return {field.name: [f"{value:g}" if isinstance(value, float) else str(value)]}
        case _:
            return {field.name: [str(value)]}


def _day_parts(field: Field, day: date) -> dict[str, list[str]]:
    return {f"{field.name}-{part}": [str(getattr(day, part))] for part in ("day", "month", "year")}


def value_of(field: Field, given: Given, now: datetime) -> Any:
    """The value that an answer means; none where there is no answer. Raises `NotUnderstood`."""
    match field.kind:
        case "many":
            chosen = tuple(dict.fromkeys(given.get(field.name, ())))
            if not {option.value for option in field.options}.issuperset(chosen):
                raise NotUnderstood("Choose among these answers.")
            numbered = get_args(field.inner)[:1] == (int,)
            return tuple(int(each) for each in chosen) if numbered else chosen
        case "lines":
            lines = _first(given, field.name).splitlines()
            return tuple(line.strip() for line in lines if line.strip())
        case "day":
            return _day(field, given)
        case "moment":
            return _moment(field, given, now)
        case _:
            return _single(field, given)


def _single(field: Field, given: Given) -> Any:
    """The value of an answer that comes in one piece."""
    text = _first(given, field.name).strip()
    if not text:
        return None
    match field.kind:
        case "number":
            return _number(field, text)
        case "time":
            return read_time(text)
        case "yes_no":
            return {"yes": True, "no": False}.get(text)
        case "one" | "pick":
            if text not in {option.value for option in field.options}:
                raise NotUnderstood("Choose one of these answers.")
            return text
        case _:
            return text


def missing(field: Field) -> str:
    """What to say where an answer is needed and none was given."""
    if field.kind in {"one", "pick", "yes_no", "many"}:
        return f"Choose an answer: {field.label}"
    if field.kind in {"day", "moment"}:
        return f"Give a day: {field.label}"
    return f"Write an answer: {field.label}"


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "").replace("\r\n", "\n")


def _number(field: Field, text: str) -> float | int:
    if len(text) > MOST_DIGITS:
        raise NotUnderstood("Write a smaller number.")
    try:
        if field.inner is int:
            return int(text)
        number = float(text.replace(",", "."))
    except ValueError:
        raise NotUnderstood("Write a number in figures.") from None
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - only "not a number" differs
        raise NotUnderstood("Write a number in figures.")
    return number


def _day(field: Field, given: Given) -> date | None:
    parts = [_first(given, f"{field.name}-{part}").strip() for part in ("day", "month", "year")]
    return read_day(*parts) if any(parts) else None


def _moment(field: Field, given: Given, now: datetime) -> datetime | date | None:
    """A moment; a day alone stands for its start, or for its end where it closes something.

    Of today without a time nothing more is known than that it was by now. What is planned needs a
    time, and a form that records days as such gets the day.
    """
    day, clock = _day(field, given), _first(given, f"{field.name}-time").strip()
    if day is None:
        if clock:
            raise NotUnderstood("Give the day as well.")
        return None
    if clock:
        return datetime.combine(day, read_time(clock), LOCAL)
    if field.name == "planned_for":
        raise NotUnderstood("Give a time as well, as in 2:30pm.")
    if field.day_alone:
        return day
    if day == local_day(now):
        return start_of(day) if field.needed else None
    return end_of(day) if field.form in CLOSING else start_of(day)
