"""The training of everybody: what is due, the matches that go on meanwhile, and who may see it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.principal import OPERATOR, Principal, peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.adoption import AdoptDefinitions
from domain.further_support import AskForLowMoodSupport
from domain.match import ProposeMatch
from domain.peer import AssignSupervisor, CoursesNotCurrent, RecordPeerConversation
from domain.people import StaffId
from domain.service import Duty, NameStaff
from domain.training import Course, IdentifyTrainingNeed, RecognisePriorLearning, RecordCourse
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, small_service
from tests.api.somebody import Somebody

SHONA = StaffId("shona-supervises")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports Morag; Rhona supports nobody yet; Callum waits."""
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        service.active_peer("Rhona Example")
        service.accepted("Morag Testperson", "Somebody who knows what a flare-up is.")
        service.active("Morag", "Davie")
        yield service


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def matrix(asking: Somebody, principal: Principal = OPERATOR) -> dict[str, Any]:
    """The matrix as the interface gives it."""
    answer: dict[str, Any] = asking.get(principal, "/api/v1/training_matrix").json()
    return answer


def a_year_on(service: SmallService) -> None:
    """Both courses on confidentiality have run out; Rhona takes hers again."""
    service.clock.now = service.clock.now.replace(year=2027, month=1, day=6)
    service.do(RecordCourse(peer=service.peers["Rhona"], course=Course.CONF))


def test_what_has_run_out_bars_new_matches_alone_and_names_those_that_go_on(
    service: SmallService, asking: Somebody
) -> None:
    match, davie = service.matches["Morag"], service.peers["Davie"]
    a_year_on(service)
    late, fine = matrix(asking)["rows"]

    assert (davie, [match]) == (late["peer"], late["running"])
    assert ["CONF"] == [each["course"] for each in late["cells"] if each["bars"]]
    assert (service.peers["Rhona"], []) == (fine["peer"], fine["running"])
    board = asking.get(OPERATOR, "/api/v1/match_board").json()["rows"]
    assert [(match, "ACTIVE")] == [(each["match"], each["state"]) for each in board]

    page = asking.get(staff_member(FRASER), "/training").text
    assert "Confidentiality: run out on 5 January" in page
    assert f'No new match until then. These go on: <a href="/matches/{match}">Morag</a>.' in page

    service.accepted("Callum Testperson", "To talk to someone who has been through it.")
    service.do(RecordPeerConversation(peer=davie, coordinator=ISLA))
    with pytest.raises(CoursesNotCurrent):
        service.do(
            ProposeMatch(
                referral=service.referrals["Callum"],
                peer=davie,
                coordinator=ISLA,
                reasons="Both like the hills.",
            )
        )


def test_what_was_seen_of_a_course_and_of_earlier_learning_stands_on_their_page(
    service: SmallService, asking: Somebody
) -> None:
    rhona = service.peers["Rhona"]
    service.do(RecordCourse(peer=rhona, course="FIRST-AID", evidence="A card of the Red Cross."))
    service.do(
        RecognisePriorLearning(
            peer=rhona, course=Course.STALK, recognised_by=ISLA, evidence="A letter of the board."
        )
    )
    page = asking.get(staff_member(ISLA), f"/peers/{rhona}").text

    assert "FIRST-AID (5 January)" in page
    assert "A card of the Red Cross." in page
    assert "Suicide alertness, learnt before, judged by Isla Example (5 January)" in page
    assert "A letter of the board." in page


def test_the_catalogue_tells_how_long_a_course_counts_in_this_service(
    service: SmallService, asking: Somebody
) -> None:
    confidentiality = r"Confidentiality</t[dh]>\s*<td[^>]*>CONF</td>\s*<td[^>]*>{}</td>"
    page = asking.get(staff_member(FRASER), "/training").text
    assert re.search(confidentiality.format("12 months"), page)

    service.do(AdoptDefinitions(service=SERVICE, adopted_by=FRASER, values={"courses.conf": 6}))
    page = asking.get(staff_member(FRASER), "/training").text
    assert re.search(confidentiality.format("6 months"), page)


def test_what_is_needed_is_counted_course_by_course(
    service: SmallService, asking: Somebody
) -> None:
    a_year_on(service)
    service.do(
        RecognisePriorLearning(
            peer=service.peers["Rhona"],
            course=Course.STALK,
            recognised_by=ISLA,
            evidence="A certificate of another service.",
        )
    )
    service.do(IdentifyTrainingNeed(peer=service.peers["Davie"], course=Course.EDI))
    needs = {each["course"]: each for each in matrix(asking)["needs"]}
    numbers = ("asked", "open", "renewal_due", "exempt", "sought")

    assert (2, 1, 0, 0, 0) == tuple(needs["CONF"][each] for each in numbers)
    assert (2, 1, 0, 1, 0) == tuple(needs["STALK"][each] for each in numbers)
    assert (1, 1, 0, 0, 1) == tuple(needs["EDI"][each] for each in numbers)
    assert (2, 0, 0, 0, 0) == tuple(needs["PPP"][each] for each in numbers)


def test_a_match_that_low_mood_makes_hard_asks_for_mental_health_first_aid(
    service: SmallService, asking: Somebody
) -> None:
    service.do(AskForLowMoodSupport(match=service.matches["Morag"], backup=True))
    davie, rhona = matrix(asking)["rows"]
    asked = [each for each in davie["cells"] if each["because"] == "LOW_MOOD"]

    assert [("SMHFA", "MISSING", False)] == [
        (each["course"], each["standing"], each["bars"]) for each in asked
    ]
    assert "LOW_MOOD" not in {each["because"] for each in rhona["cells"]}
    assert "backup was asked for because of low mood" in asking.get(OPERATOR, "/training").text


def test_what_was_learnt_before_is_exempt_in_the_matrix_and_on_the_page_of_a_peer_supporter(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.peers["Davie"]
    service.do(
        RecognisePriorLearning(
            peer=davie,
            course=Course.STALK,
            recognised_by=ISLA,
            evidence="A certificate of another service.",
        )
    )
    row = next(each for each in matrix(asking)["rows"] if each["peer"] == davie)

    assert ("EXEMPT", "2029-01-05") == next(
        (each["standing"], each["last_day"]) for each in row["cells"] if each["course"] == "STALK"
    )
    page = asking.get(staff_member(ISLA), f"/peers/{davie}").text
    assert "exempt: learnt before to 5 January 2029" in page
    assert f"/peers/{davie}/prior-learning" in page
    assert "A certificate of another service." in page


def test_the_matrix_of_another_day_is_that_day_s(service: SmallService, asking: Somebody) -> None:
    a_year_on(service)
    then = asking.get(OPERATOR, "/api/v1/training_matrix?true_at=2026-02-01").json()

    assert {"CURRENT", "LATER"} == {
        cell["standing"] for row in then["rows"] for cell in row["cells"]
    }


def test_a_supervisor_sees_whom_they_hold_supervision_for_and_a_peer_supporter_nobody(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.peers["Davie"]
    service.do(
        NameStaff(service=SERVICE, staff=SHONA, name="Shona Staff", duties=(Duty.SUPERVISOR,))
    )
    service.do(AssignSupervisor(peer=davie, supervisor=SHONA))
    service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=davie))
    shona = staff_member(SHONA)

    assert [davie] == [each["peer"] for each in matrix(asking, shona)["rows"]]
    assert "Rhona" not in asking.get(shona, "/training").text
    for path in ("/training", "/api/v1/training_matrix"):
        assert 403 == asking.get(peer_supporter(davie), path).status_code
