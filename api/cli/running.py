"""Opening, simulating and serving."""

import logging
import os
import socket
import sys
import threading
from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from api.cli.demonstrating import mark_simulated, must_be_simulated, players_of
from api.cli.opening import DEFAULT_SERVICE, performer, service_in, settings_of, store_of, tell
from api.desk import Desk
from api.guard import is_loopback
from api.mailing import hand_over_due
from api.main import NotLoopback, application, desk_of, may_listen, post_of, way_in_of
from api.store import Store, exports_of
from application.identity import WayIn
from application.mailing import Post
from application.opening import SMALL_CHARITY, open_service, profile_from
from application.simulation import Simulated
from application.simulation import simulate as simulated
from domain.decider import Refusal
from domain.folds import as_of, fold
from domain.people import ServiceId, subject
from domain.service import SERVICE, still_missing
from infrastructure.bulk_simulation import simulate_in_bulk
from infrastructure.credentials import Demonstrating, demonstrating
from projections.moments import moment_of

EVERY_MINUTE = 60.0
"""Seconds between two looks at messages that are due."""
EVERY_HOUR = 3_600.0
"""Seconds between two looks at enquiries whose time is over."""
log = logging.getLogger(__name__)


class NotEmpty(Refusal):
    """A simulation would mix with what is recorded already."""


def init(options: Namespace) -> int:
    """Open a service from a profile, and say what is still refused and why."""
    profile_file = Path(options.profile) if options.profile else None
    text = (profile_file or SMALL_CHARITY).read_text(encoding="utf-8")
    profile = profile_from(text)
    with store_of(options, create=True) as store:
        service = ServiceId(store.settings.service or DEFAULT_SERVICE)
        open_service(profile, service, performer(store, service))
        store.views.catch_up()
        history = store.ledger.history(subject("service", service))
        missing = still_missing(fold(SERVICE, as_of(history)))
        copied = None
        if profile_file is None:
            copied = store.settings.data_dir / "profile.toml"
            store.settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not copied.exists():
                copied.write_text(text, encoding="utf-8")
        if options.json:
            profile_path = str(copied or profile_file)
            tell({"service": service, "profile": profile_path, "refused": list(missing)})
            return 0
        print(f"{profile.name} is open.")
        for sentence in missing:
            print(f"Not yet: {sentence}")
        if copied is not None:
            print(f"Edit {copied}, then run: alongside init --profile {copied}")
        print("Next: alongside import referrals FILE, or alongside serve")
    return 0


def simulate(options: Namespace) -> int:
    """Simulate the history of a service, or of many, into an empty store."""
    until = moment_of(options.until, "--until") if options.until else datetime.now(UTC)
    until = min(until, datetime.now(UTC))
    with store_of(options, create=True) as store:
        if options.services:
            result = _many_simulated(store, options, until)
        else:
            result = _simulated(store, options, until)
    _tell_simulated(result, machine=options.json)
    return 0


def demo(options: Namespace) -> int:
    """Simulate a service, unless there is one already, and serve it."""
    if not options.no_serve and not is_loopback(options.host):
        raise NotLoopback(f"{options.host} can be reached by others (use 127.0.0.1)")
    with store_of(options, create=True) as store:
        if store.ledger.head().position:
            if options.no_serve:
                raise NotEmpty("this store holds entries already (name another with --data)")
            must_be_simulated(store)
            print("Using what was simulated here already.")
        else:
            result = _simulated(store, options, datetime.now(UTC))
            _tell_simulated(result, machine=options.json)
        if options.no_serve:
            return 0
        service = service_in(store)
        with demonstrating(service, players_of(store, service), store.ledger.now) as players:
            return _serve(store, options, demo=players)


def serve(options: Namespace) -> int:
    """Serve pages and the JSON interface: on this machine, or to others who sign in."""
    with store_of(options) as store, way_in_of(store) as way_in:
        may_listen(options.host, way_in, store.settings.public_url)
        return _serve(store, options, way_in)


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # whoever is not told that this is TCP lets an answer wait for what acknowledges its first part
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen()  # who reads the address may come at once
    except OSError as taken:
        listening.close()
        raise PortTaken(
            f"port {port} cannot be used: {taken.strerror} (choose another with --port)"
        ) from taken
    return listening


