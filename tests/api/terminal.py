"""The command line as somebody types it, without starting a process for each command."""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from api.cli import main


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The only line of its answer."""
        (line,) = self.lines
        return line

    @property
    def lines(self) -> list[Any]:
        """Its answer, one value a line."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """The one line that says what is wrong and what to do."""
        assert self.status == 1, self
        (line,) = self.err.splitlines()
        assert line.startswith("error: ")
        assert line.endswith(")")
        assert "(" in line
        return line


class Terminal:
    """A directory to work in, with nothing set for Alongside."""

    def __init__(self, directory: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._captured = captured

    def __call__(self, *arguments: object) -> Ran:
        """Type one command; a missing answer in words is the caller's to judge."""
        self._captured.readouterr()
        status = main([str(each) for each in arguments])
        out, err = self._captured.readouterr()
        assert "Traceback" not in err
        return Ran(status, out, err)


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal in an empty directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "DATABASE_URL", "KEYS", "KEY_FILE", "KEYRING_URL", "SERVICE", "DEBUG"):
        monkeypatch.delenv(f"ALONGSIDE_{name}", raising=False)
    return Terminal(tmp_path, capsys)


def request(number: str, patient: str | None, **fields: Any) -> dict[str, Any]:
    """A referral as health services send it, about a made-up person."""
    contained = {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"text": "Morag Testperson"}],
        "telecom": [{"system": "phone", "value": "01632 960001"}],
    }
    if patient is not None:
        contained["identifier"] = [{"system": "https://example.org/patients", "value": patient}]
    return {
        "resourceType": "ServiceRequest",
        "identifier": [{"system": "https://example.org/requests", "value": number}],
        "status": "active",
        "intent": "order",
        "subject": {"reference": "#p"},
        "requester": {"display": "Dr Example"},
        "contained": [contained],
        **fields,
    }


def sent(file: Path, *requests: dict[str, Any]) -> Path:
    """A file with one request, or with several in a bundle."""
    content: dict[str, Any] = requests[0]
    if len(requests) != 1:
        entries = [{"resource": each} for each in requests]
        content = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file.write_bytes(msgspec.json.encode(content))
    return file
