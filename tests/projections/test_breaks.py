"""The register, the queue, the figures and the evidence, over a log on either database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from api.main import KeyringOpener
from domain.confidentiality.commands import CompleteBreakRecord, DecideNotToBreak, NoteBreakFact
from domain.confidentiality.language import Ground, SourceOfFact, Verdict
from domain.people import LOCAL_OPERATOR, ActorId, BreakId, PersonId, ServiceId, StaffId
from domain.service import Duty, NameStaff, OpenService
from projections.breaks.evidence import EvidencePack, NoSuchBreak, digest_of, evidence_pack
from projections.breaks.figures import figures
from projections.breaks.queue import review_queue
from projections.breaks.register import LISTING, Row
from projections.listing import Asked, listed
from projections.worklist import worklist
from tests.deployments import DATABASES, Deployment, deployed
from tests.deployments import SERVICE as HERE
from tests.domain.cast import CATRIONA, FRASER, ISLA, SHONA
from tests.domain.confidences import (
    AILSA,
    COMPLETED,
    DECIDED_AT,
    EMERGENCY,
    KNOWN,
    NAIRN,
    ROSS,
    SHARED_AT,
    WRITTEN_AT,
    reviewed,
)
from tests.domain.test_confidentiality import LATER, LESSONS, NOT_TO, REVIEWED_AT, TOLD, TOLD_AT

STAFF = {
    ISLA: Duty.COORDINATOR,
    SHONA: Duty.SUPERVISOR,
    FRASER: Duty.MANAGER,
    CATRIONA: Duty.SAFEGUARDING_LEAD,
    AILSA: Duty.REVIEWER,
    ROSS: Duty.REVIEWER,
    NAIRN: Duty.CHAIR,
}
LEARNED = datetime(2026, 5, 4, 8, tzinfo=UTC)


class Service:
    """A service with one break in it, and whoever asks about it."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment, self.clock = deployment, deployment.clock
        self.clock.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        self.do(OpenService(service=HERE, name="Machair Peer Support"))
        for staff, duty in STAFF.items():
            self.do(NameStaff(service=HERE, staff=staff, name=staff.title(), duties=(duty,)))
        self.views = deployment.views()
        self.opener = KeyringOpener(deployment.keyring)

    def do(self, command: msgspec.Struct, at: datetime | None = None) -> str:
        self.clock.now = at or self.clock.now
        receipt = self.deployment.do(command, by=LOCAL_OPERATOR)  # type: ignore[arg-type]
        tags = receipt.events[-1].tags if receipt.events else ()
        return next((each[6:] for each in tags if each.startswith("break:")), "")

    def live_through(self, *, upto: datetime = REVIEWED_AT) -> BreakId:
        """An emergency, completed, told and judged."""
        which = BreakId(self.do(EMERGENCY, WRITTEN_AT))
        later = NoteBreakFact(
            break_id=which,
            words="He had left hospital on 1 May.",
            source=SourceOfFact.HEARSAY,
            learned_at=LEARNED,
        )
        for command, at in (
            (KNOWN, LATER),
            (COMPLETED, LATER),
            (CompleteBreakRecord(break_id=which), LATER),
            (later, LATER + timedelta(hours=1)),
            (TOLD, TOLD_AT),
            (reviewed(verdict=Verdict.UPHELD_WITH_LEARNING, learning="Sooner."), REVIEWED_AT),
        ):
            if at <= upto:
                self.do(msgspec.structs.replace(command, break_id=which), at)
        return which

    def rows(self, **asked: object) -> list[Row]:
        return listed(self.views, LISTING, HERE, Asked(**asked)).rows  # type: ignore[arg-type]

    def pack(self, which: BreakId, known_at: datetime | None = None) -> EvidencePack:
        return evidence_pack(self.views, self.opener, HERE, which, known_at=known_at)


