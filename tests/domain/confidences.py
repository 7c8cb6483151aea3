"""A night in May for telling rules about confidentiality. Everybody in it is made up.

Davie supports Morag, Isla coordinates, Shona supervises Davie, Fraser manages. Ailsa and Ross are
trustees who review and do nothing else; Nairn chairs.
"""

from datetime import UTC, datetime
from typing import Any

from domain.channels import Channel
from domain.confidentiality import BREAK as BREAK_FOLD
from domain.confidentiality import Break
from domain.confidentiality.commands import (
    AddToBreakRecord,
    NoteBreakFact,
    RecordEmergencyBreak,
)
from domain.confidentiality.commands_after import ReviewBreak
from domain.confidentiality.language import (
    AtRisk,
    Capacity,
    ConsentAnswer,
    DeciderRole,
    Ground,
    Imminence,
    Likelihood,
    NotSoughtBecause,
    RecipientKind,
    ReviewAnswer,
    Severity,
    SourceOfFact,
    Stage,
    Verdict,
    YesNo,
)
from domain.decider import EPOCH, MICROSECOND, Command, Event, Position, Recorded
from domain.folds import as_of, fold, of_subject
from domain.match import MatchProposed
from domain.peer import SupervisorAssigned
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    BreakId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
    subject,
)
from domain.service import Duty
from tests.domain.cast import (
    CATRIONA,
    DAVIE,
    FRASER,
    ISLA,
    MORAG,
    MORAGS_REFERRAL,
    SERVICE_OPENED,
    SHONA,
    WALKING,
    named,
    on,
)
from tests.domain.decisions import SERVICE_ID, Past, decided, fresh_id, in_order

AILSA = StaffId("ailsa")
ROSS = StaffId("ross")
NAIRN = StaffId("nairn")
BREAK = BreakId(fresh_id("break"))
DECIDED_AT = datetime(2026, 5, 2, 1, 10, tzinfo=UTC)  # 2:10am on a Saturday in summer time
SHARED_AT = datetime(2026, 5, 2, 1, 14, tzinfo=UTC)
WRITTEN_AT = datetime(2026, 5, 2, 1, 31, tzinfo=UTC)

SUPERVISED = SupervisorAssigned(peer=DAVIE, supervisor=SHONA, at=on(1, 6))
SERVICE: tuple[Event, ...] = (
    SERVICE_OPENED,
    named(ISLA, Duty.COORDINATOR),
    named(SHONA, Duty.SUPERVISOR),
    named(FRASER, Duty.MANAGER),
    named(CATRIONA, Duty.SAFEGUARDING_LEAD),
    named(AILSA, Duty.REVIEWER),
    named(ROSS, Duty.REVIEWER),
    named(NAIRN, Duty.CHAIR),
    SUPERVISED,
)

EMERGENCY = RecordEmergencyBreak(
    person=str(MORAG),
    decided_by=str(DAVIE),
    decider_role=DeciderRole.PEER_SUPPORTER,
    decided_at=DECIDED_AT,
    shared_at=SHARED_AT,
    grounds=(Ground.SUICIDE_RISK,),
    ground_words="Said goodbye, with tablets in front of her.",
    items=("first name", "address", "what she said"),
    kept_back=("that we support her",),
    recipient_kind=RecipientKind.AMBULANCE,
    recipient="Ambulance control",
    channel=Channel.PHONE,
)
ACCOUNT: dict[str, Any] = {
    "first_aware_at": datetime(2026, 5, 2, 1, 5, tzinfo=UTC),
    "consulted_words": "Nobody: there was no time.",
    "likelihood": Likelihood.HIGH,
    "severity": Severity.LIFE,
    "imminence": Imminence.NOW,
    "at_risk": (AtRisk.THEMSELF,),
    "capacity": Capacity.IN_DOUBT,
    "capacity_words": "She was hard to follow.",
    "consent_answer": ConsentAnswer.NOT_SOUGHT,
    "not_sought_because": NotSoughtBecause.UNSAFE_DELAY,
    "alternatives": "A friend nearby did not answer.",
    "proportionality": "Her life against an address.",
    "checked_how": "We rang the public number.",
    "reference": "No. 4711",
    "told_before": YesNo.NO,
    "support": "Isla rang her on Tuesday.",
    "support_for_decider": "Shona sat with Davie.",
    "limits_explained": YesNo.YES,
}
COMPLETED = AddToBreakRecord(break_id=BREAK, **ACCOUNT)
KNOWN = NoteBreakFact(
    break_id=BREAK,
    words="She said goodbye on the phone.",
    source=SourceOfFact.FIRST_HAND,
    learned_at=datetime(2026, 5, 2, 1, 5, tzinfo=UTC),
)


def reviewed(reviewer: str = AILSA, **changes: Any) -> ReviewBreak:
    """A review that upholds the decision, or says otherwise."""
    answers: dict[str, Any] = dict.fromkeys(
        ("ground_met", "timely", "right_recipient", "minimum_necessary", "told_properly"),
        ReviewAnswer.YES,
    )
    said = {"break_id": BREAK, "reviewer": ActorId(reviewer), "verdict": Verdict.UPHELD}
    return ReviewBreak(**(answers | said | changes))


def proposed_by(coordinator: StaffId) -> MatchProposed:
    """A match of the two that somebody proposed, and so looks after."""
    return MatchProposed(
        match=MatchId("morag-and-davie"),
        referral=MORAGS_REFERRAL,
        person=PersonId(MORAG),
        peer=PeerId(DAVIE),
        offer=WALKING,
        coordinator=coordinator,
        regulated=True,
        reasons="Both like the hills.",
        knows_person_at=on(1, 12),
        knows_peer_at=on(1, 8),
        at=on(1, 20),
    )


class Night:
    """A history that goes on: requests at moments, each recorded when it was asked."""

    def __init__(self, *before: Event) -> None:
        self.events: list[Recorded] = list(in_order([*SERVICE, *before]))

    def ask(self, command: Command, now: datetime, by: str = LOCAL_OPERATOR) -> list[Event]:
        """What follows, recorded. A refusal is raised, and nothing is recorded."""
        events = decided(Past(tuple(self.events), now, ActorId(by)), command)
        for event in events:
            self.events.append(
                Recorded(
                    position=Position(len(self.events) + 1),
                    micros=(now - EPOCH) // MICROSECOND,
                    by=ActorId(by),
                    service=SERVICE_ID,
                    command_id=f"command-{len(self.events) + 1}",
                    tagged=" ".join(event.subjects),
                    event=event,
                )
            )
        return events

    @property
    def record(self) -> Break:
        """The record as it stands."""
        of = subject("break", BREAK)
        filed = [each for each in self.events if of in each.tags]
        found: Break = fold(BREAK_FOLD, of_subject(as_of(filed), of))
        return found

    def stage(self, at: datetime | None = None) -> Stage:
        """Where the record stands, by all that is recorded."""
        return self.record.stage_at(at or datetime(2027, 1, 1, tzinfo=UTC))
