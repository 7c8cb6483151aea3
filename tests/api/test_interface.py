"""The JSON interface: what can be asked and seen, what is refused, and from where."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from sqlalchemy import update

from api.door import body_of
from api.errors import MEDIA_TYPE
from api.guard import only_here
from api.main import application
from api.routes import ROWS
from api.store import Store, open_store
from application.commands import DECIDER_OF
from application.opening import open_service, profile_from, staff_called
from application.perform import perform
from domain.people import LOCAL_OPERATOR, ServiceId
from infrastructure.settings import Settings
from projections.view import checkpoints
from tests.deployments import Clock
from tests.events import requests_of

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
MACHAIR = ServiceId("machair")
HERE = "http://127.0.0.1"
BEGINNING = datetime(2026, 5, 4, 9, tzinfo=UTC)
ISLA, SHONA = staff_called("Isla", MACHAIR), staff_called("Shona", MACHAIR)
PROFILE = """
name = "Machair Peer Support"
[[staff]]
name = "Isla"
duties = ["COORDINATOR", "SAFEGUARDING_LEAD"]
[[staff]]
name = "Shona"
duties = ["SUPERVISOR", "SAFEGUARDING_DEPUTY"]
[[staff]]
name = "Fraser"
duties = ["MANAGER"]
[[offers]]
name = "Talking on the phone"
model = "BEFRIENDING"
delivery = ["PHONE"]
weeks = 26
sessions_a_month = 4.0
role = { regulated = false, assessed_by = "Fraser" }
"""

Client = TestClient[Any]


class Machair:
    """A running service and somebody who talks to it."""

    def __init__(self, store: Store, client: Client, clock: Clock) -> None:
        self.store, self.client, self.clock = store, client, clock

    def post(self, path: str, body: object = None, **more: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json=body, **more)

    def done(self, path: str, **body: Any) -> dict[str, str]:
        """Ask for something that is done, and say what it is about."""
        answer = self.post(path, body or None)
        assert answer.status_code == 201, answer.text
        ids: dict[str, str] = answer.json()["ids"]
        return ids

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def head(self) -> int:
        return self.store.ledger.head().position

    @property
    def offer(self) -> str:
        (offered,) = [
            each.event.offer  # type: ignore[attr-defined]
            for page in self.store.ledger.read()
            for each in page
            if type(each.event).__name__ == "OfferOpened"
        ]
        return str(offered)


@pytest.fixture(scope="module")
def machair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machair]:
    clock = Clock(BEGINNING)
    folder: Path = tmp_path_factory.mktemp("machair")
    store = open_store(Settings(data=str(folder / "data")), create=True, clock=clock)
    open_service(
        profile_from(PROFILE),
        MACHAIR,
        lambda command, key: perform(
            command, store.ledger, by=LOCAL_OPERATOR, service=MACHAIR, command_id=key
        ),
    )
    app = application(store, MACHAIR)
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield Machair(store, client, clock)
    store.close()


@pytest.fixture
def referral(machair: Machair) -> str:
    return machair.done("/referrals", **REFERRED)["referral"]


REFERRED = {"source": "GP", "agreed_how": "SPOKEN", "name": "Morag Example", "urgent": False}


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    said: dict[str, Any] = answer.json()
    assert said["type"] == kind
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    return said


# --- the description ---


@pytest.fixture(scope="module")
def described(machair: Machair) -> dict[str, Any]:
    found: dict[str, Any] = machair.get("/openapi.json")
    return found


def test_every_route_is_described_with_its_refusals(described: dict[str, Any]) -> None:
    for row in ROWS:
        operation = described["paths"][f"/api/v1{row.path}"][row.method.lower()]
        said = json.dumps(operation["responses"])
        assert operation["operationId"] == row.command.__name__
        assert operation["description"]
        for refusal in DECIDER_OF[row.command].refusals:
            assert (
                f"`{refusal.__name__}`"
                in operation["responses"][str(refusal.status)]["description"]
            )
        for always in ("CommandIdReused", "StoreIsBusy"):
            assert always in said
        assert "application/problem+json" in said


def test_the_description_is_whole(described: dict[str, Any]) -> None:
    """References lead somewhere, parts of a path are parameters, names are used once."""
    assert described["openapi"].startswith("3.1")
    operations = [
        (path, operation)
        for path, methods in described["paths"].items()
        for operation in methods.values()
    ]
    names = [operation["operationId"] for _path, operation in operations]
    assert len(names) == len(set(names))
    for path, operation in operations:
        in_path = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert in_path == {part.strip("{}") for part in path.split("/") if part.startswith("{")}
        assert operation["responses"]
    for reference in references(described):
        target: Any = described
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_route_asks_for_a_command_that_somebody_decides() -> None:
    assert len({(row.method, row.path) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        path_fields = {part.strip("{}") for part in row.path.split("/") if part.startswith("{")}
        assert path_fields <= set(row.command.__struct_fields__)
        assert row.command in DECIDER_OF


def test_every_command_but_the_first_and_the_clocks_can_be_asked_for() -> None:
    """A service is opened from the terminal, before there is a server; mail goes by the clock."""
    assert {kind.__name__ for kind in DECIDER_OF} - {row.command.__name__ for row in ROWS} == {
        "OpenService",
        "BeginMessage",
        "RecordMessageSent",
        "RecordMessageNotSent",
    }


def test_a_body_is_the_command_less_what_path_and_place_say() -> None:
    for row in ROWS:
        path_fields = tuple(part.strip("{}") for part in row.path.split("/") if "{" in part)
        fields = set(body_of(row.command, path_fields).__struct_fields__)
        assert fields == set(row.command.__struct_fields__) - {*path_fields, "service"}


# --- a journey ---


def happens_around(
    machair: Machair, match: str, session: str, person: str, line: Callable[[], dict[str, Any]]
) -> None:
    """What can be told around a session by the same door, and what the caseload says of it."""

    def flags() -> set[str]:
        return {flag["code"] for flag in line()["flags"]}

    before = flags()
    planned = f"{match}/sessions/{session}"
    assert machair.done(f"{match}/session-starts", session=session)["session"] == session
    machair.clock.go_on(hours=2)
    assert "CHECK_OUT_TO_ESCALATE" in flags()
    machair.done(f"{planned}/escalation", step="PEER_PHONED", done="The battery was flat.")
    machair.done(f"{planned}/check-out")
    machair.done(f"{match}/debrief-requests", session=session, urgency="TODAY")
    machair.done(f"{match}/debriefs", session=session, minutes=20)
    machair.done(f"{planned}/follow-up", spoke_with="PEER")
    machair.done(f"{match}/contacts", by="PERSON", channel="PHONE", minutes=5)
    goal = machair.done(f"{match}/goals", words="Back to the choir.")["goal"]
    machair.done(f"{match}/goals/{goal}/ratings", rating=3)
    machair.done(f"{match}/goals/{goal}/closing", reached=True)
    machair.done(f"/people/{person}/support-network", people=2)
    assert flags() == before
    lent = machair.done(f"{match}/boundary-events", kind="MONEY")["report"]
    assert flags() - before == {"BOUNDARY_EVENT_TODAY"}
    machair.done(f"{match}/reports/{lent}/looking-into", words="Talked with both.")
    met = machair.done(f"{match}/chance-encounters", reported_by="PEER", felt_safe_peer="YES")
    assert flags() - before == {"PERSON_TO_ASK_AFTER_ENCOUNTER"}
    machair.done(f"{match}/reports/{met['report']}/other-side", side="PERSON", felt_safe="YES")
    signpost = machair.done(f"{match}/signposts", pointed_to="The welfare rights line.")
    machair.done(f"{match}/signposts/{signpost['signpost']}/answer", taken_up=True)
    machair.done(f"{match}/low-mood-support", backup=True)
    assert flags() - before == {"LOW_MOOD_SUPPORT_NEEDED"}
    machair.done(f"{match}/low-mood-support/arrangement")
    assert flags() == before
    told = [each["sentence"] for each in machair.get(f"/person_history/{person}")["entries"]]
    assert "Said how near a goal feels: 3 of 10." in told
    assert "People and services to turn to, apart from this support: 2." in told
    assert "Something went beyond what the two had agreed (money)." in told
    assert not any("debrief" in each or "talked with the peer" in each for each in told)


def test_a_person_is_referred_matched_and_supported(machair: Machair) -> None:  # noqa: PLR0915
    """From the first request to the first session, and every step is seen at once."""
    day = machair.clock.go_on

    def line() -> dict[str, Any]:
        rows = machair.get("/caseload", limit=500)["rows"]
        (found,) = [row for row in rows if row["person"] == ids["person"]]
        return dict(found)

    davie = machair.done("/peers", name="Davie Example")["peer"]
    day(hours=1)
    machair.done(f"/peers/{davie}/application")
    machair.done(f"/peers/{davie}/interview", interviewer=ISLA)
    machair.done(f"/peers/{davie}/references", referee="A made-up minister")
    machair.done(f"/peers/{davie}/references", referee="A made-up neighbour")
    machair.done(f"/peers/{davie}/wellbeing-plan-offer")
    machair.done(f"/peers/{davie}/selection")
    for course in ("PPP", "CONF", "ASPCP", "BOUND"):
        machair.done(f"/peers/{davie}/courses", course=course)
    for policy in ("CONFIDENTIALITY", "BOUNDARIES"):
        machair.done(f"/peers/{davie}/policies", policy=policy, version="1")
    machair.done(f"/peers/{davie}/supervisor", supervisor=SHONA)
    machair.done(f"/peers/{davie}/capacity", matches=1)
    machair.done(f"/peers/{davie}/conversations", coordinator=ISLA)
    machair.done(f"/peers/{davie}/readiness", offers=[machair.offer])
    machair.done(f"/peers/{davie}/activation", offers=[machair.offer])

    day(days=1)
    ids = machair.done("/referrals", **(REFERRED | {"own_words": "Somebody to talk to."}))
    referral = f"/referrals/{ids['referral']}"
    assert line()["state"] == "RECEIVED"
    machair.done(f"{referral}/acknowledgement")
    machair.done(f"{referral}/triage", outcome="IN_REMIT")
    assert line()["state"] == "TRIAGED"
    day(days=2)
    machair.done(f"{referral}/getting-to-know", coordinator=ISLA, mode="PHONE", minutes=40)
    assert (line()["state"], line()["coordinator"]) == ("EXPLORING", ISLA)
    machair.done(f"{referral}/readiness", view="READY", person_view="I am ready.")
    machair.done(f"{referral}/acceptance", offer=machair.offer, coordinator=ISLA)
    assert line()["state"] == "WAITING"

    day(days=5)
    proposal = {"peer": davie, "coordinator": ISLA, "reasons": "Both like a good talk."}
    match = f"/matches/{machair.done(f'{referral}/matches', **proposal)['match']}"
    assert (line()["state"], line()["peer"]) == ("PROPOSED", davie)
    machair.done(f"{match}/acceptance", by="PERSON")
    machair.done(f"{match}/acceptance", by="PEER")
    for side in ("PERSON", "PEER"):
        machair.done(f"{match}/confidentiality", version="1", to=side, coordinator=ISLA)
    day(days=1)
    machair.done(f"{match}/introduction", mode="PHONE", coordinator=ISLA)
    today = machair.clock.now.date()
    machair.done(
        f"{match}/agreement",
        sessions_a_month=4,
        minutes=45,
        channels=["PHONE"],
        hours_from="09:00:00",
        hours_to="18:00:00",
        chance_encounter="NOD_ONLY",
        planned_end=str(today + timedelta(days=180)),
        review_on=str(today + timedelta(days=42)),
        accepted_by=["PERSON", "PEER"],
    )
    assert line()["state"] == "AGREED"
    machair.done(f"{match}/activation")
    assert line()["state"] == "ACTIVE"

    planned_for = machair.clock.now + timedelta(days=2)
    plan = {"planned_for": planned_for.isoformat(), "minutes": 45}
    session = machair.done(f"{match}/session-plans", **plan)["session"]
    assert datetime.fromisoformat(line()["next_session_at"]) == planned_for
    day(days=3)
    assert line()["next_session_at"] is None
    happens_around(machair, match, session, ids["person"], line)
    held = machair.post(
        f"{match}/sessions",
        {
            "session": session,
            "at": planned_for.isoformat(),
            "minutes": 50,
            "worried": False,
        },
    ).json()
    assert line()["sessions"] == 1
    corrected = machair.post(
        f"/entries/{held['position']}/correction", {"changes": {"minutes": 40}}
    )
    assert corrected.status_code == 201
    machair.done(f"/entries/{held['position']}/error-mark")
    assert line()["sessions"] == 0
    sentences = machair.get(f"/person_history/{ids['person']}")["entries"]
    assert {each["standing"] for each in sentences} == {
        "stands",
        "corrected",
        "entered in error",
    }


def test_a_referral_takes_every_other_way_there_is(machair: Machair) -> None:
    """What is asked, paused, linked, tried and closed is seen in the person's history."""
    day = machair.clock.go_on
    ids = machair.done("/referrals", **(REFERRED | {"heard_from": "EVENT", "urgent": True}))
    referral, person = f"/referrals/{ids['referral']}", ids["person"]
    second = machair.done("/referrals", **(REFERRED | {"person": person}))["referral"]
    machair.done(f"/referrals/{second}/link", same_as=ids["referral"])
    machair.done(f"{referral}/triage", outcome="NEED_INFORMATION", signposted_to=["NHS_24"])
    machair.done(f"{referral}/information-requests", what="A phone number.")
    machair.done(f"{referral}/information", said="01445 000000")
    machair.done(f"{referral}/triage", outcome="IN_REMIT")
    known = {"coordinator": ISLA, "may_write": False, "what_helps": "Going slowly."}
    machair.done(f"{referral}/getting-to-know", **known)
    handover = {"from_staff": ISLA, "to_staff": SHONA, "note": "Likes mornings."}
    machair.done(f"{referral}/handover", **handover)
    machair.done(f"{referral}/taster-offers", what="A walk.")
    machair.done(f"{referral}/tasters", person_view="Kind people.")
    machair.done(f"{referral}/pause", asked_by_person=True)
    machair.done(f"{referral}/resumption", asked_by_person=True)
    problem(machair.post(f"{referral}/lost-contact"), 409, "NotTriedEnough")
    day(hours=1)
    for channel, outcome in (("PHONE", "NO_ANSWER"), ("LETTER", "SENT"), ("EMAIL", "SENT")):
        machair.done(f"{referral}/contact-attempts", channel=channel, outcome=outcome)
    row = next(
        each for each in machair.get("/caseload", limit=500)["rows"] if each["person"] == person
    )
    assert "OUTSIDE_SAFE_CONTACT" in {flag["code"] for flag in row["flags"]}
    machair.done(f"{referral}/contact-attempts", channel="PHONE", outcome="NO_ANSWER")
    day(days=21)
    machair.done(f"{referral}/lost-contact")
    problem(machair.post(f"{referral}/reopening"), 409, "NotClosed")

    enquiry = machair.done("/referrals", source="NURSE", name="Callum Example")
    machair.done(f"/referrals/{enquiry['referral']}/enquiry-closing", reason="NOT_REACHED")
    no = machair.done("/referrals", **REFERRED)
    declined = f"/referrals/{no['referral']}"
    groups = {"reason": "NOT_IN_SEVEN_GROUPS", "explained": "A leaflet."}
    problem(machair.post(f"{declined}/decline", groups), 422, "GroupsAreNoRule")
    machair.done(f"{declined}/decline", reason="OUT_OF_AREA", explained="A leaflet.")
    machair.done(f"{declined}/told")

    told = [each["name"] for each in machair.get(f"/person_history/{person}")["entries"]]
    assert [name for name in told if name.startswith(("Contact", "Wait", "Taster"))] == [
        "TasterOffered",
        "TasterTaken",
        "WaitPaused",
        "WaitResumed",
        *["ContactAttempted"] * 4,
        "ContactLost",
    ]


