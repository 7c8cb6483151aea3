"""``definitions.toml``: what a service goes by where it departs from the defaults.

Tables are written as the names are: ``[indicators.contacts]`` with ``notice = 2`` is the number
``indicators.contacts.notice``. What is not in the file is as the defaults have it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any


class DefinitionsWrong(Exception):
    """The file cannot be read; the message says where and why."""


def definitions_from(text: str) -> dict[str, float]:
    """Read the numbers of a file by their dotted names. Raises `DefinitionsWrong`."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise DefinitionsWrong(str(wrong)) from wrong
    return dict(_numbers(tree, ""))


def _numbers(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, float]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _numbers(value, f"{prefix}{name}.")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise DefinitionsWrong(f"{prefix}{name} must be a number")
        else:
            yield f"{prefix}{name}", value
