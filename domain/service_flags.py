"""What a service has left open about itself (domain reference, 1.1, 2.1, 2.4, 2.7 and 9.5)."""

from collections.abc import Iterator
from datetime import datetime

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, days_after, kept
from domain.periods import start_of
from domain.service import (
    EMERGENCY,
    MAY_SUPERVISE,
    SOCIAL_WORK,
    Duty,
    Service,
)
from domain.training import in_words, policy_in_words


def flags_of_service(service: Service, definitions: Definitions = DEFAULTS) -> tuple[Flag, ...]:
    """What a service has left open about itself."""
    if service.opened_at is None:
        return ()
    return kept(_of_service(service, service.opened_at, definitions))


def _of_service(service: Service, opened_at: datetime, definitions: Definitions) -> Iterator[Flag]:
    yield from _of_staff(service)
    for offer in service.offers.values():
        if offer.open and offer.review_on is not None:
            yield Flag(
                "ROLE_REVIEW_DUE",
                "Whether an offer's role is a regulated role was to be looked at again by now. "
                "Assess it anew.",
                max(start_of(offer.review_on), opened_at),
            )
    asked = service.standard_for(each for each, offer in service.offers.items() if offer.open)
    missing = [policy for policy in asked.policies if policy not in service.policies]
    if missing:
        words = in_words(policy_in_words(policy, None) for policy in missing)
        yield Flag(
            "POLICY_NOT_ADOPTED",
            f"Offers ask everybody to go through a policy that is not adopted: {words}. Adopt it.",
            opened_at,
        )
    yield from _of_help_numbers(service, opened_at, definitions)


def _of_staff(service: Service) -> Iterator[Flag]:
    leads = {staff for staff, duties in service.staff.items() if Duty.SAFEGUARDING_LEAD in duties}
    deputies = {
        staff for staff, duties in service.staff.items() if Duty.SAFEGUARDING_DEPUTY in duties
    }
    if leads and leads == deputies:
        yield Flag(
            "DEPUTY_IS_LEAD",
            "The safeguarding lead is their own deputy. Name somebody else as deputy.",
            max(service.changed_at[staff] for staff in leads),
        )
    held = {*service.supervisors.values()}
    for staff, duties in service.staff.items():
        holds = staff in held or not {Duty.SUPERVISOR, Duty.COORDINATOR}.isdisjoint(duties)
        if holds and service.cover_of(staff, *MAY_SUPERVISE) is None:
            cover = service.covers.get(staff)
            gone_at = service.changed_at.get(cover) if cover else None
            yield Flag(
                "COVER_NOT_NAMED",
                "Nobody is named to stand in for somebody who coordinates or holds supervision. "
                "Name who does, before they are away.",
                max(service.named_at[staff], gone_at or service.named_at[staff]),
            )
        supervisor = service.supervisors.get(staff)
        if Duty.COORDINATOR in duties and not service.is_named(supervisor, *MAY_SUPERVISE):
            gone_at = service.changed_at.get(supervisor) if supervisor else None
            named_at = service.named_at[staff]
            yield Flag(
                "COORDINATOR_UNSUPERVISED",
                "Nobody holds the supervision of a coordinator. Choose who will.",
                max(named_at, gone_at or named_at),
            )


def _of_help_numbers(
    service: Service, opened_at: datetime, definitions: Definitions
) -> Iterator[Flag]:
    if not any(line.startswith(SOCIAL_WORK) for line in service.help_numbers):
        yield Flag(
            "SOCIAL_WORK_NUMBER_MISSING",
            "The number of the council's social work is not among the numbers to call. Add it.",
            opened_at,
        )
    for line, given in service.help_numbers.items():
        if line == EMERGENCY:
            continue
        since = opened_at
        if given.checked_on is not None:
            since = days_after(
                start_of(given.checked_on), definitions.help_numbers_checked_every_days
            )
        yield Flag(
            "HELP_NUMBER_UNCHECKED",
            f"Nobody has checked lately that {given.number} is right. Call it, and record that.",
            max(since, opened_at),
        )
