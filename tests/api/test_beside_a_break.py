"""What belongs with a record of a break: said in neutral words, and nothing of what it is.

Whom a safeguarding concern is about never learns that there is one, nor does anybody else who may
not see it; a record that was linked with one says that another record belongs with it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from application.principal import OPERATOR, Principal, Proof, staff_member
from domain.confidentiality.commands import AddToBreakRecord
from domain.people import BreakId, ConcernId, LinkedBreakId, StaffId, subject
from tests.api.breaks_in_spring import (
    an_emergency,
    completed,
    ready_for_review,
    with_a_reviewer,
)
from tests.api.small_service import SmallService, fill, small_service
from tests.api.test_break_gaps import reported
from tests.api.test_break_pages import Machair

NEUTRAL = "Another record belongs with this one. It is kept apart"
CATRIONA, ISLA, AILSA = (
    staff_member(StaffId(each)).shown(Proof.JUST_NOW) for each in ("catriona", "isla", "ailsa")
)
"""The safeguarding lead, who sees the concern; a coordinator and a reviewer, who do not."""


class Linked(Machair):
    """A break about Morag that was recorded because of a concern, and one that was not."""

    def __init__(self, service: SmallService) -> None:
        super().__init__(service)
        self.concern: ConcernId = reported(service, agreed=False)
        self.which: BreakId = an_emergency(service)
        service.do(AddToBreakRecord(break_id=self.which, concern=self.concern))
        completed(service, self.which)
        self.other: BreakId = ready_for_review(service)
        self.passed_on: BreakId = ready_for_review(service)
        linked = {"agreed": False, "linked_break": LinkedBreakId(self.passed_on)}
        self.reported: ConcernId = reported(service, **linked)
        self.morag = service.people["Morag"]

    def raw(self, path: str, by: Principal) -> str:
        """All that an answer holds."""
        self.principal = by
        return self.client.get(path).text


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linked]:
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        with_a_reviewer(opened)
        yield Linked(opened)


def test_its_page_says_that_another_record_belongs_with_it_and_leads_there_whoever_may_see_it(
    linked: Linked,
) -> None:
    way = f'href="/concerns/{linked.concern}"'
    for by, led in ((CATRIONA, True), (ISLA, False), (AILSA, False)):
        page = linked.raw(f"/breaks/{linked.which}", by)
        assert NEUTRAL in page
        assert (way in page) is led, by
        assert NEUTRAL not in linked.raw(f"/breaks/{linked.other}", by)


def test_what_was_linked_by_the_report_of_a_concern_is_shown_to_those_alone_who_may_see_it(
    linked: Linked,
) -> None:
    path = f"/breaks/{linked.passed_on}"
    page = linked.raw(path, CATRIONA)
    assert NEUTRAL in page
    assert f'href="/concerns/{linked.reported}"' in page
    for by in (ISLA, AILSA):
        assert "kept apart" not in linked.raw(path, by)


def test_the_evidence_and_the_register_say_it_in_neutral_words(linked: Linked) -> None:
    evidence = linked.shown(f"/evidence/{linked.which}", AILSA)
    assert "Belongs with: another record, which is kept apart" in evidence
    assert "kept apart" not in linked.shown(f"/evidence/{linked.other}", AILSA)
    assert "belongs with another record" in linked.shown("/registers/breaks", AILSA)
    rows = linked.client.get("/api/v1/break_register").json()["rows"]
    assert {linked.which: True, linked.other: False, linked.passed_on: False} == {
        each["break"]: each["with_another"] for each in rows
    }


@pytest.mark.parametrize(
    "path",
    [
        "/breaks/{which}",
        "/evidence/{which}",
        "/registers/breaks",
        "/people/{morag}",
        "/api/v1/break_register",
        "/api/v1/evidence_pack/{which}",
        "/api/v1/person_history/{morag}",
        "/api/v1/access_register?person={morag}",
        "/api/v1/subject_access/person.{morag}",
        "/api/v1/erasure_certificate/person.{morag}",
        "/entries/{entry}/correction",
    ],
)
def test_nobody_who_may_not_see_it_is_told_that_it_is_a_concern(linked: Linked, path: str) -> None:
    ledger = linked.service.store.ledger
    history = ledger.history(subject("break", linked.which))
    (entry,) = [each.position for each in history if getattr(each.event, "concern", None)]
    names = {"which": linked.which, "morag": linked.morag, "entry": entry}
    fraser = staff_member(StaffId("fraser")).shown(Proof.JUST_NOW)
    for by in (ISLA, AILSA, fraser):
        said = linked.raw(path.format(**names), by)
        if by is not fraser:  # a manager sees concerns, and so the way to this one
            assert linked.concern not in said
        assert "safeguarding concern" not in re.sub(r"<nav.*?</nav>", "", said, flags=re.DOTALL)


def test_a_copy_of_ones_own_record_does_not_say_that_there_is_a_concern(linked: Linked) -> None:
    said = linked.raw(f"/api/v1/subject_access/person.{linked.morag}", OPERATOR)

    assert "ConfidentialityRecordAddedTo" in said, "they were told of the break itself"
    assert linked.concern not in said
    assert "Concern" not in said
    assert '"concern' not in said
