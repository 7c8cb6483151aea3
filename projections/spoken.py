"""Codes as words."""


def spoken(code: str) -> str:
    """A code as words: ``FACE_TO_FACE`` is "face to face"."""
    return code.replace("_", " ").lower()
