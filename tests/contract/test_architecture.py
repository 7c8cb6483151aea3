"""Who may import whom, and proof that each contract is able to fail."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

FLOORS = ("domain", "application", "infrastructure", "projections", "api")
DOWNWARDS = "Arrows point downwards"
NO_FRAMEWORK = "The domain and the application know no framework"
COMPOSITION = "Only the composition roots name the infrastructure"


def test_the_import_contracts_hold() -> None:
    answer = lint_imports(PROJECT)

    assert answer.returncode == 0, answer.stdout
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("domain/people.py", "import application", DOWNWARDS),
        ("application/__init__.py", "import projections", DOWNWARDS),
        ("projections/__init__.py", "import infrastructure", DOWNWARDS),
        ("infrastructure/__init__.py", "import api", DOWNWARDS),
        ("domain/people.py", "import sqlalchemy", NO_FRAMEWORK),
        ("application/__init__.py", "from eventsourcing.dcb import api", NO_FRAMEWORK),
        ("api/__init__.py", "import infrastructure.recorders", COMPOSITION),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path: Path, module: str, line: str, broken: str) -> None:
    for floor in FLOORS:
        shutil.copytree(
            PROJECT / floor,
            tmp_path / floor,
            ignore=shutil.ignore_patterns("__pycache__", "static", "templates"),
        )
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as source:
        source.write(f"\n{line}\n")

    answer = lint_imports(tmp_path)

    assert answer.returncode == 1, answer.stdout
    assert f"{broken} BROKEN" in answer.stdout


def lint_imports(root: Path) -> "subprocess.CompletedProcess[str]":
    """What import-linter says of the packages under a folder."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_indicator_decides_anything() -> None:
    """They are read where things are shown; no rule of any noun looks at them (UK GDPR, 22A-D).

    What is sealed behind them, and what is judged by thresholds, can so pause, end or refuse
    nothing: a person decides.
    """
    readers = {
        path.relative_to(PROJECT).as_posix()
        for floor in ("domain", "application")
        for path in (PROJECT / floor).rglob("*.py")
        if re.search(r"\bindicators\b", _imports(path))
    }

    assert {each for each in readers if not each.startswith("domain/indicators/")} == {
        "application/commands.py",  # who answers an acknowledgement
        "application/simulation/asked.py",  # what simulated people make of one
        "application/policy.py",  # who may acknowledge one
        "application/evaluation/studied.py",  # which entries a study may fold
        "application/evaluation/plan.py",  # which of them a study judges anew
        "application/evaluation/flagged.py",  # when they would have stood
        "application/evaluation/questions.py",  # how many stand how, over many lives
        "domain/correctable.py",  # that an acknowledgement is not dated back
    }


def _imports(path: Path) -> str:
    """The lines of a module that import, parts in brackets included."""
    return "\n".join(
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
