"""What was told without agreement and no record answers for: the list, and what takes a row off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from domain.confidentiality.commands import (
    AddToBreakRecord,
    NoteBreakFact,
    RecordEmergencyBreak,
)
from domain.confidentiality.language import SourceOfFact
from domain.decider import Position
from domain.peer import RecordPvgReferral, RecordRemovalForHarm
from domain.people import BreakId, ConcernedPersonId, ConcernId, LinkedBreakId
from domain.safeguarding import AcknowledgeConcern, ConsiderConcern, PassConcernOn, RaiseConcern
from domain.safeguarding.language import Answer, PassedOnTo
from domain.session.lone_working import EscalateLoneWorking, LoneWorkingStep, StartSession
from tests.api.small_service import FRASER, TODAY, SmallService, fill, small_service
from tests.api.terminal import Terminal
from tests.api.terminal import terminal as terminal  # noqa: PLC0414 - a fixture
from tests.api.test_disclosures import Machair

TOLD_AT = TODAY - timedelta(days=10)
TOLD: dict[str, Any] = {
    "items": ["CONDITION:STROKE"],
    "audience": "PROFESSIONALS",
    "recipient": "The surgery",
    "purpose": "EMERGENCY_CARE",
    "channel": "SPOKEN",
    "at": TOLD_AT.isoformat(),
}


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    with small_service(tmp_path) as service:
        fill(service)
        with TestClient(create_app(service.desk), base_url="http://127.0.0.1") as door:
            yield Machair(service, door)


def gaps(machair: Machair, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = machair.get("/break_gaps", **asked)["rows"]
    return found


def told(machair: Machair, **more: Any) -> dict[str, Any]:
    """Something of Davie's was told to a surgery, and nothing had let it."""
    done: dict[str, Any] = machair.post("/disclosures/reports", peer=machair.davie, **TOLD, **more)
    return done


def broke(machair: Machair, at: datetime) -> BreakId:
    """Something about Davie was passed on in an emergency."""
    emergency = RecordEmergencyBreak(peer=str(machair.davie), decided_at=at, shared_at=at)
    (tag,) = {
        each[6:]
        for event in machair.service.do(emergency).events
        for each in event.tags
        if each.startswith("break:")
    }
    return BreakId(tag)


def test_what_was_told_without_agreement_and_has_no_record_is_listed(machair: Machair) -> None:
    done = told(machair)
    (row,) = gaps(machair)

    assert ("DISCLOSURE", "OUTSIDE_SERVICE") == (row["kind"], row["severity"])
    assert (machair.davie, None) == (row["peer"], row["person"])
    assert row["position"] in done["entries"]
    assert TOLD_AT + timedelta(hours=24) == datetime.fromisoformat(row["due_at"])
    assert [] == row["others"]


def test_what_a_consent_allowed_is_not_listed(machair: Machair) -> None:
    machair.consent()
    machair.post("/disclosures", peer=machair.davie, **_to_isla())

    assert [] == gaps(machair)


def _to_isla() -> dict[str, Any]:
    return {
        "items": ["CONDITION:STROKE"],
        "audience": "ROLE",
        "to_staff": "isla",
        "recipient": "Isla",
        "purpose": "SUPERVISION",
        "channel": "SPOKEN",
    }


@pytest.mark.parametrize(
    ("hours", "listed"), [(0, False), (72, False), (-72, False), (73, True), (-73, True)]
)
def test_a_record_answers_for_what_was_told_within_its_hours(
    machair: Machair, hours: int, listed: bool
) -> None:
    told(machair)
    which = broke(machair, TOLD_AT + timedelta(hours=hours))
    found = gaps(machair)

    assert listed is bool(found)
    assert [[which]] * len(found) == [row["others"] for row in found]


def test_a_fact_that_names_the_entry_answers_for_it(machair: Machair) -> None:
    told(machair)
    which = broke(machair, TOLD_AT + timedelta(days=6))
    (row,) = gaps(machair)
    machair.service.do(
        NoteBreakFact(
            break_id=which,
            words="This is what was told then.",
            source=SourceOfFact.RECORD,
            learned_at=TODAY,
            entries=(Position(row["position"]),),
        )
    )

    assert [] == gaps(machair)


def test_a_record_about_somebody_else_answers_for_nothing(machair: Machair) -> None:
    told(machair)
    other = machair.service.peers["Rhona"]
    machair.service.do(RecordEmergencyBreak(peer=str(other), decided_at=TOLD_AT, shared_at=TOLD_AT))
    (row,) = gaps(machair)

    assert [] == row["others"]


