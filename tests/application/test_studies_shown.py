"""The examples of the documentation are what their plans give."""

import os
import re
from pathlib import Path

import pytest

from application.evaluation.plan import Kind, plan_from
from tests.studies_shown import FOLDER, pages, simulated

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
PLANS = sorted(FOLDER.glob("*.toml"))


def test_there_is_an_example_of_every_kind() -> None:
    assert {plan_from(each.read_text()).kind for each in PLANS} == set(Kind)


@pytest.mark.parametrize("plan", PLANS, ids=lambda each: each.stem)
def test_an_example_stands_with_its_plan_its_caveats_and_its_pictures(plan: Path) -> None:
    told = plan.with_suffix(".md").read_text()
    pictures = re.findall(r"!\[(.*?)\]\((.*?\.svg)\)", told)

    assert told.startswith(f"# {plan_from(plan.read_text()).title}\n")
    assert plan.name in told
    assert "Read with every number:" in told
    assert "The people are invented" in told
    assert pictures
    for words, file in pictures:
        drawn = (FOLDER / file).read_text()
        (title,), (said,) = (
            re.findall(r"<title>(.*?)</title>", drawn),
            re.findall(r"<desc>(.*?)</desc>", drawn, re.DOTALL),
        )
        assert words == f"{title}. {said}"
        assert "<script" not in drawn


def test_the_examples_are_what_comes_out(tmp_path: Path) -> None:
    """To the letter at full size; of a small service their pages, with their own figures."""
    if CAMPAIGN:
        for name, text in pages(simulated(tmp_path)).items():
            assert text == (FOLDER / name).read_text(), name
        return
    found = pages(simulated(tmp_path, people=30))
    assert {each.with_suffix(".md").name for each in PLANS} == {
        each for each in found if each.endswith(".md")
    }
    for name, text in found.items():
        if name.endswith(".md"):
            assert headings(text) <= headings((FOLDER / name).read_text()), name


def headings(text: str) -> set[str]:
    return {each for each in text.splitlines() if each.startswith("#")}
