"""What is written about the events is what the code says."""

import inspect

import pytest

from application.commands import DECIDERS
from domain.catalogue import EVENTS
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


def test_the_glossary_names_every_command_and_every_refusal() -> None:
    glossary = (FILE.parents[1] / "domain" / "README.md").read_text()
    names = {
        kind.__name__ for decider in DECIDERS for kind in (*decider.commands, *decider.refusals)
    }

    assert {name for name in names if f"`{name}`" not in glossary} == set()
