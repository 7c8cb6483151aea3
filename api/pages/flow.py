"""What comes next on the way from a referral to an active match, for whoever goes straight on.

A form that was reached as the next step leads, once saved, to the step after it; whoever stops
finds it on their list.
"""

from typing import Any

from api.desk import Desk
from api.pages.as_of import address
from api.pages.links import link_to
from api.pages.steps import steps_of_match, steps_of_referral
from domain.decider import Command
from domain.match import MATCH, OPEN_STAGES, AcceptProposal, EndMatch, Match, ProposeMatch
from domain.people import subject
from domain.referral import REFERRAL, RecordWaitContact, Referral
from domain.session import RecordSession

THEN, ON = "then", "on"
"""What an address says to go straight on once a form is saved."""

ENDS: frozenset[type[Command]] = frozenset({RecordSession, EndMatch, RecordWaitContact})
"""Steps that are not gone on to: from here on the match lives its own life."""


def step_href(step: type[Command], **ids: str) -> str:
    """Where the next step is taken: a form, the workbench, or both answers on one page."""
    if step is ProposeMatch and "referral" in ids:
        return f"/matching/{ids['referral']}"
    if step is AcceptProposal:
        return f"/matches/{ids['match']}/answers"
    if step is RecordSession and "session" not in ids:
        return f"/matches/{ids['match']}/session"
    return address(link_to(step, **ids), {THEN: ON})


def onward(desk: Desk, *, referral: str | None = None, match: str | None = None) -> str | None:
    """The address of the next step; none where the way ends or somebody else goes on."""
    look, steps = desk.look(), []
    ids: dict[str, Any] = {}
    if match is not None:
        known: Match = look(MATCH, subject("match", match))
        stage = known.stage_at(look.now)
        steps = list(steps_of_match(known, stage)) if stage in OPEN_STAGES else []
        ids = {"match": match}
    elif referral is not None:
        asked: Referral = look(REFERRAL, subject("referral", referral))
        steps = list(steps_of_referral(asked, asked.stage_at(look.now)))
        ids = {"referral": referral}
    if not steps or steps[0] in ENDS or not desk.may_ask(steps[0]):
        return None
    return step_href(steps[0], **ids)
