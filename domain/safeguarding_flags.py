"""What is due or late in a safeguarding concern (domain reference, 3.8).

All clocks run from what happened, by the service's definitions. Taking a concern on stops the
clock of that and no other. They read nothing that is sealed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, first_of, kept
from domain.periods import end_of, local_day, start_of, working_days_after
from domain.safeguarding.language import Answer, ConcernCourse, DutyOfService
from domain.safeguarding.seeing import leads_of
from domain.safeguarding.state import SafeguardingConcern
from domain.service import Service


def flags_of_concern(
    concern: SafeguardingConcern, service: Service, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What somebody should look at in a concern. ``service`` says who could take it on."""
    if concern.raised is None:
        return ()
    return kept(
        flag
        for some in (
            _of_taking_on(concern, service, definitions),
            _of_deciding(concern, definitions),
            _of_reports(concern, definitions),
            _of_plans(concern),
            _of_service(concern, definitions),
            _of_raiser(concern),
        )
        for flag in some
    )


def acknowledgement_due_at(
    concern: SafeguardingConcern, definitions: Definitions = DEFAULTS
) -> datetime | None:
    """By when it is to be taken on: four hours, or half an hour where danger is not ruled out.

    These are hours by the clock, by night and on holidays too.
    """
    if concern.raised is None:
        return None
    if concern.in_danger is Answer.NO:
        within = timedelta(hours=definitions.concern_acknowledged_within_hours)
    else:
        within = timedelta(minutes=definitions.concern_in_danger_acknowledged_within_minutes)
    return concern.raised.at + within


def report_due_at(
    concern: SafeguardingConcern, definitions: Definitions = DEFAULTS
) -> datetime | None:
    """By when it is to be reported or decided: the same local day.

    Where that day is nearly over it is as long as taking it on may last, and never longer.
    """
    due_at = acknowledgement_due_at(concern, definitions)
    begun_at = concern.begun_at
    if due_at is None or begun_at is None:
        return None
    if concern.reopened:
        return end_of(local_day(begun_at))
    return max(end_of(local_day(begun_at)), due_at)


def _of_taking_on(
    concern: SafeguardingConcern, service: Service, definitions: Definitions
) -> Iterator[Flag]:
    raised, due_at = concern.raised, acknowledgement_due_at(concern, definitions)
    if raised is None or due_at is None:
        return
    taken_on_at = concern.taken_on_at
    yield Flag(
        "CONCERN_TO_TAKE_ON",
        "Somebody told of a worry, and nobody has taken it on. Take it on now.",
        raised.at,
        taken_on_at,
    )
    yield Flag(
        "CONCERN_TAKING_ON_LATE",
        "Somebody told of a worry, and nobody took it on in time. Take it on now.",
        due_at + INSTANT,
        taken_on_at,
    )
    if not leads_of(concern, service):
        yield Flag(
            "CONCERN_NOBODY_TO_LEAD",
            "No safeguarding lead or deputy can see to a worry. The manager sees to it now.",
            raised.at,
            first_of(*(each.at for each in concern.closed)),
        )


def _of_deciding(concern: SafeguardingConcern, definitions: Definitions) -> Iterator[Flag]:
    begun_at, due_at = concern.begun_at, report_due_at(concern, definitions)
    if begun_at is None or due_at is None:
        return
    settled_at = first_of(concern.settled_at(begun_at), *_closed_since(concern, begun_at))
    yield Flag(
        "CONCERN_TO_DECIDE",
        "A worry is neither reported nor decided. Think the three points through, and decide.",
        begun_at,
        settled_at,
    )
    yield Flag(
        "CONCERN_DECISION_LATE",
        "A worry was neither reported nor decided on the same day. Decide now.",
        due_at + INSTANT,
        settled_at,
    )
    for each in concern.decisions:
        if each.course is not ConcernCourse.NO_FURTHER_ACTION:
            continue
        answered_at = None if each.answered is None else each.answered.at
        later = [other.at for other in concern.decisions if other.at > each.at]
        later += [other.at for other in concern.reports if other.at > each.at]
        until = first_of(answered_at, *later)
        yield Flag(
            "CONCERN_TO_AGREE",
            "Somebody proposed that nothing more is done about a worry, and a second person must "
            "agree. Look at it, and say.",
            each.at,
            until,
        )
        within = definitions.concern_agreed_within_working_days
        yield Flag(
            "CONCERN_AGREEING_LATE",
            "Nobody said in time whether they agree that nothing more is done about a worry. "
            "Say it now.",
            working_days_after(each.at, within) + INSTANT,
            until,
        )


