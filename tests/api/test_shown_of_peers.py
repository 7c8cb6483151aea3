"""No page and no answer shows more of a peer supporter than the consents in force allow.

Every address that answers a reader is asked, those that are added later too, with everything that
its address can name. What somebody said of themself for matching is known by words that stand
nowhere else.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from domain.consent import (
    Audience,
    GiveDisclosureConsent,
    Purpose,
    ToldBy,
    Use,
    WithdrawDisclosureConsent,
)
from domain.people import ConsentId
from domain.preferences import StateMatchingPreferences, StatePeerMatchingPreferences
from domain.story import RequestStory
from tests.api.small_service import ISLA, SmallService, small_service

HERE = "http://127.0.0.1"
KITES, WELDING, OWN = "ZYXTKITES", "ZYXTWELDING", "Zyxtown words about my life."
STORY = "Zyxtstory for the annual meeting."
THEIR_OWN = {
    "/api/v1/subject_access/{whose}": "whoever asks for a copy of their own record has it all",
    "/rights/copies/{whose}": "the same as a page, for whoever hands it over",
    "/api/v1/peers/{peer}/who-knows": "a peer supporter sees what was told of them, to whom",
}
"""Answers that are for the peer supporter themself."""
UNDER_THE_CONSENT = {
    "/api/v1/referrals/{referral}/suggestions": "by `may_disclose`, for whoever proposes",
    "/api/v1/waiting_list/suggestions": "by `may_disclose`, for whoever proposes",
    "/fhir/r4/Consent": "the consent itself: what it covers, for whoever may read consents",
    "/fhir/r4/Consent/{consent}": "the same, one of them",
}
"""Where something that was opened for matching may appear while the consent is in force."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Morag waits, Callum is supported by Rhona; Davie could be proposed too."""
    with small_service(tmp_path) as made:
        made.active_peer("Davie Example")
        made.active_peer("Rhona Example")
        made.accepted("Callum Testperson", "A voice on the phone.")
        made.active("Callum", "Rhona")
        made.accepted("Morag Testperson", "Somebody to walk with.")
        made.on(2, 2)
        yield made


def test_what_nobody_opened_is_shown_by_no_address(service: SmallService) -> None:
    _says_of_themself(service)

    shown = _addresses_that_show(service, "zyxt")

    assert shown - THEIR_OWN.keys() == set()


def test_what_is_opened_for_matching_is_shown_there_alone_until_it_is_taken_back(
    service: SmallService,
) -> None:
    _says_of_themself(service)
    consent = opened_for_matching(service)

    shown = _addresses_that_show(service, KITES.lower())
    others = _addresses_that_show(service, WELDING.lower())
    service.do(WithdrawDisclosureConsent(consent=consent))
    after = _addresses_that_show(service, KITES.lower())

    assert shown - THEIR_OWN.keys() - UNDER_THE_CONSENT.keys() == set()
    assert shown & UNDER_THE_CONSENT.keys(), "the search itself finds nothing"
    assert others - THEIR_OWN.keys() == set()
    assert {each for each in after if "fhir" not in each} - THEIR_OWN.keys() == set()


def _says_of_themself(service: SmallService) -> None:
    """Rhona says what nobody else would; Morag, who waits, says some of it too."""
    peer, person = service.peers["Rhona"], service.people["Morag"]
    said = (f"INTERESTS:{KITES}", f"PROFESSION:{WELDING}")
    service.do(StatePeerMatchingPreferences(peer=peer, says=said, own_words=OWN))
    service.do(StateMatchingPreferences(person=person, says=("INTERESTS:KNITTING",)))
    service.do(
        RequestStory(peer=peer, asked_by=ISLA, purpose=Purpose.TRAINING_OTHERS, for_whom=STORY)
    )


def opened_for_matching(service: SmallService) -> ConsentId:
    """One interest of Rhona's, opened to Isla for matching."""
    receipt = service.do(
        GiveDisclosureConsent(
            own_word=True,
            peer=service.peers["Rhona"],
            items=(f"INTERESTS:{KITES}",),
            audience=Audience.STAFF_MEMBER,
            audience_staff=ISLA,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
            use=Use.STANDING,
            valid_until=date(2026, 12, 31),
        )
    )
    consent: ConsentId = receipt.events[0].event.consent  # type: ignore[attr-defined]
    return consent


def _addresses_that_show(service: SmallService, words: str) -> set[str]:
    """The addresses of which an answer holds some words, whatever they are asked about."""
    app = application(service.store, service.desk.service)
    found, asked = set(), 0
    with TestClient(app, base_url=HERE) as client:
        for address in sorted(_addresses(app)):
            for path in _paths(service, address):
                for query in ("", "?known_at=2026-12-31"):
                    answer = client.get(path + query)
                    asked += answer.status_code == 200
                    if words in answer.text.lower():
                        found.add(re.sub(r":\w+\}", "}", address))
    assert asked > 100, "hardly anything answers"
    return found


def _addresses(app: Any) -> set[str]:
    return {
        route.path_format if hasattr(route, "path_format") else route.path
        for route in app.routes
        if "GET" in route.methods and not route.path.startswith(("/static", "/schema"))
    }


def _paths(service: SmallService, address: str) -> Iterator[str]:
    """Every path that this service has at an address."""
    last = service.store.ledger.head().position
    known: dict[str, list[str]] = {
        "person": [*service.people.values()],
        "peer": [*service.peers.values()],
        "match": [*service.matches.values()],
        "referral": [*service.referrals.values()],
        "whose": [f"peer.{each}" for each in service.peers.values()],
        "entry": [str(last - each) for each in range(4)],
        "consent": _consents(service),
    }
    names = re.findall(r"\{(\w+)(?::\w+)?\}", address)
    values = [known.get(name) or _known_by_another_name(name, service) for name in names]
    for chosen in product(*values):
        path = address
        for value in chosen:
            path = re.sub(r"\{\w+(?::\w+)?\}", str(value), path, count=1)
        yield path


def _consents(service: SmallService) -> list[str]:
    found = [each.partition(":")[2] for each in service.store.ledger.subjects("consent")]
    return found or ["none"]


def _known_by_another_name(name: str, service: SmallService) -> list[str]:
    """What else an address may name: whatever the log knows under that noun."""
    found = [each.partition(":")[2] for each in service.store.ledger.subjects(name)]
    return found or [*_consents(service), *service.peers.values()]
