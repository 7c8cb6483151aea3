"""Studies on pages: locked, run in the background, stopped, and read, by whoever may."""

import json
import re
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.study_runs import BROKEN, STOPPED, StudyRuns
from application.principal import OPERATOR, Principal, acting_as
from domain.access import GrantRole, Role
from domain.people import StaffId, subject
from domain.service import NameStaff
from domain.study import StudyLocked, StudyReportIssued
from infrastructure.engines import Engine
from infrastructure.studies.writing import RESULT
from tests.api.small_service import SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
ROWAN = StaffId("rowan")
ANSWERS = {
    "title": "How long do people wait?",
    "kind": "time_to_event",
    "first_day-day": "5",
    "first_day-month": "1",
    "first_day-year": "2026",
    "last_day-day": "31",
    "last_day-month": "3",
    "last_day-year": "2026",
    "observed_until-day": "30",
    "observed_until-month": "4",
    "observed_until-year": "2026",
    "compared": "source",
}
LOOKS = 600


class Pages:
    """The pages of a small service, for whom a test says."""

    def __init__(self, service: SmallService, name: str) -> None:
        self.name = name
        self.service, self.principal = service, acting_as(subject("staff", ROWAN))
        self.runs = StudyRuns(service.store, Engine.PROCESS)
        app = create_app(service.desk, identify=lambda _request: self.principal, runs=self.runs)
        self.client = TestClient(app, base_url=HERE)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **given: str) -> Any:
        return self.client.post(path, data=given, headers={"origin": HERE})

    def lock(self, **changed: str) -> Any:
        return self.post("/studies/new", **(ANSWERS | {"study": self.name} | changed), do="lock")

    def until_done(self) -> None:
        for _look in range(LOOKS):
            if self.runs.running(self.name) is None:
                return
            time.sleep(0.05)
        raise AssertionError("it still runs")

    @property
    def recorded(self) -> list[Any]:
        kinds = (StudyLocked, StudyReportIssued)
        history = self.service.store.ledger.history(subject("study", self.name))
        return [each for each in history if isinstance(each.event, kinds)]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """One service for all: each test has a study of its own in it."""
    with small_service(tmp_path_factory.mktemp("studied")) as service:
        fill(service)
        service.do(NameStaff(service=SERVICE, staff=ROWAN, name="Rowan Example", duties=()))
        service.do(GrantRole(service=SERVICE, role=Role.EVALUATOR, staff=ROWAN))
        yield service


@pytest.fixture
def pages(service: SmallService, request: pytest.FixtureRequest) -> Pages:
    return Pages(service, re.sub("[^a-z]+", "-", request.node.name)[-60:].strip("-"))


def test_a_plan_is_read_back_before_it_is_locked_and_locked_as_it_was_read(pages: Pages) -> None:
    read = pages.post("/studies/new", **ANSWERS)
    assert read.status_code == 200
    assert "By who asked for support" in read.text
    assert "Told apart by equality answers" not in read.text
    assert pages.recorded == []
    locked = pages.lock()

    assert "The plan is locked." in locked.text
    (entry,) = pages.recorded
    opened: Any = pages.service.desk.opener.open(entry).event
    assert 'by = "source"' in opened.declared
    assert entry.by == acting_as(subject("staff", ROWAN)).actor
    assert pages.name in pages.get("/studies").text
    unnamed = pages.post("/studies/new", **ANSWERS)
    assert "how-long-do-people-wait" in unnamed.text
    changed = pages.lock(compared="nothing")
    assert changed.status_code == 400
    assert "Another plan was locked" in changed.text


