"""The port to credentials: accounts, sessions and tokens, as whoever lets somebody in sees them.

What somebody may do is not said here: an account names whose roles count (``holder``), and roles
come from events (`domain.access`).
"""

from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain.access import Role
from domain.decider import Refusal
from domain.people import ServiceId, Subject

PROVED_FOR = timedelta(minutes=10)
"""How long somebody who has just shown who they are may do what asks for that."""


class Refused(Refusal):
    """Somebody is not let in, or not in this way."""


class AccountExists(Refused):
    """Somebody signs in under this name already."""

    status = 409


class UnknownAccount(Refused):
    """Nobody signs in under this name."""

    status = 404


class InvitationNotOpen(Refused):
    """An invitation was used, has run out, or was never made."""

    status = 410


class PasswordTooWeak(Refused):
    """A password would be guessed soon. The message says why and what to do."""

    status = 422


class NotSignedIn(Refused):
    """The name or the password is not right; which of them is not said."""

    status = 401


class CodeNotRight(Refused):
    """A one-time code is wrong, was used before, or is too old."""

    status = 401


class NotShownLately(Refused):
    """How somebody signs in is changed only right after they showed who they are."""

    status = 403


class PasskeyNotRight(Refused):
    """A passkey is not known, answered something else, or did not make sure of its owner."""

    status = 401


class TooManyTries(Refused):
    """There were too many failed tries; the message says when to try again."""

    status = 429


class TokenWrong(Refused):
    """A token would be for nothing, for something unknown, or for too long."""

    status = 422


class Account(msgspec.Struct, frozen=True):
    """Who signs in, and as whom they then act.

    ``holder`` is the subject whose roles count and under which the log keeps what they do
    (``staff:…``, ``peer:…``, ``referrer:…``). ``has_device`` says that they bring one-time codes.
    """

    account: str
    name: str
    holder: Subject
    service: ServiceId
    has_password: bool
    has_device: bool
    closed_at: datetime | None


class Invited(msgspec.Struct, frozen=True):
    """An invitation: its secret is told once, to the one who is invited."""

    account: str
    secret: str
    until: datetime


class Session(msgspec.Struct, frozen=True):
    """Somebody at one device.

    ``confirmed`` says that both factors were shown; until then nothing but the second is taken.
    ``proved_at`` is when they last showed both.
    """

    session: str
    account: str
    device: str
    shared: bool
    confirmed: bool
    started_at: datetime
    seen_at: datetime
    proved_at: datetime

    def is_proved(self, now: datetime) -> bool:
        """Whether they have shown just now who they are (step-up)."""
        return self.confirmed and now - self.proved_at < PROVED_FOR


class Site(msgspec.Struct, frozen=True):
    """The server as a browser knows it: its name, and where its pages come from.

    A passkey answers to this alone.
    """

    name: str
    origin: str


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as it is listed."""

    passkey: str
    label: str
    made_at: datetime
    used_at: datetime | None


FOR_A_CALENDAR = "calendar"
"""What a token is for that is the address of a calendar, and of nothing else."""


class Token(msgspec.Struct, frozen=True):
    """A token of a program as it is listed; what it is known by was told once."""

    token: str
    account: str
    label: str
    scopes: tuple[str, ...]
    until: datetime


class Accounts(Protocol):
    """Who may sign in."""

    def any(self) -> bool:
        """Whether anybody can sign in at all; until then the machine's holder acts alone."""

    def of(self, account: str) -> Account | None:
        """The account with this identifier."""

    def invited(self, secret: str) -> Account:
        """Whose invitation this is. Raises `InvitationNotOpen`."""

    def accept(self, secret: str, password: str) -> Account:
        """Choose a password, by an invitation that is used up with it.

        Raises `InvitationNotOpen` and `PasswordTooWeak`.
        """


class Sessions(Protocol):
    """Who is signed in, and where."""

    def known(self, secret: str) -> Session | None:
        """The session with this secret, if it has not ended; it has been seen by that."""

    def of(self, account: str) -> tuple[Session, ...]:
        """Where somebody is signed in, the last used first."""

    def end(self, account: str, session: str) -> None:
        """Sign out at one device."""

    def alone(self, session: Session) -> str:
        """End every other session of the same account; this one goes on under a new secret."""

    def end_all(self, account: str) -> None:
        """Sign out everywhere."""


