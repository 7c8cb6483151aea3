"""Asking for anything that can be asked: every command by its name, from the terminal."""

import inspect
import sys
from argparse import Namespace
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from api.cli.opening import desk_for, tell
from application.commands import DECIDER_OF
from domain.decider import Command, Malformed

BY_NAME = {each.__name__.lower(): each for each in DECIDER_OF}


class NoSuchCommand(Malformed):
    """Nothing can be asked under this name."""


class NotAnAnswer(Malformed):
    """What was typed does not fit the command."""


def do(options: Namespace) -> int:
    """Ask for one thing and say what was recorded; without a name, list all that can be asked."""
    if options.what is None:
        for each in DECIDER_OF:
            print(f"{_typed(each.__name__):32} {_first_sentence(each)}")
        return 0
    kind = BY_NAME.get(options.what.replace("-", "").replace("_", "").lower())
    if kind is None:
        raise NoSuchCommand(f"Nothing is called {options.what}. See all: alongside do.")
    if options.fields_only:
        _tell_fields(kind)
        return 0
    with desk_for(options) as desk:
        command = _command(kind, options.values, str(desk.service))
        receipt = desk.perform(command, command_id=options.key)
    ids = {
        noun: identifier
        for recorded in receipt.events
        for noun, _, identifier in (each.partition(":") for each in recorded.event.subjects)
    }
    if options.json:
        entries = [recorded.position for recorded in receipt.events]
        tell(
            {
                "position": receipt.position,
                "entries": entries,
                "ids": ids,
                "repeated": receipt.repeated,
            }
        )
        return 0
    if not receipt.events:
        print("Nothing changed: this is recorded already.")
    for recorded in receipt.events:
        print(f"{recorded.position:>7,}  {type(recorded.event).__name__}")
    for noun, identifier in ids.items():
        print(f"{noun}: {identifier}")
    return 0


def _command(kind: type[Command], typed: list[str], service: str) -> Command:
    """What was typed as FIELD=VALUE, as the command. Raises `NotAnAnswer`."""
    hints = get_type_hints(kind)
    said: dict[str, Any] = {"service": service} if "service" in hints else {}
    for each in typed:
        field, equals, value = each.partition("=")
        if not equals:
            raise NotAnAnswer(f"Write {each} as FIELD=VALUE.", field=each)
        if field not in hints:
            there = ", ".join(sorted(hints))
            raise NotAnAnswer(f"{kind.__name__} has no such field. It has: {there}.", field=field)
        if value == "-":
            value = sys.stdin.read().rstrip("\n")
        if _is_list(hints[field]):
            said.setdefault(field, []).append(value)
        else:
            said[field] = value
    try:
        return msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as wrong:
        raise NotAnAnswer(f"{str(wrong).replace('`', '')}. See: {_help_for(kind)}.") from None


def _tell_fields(kind: type[Command]) -> None:
    print(inspect.cleandoc(kind.__doc__ or ""))
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        if field.name != "service":
            needed = "needed" if field.required else "may be left out"
            print(f"  {field.name:24} {_words(hints[field.name]):40} {needed}")
    refusals = DECIDER_OF[kind].refusals
    print("Says no with:", ", ".join(each.__name__ for each in refusals))


def _words(hint: Any) -> str:
    parts = [each for each in _parts(hint) if each is not type(None)]
    if _is_list(hint):
        return f"{_words(get_args(parts[0])[0])}, may be repeated"
    (inner,) = parts[:1]
    codes = [str(each.value) for each in inner] if hasattr(inner, "__members__") else []
    return "|".join(codes) or str(getattr(inner, "__name__", inner))


def _is_list(hint: Any) -> bool:
    return any(get_origin(each) is tuple for each in _parts(hint))


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _help_for(kind: type[Command]) -> str:
    return f"alongside do {_typed(kind.__name__)} --fields"


def _typed(name: str) -> str:
    """A name as it is typed: ``ProposeMatch`` is ``propose-match``."""
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in name).strip("-")


def _first_sentence(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")
