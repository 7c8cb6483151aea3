"""A caseload as the library would keep it: `ProjectionRunner`, one transaction for each event.

The view is simpler than ours (no due dates, no flags, no corrections), so the comparison favours
the library. Its events are the same bytes, with our Structs decoded by msgspec.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from benchmarks.rounds import Took
from domain.decider import Recorded
from domain.match import MatchActivated, MatchProposed
from domain.session import SessionHeld
from infrastructure.codec import decode
from infrastructure.recorders import Row

EVENTS_AT_A_TIME = 50


class RowMapper(Mapper[Any]):
    """Decodes what is stored straight into our events, faster than the library's transcoder."""

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:  # type: ignore[override]
        """Decode one event."""
        tags, _, data = stored_event.state.partition(b"\n")
        return decode(Row(1, stored_event.topic, 0, tags.decode(), data))


class Log(Application[Any]):
    """Our events in the library's log."""

    def construct_mapper(self) -> Mapper[Any]:
        """Take our mapper."""
        return RowMapper(transcoder=self.construct_transcoder())


class Cases(PostgresTrackingRecorder):
    """One row for each match: how it stands, how many sessions, when the last one was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the table and write its statements once."""
        super().__init__(*args, **kwargs)
        self.began = 0.0
        self.ended = 0.0
        table = Identifier(self.datastore.schema), Identifier("cases")
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {}.{} (match text PRIMARY KEY, person text, peer text,"
                " state text, since timestamptz, sessions integer, last_session_at timestamptz)"
            ).format(*table)
        )
        self._propose = SQL(
            "INSERT INTO {}.{} VALUES (%s, %s, %s, 'PROPOSED', %s, 0, NULL) ON CONFLICT DO NOTHING"
        ).format(*table)
        self._activate = SQL(
            "UPDATE {}.{} SET state = 'ACTIVE', since = %s WHERE match = %s"
        ).format(*table)
        self._hold = SQL(
            "UPDATE {}.{} SET sessions = sessions + 1,"
            " last_session_at = greatest(last_session_at, %s) WHERE match = %s"
        ).format(*table)

    def take(self, recorded: Recorded, tracking: Tracking) -> None:
        """Change the row of one event and remember the event's place, in one transaction."""
        self.began = self.began or time.perf_counter()
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            match recorded.event:
                case MatchProposed(match=match, person=person, peer=peer, at=at):
                    cursor.execute(self._propose, (match, person, peer, at), prepare=True)
                case MatchActivated(match=match, at=at):
                    cursor.execute(self._activate, (at, match), prepare=True)
                case SessionHeld(match=match, at=at):
                    cursor.execute(self._hold, (at, match), prepare=True)
                case _:
                    pass
        self.ended = time.perf_counter()


class CasesProjection(Projection[Cases]):
    """Feeds the view."""

    name = "cases"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Pass every event on."""
        self.view.take(domain_event, tracking)


def environment(url: str) -> Mapping[str, str]:
    """Where the library finds the server."""
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts.get("dbname", "postgres")),
        "POSTGRES_HOST": str(parts.get("host", "")),
        "POSTGRES_PORT": str(parts.get("port", "5432")),
        "POSTGRES_USER": str(parts.get("user", "postgres")),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
    }


def store(env: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Put events into the library's log, a few at a time: its pipeline stalls on thousands."""
    app = Log(env)
    events = [
        StoredEvent(
            uuid5(NAMESPACE_URL, str(row.position)),
            1,
            row.name,
            row.tags.encode() + b"\n" + row.data,
        )
        for row in rows
    ]
    for start in range(0, len(events), EVENTS_AT_A_TIME):
        app.recorder.insert_events(events[start : start + EVENTS_AT_A_TIME])
    app.close()


def rebuild(env: Mapping[str, str], last: int) -> Took:
    """Project the whole log into an empty view; timed from its first event to its last."""
    with ProjectionRunner(
        application_class=Log, projection_class=CasesProjection, view_class=Cases, env=env
    ) as runner:
        view = runner.view
        runner.wait(last, timeout=600)
        took = Took(last, view.ended - view.began)
        _empty(view, runner.app_name)
    view.datastore.close()
    return took


def _empty(view: Cases, application: str) -> None:
    with view.datastore.transaction(commit=True) as cursor:
        cursor.execute(SQL("TRUNCATE {}.cases").format(Identifier(view.datastore.schema)))
        cursor.execute(
            SQL("DELETE FROM {}.{} WHERE application_name = %s").format(
                Identifier(view.datastore.schema), Identifier(view.tracking_table_name)
            ),
            (application,),
        )
