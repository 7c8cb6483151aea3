"""Tokens for programs that use the JSON interface in somebody's name, narrower than they are."""

from datetime import timedelta

from sqlalchemy import delete, insert, select

from application.identity import FOR_A_CALENDAR, Token, TokenWrong
from infrastructure.credentials.tables import CredentialStore, accounts, kept, new_secret, tokens

SCOPES = ("read", "record", FOR_A_CALENDAR)
"""What a token may be made for: to look, to ask for what is recorded, or to be the address of a
calendar, and then for nothing else."""

AT_MOST = timedelta(days=366)
PREFIX = "alongside_"
"""So that whoever finds one in a file knows what it is."""


class Tokens:
    """All tokens of a deployment."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def make(self, account: str, label: str, scopes: tuple[str, ...], lasts: timedelta) -> str:
        """Make a token; give the secret, which is not told again. Raises `TokenWrong`."""
        if not scopes or not set(scopes) <= set(SCOPES):
            raise TokenWrong(f"A token is for one or more of: {', '.join(SCOPES)}.", field="scopes")
        if FOR_A_CALENDAR in scopes and len(scopes) > 1:
            raise TokenWrong("The address of a calendar is for nothing else.", field="scopes")
        if not timedelta(0) < lasts <= AT_MOST:
            raise TokenWrong(f"A token lasts for {AT_MOST.days} days at most.", field="lasts")
        secret = PREFIX + new_secret()
        with self._store.engine.begin() as db:
            db.execute(
                insert(tokens).values(
                    secret=kept(secret),
                    token=new_secret()[:20],
                    account=account,
                    label=label[:200],
                    scopes=" ".join(sorted(set(scopes))),
                    until=self._store.clock() + lasts,
                )
            )
        return secret

    def known(self, secret: str) -> Token | None:
        """The token with this secret, unless it has run out or its account is closed."""
        with self._store.engine.connect() as db:
            row = db.execute(
                select(tokens)
                .join(accounts, accounts.c.account == tokens.c.account)
                .where(
                    tokens.c.secret == kept(secret),
                    tokens.c.until > self._store.clock(),
                    accounts.c.closed_at.is_(None),
                )
            ).one_or_none()
        return None if row is None else _token(row)

    def of(self, account: str) -> tuple[Token, ...]:
        """Somebody's tokens."""
        with self._store.engine.connect() as db:
            mine = select(tokens).where(tokens.c.account == account).order_by(tokens.c.label)
            return tuple(_token(row) for row in db.execute(mine))

    def end(self, account: str, token: str) -> None:
        """Take a token back."""
        with self._store.engine.begin() as db:
            mine = tokens.c.account == account
            db.execute(delete(tokens).where(mine, tokens.c.token == token))


def _token(row) -> Token:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Token(row.token, row.account, row.label, tuple(row.scopes.split()), row.until)
