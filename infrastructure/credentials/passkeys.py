"""Passkeys (W3C Web Authentication): a key that never leaves a device or its owner's vault.

A passkey is asked to make sure of its owner (by a finger, a face or a PIN), so that it is both
factors at once, and it answers to the name of this server alone: nobody can be talked out of it.
What the store keeps of one opens nothing.
"""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
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
    challenges,
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
            exclude_credentials=known,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        self._asked(options.challenge, session)
        return options_to_json(options)

    def take(self, account: Account, session: str, site: Site, answer: str, label: str) -> None:
        """Keep the passkey that a browser made. Raises `PasskeyNotRight`."""
        if len(self.of(account.account)) >= AT_MOST:
            raise PasskeyNotRight(f"You have {AT_MOST} passkeys. Take one away first.")
        try:
            made = verify_registration_response(
                credential=parse_registration_credential_json(answer),
                expected_challenge=self._challenge_in(answer, session),
                expected_rp_id=site.name,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except WebAuthnException as wrong:
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
                db.execute(put)
        except IntegrityError as known:
            raise PasskeyNotRight("This passkey is known already.") from known

    def ask(self, site: Site) -> str:
        """What a browser needs to show a passkey of whoever is there (JSON); answered once."""
        options = generate_authentication_options(
            rp_id=site.name, user_verification=UserVerificationRequirement.REQUIRED
        )
        self._asked(options.challenge, SIGNING_IN)
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
        except WebAuthnException as wrong:
            raise PasskeyNotRight(NOT_RIGHT) from wrong
        mine = update(passkeys).where(passkeys.c.passkey == row.passkey)
        with self._store.engine.begin() as db:
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

    def _asked(self, challenge: bytes, of: str) -> None:
        now = self._store.clock()
        with self._store.engine.begin() as db:
            db.execute(delete(challenges).where(challenges.c.until <= now))
            values = {"challenge": challenge, "of": of, "until": now + ANSWERED_WITHIN}
            db.execute(insert(challenges).values(**values))

    def _challenge_in(self, answer: str, of: str) -> bytes:
        """The challenge that is answered, if it was made here for this and was not answered yet."""
        data = json.loads(answer)["response"]["clientDataJSON"]
        challenge = parse_client_data_json(base64url_to_bytes(data)).challenge
        ours = delete(challenges).where(
            challenges.c.challenge == challenge,
            challenges.c.of == of,
            challenges.c.until > self._store.clock(),
        )
        with self._store.engine.begin() as db:
            if db.execute(ours).rowcount == 0:
                raise PasskeyNotRight("This took too long, or was sent twice. Try again.")
        return challenge