# --- once, or not at all ---


def test_people_read_their_own_writes(machair: Machair) -> None:
    for _ in range(5):
        answer = machair.post("/referrals", REFERRED).json()
        seen = machair.get("/caseload", limit=500)
        assert seen["position"] >= answer["position"]
        assert answer["ids"]["person"] in {row["person"] for row in seen["rows"]}
        assert answer["entries"] == [answer["position"] - 1, answer["position"]]


def test_the_same_key_is_answered_the_same(machair: Machair) -> None:
    headers = {"Idempotency-Key": "morags-referral"}
    first = machair.post("/referrals", REFERRED, headers=headers).json()
    head = machair.head
    again = machair.post("/referrals", REFERRED, headers=headers).json()

    assert again == first | {"repeated": True}
    assert first["repeated"] is False
    assert machair.head == head


def test_the_same_key_for_another_body_is_refused(machair: Machair) -> None:
    headers = {"Idempotency-Key": "callums-referral"}
    machair.post("/referrals", REFERRED, headers=headers)
    head = machair.head
    other = machair.post("/referrals", REFERRED | {"urgent": True}, headers=headers)
    elsewhere = machair.post("/peers", {"name": "Davie Example"}, headers=headers)

    for answer in (other, elsewhere):
        problem(answer, 409, "CommandIdReused")
    assert machair.head == head


