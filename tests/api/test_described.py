"""Whoever asks any address for whatever: it is answered as the description says, never by a 5xx.

The cases are made by Schemathesis from the description of the interface: what it allows, what it
does not, and what follows from one answer to the next. Everybody asks, whoever holds the machine
most often, so that much is done.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.api.described import Asked, linked
from tests.api.everybody import world_in
from tests.faults import times

ALONE = times(750, campaign=15_000)
FOLLOWING = times(250, campaign=5_000)
OF_ONE_WORLD = 2_000
"""So many cases are put to one service; then another begins, in which nothing is closed yet."""
OF_ONE_NAME = 40
"""So many of what is there are shown by each address: a log has many entries."""
OTHERWISE_SHOWN = {
    "/api/v1/access_register",
    "/api/v1/peers/{peer}/may-be-told",
    "/api/v1/service_report",
    "/api/v1/wellbeing_plan/{peer}",
    "/fhir/r4/AuditEvent",
    "/fhir/r4/Consent",
    "/fhir/r4/Consent/{consent}",
    "/fhir/r4/ServiceRequest/{referral}",
    "/fhir/r4/Task/{referral}",
}
"""What needs a question behind its address, names of its own, or somebody else who asks."""
OK = 200
OF_ALL = 0.75
"""This share of the addresses at a time: with all of them, too few walks come about."""
OF_EACH, WALKS, STEPS = 2, 20, 8
RUN = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],  # whatever is asked changes the log, so none is tried again
    suppress_health_check=list(HealthCheck),
)


Seeding = Callable[[Callable[..., None]], Callable[..., None]]


@pytest.fixture
def worlds(tmp_path: Path) -> Callable[[int], Iterator[Asked]]:
    """Services of their own, one after the other, until so many cases were put to them."""

    def until(cases: int) -> Iterator[Asked]:
        done = number = 0
        while done < cases:
            with world_in(tmp_path / str(number)) as world:
                asked = Asked(world, number)
                with asked.client:
                    yield asked
                asked.tell(f"service {number + 1}")
                assert asked.wrong == []
            done += asked.answers.total()
            number += 1

    return until


def test_every_address_answers_as_its_description_says(
    worlds: Callable[[int], Iterator[Asked]],
) -> None:
    for asked in worlds(ALONE):
        schema = schemathesis.openapi.from_dict(asked.description())
        operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        while asked.answers.total() < min(ALONE, OF_ONE_WORLD):
            of_this = asked.dice.random()
            for operation in operations:
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    _put(asked, operation, mode, seed(of_this))
        assert len(asked.reached) == len(operations)


def test_what_is_there_is_shown_as_the_description_says(
    worlds: Callable[[int], Iterator[Asked]],
) -> None:
    for asked in worlds(1):
        known = asked.world.known
        schema = schemathesis.openapi.from_dict(asked.description())
        operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        not_shown = set()
        for operation in operations:
            places = [place.name for place in operation.path_parameters]
            if operation.method != "get" or not known.keys() >= set(places):
                continue
            whole = zip(*(known[place] for place in places), strict=False) if places else [()]
            answers = {
                asked.ask(
                    operation.Case(path_parameters=dict(zip(places, named, strict=True)))
                ).status_code
                for named in islice(whole, OF_ONE_NAME)
            }
            if OK not in answers:
                not_shown.add(operation.label.removeprefix("GET "))
        assert not_shown == OTHERWISE_SHOWN


def test_what_follows_from_an_answer_is_answered_as_described_too(
    worlds: Callable[[int], Iterator[Asked]],
) -> None:
    for asked in worlds(FOLLOWING):
        while asked.answers.total() < min(FOLLOWING, OF_ONE_WORLD):
            described = asked.description()
            paths = described["paths"]
            among = asked.dice.sample(sorted(paths), int(OF_ALL * len(paths)))
            some = linked(described | {"paths": {path: paths[path] for path in among}})
            once = seed(asked.dice.random())(_walk(asked, some))
            try:
                run_state_machine_as_test(
                    once, settings=settings(RUN, max_examples=WALKS, stateful_step_count=STEPS)
                )
            except Flaky:  # the same walk ends otherwise now that the log has grown
                continue


def _walk(asked: Asked, described: dict[str, Any]) -> Any:
    """A walk from one answer to the next, whose cases are put to the application."""
    walking = schemathesis.openapi.from_dict(described).as_state_machine()

    class Walk(walking):  # type: ignore[misc, valid-type]  # a class made from the description
        def call(self, case: Any, **_kwargs: Any) -> schemathesis.Response:
            return asked.send(case)

        def validate_response(self, *_args: Any, **_kwargs: Any) -> None:
            """`Asked.send` has done so."""

    return Walk


def _put(asked: Asked, operation: Any, mode: GenerationMode, of_this: Seeding) -> None:
    """Put some cases of one kind to one address."""

    @of_this
    @settings(RUN, max_examples=OF_EACH)
    @given(case=operation.as_strategy(generation_mode=mode))
    def put(case: Any) -> None:
        asked.about_somebody(case)
        asked.send(case)

    try:
        put()
    except Unsatisfiable:  # an address that takes nothing, or anything, cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE
