"""What is late or open about a referral (domain reference, 3.1)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.gaps import SENTENCES
from domain.periods import start_of, working_days_after
from domain.person import Person
from domain.referral import Readiness, Referral


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
    if referral.agreed_at is None:
        yield Flag(
            "ENQUIRY_UNANSWERED",
            "The person has not been asked yet, and the enquiry is old. Ask them, or close it.",
            days_after(arrived_at, definitions.enquiry_kept_days),
            over_at,
        )
        return
    asked_at = max(arrived_at, referral.agreed_at)
    days = definitions.acknowledge_within_working_days
    yield Flag(
        "ACKNOWLEDGEMENT_LATE",
        "Whoever asked has not been told that the request arrived. Tell them.",
        working_days_after(asked_at, days) + INSTANT,
        first_of(referral.acknowledged_at, over_at),
    )
    days = definitions.first_look_within_working_days
    yield Flag(
        "FIRST_LOOK_LATE",
        "Nobody has taken a first look at this referral. Take it.",
        working_days_after(asked_at, days) + INSTANT,
        first_of(referral.triaged_at, referral.accepted_at, over_at),
    )
    if referral.readiness is Readiness.NOT_YET and referral.revisit_on is not None:
        yield Flag(
            "REVISIT_DUE",
            'The answer was "not now", and the day to ask again has come. Ask again.',
            start_of(referral.revisit_on),
            first_of(referral.accepted_at, over_at),
        )
    if referral.accepted_at is not None:
        yield from _while_waiting(referral, referral.accepted_at, over_at, definitions)


def _while_waiting(
    referral: Referral,
    accepted_at: datetime,
    over_at: datetime | None,
    definitions: Definitions,
) -> Iterator[Flag]:
    until = first_of(referral.support_started_at, over_at)
    known_at = max((at for _staff, at in referral.got_to_know), default=None)
    if known_at is not None:
        holds = timedelta(days=definitions.getting_to_know_valid_days)
        yield Flag(
            "GETTING_TO_KNOW_OLD",
            "This person was last met or phoned to get to know them more than six months ago. "
            "Do that again before a match is proposed.",
            max(known_at + holds, accepted_at),
            until,
        )
    in_touch = (accepted_at, known_at, referral.last_wait_contact_at)
    in_touch_at = max(moment for moment in in_touch if moment is not None)
    yield Flag(
        "WAIT_CONTACT_LATE",
        "Nobody has been in touch with this person lately, and they are waiting. Phone them.",
        days_after(in_touch_at, definitions.wait_contact_every_days),
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
