"""How often something was tried lately, and whether the next try must wait.

Tries are counted by what they are aimed at (an account, a record, the whole deployment), never by
where they seem to come from: a header that says so can be forged.
"""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from application.identity import Counted, TooManyTries
from infrastructure.credentials.tables import CredentialStore, tries

COUNTED_FOR = timedelta(minutes=15)


class Tries:
    """The tries of the last quarter of an hour."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def refuse_more(self, *counted: Counted) -> None:
        """Raise `TooManyTries` where one of these has had as many as it may have."""
        since = self._store.clock() - COUNTED_FOR
        with self._store.engine.connect() as db:
            recent = select(func.count()).select_from(tries).where(tries.c.at > since)
            for each in counted:
                if (db.scalar(recent.where(tries.c.what == each.what)) or 0) >= each.most:
                    raise TooManyTries(
                        "There were too many tries. Try again in a quarter of an hour."
                    )

    def count(self, *counted: Counted) -> None:
        """Count one more of each of these."""
        now = self._store.clock()
        with self._store.engine.begin() as db:
            db.execute(delete(tries).where(tries.c.at <= now - COUNTED_FOR))
            db.execute(insert(tries), [{"what": each.what, "at": now} for each in counted])

    def forget(self, counted: Counted) -> None:
        """Begin again with one of them, because whoever tried has shown what they had to."""
        with self._store.engine.begin() as db:
            db.execute(delete(tries).where(tries.c.what == counted.what))
