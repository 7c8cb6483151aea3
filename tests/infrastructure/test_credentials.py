"""How somebody proves who they are, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pyotp
import pytest

from application.identity import (
    Account,
    AccountExists,
    CodeNotRight,
    InvitationNotOpen,
    NotShownLately,
    NotSignedIn,
    PasswordTooWeak,
    Session,
    TokenWrong,
    TooManyTries,
    UnknownAccount,
)
from domain.people import Subject
from infrastructure.credentials import CredentialStore, SigningIn
from infrastructure.keyring import KeyEncryptionKey
from infrastructure.settings import sqlalchemy_url
from tests.deployments import DATABASES, SERVICE, Clock
from tests.postgres import fresh_schema, server_url

PASSWORD = "marsh lantern cobble tide"  # noqa: S105 - invented
OTHER = "violet anvil postcard moss"
ISLA = Subject("staff:isla")


class Desk:
    """A store, its clock, and Isla's account with an app that shows codes."""

    def __init__(self, url: str, folder: Path) -> None:
        self.clock = Clock()
        self.store = CredentialStore(url, KeyEncryptionKey.at(folder / "key"), self.clock)
        self.door = SigningIn(self.store)
        self.seed = ""

    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.seed).at(self.clock())

    def isla(self) -> Account:
        """Isla has taken her account and shown a first code."""
        invited = self.door.accounts.invite("isla@example.org", ISLA, SERVICE)
        account = self.door.accounts.accept(invited.secret, PASSWORD)
        first = self.known(self.door.with_password(account.name, PASSWORD, "desk", shared=False))
        self.seed = self.door.device.offer(first.session)
        self.recovery = self.door.with_first_code(first, self.code())[1]
        self.clock.go_on(minutes=2)
        return self.door.accounts.named(account.name)

    def signed_in(self, *, shared: bool = False) -> str:
        """Isla signs in with both factors."""
        secret = self.door.with_password("isla@example.org", PASSWORD, "desk", shared=shared)
        secret = self.door.with_code(self.known(secret), self.code())
        self.clock.go_on(minutes=1)
        return secret

    def known(self, secret: str) -> Session:
        """The session that must stand."""
        session = self.door.sessions.known(secret)
        assert session is not None
        return session


