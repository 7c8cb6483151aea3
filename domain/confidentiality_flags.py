"""What is due, late or out of order in a record about confidentiality (domain reference, 4.4).

All clocks run from what happened, by the service's definitions: nobody stops one by opening it.
They read nothing that is sealed, so that they run on when a person's key is gone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.confidentiality.independence import Surroundings, eligible
from domain.confidentiality.language import READY_FOR_REVIEW
from domain.confidentiality.state import Break, Reviewed
from domain.confidentiality_learning_flags import flags_of_learning
from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, first_of, kept
from domain.folds import ALWAYS
from domain.periods import end_of, start_of, working_days_after
from domain.service import Service


def flags_of_break(
    record: Break, service: Service, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What somebody should look at in a record. ``service`` says who could judge it."""
    if not record.known:
        return ()
    review = record.review_at(ALWAYS)
    return kept(
        flag
        for some in (
            _of_decision(record, review, definitions),
            _of_record(record, review, definitions),
            _of_telling(record, definitions),
            _of_review(record, review, service, definitions),
            flags_of_learning(record, review, definitions),
        )
        for flag in some
    )


def _of_decision(
    record: Break, review: Reviewed | None, definitions: Definitions
) -> Iterator[Flag]:
    settled_at = None if review is None else review.at
    aware, decided_at = record.first_aware_at, record.decided_at
    within = timedelta(hours=definitions.break_decided_within_hours)
    if record.considered is not None:
        aware = aware or record.considered.at
    if decided_at is None and aware is not None:
        yield Flag(
            "BREAK_TO_DECIDE",
            "Sharing without agreement is being thought about, and nobody has decided. "
            "Decide, one way or the other.",
            aware,
        )
        yield Flag(
            "BREAK_DECISION_LATE",
            "Sharing without agreement was thought about, and nobody has decided in time. Decide.",
            aware + within,
        )
        return
    if aware is not None and decided_at is not None and decided_at > aware + within:
        yield Flag(
            "BREAK_DECIDED_LATE",
            "The decision came later than the service wishes. Say why in the record.",
            decided_at,
            settled_at,
        )
    if record.decided is not None and record.decided.recorded_at - record.decided.at > timedelta(
        hours=definitions.break_recorded_within_hours
    ):
        yield Flag(
            "BREAK_RECORDED_LATE",
            "The decision was recorded later than the service wishes. Say why in the record.",
            record.decided.recorded_at,
            settled_at,
        )
    shared_at = record.shared_at
    if record.decided is not None and record.share and not record.acted_first:
        yield Flag(
            "BREAK_NOT_CARRIED_OUT",
            "It was decided to share, and nothing is recorded as shared. Record what was.",
            record.decided.at + within,
            shared_at,
        )
    if shared_at is not None and record.share is False:
        yield Flag(
            "SHARED_AGAINST_DECISION",
            "Something was shared though it had been decided not to. Find out how that came.",
            shared_at,
            settled_at,
        )
    if shared_at is not None and record.share is None:
        yield Flag(
            "SHARED_UNDECIDED",
            "Something was shared, and nobody is recorded to have decided it. Record who did.",
            shared_at,
            settled_at,
        )


def _of_record(record: Break, review: Reviewed | None, definitions: Definitions) -> Iterator[Flag]:
    begun_at = record.shared_at or (None if record.share else record.decided_at)
    if begun_at is None:
        return
    reviewed_at = None if review is None else review.at
    completed_at = first_of(*(each.at for each in record.completed), reviewed_at)
    gaps = ", ".join(each.value.replace("_", " ").lower() for each in record.gaps)
    missing = f" Still missing: {gaps}." if gaps else ""
    if record.acted_first or record.gaps or record.completed:
        due_at = begun_at + timedelta(hours=definitions.break_completed_within_hours)
        yield Flag(
            "BREAK_TO_COMPLETE",
            f"The record of a confidentiality break is not complete. Complete it.{missing}",
            begun_at,
            completed_at,
        )
        yield Flag(
            "BREAK_COMPLETION_LATE",
            f"The record of a confidentiality break was not completed in time. "
            f"Complete it now.{missing}",
            due_at + INSTANT,
            completed_at,
        )
    for back in record.returned:
        answered = [each.at for each in record.completed if each.position > back.position]
        again = [each.at for each in record.reviews if each.position > back.position]
        yield Flag(
            "BREAK_GIVEN_BACK",
            "The reviewer gave a record back. Say what is still to be said, and send it again.",
            back.at,
            first_of(*answered, *again),
        )


def _of_telling(record: Break, definitions: Definitions) -> Iterator[Flag]:
    shared_at = record.shared_at
    if shared_at is None:
        return
    told_at = None if record.told is None else max(record.told.at, shared_at)
    ruled_out_at = None if record.ruled_out is None else record.ruled_out.at
    looks = sorted(record.put_off, key=lambda each: each.at)
    first_look = looks[0].at if looks else None
    settled_at = first_of(told_at, ruled_out_at, first_look)
    due_at = working_days_after(shared_at, definitions.break_told_within_working_days)
    yield Flag(
        "TELLING_DUE",
        "The one whom a break is about does not know of it yet. Tell them, or record why not.",
        shared_at,
        settled_at,
    )
    yield Flag(
        "TELLING_LATE",
        "The one whom a break is about was not told in time, and no reason is recorded. "
        "Tell them now, or record why not.",
        due_at + INSTANT,
        settled_at,
    )
    for number, look in enumerate(looks):
        again = (each.at for each in looks[number + 1 : number + 2])
        until = first_of(told_at, ruled_out_at, *again)
        yield Flag(
            "TELLING_TO_LOOK_AT",
            "Whether the one whom a break is about can be told is to be looked at again today.",
            start_of(look.look_again_on),
            until,
        )
        yield Flag(
            "TELLING_LOOK_LATE",
            "The day to look again at telling somebody of a break has passed. Look at it now.",
            end_of(look.look_again_on) + INSTANT,
            until,
        )


def _of_review(
    record: Break, review: Reviewed | None, service: Service, definitions: Definitions
) -> Iterator[Flag]:
    base = record.shared_at or (None if record.share else record.decided_at)
    if base is None:
        return
    reviewed_at = None if review is None else review.at
    ready_at = _ready_at(record)
    due_at = working_days_after(base, definitions.break_reviewed_within_working_days)
    if ready_at is not None:
        yield Flag(
            "BREAK_REVIEW_DUE",
            "A decision about confidentiality waits for its independent review. Review it.",
            ready_at,
            reviewed_at,
        )
    if not eligible(record, Surroundings(service)) and review is None:
        yield Flag(
            "BREAK_REVIEW_NOBODY",
            "Nobody in the service can review this independently. The chair asks somebody outside.",
            base,
        )
    yield Flag(
        "BREAK_REVIEW_LATE",
        "A decision about confidentiality was not reviewed in time. The chair sees to it now.",
        due_at + INSTANT,
        reviewed_at,
    )


def _ready_at(record: Break) -> datetime | None:
    """Since when a record can be judged, by all that is known."""
    moments = [record.decided, record.told, record.ruled_out]
    found = [each.at for each in moments if each is not None]
    found += [each.at for each in record.put_off]
    found += [each.at for each in (*record.passed_on, *record.completed, *record.returned)]
    ready = [at for at in sorted(found) if record.stage_at(at) in READY_FOR_REVIEW]
    return ready[0] if ready else None