def test_without_a_key_two_requests_are_two(machair: Machair) -> None:
    assert machair.done("/referrals", **REFERRED) != machair.done("/referrals", **REFERRED)


def test_a_key_that_is_too_long_is_refused(machair: Machair) -> None:
    answer = machair.post("/referrals", REFERRED, headers={"Idempotency-Key": "k" * 201})

    assert problem(answer, 400, "Malformed")["field"] == "Idempotency-Key"


# --- refusals ---


def test_a_refusal_names_its_rule_and_the_field(machair: Machair, referral: str) -> None:
    head = machair.head
    too_soon = machair.post(f"/referrals/{referral}/acceptance", {"offer": machair.offer})
    future = {"outcome": "IN_REMIT", "at": "2027-01-01T09:00:00Z"}
    not_yet = machair.post(f"/referrals/{referral}/triage", future)
    unknown = machair.post("/referrals/nobody/triage", {"outcome": "IN_REMIT"})

    assert problem(too_soon, 409, "NotTriaged")["detail"].endswith(".")
    assert problem(not_yet, 422, "NotYetHappened")["field"] == "at"
    problem(unknown, 404, "UnknownReferral")
    assert machair.head == head


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"source": "NOWHERE"}, "source"),
        ({}, "source"),
        (REFERRED | {"weather": "bright"}, "weather"),
        (REFERRED | {"urgent": "yes"}, "urgent"),
        (REFERRED | {"urgent": 1}, "urgent"),
        (REFERRED | {"at": 2026}, "at"),
        (REFERRED | {"at": "1767225600"}, "at"),
        (REFERRED | {"name": 7}, "name"),
        (REFERRED | {"asked_on": "soon"}, "asked_on"),
        (REFERRED | {"at": "2026-02-30T10:00:00Z"}, "at"),
        (REFERRED | {"reasons": "one"}, "reasons"),
        (REFERRED | {"service": "another"}, "service"),
        ([REFERRED], "body"),
        ("referral", "body"),
        (7, "body"),
    ],
    ids=str,
)
def test_a_body_that_does_not_fit_is_refused_and_the_field_named(
    machair: Machair, body: object, field: str
) -> None:
    head = machair.head
    said = problem(machair.post("/referrals", body), 400, "Malformed")

    assert said["field"] == field
    assert said["errors"][0]["field"] == field
    assert machair.head == head


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"referral",
        b"\xff\xfe{}",
        b'{"source": "GP", "name": "\xed\xa0\x80"}',
        b'{"source": "GP", "name": "\\ud800"}',
        b'{"source": NaN}',
        b"[" * 50_000 + b"]" * 50_000,
        b'{"source":' * 40_000 + b"1" + b"}" * 40_000,
        b"source=GP&agreed_how=SPOKEN",
    ],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_what_cannot_be_read_is_refused(machair: Machair, content: bytes) -> None:
    head = machair.head
    answer = machair.client.post(
        "/api/v1/referrals", content=content, headers={"content-type": "application/json"}
    )

    assert problem(answer, 400, "Malformed")["field"] in {"body", "source"}
    assert machair.head == head


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/x-www-form-urlencoded", b"source=GP&agreed_how=SPOKEN"),
        ("text/plain", b"source: GP"),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
