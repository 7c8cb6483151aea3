"""Views go by the definitions that had been adopted and were known, live, past and rebuilt."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.adoption import AdoptDefinitions
from domain.decider import Position
from domain.definitions import DEFAULTS
from domain.people import ServiceId, StaffId
from domain.periods import local_day
from domain.referral import AgreedHow, ReceiveReferral, Source
from domain.service import Duty, NameStaff, OpenService
from projections.caseload import caseload
from projections.definitions_in_force import AdoptedDefinitions
from tests.deployments import BEGINNING, DATABASES, SERVICE, Deployment, deployed

FRASER = StaffId("fraser")
ELSEWHERE = ServiceId("another")


@pytest.fixture(params=DATABASES)
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        for service in (SERVICE, ELSEWHERE):
            deployment.do(OpenService(service=service, name="Machair"))
            deployment.do(
                NameStaff(service=service, staff=FRASER, name="Fraser", duties=(Duty.MANAGER,))
            )
        yield deployment


def adopt(here: Deployment, days: int, *, after: int = 0, service: ServiceId = SERVICE) -> Position:
    day = local_day(here.clock.now) + timedelta(days=after)
    values: dict[str, float] = {"first_look_within_working_days": days}
    command = AdoptDefinitions(
        service=service, adopted_by=FRASER, values=values, effective_from=day
    )
    return here.do(command).position


def referral(here: Deployment) -> None:
    here.do(
        ReceiveReferral(
            service=SERVICE,
            name="Morag Example",
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
        )
    )


def late(views: object, **moments: object) -> bool:
    (row,) = caseload(views, SERVICE, **moments).rows  # type: ignore[arg-type]
    return "FIRST_LOOK_LATE" in {flag["code"] for flag in row.flags}


def test_adopting_definitions_folds_the_rows_of_that_service_again(here: Deployment) -> None:
    views = here.views()
    referral(here)
    here.clock.go_on(days=5)
    assert late(views)

    adopt(here, 20)

    assert not late(views)


def test_what_another_service_adopts_changes_nothing_here(here: Deployment) -> None:
    views = here.views()
    referral(here)
    here.clock.go_on(days=5)

    adopt(here, 20, service=ELSEWHERE)

    assert late(views)


def test_what_takes_effect_later_changes_the_rows_on_its_day_by_time_alone(
    here: Deployment,
) -> None:
    views = here.views()
    referral(here)
    here.clock.go_on(days=5)
    adopt(here, 20, after=2)
    assert late(views)

    here.clock.go_on(days=2)

    assert not late(views)


def test_the_past_goes_by_what_had_been_adopted_then(here: Deployment) -> None:
    views = here.views()
    referral(here)
    here.clock.go_on(days=5)
    before = here.clock.now - timedelta(hours=1)
    adopt(here, 20)
    here.clock.go_on(days=1)

    assert late(views, known_at=before)
    assert not late(views, known_at=here.clock.now)
    assert late(views, true_at=before)


def test_a_rebuilt_view_goes_by_what_was_adopted(here: Deployment) -> None:
    views = here.views()
    referral(here)
    here.clock.go_on(days=5)
    adopt(here, 20)
    views.catch_up()

    before, after = views.rebuild("caseload")

    assert before == after
    assert not late(views)


def test_an_adoption_that_was_entered_in_error_never_held(here: Deployment) -> None:
    from domain.corrections import MarkEnteredInError

    views = here.views()
    referral(here)
    here.clock.go_on(days=5)
    position = adopt(here, 20)
    assert not late(views)

    here.do(MarkEnteredInError(entry=position))

    assert late(views)


@pytest.mark.parametrize("between", [1, 10])
def test_what_is_remembered_is_what_the_log_says(
    here: Deployment, between: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking on event by event and reading anew give the same, at every earlier position too."""
    monkeypatch.setattr("projections.definitions_in_force.SMALL_GAP", 4)
    adopted = AdoptedDefinitions(here.ledger)
    first = here.ledger.head().position
    assert adopted.known_at(first).of(SERVICE, here.clock.now) == DEFAULTS

    second = adopt(here, 7)
    for _ in range(between):
        referral(here)
    third = adopt(here, 9)

    fresh = AdoptedDefinitions(here.ledger)
    for position in (third, first, second):
        found = adopted.known_at(position).of(SERVICE, BEGINNING)
        assert found == fresh.known_at(position).of(SERVICE, BEGINNING)
    looks = [
        adopted.known_at(position).of(SERVICE, BEGINNING).first_look_within_working_days
        for position in (first, second, third)
    ]
    assert looks == [2, 7, 9]
    assert adopted.adopting(first, second) == [f"service:{SERVICE}"]
    assert adopted.adopting(second, Position(third - 1)) == []
    assert adopted.adopting(second, third) == [f"service:{SERVICE}"]