def test_the_list_is_as_it_was_known_at_any_moment(machair: Machair) -> None:
    told(machair)
    machair.service.clock.now = TODAY + timedelta(days=1)
    broke(machair, TOLD_AT)

    assert [] == gaps(machair)
    assert 1 == len(gaps(machair, known_at=TODAY.isoformat()))


def test_an_assessed_disclosure_stays_with_what_came_of_it(machair: Machair) -> None:
    done = told(machair)
    disclosure = done["ids"]["disclosure"]
    assessed: dict[str, Any] = {
        "is_data_breach": True,
        "assessor": "fraser",
        "reasons": "A letter went astray.",
    }
    machair.post(f"/disclosures/{disclosure}/assessment", **assessed)
    (row,) = gaps(machair)

    assert row["is_data_breach"] is True


def test_a_referral_to_disclosure_scotland_and_a_check_out_taken_further_are_listed(
    machair: Machair,
) -> None:
    service = machair.service
    session = service.do(_started(machair)).events[-1].event
    service.clock.now = TODAY + timedelta(hours=5)
    for step in (LoneWorkingStep.PEER_PHONED, LoneWorkingStep.ESCALATED):
        service.do(
            EscalateLoneWorking(
                match=service.matches["Morag"],
                session=session.session,  # type: ignore[attr-defined]
                step=step,
                done="The police were asked to look.",
            )
        )
    rhona = service.peers["Rhona"]
    service.do(RecordRemovalForHarm(peer=rhona, ground="HARM", decided_by=FRASER))
    service.do(RecordPvgReferral(peer=rhona))
    found = {row["kind"]: row for row in gaps(machair)}

    assert {"CHECK_OUT_ESCALATED", "PVG_REFERRAL"} == set(found)
    assert service.people["Morag"] == found["CHECK_OUT_ESCALATED"]["person"]
    assert rhona == found["PVG_REFERRAL"]["peer"]
    assert ["PVG_REFERRAL"] == [row["kind"] for row in gaps(machair, kind="PVG_REFERRAL")]


def _started(machair: Machair) -> StartSession:
    return StartSession(match=machair.service.matches["Morag"], minutes=60, place="Her home")


def test_the_terminal_lists_what_has_no_record(terminal: Terminal) -> None:
    simulated = ("--people", "5", "--years", "0.2", "--seed", "1", "--until", "2026-05-01")
    assert terminal("simulate", *simulated, "--data", "there").status == 0
    shown = terminal("show", "break_gaps", "--data", "there", "--json").json

    assert {"position", "rows"} <= set(shown)
    assert "no list break_gap " in terminal("show", "break_gap", "--data", "there").error


def test_a_concern_that_was_reported_outside_without_agreement_needs_a_record(
    machair: Machair,
) -> None:
    service = machair.service
    concern, told = (reported(service, agreed=each) for each in (False, True))
    (row,) = gaps(machair)

    assert ("CONCERN_REPORTED", concern) == (row["kind"], row["concern"])
    assert (None, None) == (row["person"], row["peer"])  # it names nobody whom it is about
    assert told != concern
    assert "A safeguarding concern was reported outside" in machair.door.get("/registers/gaps").text
    which = broke(machair, TODAY)
    service.do(AddToBreakRecord(break_id=which, concern=concern))
    assert [] == gaps(machair)


def test_a_report_that_names_its_record_is_answered_for(machair: Machair) -> None:
    which = broke(machair, TODAY)
    reported(machair.service, agreed=False, linked_break=LinkedBreakId(which))

    assert [] == gaps(machair)


def reported(service: SmallService, **how: Any) -> ConcernId:
    """A worry about Morag, taken on and reported to the council."""
    person = ConcernedPersonId(service.people["Morag"])
    raised = service.do(
        RaiseConcern(in_danger=Answer.NO, words="There were bruises.", about_person=person)
    )
    tags = (each for event in raised.events for each in event.tags)
    concern = ConcernId(next(each[8:] for each in tags if each.startswith("concern:")))
    for command in (
        AcknowledgeConcern(concern=concern),
        ConsiderConcern(
            concern=concern,
            sixteen_or_over=Answer.YES,
            unable_to_safeguard=Answer.YES,
            at_risk_of_harm=Answer.YES,
            more_vulnerable=Answer.YES,
        ),
        PassConcernOn(concern=concern, recipient=PassedOnTo.COUNCIL_ASP, **how),
    ):
        service.do(command)
    return concern
