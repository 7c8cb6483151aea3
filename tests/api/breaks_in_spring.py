"""Breaks in the small service: an emergency that waits for its review, as many as are wanted."""

from datetime import UTC, datetime, timedelta

import msgspec

from domain.confidentiality.commands import (
    CompleteBreakRecord,
    DecideNotToBreak,
    NoteBreakFact,
)
from domain.confidentiality.commands_after import RecordToldOfSharing
from domain.confidentiality.language import DeciderRole, SourceOfFact
from domain.people import ActorId, BreakId, PersonId, StaffId
from domain.service import Duty, NameStaff
from tests.api.small_service import SERVICE, TODAY, SmallService
from tests.domain.confidences import COMPLETED, EMERGENCY

AILSA = StaffId("ailsa")
DECIDED_AT = datetime(2026, 5, 2, 1, 10, tzinfo=UTC)


def with_a_reviewer(service: SmallService) -> None:
    """Ailsa reviews, and does nothing else."""
    service.clock.now = TODAY
    name = {"staff": AILSA, "name": "Ailsa Example", "duties": (Duty.REVIEWER,)}
    service.do(NameStaff(service=SERVICE, **name))  # type: ignore[arg-type]


def an_emergency(service: SmallService, person: str = "Morag") -> BreakId:
    """Davie told an ambulance about somebody at night; the least of it is recorded."""
    service.clock.now = max(service.clock.now, TODAY)
    who = {"person": str(service.people[person]), "decided_by": str(service.peers["Davie"])}
    receipt = service.do(msgspec.structs.replace(EMERGENCY, **who))
    tags = [tag for event in receipt.events for tag in event.tags]
    return BreakId(next(tag[6:] for tag in tags if tag.startswith("break:")))


def completed(service: SmallService, which: BreakId) -> BreakId:
    """All of it is recorded, and the person was told: it waits for its review."""
    service.do(
        NoteBreakFact(
            break_id=which,
            words="She said goodbye on the phone.",
            source=SourceOfFact.FIRST_HAND,
            learned_at=DECIDED_AT - timedelta(minutes=5),
        )
    )
    service.do(
        NoteBreakFact(
            break_id=which,
            words="She had left hospital the day before.",
            source=SourceOfFact.HEARSAY,
            learned_at=DECIDED_AT + timedelta(days=2),
        )
    )
    service.do(msgspec.structs.replace(COMPLETED, break_id=which))
    service.do(CompleteBreakRecord(break_id=which))
    service.do(RecordToldOfSharing(break_id=which, told_by=ActorId("catriona")))
    return which


def ready_for_review(service: SmallService, person: str = "Morag") -> BreakId:
    """An emergency that is complete, and of which the person was told."""
    return completed(service, an_emergency(service, person))


def a_decision_not_to(service: SmallService) -> BreakId:
    """Somebody thought about it, and nothing was shared."""
    receipt = service.do(
        DecideNotToBreak(
            person=PersonId(service.people["Callum"]),
            decided_by=ActorId("catriona"),
            decider_role=DeciderRole.SAFEGUARDING_LEAD,
            reasons="He has a plan, and people around him.",
            safety_plan="A call on Friday.",
        )
    )
    tags = [tag for event in receipt.events for tag in event.tags]
    return BreakId(next(tag[6:] for tag in tags if tag.startswith("break:")))
