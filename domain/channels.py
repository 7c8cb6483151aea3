"""How people are in touch: with each other, and with the service."""

from enum import StrEnum


class Channel(StrEnum):
    """How two people are in touch."""

    FACE_TO_FACE = "FACE_TO_FACE"
    WALK = "WALK"
    PHONE = "PHONE"
    VIDEO = "VIDEO"
    MESSAGES = "MESSAGES"
    EMAIL = "EMAIL"
    LETTER = "LETTER"
    GROUP = "GROUP"
