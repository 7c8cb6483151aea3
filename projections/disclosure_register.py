"""Who was told what, when, and under which consent: one row for each disclosure.

No row says what was told: items and recipients are sealed, and are opened only for whoever they
are of (`api.disclosure_views`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.consent import CONSENTS
from domain.consent_flags import flags_of_disclosure
from domain.decider import EnteredInError, Recorded
from domain.definitions import Definitions
from domain.disclosure import DISCLOSURES, Disclosure
from domain.flags import Flag, next_change
from domain.folds import as_of, fold, of_subject
from domain.people import DisclosureId, MatchId, PeerId, PersonId, ServiceId, StaffId, Subject
from projections.catch_up import Views
from projections.directory import Directory
from projections.listing import USUALLY, Asked, Listed, Listing, listed_together
from projections.tables import shown, table_of
from projections.view import Rows, View

ORDER = "-at,disclosure"
NAMED = {"peer": "peer", "person": "person", "to_staff": "staff", "told_by": "staff"}


class Row(msgspec.Struct, frozen=True):
    """One disclosure about a peer supporter or a person.

    ``reported`` says that it had happened before it was checked. ``outcomes`` are what the check
    said of each item, ``under`` the consents that allowed it, ``said_before`` that what stood
    against it was communicated by then and written down later. ``severity`` is how far it went
    where it was not ``authorised``. ``told_at`` is when whoever it is of was told of it,
    ``holders_told`` how many of its consents were since taken back and the holder told.
    """

    disclosure: DisclosureId
    position: int
    at: datetime
    recorded_at: datetime
    peer: PeerId | None
    person: PersonId | None
    reported: bool
    audience: str | None
    to_staff: StaffId | None
    to_match: MatchId | None
    purpose: str | None
    channel: str | None
    told_by: StaffId | None
    authorised: bool
    outcomes: list[str]
    under: list[str]
    said_before: bool
    severity: str | None
    rule_version: str | None
    told_at: datetime | None
    assessed_at: datetime | None
    is_data_breach: bool | None
    holders_told: int
    flags: list[dict[str, str]]


def row_of(identifier: DisclosureId, disclosure: Disclosure, flags: list[dict[str, str]]) -> Row:
    """One disclosure as it is shown."""
    return Row(
        disclosure=identifier,
        position=disclosure.position,
        at=disclosure.at,
        recorded_at=disclosure.recorded_at,
        peer=disclosure.peer,
        person=disclosure.person,
        reported=disclosure.reported,
        audience=disclosure.audience,
        to_staff=disclosure.to_staff,
        to_match=disclosure.to_match,
        purpose=disclosure.purpose,
        channel=disclosure.channel,
        told_by=disclosure.told_by,
        authorised=disclosure.authorised,
        outcomes=[each.value for each in disclosure.outcomes],
        under=list(disclosure.under),
        said_before=disclosure.said_before,
        severity=None if disclosure.authorised else disclosure.severity.value,
        rule_version=disclosure.rule_version,
        told_at=disclosure.told_at,
        assessed_at=disclosure.assessed_at,
        is_data_breach=disclosure.is_data_breach,
        holders_told=len(disclosure.holder_told_at),
        flags=flags,
    )


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    disclosures = fold(DISCLOSURES, happened)
    if not disclosures:
        return Rows([])
    consents = fold(CONSENTS, happened)
    service = next(each.service for each in happened if type(each.event) in DISCLOSURES.hears)
    values: list[dict[str, Any]] = []
    every: list[Flag] = []
    for identifier, disclosure in disclosures.items():
        flags = flags_of_disclosure(disclosure, consents)
        every += flags
        row = row_of(identifier, disclosure, shown(flags, at))
        values.append({**msgspec.structs.asdict(row), "service": service})
    return Rows(values, next_change(every, at))


HEARD = CONSENTS.hears | DISCLOSURES.hears | {EnteredInError}


def _of(noun: str, name: str) -> View:
    return View(name, noun, table_of(name, Row), _rows, hears=HEARD)


OF_PEERS = _of("peer", "disclosures_of_peers")
OF_PEOPLE = _of("person", "disclosures_of_people")
VIEWS = (OF_PEERS, OF_PEOPLE)
LISTING = Listing(OF_PEERS, Row, order=ORDER, named=NAMED)
"""What is shown; the rows come from both of `VIEWS`."""


def disclosure_register(
    views: Views,
    service: ServiceId,
    asked: Asked = USUALLY,
    directory: Directory | None = None,
) -> Listed[Row]:
    """Every disclosure in a service, now or as of a moment, the latest first.

    Raises `UnknownField` and `NotAFilter`.
    """
    return listed_together(views, VIEWS, LISTING, service, asked=asked, directory=directory)
