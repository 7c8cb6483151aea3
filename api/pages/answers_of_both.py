"""Both answers to a proposal on one page: what each side said, heard from them one by one.

Each answer becomes its own command; an answer that is still awaited is left open.
"""

from typing import Any

from litestar import get, post
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.about import About
from api.pages.answers import Given
from api.pages.flow import onward
from api.pages.forms import (
    Problem,
    crumbs_of,
    further,
    given_in,
    key_in,
    new_key,
    reason_of,
)
from api.pages.frame import Asking, AtDesk, Names, page
from domain.decider import Command, Refusal
from domain.match import (
    AcceptProposal,
    DeclineProposal,
    RecordConfidentialityExplained,
    Side,
)
from domain.people import MatchId, subject
from domain.training import Policy
from projections.directory import Directory

PATH = "/matches/{match:str}/answers"
NOT_YET, EXPLAINED = "not-yet", "explained"


def answers_path(match: MatchId | str) -> str:
    """Where both answers to the proposal of a match are recorded."""
    return PATH.replace("{match:str}", match)


@get(PATH, sync_to_thread=True, view="form")
def ask_answers(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """What each side said."""
    return Answers(request, desk, directory).shown({}, [])


@post(PATH, sync_to_thread=True, view="form")
def save_answers(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record what was heard."""
    return Answers(request, desk, directory).saved(given_in(body))


class Answers:
    """The two answers to one proposal."""

    def __init__(self, request: Asking, desk: Desk, directory: Directory) -> None:
        """Look up the match. Raises `NotFoundException` and `NotPermitted`."""
        desk.must_ask(AcceptProposal)
        self.about, self.desk = About(desk, directory, request.path_params), desk
        self.match = MatchId(self.about.ids["match"])
        desk.must_reach("form", subject("person", self.about.person or ""))
        self.saved_before = request.query_params.get("saved")

    def shown(self, given: Given, problems: list[Problem], status: int = 200) -> Template:
        """The page."""
        accepted = self.about.match.yes_at
        wrong = {each.field: each.text for each in reversed(problems)}
        sides = [
            {
                "name": side.value,
                "legend": f"What did {self.about.two[place]} say?",
                "value": (given.get(side.value) or [NOT_YET])[0],
                "error": wrong.get(side.value),
                "options": [
                    {"value": "yes", "label": "Yes"},
                    {"value": "no", "label": "No", "hint": "No reason is ever needed."},
                    {"value": NOT_YET, "label": "Not heard yet"},
                ],
            }
            for side, place in ((Side.PERSON, "{person}"), (Side.PEER, "{peer}"))
            if side not in accepted
        ]
        person = self.about.two["{person}"]
        return page(
            "answers.html",
            status=status,
            breadcrumbs=crumbs_of(self.about),
            errors=[{"text": each.text, "field": each.field} for each in problems] or None,
            saved=self.saved_before is not None,
            two=" and ".join(self.about.two.values()),
            sides=sides,
            explain=None
            if self.policy is None or Side.PERSON in self.about.match.explained_at
            else f"Confidentiality and its limits were explained to {person}",
            explained="yes" in given.get(EXPLAINED, ()),
            key=new_key(),
            back=f"/people/{self.about.person}",
        )

    def saved(self, given: Given) -> Template | Redirect:
        """Record each answer that was heard; go on to what comes next."""
        key, position = key_in(given), 0
        if "yes" in given.get(EXPLAINED, ()) and self.policy is not None:
            explained = RecordConfidentialityExplained(
                match=self.match, version=self.policy, limits_explained=True
            )
            position = self.desk.perform(explained, command_id=f"{key}-explained").position
        for side in Side:
            command = self._command(side, (given.get(side.value) or [""])[0])
            if command is None:
                continue
            try:
                receipt = self.desk.perform(command, command_id=f"{key}-{side.value}")
            except Refusal as no:
                return self.shown(given, [Problem(reason_of(no), side.value)], no.status)
            position = receipt.position
        if not position:
            text = "Choose what one of them said, or go back without saving."
            return self.shown(given, [Problem(text, Side.PERSON.value)], 400)
        onwards = onward(self.desk, match=self.match)
        return Redirect(
            further(onwards or f"/people/{self.about.person}", {"saved": str(position)}),
            status_code=303,
        )

    @property
    def policy(self) -> str | None:
        """The version of the statement on confidentiality that the service goes by."""
        return self.about.service.policies_at(self.about.now).get(Policy.CONFIDENTIALITY)

    def _command(self, side: Side, answer: str) -> Command | None:
        said: dict[str, Any] = {"match": self.match, "by": side}
        kinds = {"yes": AcceptProposal, "no": DeclineProposal}
        return kinds[answer](**said) if answer in kinds else None
