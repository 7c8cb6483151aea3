"""The pages of breaks: register, evidence, reviews in one sitting, and the bundle."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.main import application
from api.store import exports_of
from application.principal import OPERATOR, Principal, staff_member
from domain.access import GrantRole, Role
from domain.people import BreakId, StaffId
from domain.service import NameStaff
from infrastructure.verify_bundle import verify_bundle
from tests.api.breaks_in_spring import (
    AILSA,
    a_decision_not_to,
    an_emergency,
    ready_for_review,
    with_a_reviewer,
)
from tests.api.small_service import FRASER, ISLA, SERVICE, TODAY, SmallService, fill, small_service
from tests.api.test_breaks import review_of

FIVE = ("ground_met", "timely", "right_recipient", "minimum_necessary", "told_properly")
UPHELD = {**dict.fromkeys(FIVE, "YES"), "verdict": "UPHELD", "press": "reviewed"}
AUDITOR = StaffId("auditor")


class Machair:
    """A service with breaks, and somebody in front of its pages."""

    def __init__(self, service: SmallService) -> None:
        self.service = service
        self.principal: Principal = OPERATOR
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url="http://127.0.0.1")

    def shown(self, path: str, by: Principal = OPERATOR, status: int = 200) -> str:
        """The words of a page."""
        self.principal = by
        answer = self.client.get(path, follow_redirects=False)
        assert status == answer.status_code, answer.text
        return said(answer.text)

    def sent(self, path: str, by: Principal = OPERATOR, **fields: str) -> Any:
        """What comes of a form."""
        self.principal = by
        return self.client.post(path, data={"key": f"{path}{fields}"[:190], **fields},
                                follow_redirects=False)  # fmt: skip


def said(html: str) -> str:
    """A page without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    with small_service(tmp_path) as opened:
        fill(opened)
        with_a_reviewer(opened)
        opened.do(NameStaff(service=SERVICE, staff=AUDITOR, name="Lorna Example", duties=()))
        until = TODAY.replace(year=2027)
        opened.do(GrantRole(service=SERVICE, role=Role.AUDITOR, staff=AUDITOR, until=until))
        yield Machair(opened)


def test_the_register_leads_to_the_evidence_of_each_record(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    a_decision_not_to(machair.service)
    page = machair.client.get("/registers/breaks").text

    assert f"/evidence/{which}" in page
    assert "2 records" in said(page)
    assert "Break of 2 May" in said(page)
    assert "risk of suicide" in said(page)
    assert "Decided not to share" in said(page)
    assert "SUICIDE_RISK" not in page
    assert "1 record" in machair.shown("/registers/breaks?shared=false")


def test_the_evidence_has_what_was_known_then_apart_from_what_came_later(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    page = machair.shown(f"/evidence/{which}", by=staff_member(FRASER))

    for number in range(1, 12):
        assert f" {number}. " in page
    question = page[page.index("4. What was known?") : page.index("5. Was consent sought?")]
    then, later = question.split("Came later")
    assert "She said goodbye on the phone." in then
    assert "She had left hospital the day before." in later
    assert "2 May 2026, 2:10am BST" in page
    assert "About Morag Testperson" in page
    assert "Davie Example" in page
    assert "Recorded: after" in page


def test_an_auditor_reads_the_evidence_without_the_name_of_the_person(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    page = machair.shown(f"/evidence/{which}", by=staff_member(AUDITOR))

    assert "About the person." in page
    assert "Morag" not in page
    assert "Davie Example" in page


def test_whoever_may_not_see_breaks_reads_none_of_it(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    for path in (f"/evidence/{which}", "/reviews", f"/reviews/{which}", "/registers/gaps"):
        assert "goodbye" not in machair.shown(path, by=staff_member(ISLA), status=403)
    assert machair.shown("/evidence/nobody", status=404)


def test_the_evidence_can_be_read_as_it_stood(machair: Machair) -> None:
    which = an_emergency(machair.service)
    cut = machair.service.clock.now
    machair.service.clock.now = cut.replace(hour=20)
    page = machair.shown(f"/evidence/{which}?cut={cut.isoformat().replace('+', '%2B')}")
    wrong = machair.shown(f"/evidence/{which}?cut=sometime", status=400)

    assert "Recorded in an emergency, to be completed" in page
    assert "names no moment" in wrong


def test_ten_records_are_reviewed_in_one_sitting(machair: Machair) -> None:
    service = machair.service
    every = [ready_for_review(service) for _each in range(10)]
    ailsa = staff_member(AILSA)
    assert "Reviews waiting for you: 10." in machair.shown("/reviews", by=ailsa)
    at = f"/reviews/{every[0]}"
    seen: list[str] = []
    while at.startswith("/reviews/"):
        page = machair.shown(at, by=ailsa)
        assert "you did not decide, tell or record this" in page
        assert f"{len(seen) + 1} of 10" in page
        answer = machair.sent(at, by=ailsa, **UPHELD)
        assert 303 == answer.status_code, said(answer.text)
        seen.append(at)
        at = answer.headers["location"]

    assert 10 == len(seen)
    assert "10 reviewed." in machair.shown(at, by=ailsa)
    rows = machair.client.get("/api/v1/break_register", params={"state": "REVIEWED"}).json()["rows"]
    assert {*every} == {each["break"] for each in rows}
    assert {AILSA} == {each["reviewer"] for each in rows}


def test_a_record_is_passed_on_or_returned_and_the_sitting_counts_it(machair: Machair) -> None:
    first, second = (ready_for_review(machair.service) for _each in range(2))
    ailsa = staff_member(AILSA)
    words = "Say how the number was checked."
    returned = machair.sent(f"/reviews/{first}", by=ailsa, press="returned", words=words)
    assert f"/reviews/{second}?returned=1" == returned.headers["location"]
    passed = machair.sent(returned.headers["location"], by=ailsa, press="passed", words="A cousin.")
    assert "/reviews?passed=1&returned=1" == passed.headers["location"]

    assert "1 passed on, 1 returned." in machair.shown(passed.headers["location"], by=ailsa)
    assert "No review waits for you." in machair.shown("/reviews", by=ailsa)
    assert 400 == machair.sent(f"/reviews/{second}", by=ailsa, **UPHELD).status_code


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"timely": ""}, "Choose an answer: Was it in time?"),
        ({"timely": "NO"}, "Say why not: Was it in time?"),
        ({"verdict": ""}, "Choose a verdict."),
        ({"timely": "NO", "why-timely": "Late."}, "An answer is no. Choose upheld with learning"),
        ({"verdict": "UPHELD_WITH_LEARNING"}, "Say what there is to learn."),
        ({"press": "returned"}, "Say what is still to be said."),
    ],
)
def test_what_is_in_the_way_comes_back_beside_its_field_with_the_answers_kept(
    machair: Machair, changed: dict[str, str], sentence: str
) -> None:
    which = ready_for_review(machair.service)
    fields = {**UPHELD, "learning": "", "why-ground_met": "Kept words.", **changed}
    answer = machair.sent(f"/reviews/{which}", by=staff_member(AILSA), **fields)

    assert 400 == answer.status_code
    assert sentence in said(answer.text)
    assert "Kept words." in answer.text
    assert "<title>Error: " in answer.text


