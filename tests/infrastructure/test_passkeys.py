"""Passkeys on both databases: what an answer must be to open anything, and what it leaves behind.

The vault here makes keys and signs as a device does (W3C Web Authentication, section 6), so that
each part of an answer can be wrong by itself; a real browser is in `tests/browser`.
"""

import base64
import hashlib
import json
import os
from threading import Barrier, Thread

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from webauthn.helpers import encode_cbor

from application.identity import Account, PasskeyNotRight, Session, Site
from domain.people import Subject
from infrastructure.credentials.tables import answered_challenges
from tests.deployments import SERVICE
from tests.infrastructure.test_credentials import OTHER, Desk, desk

__all__ = ["desk"]

HERE = Site("alongside.example.org", "https://alongside.example.org")
ELSEWHERE = Site("al0ngside.example.org", "https://al0ngside.example.org")
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class Vault:
    """A device with one passkey; one that does not count shows nought each time."""

    def __init__(self, site: Site = HERE) -> None:
        self.site, self.id, self.count = site, os.urandom(16), 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.owner, self.counts = b"", True

    def make(self, asked: str, *, flags: int = PRESENT | VERIFIED) -> str:
        """The answer to what was asked for a new passkey."""
        options = json.loads(asked)
        self.owner = read(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        named = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        told = self._told(flags | WITH_KEY) + named
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": told})
        said = self._said("webauthn.create", options["challenge"])
        return self._written({"clientDataJSON": said, "attestationObject": attested})

    def show(self, asked: str, *, flags: int = PRESENT | VERIFIED, of: bytes = b"") -> str:
        """The answer to what was asked of a passkey that is there."""
        self.count += self.counts
        said = self._said("webauthn.get", json.loads(asked)["challenge"])
        told = self._told(flags)
        signed = self.key.sign(told + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": said, "authenticatorData": told, "signature": signed}
        return self._written(parts | {"userHandle": of or self.owner})

    def _told(self, flags: int) -> bytes:
        name = hashlib.sha256(self.site.name.encode()).digest()
        return name + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.site.origin}
        return json.dumps(said).encode()

    def _written(self, parts: dict[str, bytes]) -> str:
        name = written(self.id)
        response = {key: written(part) for key, part in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def vault() -> Vault:
    return Vault()


def kept_of(desk: Desk, vault: Vault) -> Account:
    """Isla's account, of which the vault holds a passkey."""
    account = desk.isla()
    session = desk.known(desk.signed_in())
    offered = desk.door.offer_passkey(session, HERE)
    desk.door.take_passkey(session, HERE, vault.make(offered), "Work laptop")
    return account


def opened(desk: Desk, answer: str, site: Site = HERE) -> Session:
    return desk.known(desk.door.with_passkey(site, answer, "laptop", shared=False))


def asked(desk: Desk) -> str:
    return desk.door.passkeys.ask(HERE)


def test_a_passkey_opens_the_account_it_was_made_for(desk: Desk, vault: Vault) -> None:
    account = kept_of(desk, vault)
    session = opened(desk, vault.show(asked(desk)))
    assert (session.account, session.confirmed) == (account.account, True)
    (listed,) = desk.door.passkeys.of(account.account)
    assert (listed.label, listed.used_at) == ("Work laptop", desk.clock())


def test_an_answer_is_taken_once_and_what_is_kept_of_it_goes(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    vault.counts = False
    answer = vault.show(asked(desk))
    opened(desk, answer)
    with pytest.raises(PasskeyNotRight, match="sent twice"):
        opened(desk, answer)
    desk.clock.go_on(minutes=6)
    opened(desk, vault.show(asked(desk)))
    assert left(desk) == 1


def test_of_two_who_bring_the_same_answer_at_once_one_gets_in(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    vault.counts = False
    answer, together = vault.show(asked(desk)), Barrier(2)
    got: list[Session | None] = []

    def bring() -> None:
        together.wait()
        try:
            got.append(opened(desk, answer))
        except PasskeyNotRight:
            got.append(None)

    both = [Thread(target=bring) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len([each for each in got if each is not None]) == 1


def test_however_often_anybody_asks_nothing_is_kept_of_it(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    before = left(desk)
    for _ in range(100):
        answer = Vault().show(asked(desk))
        with pytest.raises(PasskeyNotRight):
            opened(desk, answer)
    assert left(desk) == before


def test_an_answer_that_took_too_long_is_refused(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    answer = vault.show(asked(desk))
    desk.clock.go_on(minutes=5)
    with pytest.raises(PasskeyNotRight, match="too long"):
        opened(desk, answer)


def test_a_challenge_that_was_not_made_here_is_refused(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    challenge = read(json.loads(asked(desk))["challenge"])
    longer = challenge[:16] + b"\x00\x00\x00\xff" + challenge[20:]
    for other in (longer, challenge[:24], challenge + b"\x00", os.urandom(56), b""):
        with pytest.raises(PasskeyNotRight):
            opened(desk, vault.show(json.dumps({"challenge": written(other)})))


def test_what_was_asked_to_make_one_is_not_answered_by_showing_one(
    desk: Desk, vault: Vault
) -> None:
    kept_of(desk, vault)
    session = desk.known(desk.signed_in())
    offered = desk.door.offer_passkey(session, HERE)
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(offered))
    shown = json.loads(offered) | {"challenge": json.loads(asked(desk))["challenge"]}
    with pytest.raises(PasskeyNotRight):
        desk.door.take_passkey(session, HERE, Vault().make(json.dumps(shown)), "")


def test_what_was_asked_in_one_session_is_not_answered_in_another(desk: Desk, vault: Vault) -> None:
    desk.isla()
    one, other = desk.known(desk.signed_in()), desk.known(desk.signed_in())
    made = vault.make(desk.door.offer_passkey(one, HERE))
    with pytest.raises(PasskeyNotRight):
        desk.door.take_passkey(other, HERE, made, "")


def test_a_page_under_another_name_gets_nothing_that_opens(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    for site in (ELSEWHERE, Site(HERE.name, ELSEWHERE.origin), Site(ELSEWHERE.name, HERE.origin)):
        vault.site = site
        with pytest.raises(PasskeyNotRight):
            opened(desk, vault.show(asked(desk)))
    vault.site = HERE
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(asked(desk)), ELSEWHERE)


def test_a_passkey_that_did_not_make_sure_of_its_owner_opens_nothing(
    desk: Desk, vault: Vault
) -> None:
    kept_of(desk, vault)
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(asked(desk), flags=PRESENT))
    session = desk.known(desk.signed_in())
    made = Vault().make(desk.door.offer_passkey(session, HERE), flags=PRESENT)
    with pytest.raises(PasskeyNotRight):
        desk.door.take_passkey(session, HERE, made, "")


def test_another_key_under_a_known_name_opens_nothing(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    forged = Vault()
    forged.id, forged.owner, forged.count = vault.id, vault.owner, 7
    with pytest.raises(PasskeyNotRight):
        opened(desk, forged.show(asked(desk)))


def test_a_copy_that_counts_behind_is_refused(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    for _ in range(3):
        opened(desk, vault.show(asked(desk)))
    vault.count = 1
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(asked(desk)))


def test_a_passkey_of_somebody_else_proves_nothing(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    invited = desk.door.accounts.invite("euan@example.org", Subject("staff:euan"), SERVICE)
    secret = desk.door.sessions.start(invited.account, "desk", shared=False, confirmed=True)
    desk.clock.go_on(minutes=11)
    euan = desk.known(secret)
    with pytest.raises(PasskeyNotRight, match="another account"):
        desk.door.proved_by_passkey(euan, HERE, vault.show(asked(desk)))
    assert not desk.known(secret).is_proved(desk.clock())


def test_a_passkey_proves_as_a_code_does(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    secret = desk.signed_in()
    desk.clock.go_on(minutes=11)
    secret = desk.door.proved_by_passkey(desk.known(secret), HERE, vault.show(asked(desk)))
    assert desk.known(secret).is_proved(desk.clock())


def test_a_passkey_that_is_taken_away_opens_nothing_and_ends_every_other_session(
    desk: Desk, vault: Vault
) -> None:
    account = kept_of(desk, vault)
    on_the_laptop = desk.door.with_passkey(HERE, vault.show(asked(desk)), "laptop", shared=False)
    (listed,) = desk.door.passkeys.of(account.account)
    here = desk.door.end_passkey(desk.known(desk.signed_in()), listed.passkey)
    assert desk.door.sessions.known(on_the_laptop) is None
    assert desk.known(here).account == account.account
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(asked(desk)))


def test_a_closed_account_is_opened_by_no_passkey(desk: Desk, vault: Vault) -> None:
    account = kept_of(desk, vault)
    desk.door.accounts.close(account.name)
    with pytest.raises(PasskeyNotRight):
        opened(desk, vault.show(asked(desk)))
    assert desk.door.passkeys.of(account.account) == ()


def test_a_new_password_leaves_passkeys_and_a_lost_telephone_takes_them(
    desk: Desk, vault: Vault
) -> None:
    account = kept_of(desk, vault)
    for keeps, left_over in ((True, 1), (False, 0)):
        invited = desk.door.accounts.invite_again(account.name, keeps_device=keeps)
        desk.door.accounts.accept(invited.secret, OTHER)
        assert len(desk.door.passkeys.of(account.account)) == left_over


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "7", '{"response": 1}', '{"id": "a", "rawId": "a"}']
)
def test_what_is_no_answer_is_refused(desk: Desk, answer: str) -> None:
    with pytest.raises(PasskeyNotRight):
        opened(desk, answer)


def test_an_answer_that_is_cut_or_changed_anywhere_opens_nothing(desk: Desk, vault: Vault) -> None:
    kept_of(desk, vault)
    whole = json.loads(vault.show(asked(desk)))
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        raw = read(whole["response"][part])
        for changed in (b"", raw[:-1], raw[:5], b"[1]", b'{"type": 1}', bytes(len(raw)), b"\xff"):
            other = whole | {"response": whole["response"] | {part: written(changed)}}
            with pytest.raises(PasskeyNotRight):
                opened(desk, json.dumps(other))
        for strange in ("!", "é", 7, None, ["a"]):
            other = whole | {"response": whole["response"] | {part: strange}}
            with pytest.raises(PasskeyNotRight):
                opened(desk, json.dumps(other))


def left(desk: Desk) -> int:
    """How many answers are remembered."""
    with desk.store.engine.connect() as db:
        return db.scalar(select(func.count()).select_from(answered_challenges)) or 0