class Passkeys(Protocol):
    """The keys of devices and vaults, each of which makes sure of its owner."""

    def of(self, account: str) -> tuple[Passkey, ...]:
        """Somebody's passkeys, the oldest first."""

    def ask(self, site: Site) -> str:
        """What a browser needs to show a passkey of whoever is there (JSON); answered once."""


class Tokens(Protocol):
    """The programs that act in somebody's name."""

    def make(self, account: str, label: str, scopes: tuple[str, ...], lasts: timedelta) -> str:
        """Make a token; give the secret, which is not told again. Raises `TokenWrong`."""

    def known(self, secret: str) -> Token | None:
        """The token with this secret, unless it has run out or its account is closed."""

    def of(self, account: str) -> tuple[Token, ...]:
        """Somebody's tokens."""

    def end(self, account: str, token: str) -> None:
        """Take a token back."""


class Counted(msgspec.Struct, frozen=True):
    """What is tried, and how often that may be within a quarter of an hour."""

    what: str
    most: int


class Tries(Protocol):
    """How often something was tried lately: by what it is aimed at, not by who seems to ask."""

    def refuse_more(self, *counted: Counted) -> None:
        """Raise `TooManyTries` where one of these has had as many as it may have."""

    def count(self, *counted: Counted) -> None:
        """Count one more of each of these."""

    def forget(self, counted: Counted) -> None:
        """Begin again with one of them, because whoever tried has shown what they had to."""


class WayIn(Protocol):
    """How somebody shows who they are."""

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in, and where."""

    @property
    def tokens(self) -> Tokens:
        """The programs that act in somebody's name."""

    @property
    def tries(self) -> Tries:
        """What was tried lately, and how often."""

    @property
    def passkeys(self) -> Passkeys:
        """The passkeys of accounts."""

    def with_passkey(self, site: Site, answer: str, device: str, *, shared: bool) -> str:
        """Begin a session that both factors were shown for; give its secret.

        Raises `PasskeyNotRight`.
        """

    def proved_by_passkey(self, session: Session, site: Site, answer: str) -> str:
        """Show a passkey of the same account once more; give the session's new secret.

        Raises `PasskeyNotRight`.
        """

    def offer_passkey(self, session: Session, site: Site) -> str:
        """What a browser needs to make a passkey (JSON). Raises `NotShownLately`."""

    def take_passkey(self, session: Session, site: Site, answer: str, label: str) -> None:
        """Keep a passkey that was made. Raises `NotShownLately` and `PasskeyNotRight`."""

    def end_passkey(self, session: Session, passkey: str) -> str:
        """Take one's own passkey away; give the secret under which the session goes on.

        Every other session ends, because whoever has the device may be in. Raises `NotShownLately`.
        """

    def draft_key(self, account: str) -> str:
        """The key (base 64) under which somebody's device seals what is not sent yet.

        It is the same at every sign-in of that account, and is kept on no device.
        """

    def offer(self, session: Session) -> tuple[str, str]:
        """The seed for an app of somebody who has none, and the address that an app reads."""

    def with_password(self, name: str, password: str, device: str, *, shared: bool) -> str:
        """Begin a session that waits for the second factor; give its secret.

        Raises `NotSignedIn` and `TooManyTries`.
        """

    def with_code(self, session: Session, code: str) -> str:
        """Show the second factor; give the secret under which the session goes on.

        Raises `CodeNotRight` and `TooManyTries`.
        """

    def with_first_code(self, session: Session, code: str) -> tuple[str, tuple[str, ...]]:
        """Take over an app by its first code; give the session's new secret and recovery codes.

        Every other session ends. Raises `CodeNotRight`, `TooManyTries`, and `NotShownLately` where
        there is an app already that showed nothing for a while.
        """

    def with_new_password(self, session: Session, current: str, chosen: str) -> str:
        """Change one's own password; give the secret under which the session goes on.

        Every other session and every token ends. Raises `NotShownLately`, `NotSignedIn`,
        `PasswordTooWeak` and `TooManyTries`.
        """


class Part(msgspec.Struct, frozen=True):
    """Somebody made up, as whom a visitor of a demonstration looks around: an account and a role.

    ``called`` is the name that is shown on the page of the demonstration.
    """

    account: str
    role: Role
    called: str


class Demonstration(Protocol):
    """The way in to a service in which everybody is made up: by choosing who to be."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everybody whom a visitor can be."""

    def enter(self, account: str, device: str) -> str:
        """Begin a session as one of them; give its secret. Raises `UnknownAccount`."""