def test_whoever_had_a_part_in_it_is_refused_on_the_page_too(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    answer = machair.sent(f"/reviews/{which}", OPERATOR, reviewer="catriona", **UPHELD)
    nobody = machair.sent(f"/reviews/{which}", OPERATOR, **UPHELD)

    assert 400 == answer.status_code
    assert "Say who reviews this." in said(nobody.text)
    assert machair.service.desk.ledger.head().position


def test_reading_evidence_and_reviewing_are_noted(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    before = machair.service.store.reads.position()
    machair.shown(f"/evidence/{which}", by=staff_member(AUDITOR))
    machair.shown(f"/reviews/{which}", by=staff_member(AILSA))
    person = machair.service.people["Morag"]
    reads = machair.service.store.reads.entries(f"person:{person}", TODAY, TODAY)  # type: ignore[arg-type]

    assert before + 2 == machair.service.store.reads.position()
    assert ["evidence_pack"] * 2 == [getattr(each.event, "view", "") for each in reads][-2:]


def test_the_bundle_is_downloaded_and_holds_without_us(machair: Machair, tmp_path: Path) -> None:
    service = machair.service
    which: BreakId = ready_for_review(service)
    store = service.store
    exported = exports_of(store.settings, store.recorder, store.keyring).run()
    with TestClient(application(store, SERVICE), base_url="http://127.0.0.1") as client:
        page = client.get(f"/evidence/{which}").text
        (href,) = re.findall(r'href="([^"]*/bundle[^"]*)"', page)
        answer = client.get(unescape(href))
    assert 200 == answer.status_code, answer.text
    assert exported.key in unescape(page)
    with ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "out")
    sentences = " ".join(verify_bundle(tmp_path / "out" / "evidence", exported.key))

    (digest,) = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    assert digest in sentences
    assert 404 == machair.client.get(f"/evidence/{which}/bundle").status_code


def test_a_review_in_one_request_and_one_by_page_are_the_same_command(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    machair.sent(f"/reviews/{which}", by=staff_member(AILSA), **UPHELD)
    machair.principal = OPERATOR
    again = machair.client.post("/api/v1/reviews", json=[{**review_of(which), "reviewer": AILSA}])

    assert "ReviewedAlready" == again.json()[0]["problem"]["type"]


# --- Completing a record ---


def answers(page: str, of: str) -> str:
    """What stands beside a part of a record."""
    after = page[page.index(of) + len(of) :]
    return "Not done" if after.strip().startswith("Not done") else "Done"


def test_an_emergency_record_says_what_is_done_and_is_completed_part_by_part(
    machair: Machair,
) -> None:
    which = an_emergency(machair.service)
    catriona = staff_member(StaffId("catriona"))
    page = machair.shown(f"/breaks/{which}", by=catriona)
    assert "of 12 done. Due 5 May, 2:14am" in page
    assert "Done" == answers(page, "What was shared, and kept back")
    assert "Not done" == answers(page, "How likely, how bad, how soon")
    risk = f"/breaks/{which}/sections?part=risk"
    form = machair.client.get(risk).text
    assert "How likely was harm?" in form
    assert "Which other ways were considered" not in form

    saved = machair.sent(risk, by=catriona, likelihood="HIGH", severity="LIFE", imminence="NOW",
                         at_risk="THEMSELF")  # fmt: skip
    assert 303 == saved.status_code, said(saved.text)
    assert saved.headers["location"].startswith(f"/breaks/{which}?saved=")
    after = machair.shown(saved.headers["location"], by=catriona)
    assert "Done" == answers(after, "How likely, how bad, how soon")
    assert "Saved" in after


def test_a_vague_answer_is_asked_again_when_the_record_is_completed(machair: Machair) -> None:
    which = an_emergency(machair.service)
    answer = machair.sent(
        f"/breaks/{which}/sections?part=shared",
        by=staff_member(StaffId("catriona")),
        items="everything",
    )

    assert 422 == answer.status_code
    assert "everything" in answer.text
    assert "<title>Error: " in answer.text


def test_a_record_is_sent_for_review_and_the_person_told_from_its_page(machair: Machair) -> None:
    which = an_emergency(machair.service)
    catriona = staff_member(StaffId("catriona"))
    fact = machair.sent(f"/breaks/{which}/facts", by=catriona, words="She said goodbye.",
                        source="FIRST_HAND")  # fmt: skip
    sent = machair.sent(f"/breaks/{which}/completion", by=catriona)
    told = machair.sent(f"/breaks/{which}/telling", by=catriona, told_by="catriona",
                        channel="PHONE")  # fmt: skip

    assert [303] * 3 == [each.status_code for each in (fact, sent, told)]
    page = machair.shown(f"/breaks/{which}", by=catriona)
    assert "Told on 5 May." in page
    assert "Send for review" not in page
    rows = machair.client.get("/api/v1/break_register").json()["rows"]
    assert "INFORMED" == rows[0]["state"]


def test_a_decision_not_to_share_is_recorded_from_the_register(machair: Machair) -> None:
    catriona = staff_member(StaffId("catriona"))
    machair.principal = catriona
    register = machair.client.get("/registers/breaks").text
    assert "/breaks/decided-not-to/new" in register
    done = machair.sent(
        "/breaks/decided-not-to/new",
        by=catriona,
        about="A neighbour of Morag",
        decided_by="catriona",
        decider_role="SAFEGUARDING_LEAD",
        reasons="He has people around him.",
        safety_plan="A call on Friday.",
    )
    assert 303 == done.status_code, said(done.text)
    page = machair.shown(done.headers["location"], by=catriona)

    assert "Decided not to share" in page
    assert "Done" == answers(page, "Why not, and what keeps everybody safe")


def test_a_coordinator_sees_how_far_the_record_of_their_own_person_is_and_nothing_in_it(
    machair: Machair,
) -> None:
    which = an_emergency(machair.service)
    page = machair.shown(f"/breaks/{which}", by=staff_member(ISLA))

    assert "Send for review" in page
    assert "See the evidence" not in page
    assert "goodbye" not in page
    assert machair.shown("/breaks/nobody", status=404)


def test_whoever_only_reads_finds_nothing_to_press(machair: Machair) -> None:
    which = an_emergency(machair.service)
    page = machair.shown(f"/breaks/{which}", by=staff_member(AUDITOR))

    assert "Send for review" not in page
    assert "See the evidence" in page


# --- What follows a review ---

REFUSED = {**dict.fromkeys(FIVE, "YES"), "ground_met": "NO", "why-ground_met": "There was none.",
           "verdict": "NOT_UPHELD", "press": "reviewed"}  # fmt: skip
CATRIONA = staff_member(StaffId("catriona"))


def test_what_follows_a_review_is_seen_to_from_the_page_of_the_record(machair: Machair) -> None:
    which = ready_for_review(machair.service)
    machair.sent(f"/reviews/{which}", by=staff_member(AILSA), **UPHELD)
    page = machair.shown(f"/breaks/{which}", by=CATRIONA)
    assert re.search(r"What was learned Due \d+ \w+", page), page[-2500:]
    assert "Close the record" not in page

    for path, fields in (
        ("lessons", {"lessons": "Give the address once."}),
        ("actions", {"words": "A card with numbers", "owner": "isla", "due_on-day": "20",
                     "due_on-month": "5", "due_on-year": "2026"}),
    ):  # fmt: skip
        saved = machair.sent(f"/breaks/{which}/{path}", by=CATRIONA, **fields)
        assert 303 == saved.status_code, said(saved.text)
    page = machair.shown(saved.headers["location"], by=CATRIONA)
    assert "A card with numbers" in page
    assert "Isla Example, by 20 May." in page
    assert "What was learned Done" in page
    form = machair.client.get(f"/breaks/{which}/closing").text
    assert re.search(r'<option value="catriona" selected', form)
    closed = machair.sent(f"/breaks/{which}/closing", by=CATRIONA, closed_by="catriona")

    assert 303 == closed.status_code, said(closed.text)
    assert "The record is closed." in machair.shown(f"/breaks/{which}", by=CATRIONA)


def test_what_was_not_upheld_is_assessed_with_its_clock_and_whoever_has_to_know_is_told(
    machair: Machair,
) -> None:
    which = ready_for_review(machair.service)
    machair.sent(f"/reviews/{which}", by=staff_member(AILSA), **REFUSED)
    page = machair.shown(f"/breaks/{which}", by=CATRIONA)
    assert "What it meant for their data Due 8 May" in page
    high = {"assessed_by": "catriona", "risk": "HIGH", "to_report": "YES", "reasons": "It spread."}
    refused = machair.sent(f"/breaks/{which}/data-protection", by=CATRIONA, to_tell="NO", **high)
    assert "Where the risk to them is high" in said(refused.text)
    assessed = machair.sent(f"/breaks/{which}/data-protection", by=CATRIONA, to_tell="YES", **high)
    assert 303 == assessed.status_code, said(assessed.text)
    page = machair.shown(f"/breaks/{which}", by=CATRIONA)
    assert "The regulator told" in page
    assert "Told them of it" in page
    machair.service.clock.now += timedelta(hours=73)
    worklist = machair.shown("/worklist?who=all", by=CATRIONA)
    assert "The regulator has to know of it, and was not told within 72 hours." in worklist
    machair.sent(f"/breaks/{which}/data-protection/regulator", by=CATRIONA, reference="IC-1")
    machair.sent(f"/breaks/{which}/data-protection/telling", by=CATRIONA, apologised="yes")
    page = machair.shown(f"/breaks/{which}", by=CATRIONA)

    assert "Not done" not in page[page.index("The regulator told") :]
    evidence = machair.shown(f"/evidence/{which}", by=CATRIONA)
    assert "Risk to them: A high one" in evidence, evidence[:9000]
    assert "“IC-1”" in evidence


def test_a_break_on_the_worklist_leads_to_its_record_and_an_action_to_its_owner(
    machair: Machair,
) -> None:
    which = ready_for_review(machair.service)
    machair.sent(f"/reviews/{which}", by=staff_member(AILSA), **UPHELD)
    due = {"due_on-day": "20", "due_on-month": "5", "due_on-year": "2026"}
    action = {"words": "A card", "owner": "isla", **due}
    machair.sent(f"/breaks/{which}/actions", by=CATRIONA, **action)
    worklist = machair.client.get("/worklist").text
    assert f'href="/breaks/{which}"' in worklist
    assert "Morag" not in worklist  # whoever sees to a break is not told by that whom it is about
    machair.principal = staff_member(ISLA)
    rows = machair.client.get("/api/v1/worklist?code=BREAK_ACTION_DUE").json()["rows"]

    assert [("isla", which, None)] == [
        (each["responsible"], each["break_id"], each["person"]) for each in rows
    ]


def test_a_review_that_nobody_here_can_make_is_with_the_chair_and_says_so(
    machair: Machair,
) -> None:
    which = ready_for_review(machair.service)
    machair.sent(f"/reviews/{which}", by=staff_member(AILSA), press="passed", words="A cousin.")
    page = machair.shown(f"/breaks/{which}", by=CATRIONA)
    assert "the chair asks somebody outside" in page
    assert "Ask somebody outside to review" in page
    register = machair.shown("/registers/breaks", by=CATRIONA)

    assert "Nobody in the service can review this independently." in register
    machair.service.clock.now += timedelta(days=10)
    assert "The chair sees to it now." in machair.shown("/registers/breaks", by=CATRIONA)
