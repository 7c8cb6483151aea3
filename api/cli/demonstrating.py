"""Who is who in a demonstration, and whether a store may be demonstrated at all.

A demonstration lets in whoever sits at the machine as anybody they like. So only what was
simulated is demonstrated: a simulation leaves a mark beside its log that names the log's first
entry, and where somebody has an account of their own nothing is demonstrated.
"""

from collections.abc import Iterator
from datetime import timedelta

from api.cli.opening import performer
from api.main import desk_of, way_in_of
from api.store import Store
from domain.access import ACCESS, Access, GrantRole, Role
from domain.decider import Command, Position, Refusal
from domain.folds import as_of, fold, of_subject
from domain.match import Stage
from domain.people import GroupId, PeerId, ReferrerId, ServiceId, StaffId, Subject, subject
from domain.periods import local_day, start_of
from domain.service import NameStaff
from infrastructure.credentials import Player
from projections import gatherings, match_board
from projections.directory import Directory
from projections.listing import Asked, listed

MARK = "simulated"
NAMED = {
    Role.GROUP_LEADER: ("demo-leader", "Eilidh Example"),
    Role.AUDITOR: ("demo-auditor", "Blair Example"),
    Role.EVALUATOR: ("demo-evaluator", "Rowan Example"),
    Role.FUNDER_VIEWER: ("demo-funder", "Leslie Example"),
    Role.ADMINISTRATOR: ("demo-administrator", "Robin Example"),
}
"""Made-up staff for the roles that a simulation gives to nobody."""

REFERRER, PRACTICE = ReferrerId("demo-practice"), "Example Medical Practice"
AUDITED_FOR = timedelta(days=90)


class NotADemonstration(Refusal):
    """What is recorded here may be about real people, or real people sign in here."""


def mark_simulated(store: Store) -> None:
    """Say beside the log that it was simulated."""
    store.settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    (store.settings.data_dir / MARK).write_text(_first_entry(store), encoding="utf-8")


def must_be_simulated(store: Store) -> None:
    """Raise `NotADemonstration` unless this log was simulated and nobody has an account."""
    mark, first = store.settings.data_dir / MARK, _first_entry(store)
    if not first or not mark.exists() or mark.read_text(encoding="utf-8") != first:
        raise NotADemonstration(
            "this store holds entries that were not simulated "
            "(name another with --data, or show this one with: alongside serve)"
        )
    with way_in_of(store) as way_in:
        if way_in.accounts.any():
            raise NotADemonstration(
                "somebody has an account here (show this store with: alongside serve)"
            )


def players_of(store: Store, service: ServiceId) -> tuple[Player, ...]:
    """Somebody for each role, named and given it where the simulation has nobody."""
    do, now = performer(store, service), store.ledger.now()
    today = local_day(now)
    for command, command_id in _castings(store, service):
        do(command, f"{command_id}-{today.isoformat()}")
    store.views.catch_up()
    about = subject("service", service)
    access: Access = fold(ACCESS, of_subject(as_of(store.ledger.history(about)), about))
    found: dict[Role, Subject] = {}
    for each in access.held:
        if each.at(store.ledger.now()):
            found.setdefault(each.role, each.holder)
    names = Directory(store.views, desk_of(store, service).opener).names_of(
        each for each in found.values() if not each.startswith("referrer:")
    )
    return tuple(Player(who, role, names.get(who, PRACTICE)) for role, who in found.items())


def _castings(store: Store, service: ServiceId) -> Iterator[tuple[Command, str]]:
    """What is asked for so that every role has somebody."""
    until = start_of(local_day(store.ledger.now())) + AUDITED_FOR
    for role, (staff, name) in NAMED.items():
        yield (
            NameStaff(service=service, staff=StaffId(staff), name=name, duties=()),
            f"name-{staff}",
        )
        group = _group(store, service) if role is Role.GROUP_LEADER else None
        if role is Role.GROUP_LEADER and group is None:
            continue
        granted = GrantRole(
            service=service,
            role=role,
            staff=StaffId(staff),
            group=group,
            until=until if role is Role.AUDITOR else None,
        )
        yield granted, f"grant-{staff}"
    yield GrantRole(service=service, role=Role.REFERRER, referrer=REFERRER), "grant-referrer"
    peer = _busiest(store, service)
    if peer is not None:
        yield GrantRole(service=service, role=Role.PEER_SUPPORTER, peer=peer), f"grant-{peer}"


def _busiest(store: Store, service: ServiceId) -> PeerId | None:
    """The peer supporter with the most sessions in matches that run."""
    asked = Asked(where={"state": Stage.ACTIVE.value}, sort="-sessions,match")
    rows = listed(store.views, match_board.LISTING, service, asked).rows
    return next((each.peer for each in rows if each.peer is not None), None)


def _group(store: Store, service: ServiceId) -> GroupId | None:
    """A group that somebody can lead."""
    opener = desk_of(store, service).opener
    rows = gatherings.gatherings(store.views, opener, service, gatherings.GROUPS).rows
    return next((GroupId(each.id) for each in rows), None)


def _first_entry(store: Store) -> str:
    first = store.ledger.entry(Position(1))
    return "" if first is None else first.command_id
