"""A directory of services elsewhere, to choose from when somebody is told about one (2.5, 2.12).

It holds organisations and nobody's data; whoever works there is left out of it.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Unknown, event_of
from domain.folds import Fold
from domain.people import DirectoryEntryId, ServiceId, subject

LONGEST = 2_000

# --- Events ---


class ServiceListed(Event, frozen=True, kw_only=True):
    """A service elsewhere is in the directory, as it describes itself."""

    listing: DirectoryEntryId
    name: str
    organisation: str
    description: str | None = None
    who_for: str | None = None
    how_to_ask: str | None = None
    area: str | None = None
    phone: str | None = None
    url: str | None = None


class ServiceUnlisted(Event, frozen=True, kw_only=True):
    """A service elsewhere was taken out of the directory: it is not there any more."""

    listing: DirectoryEntryId


# --- Commands ---


class ListService(Command, frozen=True, kw_only=True):
    """Put a service elsewhere into the directory, or say anew what it is."""

    listing: DirectoryEntryId
    name: str
    organisation: str
    description: str | None = None
    who_for: str | None = None
    how_to_ask: str | None = None
    area: str | None = None
    phone: str | None = None
    url: str | None = None


class UnlistService(Command, frozen=True, kw_only=True):
    """Take a service elsewhere out of the directory."""

    listing: DirectoryEntryId


ListingCommand = ListService | UnlistService

# --- State ---


class Listing(msgspec.Struct, frozen=True):
    """A service elsewhere as it is listed now; ``said`` is none where it is not."""

    service: ServiceId | None = None
    said: tuple[str | None, ...] | None = None


FIELDS = tuple(each for each in ListService.__struct_fields__ if each != "listing")


def _said(of: ServiceListed | ListService) -> tuple[str | None, ...]:
    return tuple(getattr(of, each) for each in FIELDS)


def _evolve(listing: Listing, recorded: Recorded) -> Listing:
    match recorded.event:
        case ServiceListed() as listed:
            return Listing(recorded.service, _said(listed))
        case ServiceUnlisted():
            return Listing(recorded.service)
        case _:
            return listing


LISTING = Fold(hears=frozenset({ServiceListed, ServiceUnlisted}), initial=Listing(), evolve=_evolve)
"""One service elsewhere, over its subject."""


class ListingAsked(msgspec.Struct, frozen=True):
    """What is listed under an identifier."""

    listing: Listing
    now: datetime


# --- Refusals ---


class ListingWithoutName(Malformed):
    """A service is listed without its name or that of its organisation."""


class ListingTooLong(Malformed):
    """What a service says of itself is longer than a page."""


class UnknownListing(Unknown):
    """Nothing is listed under this identifier."""


# --- Decider ---


def gather(command: ListingCommand, read: Read) -> ListingAsked:
    """Look at what is listed."""
    return ListingAsked(read(LISTING, subject("listing", command.listing)), read.now)


def decide(command: ListingCommand, state: ListingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    said = state.listing.said
    match command:
        case ListService():
            for field in ("name", "organisation"):
                if not getattr(command, field).strip():
                    raise ListingWithoutName("Say what it is called and whose it is.", field=field)
            for field in FIELDS:
                if len(getattr(command, field) or "") > LONGEST:
                    raise ListingTooLong("Say it in 2,000 letters at most.", field=field)
            if said == _said(command):
                return []
            return [event_of(ServiceListed, command, at=state.now)]
        case UnlistService():
            if said is None:
                raise UnknownListing("Nothing is listed under this identifier. Check it.")
            return [event_of(ServiceUnlisted, command, at=state.now)]


decider = Decider(
    noun="listing",
    commands=(ListService, UnlistService),
    gather=gather,
    decide=decide,
    refusals=(ListingWithoutName, ListingTooLong, UnknownListing),
)
