"""What every test can lean on."""

import os
from collections.abc import Generator
from datetime import date
from pathlib import Path

import pytest

from domain.periods import is_working_day

PROJECT = Path(__file__).parent.parent
is_working_day(date(2026, 1, 5))  # works the bank holidays out now, not in a test that is timed


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real input that this project did not write; it lies beside the project, not in it."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent: real input lies beside the project, not in a clone")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed there is no excuse for a test that did not run."""
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    report = yield
    _refuse_a_skip(report)
    return report


def _refuse_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_to_fail = hasattr(report, "wasxfail")
    if os.environ.get("CI") == "true" and report.outcome == "skipped" and not expected_to_fail:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"CI allows no skipped test. {reason}"
