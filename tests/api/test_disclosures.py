"""From a consent given on the phone to who knows it, and back, through the door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from domain.people import PeerId
from tests.api.small_service import SmallService, small_service

ITEM = "CONDITION:STROKE"
SCOPE: dict[str, str] = {"purpose": "SUPERVISION", "channel": "SPOKEN"}
CONSENT: dict[str, Any] = {
    "own_word": True,
    "items": [ITEM],
    "audience": "ROLE",
    "audience_role": "COORDINATOR",
    "valid_until": "2026-12-31",
    **SCOPE,
}
TELLING: dict[str, Any] = {
    "items": [ITEM],
    "audience": "ROLE",
    "to_staff": "isla",
    "recipient": "Isla, in the office",
    **SCOPE,
}


class Machair:
    """A service with Davie in it, and the interface over it."""

    def __init__(self, service: SmallService, door: TestClient[Any]) -> None:
        self.service, self.door = service, door

    @property
    def davie(self) -> PeerId:
        return self.service.peers["Davie"]

    def post(self, path: str, status: int = 201, **body: Any) -> Any:
        """Ask for something, and see that it is answered so."""
        answer = self.door.post(f"/api/v1{path}", json=body)
        assert status == answer.status_code, answer.text
        return answer.json()

    def get(self, path: str, **asked: str) -> Any:
        """Look at something."""
        answer = self.door.get(f"/api/v1{path}", params=asked)
        assert 200 == answer.status_code, answer.text
        return answer.json()

    def consent(self, **more: Any) -> str:
        """Davie lets his coordinators be told."""
        given = self.post("/consents", peer=self.davie, **{**CONSENT, **more})
        return str(given["ids"]["consent"])

    def known(self) -> Any:
        """Who knows what about Davie."""
        return self.get(f"/peers/{self.davie}/who-knows")

    def may(self, **asked: str) -> Any:
        """Whether Isla may be told."""
        said = {"item": ITEM, "to_staff": "isla", **SCOPE, **asked}
        return self.get(f"/peers/{self.davie}/may-be-told", **said)


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        with TestClient(create_app(service.desk), base_url="http://127.0.0.1") as door:
            yield Machair(service, door)


def test_a_telling_is_refused_until_they_let_it_be_told_and_after_they_take_it_back(
    machair: Machair,
) -> None:
    said_no = machair.post("/disclosures", 409, peer=machair.davie, **TELLING)
    consent = machair.consent()
    told = machair.post("/disclosures", peer=machair.davie, **TELLING)
    taken_back = machair.post(f"/consents/{consent}/withdrawal")
    after = machair.post("/disclosures", 409, peer=machair.davie, **TELLING)

    assert "have not let this be told" in said_no["detail"]
    assert "took their consent back" in after["detail"]
    (recipient,) = taken_back["also"]
    assert ([ITEM], "Isla, in the office") == (recipient["items"], recipient["recipient"])
    assert told["ids"]["disclosure"] == recipient["row"]["disclosure"]
    assert [recipient] == machair.get(f"/consents/{consent}/recipients")


def test_the_peer_supporter_sees_who_knows_what_and_under_which_consent(machair: Machair) -> None:
    consent = machair.consent()
    machair.post("/disclosures", peer=machair.davie, **TELLING)
    known = machair.known()

    (opens,), (told,) = known["consents"], known["disclosures"]
    assert (consent, "IN_FORCE", [ITEM]) == (opens["consent"], opens["standing"], opens["items"])
    assert ([ITEM], [consent]) == (told["items"], told["row"]["under"])
    assert ("isla", True) == (told["row"]["to_staff"], told["row"]["authorised"])


def test_a_question_is_answered_with_the_consent_or_why_not(machair: Machair) -> None:
    before = machair.may()
    consent = machair.consent()
    allowed, elsewhere = machair.may(), machair.may(channel="PRINT")
    no = {"items": [ITEM], "audience": "ROLE", "audience_role": "COORDINATOR"}
    machair.post("/consents/refusals", 201, peer=machair.davie, **no, **SCOPE)
    refused = machair.may()

    assert ("DENIED", "NO_CONSENT", None) == _answer(before)
    assert ("ALLOWED", "ALLOWED", consent) == _answer(allowed)
    assert ("DENIED", "WRONG_CHANNEL", consent) == _answer(elsewhere)
    assert ("DENIED", "REFUSED") == _answer(refused)[:2]
    assert "not to be told" in refused["sentence"]


def _answer(found: Any) -> tuple[str, str, str | None]:
    return found["verdict"], found["outcome"], found["consent"]


def test_what_has_happened_is_recorded_without_any_consent_and_is_a_task(machair: Machair) -> None:
    machair.post("/disclosures/reports", peer=machair.davie, **TELLING)
    register = machair.get("/disclosure_register")
    work = {row["code"]: row["rank"] for row in machair.get("/worklist")["rows"]}

    (row,) = register["rows"]
    assert (False, "WITHIN_SERVICE", ["NO_CONSENT"]) == (
        row["authorised"],
        row["severity"],
        row["outcomes"],
    )
    assert {"UNAUTHORISED_DISCLOSURE": 1, "DISCLOSURE_TO_ASSESS": 1, "DISCLOSURE_TO_TELL": 3} == {
        code: rank for code, rank in work.items() if "DISCLOSURE" in code
    }
    assert ITEM not in str(register)


def test_the_holder_is_to_be_told_once_a_consent_is_taken_back(machair: Machair) -> None:
    consent = machair.consent()
    told = machair.post("/disclosures", peer=machair.davie, **TELLING)["ids"]["disclosure"]
    machair.post(f"/consents/{consent}/withdrawal")
    before = {each["code"] for each in machair.known()["flags"]}
    machair.post(f"/disclosures/{told}/holder-told", consent=consent, cannot_be_recalled=True)

    assert "HOLDER_TO_TELL" in before
    assert "HOLDER_TO_TELL" not in {each["code"] for each in machair.known()["flags"]}


def test_what_may_be_told_once_is_asked_for_told_and_spent(machair: Machair) -> None:
    ask_first = machair.consent(ask_first=True)
    waits = machair.post("/disclosures", 409, peer=machair.davie, **TELLING)
    offer = machair.post("/consents/offers", peer=machair.davie, explained_by="isla",
                         form_version="2", under=ask_first, items=[ITEM])  # fmt: skip
    machair.consent(consent=offer["ids"]["consent"], use="ONE_OFF")
    machair.post("/disclosures", peer=machair.davie, **TELLING)
    again = machair.post("/disclosures", 409, peer=machair.davie, **TELLING)

    assert "Ask them about this occasion" in waits["detail"]
    assert "wish to be asked first" in again["detail"]
    standing = {each["consent"]: each["standing"] for each in machair.known()["consents"]}
    assert ("SPENT", "IN_FORCE") == (standing[offer["ids"]["consent"]], standing[ask_first])


def test_once_their_key_is_gone_nothing_is_told_and_nothing_shown(machair: Machair) -> None:
    machair.consent()
    machair.post("/disclosures", peer=machair.davie, **TELLING)
    machair.service.store.keyring.erase(f"peer:{machair.davie}")
    known = machair.known()

    assert "DENIED" == machair.may()["verdict"]
    assert (None, None) == (
        known["consents"][0]["items"],
        known["disclosures"][0]["items"],
    )
    assert None is known["disclosures"][0]["recipient"]
    assert True is known["disclosures"][0]["row"]["authorised"]


def test_a_story_is_asked_for_and_declined(machair: Machair) -> None:
    asked = machair.post(
        f"/peers/{machair.davie}/story-requests",
        purpose="STORY_PUBLICITY",
        for_whom="A made-up newsletter.",
    )
    machair.post(f"/story-requests/{asked['ids']['story_request']}/decline")

    assert "DENIED" == machair.may(item="STORY:A", purpose="STORY_PUBLICITY")["verdict"]
