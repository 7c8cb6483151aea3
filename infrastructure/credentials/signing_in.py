"""Signing in: a name and a password, then a one-time code; slower the more often it fails."""

import base64

from sqlalchemy import select

from application.identity import (
    Account,
    CodeNotRight,
    Counted,
    NotShownLately,
    NotSignedIn,
    PasskeyNotRight,
    Session,
    Site,
)
from infrastructure.credentials.accounts import Accounts, as_kept
from infrastructure.credentials.codes import Device
from infrastructure.credentials.passkeys import Passkeys
from infrastructure.credentials.passwords import is_right
from infrastructure.credentials.sessions import Sessions
from infrastructure.credentials.tables import CredentialStore, accounts, kept
from infrastructure.credentials.tokens import Tokens
from infrastructure.credentials.tries import Tries

MOST_OF_ONE = 8
"""Failed tries of one account within a quarter of an hour, after which the next must wait."""

EVERYBODY = Counted("everybody", 400)
"""The same of the whole deployment."""


class SigningIn:
    """The way in."""

    def __init__(self, store: CredentialStore) -> None:
        """Use a store."""
        self._store = store
        self.accounts = Accounts(store)
        self.sessions = Sessions(store)
        self.tokens = Tokens(store)
        self.device = Device(store)
        self.tries = Tries(store)
        self.passkeys = Passkeys(store)

    def draft_key(self, account: str) -> str:
        """See `application.identity.WayIn`."""
        return base64.b64encode(self._store.kek.mark(f"drafts:{account}", None, None)).decode()

    def offer(self, session: Session) -> tuple[str, str]:
        """The seed for an app of somebody who has none, and the address that an app reads."""
        seed = self.device.offer(session.session)
        return seed, self.device.address(seed, self._account(session).name)

    def with_password(self, name: str, password: str, device: str, *, shared: bool) -> str:
        """Begin a session that waits for the second factor; give its secret.

        Raises `NotSignedIn` and `TooManyTries`.
        """
        tried = _of_name(name)
        self.tries.refuse_more(tried, EVERYBODY)
        with self._store.engine.connect() as db:
            found = select(accounts).where(accounts.c.name == as_kept(name))
            row = db.execute(found).one_or_none()
        standing = None if row is None or row.closed_at is not None else row.password
        if not is_right(password, standing) or row is None:
            self.tries.count(tried, EVERYBODY)
            raise NotSignedIn("The name or the password is not right.")
        return self.sessions.start(row.account, device, shared=shared, confirmed=False)

    def with_code(self, session: Session, code: str) -> str:
        """Show the second factor; give the secret under which the session goes on.

        The same is the step-up of a session that is confirmed. Raises `CodeNotRight` and
        `TooManyTries`.
        """
        tried = _codes_of(session)
        self.tries.refuse_more(tried, EVERYBODY)
        try:
            self.device.check(session.account, code)
        except CodeNotRight:
            self.tries.count(tried, EVERYBODY)
            raise
        self.tries.forget(tried)
        self.tries.forget(_of_name(self._account(session).name))
        return self.sessions.confirm(session)

    def with_first_code(self, session: Session, code: str) -> tuple[str, tuple[str, ...]]:
        """Take over an app by its first code; give the session's new secret and recovery codes.

        Raises `CodeNotRight` and `TooManyTries`. An account that brings codes already does not
        change them here unless one was just shown: `CodeNotRight` on the way in, `NotShownLately`
        once in. Every other session ends.
        """
        tried = _codes_of(session)
        self.tries.refuse_more(tried, EVERYBODY)
        if self._account(session).has_device:
            if not session.confirmed:
                raise CodeNotRight("Show a code of the app that you have first.")
            self._must_be_proved(session)
        try:
            made = self.device.enrol(session.account, session.session, code)
        except CodeNotRight:
            self.tries.count(tried, EVERYBODY)
            raise
        self.sessions.confirm(session)
        return self.sessions.alone(session), made

    def with_new_password(self, session: Session, current: str, chosen: str) -> str:
        """Change one's own password; give the secret under which the session goes on.

        Every other session and every token ends. Raises `NotShownLately`, `NotSignedIn`,
        `PasswordTooWeak` and `TooManyTries`.
        """
        account = self._account(session)
        self._must_be_proved(session)
        tried = _of_name(account.name)
        self.tries.refuse_more(tried, EVERYBODY)
        try:
            self.accounts.change(account, current, chosen)
        except NotSignedIn:
            self.tries.count(tried, EVERYBODY)
            raise
        return self.sessions.alone(session)

    def with_passkey(self, site: Site, answer: str, device: str, *, shared: bool) -> str:
        """See `application.identity.WayIn`."""
        account = self.passkeys.check(site, answer)
        return self.sessions.start(account, device, shared=shared, confirmed=True)

    def proved_by_passkey(self, session: Session, site: Site, answer: str) -> str:
        """See `application.identity.WayIn`."""
        if self.passkeys.check(site, answer) != session.account:
            raise PasskeyNotRight("This passkey is of another account.")
        return self.sessions.confirm(session)

    def offer_passkey(self, session: Session, site: Site) -> str:
        """See `application.identity.WayIn`."""
        self._must_be_proved(session)
        return self.passkeys.offer(self._account(session), session.session, site)

    def take_passkey(self, session: Session, site: Site, answer: str, label: str) -> None:
        """See `application.identity.WayIn`."""
        self._must_be_proved(session)
        self.passkeys.take(self._account(session), session.session, site, answer, label)

    def end_passkey(self, session: Session, passkey: str) -> str:
        """See `application.identity.WayIn`."""
        self._must_be_proved(session)
        self.passkeys.end(session.account, passkey)
        return self.sessions.alone(session)

    def _must_be_proved(self, session: Session) -> None:
        if not session.is_proved(self._store.clock()):
            raise NotShownLately("Show first that it is you, at /me/prove.")

    def _account(self, session: Session) -> Account:
        account = self.accounts.of(session.account)
        if account is None:
            raise NotSignedIn("This account is gone.")
        return account


def _of_name(name: str) -> Counted:
    return Counted(f"name {kept(as_kept(name)).hex()}", MOST_OF_ONE)


def _codes_of(session: Session) -> Counted:
    return Counted(f"code {session.account}", MOST_OF_ONE)
