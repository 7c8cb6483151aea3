"""Every list that can be asked for by its name: what a line shows, and how it is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from application.scope import Scope
from domain.people import ServiceId, Subject
from projections import (
    caseload,
    dependency_indicators,
    disclosure_register,
    gatherings,
    match_board,
    openings,
    peer_roster,
    retention,
    rights_requests,
    waiting_list,
    worklist,
)
from projections.breaks import gaps, queue, register
from projections.catch_up import Views
from projections.directory import Directory
from projections.listing import Asked, Listed, Listing, listed, subjects_in
from projections.naming import named
from projections.opening import Opener
from projections.safeguarding import register as concerns
from projections.view import View


@dataclass(frozen=True)
class At:
    """The door at which lists are read: the views, what opens names, and whose rows are shown."""

    views: Views
    opener: Opener
    service: ServiceId
    scope: Scope
    directory: Directory = field(init=False)

    def __post_init__(self) -> None:
        """Join names from the same views."""
        object.__setattr__(self, "directory", Directory(self.views, self.opener))


@dataclass(frozen=True)
class AList:
    """A list: its line, whose names stand in it, what a terminal shows of it, how it is read.

    ``noted`` are identifiers under which a look is noted, and that are nobody's name.
    """

    row: type[msgspec.Struct]
    named: Mapping[str, str]
    columns: tuple[str, ...]
    whole: Callable[[At, Asked], Listed[Any]]
    noted: Mapping[str, str] = field(default_factory=dict)

    def read(self, at: At, asked: Asked) -> Listed[Any]:
        """The rows that may be seen at this door."""
        return self.whole(at, msgspec.structs.replace(asked, scope=at.scope))

    def noted_of(self, rows: Iterable[Any]) -> Iterator[Subject]:
        """All under whom a look at some rows is noted."""
        return subjects_in(rows, {**self.named, **self.noted})


def _plain(listing: Listing[Any], *columns: str) -> AList:
    def read(at: At, asked: Asked) -> Listed[Any]:
        return listed(at.views, listing, at.service, asked, at.directory)

    return AList(listing.row, listing.named, columns, read)


def _indicators(at: At, asked: Asked) -> Listed[Any]:
    found = listed(at.views, dependency_indicators.LISTING, at.service, asked, at.directory)
    return msgspec.structs.replace(found, rows=named(found.rows, at.directory))


def _worklist(at: At, asked: Asked) -> Listed[Any]:
    """With ``coordinator`` what falls to one of them, and what falls to nobody alone."""
    where = dict(asked.where)
    responsible = where.pop("coordinator", None)
    asked = msgspec.structs.replace(asked, where=where)
    return worklist.worklist(at.views, at.service, asked, at.directory, responsible=responsible)


def _queue(at: At, asked: Asked) -> Listed[Any]:
    return queue.review_queue(at.views, at.service, asked)


def _concerns(at: At, asked: Asked) -> Listed[Any]:
    return concerns.concern_register(at.views, at.service, asked, at.directory)


def _disclosures(at: At, asked: Asked) -> Listed[Any]:
    return disclosure_register.disclosure_register(at.views, at.service, asked, at.directory)


def _gaps(at: At, asked: Asked) -> Listed[Any]:
    return gaps.break_gaps(at.views, at.service, asked, at.directory)


def _gatherings(view: View) -> AList:
    def read(at: At, asked: Asked) -> Listed[Any]:
        return gatherings.gatherings(at.views, at.opener, at.service, view, asked)

    columns = ("name", "state", "people", "meetings", "last_met_at", "next_at", "flags")
    return AList(gatherings.Row, {"coordinator": "staff"}, columns, read)


LISTS: dict[str, AList] = {
    "caseload": _plain(caseload.LISTING, "person", "peer", "state", "since", "flags"),
    "waiting_list": _plain(
        waiting_list.LISTING,
        "person",
        "days",
        "paused",
        "last_contact_at",
        "next_contact_due_at",
        "coordinator",
        "flags",
    ),
    "peer_roster": _plain(
        peer_roster.LISTING,
        "peer",
        "state",
        "matches",
        "capacity",
        "pvg_until",
        "supervision_due_on",
        "no_new_matches",
        "flags",
    ),
    "match_board": _plain(
        match_board.LISTING,
        "state",
        "person",
        "peer",
        "since",
        "next_step",
        "next_step_due_at",
        "next_session_at",
        "level",
    ),
    "dependency_indicators": AList(
        dependency_indicators.Row,
        dependency_indicators.LISTING.named,
        ("person", "peer", "level", "code", "standing", "sentence"),
        _indicators,
    ),
    "worklist": AList(
        worklist.Item,
        worklist.NAMED,
        ("rank", "sentence", "to_do", "person", "peer", "responsible", "since", "due_at"),
        _worklist,
    ),
    "break_register": _plain(
        register.LISTING,
        "break_id",
        "state",
        "person",
        "decided_at",
        "grounds",
        "telling",
        "review_due_at",
        "verdict",
        "flags",
    ),
    "concern_register": AList(
        concerns.Row,
        concerns.LISTING.named,
        ("concern", "state", "person", "peer", "staff", "raised_at", "decide_by", "flags"),
        _concerns,
        noted={"concern": "concern"},
    ),
    "review_queue": AList(
        queue.Item, {}, ("break_id", "state", "decided_at", "due_at", "reviewers"), _queue
    ),
    "break_gaps": AList(
        gaps.Row,
        gaps.NAMED,
        ("kind", "at", "person", "peer", "severity", "is_data_breach", "due_at"),
        _gaps,
    ),
    "rights_requests": _plain(
        rights_requests.LISTING,
        "right",
        "peer",
        "received_at",
        "due_at",
        "flags",
    ),
    "openings": _plain(
        openings.LISTING,
        "opening",
        "state",
        "person",
        "staff",
        "opened_at",
        "until",
        "review_due_at",
        "verdict",
        "flags",
    ),
    "retention_of_people": _plain(
        retention.OF_PEOPLE, "person", "kind", "closed_at", "keep_until", "due", "held", "by_itself"
    ),
    "retention_of_peers": _plain(
        retention.OF_PEERS, "peer", "kind", "closed_at", "keep_until", "due", "held"
    ),
    "disclosure_register": AList(
        disclosure_register.Row,
        disclosure_register.NAMED,
        ("at", "peer", "person", "to_staff", "audience", "purpose", "channel", "outcomes", "under"),
        _disclosures,
    ),
    "groups": _gatherings(gatherings.GROUPS),
    "programmes": _gatherings(gatherings.PROGRAMMES),
}
