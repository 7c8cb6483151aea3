"""Who had seen what by a decision, and later; and the evidence in words for whoever reads."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest

from application.principal import Principal, staff_member
from application.register import Noted
from domain.access import AnswerGiven, AnswerRefused
from domain.people import BreakId, StaffId, Subject
from infrastructure.access_log import AccessLog
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from projections.breaks import looks
from projections.breaks.evidence import EvidencePack, digest_of, evidence_pack, positions_of
from projections.breaks.looks import Look
from projections.breaks.telling import actors_in, in_words
from projections.directory import Directory
from tests.deployments import DATABASES
from tests.deployments import SERVICE as HERE
from tests.domain.cast import FRASER, ISLA
from tests.domain.confidences import DECIDED_AT
from tests.domain.test_confidentiality import REVIEWED_AT
from tests.postgres import fresh_schema, server_url
from tests.projections.test_breaks import Service
from tests.projections.test_breaks import service as service  # noqa: PLC0414 - a fixture

MORAG = Subject("person:morag")
BEFORE = DECIDED_AT - timedelta(days=3)
AFTER = DECIDED_AT + timedelta(days=3)
BY_ISLA, BY_FRASER = staff_member(StaffId(ISLA)), staff_member(StaffId(FRASER))


@pytest.fixture
def reads(service: Service) -> Iterator[AccessLog]:
    """The log of reads, in the same database as the log."""
    deployment = service.deployment
    made: EventRecorder
    if deployment.database == "sqlite":
        made = SqliteRecorder(deployment.folder / "access.db", index_every=4)
    else:
        schema = fresh_schema()
        with psycopg.connect(server_url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}")
        made = PostgresRecorder(server_url(), schema=schema)
    log = AccessLog(lambda: made, service.clock)
    yield log
    log.close()


def looked(
    service: Service,
    reads: AccessLog,
    at: datetime,
    *,
    by: Principal = BY_ISLA,
    view: str = "person_history",
    about: Subject = MORAG,
) -> None:
    """Somebody looks at a view; then the clock stands where it did."""
    now, service.clock.now = service.clock.now, at
    given = AnswerGiven(service=HERE, view=view, basis=("COORDINATOR",), at=at)
    reads.record(Noted(given, by, [about]))
    service.clock.now = now


def pack_of(
    service: Service, reads: AccessLog, which: BreakId, known_at: datetime | None = None
) -> EvidencePack:
    return evidence_pack(
        service.views, service.opener, HERE, which, known_at=known_at, register=reads
    )


def seen_in(pack: EvidencePack) -> tuple[list[Look], list[Look]]:
    assert pack.then.seen is not None
    assert pack.later.seen is not None
    return pack.then.seen.looks, pack.later.seen.looks


def test_who_had_seen_what_by_the_decision_stands_apart_from_who_looked_later(
    service: Service, reads: AccessLog
) -> None:
    looked(service, reads, BEFORE)
    looked(service, reads, BEFORE + timedelta(hours=1), about=Subject("person:callum"))
    looked(service, reads, BEFORE + timedelta(hours=2), view="caseload")
    looked(service, reads, BEFORE + timedelta(hours=3))
    looked(service, reads, AFTER, by=BY_FRASER)
    which = service.live_through()
    then, later = seen_in(pack_of(service, reads, which))

    assert [(each.by, each.view, each.times) for each in then] == [
        ("staff:isla", "person_history", 2),
        ("staff:isla", "caseload", 1),
    ]
    assert (1, 4) == (then[0].first_position, then[0].position)
    assert BEFORE == then[0].first_at
    assert BEFORE + timedelta(hours=3) == then[0].at == then[0].recorded_at
    assert ("COORDINATOR",) == then[0].basis
    assert [("staff:fraser", 5)] == [(each.by, each.position) for each in later]


def test_the_moment_of_the_decision_belongs_to_what_was_seen_by_then(
    service: Service, reads: AccessLog
) -> None:
    looked(service, reads, DECIDED_AT)
    looked(service, reads, DECIDED_AT + timedelta(microseconds=1))
    then, later = seen_in(pack_of(service, reads, service.live_through()))

    assert [1] == [each.position for each in then]
    assert [2] == [each.position for each in later]


def test_what_was_refused_is_told_as_refused(service: Service, reads: AccessLog) -> None:
    service.clock.now = BEFORE
    refused = AnswerRefused(service=HERE, view="caseload", rule="NotPermitted", at=BEFORE)
    reads.record(Noted(refused, BY_FRASER, [MORAG]))
    then, _later = seen_in(pack_of(service, reads, service.live_through()))

    assert [(True, ())] == [(each.refused, each.basis) for each in then]


def test_what_is_looked_at_now_changes_nothing_of_a_past_cut(
    service: Service, reads: AccessLog
) -> None:
    looked(service, reads, BEFORE)
    which = service.live_through()
    service.clock.now = REVIEWED_AT + timedelta(hours=1)
    first = pack_of(service, reads, which)
    looked(service, reads, service.clock.now + timedelta(seconds=1), view="evidence_pack")
    service.clock.now += timedelta(hours=1)
    again = pack_of(service, reads, which, first.cut)

    assert first.digest == again.digest == digest_of(again)
    assert first.digest != pack_of(service, reads, which).digest


def test_a_pack_that_leaves_looks_out_says_from_when_it_tells_them(
    service: Service, reads: AccessLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "MOST_LOOKS", 3)
    for minutes in range(5):
        looked(service, reads, BEFORE + timedelta(minutes=minutes))
    which = service.live_through()
    seen = pack_of(service, reads, which).then.seen

    assert seen is not None
    assert seen.since == BEFORE + timedelta(minutes=2)
    assert [3] == [each.times for each in seen.looks]
    monkeypatch.setattr(looks, "MOST_LOOKS", 5)
    assert pack_of(service, reads, which).then.seen.since is None  # type: ignore[union-attr]


# --- In words ---


def told(service: Service, reads: AccessLog, *named: Subject) -> EvidencePack:
    looked(service, reads, BEFORE)
    pack = pack_of(service, reads, service.live_through())
    directory = Directory(service.views, service.opener)
    return in_words(pack, directory.names_of({*actors_in(pack), *named}))


def test_every_line_is_told_with_names_in_sentences_and_by_local_clocks(
    service: Service, reads: AccessLog
) -> None:
    pack = told(service, reads)
    answers = {each.number: each for each in pack.answers}

    def parts(number: int, *, later: bool = False) -> dict[str, str]:
        line = (answers[number].later if later else answers[number].then)[0]
        assert line.told is not None
        return {each.label: each.words for each in line.told.parts}

    assert pack.told is not None
    assert ("Break of 2 May 2026", "Reviewed") == (pack.told.title, pack.told.state)
    assert "2 May 2026, 2:10am BST" == parts(2)["Decided"]
    assert "Risk of suicide" == parts(3)["Ground"]
    assert "“Said goodbye, with tablets in front of her.”" == parts(3)["What was seen or said"]
    assert "No, they were not asked" == parts(5)["Asked first"]
    assert "“first name”, “address”, “what she said”" == parts(6)["Told"]
    assert "Ailsa" == parts(9, later=True)["Reviewer"]
    assert "Upheld with learning" == parts(10, later=True)["Verdict"]
    assert "Yes" == parts(10, later=True)["Was it in time?"]
    steps = [each.told for each in answers[11].steps or ()]
    assert "Recorded: after 21 minutes, within 24 hours." in steps
    assert pack.then.seen is not None
    (look,) = pack.then.seen.looks
    assert look.told is not None
    assert ("Isla", "Looked at the person's history, once.") == (look.told.who, look.told.sentence)


def test_words_are_no_part_of_the_digest_and_codes_stay_beside_them(
    service: Service, reads: AccessLog
) -> None:
    pack = told(service, reads)
    plain = json.loads(msgspec.json.encode(pack))

    assert pack.digest == digest_of(pack)
    ground = plain["answers"][2]["then"][0]
    assert ["SUICIDE_RISK"] == ground["says"]["grounds"]
    assert "ConfidentialityDecisionRecorded" == ground["name"]


def test_the_one_whom_it_is_about_has_no_name_for_whoever_may_not_see_them(
    service: Service, reads: AccessLog
) -> None:
    pack = told(service, reads)

    assert pack.told is not None
    assert "the person" == pack.told.about
    assert MORAG not in actors_in(pack)


def test_a_pack_names_every_place_on_which_it_rests(service: Service, reads: AccessLog) -> None:
    pack = told(service, reads)
    lines = {line.position for answer in pack.answers for line in (*answer.then, *answer.later)}
    roles = {line.position for line in (*pack.then.roles, *pack.later.roles)}

    assert lines | roles <= positions_of(pack)
    assert max(positions_of(pack)) <= pack.position


@pytest.mark.parametrize("database", DATABASES)
def test_the_latest_looks_are_found_however_far_back_they_lie(
    database: str, tmp_path: Path
) -> None:
    now = datetime(2026, 5, 5, 9, tzinfo=UTC)
    made: EventRecorder
    if database == "sqlite":
        made = SqliteRecorder(tmp_path / "access.db", index_every=16)
    else:
        schema = fresh_schema()
        with psycopg.connect(server_url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}")
        made = PostgresRecorder(server_url(), schema=schema)
    log = AccessLog(lambda: made, lambda: now)
    for number in range(60):
        about = MORAG if number in {2, 3, 31, 59} else Subject("person:callum")
        log.record(Noted(AnswerGiven(service=HERE, view="caseload", at=now), BY_ISLA, [about]))
    begins = now - timedelta(days=1)

    def found(most: int) -> tuple[list[int], bool]:
        latest = log.latest(MORAG, begins, now, most)
        return [each.position for each in latest.entries], latest.all

    assert ([3, 4, 32, 60], True) == found(4)
    assert ([4, 32, 60], False) == found(3)
    assert ([60], False) == found(1)
    assert 60 == log.position_at(now)
    assert log.latest(MORAG, begins, begins, 4) == ([], True)
    log.close()