def test_only_json_is_read(machair: Machair, kind: str, content: bytes) -> None:
    """A form of another site can send these without asking the browser's leave."""
    head = machair.head
    answer = machair.client.post(
        "/api/v1/referrals", content=content, headers={"content-type": kind}
    )

    problem(answer, 400, "Malformed")
    assert machair.head == head


def test_a_body_beyond_all_measure_is_refused(machair: Machair) -> None:
    head = machair.head
    answer = machair.post("/referrals", REFERRED | {"own_words": "x" * 2_000_000})

    problem(answer, 413, "RequestEntityTooLarge")
    assert machair.head == head


def test_a_request_that_needs_a_body_says_so(machair: Machair) -> None:
    head = machair.head
    for content in (b"", b"null"):
        problem(machair.client.post("/api/v1/referrals", content=content), 400, "BodyMissing")
    assert machair.head == head


def test_a_request_that_needs_none_takes_none(machair: Machair, referral: str) -> None:
    assert machair.post(f"/referrals/{referral}/acknowledgement").status_code == 201


@pytest.mark.parametrize("smuggled", [{"referral": "another"}, {"service": "another"}, {"by": "x"}])
def test_path_place_and_person_cannot_be_smuggled_in(
    machair: Machair, referral: str, smuggled: dict[str, str]
) -> None:
    """Where, about whom and by whom is never said in a body."""
    head = machair.head
    body = {"outcome": "IN_REMIT"} | smuggled
    said = problem(machair.post(f"/referrals/{referral}/triage", body), 400, "Malformed")

    assert {said["field"]} == set(smuggled)
    assert machair.head == head


