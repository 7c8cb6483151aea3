"""What keeps those who give their time: thanks that are recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages.links import link_to
from domain.people import PeerId, subject
from domain.recognition import Recognition, RecognitionGiven, RecordRecognition
from tests.api.small_service import ISLA, SmallService, small_service
from tests.domain.cast import DAVIE, DAVIE_ASKED
from tests.domain.decisions import NOW, given


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        yield service


def test_somebody_is_thanked_and_it_stands_on_their_page(service: SmallService) -> None:
    davie: PeerId = service.peers["Davie"]
    with TestClient(create_app(service.desk), base_url="http://127.0.0.1") as client:
        before = client.get(f"/peers/{davie}").text
        form = link_to(RecordRecognition, peer=davie)
        after = client.post(
            form, data={"way": "LETTER", "given_by": ISLA, "words": "A winter of walks."}
        )
        again = client.get(f"/peers/{davie}").text

    assert form in before
    assert "not recorded" in before
    assert 200 == after.status_code
    assert "5 January" in again
    (given_to,) = [
        each.event
        for each in service.store.ledger.history(subject("peer", davie))
        if isinstance(each.event, RecognitionGiven)
    ]
    assert (Recognition.LETTER, ISLA) == (given_to.way, given_to.given_by)


def test_anybody_who_asked_to_help_may_be_thanked() -> None:
    thanks = RecordRecognition(peer=DAVIE, way=Recognition.THANKS)

    given(DAVIE_ASKED).when(thanks).then(
        RecognitionGiven(peer=DAVIE, way=Recognition.THANKS, at=NOW)
    )
