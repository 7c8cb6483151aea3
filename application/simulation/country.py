"""Many services, from a single one to Scotland (domain reference, 8.2).

31 health and social care partnerships with about four services each are 120 services. Every tenth
is on an island and has 3 to 8 matches at a time, so that small numbers have to be held back.

The reference has 25 to 60 matches elsewhere, about 4,000 in all, and 5 to 7 million events in five
years. Both cannot quite be had: a match comes to some 234 events a year with all that goes with it
(460 people in one service, five years), so 4,000 come to 4.7 million. Services are drawn from the
upper half of the range, which gives the events and some 5,500 matches.
"""

from random import Random

from application.simulation.population import NotASize, Plan
from domain.people import ServiceId, identifier_from

SCOTLAND = 120
MOST_SERVICES = 1000
ISLAND_EVERY = 10
MATCHES = (44, 60)
MATCHES_ON_AN_ISLAND = (3, 8)
RURAL = 0.2
"""Of the services that are on no island."""

REFERRALS_A_YEAR_FOR_A_MATCH = 2.1
"""How many referrals a year keep one match running, as the rates of 8.1 come out."""


def country(services: int, years: float, seed: int) -> list[Plan]:
    """So many services, the same for the same seed. Raises `NotASize`."""
    if not 1 <= services <= MOST_SERVICES:
        raise NotASize(
            f"Say how many services: at least 1, at most {MOST_SERVICES}.", field="services"
        )
    return [_service(number, years, seed) for number in range(1, services + 1)]


def _service(number: int, years: float, seed: int) -> Plan:
    streams = f"{seed}/service-{number}"
    dice = Random(f"{streams}/size")
    island = number % ISLAND_EVERY == 0
    matches = dice.randint(*(MATCHES_ON_AN_ISLAND if island else MATCHES))
    return Plan(
        service=ServiceId(identifier_from(f"simulated/{streams}".encode())),
        people=max(round(matches * REFERRALS_A_YEAR_FOR_A_MATCH * years), 1),
        streams=streams,
        name=f"Example Alongside {number}",
        rural=island or dice.random() < RURAL,
    )
