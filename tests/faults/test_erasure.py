"""After an erasure no byte of a name is left anywhere, and nobody else has lost a letter."""

import io
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from typing import Any, NamedTuple

import psycopg
import pytest
from litestar.testing import TestClient

from api.cli import main
from api.main import application
from api.store import Store, exports_of, open_store
from application.ledger import OwnerErased, Receipt
from application.perform import perform
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.confidentiality.language import Ground
from domain.decider import Command, Position
from domain.erasure import ErasePerson, ErasureDecided, ErasureGround
from domain.people import LOCAL_OPERATOR, BreakId, PersonId, ReferralId, Subject
from domain.person import RecordSafeContact
from domain.personal import Sealed
from domain.referral import (
    AgreedHow,
    ReceiveReferral,
    RecordGettingToKnow,
    Source,
    Triage,
    TriageReferral,
)
from infrastructure.backup import backup, restore
from infrastructure.erasing import decided_in
from infrastructure.evidence_bundle import BundleWrong, Sources, evidence_about, write_bundle
from infrastructure.settings import Settings
from infrastructure.verification import verify
from projections.lists import LISTS
from tests.faults import times
from tests.faults.people import ISLA, SERVICE, open_machair
from tests.faults.places import DATABASES, another_log, place_in

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]

GROUND = ErasureGround.OBJECTED
HERE = "http://127.0.0.1"
ONE_IN = 10
"""Of so many people one is erased."""
LANES = 12
"""So many races run beside each other and share commits, so ten thousand take minutes."""


class Planted(NamedTuple):
    """Somebody made up, with a name that stands nowhere else, and a break about them."""

    person: PersonId
    referral: ReferralId
    break_id: BreakId
    received: Position
    name: str


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_of_a_thousand_people_a_hundred_are_erased_without_a_trace(
    tmp_path: Path, database: str, printed: io.StringIO
) -> None:
    settings = place_in(tmp_path, database)
    copied, older_keys = tmp_path / "copy", tmp_path / "older-keys"
    with closing(open_store(settings, create=True)) as store:
        people = _planted(store, times(20, campaign=1_000))
        gone, others = people[::ONE_IN], [each for each in people if each not in people[::ONE_IN]]
        with _client(store) as client:
            before = _answers(client, people)
            assert all(each.name in before for each in people), "the search itself finds nothing"
            backup(store.recorder, store.keyring, settings, copied)
            copytree(settings.keys_dir, older_keys)
            for each in gone:
                answer = client.post(
                    f"/api/v1/people/{each.person}/erasure", json={"ground": GROUND}
                )
                assert answer.status_code == 201, answer.text

            after = _answers(client, people)
            bundles = _bundles(store, tmp_path / "bundles", people)
            breaks = _breaks(client)
        assert _found(gone, after) == set()
        assert _found(others, after) == {each.name for each in others}
        assert _found(people, bundles) == {each.name for each in others}
        assert {each.break_id for each in people} == breaks.keys()
        assert all(ground and at for ground, at in breaks.values())
        _extract(store.settings, tmp_path / "extract")
        assert verify(store.recorder).ok
        assert store.keyring.damaged() == ()
        assert _found(people, _dumped(settings)) == set()
    assert _found(people, _every_file(tmp_path)) == set(), "a name stands in the clear in a file"
    rmtree(tmp_path / "extract")

    # A backup made before, put back with a keyring of the same age.
    there = Settings(data=str(tmp_path / "restored"), keys=str(older_keys))
    restore(copied, there, [f"person:{each.person}" for each in gone])
    with closing(open_store(there, create=False)) as restored, _client(restored) as client:
        again = _answers(client, people)
        assert _found(gone, again) == set()
        assert _found(others, again) == {each.name for each in others}
        bundles = _bundles(restored, tmp_path / "bundles again", people)
        assert _found(people, bundles) == {each.name for each in others}
        assert verify(restored.recorder).ok
    assert _found(people, _every_file(tmp_path)) == set()
    assert _found(people, printed.getvalue()) == set()


