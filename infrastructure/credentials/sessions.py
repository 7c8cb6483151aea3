"""Sessions on the server: what a browser holds is a secret that says nothing by itself."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from application.identity import Session
from infrastructure.credentials.tables import CredentialStore, accounts, kept, new_secret, sessions

IDLE = timedelta(minutes=30)
IDLE_ON_A_SHARED_DEVICE = timedelta(minutes=5)
AT_MOST = timedelta(hours=12)
"""However busy, a session ends then."""

SEEN_AGAIN = timedelta(seconds=30)
"""Nearer than this to the last request, nothing is written: a page loads in many."""


class Sessions:
    """All sessions of a deployment."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def start(self, account: str, device: str, *, shared: bool, confirmed: bool) -> str:
        """Begin a session; give the secret by which it is known."""
        secret, now = new_secret(), self._store.clock()
        with self._store.engine.begin() as db:
            db.execute(
                insert(sessions).values(
                    secret=kept(secret),
                    session=new_secret()[:20],
                    account=account,
                    device=device[:200],
                    shared=shared,
                    confirmed=confirmed,
                    started_at=now,
                    seen_at=now,
                    proved_at=now,
                )
            )
        return secret

    def known(self, secret: str) -> Session | None:
        """The session with this secret, if it has not ended; it has been seen by that."""
        now = self._store.clock()
        with self._store.engine.begin() as db:
            found = (
                select(sessions)
                .join(accounts, accounts.c.account == sessions.c.account)
                .where(sessions.c.secret == kept(secret), accounts.c.closed_at.is_(None))
            )
            row = db.execute(found).one_or_none()
            if row is None:
                return None
            session = _session(row)
            if _is_over(session, now):
                db.execute(delete(sessions).where(sessions.c.session == session.session))
                return None
            if now - session.seen_at > SEEN_AGAIN:
                seen = update(sessions).where(sessions.c.session == session.session)
                db.execute(seen.values(seen_at=now))
        return session

    def confirm(self, session: Session) -> str:
        """Both factors were shown: the session goes on under a new secret."""
        secret, now = new_secret(), self._store.clock()
        with self._store.engine.begin() as db:
            mine = update(sessions).where(sessions.c.session == session.session)
            db.execute(mine.values(secret=kept(secret), confirmed=True, seen_at=now, proved_at=now))
        return secret

    def alone(self, session: Session) -> str:
        """End every other session of the same account; this one goes on under a new secret."""
        secret = new_secret()
        mine = sessions.c.session == session.session
        with self._store.engine.begin() as db:
            theirs = sessions.c.account == session.account
            db.execute(delete(sessions).where(theirs, ~mine))
            db.execute(update(sessions).where(mine).values(secret=kept(secret)))
        return secret

    def of(self, account: str) -> tuple[Session, ...]:
        """Where somebody is signed in, the last used first."""
        now = self._store.clock()
        with self._store.engine.connect() as db:
            rows = db.execute(
                select(sessions)
                .where(sessions.c.account == account, sessions.c.confirmed)
                .order_by(sessions.c.seen_at.desc(), sessions.c.session)
            )
            found = [_session(row) for row in rows]
        return tuple(session for session in found if not _is_over(session, now))

    def end(self, account: str, session: str) -> None:
        """Sign out at one device."""
        with self._store.engine.begin() as db:
            mine = sessions.c.account == account
            db.execute(delete(sessions).where(mine, sessions.c.session == session))

    def end_all(self, account: str) -> None:
        """Sign out everywhere."""
        with self._store.engine.begin() as db:
            db.execute(delete(sessions).where(sessions.c.account == account))


def _is_over(session: Session, now: datetime) -> bool:
    idle = IDLE_ON_A_SHARED_DEVICE if session.shared else IDLE
    return now - session.seen_at >= idle or now - session.started_at >= AT_MOST


def _session(row) -> Session:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Session(**{name: getattr(row, name) for name in Session.__struct_fields__})
