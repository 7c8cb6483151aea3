"""The arithmetic of studies, held against R: another language, and packages that others wrote.

clubSandwich has the intervals that allow for shared peer supporters, survival the waits; the rest
is R's own. Figures agree to nine significant digits.
"""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from application.evaluation import statistics
from application.evaluation.statistics import Estimate
from tests.application.test_statistics import UNEVEN, drawn, near

SCRIPT = Path(__file__).parents[1] / "foreign" / "statistics.R"
RSCRIPT = shutil.which("Rscript")
PACKAGES = ("clubSandwich", "jsonlite", "survival")


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Whether R is there with the packages."""
    asked = "; ".join(f"stopifnot(requireNamespace('{each}', quietly=TRUE))" for each in PACKAGES)
    if (
        RSCRIPT is None
        or subprocess.run([RSCRIPT, "-e", asked], capture_output=True, check=False).returncode
    ):
        pytest.skip(f"Rscript is absent, or one of {', '.join(PACKAGES)}")


def in_r(asked: str, **case: Any) -> Any:
    told = subprocess.run(
        [RSCRIPT or "", "--vanilla", str(SCRIPT)],
        input=json.dumps({"asked": asked, **case}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


def assert_alike(estimate: Estimate | None, told: dict[str, float]) -> None:
    assert estimate is not None
    for name, value in told.items():
        assert near(getattr(estimate, name), value), (name, getattr(estimate, name), value)


@pytest.mark.parametrize("sizes", [UNEVEN, [4] * 12, [1] * 40, [30, 1, 1, 1, 2]])
def test_a_change_and_its_interval(sizes: list[int]) -> None:
    before, after, clusters = drawn(11, sizes, 0.4)
    found = statistics.paired(before, after, clusters)
    told = in_r("change", before=before, after=after, clusters=clusters)

    assert found is not None
    assert_alike(found.mean, told["clustered"])
    assert_alike(found.plain, told["plain"])
    for name in ("sd_before", "sd_after", "sd_change", "d_z", "d_av"):
        assert near(getattr(found, name), told[name]), name


@pytest.mark.parametrize("overlap", [0, 4])
def test_a_difference_between_groups_whether_or_not_they_share_peer_supporters(
    overlap: int,
) -> None:
    one, _later, theirs = drawn(12, UNEVEN, 0.4)
    other, _last, others = drawn(13, [3, 1, 4, 2, 6], 0.2)
    others = [each + len(UNEVEN) - overlap for each in others]
    found = statistics.difference(one, other, (theirs, others))

    assert_alike(found, in_r("difference", one=one, other=other, clusters=[*theirs, *others]))


def waits(seed: int, people: int) -> tuple[list[int], list[int], list[str]]:
    """Days with many ties, some of them of people who left before they met anybody."""
    dice = Random(seed)
    days = [int(dice.weibullvariate(90, 1.4)) + 1 for _each in range(people)]
    reached = [int(dice.random() < 0.8) for _each in days]
    return days, reached, [dice.choice(["GP", "SELF", "NURSE"]) for _each in days]


@pytest.mark.parametrize(("seed", "people"), [(14, 7), (15, 60), (16, 400)])
def test_waits_and_how_far_they_lie_apart(seed: int, people: int) -> None:
    days, reached, group = waits(seed, people)
    found = statistics.survival(days, reached)
    told = in_r("survival", days=days, reached=reached, group=group)

    assert found is not None
    assert found.days == told["days"]
    assert found.at_risk == told["at_risk"]
    assert all(near(one, other) for one, other in zip(found.waiting, told["waiting"], strict=True))
    assert (found.median, found.ninetieth) == (told["median"], told["ninetieth"])
    assert found.interval == (told["low"], told["high"])
    assert near(statistics.logrank(days, reached, group), told["logrank"])


def test_what_is_allowed_for_several_looks() -> None:
    dice = Random(17)
    chances = [dice.random() ** 3 for _each in range(12)]
    told = in_r("holm", chances=chances)["adjusted"]

    assert all(
        near(one, other) for one, other in zip(statistics.adjusted(chances), told, strict=True)
    )


@pytest.mark.parametrize(("of", "everybody"), [(0, 12), (7, 12), (12, 12), (431, 977)])
def test_a_share_and_its_interval(of: int, everybody: int) -> None:
    assert_alike(statistics.proportion(of, everybody), in_r("share", of=of, all=everybody))
