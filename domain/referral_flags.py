"""What is late or open about a referral (domain reference, 2.2, 2.12, 3.1 and 4.2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.folds import ALWAYS
from domain.gaps import SENTENCES, Gap
from domain.periods import length, start_of, working_days_after
from domain.person import Person
from domain.referral import (
    Readiness,
    Referral,
    Triage,
    outside_safe_contact,
    receipt_to_first_contact,
    sought,
    wait_contact_due_at,
)


def flags_of_referral(
    referral: Referral, person: Person, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What is late or open about a referral."""
    return kept(_of_referral(referral, person, definitions))


def _of_referral(referral: Referral, person: Person, definitions: Definitions) -> Iterator[Flag]:
    arrived_at, over_at = referral.arrived_at, first_of(referral.ended_at, person.died_at)
    if arrived_at is None:
        return
    yield from _gaps(referral, person, arrived_at, over_at)
    yield from _of_urgency(referral, arrived_at, over_at)
    yield from _of_information(referral, over_at, definitions)
    yield from _of_tries(referral, person, over_at, definitions)
    if referral.agreed_at is None:
        yield Flag(
            "ENQUIRY_UNANSWERED",
            "The person has not been asked yet, and the enquiry is old. Ask them, or close it.",
            days_after(arrived_at, definitions.enquiry_kept_days),
            over_at,
        )
        return
    yield from _of_first_steps(referral, arrived_at, over_at, definitions)
    yield from _of_readiness(referral, over_at, definitions)
    yield from _of_the_no(referral, person, definitions)
    if referral.accepted_at is not None:
        yield from _while_waiting(referral, referral.accepted_at, over_at, definitions)


def _of_urgency(
    referral: Referral, arrived_at: datetime, over_at: datetime | None
) -> Iterator[Flag]:
    """A crisis is never a silent wait: it is looked at today, and followed up."""
    if referral.urgent:
        yield Flag(
            "URGENT_AT_REFERRAL",
            "This was marked as urgent. Look today whether another service is needed first: 999 in "
            "danger, NHS 24 on 111.",
            arrived_at,
            first_of(referral.triaged_at, referral.accepted_at, over_at),
        )
    if referral.triage is not Triage.URGENT_ELSEWHERE or referral.triaged_at is None:
        return
    until = first_of(referral.accepted_at, over_at)
    if not referral.signposted:
        yield Flag(
            "URGENT_NOT_SIGNPOSTED",
            "Something else is needed urgently, and nobody has recorded telling the person where "
            "to turn. Tell them today, and take the first look again.",
            referral.triaged_at,
            until,
        )
    yield Flag(
        "URGENT_TO_FOLLOW_UP",
        "Something else was needed first. Ask how the person is, and take another first look or "
        "say no with something offered.",
        working_days_after(referral.triaged_at, 1) + INSTANT,
        until,
    )


def _of_information(
    referral: Referral, over_at: datetime | None, definitions: Definitions
) -> Iterator[Flag]:
    asked_at, chased_at = referral.information_asked_at, referral.information_chased_at
    if asked_at is None or chased_at is None:
        return
    until = first_of(referral.accepted_at, over_at)
    lapses_at = days_after(asked_at, definitions.information_lapses_after_days)
    yield Flag(
        "INFORMATION_TO_CHASE",
        "What was asked for has not come. Ask again.",
        days_after(chased_at, definitions.chase_information_after_days),
        first_of(lapses_at, until),
    )
    yield Flag(
        "INFORMATION_LAPSED",
        "What was asked for has not come in six weeks. Decide without it: take another first look, "
        "or say no with something offered.",
        lapses_at,
        until,
    )


def _of_tries(
    referral: Referral, person: Person, over_at: datetime | None, definitions: Definitions
) -> Iterator[Flag]:
    for attempt in referral.tries:
        if outside_safe_contact(attempt, person):
            asked_again = [
                each.said_at for each in person.safe_contacts if each.said_at > attempt.at
            ]
            yield Flag(
                "OUTSIDE_SAFE_CONTACT",
                "Somebody tried to reach this person in a way to which they had said no. Find out "
                "whether it did harm, and ask them again how they may be reached.",
                attempt.at,
                first_of(*asked_again, over_at),
            )
        if person.died_at is not None and attempt.at > person.died_at:
            yield Flag(
                "CONTACT_AFTER_DEATH",
                "Somebody tried to reach this person after their death. Tell the family that you "
                "are sorry, if they noticed.",
                attempt.at,
            )
    lost_from = sought(referral, person).lost_from(definitions)
    if lost_from is not None:
        yield Flag(
            "CONTACT_MAY_BE_LOST",
            "This person was tried in several ways over weeks and not reached. Ask whoever "
            "referred them, or close the referral.",
            lost_from,
            over_at,
        )