def test_everything_is_recorded_in_this_service_by_whoever_is_here(machair: Machair) -> None:
    position = machair.post("/referrals", REFERRED).json()["position"]
    entry = machair.store.ledger.entry(position)

    assert entry is not None
    assert (entry.service, entry.by) == (MACHAIR, LOCAL_OPERATOR)


@pytest.mark.parametrize("staff", ["Isla Example", "isla\u0000", "", "x" * 81, "isla/../fraser"])
def test_an_identifier_is_made_of_letters_and_digits(machair: Machair, staff: str) -> None:
    """A space would make two tags of one, and a zero byte stops some databases."""
    head = machair.head
    body = {"staff": staff, "name": "Isla", "duties": ["COORDINATOR"]}

    assert problem(machair.post("/staff", body), 422, "NotAnIdentifier")["field"] == "staff"
    assert machair.head == head


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nowhere", 404, "NotFound"),
        ("GET", "/", 404, "NotFound"),
        ("GET", "/referrals/x/y/z", 404, "NotFound"),
        ("PUT", "/referrals", 405, "MethodNotAllowed"),
        ("GET", "/referrals", 405, "MethodNotAllowed"),
        ("DELETE", "/caseload", 405, "MethodNotAllowed"),
        ("POST", "/entries/first/error-mark", 404, "NotFound"),
        ("POST", "/entries/0/error-mark", 404, "NoSuchEntry"),
        ("POST", "/entries/-3/error-mark", 404, "NoSuchEntry"),
        ("POST", f"/entries/{10**30}/error-mark", 404, "NoSuchEntry"),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    machair: Machair, method: str, path: str, status: int, kind: str
) -> None:
    problem(machair.client.request(method, f"/api/v1{path}"), status, kind)


