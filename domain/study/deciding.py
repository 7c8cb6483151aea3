"""What can be asked of a study, and what is said no to."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Position,
    Read,
    Recorded,
    Refusal,
    event_of,
)
from domain.folds import Fold
from domain.people import ServiceId, StudyId, subject
from domain.service import SERVICE, Service, UnknownService
from domain.study.events import (
    SHA_256,
    ExtractDates,
    ExtractForm,
    ExtractPurpose,
    StudyExtractMade,
    StudyLocked,
    StudyReportIssued,
)

# --- Commands ---


class LockStudy(Command, frozen=True, kw_only=True):
    """Lay down what a study is going to do. ``declared`` is its plan, as it is written."""

    study: StudyId
    service: ServiceId
    declared: str


class IssueStudyReport(Command, frozen=True, kw_only=True):
    """Issue what a study by its locked plan found."""

    study: StudyId
    service: ServiceId
    plan: bytes
    reflects: Position
    found: bytes
    content: bytes
    people: int


class RecordStudyExtract(Command, frozen=True, kw_only=True):
    """Record that an extract was made for a study, what for, and who is given it."""

    study: StudyId
    service: ServiceId
    form: ExtractForm
    purpose: ExtractPurpose
    dates: ExtractDates
    reflects: Position
    people: int
    entries: int
    content: bytes
    recipient: str


StudyCommand = RecordStudyExtract | LockStudy | IssueStudyReport

# --- State ---


class Study(msgspec.Struct, frozen=True):
    """What has happened to one study.

    ``plan`` is the digest of the plan by which it is locked; ``reports`` are the digests of what
    was issued, in order.
    """

    service: ServiceId | None = None
    plan: bytes | None = None
    locked_at: datetime | None = None
    reports: tuple[bytes, ...] = ()


def _evolve(study: Study, recorded: Recorded) -> Study:
    match recorded.event:
        case StudyLocked() as said if study.plan is None:
            return msgspec.structs.replace(
                study,
                service=said.service,
                plan=said.plan,
                locked_at=said.at,
            )
        case StudyReportIssued(content=content):
            return msgspec.structs.replace(study, reports=(*study.reports, content))
        case _:
            return study


STUDY = Fold(hears=frozenset({StudyLocked, StudyReportIssued}), initial=Study(), evolve=_evolve)
"""One study, over its subject."""


class StudyAsked(msgspec.Struct, frozen=True):
    """The service that is studied, the study, and the moment of asking."""

    service: Service
    now: datetime
    study: Study = Study()


# --- Refusals ---


class NotAnExtract(Malformed):
    """What is said of an extract cannot be: a number below nought, no recipient, no digest."""


class NotAReport(Malformed):
    """What is said of a report cannot be: a number below nought, no digest."""


class NoPlan(Malformed):
    """A study cannot be locked without saying what it is going to do."""


class PlanLocked(Refusal):
    """Another plan was locked for this study, and stays."""


class NotLocked(Refusal):
    """Nobody has locked this plan for this study."""


# --- Decider ---


def gather(command: StudyCommand, read: Read) -> StudyAsked:
    """Look at the service, and at the study unless it is an extract alone."""
    service = read(SERVICE, subject("service", command.service))
    if isinstance(command, RecordStudyExtract):
        return StudyAsked(service, read.now)
    return StudyAsked(service, read.now, read(STUDY, subject("study", command.study)))


def decide(command: StudyCommand, state: StudyAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if not state.service.opened:
        raise UnknownService("No service was opened under this identifier.")
    match command:
        case RecordStudyExtract():
            return _extracted(command, state)
        case LockStudy():
            return _locked(command, state)
        case IssueStudyReport():
            return _issued(command, state)


def _extracted(command: RecordStudyExtract, state: StudyAsked) -> Sequence[Event]:
    for field in ("people", "entries", "reflects"):
        if getattr(command, field) < 0:
            raise NotAnExtract("This is a count, so it is 0 or more. Correct it.", field=field)
    if not command.recipient.strip():
        raise NotAnExtract("Say who is given the extract.", field="recipient")
    if len(command.content) != SHA_256:
        raise NotAnExtract("This is a SHA-256, so it has 32 bytes. Correct it.", field="content")
    return [event_of(StudyExtractMade, command, at=state.now)]


def _locked(command: LockStudy, state: StudyAsked) -> Sequence[Event]:
    if not command.declared.strip():
        raise NoPlan("Say what the study is going to do.", field="declared")
    plan = hashlib.sha256(command.declared.encode()).digest()
    if state.study.plan == plan:
        return []
    if state.study.plan is not None:
        raise PlanLocked(
            "Another plan was locked for this study, and it stays. Give this one its own name.",
            field="study",
        )
    return [event_of(StudyLocked, command, at=state.now, plan=plan)]


def _issued(command: IssueStudyReport, state: StudyAsked) -> Sequence[Event]:
    for field in ("people", "reflects"):
        if getattr(command, field) < 0:
            raise NotAReport("This is a count, so it is 0 or more. Correct it.", field=field)
    for field in ("plan", "found", "content"):
        if len(getattr(command, field)) != SHA_256:
            raise NotAReport("This is a SHA-256, so it has 32 bytes. Correct it.", field=field)
    if state.study.plan is None or state.study.plan != command.plan:
        raise NotLocked("This plan was not locked for this study. Lock it first.", field="plan")
    if command.content in state.study.reports:
        return []
    return [event_of(StudyReportIssued, command, at=state.now)]


decider = Decider(
    noun="study",
    commands=(RecordStudyExtract, LockStudy, IssueStudyReport),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotAnExtract, NotAReport, NoPlan, PlanLocked, NotLocked),
)
