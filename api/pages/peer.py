"""The page of a peer supporter, for whoever backs them: what is due, their matches, what to record.

Nothing of their own experience is here. How they themselves are stands here for their supervisor
and for nobody else.
"""

from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.response import Template

from api.pages import training
from api.pages.about import About
from api.pages.dates import day_words
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import growth_of, link_to
from api.pages.words import FORMS
from api.pages.words.lists import COURSES, PEER_STATES
from api.pages.words.states import state_words
from application.scope import Scope
from domain.decider import Command
from domain.folds import fold
from domain.peer import (
    LetPeerReturn,
    PausePeer,
    RecordExitConversation,
    RecordPeerLeft,
    RecordSupervision,
    SetCapacity,
)
from domain.peer import Stage as PeerStage
from domain.people import PeerId, subject
from domain.periods import local_day
from domain.recognition import THANKED, RecordRecognition
from projections.listing import Asked
from projections.lists import LISTS, At
from projections.own_indicators import own_indicators_of
from projections.training_matrix import training_of

PATH = "/peers/{peer:str}"
HELP = (
    "What is due for this peer supporter, and whom they support. Their own experience is theirs: "
    "it is shown only where they said that it may be."
)
NOBODY = "We found no peer supporter at this address. It may have been mistyped."


@get(PATH, sync_to_thread=True, view="peer_roster")
def peer_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """One peer supporter as they stand today."""
    peer = PeerId(request.path_params["peer"])
    about = About(desk, directory, {})
    desk.must_reach("peer_roster", subject("peer", peer))
    found = LISTS["peer_roster"].read(_at(about, desk.scope("peer_roster")), _only(peer))
    if not found.rows:
        raise NotFoundException(NOBODY)
    row = found.rows[0]
    return page(
        "peer.html",
        here="/peers",
        position=found.position,
        help=HELP,
        breadcrumbs=[{"label": "Peer supporters", "href": "/peers"}],
        saved=request.query_params.get("saved") is not None,
        name=about.name(subject("peer", peer)),
        state=PEER_STATES[row.state],
        no_new_matches=row.no_new_matches,
        due=[each["sentence"] for each in row.flags],
        facts=_facts(about, row),
        matches=_matches(about, peer),
        training=_training(about, peer),
        own=_own(about, peer),
        growth=growth_of(peer) if desk.sees("competencies") else None,
        choices=f"/choices?peer={peer}" if desk.sees("choices") else None,
        ways=[
            {"text": FORMS[each].title, "href": link_to(each, peer=peer)}
            for each in _steps(row.state)
            if desk.may_ask(each)
        ],
    )


def _steps(state: str) -> tuple[type[Command], ...]:
    if state == PeerStage.LEFT:  # they are here as long as something is due
        return (RecordExitConversation, RecordRecognition)
    breaks = LetPeerReturn if state == PeerStage.PAUSED else PausePeer
    return (RecordSupervision, SetCapacity, breaks, RecordRecognition, RecordPeerLeft)


def _at(about: About, scope: Scope) -> At:
    desk = about.desk
    return At(desk.views, desk.opener, desk.service, scope)


def _only(peer: PeerId) -> Asked:
    return Asked(where={"peer": peer})


def _facts(about: About, row: Any) -> list[dict[str, Any]]:
    today = local_day(about.now)

    def day(when: Any, otherwise: str) -> str:
        return otherwise if when is None else day_words(when, today)

    thanks = fold(THANKED, about.happened(subject("peer", row.peer)))
    thanked = local_day(thanks[-1]) if thanks else None
    held = row.supervision_held_at and local_day(row.supervision_held_at)
    supervisor = about.name(subject("staff", row.supervisor)) if row.supervisor else "nobody yet"
    missing = [COURSES.get(each, each) for each in row.courses_missing]
    return [
        {"key": "Matches", "value": f"{row.matches} of {row.capacity}"},
        {"key": "Supervisor", "value": supervisor},
        {"key": "Supervision", "value": f"last {day(held, 'none yet')}, "
                                        f"due {day(row.supervision_due_on, 'not yet')}"},
        {"key": "Last thanked", "value": day(thanked, "not recorded")},
        {"key": "PVG until", "value": day(row.pvg_until, "none shared")},
        {"key": "Courses missing", "value": ", ".join(missing) or "none"},
    ]  # fmt: skip


def _matches(about: About, peer: PeerId) -> list[dict[str, Any]]:
    """Their open matches, those that the one who asks may see."""
    if not about.desk.sees("match_board"):
        return []
    scope = about.desk.scope("match_board")
    rows = LISTS["match_board"].read(_at(about, scope), _only(peer)).rows
    opens = about.desk.sees("person_history")
    return [
        {
            "text": about.first_name(subject("person", each.person)),
            "href": f"/people/{each.person}" if opens else None,
            "state": state_words(each.state),
        }
        for each in rows
    ]


def _training(about: About, peer: PeerId) -> dict[str, Any] | None:
    """The courses that are asked of them; none where the one who asks does not see training."""
    desk = about.desk
    if not desk.sees("training_matrix") or not desk.reaches(
        "training_matrix", subject("peer", peer)
    ):
        return None
    row = training_of(desk.look(), peer)
    return {
        "courses": [
            {"key": each.words.capitalize(), "value": training.cell_words(about, each)}
            for each in row.cells
        ],
        "barred": any(each.bars for each in row.cells),
        "seen": training.what_was_seen(about, peer),
        "ways": training.ways(about, row),
    }


def _own(about: About, peer: PeerId) -> list[str] | None:
    """Their own load and well-being, for their supervisor; none for everybody else."""
    desk = about.desk
    if desk.principal.operates or not desk.sees("own_indicators"):
        return None
    if not desk.scope("own_indicators").holds(subject("peer", peer)):
        return None
    return [each.sentence for each in own_indicators_of(desk.views, peer).rows if each.severity]