# --- from where ---


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000"]
)
def test_this_machine_may_ask(machair: Machair, host: str) -> None:
    assert machair.client.get("/api/v1/caseload", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "alongside.example",
        "127.0.0.1.example",
        "localhost.example",
        "localhost@alongside.example",
        "192.168.1.5",
        "0.0.0.0",  # noqa: S104 - refused
        "[::2]",
        "[::1",
        "",
        " ",
        "127.0.0.1, alongside.example",
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/caseload", "/", "/health/live", "/static/x", "/nowhere"])
def test_a_name_that_points_here_from_elsewhere_is_refused(
    machair: Machair, host: str, path: str
) -> None:
    answer = machair.client.get(path, headers={"host": host})

    assert problem(answer, 403, "NotFromHere")["title"] == "Refused"


Send = Callable[[Any], Any]


def raw(headers: list[tuple[bytes, bytes]], method: str = "POST") -> int | None:
    """What the guard alone answers to these headers; nothing where it lets them through."""
    statuses: list[int] = []

    async def inside(_scope: Any, _receive: Any, _send: Send) -> None:
        return

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: Any = {"type": "http", "method": method, "headers": headers}
    with suppress(StopIteration):
        only_here(inside)(scope, None, send).send(None)  # type: ignore[arg-type, attr-defined]
    return statuses[0] if statuses else None


def test_a_missing_or_a_second_host_is_refused() -> None:
    here, there = (b"host", b"127.0.0.1"), (b"Host", b"alongside.example")

    assert raw([here]) is None
    assert raw([]) == 403
    for several in ([here, there], [there, here], [here, here]):
        assert raw(several) == 403
    assert raw([(b"x-forwarded-host", b"127.0.0.1")]) == 403
    assert raw([here, (b"x-forwarded-host", b"alongside.example")]) is None  # it means nothing here


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://alongside.example"},
        {"origin": "http://127.0.0.1:9"},
        {"origin": "http://localhost"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": HERE},
    ],
    ids=str,
)
def test_what_a_browser_sends_from_another_site_is_refused(
    machair: Machair, headers: dict[str, str]
) -> None:
    head = machair.head
    problem(machair.post("/referrals", REFERRED, headers=headers), 403, "NotFromHere")

    assert machair.head == head


