"""What is an address that mail can be sent to: one mailbox, and no room for anything else.

Narrower than RFC 5321 allows, on purpose: nobody is reached at a quoted local part, and every
character that could begin another header, another recipient or a comment is left out.
"""

import re

from domain.decider import Malformed

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})+")
LONGEST_LOCAL = 64
LONGEST = 254


class NotAnAddress(Malformed):
    """Something is given as an address of one mailbox that is none."""


def is_an_address(text: str) -> bool:
    """Whether a text is the address of one mailbox."""
    if len(text) > LONGEST or _ADDRESS.fullmatch(text) is None:
        return False
    return len(text.partition("@")[0]) <= LONGEST_LOCAL


def must_be_an_address(text: str, field: str) -> None:
    """Raise `NotAnAddress` unless a text is the address of one mailbox."""
    if not is_an_address(text):
        raise NotAnAddress(
            "This is no address of one mailbox, as in name@example.org. Check it.", field=field
        )
