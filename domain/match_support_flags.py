"""What is due, late or out of order about a match while it is lived, and after its end (3.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil

from domain.definitions import Definitions
from domain.flags import Flag, days_after, first_of
from domain.folds import ALWAYS
from domain.match import SUPPORT_STAGES, EndKind, Match, Review, ReviewDecision, Side
from domain.periods import local_day, start_of
from domain.person import Person
from domain.standard_flags import day_in_words


def flags_of_support(match: Match, person: Person, definitions: Definitions) -> Iterator[Flag]:
    """All of them, in the order in which a match goes its way."""
    over_at = first_of(match.over_at, person.died_at)
    yield from _of_those_responsible(match, over_at)
    yield from _of_reviews(match, over_at, definitions)
    yield from _of_the_plan(match, over_at, definitions)
    yield from _of_rests(match, over_at)
    yield from _of_aftercare(match, definitions)
    yield from _out_of_place(match, person)


def _of_those_responsible(match: Match, over_at: datetime | None) -> Iterator[Flag]:
    if match.activated_at is not None:
        yield Flag(
            "DEPUTY_MISSING",
            "Nobody deputises for the coordinator of this match. Name somebody.",
            match.activated_at,
            first_of(match.assignments[0].at if match.assignments else None, over_at),
        )
    for each in match.assignments:
        if each.unattended_since is None:
            continue
        yield Flag(
            "MATCH_UNATTENDED",
            f"From {day_in_words(local_day(each.unattended_since))} to "
            f"{day_in_words(local_day(each.at))} whoever was responsible for this match was no "
            "longer here. Ask both how those days were; a review settles this.",
            each.unattended_since,
            first_of(*(held.at for held in match.reviews if held.at >= each.at), over_at),
        )
    if match.conflict_at is not None:
        yield Flag(
            "CONFLICT_DECLARED",
            "Something has been declared for which these two are not matched. "
            "Talk with each of them, and end the match gently.",
            match.conflict_at,
            over_at,
        )


def _of_reviews(match: Match, over_at: datetime | None, definitions: Definitions) -> Iterator[Flag]:
    latest = match.reviews[-1] if match.reviews else None
    due_on = match.review_due_on(_last_moment(match), definitions)
    if due_on is not None and match.activated_at is not None:
        due = start_of(due_on)
        yield Flag(
            "REVIEW_DUE",
            f"A review of this match was due on {due_on:%-d %B %Y}. Hold it, with each side.",
            max(days_after(due, 0), match.activated_at),
            over_at,
        )
        said_at = latest.at if latest is not None else match.activated_at
        by_then = definitions.at(said_at)
        weeks = by_then.review_every_weeks
        if latest is None:
            weeks = by_then.first_review_within_weeks
        if due_on > local_day(said_at + timedelta(weeks=weeks)):
            yield Flag(
                "REVIEW_PLANNED_LATE",
                f"The next review is planned for {due_on:%-d %B %Y}, which is later than the "
                f"usual {weeks} weeks. Check whether that is meant.",
                said_at,
                over_at,
            )
    if latest is not None:
        yield from _of_latest(latest, match, over_at)


def _of_latest(latest: Review, match: Match, over_at: datetime | None) -> Iterator[Flag]:
    """What the latest review leaves open."""
    if len(latest.heard) < len(Side):
        yield Flag(
            "REVIEW_ONE_SIDED",
            "The last review does not hold the view of each side, taken separately. Ask.",
            latest.at,
            over_at,
        )
    if latest.decision is ReviewDecision.END:
        yield Flag(
            "ENDING_DECIDED",
            "The last review came to an ending, and the ending has not started. Start it.",
            latest.at,
            first_of(match.ending_started_at, over_at),
        )


def _of_the_plan(
    match: Match, over_at: datetime | None, definitions: Definitions
) -> Iterator[Flag]:
    last = _last_moment(match)
    planned_end = match.planned_end_at(last)
    if match.activated_at is not None and planned_end is not None:
        started_on = local_day(match.activated_at)
        days = (planned_end - started_on).days
        prompt_on = started_on + timedelta(days=ceil(days * definitions.ending_prompt_at_share))
        passed = days_after(start_of(planned_end), 0)
        settled = first_of(match.ending_started_at, over_at)
        yield Flag(
            "ENDING_TO_TALK_ABOUT",
            f"Most of the planned time has passed: this match is planned to end on "
            f"{planned_end:%-d %B %Y}. Talk with both about the ending.",
            max(start_of(prompt_on), match.activated_at),
            first_of(settled, passed),
        )
        yield Flag(
            "PLANNED_END_PASSED",
            "The planned end has passed, and neither an ending nor an extension is recorded. "
            "Talk with both.",
            max(passed, match.activated_at),
            settled,
        )
    for extension in match.extensions:
        if not extension.variety_offered:
            yield Flag(
                "EXTENDED_WITHOUT_VARIETY",
                "This match was extended before the person was offered to meet other peers. "
                "Offer it.",
                extension.at,
                over_at,
            )


def _of_rests(match: Match, over_at: datetime | None) -> Iterator[Flag]:
    for rest in match.rests:
        until = first_of(rest.end, over_at)
        if rest.for_safety:
            yield Flag(
                "PAUSED_FOR_SAFETY",
                "This match rests while something is looked into. "
                "A coordinator decides whether it goes on.",
                rest.start,
                until,
            )
        if rest.for_safety and rest.end is not None and not rest.decided:
            yield Flag(
                "RESUMED_UNDECIDED",
                "This match went on after a pause for safety, and nobody is named who decided "
                "that. Find out, and decide.",
                rest.end,
                over_at,
            )
        if rest.expected_return is not None:
            yield Flag(
                "RETURN_EXPECTED",
                "The day has passed on which this match was expected to go on. Ask both.",
                max(days_after(start_of(rest.expected_return), 0), rest.start),
                until,
            )


def _of_aftercare(match: Match, definitions: Definitions) -> Iterator[Flag]:
    after = [at for at in match.aftercare if match.ended_at is not None and at >= match.ended_at]
    most = definitions.aftercare_contacts
    if len(after) > most:
        yield Flag(
            "AFTERCARE_LONG",
            f"There have been {len(after)} contacts since the end; {most} are usual. "
            "Ask both whether the ending holds.",
            after[most],
        )
    before = [at for at in match.aftercare if at not in after]
    if before:
        yield Flag(
            "AFTERCARE_BEFORE_END",
            "Contact after the end is recorded for a moment at which the match had not ended. "
            "Record the ending, or correct that entry.",
            before[0],
            match.ended_at if match.ended_at and match.ended_at > before[0] else None,
        )


def _out_of_place(match: Match, person: Person) -> Iterator[Flag]:
    """What was recorded for a moment at which, by the table of 3.3, it could not be."""
    odd = [each.at for each in match.reviews if match.stage_at(each.at) not in SUPPORT_STAGES]
    if odd:
        yield Flag(
            "REVIEWED_OUTSIDE_MATCH",
            "A review is recorded for a moment at which this match was not active. Check the day.",
            min(odd),
        )
    ended_at, started_at = match.ended_at, match.activated_at
    unstarted = started_at is None or (ended_at is not None and started_at > ended_at)
    if ended_at is not None and unstarted and match.ended_how is not EndKind.DIED:
        yield Flag(
            "ENDED_BEFORE_START",
            "This match is recorded as ended before it started. If one of the two said no, "
            "record that instead.",
            ended_at,
        )
    if person.died_at is not None:
        later = [
            *(each.at for each in match.reviews),
            *(each.at for each in match.extensions),
            *match.aftercare,
        ]
        since = min((at for at in later if at > person.died_at), default=None)
        if since is not None:
            yield Flag(
                "RECORDED_AFTER_DEATH",
                "Something about this match is recorded for a day after the person's death. "
                "Check both days.",
                since,
            )


def _last_moment(match: Match) -> datetime:
    """The end of all that is known; for a match that is over, the moment before it was."""
    if match.over_at is None:
        return ALWAYS
    return match.over_at - timedelta(microseconds=1)