@pytest.mark.parametrize(
    "headers", [{}, {"origin": HERE}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}]
)
def test_what_is_sent_from_here_is_taken(machair: Machair, headers: dict[str, str]) -> None:
    assert machair.post("/referrals", REFERRED, headers=headers).status_code == 201


@pytest.mark.parametrize(
    "path",
    ["/api/v1/caseload", "/api/v1/nowhere", "/api/v1/openapi.json", "/health/live", "/", "/x/y"],
)
def test_every_answer_says_how_it_may_be_used(machair: Machair, path: str) -> None:
    headers = machair.client.get(path, follow_redirects=False).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "access-control-allow-origin" not in headers


def test_health_says_nothing_of_anybody(machair: Machair, referral: str) -> None:
    assert machair.client.get("/health/live").json() == {"status": "live"}
    ready = machair.client.get("/health/ready").json()
    signed = {"position", "age", "unsigned", "late", "problem"}
    assert set(ready.pop("checkpoint")) == signed
    assert ready == {"status": "ready", "position": machair.head}
    assert referral


# --- views ---


def test_pages_of_a_view_join_without_gap_or_overlap(machair: Machair) -> None:
    for _ in range(7):
        machair.done("/referrals", **REFERRED)
    whole = machair.get("/caseload", limit=500)
    assert whole["next"] is None
    rows: list[Any] = []
    cursor: str | None = None
    pages = 0
    while pages == 0 or cursor is not None:
        page = machair.get("/caseload", limit=3, **({"cursor": cursor} if cursor else {}))
        assert 0 < len(page["rows"]) <= 3
        rows += page["rows"]
        cursor, pages = page["next"], pages + 1

    assert rows == whole["rows"]
    assert pages == -(-len(rows) // 3)


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "\u0661", "9" * 30, "1 "])
def test_a_cursor_that_nobody_gave_out_is_refused(machair: Machair, cursor: str) -> None:
    answer = machair.client.get("/api/v1/caseload", params={"cursor": cursor})

    assert problem(answer, 422, "NoSuchPage")["field"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many", ""])
def test_a_limit_has_limits(machair: Machair, limit: str) -> None:
    answer = machair.client.get("/api/v1/caseload", params={"limit": limit})

    assert problem(answer, 400, "Malformed")["field"] == "limit"


def test_a_view_can_be_narrowed(machair: Machair, referral: str) -> None:
    machair.done(f"/referrals/{referral}/triage", outcome="IN_REMIT")
    machair.done(f"/referrals/{referral}/getting-to-know", coordinator=SHONA)
    exploring = machair.get("/caseload", state="EXPLORING", limit=500)["rows"]
    shonas = machair.get("/caseload", coordinator=SHONA, limit=500)["rows"]

    assert {row["state"] for row in exploring} == {"EXPLORING"}
    assert {row["coordinator"] for row in shonas} == {SHONA}
    assert referral in {row["referral"] for row in exploring}
    assert machair.get("/caseload", state="NO_SUCH_STATE")["rows"] == []


def test_the_past_is_as_it_was_known_and_as_it_was(machair: Machair) -> None:
    machair.clock.go_on(days=1)
    before = machair.get("/caseload", limit=500)
    known_at = machair.clock.now.isoformat()
    machair.clock.go_on(days=1)
    late = machair.clock.now - timedelta(days=10)
    ids = machair.done("/referrals", **(REFERRED | {"at": late.isoformat()}))

    then = machair.get("/caseload", known_at=known_at, limit=500)
    assert then["rows"] == before["rows"]
    assert (then["position"], then["known_at"]) == (before["position"], known_at)
    for true_at, there in ((late, True), (late - timedelta(microseconds=1), False)):
        rows = machair.get("/caseload", true_at=true_at.isoformat(), limit=500)["rows"]
        assert (ids["person"] in {row["person"] for row in rows}) is there
    day = machair.get("/caseload", true_at=str(late.date()), limit=500)
    assert ids["person"] in {row["person"] for row in day["rows"]}
    history = machair.get(f"/person_history/{ids['person']}", known_at=known_at)
    assert history["entries"] == []


@pytest.mark.parametrize("view", ["/caseload", "/person_history/somebody"])
@pytest.mark.parametrize("moment", ["known_at", "true_at"])
@pytest.mark.parametrize(
    "written", ["yesterday", "2026-02-30", "1e9", "10000-01-01", "0", "\u0000"]
)
def test_a_moment_that_cannot_be_is_refused(
    machair: Machair, view: str, moment: str, written: str
) -> None:
    answer = machair.client.get(f"/api/v1{view}", params={moment: written})

    assert problem(answer, 422, "NotAMoment")["field"] == moment


def test_a_failing_view_says_so_and_commands_go_on(machair: Machair) -> None:
    def mark(failed: str | None) -> None:
        with machair.store.views.engine.begin() as db:
            this = checkpoints.c.view == "caseload"
            db.execute(update(checkpoints).where(this).values(failed=failed))

    mark("ZeroDivisionError")
    said = problem(machair.client.get("/api/v1/caseload"), 503, "Quarantined")
    assert "caseload" in said["detail"]
    person = machair.done("/referrals", **REFERRED)["person"]
    assert machair.get(f"/person_history/{person}")["entries"]
    machair.store.views.rebuild("caseload")

    assert person in {row["person"] for row in machair.get("/caseload", limit=500)["rows"]}


# --- anything at all ---


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "9999-12-31",
            "0001-01-01",
            "2026-05-04T10:00:00",
            "24:00:00",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


WHICH = st.integers(0, 10**6)


def test_whatever_is_sent_to_any_route_breaks_nothing(machair: Machair) -> None:
    """Bodies near to what fits, with something else in the place of a part."""

    @settings(
        max_examples=3000 if CAMPAIGN else 250,
        deadline=None,
        phases=[Phase.generate],  # the log grows with every example, so none can be tried again
    )
    @given(data=st.data())
    def sent(data: Any) -> None:
        row = data.draw(st.sampled_from(ROWS))
        when = st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
        command = data.draw(requests_of(row.command, {}, when))
        path_fields = [part.strip("{}") for part in row.path.split("/") if part.startswith("{")]
        body = msgspec.to_builtins(command)
        path = row.path
        for field in path_fields:
            known = [*_known(machair, field), "x", "-1", "a b"]
            path = path.replace(f"{{{field}}}", known[data.draw(WHICH) % len(known)])
            body.pop(field)
        body.pop("service", None)
        if body and data.draw(st.booleans()):
            body[data.draw(st.sampled_from(sorted(body)))] = data.draw(ANYTHING)
        for field in {"offer", "coordinator", "supervisor", "staff", "peer"} & body.keys():
            known = _known(machair, field)
            body[field] = known[data.draw(WHICH) % len(known)]
        head = machair.head
        answer = machair.post(path, body or data.draw(st.none() | ANYTHING))

        assert answer.status_code < 500, answer.text
        if answer.status_code != 201:
            assert answer.headers["content-type"] == MEDIA_TYPE
            assert {"type", "title", "status", "detail"} <= answer.json().keys()
            assert machair.head == head
        assert machair.client.get("/api/v1/caseload").status_code == 200

    machair.done("/referrals", **REFERRED)
    sent()

    # after all that every view still stands, and shows what the log says
    for each in machair.store.views.status():
        assert each.failed is None
        assert set(machair.store.views.rebuild(each.projection)) == {each.digest}


def _known(machair: Machair, field: str) -> list[str]:
    """What the log has under a name of field, so that requests are about something."""
    if field == "entry":
        return [str(number) for number in range(1, machair.head + 1)]
    found = {
        getattr(each.event, name, None)
        for page in machair.store.ledger.read()
        for each in page
        for name in (field, "staff" if field in {"coordinator", "supervisor"} else field)
    }
    return sorted({"unknown"} | {each for each in found if isinstance(each, str)})
