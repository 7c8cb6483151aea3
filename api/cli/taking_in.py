"""Taking in what comes from elsewhere: referrals, peer supporters, matches that run already."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from api.cli.opening import service_in, store_of, tell
from api.desk import Desk
from api.main import desk_of
from application.imports import (
    csv_matches,
    csv_people,
    csv_referrals,
    fhir_referrals,
    openreferral,
)
from application.imports.incoming import Incoming, Refused
from application.imports.known_peers import KnownPeers
from application.imports.known_people import KnownPeople
from application.imports.outcomes import Outcome
from application.imports.placing import Placing, placing_of
from application.imports.receiving import Known, receive
from application.imports.receiving_matches import Receiving, check_placed, receive_matches
from application.imports.receiving_peers import receive_peers
from application.principal import OPERATOR
from domain.match import OPEN_STAGES, PERSONS_MATCHES
from domain.people import MatchId, PeerId, PersonId, StaffId, Subject, subject
from domain.service import SERVICE, Duty, OfferDefined, StaffNamed
from infrastructure.fingerprints import Fingerprints
from projections.directory import Directory, name_in

MOST_BYTES = 50_000_000
NOUNS = {"referrals": "referral", "peers": "peer", "matches": "match"}
T = TypeVar("T")


def import_(options: Namespace) -> int:
    """Import the records of files; exit 1 if any was refused."""
    files = [Path(name) for name in options.files]
    kind = {
        "referrals": _referrals,
        "peers": _peers,
        "matches": _matches,
        "directory": _directory,
    }[options.what]
    refused = 0
    with store_of(options, create=True) as store:
        desk = desk_of(store, service_in(store, create=True))
        desk.views.catch_up()
        for outcome in kind(options, files, desk, Fingerprints(store.keyring, desk.service)):
            refused += outcome.outcome == "refused"
            if (
                options.what in NOUNS
                and outcome.id
                and (outcome.linked or outcome.outcome == "duplicate")
            ):
                _note(desk, subject(NOUNS[options.what], outcome.id))
            _report(outcome, machine=options.json)
    return 1 if refused else 0


def _note(desk: Desk, about: Subject) -> None:
    """Put into the log of reads that somebody was said to be known already."""
    telling = desk.for_principal(OPERATOR)
    telling.note(*(tag for each in desk.ledger.history(about) for tag in each.tags))
    telling.tell("import")


def _referrals(
    options: Namespace, files: list[Path], desk: Desk, fingerprints: Fingerprints
) -> Iterator[Outcome]:
    directory = Directory(desk.views, desk.opener)
    known = Known()
    for noun in ("person", "referral"):
        for event in directory.everybody(noun).values():
            known.remember(event)
    for file in files:
        yield from receive(
            str(file),
            _requests(file, options.format, desk),
            service=desk.service,
            known_already=known,
            fingerprint=fingerprints,
            perform=desk.perform,
            now=desk.views.clock(),
        )


def _peers(
    _options: Namespace, files: list[Path], desk: Desk, fingerprints: Fingerprints
) -> Iterator[Outcome]:
    known = _known_peers(desk, fingerprints)
    for file in files:
        rows = _read(file, lambda data: csv_people.read(data, now=desk.views.clock()))
        yield from receive_peers(str(file), rows, known_already=known, perform=desk.perform)


def _matches(
    options: Namespace, files: list[Path], desk: Desk, fingerprints: Fingerprints
) -> Iterator[Outcome]:
    read = {
        file: tuple(_read(file, lambda data: csv_matches.read(data, now=desk.views.clock())))
        for file in files
    }
    placing = _placing(options, desk)
    for rows in read.values():
        check_placed(rows, placing)
    people = KnownPeople(desk.service, fingerprints)
    for event in Directory(desk.views, desk.opener).everybody("person").values():
        people.remember(event)
    receiving = Receiving(
        peers=_known_peers(desk, fingerprints),
        people=people,
        placing=placing,
        fingerprint=fingerprints,
        open_match=lambda person, peer: _open_match(desk, person, peer),
        perform=desk.perform,
    )
    for file, rows in read.items():
        yield from receive_matches(str(file), rows, receiving)


def _directory(
    _options: Namespace, files: list[Path], desk: Desk, _fingerprints: Fingerprints
) -> Iterator[Outcome]:
    """Each folder holds the tables of one directory."""
    for folder in files:
        tables = {each.stem: each.read_bytes() for each in sorted(folder.glob("*.csv"))}
        try:
            rows = [*openreferral.read(tables)]
        except openreferral.TableWrong as wrong:
            yield Outcome(str(folder), 1, "refused", reason=str(wrong))
            continue
        yield from openreferral.receive(str(folder), rows, desk.perform)


def _known_peers(desk: Desk, fingerprints: Fingerprints) -> KnownPeers:
    known = KnownPeers(desk.service, fingerprints)
    for event in Directory(desk.views, desk.opener).everybody("peer").values():
        known.remember(event)
    return known


def _placing(options: Namespace, desk: Desk) -> Placing:
    """The offers and coordinators of the service, by identifier and by name."""
    look, of = desk.look(), subject("service", desk.service)
    service = look(SERVICE, of)
    defined = [each.event for each in look.happened(of) if isinstance(each.event, OfferDefined)]
    staff: dict[StaffId, str] = {
        event.staff: name_in(event)
        for event in Directory(desk.views, desk.opener).everybody("staff").values()
        if isinstance(event, StaffNamed) and service.is_named(event.staff, Duty.COORDINATOR)
    }
    return placing_of(
        {each.offer: each.name for each in defined},
        frozenset(name for name, offer in service.offers.items() if offer.open),
        staff,
        offer=options.offer,
        coordinator=options.coordinator,
    )


def _open_match(desk: Desk, person: PersonId, peer: PeerId) -> MatchId | None:
    look = desk.look()
    found = look(PERSONS_MATCHES, subject("person", person))
    return next(
        (
            identifier
            for identifier, match in found.items()
            if match.peer == peer and match.stage_at(look.now) in OPEN_STAGES
        ),
        None,
    )


def _requests(file: Path, how: str | None, desk: Desk) -> Iterable[Incoming | Refused]:
    now = desk.views.clock()
    if how == "csv" or (how is None and file.suffix.lower() in {".csv", ".tsv"}):
        return _read(file, lambda data: csv_referrals.read(data, now=now))
    return _read(file, lambda data: fhir_referrals.read(data, now=now))


def _read(file: Path, reader: Callable[[bytes], Iterable[T]]) -> Iterable[T | Refused]:
    try:
        if file.stat().st_size > MOST_BYTES:
            return [Refused(1, "This file is larger than 50 MB. Send it in parts.", "TooLarge")]
        data = file.read_bytes()
    except OSError as wrong:
        return [Refused(1, f"This file cannot be read: {wrong.strerror}.", "NotReadable")]
    return reader(data)


def _report(outcome: Outcome, *, machine: bool) -> None:
    if machine:
        tell(outcome)
        return
    place = f"{Path(outcome.source).name}, record {outcome.record}"
    article = "an" if outcome.became in {"enquiry", "applicant"} else "a"
    became = f" as {article} {outcome.became}"
    print(f"{place}: {outcome.outcome}{became if outcome.outcome == 'accepted' else ''}")
    if outcome.reason:
        print(f"    {outcome.reason}")
    for sentence in (*outcome.gaps, *outcome.warnings):
        print(f"    {sentence}")
    sys.stdout.flush()
