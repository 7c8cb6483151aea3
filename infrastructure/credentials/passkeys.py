"""Passkeys (W3C Web Authentication): a key that never leaves a device or its owner's vault.

A passkey is asked to make sure of its owner (by a finger, a face or a PIN), so that it is both
factors at once, and it answers to the name of this server alone: nobody can be talked out of it.
What the store keeps of one opens nothing.
"""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from application.identity import Account, Passkey, PasskeyNotRight, Site
from infrastructure.credentials.tables import (
    CredentialStore,
    accounts,
    answered_challenges,
    new_secret,
    passkeys,
)

ANSWERED_WITHIN = timedelta(minutes=5)
"""How long a device may take to answer."""

AT_MOST = 10
"""Passkeys of one account."""

LONGEST_LABEL = 100
SIGNING_IN = "signing in"
"""For whom a challenge is, before it is known who answers."""

NONCE_BYTES, UNTIL_BYTES = 16, 8

NO_ANSWER = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError)
"""What the library raises for what no passkey would answer: some of it is not of its own kind."""

NOT_RIGHT = "This passkey was not accepted. Try again, or use your password."


class Passkeys:
    """All passkeys of a deployment."""

    def __init__(self, store: CredentialStore) -> None:
        """Keep them in a store."""
        self._store = store

    def of(self, account: str) -> tuple[Passkey, ...]:
        """Somebody's passkeys, the oldest first."""
        mine = select(passkeys).where(passkeys.c.account == account)
        with self._store.engine.connect() as db:
            rows = db.execute(mine.order_by(passkeys.c.made_at, passkeys.c.passkey))
            return tuple(Passkey(row.passkey, row.label, row.made_at, row.used_at) for row in rows)

    def offer(self, account: Account, session: str, site: Site) -> str:
        """What a browser needs to make a passkey (JSON); answered once, in this session."""
        with self._store.engine.connect() as db:
            mine = select(passkeys.c.credential).where(passkeys.c.account == account.account)
            known = [PublicKeyCredentialDescriptor(id=each) for each in db.scalars(mine)]
        options = generate_registration_options(
            rp_id=site.name,
            rp_name="Alongside",
            user_id=account.account.encode(),
            user_name=account.name,
            challenge=self._challenge(session),
            exclude_credentials=known,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return options_to_json(options)

    def take(self, account: Account, session: str, site: Site, answer: str, label: str) -> None:
        """Keep the passkey that a browser made. Raises `PasskeyNotRight`."""
        if len(self.of(account.account)) >= AT_MOST:
            raise PasskeyNotRight(f"You have {AT_MOST} passkeys. Take one away first.")
        try:
            made_there = parse_registration_credential_json(answer)
            challenge = self._challenge_in(answer, session)
            made = verify_registration_response(
                credential=made_there,
                expected_challenge=challenge,
                expected_rp_id=site.name,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except NO_ANSWER as wrong:
            raise PasskeyNotRight(NOT_RIGHT) from wrong
        put = insert(passkeys).values(
            passkey=new_secret()[:20],
            credential=made.credential_id,
            account=account.account,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            label=label.strip()[:LONGEST_LABEL] or "Passkey",
            made_at=self._store.clock(),
        )
        try:
            with self._store.engine.begin() as db:
                self._answered(db, challenge)
                db.execute(put)
        except IntegrityError as known:
            raise PasskeyNotRight("This passkey is known already.") from known

    def ask(self, site: Site) -> str:
        """What a browser needs to show a passkey of whoever is there (JSON); answered once.

        Nothing is kept of it, so however often anybody asks, nothing fills.
        """
        options = generate_authentication_options(
            rp_id=site.name,
            challenge=self._challenge(SIGNING_IN),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def check(self, site: Site, answer: str) -> str:
        """Whose passkey was shown: the identifier of an open account. Raises `PasskeyNotRight`."""
        try:
            shown = parse_authentication_credential_json(answer)
            challenge = self._challenge_in(answer, SIGNING_IN)
            row = self._standing(shown.raw_id)
            checked = verify_authentication_response(
                credential=shown,
                expected_challenge=challenge,
                expected_rp_id=site.name,
                expected_origin=site.origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            )
        except NO_ANSWER as wrong:
            raise PasskeyNotRight(NOT_RIGHT) from wrong
        mine = update(passkeys).where(passkeys.c.passkey == row.passkey)
        with self._store.engine.begin() as db:
            self._answered(db, challenge)
            used = mine.values(sign_count=checked.new_sign_count, used_at=self._store.clock())
            db.execute(used)
        return str(row.account)

    def end(self, account: str, passkey: str) -> None:
        """Take a passkey of somebody away."""
        mine = passkeys.c.account == account
        with self._store.engine.begin() as db:
            db.execute(delete(passkeys).where(mine, passkeys.c.passkey == passkey))

    def _standing(self, credential: bytes) -> Any:
        with self._store.engine.connect() as db:
            found = (
                select(passkeys)
                .join(accounts, accounts.c.account == passkeys.c.account)
                .where(passkeys.c.credential == credential, accounts.c.closed_at.is_(None))
            )
            row = db.execute(found).one_or_none()
        if row is None:
            raise PasskeyNotRight(NOT_RIGHT)
        return row

    def _challenge(self, of: str) -> bytes:
        """A challenge that carries until when it holds, under a mark that only this store makes."""
        until = int((self._store.clock() + ANSWERED_WITHIN).timestamp())
        said = secrets.token_bytes(NONCE_BYTES) + until.to_bytes(UNTIL_BYTES, "big")
        return said + self._marked(of, said)

    def _challenge_in(self, answer: str, of: str) -> bytes:
        """The challenge that is answered, made here for this. Raises `PasskeyNotRight`."""
        data = json.loads(answer)["response"]["clientDataJSON"]
        challenge = parse_client_data_json(base64url_to_bytes(data)).challenge
        said = challenge[: NONCE_BYTES + UNTIL_BYTES]
        if not secrets.compare_digest(challenge, said + self._marked(of, said)):
            raise PasskeyNotRight(NOT_RIGHT)
        if _until(challenge) <= self._store.clock():
            raise PasskeyNotRight("This took too long. Try again.")
        return challenge

    def _answered(self, db: Connection, challenge: bytes) -> None:
        """Take an answer to a challenge, the first alone; only what a passkey signed is kept."""
        now = self._store.clock()
        db.execute(delete(answered_challenges).where(answered_challenges.c.until <= now))
        put = insert(answered_challenges).values(challenge=challenge, until=_until(challenge))
        try:
            with db.begin_nested():
                db.execute(put)
        except IntegrityError as twice:
            raise PasskeyNotRight("This was sent twice. Try again.") from twice

    def _marked(self, of: str, said: bytes) -> bytes:
        return self._store.kek.mark(f"challenge:{of}", said, None)


def _until(challenge: bytes) -> datetime:
    written = challenge[NONCE_BYTES : NONCE_BYTES + UNTIL_BYTES]
    return datetime.fromtimestamp(int.from_bytes(written, "big"), UTC)
