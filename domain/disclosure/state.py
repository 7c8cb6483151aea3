"""Every disclosure about somebody as it stands: to whom, under which consents, what followed."""

from datetime import datetime
from typing import Any

import msgspec

from domain.consent import CANNOT_BE_RECALLED, Audience, Purpose, ToldBy
from domain.decider import Position, Recorded
from domain.disclosure.events import (
    DisclosureAssessed,
    DisclosureChecked,
    DisclosureMade,
    DisclosureReported,
    HolderTold,
    SubjectToldOfDisclosure,
)
from domain.disclosure.language import DisclosureOutcome, Severity
from domain.folds import Fold
from domain.people import (
    ConsentId,
    DisclosureId,
    ListenerId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
)


class Disclosure(msgspec.Struct, frozen=True):
    """One disclosure. ``position`` is that of the entry which says what was told to whom.

    ``reported`` says that it had happened before anybody asked; without ``checked_at`` it was never
    held against consents, which only a store from elsewhere can show.
    """

    position: Position
    at: datetime
    recorded_at: datetime
    reported: bool
    peer: PeerId | None = None
    person: PersonId | None = None
    audience: Audience | None = None
    to_staff: StaffId | None = None
    to_match: MatchId | None = None
    to_named: ListenerId | None = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    told_by: StaffId | None = None
    outcomes: tuple[DisclosureOutcome, ...] = ()
    under: tuple[ConsentId, ...] = ()
    said_before: bool = False
    rule_version: str | None = None
    checked_at: datetime | None = None
    told_at: datetime | None = None
    assessed_at: datetime | None = None
    is_data_breach: bool | None = None
    holder_told_at: dict[ConsentId, datetime] = msgspec.field(default_factory=dict)

    @property
    def authorised(self) -> bool:
        """Whether every item that was told was allowed then."""
        return bool(self.outcomes) and set(self.outcomes) == {DisclosureOutcome.ALLOWED}

    @property
    def severity(self) -> Severity:
        """How far it went, by whom it reached and how."""
        if self.channel in CANNOT_BE_RECALLED or self.audience is Audience.PUBLIC:
            return Severity.CANNOT_BE_RECALLED
        inside = self.to_staff is not None or self.audience is Audience.ROLE
        return Severity.WITHIN_SERVICE if inside else Severity.OUTSIDE_SERVICE


Disclosures = dict[DisclosureId, Disclosure]
SAID = (
    "peer",
    "person",
    "audience",
    "to_staff",
    "to_match",
    "to_named",
    "purpose",
    "channel",
    "told_by",
)


def _evolve(found: Disclosures, recorded: Recorded) -> Disclosures:
    event: Any = recorded.event
    before = found.get(event.disclosure)
    match event:
        case DisclosureMade() | DisclosureReported():
            said = {field: getattr(event, field) for field in SAID}
            now = Disclosure(
                position=recorded.position,
                at=event.at,
                recorded_at=recorded.recorded_at,
                reported=isinstance(event, DisclosureReported),
                **said,
            )
        case _ if before is None:
            return found
        case DisclosureChecked() as checked:
            now = msgspec.structs.replace(
                before,
                outcomes=checked.outcomes,
                under=checked.under,
                said_before=checked.said_before,
                rule_version=checked.rule_version,
                checked_at=checked.at,
            )
        case SubjectToldOfDisclosure(at=at):
            now = msgspec.structs.replace(before, told_at=before.told_at or at)
        case DisclosureAssessed(at=at, is_data_breach=is_breach):
            now = msgspec.structs.replace(
                before, assessed_at=before.assessed_at or at, is_data_breach=is_breach
            )
        case HolderTold(consent=consent, at=at):
            told = {consent: at} | before.holder_told_at
            now = msgspec.structs.replace(before, holder_told_at=told)
        case _:
            return found
    return found | {event.disclosure: now}


_NO_DISCLOSURES: Disclosures = {}
DISCLOSURES = Fold(
    hears=frozenset(
        {
            DisclosureMade,
            DisclosureReported,
            DisclosureChecked,
            SubjectToldOfDisclosure,
            DisclosureAssessed,
            HolderTold,
        }
    ),
    initial=_NO_DISCLOSURES,
    evolve=_evolve,
)
"""Every disclosure about somebody, over their subject; or one, over its own."""
