"""Why peer supporters leave: recorded by form, and counted so that nobody can be made out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from application.principal import OPERATOR
from domain.erasure import ErasePeer, ErasureGround
from domain.peer import (
    PeerInterestExpressed,
    RecordExitConversation,
    RecordInterest,
    RecordPeerLeft,
)
from domain.peer.stages import LeavingReason
from domain.people import PeerId
from tests.api.small_service import SERVICE, SmallService, small_service
from tests.api.somebody import Somebody

NEXT_QUARTER = datetime(2026, 4, 2, 10, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        yield service


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def counted(asking: Somebody) -> dict[str, Any]:
    answer: dict[str, Any] = asking.get(OPERATOR, "/api/v1/leaving").json()
    return answer


def why(asking: Somebody) -> dict[str, int | None]:
    return {each["reason"]: each["peers"] for each in counted(asking)["rows"]}


def gone(service: SmallService, number: int, reason: LeavingReason | None) -> PeerId:
    asked = service.do(RecordInterest(service=SERVICE, name=f"Peer {number} Example"))
    (event,) = [e.event for e in asked.events if isinstance(e.event, PeerInterestExpressed)]
    peer = event.peer
    service.do(RecordPeerLeft(peer=peer, reason=reason))
    return peer


def test_that_somebody_left_and_the_talk_about_it_are_recorded_from_their_page(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.active_peer("Davie Example")
    page = asking.get(OPERATOR, f"/peers/{davie}").text
    (leave,) = re.findall(r'href="([^"]+)">Record that they have left', page)
    form = asking.get(OPERATOR, leave).text
    assert "They were not supported as they needed" in form
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    said = {"key": key[1], "reason": "WORK"}
    left = asking.post(OPERATOR, leave, said)
    assert left.status_code == 303
    talk = left.headers["location"]
    form = asking.get(OPERATOR, talk).text
    assert 'type="checkbox"' in form
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    said = {"key": key[1], "reasons": ["FAMILY", "SUPPORT_NOT_RIGHT"]}
    assert "Saved" in form
    talked = asking.post(OPERATOR, talk, said)
    assert talked.headers["location"].startswith("/peers?saved=")
    history = service.store.ledger.history(f"peer:{davie}")  # type: ignore[arg-type]
    last: Any = service.desk.opener.open(history[-1]).event
    assert last.reasons == ("FAMILY", "SUPPORT_NOT_RIGHT")


def test_what_was_said_in_the_talk_counts_before_what_was_noted(
    service: SmallService, asking: Somebody
) -> None:
    reasons = [LeavingReason.WORK] * 10 + [None] * 6
    peers = [gone(service, number, reason) for number, reason in enumerate(reasons)]
    for peer in peers[:5]:
        said = (LeavingReason.HEALTH, LeavingReason.FAMILY)
        service.do(RecordExitConversation(peer=peer, reasons=said))
    service.clock.now = NEXT_QUARTER
    found = counted(asking)

    assert (found["left"], found["talked"], found["no_reason"]) == (16, 5, 6)
    assert (why(asking)["WORK"], why(asking)["HEALTH"], why(asking)["FAMILY"]) == (5, 5, 5)
    page = asking.get(OPERATOR, "/figures").text
    assert "16 left; with 5 of them it was talked about" in re.sub(r"\s+", " ", page)


def test_a_small_count_is_closed_and_of_few_nothing_is_told(
    service: SmallService, asking: Somebody
) -> None:
    for number in range(9):
        gone(service, number, LeavingReason.WORK)
    service.clock.now = NEXT_QUARTER
    assert counted(asking)["left"] == 9
    assert set(why(asking).values()) == {None}
    for number in range(9, 13):
        gone(service, number, LeavingReason.HEALTH)
    service.clock.now = NEXT_QUARTER.replace(month=7)

    assert counted(asking)["left"] == 13
    assert why(asking)["HEALTH"] is None
    assert why(asking)["WORK"] is None, "the rest of 13 would be four"
    assert why(asking)["MOVED"] == 0


def test_whoever_left_more_than_a_year_ago_is_not_counted(
    service: SmallService, asking: Somebody
) -> None:
    for number in range(12):
        gone(service, number, LeavingReason.WORK)
    service.clock.now = NEXT_QUARTER
    assert counted(asking)["left"] == 12
    service.clock.now = NEXT_QUARTER.replace(year=2027, month=7)
    assert counted(asking)["left"] == 0


def test_it_stands_still_between_two_quarters(service: SmallService, asking: Somebody) -> None:
    service.clock.now = NEXT_QUARTER
    before = counted(asking)
    for number in range(12):
        gone(service, number, LeavingReason.WORK)
    assert counted(asking)["left"] == before["left"] == 0


def test_a_reason_that_no_key_opens_any_more_is_none(
    service: SmallService, asking: Somebody
) -> None:
    peers = [gone(service, number, LeavingReason.WORK) for number in range(16)]
    for peer in peers[:6]:
        service.do(ErasePeer(peer=peer, ground=ErasureGround.NO_LONGER_NEEDED))
    service.clock.now = NEXT_QUARTER

    assert counted(asking)["no_reason"] == 6
    assert why(asking)["WORK"] == 10
