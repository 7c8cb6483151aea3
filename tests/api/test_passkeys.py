"""Passkeys through the real application: what is asked for first, and what is not given."""

from datetime import timedelta

import pytest

from domain.people import Subject
from tests.api.small_service import SERVICE
from tests.api.test_account import door
from tests.api.test_signing_in import Door

__all__ = ["door"]


@pytest.mark.parametrize("path", ["/me/passkeys", "/me/passkeys/end"])
def test_a_passkey_is_made_and_taken_away_only_right_after_showing_a_code(
    door: Door,
    path: str,
) -> None:
    door.service.clock.now += timedelta(minutes=11)
    answer = door.client.post(path, data={"credential": "{}", "passkey": "x"})
    assert answer.headers["location"] == "/me/prove?next=/me/passkeys"
    assert door.client.post("/me/passkeys/ask").status_code == 403


def test_what_a_browser_is_asked_for_is_another_each_time_and_makes_sure_of_its_owner(
    door: Door,
) -> None:
    asked = [door.client.post("/me/passkeys/ask").json() for _ in range(2)]
    assert asked[0]["challenge"] != asked[1]["challenge"]
    for each in asked:
        assert each["rp"]["id"] == "127.0.0.1"
        assert each["authenticatorSelection"]["userVerification"] == "required"
    shown = door.client.post("/sign-in/passkey/ask").json()
    assert shown["userVerification"] == "required"
    assert not shown.get("allowCredentials"), "nobody is told who has a passkey"


def test_no_passkey_is_made_on_a_device_that_others_use(door: Door) -> None:
    invited = door.way_in.accounts.invite("euan@example.org", Subject("staff:isla"), SERVICE)
    secret = door.way_in.sessions.start(invited.account, "desk", shared=True, confirmed=True)
    door.client.cookies.clear()
    door.client.cookies.set("alongside", secret)
    assert door.client.post("/me/passkeys/ask").status_code == 403
    assert "Others use this device too" in door.client.get("/me/passkeys").text
