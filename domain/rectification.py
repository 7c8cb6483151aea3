"""An entry that was put right because whoever it is about asked: what was wrong is shown no more.

Any correction keeps both versions, and a page as it stood on a day shows what was known on that
day. Where somebody used their right to have something put right (UK GDPR, article 16), it does not:
every ordinary view of any day shows what is right. What was wrong stays in the log, for the
evidence of a decision that was taken on it (design, section 4: the past changes what is computed,
never what may be shown).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.corrections import NoSuchEntry, Versions
from domain.decider import (
    Command,
    Decider,
    EnteredInError,
    Event,
    Position,
    Read,
    Recorded,
    Refusal,
)
from domain.folds import Fold
from domain.people import RightsRequestId, ServiceId, Subject, subject
from domain.rights import REQUEST, Request, Right, UnknownRequest

# --- Events ---


class EntryRectified(Event, frozen=True, kw_only=True):
    """What an entry had said wrongly is shown by no ordinary view any more, of whatever day.

    ``entry`` is the first version, ``stands`` the one that is right; none where nothing of it ever
    happened. ``rights_request`` is the request by which somebody asked for it.
    """

    service: ServiceId
    entry: Position
    stands: Position | None = None
    rights_request: RightsRequestId | None = None
    entry_subjects: tuple[Subject, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The service, and the subjects of the entry that was put right."""
        request = () if self.rights_request is None else (self.rights_request,)
        asked = tuple(subject("rights_request", each) for each in request)
        return tuple(
            dict.fromkeys((subject("service", self.service), *self.entry_subjects, *asked))
        )


# --- Commands ---


class RecordRectification(Command, frozen=True, kw_only=True):
    """Record that an entry was put right because whoever it is about asked for it."""

    entry: Position
    rights_request: RightsRequestId | None = None


# --- State ---


class Rectification(msgspec.Struct, frozen=True):
    """One entry that was put right: which version stands, and from which position that holds."""

    stands: Position | None
    since: Position


Rectifications = Mapping[Position, Rectification]


def _evolve(found: Rectifications, recorded: Recorded) -> Rectifications:
    match recorded.event:
        case EntryRectified(entry=entry, stands=stands):
            return {**found, entry: Rectification(stands, recorded.position)}
        case _:
            return found


_NONE: Rectifications = {}
RECTIFICATIONS = Fold(hears=frozenset({EntryRectified}), initial=_NONE, evolve=_evolve)
"""Every entry of a service that was put right, over the service; or of somebody, over them."""


def as_rectified(
    entries: Sequence[Recorded], rectified: Rectifications, right: Mapping[Position, Recorded]
) -> list[Recorded]:
    """Entries as an ordinary view may show them: what was wrong is nowhere, what is right instead.

    ``right`` holds the versions that stand, which may have been recorded later than these
    entries were known. Versions that came after the rectification stay what they are.
    """
    if not rectified:
        return list(entries)
    found = []
    for recorded in entries:
        first = recorded.position if recorded.corrects is None else recorded.corrects
        known = rectified.get(first)
        if known is None or recorded.position >= known.since:
            found.append(recorded)
        elif recorded.position == first:  # what corrects it later still names it
            stands = None if known.stands is None else right[known.stands]
            found.append(_in_its_place(recorded, stands))
    return found


def _in_its_place(first: Recorded, stands: Recorded | None) -> Recorded:
    """What stands, at the place of the entry that was wrong; a mark where nothing does.

    A sealed value is bound to the command by which it was written, so that one comes along.
    """
    if stands is None:
        nothing = EnteredInError(at=first.event.at, entry_subjects=first.event.subjects)
        return msgspec.structs.replace(first, event=nothing)
    return msgspec.structs.replace(
        stands,
        position=first.position,
        micros=first.micros,
        by=first.by,
        corrects=None,
        tagged=first.tagged,
    )


class RectificationAsked(msgspec.Struct, frozen=True):
    """The entry that is meant, with all its versions, and the request if one is named."""

    now: datetime
    service: ServiceId
    versions: Versions | None
    request: Request | None = None
    known: Rectification | None = None


# --- Refusals ---


class NotPutRight(Refusal):
    """The entry still says what it said at first."""


class NotAboutPuttingRight(Refusal):
    """The request that is named asks for something else than that an entry is put right."""


# --- Decider ---


def gather(command: RecordRectification, read: Read) -> RectificationAsked:
    """Look at the entry and at the request."""
    versions: Versions | None = read.versions(command.entry)  # type: ignore[attr-defined]
    request = None
    if command.rights_request is not None:
        request = read(REQUEST, subject("rights_request", command.rights_request))
    known = None
    if versions is not None:
        rectified = read(RECTIFICATIONS, subject("service", read.service))
        known = rectified.get(versions.first.position)
    return RectificationAsked(read.now, read.service, versions, request, known)


def decide(command: RecordRectification, state: RectificationAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    versions, request = state.versions, state.request
    if versions is None:
        raise NoSuchEntry("There is no such entry. Check the address.")
    if request is not None and request.right is None:
        raise UnknownRequest("No request has this identifier. Check it.", field="rights_request")
    if request is not None and request.right is not Right.RECTIFICATION:
        raise NotAboutPuttingRight(
            "This request asks for something else. Name the one by which it was to be put right.",
            field="rights_request",
        )
    first, said = versions.first, versions.said
    if not versions.in_error and said.position == first.position:
        raise NotPutRight("This entry was not corrected yet. Correct it first.", field="entry")
    stands = None if versions.in_error else said.position
    if state.known is not None and state.known.stands == stands:
        return []
    return [
        EntryRectified(
            at=state.now,
            service=state.service,
            entry=first.position,
            stands=stands,
            rights_request=command.rights_request,
            entry_subjects=tuple(
                each for each in first.event.subjects if not each.startswith("service:")
            ),
        )
    ]


decider = Decider(
    noun="rectification",
    commands=(RecordRectification,),
    gather=gather,
    decide=decide,
    refusals=(NoSuchEntry, UnknownRequest, NotPutRight, NotAboutPuttingRight),
)
