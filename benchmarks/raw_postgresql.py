"""The raw limit of PostgreSQL, and the library's own recorders, with the same rows."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import psycopg
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from infrastructure.recorders import Row

Connection = psycopg.Connection[tuple[Any, ...]]
Insert = Callable[[], object]


class InsertFailed(Exception):
    """The server refused a row."""


def connected(url: str, schema: str) -> Connection:
    """A connection that commits each statement, in a schema that has the raw table."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(f"SET search_path TO {schema}".encode())
    connection.execute(
        "CREATE TABLE IF NOT EXISTS raw (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " name text NOT NULL, recorded_at bigint NOT NULL, tags text NOT NULL,"
        " data bytea STORAGE EXTERNAL NOT NULL)"
    )
    return connection


def inserts(connection: Connection, rows: Sequence[Row]) -> Insert:
    """A prepared INSERT as psycopg offers it."""
    values = cycle([(row.name, row.recorded_at, row.tags, row.data) for row in rows])
    statement = b"INSERT INTO raw (name, recorded_at, tags, data) VALUES (%s, %s, %s, %b)"
    cursor = connection.cursor()
    return lambda: cursor.execute(statement, next(values), prepare=True)


def inserts_by_libpq(connection: Connection, rows: Sequence[Row]) -> Insert:
    """A prepared INSERT with nothing of Python around it but the call."""
    channel = connection.pgconn
    channel.prepare(
        b"raw",
        b"INSERT INTO raw (name, recorded_at, tags, data) VALUES ($1, $2, $3, $4)",
        [25, 20, 25, 17],
    )
    values = cycle(
        [
            [row.name.encode(), row.recorded_at.to_bytes(8, "big"), row.tags.encode(), row.data]
            for row in rows
        ]
    )
    binary = [pq.Format.BINARY] * 4

    def insert() -> None:
        result = channel.exec_prepared(b"raw", next(values), binary)
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise InsertFailed(result.error_message)

    return insert


@contextmanager
def library(url: str, connections: int) -> Iterator[PostgresDatastore]:
    """The library's way to the server, with a connection for each writer."""
    parts = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        dbname=str(parts.get("dbname", "postgres")),
        host=str(parts.get("host", "")),
        port=str(parts.get("port", "5432")),
        user=str(parts.get("user", "postgres")),
        password=str(parts.get("password", "")),
        pool_size=connections,
    )
    try:
        yield datastore
    finally:
        datastore.close()


def library_appends(datastore: PostgresDatastore, rows: Sequence[Row]) -> Insert:
    """The recorder that an application of the library uses by default: one event a transaction."""
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    states = cycle([(row.name, row.data) for row in rows])

    def append() -> None:
        name, data = next(states)
        recorder.insert_events([StoredEvent(uuid.uuid4(), 1, name, data)])

    return append


def library_appends_under_condition(datastore: PostgresDatastore, rows: Sequence[Row]) -> Insert:
    """The library's DCB recorder; the condition is that nothing under three tags is newer."""
    recorder = PostgresDCBRecorderTT(datastore)
    recorder.create_table()
    events = cycle([DCBEvent(row.name, row.data, row.tags.split(" ")) for row in rows])
    last = [0]

    def append() -> None:
        event = next(events)
        relied_on = [DCBQueryItem([event.type], [tag]) for tag in event.tags]
        condition = DCBAppendCondition(DCBQuery(relied_on), after=last[0])
        last[0] = max(last[0], recorder.append([event], condition))

    return append
