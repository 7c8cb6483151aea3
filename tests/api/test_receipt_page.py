"""The proof of a decision by page: for whoever was told, in a way that is safe for them."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.main import PackBundles
from api.store import exports_of, log_key_of
from application.principal import Proof, staff_member
from domain.access import AnswerGiven
from domain.people import PersonId, StaffId
from domain.person import RecordSafeContact
from infrastructure.checkpoints import vkey
from infrastructure.codec import decode
from infrastructure.evidence_bundle import Sources
from infrastructure.verify_bundle import RECEIPT, verify_receipt
from tests.api.breaks_in_spring import an_emergency, ready_for_review, with_a_reviewer
from tests.api.small_service import SmallService, fill, small_service
from tests.api.test_break_pages import Machair, said

ISLA = staff_member(StaffId("isla")).shown(Proof.JUST_NOW)
"""She looks after Morag."""
AILSA = staff_member(StaffId("ailsa")).shown(Proof.JUST_NOW)
"""She reviews."""


class Giving(Machair):
    """A record of which somebody was told, before whoever looks after them."""

    def __init__(self, service: SmallService) -> None:
        super().__init__(service)
        store = service.store
        sources = Sources(
            store.recorder,
            exports_of(store.settings, store.recorder, store.keyring),
            store.keyring,
        )
        bundles = PackBundles(sources, log_key_of(store.settings))
        app = create_app(service.desk, identify=lambda _request: self.principal, bundles=bundles)
        self.client = TestClient(app, base_url="http://127.0.0.1")
        self.which = ready_for_review(service)
        self.record = f"/breaks/{self.which}"
        self.form = f"{self.record}/receipts"

    def file(self) -> str:
        """Where the file is, by the record's page."""
        (path,) = re.findall(rf'href="({self.form}/\d+)"', self.client.get(self.record).text)
        return str(path)


@pytest.fixture
def giving(tmp_path: Path) -> Iterator[Giving]:
    with small_service(tmp_path) as opened:
        fill(opened)
        with_a_reviewer(opened)
        yield Giving(opened)


def test_the_page_gives_a_proof_that_the_published_key_bears_out(
    giving: Giving, tmp_path: Path
) -> None:
    assert "Give them the proof of the decision" in giving.shown(giving.record)
    saved = giving.sent(giving.form, channel="FACE_TO_FACE")
    assert 303 == saved.status_code, said(saved.text)
    assert "Proof of the decision, given on" in giving.shown(saved.headers["location"])
    answer = giving.client.get(giving.file())

    assert answer.headers["content-disposition"] == 'attachment; filename="receipt.zip"'
    with ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "theirs")
    folder = tmp_path / "theirs" / "receipt"
    assert {*RECEIPT, "receipt.txt"} == {each.name for each in folder.iterdir()}
    key = log_key_of(giving.service.store.settings)
    assert key is not None
    assert verify_receipt(folder, vkey(key))
    words = (folder / "receipt.txt").read_text().lower()
    assert not any(each in words for each in ("emergency", "ambulance", "confiden", "morag"))


def test_whoever_was_not_told_is_given_nothing_and_the_page_says_why(giving: Giving) -> None:
    untold = an_emergency(giving.service, "Callum")
    before = giving.service.store.ledger.head().position
    assert "Give them the proof" not in giving.shown(f"/breaks/{untold}")
    refused = giving.sent(f"/breaks/{untold}/receipts", channel="FACE_TO_FACE")

    assert 409 == refused.status_code
    assert "They have not been told. Tell them first, and record that." in said(refused.text)
    assert before == giving.service.store.ledger.head().position


def test_it_is_sent_only_in_a_way_that_the_person_said_is_safe(giving: Giving) -> None:
    refused = giving.sent(giving.form, channel="LETTER")
    assert "Give it in person, or ask them." in said(refused.text)
    assert 404 == giving.client.get(f"{giving.form}/1").status_code
    morag = PersonId(giving.service.people["Morag"])
    giving.service.do(RecordSafeContact(person=morag, may_write=True))

    assert 303 == giving.sent(giving.form, channel="LETTER", key="again").status_code


def test_the_file_is_for_those_who_may_give_it_and_being_given_is_noted(giving: Giving) -> None:
    assert 303 == giving.sent(giving.form, channel="WALK").status_code
    path, before = giving.file(), giving.service.store.reads.position()
    for by, status in ((AILSA, 403), (ISLA.shown(Proof.BEFORE), 303), (ISLA, 200)):
        giving.principal = by
        assert status == giving.client.get(path, follow_redirects=False).status_code

    pages = giving.service.store.reads.recorder.columns(before)
    entries = [decode(row) for page in pages for row in page]
    ((entry, given),) = [
        (each, each.event) for each in entries if isinstance(each.event, AnswerGiven)
    ]
    assert "receipt" == given.view
    assert f"person:{giving.service.people['Morag']}" in entry.tags
