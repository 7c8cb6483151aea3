"""What a browser, a program or a stranger may try at any address, and what every answer says."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.routes import ROWS
from tests.api.small_service import SmallService, fill, small_service
from tests.api.test_signing_in import HERE, PASSWORD, PUBLIC, Door, door
from tests.faults import times

__all__ = ["door"]  # the fixture

Client = TestClient[Any]
FROM_ELSEWHERE = 1_000
ELSEWHERE = (
    "https://alongside.example",
    "http://127.0.0.1:9",
    "http://127.0.0.1",
    "http://localhost:8000",
    "https://127.0.0.1:8000.example",
    "http://127.0.0.1:8000@elsewhere.example",
    "null",
    "",
    "file://",
)
SITES = ("cross-site", "same-site", "Cross-Site", "", "none, cross-site")
KINDS = (
    ("application/json", b'{"source":"GP","agreed_how":"SPOKEN","name":"Morag Testperson"}'),
    ("application/x-www-form-urlencoded", b"source=GP&name=Morag+Testperson"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
    ("text/plain", b'{"source":"GP"}'),
    ("", b""),
)
METHODS = ("POST", "PUT", "PATCH", "DELETE")
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
TRIES = 10_000
"""From so many addresses, as they say, somebody tries one account; the goal of the reference."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def client(service: SmallService) -> Iterator[Client]:
    app = create_app(service.desk)
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as opened:
        opened.follow_redirects = False
        yield opened


def addresses(client: Client) -> list[str]:
    """Every address with something in its places."""
    app: Any = client.app
    return sorted(
        {route.path_format.replace("{", "").replace("}", "") for route in app.routes}
        - {"/static/file_path"}
    )


def test_of_a_thousand_shapes_from_another_site_none_is_taken(
    service: SmallService, client: Client
) -> None:
    before, dice = service.store.ledger.head().position, Random(1)
    shapes = [
        *({"origin": each} for each in ELSEWHERE),
        *({"sec-fetch-site": each} for each in SITES),
        *({"origin": HERE, "sec-fetch-site": each} for each in SITES),
        *({"origin": each, "sec-fetch-site": "same-origin"} for each in ELSEWHERE),
    ]
    tried = list(product(addresses(client), shapes, KINDS, METHODS))
    for path, shape, (kind, content), method in dice.sample(tried, FROM_ELSEWHERE):
        headers = shape | ({"content-type": kind} if kind else {})
        answer = client.request(method, path, headers=headers, content=content)
        assert answer.status_code == 403, (method, path, headers)
        assert answer.json()["type"] == "NotFromHere"

    assert before == service.store.ledger.head().position


def test_nothing_is_recorded_by_asking(service: SmallService, client: Client) -> None:
    before = service.store.ledger.head().position
    for path in addresses(client):
        for method in ("GET", "HEAD", "OPTIONS"):
            client.request(method, path)

    assert before == service.store.ledger.head().position


def test_every_answer_of_any_kind_carries_the_headers(client: Client) -> None:
    paths = [*addresses(client), "/nowhere", "/api/v1/nowhere", "/static/nowhere", "/people/x/y"]
    for path in paths:
        for headers in ({}, {"host": "elsewhere.example"}):
            answer = client.get(path, headers=headers)
            said = answer.headers
            assert {name: said.get(name) for name in ALWAYS} == ALWAYS, path
            policy = said["content-security-policy"]
            for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                assert part in policy, path
            assert "unsafe" not in policy, path
            if not path.startswith("/static"):
                assert said["cache-control"] == "no-store", path


def test_no_answer_lets_another_origin_read_it(client: Client) -> None:
    for path in addresses(client):
        for method in ("GET", "OPTIONS"):
            asked = {"origin": "https://alongside.example", "access-control-request-method": "POST"}
            said = client.request(method, path, headers=asked).headers
            assert not [name for name in said if name.startswith("access-control-")], path


def test_no_address_answers_to_trace(client: Client) -> None:
    for path in addresses(client):
        answer = client.request("TRACE", path, headers={"cookie": "alongside=a-secret"})
        assert answer.status_code in {403, 404, 405}, path
        assert "a-secret" not in answer.text


def test_no_address_takes_a_file(service: SmallService, client: Client) -> None:
    before = service.store.ledger.head().position
    for row in ROWS:
        path = f"/api/v1{row.path}".replace("{", "").replace("}", "")
        answer = client.request(row.method, path, files={"file": ("morag.svg", b"<svg/>")})
        assert 400 <= answer.status_code < 500, path
    for path in ("/referrals/new", "/sign-in", "/people/x/safe-contact"):
        answer = client.post(path, files={"name": ("../../morag.html", b"<script>")})
        assert answer.status_code < 500, path
        assert "<script>" not in answer.text

    assert before == service.store.ledger.head().position


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static",
        "/static/vendor",
        "/static/vendor/",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/vendor/../../pages/templates/page.html",
        "/.git/config",
        "/static/.git/config",
    ],
)
def test_no_address_reaches_a_file_beside_what_is_given_out(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code in {303, 400, 404, 405}
    for trace in ("import ", "root:", "[core]", "{%", "<li><a"):
        assert trace not in answer.text.partition("<main")[0]


def test_by_its_public_address_every_answer_asks_for_https(door: Door) -> None:
    app = create_app(door.service.desk, entrance=Entrance(door.way_in, PUBLIC))
    with TestClient(app, base_url=PUBLIC) as client:
        for path in ("/", "/sign-in", "/api/v1/caseload", "/static/x", "/nowhere"):
            said = client.get(path, follow_redirects=False).headers["strict-transport-security"]
            assert "max-age=63072000" in said
            assert "includeSubDomains" in said
    assert "strict-transport-security" not in door.client.get("/sign-in").headers


@pytest.mark.parametrize(
    "there",
    [
        "https://elsewhere.example",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/%2f%2felsewhere.example",
        "javascript:alert(1)",
        " /\t/elsewhere.example",
        "/\r\nset-cookie: a=b",
        "http:elsewhere.example",
    ],
)
def test_no_way_leads_to_another_host(door: Door, there: str) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    given = {"name": "isla@example.org", "password": PASSWORD, "next": there}
    answers = [door.client.post("/sign-in", data=given)]
    answers.append(door.client.post("/sign-in/code", data={"code": door.code(), "next": there}))
    answers.append(door.client.post("/me/prove", data={"code": door.code(), "next": there}))
    for answer in answers:
        location = answer.headers.get("location", "/")
        assert location.startswith("/"), location
        assert not location.startswith(("//", "/\\")), location
        assert "set-cookie: a" not in str(answer.headers)


def test_throttling_is_not_evaded_by_forged_addresses(door: Door) -> None:
    """Once it holds, ten thousand addresses that a client makes up change nothing."""
    door.take(door.invite())
    door.client.cookies.clear()
    given = {"name": "isla@example.org", "password": "something else entirely"}
    statuses = []
    for number in range(times(400, campaign=TRIES)):
        made_up = f"{number % 223 + 1}.{number // 223 % 255}.2.{number % 251}"
        forged = {
            "x-forwarded-for": made_up,
            "x-real-ip": made_up,
            "forwarded": f"for={made_up}",
            "true-client-ip": made_up,
            "user-agent": f"Browser {number}",
        }
        statuses.append(door.client.post("/sign-in", data=given, headers=forged).status_code)

    assert set(statuses[8:]) == {429}
    assert door.password().status_code == 429
