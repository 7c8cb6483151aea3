"""The caseload as it is served: a page and JSON, beside the same page built with other frameworks.

Each side is a server in a process of its own, asked over HTTP by this one; what counts is the CPU
of the server for one answer. All know who asks by a cookie, show a coordinator their own lines, and
write down who was looked at before the answer leaves, as durably as each other.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import psutil  # type: ignore[import-untyped]

from api.desk import Desk
from api.main import desk_of
from api.store import Store
from benchmarks.asking_for_lists import SERVICE, simulated
from benchmarks.rivals.tables import COORDINATOR, MANAGER, fill
from benchmarks.rounds import MILLISECONDS, Figure, Goal, TimedSide, Took, compared, interleaved
from benchmarks.stage import SQLITE, Stage
from domain.people import StaffId, subject
from domain.service import SERVICE as SERVICE_FOLD
from domain.service import Duty, Service
from infrastructure.credentials import SigningIn
from infrastructure.credentials.tables import CredentialStore
from projections.caseload import Row, caseload
from projections.directory import Directory

OURS, FASTAPI, DJANGO = "this product", "FastAPI and SQLAlchemy", "Django REST framework"
PAGE, INTERFACE = "/caseload", "/api/v1/caseload"
ANSWERS_A_ROUND = 40
STARTS_WITHIN = 60.0
PEOPLE_AND_YEARS = (400, 3.0)


class NotServed(Exception):
    """A server does not answer, or says something else than ours."""


class Served(NamedTuple):
    """A server: its process, its address, and the cookies of a coordinator and of a manager."""

    process: psutil.Process
    client: httpx.Client
    coordinator: dict[str, str]
    manager: dict[str, str]

    def cpu(self) -> float:
        """Seconds of CPU of the server, with those of the processes that it started."""
        all_ = [self.process, *self.process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in all_)

    def side(self, path: str, *, as_manager: bool = False) -> TimedSide:
        """Ask for the same again and again."""
        headers = _cookies(self.manager if as_manager else self.coordinator)

        def ask() -> Took:
            before = self.cpu()
            for _each in range(ANSWERS_A_ROUND):
                answer = self.client.get(path, headers=headers)
                answer.raise_for_status()
            return Took(ANSWERS_A_ROUND, self.cpu() - before)

        return ask


def the_caseload_is_served(stage: Stage) -> Iterator[Figure]:
    """A coordinator's page and JSON beside two rivals, and a manager's list of the same length."""
    with ExitStack() as stack:
        people, years = (60, 2.0) if stage.quick else PEOPLE_AND_YEARS
        store = simulated(stage, stack, "served", people, years)
        store.views.catch_up()
        desk = desk_of(store, SERVICE)
        whose, manager = _busiest(caseload(store.views, SERVICE).rows), _manager(desk)
        ours = stack.enter_context(_ours(stage.directory / "served", store, whose, manager))
        # as they stand today, and not when the simulation ended
        rows, theirs = _all_of(ours, ours.manager), _all_of(ours, ours.coordinator)
        length = len(theirs)
        named = sum(each.coordinator == whose for each in rows)
        served = {OURS: ours, **_rivals(stage, stack, store, (rows, theirs), (whose, manager))}
        _must_tell_the_same(served)
        note = f"{length} lines of {len(rows)}, seconds of CPU of the server"
        for path, name, bound in ((PAGE, "page", 1.5), (INTERFACE, "JSON", 3.0)):
            sides = {each: one.side(path) for each, one in served.items()}
            timings = interleaved(sides, stage.rounds(20), stage.dice)
            for rival in (FASTAPI, DJANGO):
                yield compared(
                    timings,
                    OURS,
                    rival,
                    name=f"a coordinator's caseload, {name}",
                    database=SQLITE,
                    unit=MILLISECONDS,
                    goal=Goal(bound),
                    note=note,
                )
        narrow = served[OURS]
        few = min(length, named)
        lists = {
            "their own": narrow.side(f"{INTERFACE}?limit={few}"),
            "as a manager": narrow.side(
                f"{INTERFACE}?coordinator={whose}&limit={few}", as_manager=True
            ),
        }
        timings = interleaved(lists, stage.rounds(20), stage.dice)
        yield compared(
            timings,
            "their own",
            "as a manager",
            name="a narrow role's caseload, JSON",
            database=SQLITE,
            unit=MILLISECONDS,
            goal=Goal(1.5, at_most=True),
            as_times=True,
            note=f"{few} lines each",
        )


MEASURES = (the_caseload_is_served,)


def _busiest(rows: list[Row]) -> StaffId:
    """The coordinator who looks after most."""
    ((whose, _number),) = Counter(
        each.coordinator for each in rows if each.coordinator is not None
    ).most_common(1)
    return whose


def _all_of(ours: Served, cookies: Mapping[str, str]) -> list[Row]:
    """Every line that somebody is given, page by page."""
    rows: list[Row] = []
    following: str | None = "0"
    while following is not None:
        path = f"{INTERFACE}?cursor={following}"
        told = ours.client.get(path, headers=_cookies(cookies)).raise_for_status().json()
        rows += msgspec.convert(told["rows"], list[Row])
        following = told["next"]
    return rows


def _cookies(held: Mapping[str, str]) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in held.items())}


def _manager(desk: Desk) -> StaffId:
    service: Service = desk.look()(SERVICE_FOLD, subject("service", SERVICE))
    return next(each for each, duties in service.staff.items() if Duty.MANAGER in duties)


# --- The sides ---


@contextmanager
def _ours(folder: Path, store: Store, whose: StaffId, manager: StaffId) -> Iterator[Served]:
    secrets = []
    with closing(CredentialStore.at(store.settings, lambda: datetime.now(UTC))) as credentials:
        way_in = SigningIn(credentials)
        for each in (whose, manager):
            name = f"{each}@example.org"
            invited = way_in.accounts.invite(name, subject("staff", each), SERVICE)
            account = way_in.accounts.accept(invited.secret, "marsh lantern cobble tide")
            secrets.append(
                way_in.sessions.start(account.account, "benchmark", shared=False, confirmed=True)
            )
    cookies = [{"alongside": each} for each in secrets]
    port = _free_port()
    serve = "import sys; from api.cli import main; raise SystemExit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", serve, "serve", "--data", str(folder), "--port", str(port)]
    with _running(command, port, {}) as process, _client(port) as client:
        yield Served(process, client, *cookies)


def _rivals(
    stage: Stage,
    stack: ExitStack,
    store: Store,
    lines: tuple[list[Row], list[Row]],
    who: tuple[StaffId, StaffId],
) -> dict[str, Served]:
    rows, theirs = lines
    names = _names(store, rows)
    # a coordinator sees those whom they deputise for, too: for a rival these are simply theirs
    own = [msgspec.structs.replace(each, coordinator=who[0]) for each in theirs]
    other = [each for each in rows if each not in theirs]
    found = {}
    for rival in (FASTAPI, DJANGO):
        file = stage.directory / f"{rival.partition(' ')[0].lower()}.db"
        secrets = dict(zip(who, ("a coordinator's secret", "a manager's secret"), strict=True))
        roles = dict(zip(who, (COORDINATOR, MANAGER), strict=True))
        fill(file, [*own, *other], names, {each: (roles[each], secrets[each]) for each in who})
        found[rival] = stack.enter_context(
            _fastapi(file, [*secrets.values()]) if rival == FASTAPI else _django(file, who)
        )
    return found


@contextmanager
def _fastapi(file: Path, secrets: list[str]) -> Iterator[Served]:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.rivals.with_fastapi:app"]
    command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    with _running(command, port, _at(file)) as process, _client(port) as client:
        coordinator, manager = ({"rival": each} for each in secrets)
        yield Served(process, client, coordinator, manager)


@contextmanager
def _django(file: Path, who: tuple[StaffId, StaffId]) -> Iterator[Served]:
    made = [sys.executable, "-m", "benchmarks.rivals.with_django", *who]
    env = {**os.environ, **_at(file)}
    said = subprocess.run(made, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    coordinator, manager = ({"sessionid": each} for each in said.stdout.split())
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "benchmarks.rivals.with_django:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "1"]
    command += ["--log-level", "warning", "--no-control-socket"]
    with _running(command, port, _at(file)) as process, _client(port) as client:
        yield Served(process, client, coordinator, manager)


def _at(file: Path) -> dict[str, str]:
    return {"RIVAL_DATABASE": str(file)}


def _names(store: Store, rows: list[Row]) -> Mapping[str, str]:
    about = {
        subject(noun, identifier)
        for row in rows
        for noun, identifier in (
            ("person", row.person),
            ("peer", row.peer),
            ("staff", row.coordinator),
        )
        if identifier is not None
    }
    named = Directory(store.views, desk_of(store, SERVICE).opener).names_of(about)
    return {str(each): name for each, name in named.items()}


@contextmanager
def _running(command: list[str], port: int, more: Mapping[str, str]) -> Iterator[psutil.Process]:
    """A server, from when it answers until it is told to stop."""
    started = subprocess.Popen(  # noqa: S603
        command, env={**os.environ, **more}, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not _answers(port):
            if started.poll() is not None or time.monotonic() > until:
                raise NotServed(f"{command[1:4]} does not answer")
            time.sleep(0.05)
        yield psutil.Process(started.pid)
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(STARTS_WITHIN)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _client(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)


# --- Whether all tell the same ---


def _must_tell_the_same(served: Mapping[str, Served]) -> None:
    """The same cells in the same table, and the same lines for programs."""
    pages = {each: _table(_get(one, PAGE)) for each, one in served.items()}
    lines = {
        each: [row["state"] for row in json.loads(_get(one, INTERFACE))["rows"]]
        for each, one in served.items()
    }
    for rival in (FASTAPI, DJANGO):
        told = zip([*pages[OURS], *lines[OURS]], [*pages[rival], *lines[rival]], strict=False)
        unlike = next((pair for pair in told if pair[0] != pair[1]), None)
        if unlike or len(pages[rival]) != len(pages[OURS]) or not lines[OURS]:
            raise NotServed(f"{rival} does not tell the same: {unlike}")


def _get(one: Served, path: str) -> str:
    return one.client.get(path, headers=_cookies(one.coordinator)).raise_for_status().text


def _table(page: str) -> list[str]:
    (table,) = re.findall(r"<table.*?</table>", page, re.DOTALL)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in cells]