def _of_first_steps(
    referral: Referral, arrived_at: datetime, over_at: datetime | None, definitions: Definitions
) -> Iterator[Flag]:
    asked_at = max(arrived_at, referral.agreed_at or arrived_at)
    yield Flag(
        "ACKNOWLEDGEMENT_LATE",
        "Whoever asked has not been told that the request arrived. Tell them.",
        working_days_after(asked_at, definitions.acknowledge_within_working_days) + INSTANT,
        first_of(referral.acknowledged_at, over_at),
    )
    looked_at = referral.triaged_at if referral.triage is not None else None
    yield Flag(
        "FIRST_LOOK_LATE",
        "Nobody has taken a first look at this referral. Take it.",
        working_days_after(asked_at, definitions.first_look_within_working_days) + INSTANT,
        first_of(looked_at, referral.information_asked_at, referral.accepted_at, over_at),
    )
    first_contact = receipt_to_first_contact(referral)
    yield Flag(
        "FIRST_CONTACT_LATE",
        "Nobody has spoken with this person yet. Phone them.",
        working_days_after(asked_at, definitions.first_contact_within_working_days) + INSTANT,
        first_of(first_contact.until if first_contact else None, referral.accepted_at, over_at),
    )
    if referral.triage is Triage.OUT_OF_REMIT and referral.triaged_at is not None:
        yield Flag(
            "ANSWER_LATE",
            "The first look found that we cannot help with this. Tell the person what else there "
            "is, and say no.",
            working_days_after(referral.triaged_at, definitions.answer_within_working_days)
            + INSTANT,
            first_of(referral.accepted_at, over_at),
        )


def _of_readiness(
    referral: Referral, over_at: datetime | None, definitions: Definitions
) -> Iterator[Flag]:
    until = first_of(referral.accepted_at, over_at)
    if referral.readiness is Readiness.NOT_YET and referral.revisit_on is not None:
        yield Flag(
            "REVISIT_DUE",
            'The answer was "not now", and the day to ask again has come. Ask again.',
            start_of(referral.revisit_on),
            until,
        )
    if referral.readiness_at is None:
        return
    if referral.readiness is Readiness.NOT_WANTED:
        yield Flag(
            "NOT_WANTED",
            "The person does not want this. Record that the referral is withdrawn, or what they "
            "would like instead.",
            referral.readiness_at,
            until,
        )
    days = definitions.taster_within_days
    if referral.readiness is Readiness.TASTER and referral.taster_taken_at is None:
        yield Flag(
            "TASTER_DUE",
            "The person would like to try it first, and has not yet. Offer a visit or a talk.",
            days_after(max(referral.readiness_at, referral.taster_offered_at or
                           referral.readiness_at), days),
            until,
        )  # fmt: skip
    taken_at = referral.taster_taken_at
    if taken_at is not None and taken_at > referral.readiness_at:
        yield Flag(
            "TASTER_TO_TALK_OVER",
            "The person tried it. Ask what they thought, and consider readiness again.",
            days_after(taken_at, days),
            until,
        )


def _of_the_no(referral: Referral, person: Person, definitions: Definitions) -> Iterator[Flag]:
    if referral.declined_at is not None:
        yield Flag(
            "NO_NOT_TOLD",
            "The service said no, and nobody has recorded telling the person. Tell them, and what "
            "else there is.",
            working_days_after(referral.declined_at, definitions.told_within_working_days)
            + INSTANT,
            first_of(referral.told_at, person.died_at),
        )


def _while_waiting(
    referral: Referral,
    accepted_at: datetime,
    over_at: datetime | None,
    definitions: Definitions,
) -> Iterator[Flag]:
    until = first_of(referral.support_started_at, over_at)
    coordinator = referral.looked_after_by(ALWAYS)
    known_at = referral.known_to(coordinator, ALWAYS) if coordinator is not None else None
    if known_at is not None:
        days = definitions.getting_to_know_valid_days
        holds = timedelta(days=days)
        yield Flag(
            "GETTING_TO_KNOW_OLD",
            "The coordinator who has this person last met or phoned them to get to know them more "
            f"than {length(days)} ago. Do that again before a match is proposed.",
            max(known_at + holds, accepted_at),
            until,
        )
    pause = referral.pauses[-1] if referral.pauses else None
    if pause is not None and pause.until is None:
        yield Flag(
            "PAUSE_TO_REVISIT",
            "The person asked to wait until now. Ask whether they would like to go on.",
            start_of(pause.revisit_on),
            until,
        )
        return
    due_at = wait_contact_due_at(referral, definitions)
    if due_at is not None:
        yield Flag(
            "WAIT_CONTACT_LATE",
            "Nobody has been in touch with this person lately, and they are waiting. Phone them.",
            due_at,
            until,
        )


_CONTACT_GAPS = frozenset({"NOBODY_TO_CONTACT", "WORK_CONTACT_ONLY", "SEVERAL_CONTACTS"})
_AGREEMENT_GAPS = ("NOT_AGREED", "REFUSAL_", "CONSENT_")


def _gaps(
    referral: Referral, person: Person, arrived_at: datetime, over_at: datetime | None
) -> Iterator[Flag]:
    """What the sender left open is a task until somebody settled it or decided without it."""
    agreed_later_at = referral.agreed_at if referral.agreed_at != arrived_at else None
    for gap in referral.gaps:
        if gap is Gap.URGENT and referral.urgent:
            continue  # said by URGENT_AT_REFERRAL
        settled_at = None
        if gap in _CONTACT_GAPS:
            settled_at = person.safe_contact_at
        elif gap.startswith(_AGREEMENT_GAPS):
            settled_at = agreed_later_at
        yield Flag(
            f"GAP_{gap}",
            SENTENCES[gap],
            arrived_at,
            first_of(settled_at, referral.accepted_at, over_at),
        )