@pytest.fixture(params=DATABASES)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A store on either database."""
    url = f"sqlite:///{tmp_path / 'credentials.db'}"
    if request.param == "postgres":
        schema = fresh_schema()
        with psycopg.connect(server_url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}")
        joint = "&" if "?" in server_url() else "?"
        url = sqlalchemy_url(f"{server_url()}{joint}options=-csearch_path%3D{schema}")
    made = Desk(url, tmp_path)
    yield made
    made.store.close()


def test_an_account_is_taken_by_its_invitation_once(desk: Desk) -> None:
    assert not desk.door.accounts.any()
    invited = desk.door.accounts.invite("Isla@Example.org", ISLA, SERVICE)
    assert desk.door.accounts.any()

    account = desk.door.accounts.accept(invited.secret, PASSWORD)

    assert (account.name, account.holder) == ("isla@example.org", ISLA)
    with pytest.raises(InvitationNotOpen):
        desk.door.accounts.accept(invited.secret, OTHER)


def test_an_invitation_runs_out_after_a_week(desk: Desk) -> None:
    invited = desk.door.accounts.invite("isla@example.org", ISLA, SERVICE)
    desk.clock.go_on(days=7)
    with pytest.raises(InvitationNotOpen):
        desk.door.accounts.accept(invited.secret, PASSWORD)


def test_a_name_belongs_to_one_account_however_it_is_written(desk: Desk) -> None:
    desk.door.accounts.invite("isla@example.org", ISLA, SERVICE)
    with pytest.raises(AccountExists):
        desk.door.accounts.invite(" ISLA@example.ORG ", Subject("staff:euan"), SERVICE)


@pytest.mark.parametrize(
    "password",
    ["short", "password1234", "isla@example.org", "aaaaaaaaaaaaaaaa", "qwertyuiop12", "x" * 201],
)
def test_a_password_that_is_guessed_early_is_refused(desk: Desk, password: str) -> None:
    invited = desk.door.accounts.invite("isla@example.org", ISLA, SERVICE)
    with pytest.raises(PasswordTooWeak):
        desk.door.accounts.accept(invited.secret, password)
    desk.door.accounts.accept(invited.secret, PASSWORD)


def test_nobody_signs_in_with_a_password_alone(desk: Desk) -> None:
    desk.isla()
    secret = desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)

    assert not desk.known(secret).confirmed
    assert desk.known(desk.door.with_code(desk.known(secret), desk.code())).confirmed


def test_the_secret_of_a_session_changes_when_it_is_confirmed(desk: Desk) -> None:
    desk.isla()
    before = desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)
    after = desk.door.with_code(desk.known(before), desk.code())

    assert desk.door.sessions.known(before) is None
    assert before != after


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(desk: Desk) -> None:
    desk.isla()
    said = []
    for name, password in (("isla@example.org", OTHER), ("nobody@example.org", PASSWORD)):
        with pytest.raises(NotSignedIn) as refused:
            desk.door.with_password(name, password, "desk", shared=False)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_code_is_taken_once(desk: Desk) -> None:
    desk.isla()
    code = desk.code()
    secret = desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)
    secret = desk.door.with_code(desk.known(secret), code)
    with pytest.raises(CodeNotRight):
        desk.door.with_code(desk.known(secret), code)


def test_of_two_who_bring_the_same_code_at_once_one_gets_in(desk: Desk) -> None:
    account = desk.isla().account
    code, answers = desk.code(), []
    together = Barrier(8)

    def bring() -> None:
        together.wait()
        try:
            desk.door.device.check(account, code)
            answers.append("in")
        except CodeNotRight:
            answers.append("out")

    threads = [Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in"] + ["out"] * 7


def test_a_code_holds_for_one_step_either_way(desk: Desk) -> None:
    account = desk.isla().account
    code = desk.code()
    desk.clock.go_on(seconds=60)
    with pytest.raises(CodeNotRight):
        desk.door.device.check(account, code)
    code = desk.code()
    desk.clock.go_on(seconds=30)
    desk.door.device.check(account, code)


def test_a_recovery_code_opens_once(desk: Desk) -> None:
    account = desk.isla().account
    desk.door.device.check(account, desk.recovery[0])
    with pytest.raises(CodeNotRight):
        desk.door.device.check(account, desk.recovery[0])
    desk.door.device.check(account, desk.recovery[1].upper())


def test_a_new_password_does_not_pass_by_the_codes(desk: Desk) -> None:
    account = desk.isla()
    invited = desk.door.accounts.invite_again(account.name, keeps_device=True)
    desk.door.accounts.accept(invited.secret, OTHER)
    secret = desk.door.with_password(account.name, OTHER, "desk", shared=False)
    another = pyotp.TOTP(desk.door.device.offer(desk.known(secret).session))

    with pytest.raises(CodeNotRight):
        desk.door.with_first_code(desk.known(secret), another.at(desk.clock()))
    assert desk.known(desk.door.with_code(desk.known(secret), desk.code())).confirmed


def test_a_new_password_ends_every_session_and_token(desk: Desk) -> None:
    account = desk.isla()
    secret = desk.signed_in()
    token = desk.door.tokens.make(account.account, "notebook", ("read",), timedelta(days=1))
    invited = desk.door.accounts.invite_again(account.name, keeps_device=True)
    assert desk.door.sessions.known(secret) is not None

    desk.door.accounts.accept(invited.secret, OTHER)

    assert desk.door.sessions.known(secret) is None
    assert desk.door.tokens.known(token) is None


def test_another_password_needs_the_one_before_and_a_code_that_was_just_shown(desk: Desk) -> None:
    desk.isla()
    session = desk.known(desk.signed_in())
    with pytest.raises(NotSignedIn, match="The password that you have now"):
        desk.door.with_new_password(session, OTHER, "heather gravel window song")
    desk.door.with_new_password(session, PASSWORD, OTHER)
    with pytest.raises(NotSignedIn):
        desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)

    desk.clock.go_on(minutes=10)
    with pytest.raises(NotShownLately, match="/me/prove"):
        desk.door.with_new_password(session, OTHER, PASSWORD)
    with pytest.raises(NotShownLately):
        desk.door.with_first_code(session, desk.code())
    assert desk.door.with_password("isla@example.org", OTHER, "desk", shared=False)


def test_of_two_who_change_a_password_at_once_one_does(desk: Desk) -> None:
    account = desk.isla()
    chosen = ("violet anvil postcard moss", "heather gravel window song")
    barrier, refused = Barrier(2), list[str]()

    def change(word: str) -> None:
        barrier.wait()
        try:
            desk.door.accounts.change(account, PASSWORD, word)
        except NotSignedIn:
            refused.append(word)

    threads = [Thread(target=change, args=(word,)) for word in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    (stands,) = set(chosen) - set(refused)
    assert desk.door.with_password(account.name, stands, "desk", shared=False)


def test_another_app_ends_every_other_session_and_every_earlier_code(desk: Desk) -> None:
    account = desk.isla()
    first, here = desk.signed_in(), desk.known(desk.signed_in())
    desk.seed = desk.door.device.offer(here.session)
    secret, recovery = desk.door.with_first_code(here, desk.code())

    assert desk.door.sessions.known(first) is None
    left = [each.session for each in desk.door.sessions.of(account.account)]
    assert left == [desk.known(secret).session]
    assert not set(recovery) & set(desk.recovery)
    with pytest.raises(CodeNotRight):
        desk.door.with_code(desk.known(secret), desk.recovery[0])


def test_tries_are_counted_by_whom_they_are_aimed_at(desk: Desk) -> None:
    desk.isla()
    for _ in range(8):
        with pytest.raises(NotSignedIn):
            desk.door.with_password("isla@example.org", OTHER, "somewhere", shared=False)
    with pytest.raises(TooManyTries):
        desk.door.with_password("isla@example.org", PASSWORD, "elsewhere", shared=False)
    with pytest.raises(NotSignedIn):
        desk.door.with_password("euan@example.org", OTHER, "somewhere", shared=False)

    desk.clock.go_on(minutes=15)
    assert desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)


def test_codes_are_not_tried_out(desk: Desk) -> None:
    desk.isla()
    secret = desk.door.with_password("isla@example.org", PASSWORD, "desk", shared=False)
    for _ in range(8):
        with pytest.raises(CodeNotRight):
            desk.door.with_code(desk.known(secret), "000000")
    with pytest.raises(TooManyTries):
        desk.door.with_code(desk.known(secret), desk.code())


def test_a_session_ends_when_nobody_uses_it(desk: Desk) -> None:
    desk.isla()
    secret = desk.signed_in()
    desk.clock.go_on(minutes=28)
    desk.known(secret)
    desk.clock.go_on(minutes=29, seconds=59)
    desk.known(secret)
    desk.clock.go_on(minutes=30)
    assert desk.door.sessions.known(secret) is None


def test_a_session_on_a_shared_device_ends_sooner(desk: Desk) -> None:
    desk.isla()
    secret = desk.signed_in(shared=True)
    desk.clock.go_on(minutes=5)
    assert desk.door.sessions.known(secret) is None


def test_a_session_ends_after_twelve_hours_however_busy(desk: Desk) -> None:
    desk.isla()
    secret = desk.signed_in()
    for _ in range(35):
        desk.clock.go_on(minutes=20)
        desk.known(secret)
    desk.clock.go_on(minutes=20)
    assert desk.door.sessions.known(secret) is None


def test_somebody_signs_out_at_one_device_and_everywhere(desk: Desk) -> None:
    account = desk.isla().account
    one, two, three = desk.signed_in(), desk.signed_in(), desk.signed_in()
    at_first = 1
    assert len(desk.door.sessions.of(account)) == at_first + 3

    desk.door.sessions.end(account, desk.known(one).session)
    assert desk.door.sessions.known(one) is None
    desk.known(two)

    desk.door.sessions.end_all(account)
    assert [desk.door.sessions.known(each) for each in (two, three)] == [None, None]


def test_what_asks_for_proof_asks_again_after_ten_minutes(desk: Desk) -> None:
    desk.isla()
    secret = desk.signed_in()
    assert desk.known(secret).is_proved(desk.clock())
    desk.clock.go_on(minutes=9)
    assert not desk.known(secret).is_proved(desk.clock())
    secret = desk.door.with_code(desk.known(secret), desk.code())
    assert desk.known(secret).is_proved(desk.clock())


def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    account = desk.isla()
    secret = desk.signed_in()
    token = desk.door.tokens.make(account.account, "notebook", ("read",), timedelta(days=1))

    desk.door.accounts.close(account.name)

    assert desk.door.sessions.known(secret) is None
    assert desk.door.tokens.known(token) is None
    with pytest.raises(NotSignedIn):
        desk.door.with_password(account.name, PASSWORD, "desk", shared=False)


def test_a_token_is_narrow_runs_out_and_can_be_taken_back(desk: Desk) -> None:
    account, tokens = desk.isla().account, desk.door.tokens
    secret = tokens.make(account, "notebook", ("read",), timedelta(days=30))
    token = tokens.known(secret)
    assert token is not None
    assert token.scopes == ("read",)

    tokens.end(account, token.token)
    assert tokens.known(secret) is None

    secret = tokens.make(account, "notebook", ("read", "record"), timedelta(days=30))
    desk.clock.go_on(days=30)
    assert tokens.known(secret) is None


@pytest.mark.parametrize(("scopes", "days"), [((), 1), (("erase",), 1), (("read",), 367)])
def test_a_token_for_nothing_or_for_ever_is_refused(
    desk: Desk, scopes: tuple[str, ...], days: int
) -> None:
    account = desk.isla().account
    with pytest.raises(TokenWrong):
        desk.door.tokens.make(account, "notebook", scopes, timedelta(days=days))


def test_nobody_is_found_under_a_name_that_nobody_has(desk: Desk) -> None:
    with pytest.raises(UnknownAccount):
        desk.door.accounts.close("nobody@example.org")


def test_the_store_holds_no_secret_that_opens_anything(tmp_path: Path) -> None:
    desk = Desk(f"sqlite:///{tmp_path / 'credentials.db'}", tmp_path)
    account = desk.isla().account
    invited = desk.door.accounts.invite("euan@example.org", Subject("staff:euan"), SERVICE)
    secrets = [
        desk.signed_in(),
        desk.door.tokens.make(account, "notebook", ("read",), timedelta(days=1)),
        invited.secret,
        desk.seed,
        desk.door.device.offer(desk.known(desk.signed_in()).session),
        PASSWORD,
        *desk.recovery,
    ]
    desk.store.close()

    written = b"".join(file.read_bytes() for file in tmp_path.glob("credentials.db*"))

    assert b"isla@example.org" in written
    assert [each for each in secrets if each.encode() in written] == []