def test_a_plan_may_be_told_apart_by_equality_answers_and_keeps_them_when_it_is_changed(
    pages: Pages,
) -> None:
    asked = {**ANSWERS, "equality": ["SEX", "AGE"]}
    read = pages.client.post("/studies/new", data=asked, headers={"origin": HERE})
    again = pages.post("/studies/new", **ANSWERS, equality="SEX AGE", do="change")
    pages.lock(equality="SEX AGE")
    (entry,) = pages.recorded
    opened: Any = pages.service.desk.opener.open(entry).event

    assert "sex, age" in read.text
    assert 'name="equality" value="SEX AGE"' in read.text
    assert re.findall(r'name="equality" value="(\w+)" checked', again.text) == ["AGE", "SEX"]
    assert 'equality = ["SEX", "AGE"]' in opened.declared


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " ", "study": "untitled"}, "title"),
        ({"kind": ""}, "kind"),
        ({"kind": "paired_change"}, "instrument"),
        ({"last_day-day": "31", "last_day-month": "2"}, "last_day"),
        ({"last_day-year": "2025"}, "first_day"),
        ({"compared": "waiting"}, "compared"),
        ({"equality": "SHOE_SIZE"}, "equality"),
        ({"study": "two words"}, "study"),
        ({"declared": "study = "}, ""),
    ],
)
def test_an_answer_that_cannot_be_is_refused_where_it_was_given(
    pages: Pages, changed: dict[str, str], field: str
) -> None:
    for do in ("look", "lock"):
        refused = pages.post("/studies/new", **(ANSWERS | changed), do=do)

        assert refused.status_code == 400, refused.text
        assert f'href="#{field}"' in refused.text or not field
        assert "error-summary" in refused.text
    assert pages.recorded == []


def test_a_study_is_run_in_the_background_and_its_report_can_be_read(pages: Pages) -> None:
    pages.lock()
    started = pages.post(f"/studies/{pages.name}/run")
    assert started.status_code == 200
    pages.until_done()
    page = pages.get(f"/studies/{pages.name}")
    report = pages.get(f"/studies/{pages.name}/report")

    assert [type(each.event) for each in pages.recorded] == [StudyLocked, StudyReportIssued]
    assert "Reported" in page.text
    assert "Read with every number" in page.text
    assert report.status_code == 200
    assert report.text.index("Read with every number") < report.text.index("To run it again")
    assert "Who is in it, and who is not" in report.text
    assert pages.get(f"/studies/{pages.name}/report.pdf").content.startswith(b"%PDF")
    with zipfile.ZipFile(
        BytesIO(pages.get(f"/studies/{pages.name}/report.zip").content)
    ) as archive:
        said = json.loads(archive.read(f"{pages.name}/{RESULT}"))
    assert said["header"]["digest"] in report.text
    pages.post(f"/studies/{pages.name}/run")
    pages.until_done()
    assert len(pages.recorded) == 2  # the same again is no other report


