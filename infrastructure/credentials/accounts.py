"""Accounts: whom they stand for, and the invitation by which somebody takes theirs."""

import unicodedata
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from application.identity import (
    Account,
    AccountExists,
    InvitationNotOpen,
    Invited,
    NotSignedIn,
    UnknownAccount,
)
from domain.people import ServiceId, Subject
from infrastructure.credentials.passwords import hashed, is_right
from infrastructure.credentials.tables import (
    CredentialStore,
    accounts,
    invitations,
    kept,
    new_code,
    new_secret,
    passkeys,
    sessions,
    tokens,
    typed,
)

OPEN_FOR = timedelta(days=7)
"""How long an invitation may wait."""

GROUPS = 5
"""Groups of four letters in an invitation (98 bits): it is typed, and stands in no address."""

LONGEST_NAME = 200


class Accounts:
    """All accounts of a deployment."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def any(self) -> bool:
        """Whether anybody can sign in at all; until then the machine's holder acts alone."""
        with self._store.engine.connect() as db:
            return bool(db.scalar(select(func.count()).select_from(accounts)))

    def all(self, service: ServiceId) -> tuple[Account, ...]:
        """Everybody who may sign in to a service, by name."""
        with self._store.engine.connect() as db:
            found = select(accounts).where(accounts.c.service == service).order_by(accounts.c.name)
            return tuple(_account(row) for row in db.execute(found))

    def of(self, account: str) -> Account | None:
        """The account with this identifier."""
        with self._store.engine.connect() as db:
            row = db.execute(select(accounts).where(accounts.c.account == account)).one_or_none()
        return None if row is None else _account(row)

    def named(self, name: str) -> Account:
        """The account with this name. Raises `UnknownAccount`."""
        with self._store.engine.connect() as db:
            found = select(accounts).where(accounts.c.name == as_kept(name))
            row = db.execute(found).one_or_none()
        if row is None:
            raise UnknownAccount(f"Nobody signs in as {name}.")
        return _account(row)

    def invite(self, name: str, holder: Subject, service: ServiceId) -> Invited:
        """Make an account for somebody who then takes it. Raises `AccountExists`."""
        account = new_secret()[:20]
        values = {
            "account": account,
            "name": as_kept(name),
            "holder": holder,
            "service": service,
            "last_step": 0,
            "made_at": self._store.clock(),
        }
        try:
            with self._store.engine.begin() as db:
                db.execute(insert(accounts).values(**values))
        except IntegrityError as taken:
            raise AccountExists(f"Somebody signs in as {name} already.") from taken
        return self._invitation(account, keeps_device=False)

    def invite_again(self, name: str, *, keeps_device: bool) -> Invited:
        """Let somebody choose a new password; earlier invitations are void.

        With ``keeps_device`` the new password does not pass by the one-time codes: they are asked
        for as before, and passkeys stay. Without it, who invites has made sure face to face whom
        they talk to, and passkeys are gone with the telephone.
        Raises `UnknownAccount`.
        """
        return self._invitation(self.named(name).account, keeps_device=keeps_device)

    def invited(self, secret: str) -> Account:
        """Whose invitation this is. Raises `InvitationNotOpen`."""
        with self._store.engine.connect() as db:
            row = db.execute(
                select(accounts)
                .join(invitations, invitations.c.account == accounts.c.account)
                .where(
                    invitations.c.secret == kept(typed(secret)),
                    invitations.c.until > self._store.clock(),
                    accounts.c.closed_at.is_(None),
                )
            ).one_or_none()
        if row is None:
            raise InvitationNotOpen(
                "This invitation was used or has run out. Ask for a new one.", field="code"
            )
        return _account(row)

    def accept(self, secret: str, password: str) -> Account:
        """Choose a password, by an invitation that is used up with it.

        Every session and token of the account ends. Raises `InvitationNotOpen` and
        `PasswordTooWeak`.
        """
        account = self.invited(secret)
        chosen = hashed(password, account.name, *account.name.split("@"))
        with self._store.engine.begin() as db:
            mine = invitations.c.account == account.account
            keeps = db.scalar(
                select(invitations.c.keeps_device).where(
                    invitations.c.secret == kept(typed(secret))
                )
            )
            if db.execute(delete(invitations).where(mine)).rowcount == 0:
                raise InvitationNotOpen(
                    "This invitation was used. Ask for a new one.", field="code"
                )
            values: dict[str, object] = {"password": chosen}
            if not keeps:
                values |= {"seed": None, "last_step": 0}
                db.execute(delete(passkeys).where(passkeys.c.account == account.account))
            standing = accounts.c.account == account.account
            db.execute(update(accounts).where(standing).values(**values))
            db.execute(delete(sessions).where(sessions.c.account == account.account))
            db.execute(delete(tokens).where(tokens.c.account == account.account))
        return self.named(account.name)

    def change(self, account: Account, current: str, chosen: str) -> None:
        """Put another password in the place of the one that somebody has.

        Every token ends and every invitation is void. Raises `NotSignedIn` where the current one
        is not right, and `PasswordTooWeak`.
        """
        mine = accounts.c.account == account.account
        with self._store.engine.connect() as db:
            standing = db.scalar(select(accounts.c.password).where(mine))
        if not is_right(current, standing):
            raise NotSignedIn("The password that you have now is not right.", field="current")
        taken = update(accounts).where(mine, accounts.c.password == standing)
        put = taken.values(password=hashed(chosen, account.name, *account.name.split("@")))
        with self._store.engine.begin() as db:
            if db.execute(put).rowcount == 0:
                raise NotSignedIn("Your password was changed just now elsewhere.", field="current")
            for table in (tokens, invitations):
                db.execute(delete(table).where(table.c.account == account.account))

    def close(self, name: str) -> None:
        """Let somebody sign in no more; what they have open ends at once.

        Raises `UnknownAccount`.
        """
        account = self.named(name).account
        with self._store.engine.begin() as db:
            closed = update(accounts).where(accounts.c.account == account)
            db.execute(closed.values(closed_at=self._store.clock(), password=None, seed=None))
            for table in (sessions, tokens, invitations, passkeys):
                db.execute(delete(table).where(table.c.account == account))

    def _invitation(self, account: str, *, keeps_device: bool) -> Invited:
        secret, until = new_code(GROUPS), self._store.clock() + OPEN_FOR
        with self._store.engine.begin() as db:
            db.execute(delete(invitations).where(invitations.c.account == account))
            db.execute(
                insert(invitations).values(
                    secret=kept(typed(secret)),
                    account=account,
                    until=until,
                    keeps_device=keeps_device,
                )
            )
            opened = update(accounts).where(accounts.c.account == account)
            db.execute(opened.values(closed_at=None))
        return Invited(account, secret, until)


def as_kept(name: str) -> str:
    """A name as it is compared: however it is written, it is the same one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:LONGEST_NAME]


def _account(row) -> Account:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Account(
        account=row.account,
        name=row.name,
        holder=Subject(row.holder),
        service=ServiceId(row.service),
        has_password=row.password is not None,
        has_device=row.seed is not None,
        closed_at=row.closed_at,
    )
