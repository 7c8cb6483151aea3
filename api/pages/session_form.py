"""A session in three answers: did it happen, how long, any worry. Made for a phone, in a minute.

What is answered becomes one of four commands: held, called off, did not come, or moved. The JSON
interface and the longer form at the same match ask for the same commands.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.about import About
from api.pages.answers import Given
from api.pages.as_of import address
from api.pages.day_answered import day_answered
from api.pages.forms import Problem, given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, home_of, page
from api.pages.links import link_to
from api.pages.watching import unwatched
from application.ledger import Receipt
from domain.decider import Command, Refusal
from domain.match import RUNNING_STAGES
from domain.people import MatchId, SessionId, subject
from domain.periods import end_of, local_day
from domain.session import (
    Absent,
    CalledOffBy,
    CancelSession,
    RecordNotAttended,
    RecordSession,
    RequestDebrief,
    RescheduleSession,
    SessionHeld,
)
from domain.session import Stage as SessionStage
from projections.directory import Directory

PATH = "/matches/{match:str}/session"
LENGTHS = (30, 45, 60, 90)
LONGEST_LENGTH = 4
YES, MOVED, PERSON, PEER, ABSENT = "yes", "moved", "person", "peer", "absent"
NO_WORRY, WORRY, UNSURE = "no", "yes", "unsure"
OTHER = "other"


def session_path(match: MatchId | str) -> str:
    """Where a session of a match is recorded."""
    return PATH.replace("{match:str}", match)


@get(PATH, sync_to_thread=True, view="form")
def ask_session(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The three questions."""
    return SessionForm(request, desk, directory).shown({"when": ["today"], "happened": [YES]}, [])


