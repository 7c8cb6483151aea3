"""Passwords: long, not guessable, hashed with Argon2id."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from application.identity import PasswordTooWeak

SHORTEST = 12
"""Characters (OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15)."""

LONGEST = 200
"""Longer ones would only cost time."""

GUESSABLE = 3
"""The least of five steps (0 to 4) at which zxcvbn calls a password safely unguessable."""

HASHED_WITH = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes, one lane: the least that OWASP recommends for Argon2id, on two cores."""

_AT_A_TIME = threading.BoundedSemaphore(2)
"""Hashes at a time: a flood of sign-ins takes no more memory than two of them."""


@cache
def _nobodys() -> str:
    """A hash to try where there is no account, so that the answer takes as long."""
    return HASHED_WITH.hash("a password that belongs to nobody at all")


def hashed(password: str, *about: str) -> str:
    """The Argon2id hash of a new password.

    ``about`` are words that somebody would try first, such as the name of the account. Raises
    `PasswordTooWeak`.
    """
    from zxcvbn import zxcvbn  # its lists take a moment to read

    if len(password) < SHORTEST:
        raise PasswordTooWeak(
            f"Use {SHORTEST} characters or more. Three or four words do well.", field="password"
        )
    if len(password) > LONGEST:
        raise PasswordTooWeak(f"Use {LONGEST} characters or fewer.", field="password")
    if zxcvbn(password[:72], user_inputs=[*about, "alongside"])["score"] < GUESSABLE:
        raise PasswordTooWeak(
            "This password is on lists of common ones, or follows a pattern that is tried early. "
            "Use three or four words that do not belong together.",
            field="password",
        )
    with _AT_A_TIME:
        return HASHED_WITH.hash(password)


def is_right(password: str, standing: str | None) -> bool:
    """Whether this is the password; an account that is not there takes as long to say no."""
    with _AT_A_TIME:
        try:
            HASHED_WITH.verify(standing or _nobodys(), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return standing is not None
