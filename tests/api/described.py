"""Cases that somebody else's program makes from the description, sent to the application."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

import httpx
import schemathesis
from litestar.testing import TestClient
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks

from api.app import create_app
from application.principal import OPERATOR, Principal, Proof, acting_as
from tests.api.everybody import World

HERE = "http://127.0.0.1"
DESCRIPTION = "/api/v1/openapi.json"
CREATED = "201"
KNOWN_ENOUGH = 0.7
"""So often an identifier is one that is there; else it is whatever was made up."""
OPERATES = 0.5
"""So often it is whoever holds the machine who asks, so that much is done; else anybody."""
CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
Case = Any


class Asked:
    """The application, asked by everybody in turn, and what came of it."""

    def __init__(self, world: World, seed: int) -> None:
        """Whoever asks, and about whom, is drawn by the seed."""
        self.world, self.dice = world, Random(seed)
        self.principal: Principal = OPERATOR
        self.answers: Counter[int] = Counter()
        self.reached: set[str] = set()
        self.wrong: list[str] = []
        app = create_app(world.service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url=HERE, raise_server_exceptions=False)
        self.client.follow_redirects = False

    def description(self) -> dict[str, Any]:
        """What the application says of itself."""
        said: dict[str, Any] = self.client.get(DESCRIPTION).json()
        return said

    def about_somebody(self, case: Case) -> None:
        """Put what is there in the places of most identifiers of an address."""
        self._known_in(case.path_parameters)

    def _known_in(self, said: Any) -> None:
        if not isinstance(said, dict):
            return
        for name in sorted(said.keys() & self.world.known.keys()):
            if self.dice.random() < KNOWN_ENOUGH:
                said[name] = self.dice.choice(self.world.known[name])

    def send(self, case: Case) -> schemathesis.Response:
        """The answer to whoever asks now; where the description does not allow it, it is noted."""
        self._known_in(case.query)
        self._known_in(case.body)
        holder = self.dice.choice(self.world.holders)
        self.principal = OPERATOR
        if holder is not None and self.dice.random() > OPERATES:
            self.principal = acting_as(holder).shown(self.dice.choice(list(Proof)))
        return self.ask(case)

    def ask(self, case: Case) -> schemathesis.Response:
        """The answer to this very case; where the description does not allow it, it is noted."""
        answer = self.client.request(**_request_of(case))
        self.answers[answer.status_code] += 1
        self.reached.add(case.operation.label)
        given = schemathesis.Response.from_any(answer)
        try:
            case.validate_response(given, checks=CHECKS)
        except (Failure, FailureGroup) as failed:
            whole = failed.exceptions if isinstance(failed, FailureGroup) else [failed]
            said = "; ".join(" ".join(str(each).split()) for each in whole)
            who = self.principal.holder or "OPERATOR"
            self.wrong.append(f"{who}, {case.operation.label}: {said}: {answer.text[:200]}")
        return given

    def tell(self, what: str) -> None:
        """Say how many answers there were, by their status."""
        said = dict(sorted(self.answers.items()))
        addresses = len(self.reached)
        print(f"{what}: {self.answers.total():,} of {addresses} addresses, {said}")  # noqa: T201


def _request_of(case: Case) -> dict[str, Any]:
    asked: dict[str, Any] = case.as_transport_kwargs(base_url=HERE)
    content = asked.pop("data", None)
    if content is not None:
        asked["content"] = content
    headers = httpx.Headers(
        [(name, str(value).encode("utf-8", "replace")) for name, value in asked["headers"].items()]
    )
    return {**asked, "headers": headers, "cookies": None}


def linked(description: dict[str, Any]) -> dict[str, Any]:
    """The description with a link from whatever makes something to whatever is asked about it.

    What a command did is named in its answer (``ids``); an address with that name in a place of its
    own can follow.
    """
    operations = list(_operations(description))
    followed = [(each, _places(each)) for each in operations]
    for operation, places in followed:
        made = operation["responses"].get(CREATED)
        if made is None or places:  # what names something makes nothing of its own
            continue
        made["links"] = {
            f"{after['operationId']}-{there[0]}": {
                "operationId": after["operationId"],
                "parameters": {f"path.{there[0]}": f"$response.body#/ids/{there[0]}"},
            }
            for after, there in followed
            if len(there) == 1
        }
    return description


def _operations(description: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in description["paths"].values():
        yield from methods.values()


def _places(operation: Mapping[str, Any]) -> list[str]:
    given: Iterable[Any] = operation.get("parameters", ())
    return [each["name"] for each in given if each["in"] == "path"]
