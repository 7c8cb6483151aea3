"""One-time codes of an app on a telephone (RFC 6238), each taken once, and recovery codes."""

import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, insert, select, update

from application.identity import CodeNotRight
from infrastructure.credentials.tables import (
    CredentialStore,
    accounts,
    kept,
    new_code,
    recovery_codes,
    sessions,
    typed,
)

STEP_SECONDS = 30
STEPS_OFF = 1
"""How many steps a telephone's clock may be wrong, either way."""

RECOVERY_CODES = 8


class Device:
    """The one-time codes of accounts."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def offer(self, session: str) -> str:
        """The seed (base 32) that an app is to be given in this session, however often asked."""
        mine = sessions.c.session == session
        with self._store.engine.begin() as db:
            wrapped = db.scalar(select(sessions.c.offered_seed).where(mine))
            if wrapped is None:
                wrapped = self._store.kek.wrap(_offered_in(session), pyotp.random_base32().encode())
                db.execute(update(sessions).where(mine).values(offered_seed=wrapped))
        return self._store.kek.unwrap(_offered_in(session), wrapped).decode()

    @staticmethod
    def address(seed: str, name: str) -> str:
        """What an app reads from a picture: the seed and whose it is."""
        return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name="Alongside")

    def enrol(self, account: str, session: str, code: str) -> tuple[str, ...]:
        """Take over the app that was offered a seed, by its first code; give recovery codes.

        Raises `CodeNotRight`.
        """
        seed = self.offer(session)
        step = self._step_of(seed, code)
        if step is None:
            raise CodeNotRight(
                "This code is not right. Check the clock of your telephone.", field="code"
            )
        made = tuple(new_code(4) for _ in range(RECOVERY_CODES))
        wrapped = self._store.kek.wrap(f"codes:{account}", seed.encode())
        with self._store.engine.begin() as db:
            db.execute(
                update(accounts)
                .where(accounts.c.account == account)
                .values(seed=wrapped, last_step=step)
            )
            mine = update(sessions).where(sessions.c.session == session)
            db.execute(mine.values(offered_seed=None))
            db.execute(delete(recovery_codes).where(recovery_codes.c.account == account))
            db.execute(
                insert(recovery_codes),
                [{"secret": kept(account + typed(code)), "account": account} for code in made],
            )
        return made

    def check(self, account: str, code: str) -> None:
        """Take a code of the app, or a recovery code, once. Raises `CodeNotRight`."""
        if self._app_code_taken(account, code.replace(" ", "")) or self._recovery_code_taken(
            account, typed(code)
        ):
            return
        raise CodeNotRight(
            "This code is not right, or was used already. Wait for the next one.", field="code"
        )

    def _app_code_taken(self, account: str, code: str) -> bool:
        with self._store.engine.begin() as db:
            wrapped = db.scalar(select(accounts.c.seed).where(accounts.c.account == account))
            if wrapped is None:
                return False
            seed = self._store.kek.unwrap(f"codes:{account}", wrapped).decode()
            step = self._step_of(seed, code)
            if step is None:
                return False
            # of two who bring the same code at once, one finds the step taken
            taken = update(accounts).where(
                accounts.c.account == account, accounts.c.last_step < step
            )
            return db.execute(taken.values(last_step=step)).rowcount == 1

    def _recovery_code_taken(self, account: str, code: str) -> bool:
        with self._store.engine.begin() as db:
            used = delete(recovery_codes).where(
                recovery_codes.c.account == account,
                recovery_codes.c.secret == kept(account + code),
            )
            return db.execute(used).rowcount == 1

    def _step_of(self, seed: str, code: str) -> int | None:
        now: datetime = self._store.clock()
        current = int(now.timestamp()) // STEP_SECONDS
        generator = pyotp.TOTP(seed)
        for step in range(current - STEPS_OFF, current + STEPS_OFF + 1):
            if secrets.compare_digest(generator.generate_otp(step).encode(), code.encode()):
                return step
        return None


def _offered_in(session: str) -> str:
    return f"offered:{session}"