def test_a_newer_log_beside_an_older_keyring_serves_nobody_who_was_erased(
    tmp_path: Path, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = place_in(tmp_path, database)
    with closing(open_store(settings, create=True)) as store:
        morag, callum = _planted(store, 2)
    older = tmp_path / "older"
    copytree(settings.keys_dir, older)
    with closing(open_store(settings, create=False)) as store:
        _give(store, ErasePerson(person=morag.person, ground=GROUND))
    rmtree(settings.keys_dir)
    older.rename(settings.keys_dir)

    with closing(open_store(settings, create=False)) as store, _client(store) as client:
        answers = _answers(client, [morag, callum])

    assert _found([morag, callum], answers) == {callum.name}
    assert "older than the log" in caplog.text


def test_no_key_is_made_again_in_races_of_recording_against_erasure(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    races = times(48, campaign=10_000)
    shares = [races // LANES + (lane < races % LANES) for lane in range(LANES)]
    with (
        another_log(settings) as one,
        another_log(settings) as two,
        ThreadPoolExecutor(LANES * 3) as runners,
        ThreadPoolExecutor(LANES) as lanes,
    ):
        raced = list(lanes.map(lambda share: _raced(share, one, two, runners), shares))
        people = [person for lane in raced for person in lane.people]
        keyring = one._keyring
        assert set(keyring.tombstones()) == {f"person:{each}" for each in people}
        assert keyring.damaged() == ()
        two._keyring.refresh()
        assert not [each for each in people if two._keyring.existing_key_of(f"person:{each}")]
        assert decided_in(one).keys() == {f"person:{each}" for each in people}
    refused, recorded = sum(each.refused for each in raced), sum(each.recorded for each in raced)
    print(f"{database}: races {races:,}, recorded {recorded:,}, refused {refused:,}")  # noqa: T201
    assert refused > 0
    assert refused + recorded == 2 * races


class Raced(NamedTuple):
    """Whom a lane erased while others recorded, and how many of those were refused."""

    people: list[PersonId]
    refused: int
    recorded: int


def _raced(races: int, one: Any, two: Any, runners: ThreadPoolExecutor) -> Raced:
    """Race one after the other: somebody is erased by one log while both record their words."""
    people, refused, recorded = [], 0, 0
    for _ in range(races):
        person = _person_in(_asked(two, _referral("Morag Testperson")))
        people.append(person)
        line = threading.Barrier(3)
        words = RecordSafeContact(person=person, phone="01632 960001")
        answers = [
            runners.submit(_at_the_line, line, log, command)
            for log, command in (
                (one, ErasePerson(person=person, ground=GROUND)),
                (two, words),
                (one, words),
            )
        ]
        erased, *reports = [each.result() for each in answers]
        assert isinstance(erased, Receipt), erased
        for report in reports:
            assert isinstance(report, Receipt | OwnerErased), report
        refused += sum(isinstance(each, OwnerErased) for each in reports)
        recorded += sum(isinstance(each, Receipt) for each in reports)
        events = one.history(Subject(f"person:{person}"))
        (decided,) = [each for each in events if isinstance(each.event, ErasureDecided)]
        sealed = [each.position for each in events if _has_words(each.event)]
        assert max(sealed) < decided.position, "something was sealed after the decision"
    return Raced(people, refused, recorded)


# --- What is planted, and where it is looked for ---


def _planted(store: Store, number: int) -> list[Planted]:
    """People with a name of their own, which stands in their own words too."""
    dice = Random(number)
    if not store.services():
        open_machair(lambda command: _give(store, command))
    people = []
    for _ in range(number):
        name = "Zyxt" + "".join(dice.choices("abcdefghijklmnop", k=12))
        receipt = _give(store, _referral(name))
        referral = receipt.events[-1].event.referral  # type: ignore[attr-defined]
        person = _person_in(receipt)
        _give(store, TriageReferral(referral=referral, outcome=Triage.IN_REMIT))
        _give(store, RecordGettingToKnow(referral=referral, coordinator=ISLA, wishes=f"I, {name}."))
        _give(store, RecordSafeContact(person=person, caller_name=name, may_write=True))
        grounds, at = (Ground.SUICIDE_RISK,), store.ledger.now()
        emergency = RecordEmergencyBreak(
            person=person, ground_words=f"{name} said so.", grounds=grounds, decided_at=at
        )
        (which,) = {
            tag.partition(":")[2]
            for each in _give(store, emergency).events
            for tag in each.tags
            if tag.startswith("break:")
        }
        received = receipt.events[-1].position
        people.append(Planted(person, referral, BreakId(which), received, name))
    return people


def _referral(name: str) -> ReceiveReferral:
    return ReceiveReferral(
        service=SERVICE,
        source=Source.GP,
        agreed_how=AgreedHow.SPOKEN,
        name=f"{name} Testperson",
        own_words=f"They call me {name}.",
    )


def _person_in(receipt: Receipt) -> PersonId:
    person: PersonId = receipt.events[-1].event.person  # type: ignore[attr-defined]
    return person


def _give(store: Store, command: Command) -> Receipt:
    return perform(command, store.ledger, by=LOCAL_OPERATOR, service=SERVICE)


def _asked(log: Any, command: Command) -> Receipt:
    return perform(command, log, by=LOCAL_OPERATOR, service=SERVICE)


def _at_the_line(line: threading.Barrier, log: Any, command: Command) -> Receipt | Exception:
    line.wait()
    try:
        return _asked(log, command)
    except OwnerErased as no:
        return no


def _has_words(event: Any) -> bool:
    return any(isinstance(getattr(event, each), Sealed) for each in event.__struct_fields__)


def _client(store: Store) -> TestClient[Any]:
    return TestClient(application(store, SERVICE), base_url=HERE)


def _answers(client: TestClient[Any], people: list[Planted]) -> str:
    """Everything that pages and interface say: every list, and each one's history and page."""
    paths = [f"/api/v1/{name}?limit=500" for name in LISTS]
    for each in people:
        paths += [f"/api/v1/person_history/{each.person}", f"/people/{each.person}"]
        paths += [
            f"/people/{each.person}/safe-contact",
            f"/api/v1/caseload?name={each.name}",
            f"/api/v1/subject_access/person.{each.person}",
            f"/api/v1/erasure_certificate/person.{each.person}",
            f"/api/v1/access_register?person={each.person}",
            f"/api/v1/evidence_pack/{each.break_id}",
            f"/breaks/{each.break_id}",
            f"/breaks/{each.break_id}/evidence",
            f"/fhir/r4/AuditEvent?patient={each.person}",
            f"/fhir/r4/Consent?patient={each.person}",
        ]
    paths += ["/", "/caseload", "/caseload.csv", "/access", "/breaks"]
    return "\n".join(client.get(path).text for path in paths)


def _bundles(store: Store, folder: Path, people: list[Planted]) -> bytes:
    """What leaves as evidence about the break of each, with their own words opened, if they open.

    A bundle is meant to hold what was chosen, so it is not kept among the files that are searched.
    """
    exports = exports_of(store.settings, store.recorder, store.keyring)
    sources = Sources(store.recorder, exports, store.keyring)
    written = []
    for each in people:
        about = Subject(f"break:{each.break_id}")
        positions = {*evidence_about(store.recorder, about), each.received}
        out = folder / each.break_id
        try:
            write_bundle(out, sources, about, positions, [(each.received, "own_words")])
        except BundleWrong as no:
            written.append(str(no).encode())
            write_bundle(out, sources, about, positions)
        written.append(_every_file(out))
    rmtree(folder)
    return b"\n".join(written)


def _breaks(client: TestClient[Any]) -> dict[str, tuple[list[str], str | None]]:
    """Ground and time of every break, by the register."""
    found: dict[str, tuple[list[str], str | None]] = {}
    after = "?limit=500"
    while after:
        answer = client.get(f"/api/v1/break_register{after}").json()
        found |= {each["break"]: (each["grounds"], each["decided_at"]) for each in answer["rows"]}
        after = f"?limit=500&cursor={answer['next']}" if answer["next"] else ""
    return found


def _extract(settings: Settings, out: Path) -> None:
    """Everything that studies may have of the service, as they get it."""
    place = (
        ["--data", str(settings.data_dir)]
        if settings.database_url is None
        else ["--database-url", settings.database_url]
    )
    keys = ["--keys", str(settings.keys_dir)]
    asked = ["--study", "planted", "--purpose", "evaluation", "--recipient", "Somebody"]
    for form in ("csv", "ocel"):
        out.mkdir(exist_ok=True)
        done = main(["export", form, "--out", str(out / form), *asked, *place, *keys])
        assert done == 0, form


def _found(people: list[Planted], text: str | bytes) -> set[str]:
    written = text if isinstance(text, bytes) else text.encode()
    lower = written.lower()
    return {each.name for each in people if each.name.lower().encode() in lower}


def _every_file(folder: Path) -> bytes:
    return b"\n".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


def _dumped(settings: Settings) -> bytes:
    """Every row of every table, where the store is in PostgreSQL."""
    if settings.database_url is None:
        return b""
    found = []
    with psycopg.connect(settings.database_url) as db:
        tables = db.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608
                found += [each if isinstance(each, bytes) else str(each).encode() for each in row]
    return b"\n".join(found)
