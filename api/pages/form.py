"""The words around a form."""

from typing import NamedTuple


class Form(NamedTuple):
    """The words around a form: its heading, its one button, and what to know before it."""

    title: str
    button: str
    lead: str | None = None
