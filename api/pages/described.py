"""What of the service a form is about, and what stands already where it describes something anew.

A form that saved less than stands would take the rest away: duties, say, are said as a whole.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.exceptions import NotFoundException

from api.pages.about import About
from domain.decider import Command, Event
from domain.people import OfferId, StaffId, subject
from domain.service import (
    DefineOffer,
    HelpNumberSet,
    NameStaff,
    OfferDefined,
    SetHelpNumber,
    StaffNamed,
)

NOT_HERE = "The service has nothing of this name. Go back to the service."
DESCRIBED: Mapping[type[Command], tuple[type[Event], str]] = {
    NameStaff: (StaffNamed, "staff"),
    DefineOffer: (OfferDefined, "offer"),
}
"""Forms that describe something, what is recorded of it, and by which field it is known."""
BESIDE: Mapping[type[Command], tuple[type[Event], str]] = {SetHelpNumber: (HelpNumberSet, "line")}
SAID_EACH_TIME = frozenset({"at", "checked_on", "checked_by"})


def as_it_stands(
    about: About, command: type[Command], asked_for: Mapping[str, str]
) -> dict[str, Any]:
    """What was said last of what a form describes anew; nothing of what is new."""
    kind, field = {**DESCRIBED, **BESIDE}.get(command, (None, ""))
    which = asked_for.get(field)
    if kind is None or which is None:
        return {}
    found: dict[str, Any] = {}
    if command is SetHelpNumber and which in about.service.help_numbers:
        found = msgspec.structs.asdict(about.service.help_numbers[which])
    for recorded in about.happened(subject("service", about.desk.service)):
        if isinstance(recorded.event, kind) and getattr(recorded.event, field) == which:
            found = msgspec.structs.asdict(about.desk.opener.open(recorded).event)
    if command is NameStaff and found:
        about.desk.note(subject("staff", which))
    return {name: value for name, value in found.items() if name not in SAID_EACH_TIME}


def subject_of_the_service(about: About) -> str | None:
    """The offer or member of staff whom an address names. Raises `NotFoundException`."""
    offer, staff = about.ids.get("offer"), about.ids.get("staff")
    if offer is not None:
        if offer not in about.service.offers:
            raise NotFoundException(NOT_HERE)
        return about.offers().get(OfferId(offer))
    if staff is not None:
        if staff not in about.service.staff:
            raise NotFoundException(NOT_HERE)
        return about.staff().get(StaffId(staff))
    return None
