"""The examples of `docs/studies`, run over simulated data and written down with their pictures.

``python -m tests.studies_shown`` simulates a service and writes ``NAME.md`` and its drawings beside
each plan; ``--data DIR`` takes a service that was simulated so before.
"""

import argparse
import tempfile
from pathlib import Path

from api.cli import main
from api.cli.evaluating import evaluated
from infrastructure.studies.running import Result

FOLDER = Path(__file__).parents[1] / "docs" / "studies"
SIZE = ("--people", "500", "--years", "3", "--seed", "7", "--until", "2026-11-02")


def pages(data: Path) -> dict[str, str]:
    """Every file of the examples by its name, from a simulated service."""
    found: dict[str, str] = {}
    for plan in sorted(FOLDER.glob("*.toml")):
        result = evaluated(plan, data).result
        found[f"{plan.stem}.md"] = page(plan.name, result)
        for section in result.findings.sections:
            for each in section.pictures:
                found[f"{plan.stem}-{each.name}.svg"] = each.svg
    return found


def page(plan: str, result: Result) -> str:
    """A report as a page of the documentation, without what differs from machine to machine."""
    found = result.findings
    lines = [
        f"# {result.header.title}",
        "",
        (
            f"The plan is [`{plan}`]({plan}). The people are invented: the figures come from "
            f"`alongside simulate {' '.join(SIZE)}`, and say nothing about peer support."
        ),
        "",
        *found.summary,
        "",
        "Read with every number:",
        "",
        *[f"- {each}" for each in found.caveats],
    ]
    for section in found.sections:
        lines += ["", f"## {section.heading}", "", *section.sentences]
        for each in section.pictures:
            file = f"{Path(plan).stem}-{each.name}.svg"
            lines += ["", f"![{each.title}. {each.words}]({file})"]
        for table in section.tables:
            lines += ["", f"| {' | '.join(table.columns)} |", "|---" * len(table.columns) + "|"]
            lines += [f"| {' | '.join(row)} |" for row in table.rows]
    return "\n".join(lines) + "\n"


def simulated(folder: Path, *, people: int | None = None) -> Path:
    """A service as the examples have it, or a smaller one."""
    data = folder / "data"
    size = SIZE if people is None else ("--people", str(people), *SIZE[2:])
    if main(["simulate", "--data", str(data), *size, "--json"]):
        raise SystemExit("the service could not be simulated")
    return data


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path)
    with tempfile.TemporaryDirectory() as kept:
        for name, text in pages(asked.parse_args().data or simulated(Path(kept))).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
