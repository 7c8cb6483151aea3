"""What the repository holds: no trace of one machine, pinned packages, vendored files unchanged."""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT

STATIC = PROJECT / "api" / "static"
TEMPLATES = PROJECT / "api" / "pages" / "templates"
LOCKS = ("requirements.lock", "requirements-dev.lock")
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"

MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|root|Users|home/[a-z]+)/")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org")
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def repository_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def pins(lock: str) -> dict[str, str]:
    """The packages of a lock file and their versions."""
    lines = (PROJECT / lock).read_text().splitlines()
    return {found[1]: found[2] for line in lines if (found := PINNED.match(line))}


def project() -> dict[str, list[str]]:
    """The packages that the project asks for, by lock file."""
    table = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    wanted = {
        "requirements.lock": table["dependencies"],
        "requirements-dev.lock": [
            *table["dependencies"],
            *table["optional-dependencies"]["dev"],
            *table["optional-dependencies"]["studies"],
        ],
    }
    return {
        lock: [re.split(r"[\[<>=]", requirement)[0] for requirement in requirements]
        for lock, requirements in wanted.items()
    }


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for file in repository_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{file.relative_to(PROJECT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if MACHINE_PATH.search(line) or REGISTRY.search(line)
        ]

    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_nothing_but_pins_and_hashes(lock: str) -> None:
    lines = (PROJECT / lock).read_text().splitlines()
    strange = [line for line in lines if not PINNED.match(line) and not HASH.match(line)]

    assert strange == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    lines = (PROJECT / lock).read_text().splitlines()
    following = zip(lines, [*lines[1:], ""], strict=True)
    bare = [line for line, after in following if PINNED.match(line) and not HASH.match(after)]

    assert bare == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_the_project_asks_for_is_pinned(lock: str) -> None:
    missing = [package for package in project()[lock] if package not in pins(lock)]

    assert missing == []


def test_the_service_runs_on_the_versions_that_were_tested() -> None:
    tested = pins("requirements-dev.lock")
    run = pins("requirements.lock")

    assert {package: tested.get(package) for package in run} == run


def test_vendored_files_are_as_published() -> None:
    manifest = tomllib.loads((STATIC / "VENDORED.toml").read_text())
    listed = {
        file["path"]: file["sha256"] for package in manifest["package"] for file in package["file"]
    }
    there = {
        str(file.relative_to(STATIC)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (STATIC / "vendor").rglob("*")
        if file.is_file()
    }

    assert listed == there


def test_every_vendored_package_comes_with_its_licence() -> None:
    manifest = tomllib.loads((STATIC / "VENDORED.toml").read_text())
    without = [
        package["name"]
        for package in manifest["package"]
        if not any("LICENSE" in file["path"] for file in package["file"])
    ]

    assert without == []


def test_style_sheets_fetch_nothing() -> None:
    fetched = [
        (sheet.name, address)
        for sheet in STATIC.rglob("*.css")
        for address in re.findall(r"url\((?!\s*[\"']?data:)[^)]+|@import[^;]+", sheet.read_text())
    ]

    assert fetched == []


def test_templates_hold_nothing_inline_and_nothing_foreign() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)|(?:src|href)=\"(?:https?:)?//"
    )
    found = [
        (page.name, hit)
        for page in TEMPLATES.rglob("*")
        for hit in inline.findall(page.read_text())
    ]

    assert found == []


def test_what_templates_load_is_there() -> None:
    loaded = {
        address
        for page in TEMPLATES.rglob("*")
        for address in re.findall(r"/static/([^\"#?]+)", page.read_text())
    }

    assert loaded
    assert [address for address in loaded if not (STATIC / address).is_file()] == []


def test_every_target_stands_on_setup() -> None:
    rules = (PROJECT / "Makefile").read_text()
    without = [
        target
        for target in ("demo", "test", "check", "campaign", "bench")
        if not re.search(rf"^{target}:.*\bsetup\b", rules, re.MULTILINE)
    ]

    assert without == []


def test_the_licence_is_apache_2_0() -> None:
    assert hashlib.sha256((PROJECT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in (PROJECT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(("ci", "outcome"), [("true", 1), ("false", 0)])
def test_in_ci_a_skipped_test_is_a_failed_test(tmp_path: Path, ci: str, outcome: int) -> None:
    (tmp_path / "conftest.py").write_text((PROJECT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_skipping.py").write_text(
        "import pytest\n"
        "def test_that_needs_what_is_absent(): pytest.skip('it is absent')\n"
        "def test_that_runs(): pass\n"
        "@pytest.mark.xfail\n"
        "def test_that_is_expected_to_fail(): raise ValueError\n"
    )

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == outcome, run.stdout
    assert ("1 failed" if outcome else "1 skipped") in run.stdout
    assert "1 passed" in run.stdout
    assert "1 xfailed" in run.stdout
