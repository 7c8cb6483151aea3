"""A past list looks only at those who may be in it, and nobody is missing for that."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from application.simulation import simulate
from domain.decider import Position
from domain.folds import ALWAYS
from domain.people import ServiceId
from projections import caseload, dependency_indicators, match_board, peer_roster, waiting_list
from projections.catch_up import Views, about_service, joined
from projections.listing import Asked, Listing, candidates, listed
from projections.remembered import RememberedHistories
from projections.worklist import people
from projections.worklist.items import ORDER, Item
from tests.deployments import SERVICE, Deployment, deployed
from tests.histories import TODAY

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 11) if CAMPAIGN else (7,)
MOMENTS = 60 if CAMPAIGN else 8
ANOTHER = ServiceId("another-service")
WORK = Listing(people.VIEW, Item, ORDER)
OF_PEOPLE: tuple[Listing[Any], ...] = (
    caseload.LISTING,
    waiting_list.LISTING,
    match_board.LISTING,
    dependency_indicators.LISTING,
)
EVERY: tuple[Listing[Any], ...] = (*OF_PEOPLE, peer_roster.LISTING, WORK)


@pytest.fixture(scope="module", params=SEEDS)
def two(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Deployment, Views]]:
    """Two services in one log, with late entries and corrections."""
    with deployed("sqlite", tmp_path_factory.mktemp("two")) as deployment:
        deployment.clock.now = TODAY
        earlier = TODAY - timedelta(days=560)
        for service, many, years, until in (
            (ANOTHER, 12, 0.5, earlier),
            (SERVICE, 40, 1.5, TODAY),
        ):
            simulate(
                deployment.ledger,
                deployment.ledger,
                service=service,
                people=many,
                years=years,
                seed=request.param + (service == ANOTHER) * 1_000,
                until=until,
            )
        yield deployment, deployment.views()


def everything(
    deployment: Deployment,
    views: Views,
    listing: Listing[Any],
    known_at: datetime | None,
    true_at: datetime | None,
) -> list[Any]:
    """The rows of everybody in the log who belongs to the service: no candidates, no memory."""
    ledger, view = deployment.ledger, listing.view
    known = ledger.head().position if known_at is None else ledger.position_at(known_at)
    moment = true_at or known_at or views.clock()
    definitions = views.definitions_known_at(known).of(SERVICE, moment)
    found = []
    for about in ledger.subjects(view.noun, known):
        events = joined(
            views.opened(view, ledger.history(about, known)),
            about_service(ledger, view, SERVICE, known),
        )
        rows = view.rows(about, events, definitions, moment, true_at or ALWAYS).values
        found += [
            listing.row(**{name: values[name] for name in listing.fields})
            for values in rows
            if values["service"] == SERVICE
        ]
    return sorted(found, key=repr)


def moments(chance: Random) -> Iterator[tuple[datetime | None, datetime | None]]:
    for number in range(MOMENTS):
        known_at = TODAY - timedelta(hours=chance.randrange(24 * 540))
        true_at = TODAY - timedelta(hours=chance.randrange(24 * 540))
        yield ((known_at, None), (None, true_at), (known_at, true_at))[number % 3]


@pytest.mark.parametrize("listing", EVERY, ids=lambda each: each.view.name)
def test_a_past_list_is_what_folding_everybody_gives(
    two: tuple[Deployment, Views], listing: Listing[Any]
) -> None:
    deployment, views = two
    rows = 0
    for known_at, true_at in moments(Random(1)):
        whole = everything(deployment, views, listing, known_at, true_at)
        asked = Asked(known_at=known_at, true_at=true_at)
        assert whole == sorted(listed(views, listing, SERVICE, asked).rows, key=repr)
        rows += len(whole)
    assert rows > 0


@pytest.mark.parametrize("listing", OF_PEOPLE, ids=lambda each: each.view.name)
def test_nobody_of_one_coordinator_is_missing_either(
    two: tuple[Deployment, Views], listing: Listing[Any]
) -> None:
    deployment, views = two
    seen = set()
    for known_at, true_at in moments(Random(2)):
        whole = everything(deployment, views, listing, known_at, true_at)
        for coordinator in {row.coordinator for row in whole} - {None}:
            asked = Asked(where={"coordinator": coordinator}, known_at=known_at, true_at=true_at)
            theirs = [row for row in whole if row.coordinator == coordinator]
            assert theirs == sorted(listed(views, listing, SERVICE, asked).rows, key=repr)
            seen.add(coordinator)
    assert len(seen) > 1


def test_few_are_folded_who_have_no_row(two: tuple[Deployment, Views]) -> None:
    deployment, views = two
    ledger, known_at = deployment.ledger, TODAY - timedelta(days=10)
    asked = Asked(known_at=known_at)
    known = ledger.position_at(known_at)

    found = candidates(views, caseload.LISTING, SERVICE, asked, known)

    rows = {row.person for row in listed(views, caseload.LISTING, SERVICE, asked).rows}
    everybody = ledger.subjects("person", known)
    assert len(rows) <= len(found) < len(everybody) * 0.8


def test_the_same_question_about_the_past_is_folded_once(two: tuple[Deployment, Views]) -> None:
    _deployment, views = two
    asked = Asked(known_at=TODAY - timedelta(days=30))
    first = listed(views, caseload.LISTING, SERVICE, asked)
    histories = views.histories
    try:
        views.histories = None  # type: ignore[assignment]  # nobody may ask
        assert listed(views, caseload.LISTING, SERVICE, asked) == first
    finally:
        views.histories = histories


@pytest.mark.parametrize("at_most", [0, 300, 30_000])
def test_a_remembered_history_is_cut_and_read_on_as_it_was_recorded(
    two: tuple[Deployment, Views], at_most: int
) -> None:
    ledger, chance = two[0].ledger, Random(3)
    remembered = RememberedHistories(ledger, at_most)
    everybody = ledger.subjects("person")
    for _ in range(40):
        some, upto = chance.sample(everybody, 8), Position(chance.randrange(ledger.head().position))
        expected = {each: ledger.history(each, upto) for each in some}
        assert remembered.of(some, upto) == expected
        assert remembered.of(some, upto) == expected
        assert len(remembered) <= at_most


def test_a_history_that_is_remembered_is_not_read_again(two: tuple[Deployment, Views]) -> None:
    ledger = two[0].ledger
    remembered, everybody = RememberedHistories(ledger), ledger.subjects("person")[:8]
    known = ledger.head().position
    remembered.of(everybody, known)
    read = ledger.histories
    try:
        ledger.histories = None  # type: ignore[assignment,method-assign]  # nobody may ask
        half = remembered.of(everybody, Position(known // 2))
    finally:
        ledger.histories = read  # type: ignore[method-assign]
    assert half == {each: ledger.history(each, Position(known // 2)) for each in everybody}


@pytest.mark.parametrize("listing", OF_PEOPLE, ids=lambda each: each.view.name)
def test_one_coordinators_list_is_part_of_the_whole_however_time_passes(
    two: tuple[Deployment, Views], listing: Listing[Any]
) -> None:
    """Renewing the rows of one coordinator alone leaves none of them behind."""
    deployment, views = two
    clock = views.clock
    try:
        for weeks in (1, 5, 14, 40):
            now = TODAY + timedelta(weeks=weeks)
            views.clock = lambda now=now: now  # type: ignore[misc]
            coordinators = {
                row.coordinator for row in everything(deployment, views, listing, None, None)
            }
            parts = {
                each: listed(views, listing, SERVICE, Asked(where={"coordinator": each})).rows
                for each in coordinators - {None}
            }
            whole = everything(deployment, views, listing, None, None)
            for coordinator, rows in parts.items():
                theirs = [row for row in whole if row.coordinator == coordinator]
                assert theirs == sorted(rows, key=repr)
    finally:
        views.clock = clock