def _of_reports(concern: SafeguardingConcern, definitions: Definitions) -> Iterator[Flag]:
    for each in concern.reports:
        if not each.agreed:
            yield Flag(
                "CONCERN_REPORT_WITHOUT_RECORD",
                "A worry was reported without agreement, and no record says why confidentiality "
                "was broken. Begin that record, and name it here.",
                each.at,
                concern.link_of(each),
            )
        answers = (other.at for other in concern.answers if other.at >= each.at)
        due_at = working_days_after(each.at, definitions.concern_answer_within_working_days)
        yield Flag(
            "CONCERN_ANSWER_LATE",
            "Those to whom a worry was reported have not said what became of it. Ask them.",
            due_at + INSTANT,
            first_of(*answers, *_closed_since(concern, each.at)),
        )


def _of_plans(concern: SafeguardingConcern) -> Iterator[Flag]:
    planned: list[tuple[datetime, date]] = [
        (each.at, each.review_on) for each in concern.decisions if each.review_on is not None
    ]
    planned += [(review.at, on) for review, on in concern.plan_reviews if on is not None]
    for at, on in planned:
        reviews = (review.at for review, _on in concern.plan_reviews if review.at > at)
        decided = (other.at for other in concern.decisions if other.at > at)
        until = first_of(*reviews, *decided, *_closed_since(concern, at))
        yield Flag(
            "CONCERN_PLAN_TO_REVIEW",
            "The plan about a worry is to be looked at today.",
            start_of(on),
            until,
        )
        yield Flag(
            "CONCERN_PLAN_REVIEW_LATE",
            "The day to look at the plan about a worry has passed. Look at it now.",
            end_of(on) + INSTANT,
            until,
        )


def _of_service(concern: SafeguardingConcern, definitions: Definitions) -> Iterator[Flag]:
    if not concern.restricted or concern.raised is None:
        return
    thought_of = [concern.duties.get(each) for each in DutyOfService]
    moments = [each.at for each in thought_of if each is not None]
    until = max(moments) if len(moments) == len(DutyOfService) else None
    yield Flag(
        "CONCERN_DUTIES_TO_CONSIDER",
        "A worry is about somebody of the service. Think of cover for their matches, of the PVG "
        "scheme, and of the regulator.",
        concern.raised.at,
        until,
    )
    within = definitions.concern_duties_within_working_days
    yield Flag(
        "CONCERN_DUTIES_LATE",
        "A worry is about somebody of the service, and what follows was not thought of in time. "
        "Think of cover, of the PVG scheme and of the regulator now.",
        working_days_after(concern.raised.at, within) + INSTANT,
        until,
    )


def _of_raiser(concern: SafeguardingConcern) -> Iterator[Flag]:
    if concern.told or concern.raised is None or concern.raised.by is None:
        return
    for each in concern.closed:
        again = (other.at for other in concern.reopened if other.at >= each.at)
        yield Flag(
            "CONCERN_RAISER_NOT_TOLD",
            "A worry is closed, and whoever told of it has not heard back. Tell them what you may.",
            each.at,
            first_of(*again),
        )


def _closed_since(concern: SafeguardingConcern, moment: datetime) -> list[datetime]:
    return [each.at for each in concern.closed if each.at >= moment]