def _serve(
    store: Store,
    options: Namespace,
    way_in: WayIn | None = None,
    demo: Demonstrating | None = None,
) -> int:
    import uvicorn

    service = service_in(store)
    listening = listening_at(options.host, options.port)
    port = listening.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    store.views.catch_up()
    print(f"Open http://{host}:{port}/ in a browser on this machine. Stop with Ctrl+C.", flush=True)
    exports = exports_of(store.settings, store.recorder, store.keyring)
    app = application(store, service, exports, way_in, demo)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    stop = threading.Event()
    signing = threading.Thread(target=exports.keep, args=(stop,))
    post = post_of(store.settings) if demo is None else None  # a demonstration writes to nobody
    mailing = threading.Thread(target=_mail, args=(desk_of(store, service), post, stop))
    letting_go = threading.Thread(target=_let_go, args=(desk_of(store, service), stop))
    signing.start()
    letting_go.start()
    mailing.start()
    try:
        with suppress(KeyboardInterrupt):  # that is how it is stopped
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        stop.set()
        signing.join()
        letting_go.join()
        mailing.join()
    return 0


def _let_go(desk: Desk, stop: threading.Event) -> None:
    """Let enquiries go whose time is over, now and every hour. What fails is tried again."""
    while True:
        try:
            desk.let_enquiries_go()
        except Exception:  # whatever it is, people are served on
            log.exception("Enquiries whose time is over could not be let go.")
        if stop.wait(EVERY_HOUR):
            return


def _mail(desk: Desk, post: Post | None, stop: threading.Event) -> None:
    """Hand over what is due, now and every minute. What fails is tried again."""
    while post is not None:
        try:
            hand_over_due(desk, post)
        except Exception:  # whatever it is, people are served on
            log.exception("Messages that are due could not be handed over.")
        if stop.wait(EVERY_MINUTE):
            return


class PortTaken(Refusal):
    """Something else listens on this port."""


def _simulated(store: Store, options: Namespace, until: datetime) -> Simulated:
    _must_be_empty(store)
    service = ServiceId(store.settings.service or DEFAULT_SERVICE)
    console = Console(stderr=True)
    with Progress(console=console, disable=options.json or not console.is_terminal) as bar:
        task = bar.add_task("Simulating")
        result = simulated(
            store.ledger,
            store.ledger,
            service=service,
            people=options.people,
            years=options.years,
            seed=options.seed,
            until=until,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            codes=desk_of(store, service).opener,
        )
    mark_simulated(store)
    store.views.catch_up()
    return result


def _many_simulated(store: Store, options: Namespace, until: datetime) -> Simulated:
    """Many services, as many at a time as there are processors."""
    _must_be_empty(store)
    console = Console(stderr=True)
    with Progress(console=console, disable=options.json or not console.is_terminal) as bar:
        task = bar.add_task("Simulating services")
        result = simulate_in_bulk(
            store.ledger,
            store.keyring,
            services=options.services,
            years=options.years,
            seed=options.seed,
            until=until,
            workers=min(len(os.sched_getaffinity(0)), options.services),
            scratch=None if store.settings.database_url else store.settings.data_dir,
            progress=lambda what, done, total: bar.update(
                task, description=what, completed=done, total=total
            ),
        )
        mark_simulated(store)
        bar.update(task, description="Bringing the views up to date", total=None)
        store.views.catch_up()
    return result


def _must_be_empty(store: Store) -> None:
    if store.ledger.head().position:
        raise NotEmpty("this store holds entries already (name another with --data)")


def _tell_simulated(result: Simulated, *, machine: bool) -> None:
    if machine:
        tell(result)
        return
    services = f" in {result.services} services" if result.services > 1 else ""
    print(
        f"Simulated {result.people} people, {result.matches} matches, {result.sessions} sessions"
        f"{services}: {result.events:,} entries in {result.seconds:.1f} seconds.",
        flush=True,
    )
    sys.stdout.flush()


__all__ = ["settings_of"]
