"""A peer supporter's first page: their matches, what comes next, and what they can record or ask.

It holds what they may know and no more: a first name once the two have met, their sessions, and
nothing of how the service sees the match.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import moment_words
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from api.pages.session_form import session_path
from api.pages.telling_words import NOT_MET
from domain.boundaries import ReportChanceEncounter
from domain.contact import RecordContact
from domain.decider import Position
from domain.folds import fold
from domain.match import OPEN_STAGES, PEERS_MATCHES, RUNNING_STAGES, Match, Stage
from domain.peer import LetPeerReturn, PausePeer
from domain.people import MatchId, PeerId, SessionId, subject
from domain.periods import local_day
from domain.session import SESSIONS, AnswerWorry, RequestDebrief, Session, SessionHeld
from domain.session import Stage as SessionStage

PATH = "/my-matches"
HELP = (
    "These are the people whom you support. You see their first names and what you agreed. What "
    "you record here your coordinator sees too; how you are is for you and your supervisor."
)
WAITS_FOR = {
    Stage.PROPOSED: "Somebody is suggested to you. Your coordinator tells you why, and asks you.",
    Stage.ACCEPTED: "You both said yes. Your coordinator brings you together.",
    Stage.INTRODUCED: "You have met. Next you agree together how it goes.",
    Stage.AGREED: "You have agreed. Your coordinator says when it begins.",
    Stage.PAUSED: "This match has a break.",
}
LAST = 5
"""So many of the latest sessions are shown."""


@get(PATH, sync_to_thread=True, view="my_matches")
def my_matches(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The page of the peer supporter who asks."""
    about = About(desk, directory, {})
    _noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    peer = PeerId(identifier)
    desk.note(subject("peer", peer))
    happened = about.happened(subject("peer", peer))
    matches: dict[MatchId, Match] = fold(PEERS_MATCHES, happened)
    shown = [
        _match(about, each, match)
        for each, match in matches.items()
        if match.stage_at(about.now) in OPEN_STAGES
    ]
    return page(
        "my_matches.html",
        here=PATH,
        position=desk.ledger.head().position,
        help=HELP,
        saved=_saved(about, request.query_params.get("saved"), request.query_params.get("worry")),
        matches=shown,
        ways=[
            {"text": "Pause for a while", "href": link_to(PausePeer, peer=peer)},
            {"text": "Come back from a break", "href": link_to(LetPeerReturn, peer=peer)},
        ],
    )


def _match(about: About, identifier: MatchId, match: Match) -> dict[str, Any]:
    stage, today = match.stage_at(about.now), local_day(about.now)
    sessions: dict[SessionId, Session] = fold(
        SESSIONS, about.happened(subject("match", identifier))
    )
    met = stage not in NOT_MET and match.person is not None
    name = about.first_name(subject("person", match.person or "")) if met else "Somebody new"
    running = stage in RUNNING_STAGES
    coming = sorted(
        each.planned_for
        for each in sessions.values()
        if each.stage is SessionStage.PLANNED and each.planned_for is not None
    )
    return {
        "id": identifier,
        "name": name,
        "waits_for": WAITS_FOR.get(stage),
        "record": session_path(identifier) if running else None,
        "next": next((moment_words(each, today) for each in coming if each > about.now), None),
        "not_recorded": _not_recorded([each for each in coming if each <= about.now], today),
        "ways": _ways(identifier) if running else [],
        "last": _last(sessions.values(), about),
    }


def _not_recorded(passed: list[datetime], today: date) -> str | None:
    if not passed:
        return None
    sessions = count_words(len(passed), "session")
    return f"{sessions} not recorded yet, the last of {moment_words(passed[-1], today)}."


def _ways(match: MatchId) -> list[dict[str, str]]:
    return [
        {"text": "In touch between sessions", "href": link_to(RecordContact, match=match)},
        {"text": "Met by chance", "href": link_to(ReportChanceEncounter, match=match)},
        {"text": "Ask for a debrief", "href": link_to(RequestDebrief, match=match)},
    ]


def _last(sessions: Iterable[Session], about: About) -> list[str]:
    held = sorted(
        (each.held for each in sessions if each.held is not None),
        key=lambda each: each.ended_at,
        reverse=True,
    )
    today = local_day(about.now)
    return [
        f"{moment_words(each.ended_at, today)}"
        + (f": {each.minutes} minutes" if each.minutes else ": length not recorded")
        for each in held[:LAST]
    ]


def _saved(about: About, position: str | None, worry: str | None) -> dict[str, Any] | None:
    """What to say after something was saved."""
    if position is None:
        return None
    said: dict[str, Any] = {"title": "Saved. Thank you.", "danger": worry == "yes", "more": None}
    if worry == "unsure":
        said["text"] = "Your coordinator phones you about it."
    if worry == "yes":
        said["text"] = "You said that something worried you. Your coordinator is told at once."
        said["more"] = _worry_link(about, position)
    return said


def _worry_link(about: About, position: str) -> str | None:
    """Where to say in words what the worry is, if the entry is a session of theirs."""
    if not (position.isascii() and position.isdigit()) or len(position) > 15:  # noqa: PLR2004
        return None
    entry = about.desk.ledger.entry(Position(int(position)))
    mine = about.desk.principal.holder
    if entry is None or mine not in entry.tags or not isinstance(entry.event, SessionHeld):
        return None
    return link_to(AnswerWorry, match=entry.event.match, session=entry.event.session)