@post(PATH, sync_to_thread=True, view="form")
def save_session(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record what was answered; or say what is in the way."""
    return SessionForm(request, desk, directory).saved(given_in(body))


class SessionForm:
    """The form of one match."""

    def __init__(self, request: Asking, desk: Desk, directory: Directory) -> None:
        """Look up the match. Raises `NotFoundException` and `NotPermitted`."""
        desk.must_ask(RecordSession)
        self.desk = desk
        self.about = About(desk, directory, request.path_params)
        self.match = MatchId(self.about.ids["match"])
        desk.must_reach("form", subject("person", self.about.person or ""))
        self.today = local_day(self.about.now)
        self.own = (desk.principal.holder or "").startswith("peer:")
        self.problems: list[Problem] = []

    def shown(self, given: Given, problems: list[Problem], status: int = 200) -> Template:
        """The page, with the answers given."""
        person, peer = self.about.two["{person}"], self.about.two["{peer}"]
        errors = {each.field: each.text for each in reversed(problems)}
        back = home_of(self.desk) if self.own else f"/people/{self.about.person}"
        return page(
            "session.html",
            here="/my-matches",
            status=status,
            breadcrumbs=[{"label": "My matches" if self.own else person, "href": back}],
            errors=[{"text": each.text, "field": each.field} for each in problems] or None,
            heading=f"{person}: record a session" if self.own else "Record a session",
            person=person,
            given={name: values[0] for name, values in given.items() if values},
            wrong=errors,
            running=self.about.match.stage_at(self.about.now) in RUNNING_STAGES,
            whens=_options({"today": "Today", "yesterday": "Yesterday", OTHER: "Another day"}),
            happened=_options(
                {
                    YES: "Yes",
                    MOVED: "It was moved",
                    PERSON: f"{person} called it off",
                    PEER: "I called it off" if self.own else f"{peer} called it off",
                    ABSENT: f"{person} did not come",
                }
            ),
            lengths=_options({**{str(each): str(each) for each in LENGTHS}, OTHER: "Other"}),
            worries=_options(
                {
                    NO_WORRY: "No",
                    WORRY: "Yes, I want to tell someone",
                    UNSURE: "Not sure, phone me",
                }
            ),
            unwatched=unwatched(self.desk),
            key=new_key(),
            longer=None if self.own else link_to(RecordSession, match=self.match),
            back=back,
        )

    def saved(self, given: Given) -> Template | Redirect:
        """Perform what was answered and go where one came from."""
        said = {name: values[0].strip() for name, values in given.items() if values}
        day = self._day(said)
        command = None if day is None else self._command(said, day)
        if command is None or self.problems:
            return self.shown(given, self.problems, 400)
        if isinstance(command, RescheduleSession):
            return Redirect(
                link_to(RescheduleSession, match=self.match, session=command.session),
                status_code=303,
            )
        key = key_in(given)
        try:
            receipt = self.desk.perform(command, command_id=key)
            self._ask_for_debrief(said, receipt, key)
        except Refusal as no:
            return self.shown(given, [Problem(reason_of(no), _place(no.field))], no.status)
        return self._on(receipt, said)

    # --- What is meant ---

    def _command(self, said: Mapping[str, str], day: date) -> Command | None:
        """The command that the answers stand for; none where one is missing."""
        session = self._planned_on(day)
        closed: dict[str, Any] = {"match": self.match, "session": session, "at": self._told_at(day)}
        match said.get("happened", ""):
            case "yes":
                return self._held(said, day, session)
            case "moved" if session is not None:
                return RescheduleSession(
                    match=self.match, session=session, planned_for=self.about.now
                )
            case "moved":
                self._wrong("happened", "No session was planned for that day, so none was moved.")
            case "person":
                return CancelSession(by=CalledOffBy.PERSON, **closed)
            case "peer":
                return CancelSession(by=CalledOffBy.PEER, **closed)
            case "absent":
                return RecordNotAttended(who=Absent.PERSON, **closed)
            case _:
                self._wrong("happened", "Choose an answer: Did it happen?")
        return None

    def _held(
        self, said: Mapping[str, str], day: date, session: SessionId | None
    ) -> RecordSession | None:
        minutes, worry = self._minutes(said), said.get("worried", "")
        if worry not in {NO_WORRY, WORRY, UNSURE}:
            self._wrong("worried", "Choose an answer: Did anything worry you?")
        if self.problems:
            return None
        today = day == self.today
        return RecordSession(
            match=self.match,
            session=session,
            on=None if today else day,
            minutes=minutes,
            worried={NO_WORRY: False, WORRY: True}.get(worry),
        )

    def _day(self, said: Mapping[str, str]) -> date | None:
        found = day_answered(said, self.today)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found

    def _minutes(self, said: Mapping[str, str]) -> int | None:
        text = said.get("minutes", "")
        if text == OTHER:
            text = said.get("minutes-other", "")
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_LENGTH):
            self._wrong("minutes", "Say how many minutes, in figures.")
            return None
        return int(text)

    def _planned_on(self, day: date) -> SessionId | None:
        """The session that was planned for a day, the first of them."""
        planned = sorted(
            (each.planned_for, identifier)
            for identifier, each in self.about.sessions.items()
            if each.stage is SessionStage.PLANNED
            and each.planned_for is not None
            and local_day(each.planned_for) == day
        )
        return planned[0][1] if planned else None

    def _told_at(self, day: date) -> datetime | None:
        return None if day == self.today else end_of(day)

    def _wrong(self, field: str, text: str) -> None:
        self.problems.append(Problem(text, field))

    # --- What follows ---

    def _ask_for_debrief(self, said: Mapping[str, str], receipt: Receipt, key: str) -> None:
        """Whoever is not sure is phoned: a debrief is asked for beside the session."""
        held = _held_in(receipt)
        if said.get("happened") == YES and said.get("worried") == UNSURE and held is not None:
            asked = RequestDebrief(match=self.match, session=held.session)
            self.desk.perform(asked, command_id=f"{key}-debrief")

    def _on(self, receipt: Receipt, said: Mapping[str, str]) -> Redirect:
        held = _held_in(receipt)
        position = receipt.position if held is None else _position_of(receipt)
        query = {"saved": str(position)}
        if said.get("happened") == YES:
            query["worry"] = said.get("worried", "")
        path = home_of(self.desk) if self.own else f"/people/{self.about.person}"
        return Redirect(address(path, query), status_code=303)


def _held_in(receipt: Receipt) -> SessionHeld | None:
    return next(
        (each.event for each in receipt.events if isinstance(each.event, SessionHeld)), None
    )


def _position_of(receipt: Receipt) -> int:
    return next(each.position for each in receipt.events if isinstance(each.event, SessionHeld))


def _place(name: str | None) -> str | None:
    """The question where a field of a command was asked for."""
    return {"at": "when", "on": "when", "minutes": "minutes"}.get(name or "")


def _options(labels: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]
