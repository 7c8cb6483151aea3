"""Who may know what about somebody, and who was told it: for whoever it is of.

What consents cover, what was told and to whom is opened here and nowhere before. The register of
the whole service (`projections.disclosure_register`) says none of it.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.desk import Desk
from application.ledger import Receipt
from application.telling import MayBeTold, may_be_told
from domain.consent import (
    CONSENTS,
    COVERAGE,
    Audience,
    Consent,
    DisclosureConsentOffered,
    DisclosureConsentWithdrawn,
    Purpose,
    ToldBy,
)
from domain.consent_flags import flags_of_consents
from domain.disclosure import DISCLOSURES, DisclosureMade, DisclosureReported
from domain.people import ConsentId, ListenerId, MatchId, StaffId, Subject, subject
from domain.personal import known
from projections.disclosure_register import Row, row_of
from projections.tables import shown


class Told(msgspec.Struct, frozen=True):
    """One disclosure with what was told and to whom, as far as it is still held.

    What was told is for whoever it is of: to anybody else ``items`` are none.
    """

    row: Row
    items: tuple[str, ...] | None
    recipient: str | None


class Opens(msgspec.Struct, frozen=True):
    """One consent, offer or refusal: whom it lets know what, and whether it is in force."""

    consent: ConsentId
    standing: str
    is_refusal: bool
    items: tuple[str, ...] | None
    audience: str | None
    audience_staff: StaffId | None
    audience_role: str | None
    audience_match: MatchId | None
    purpose: str | None
    channel: str | None
    use: str
    ask_first: bool
    given_at: datetime | None
    valid_until: str | None
    recorded_late: bool

    def with_items(self, items: tuple[str, ...]) -> "Opens":
        """The same, of which no other items are named than these."""
        return msgspec.structs.replace(self, items=items)


class Asked(msgspec.Struct, frozen=True):
    """An offer that waits for an answer: what somebody was asked whether they let be told.

    ``under`` is the consent of theirs that says "ask me first", if it is for one occasion.
    """

    consent: ConsentId
    asked_at: datetime
    items: tuple[str, ...] | None
    audience: str | None
    audience_staff: StaffId | None
    audience_role: str | None
    audience_match: MatchId | None
    purpose: str | None
    channel: str | None
    under: ConsentId | None


class WhoKnows(msgspec.Struct, frozen=True):
    """All that somebody let be told or refused, and all that was told, the latest first."""

    position: int
    consents: tuple[Opens, ...]
    asked: tuple[Asked, ...]
    disclosures: tuple[Told, ...]
    flags: tuple[dict[str, str], ...]


def who_knows(desk: Desk, of: Subject) -> WhoKnows:
    """Who may know what about a peer supporter or a person, and who was told it."""
    look = desk.look()
    flags = flags_of_consents(look(CONSENTS, of), look(DISCLOSURES, of))
    opens, asked = tuple(opened_of(desk, of)), tuple(asked_of(desk, of))
    return WhoKnows(look.position, opens, asked, told_of(desk, of), tuple(shown(flags, look.now)))


def opened_of(desk: Desk, of: Subject) -> list[Opens]:
    """Every consent, offer and refusal of somebody, in the order in which they were given."""
    look = desk.look()
    consents, coverage = look(CONSENTS, of), look(COVERAGE, of)
    asked = {each.consent: each.items for each in asked_of(desk, of)}
    found = []
    for identifier, consent in consents.items():
        items = coverage[identifier].items if identifier in coverage else asked.get(identifier)
        found.append(_opens(identifier, consent, items, look.now))
    return sorted(found, key=lambda each: (each.given_at is None, each.given_at, each.consent))


def asked_of(desk: Desk, of: Subject) -> Iterator[Asked]:
    """What somebody was asked whether they let be told, and has not answered."""
    look = desk.look()
    consents = look(CONSENTS, of)
    for recorded in look.happened(of):
        offer = recorded.event
        if not isinstance(offer, DisclosureConsentOffered):
            continue
        if not consents[offer.consent].is_open_offer():
            continue
        opened = desk.opener.open(recorded).event
        assert isinstance(opened, DisclosureConsentOffered)  # noqa: S101 - the same kind
        yield Asked(
            consent=offer.consent,
            asked_at=offer.at,
            items=known(opened.items),
            audience=offer.audience,
            audience_staff=offer.audience_staff,
            audience_role=offer.audience_role,
            audience_match=offer.audience_match,
            purpose=offer.purpose,
            channel=offer.channel,
            under=offer.under,
        )


def _opens(
    identifier: ConsentId, consent: Consent, items: Collection[str] | None, now: datetime
) -> Opens:
    last = consent.last_day_at(now)
    return Opens(
        consent=identifier,
        standing=consent.standing_at(now),
        is_refusal=consent.is_refusal,
        items=None if items is None else tuple(sorted(items)),
        audience=consent.audience,
        audience_staff=consent.audience_staff,
        audience_role=consent.audience_role,
        audience_match=consent.audience_match,
        purpose=consent.purpose,
        channel=consent.channel,
        use=consent.use,
        ask_first=consent.asks_first_at(now),
        given_at=consent.given_at,
        valid_until=None if last is None else last.isoformat(),
        recorded_late=consent.was_recorded_late(),
    )


def told_of(desk: Desk, of: Subject, under: ConsentId | None = None) -> tuple[Told, ...]:
    """What was told of somebody, or under one of their consents, the latest first."""
    look = desk.look()
    disclosures = look(DISCLOSURES, of)
    theirs = desk.reaches("who_knows" if of.startswith("peer:") else "who_knows_person", of)
    found = []
    for recorded in look.happened(of):
        event = recorded.event
        if not isinstance(event, DisclosureMade | DisclosureReported):
            continue
        disclosure = disclosures[event.disclosure]
        if under is not None and under not in disclosure.under:
            continue
        opened = desk.opener.open(recorded).event
        assert isinstance(opened, DisclosureMade | DisclosureReported)  # noqa: S101 - the same kind
        row = row_of(event.disclosure, disclosure, [])
        items = known(opened.items) if theirs else None
        found.append(Told(row, items, known(opened.recipient)))
    return tuple(sorted(found, key=lambda each: (each.row.at, each.row.position), reverse=True))


def past_recipients(desk: Desk, receipt: Receipt) -> list[Told]:
    """Whoever was told something under the consents that a request took back."""
    found: list[Told] = []
    for recorded in receipt.events:
        event = recorded.event
        if isinstance(event, DisclosureConsentWithdrawn):
            noun, identifier = ("peer", event.peer) if event.peer else ("person", event.person)
            found += told_of(desk, subject(noun, identifier or ""), event.consent)
    return found


@get("/peers/{peer:str}/who-knows", sync_to_thread=True, view="who_knows")
def get_who_knows_of_peer(desk: NamedDependency[Desk], peer: FromPath[str]) -> WhoKnows:
    """For a peer supporter: who may know what about them, who was told it, and under what."""
    desk.must_reach("who_knows", subject("peer", peer))
    return who_knows(desk, subject("peer", peer))


@get("/people/{person:str}/who-knows", sync_to_thread=True, view="who_knows_person")
def get_who_knows_of_person(desk: NamedDependency[Desk], person: FromPath[str]) -> WhoKnows:
    """For a person: who may know what about them, who was told it, and under what."""
    desk.must_reach("who_knows_person", subject("person", person))
    return who_knows(desk, subject("person", person))


@get("/consents/{consent:str}/recipients", sync_to_thread=True, view="disclosure_register")
def get_recipients(desk: NamedDependency[Desk], consent: FromPath[str]) -> tuple[Told, ...]:
    """Whoever was told something under a consent, to be asked to stop once it is taken back."""
    identifier = ConsentId(consent)
    found = desk.look()(CONSENTS, subject("consent", identifier)).get(identifier)
    if found is None:
        return ()
    noun, whose = ("peer", found.peer) if found.peer else ("person", found.person)
    desk.must_reach("disclosure_register", subject(noun, whose))
    return told_of(desk, subject(noun, whose), identifier)


@get("/peers/{peer:str}/may-be-told", sync_to_thread=True, view="may_be_told")
def get_may_be_told(
    desk: NamedDependency[Desk],
    peer: FromPath[str],
    item: Annotated[str, QueryParameter(description="An item, such as CONDITION:STROKE.")],
    purpose: FromQuery[Purpose],
    channel: FromQuery[ToldBy],
    *,
    audience: FromQuery[Audience | None] = None,
    to_staff: FromQuery[str | None] = None,
    to_match: FromQuery[str | None] = None,
    to_named: FromQuery[str | None] = None,
) -> MayBeTold:
    """Whether an item of a peer supporter may be told now, under which consent, or why not."""
    desk.must_reach("may_be_told", subject("peer", peer))
    return may_be_told(
        desk.look(),
        subject("peer", peer),
        item,
        purpose,
        channel,
        audience=audience,
        staff=StaffId(to_staff) if to_staff else None,
        match=MatchId(to_match) if to_match else None,
        named=ListenerId(to_named) if to_named else None,
    )


HANDLERS = [get_who_knows_of_peer, get_who_knows_of_person, get_recipients, get_may_be_told]
