"""Whenever an enquiry has been kept for long enough, then let it go.

The command's id is made of the reaction, whose enquiry it is and when it was due, so it happens
once, whoever runs it and however often.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from application.ledger import Transactor
from application.perform import perform
from domain.decider import Refusal
from domain.people import ActorId, PersonId, ServiceId, identifier_from
from domain.retention import LetEnquiryGo

CLOCK = ActorId("clock")
"""Who acts where nobody does: it was time."""


class Due(NamedTuple):
    """Whose enquiry is to go, and since when."""

    person: PersonId
    since: datetime


def let_enquiries_go(due: Iterable[Due], ledger: Transactor, service: ServiceId) -> int:
    """Let enquiries go; return how many went. What is needed again, or held, stays."""
    gone = 0
    for each in due:
        seed = f"let enquiry go/{each.person}/{each.since.isoformat()}".encode()
        try:
            receipt = perform(
                LetEnquiryGo(person=each.person),
                ledger,
                by=CLOCK,
                service=service,
                command_id=identifier_from(seed),
            )
        except Refusal:
            continue
        gone += not receipt.repeated and bool(receipt.events)
    return gone
