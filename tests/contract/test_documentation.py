"""What is written about the events is what the code says."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import domain
from application import command_catalogue
from application.commands import DECIDERS
from domain.catalogue import EVENTS
from domain.decider import Event
from domain.indicators import IndicatorCode
from infrastructure.codec import sealed_fields
from infrastructure.event_catalogue import FILE, catalogue
from projections import indicator_reference


def test_the_event_catalogue_is_what_the_code_generates() -> None:
    assert FILE.read_text() == catalogue(), "Run: python -m infrastructure.event_catalogue"


def test_the_page_about_indicators_is_what_the_code_generates() -> None:
    generated = indicator_reference.reference()

    assert indicator_reference.FILE.read_text() == generated, (
        "Run: python -m projections.indicator_reference"
    )
    assert all(f"### {code.value}: " in generated for code in IndicatorCode)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_the_catalogue_tells_of_every_event_and_of_what_is_sealed_in_it(name: str) -> None:
    _before, _heading, after = catalogue().partition(f"\n### {name}\n")
    section = after.partition("\n### ")[0]

    assert section
    for field in EVENTS[name].__struct_fields__:
        assert f"| `{field}` |" in section
    for sealed in sealed_fields(EVENTS[name]):
        row = f"| `{sealed.field}` |"
        line = next(line for line in section.splitlines() if line.startswith(row))
        assert f"| {sealed.kind}, owned by" in line


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_says_what_it_means(name: str) -> None:
    words = inspect.cleandoc(vars(EVENTS[name]).get("__doc__") or "")

    assert words
    assert words.split("\n\n")[0].endswith(".")


def test_every_command_and_every_refusal_says_what_it_means() -> None:
    silent = [
        kind.__name__
        for decider in DECIDERS
        for kind in (*decider.commands, *decider.refusals)
        if not vars(kind).get("__doc__")
    ]

    assert silent == []


def test_the_command_catalogue_is_what_the_code_generates() -> None:
    written = command_catalogue.FILE.read_text()

    assert written == command_catalogue.catalogue(), "Run: python -m application.command_catalogue"


def test_the_command_catalogue_names_every_command_and_every_refusal() -> None:
    page = command_catalogue.catalogue()
    names = {
        kind.__name__ for decider in DECIDERS for kind in (*decider.commands, *decider.refusals)
    }

    assert {name for name in names if f"- `{name}`: " not in page} == set()


def test_every_event_of_the_domain_is_in_the_catalogue() -> None:
    """An event that is defined and not listed could be recorded and never read again."""
    for part in walk_packages(domain.__path__, "domain."):
        import_module(part.name)
    defined = set(_below(Event))

    assert {kind.__name__ for kind in defined if kind.__module__.startswith("domain.")} == {*EVENTS}


def _below(kind: type[Event]) -> Iterator[type[Event]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