@pytest.fixture(params=DATABASES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    with deployed(request.param, tmp_path) as deployment:
        yield Service(deployment)


def test_the_register_says_where_each_record_stands_and_how_long_it_took(service: Service) -> None:
    which = service.live_through()
    (row,) = service.rows()

    assert which == row.break_id
    assert row.state == "REVIEWED"
    assert row.verdict == "UPHELD_WITH_LEARNING"
    assert row.grounds == ["SUICIDE_RISK"]
    assert row.consent == "NOT_SOUGHT"
    assert (row.decided_at, row.shared_at) == (DECIDED_AT, SHARED_AT)
    assert row.hours_to_record == 0.35
    assert row.telling == "TOLD"
    assert row.gaps == []


def test_the_register_is_as_it_was_known_at_any_moment(service: Service) -> None:
    which = service.live_through()
    (then,) = service.rows(known_at=LATER)
    (before_telling,) = service.rows(true_at=LATER + timedelta(hours=2))

    assert service.rows(known_at=WRITTEN_AT - timedelta(seconds=1)) == []
    assert (then.break_id, then.state, then.verdict) == (which, "DISCLOSED", None)
    assert before_telling.state == "DISCLOSED"


def test_a_row_changes_by_time_alone_when_a_clock_runs_out(service: Service) -> None:
    service.do(EMERGENCY, WRITTEN_AT)
    service.rows()
    service.clock.now = SHARED_AT + timedelta(hours=73)
    (row,) = service.rows()

    assert "BREAK_COMPLETION_LATE" in {each["code"] for each in row.flags}


def test_ground_verdict_and_times_outlive_the_person_and_names_do_not(service: Service) -> None:
    which = service.live_through()
    before = service.rows()
    service.deployment.keyring.erase("person:morag")
    service.views.rebuild("break_register")
    pack = service.pack(which)
    written = msgspec.json.encode(pack).decode()

    assert before == service.rows()
    assert "SUICIDE_RISK" in written
    assert "UPHELD_WITH_LEARNING" in written
    assert "Said goodbye" not in written
    assert "no longer held" in written


def test_an_emergency_about_somebody_who_was_erased_is_recorded_all_the_same(
    service: Service,
) -> None:
    service.live_through()
    service.deployment.keyring.erase("person:morag")
    again = BreakId(service.do(EMERGENCY, REVIEWED_AT))
    (row,) = [each for each in service.rows() if each.break_id == again]

    assert row.person is None
    assert row.grounds == ["SUICIDE_RISK"]
    assert row.state == "EMERGENCY_RECORDED"


def test_the_worklist_has_what_is_open_about_a_break_for_whoever_sees_to_it(
    service: Service,
) -> None:
    service.do(EMERGENCY, WRITTEN_AT)
    service.clock.now = REVIEWED_AT + timedelta(days=7)
    items = {each.code: each for each in worklist(service.views, HERE).rows}

    assert items["BREAK_COMPLETION_LATE"].responsible == CATRIONA
    assert items["BREAK_REVIEW_LATE"].responsible == NAIRN
    assert items["BREAK_COMPLETION_LATE"].rank == 1


def test_the_queue_says_who_can_judge_what_and_by_when(service: Service) -> None:
    which = service.live_through(upto=TOLD_AT)
    (item,) = review_queue(service.views, HERE, Asked()).rows

    assert which == item.break_id
    assert item.reviewers == [AILSA, NAIRN, ROSS]
    assert item.due_at is not None
    assert item.due_at.date() == date(2026, 5, 11)
    assert review_queue(service.views, HERE, Asked(known_at=LATER)).rows == []
    service.live_through()
    assert len(review_queue(service.views, HERE, Asked(where={"reviewers": "ailsa"})).rows) == 1


def test_the_figures_are_counted_from_the_register(service: Service) -> None:
    service.live_through()
    service.do(NOT_TO, REVIEWED_AT)
    found = figures(service.views, HERE)

    assert (found.breaks, found.near_misses) == (1, 1)
    assert found.by_ground == {"SUICIDE_RISK": 1}
    assert found.by_decider == {"davie": 1}
    assert (found.consent_sought.number, found.consent_sought.of) == (0, 1)
    assert (found.told.number, found.told.of) == (1, 1)
    assert (found.upheld.number, found.upheld.of) == (1, 1)
    assert found.median_hours["record"] == 0.35
    assert found.sessions == 0
    assert found.per_1000_sessions is None
    assert figures(service.views, HERE, first_day=date(2026, 5, 3)).breaks == 0
    assert figures(service.views, HERE, known_at=LATER).near_misses == 0


# --- Evidence ---


def test_one_request_answers_the_eleven_questions(service: Service) -> None:
    pack = service.pack(service.live_through())
    answers = {each.number: each for each in pack.answers}

    assert list(range(1, 12)) == sorted(answers)
    assert answers[1].then[0].says["decided_by"] == "davie"
    assert answers[3].then[0].says["grounds"] == ["SUICIDE_RISK"]
    assert [line.says["words"] for line in answers[4].then] == ["She said goodbye on the phone."]
    assert [line.says["words"] for line in answers[4].later] == ["He had left hospital on 1 May."]
    assert answers[5].then[0].says["not_sought_because"] == "UNSAFE_DELAY"
    assert answers[6].then[0].says["items"] == ["first name", "address", "what she said"]
    assert answers[7].then[0].says["kept_back"] == ["that we support her"]
    assert answers[8].later[0].at == TOLD_AT
    assert answers[9].note is not None
    assert answers[9].note.startswith("Independent, in the service")
    assert answers[10].later[0].says["verdict"] == "UPHELD_WITH_LEARNING"
    steps = {each.step: each for each in answers[11].steps or ()}
    assert (steps["told"].took, steps["told"].standard) == (1, 2)
    assert (steps["reviewed"].took, steps["reviewed"].standard) == (4, 5)
    assert steps["lessons"].took is None
    assert steps["lessons"].due_at.date() == date(2026, 6, 2)


def test_deciding_is_held_against_what_the_ground_asks(service: Service) -> None:
    """Where life is in danger at once, else the same day; no flag reads it."""
    at_once = service.pack(service.live_through())
    slowly = msgspec.structs.replace(
        EMERGENCY,
        grounds=(Ground.ADULT_PROTECTION,),
        decided_at=DECIDED_AT + timedelta(hours=4),
        shared_at=DECIDED_AT + timedelta(hours=4),
    )
    which = BreakId(service.do(slowly, REVIEWED_AT))
    service.do(msgspec.structs.replace(COMPLETED, break_id=which), REVIEWED_AT)

    def decided(pack: EvidencePack) -> tuple[float | None, float, bool]:
        (step,) = [each for each in pack.answers[10].steps or () if each.step == "decided"]
        return step.took, step.standard, step.kept

    assert (0.08, 1, True) == decided(at_once)
    assert (4.08, 24, True) == decided(service.pack(which))
    service.deployment.keyring.erase(f"break:{at_once.break_id}")
    assert (0.08, 24, True) == decided(service.pack(at_once.break_id))


def test_every_line_has_its_place_and_both_clocks(service: Service) -> None:
    pack = service.pack(service.live_through())
    history = {
        each.position: each
        for each in service.deployment.ledger.history(f"break:{pack.break_id}")  # type: ignore[arg-type]
    }
    for answer in pack.answers:
        for line in (*answer.then, *answer.later):
            entry = history[line.position]
            assert (line.at, line.recorded_at) == (entry.event.at, entry.recorded_at)


def test_what_was_known_at_the_decision_stays_frozen(service: Service) -> None:
    which = service.live_through(upto=LATER)
    before = service.pack(which)
    service.do(
        NameStaff(service=HERE, staff=StaffId("rona"), name="Rona", duties=(Duty.REVIEWER,)),
        TOLD_AT,
    )
    service.live_through()
    after = service.pack(which)

    assert before.known_as_of == after.known_as_of
    assert before.then == after.then
    assert "rona" in {line.says.get("staff") for line in after.later.roles}
    assert [each.then for each in before.answers[:4]] == [each.then for each in after.answers[:4]]


def test_the_same_cut_gives_the_same_bytes_and_any_change_another_digest(
    service: Service,
) -> None:
    which = service.live_through()
    then = service.pack(which, LATER)
    service.do(msgspec.structs.replace(LESSONS, break_id=which), REVIEWED_AT)
    again = service.pack(which, LATER)

    assert msgspec.json.encode(then) == msgspec.json.encode(again)
    assert then.digest == digest_of(then)
    assert then.digest != digest_of(msgspec.structs.replace(then, state="CLOSED"))
    assert then.digest != service.pack(which).digest


def test_a_blank_is_written_out(service: Service) -> None:
    which = BreakId(service.do(EMERGENCY, WRITTEN_AT))
    answers = {each.number: each for each in service.pack(which).answers}

    assert answers[5].note == "Not recorded."
    assert answers[10].note == "Not recorded."


def test_a_break_of_another_service_or_of_later_is_not_given(service: Service) -> None:
    which = service.live_through()
    with pytest.raises(NoSuchBreak):
        service.pack(which, WRITTEN_AT - timedelta(seconds=1))
    with pytest.raises(NoSuchBreak):
        evidence_pack(service.views, service.opener, ServiceId("elsewhere"), which)


def test_other_records_about_the_same_person_are_among_the_notes(service: Service) -> None:
    first = service.do(
        DecideNotToBreak(
            person=PersonId("morag"),
            decided_by=ActorId(ISLA),
            decider_role=NOT_TO.decider_role,
            reasons="No plan.",
            safety_plan="A call on Friday.",
        ),
        datetime(2026, 4, 1, 9, tzinfo=UTC),
    )
    pack = service.pack(service.live_through())

    assert first != pack.break_id
    assert ["No plan."] == [line.says["reasons"] for line in pack.then.notes]
