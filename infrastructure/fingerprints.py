"""Keyed digests of identifiers: a request or person is found again, the number is not kept."""

import hmac

from domain.people import ServiceId
from infrastructure.keyring import Keyring

HEX_DIGITS = 40


class Fingerprints:
    """Fingerprints of one service; those of another service cannot be compared with them."""

    def __init__(self, keyring: Keyring, service: ServiceId) -> None:
        """Use the service's index key, made if there is none."""
        self._key = keyring.key_of(f"index:{service}")

    def __call__(self, purpose: str, value: str) -> str:
        """The fingerprint of a value for a purpose, as hexadecimal."""
        message = f"{purpose}\x00{value}".encode()
        return hmac.digest(self._key, message, "sha256").hex()[:HEX_DIGITS]
