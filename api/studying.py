"""A study locked, run over the log and reported on: the same for the terminal and for the pages."""

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from api.desk import Desk
from api.store import Store
from api.study_plans import lock_plan
from application.evaluation.extract import Cut
from application.evaluation.plan import Plan
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.studied import select
from domain.decider import Position
from domain.folds import ALWAYS
from domain.people import OfferId, StudyId, subject
from domain.service import OfferDefined
from domain.study import (
    STUDY,
    IssueStudyReport,
    StudyExtractMade,
    StudyLocked,
    StudyReportIssued,
)

if TYPE_CHECKING:
    from infrastructure.studies.running import Locked, Result, Where

VIEW = "study"
LEFT_BY_STUDIES = (StudyExtractMade, StudyLocked, StudyReportIssued)


def lock(desk: Desk, plan: Plan, text: str) -> "Locked":
    """Lay a plan down, unless that was done. Raises `domain.study.PlanLocked` for another one."""
    from infrastructure.studies.running import Locked

    lock_plan(desk, plan, text)
    study = desk.look()(STUDY, subject("study", plan.study))
    return Locked(text, study.locked_at)


def issue(desk: Desk, result: "Result", content: bytes) -> None:
    """Record that a report was issued; the same again is recorded once."""
    command = IssueStudyReport(
        study=StudyId(result.header.study),
        service=desk.service,
        plan=bytes.fromhex(result.header.plan),
        reflects=Position(result.header.position),
        found=bytes.fromhex(result.header.digest),
        content=content,
        people=result.people,
    )
    again = hashlib.sha256(msgspec.json.encode(command)).hexdigest()
    desk.perform(command, command_id=f"report-{again}")


def run_noted(desk: Desk, locked: "Locked", where: "Where", **how: Any) -> "Result":
    """Run a study, and note of whom it read."""
    from infrastructure.studies.running import run

    result = run(locked, where, **how)
    desk.note(*where.selection.people)
    desk.tell(VIEW)
    return result


def where_of(
    store: Store, desk: Desk, plan: Plan, known: Position, known_at: str | None
) -> "Where":
    """What a study is run over: the log by then, and whoever may be told of today."""
    from infrastructure.studies.running import Where

    now = store.views.clock()
    selection = select(store.ledger, desk.service, known, now, store.views.reader.erased())
    return Where(
        store.ledger,
        store.views.reader,
        names_of_study(store, plan.study),
        selection,
        desk.service,
        Cut(known, ALWAYS),
        _models(desk),
        known_at,
    )


def _models(desk: Desk) -> dict[OfferId, str]:
    return {
        each.event.offer: each.event.model.value
        for each in desk.look().happened(subject("service", desk.service))
        if isinstance(each.event, OfferDefined)
    }


def names_of_study(store: Store, study: str) -> Pseudonyms:
    """The names that a study gives, from its key in the keyring. Raises `KeyErased`."""
    key = store.keyring.key_of(subject("study", study))
    return Pseudonyms(hashlib.sha256(b"names\0" + key).digest())


def last_told(store: Store) -> Position:
    """The end of the log, less what studies leave there: asked again, the same comes out."""
    position = store.ledger.head().position
    while (last := store.ledger.entry(position)) and isinstance(last.event, LEFT_BY_STUDIES):
        position = Position(position - 1)
    return position