def test_nothing_of_a_study_names_anybody_or_tells_of_few(pages: Pages) -> None:
    pages.lock()
    pages.post(f"/studies/{pages.name}/run")
    pages.until_done()
    paths = ("", f"/{pages.name}", f"/{pages.name}/report")
    text = "".join(pages.get(f"/studies{each}").text for each in paths)
    told = re.sub(r"<(svg|script|style|aside).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    ledger = pages.service.store.ledger
    known = [
        each.partition(":")[2] for noun in ("person", "peer") for each in ledger.subjects(noun)
    ]
    names = [f"{each} Testperson" for each in pages.service.people]

    assert len(known) > 3
    assert [each for each in (*known, *names) if each in text] == []
    kept = pages.runs.report(pages.name, pages.recorded[-1].event.content.hex())
    assert kept is not None
    shown = [each.people for each in kept.findings.flow.steps]
    assert all(each is None or each >= 5 for each in shown)
    assert "not told" in told


def test_looking_at_studies_tells_of_nobody_and_a_run_of_all_it_read(pages: Pages) -> None:
    pages.lock()
    log = pages.service.store.reads
    before = log.position()
    pages.get("/studies")
    pages.get(f"/studies/{pages.name}")
    assert log.position() == before
    pages.post(f"/studies/{pages.name}/run")
    pages.until_done()

    assert log.position() > before


class Slow:
    """Progress that waits where a test wants it to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.go_on = Event(), Event()
        said = StudyRuns._say

        def say(runs: StudyRuns, folder: Path, what: str, done: int, total: int) -> None:
            said(runs, folder, what, done, total)
            if what == "reading":
                self.reached.set()
                self.go_on.wait(30)

        monkeypatch.setattr(StudyRuns, "_say", say)


def test_a_run_shows_how_far_it_is_and_is_stopped(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    pages.lock()
    pages.lock(title="Another question?", study=f"{pages.name}-2")
    pages.post(f"/studies/{pages.name}/run")
    assert slow.reached.wait(30)
    page = pages.get(f"/studies/{pages.name}")
    fragment = pages.get(f"/studies/{pages.name}/progress")
    second = pages.post(f"/studies/{pages.name}-2/run")
    pages.post(f"/studies/{pages.name}/stop")
    stopping = pages.get(f"/studies/{pages.name}")
    slow.go_on.set()
    pages.until_done()

    assert "<progress" in page.text
    assert "Reading the records" in fragment.text
    assert "<html" not in fragment.text
    assert second.status_code in {400, 409}
    assert "Another study runs." in second.text
    assert "It will stop in a moment." in stopping.text
    assert STOPPED in pages.get(f"/studies/{pages.name}").text
    assert all(isinstance(each.event, StudyLocked) for each in pages.recorded)
    assert pages.get(f"/studies/{pages.name}/progress").headers["hx-refresh"] == "true"
    assert pages.get(f"/studies/{pages.name}/report").status_code == 404


def test_a_run_that_breaks_says_so_and_the_next_can_run(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.lock()
    with monkeypatch.context() as broken:
        broken.setattr("api.study_runs.run_noted", lambda *_a, **_k: 1 / 0)
        pages.post(f"/studies/{pages.name}/run")
        pages.until_done()
    page = pages.get(f"/studies/{pages.name}")
    assert BROKEN in page.text
    assert len(pages.recorded) == 1
    pages.post(f"/studies/{pages.name}/run")
    pages.until_done()

    assert len(pages.recorded) == 2
    assert BROKEN not in pages.get(f"/studies/{pages.name}").text


def test_what_is_not_over_is_locked_and_not_run(pages: Pages) -> None:
    locked = pages.lock(**{"observed_until-year": "2027"})
    refused = pages.post(f"/studies/{pages.name}/run")

    assert "which is not over" in locked.text
    assert "Run study" not in locked.text
    assert refused.status_code == 400
    assert pages.runs.running(pages.name) is None


@pytest.mark.parametrize("staff", ["isla", "stranger"])
def test_studies_are_closed_to_whoever_has_no_part_in_them(pages: Pages, staff: str) -> None:
    pages.lock()
    pages.principal = acting_as(subject("staff", StaffId(staff)))
    for path in ("", "/new", f"/{pages.name}", f"/{pages.name}/report", f"/{pages.name}/progress"):
        assert pages.get(f"/studies{path}").status_code == 403
    for path in ("/new", f"/{pages.name}/run", f"/{pages.name}/stop"):
        assert pages.post(f"/studies{path}", **ANSWERS).status_code == 403


@pytest.mark.parametrize("study", ["nobody", "a%2fb", "two words"])
def test_what_was_never_planned_is_not_found(pages: Pages, study: str) -> None:
    assert pages.get(f"/studies/{study}/report").status_code in {403, 404}
    assert pages.post(f"/studies/{study}/run").status_code in {403, 404, 405}


def test_an_operator_sees_them_too(pages: Pages) -> None:
    pages.lock()
    principal: Principal = OPERATOR
    pages.principal = principal

    assert pages.get(f"/studies/{pages.name}").status_code == 200
