"""From a row of the route table to a handler: the command is the request body.

A command less its path fields is the body (`msgspec.defstruct` derives it), its refusals are the
documented problems, and `perform` is all that the handler does. Nothing is typed twice.
"""

import inspect
import secrets
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import route
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, RawBody

from api.describing import OF_ANY, problem
from api.desk import Desk
from application.commands import DECIDER_OF
from application.ledger import Receipt
from application.policy import GRAVEST
from domain.decider import Command, Event, Refusal

LONGEST_KEY = 200
FOUND_BY_THEIR_MATCH = frozenset({"session", "goal", "report", "signpost"})
"""What an answer names though the log does not file anything under it."""


class Row(NamedTuple):
    """One line of the route table. ``also`` is what else the answer tells of what was done."""

    method: str
    path: str
    command: type[Command]
    also: Callable[[Desk, Receipt], list[Any]] | None = None


class Done(msgspec.Struct, frozen=True):
    """What a request did.

    ``position`` is the place of its last entry in the log, ``entries`` the places of all of them,
    ``ids`` what they are about, and ``repeated`` says that the same key had been used before.
    ``also`` is what there is to know with it: of a consent that was taken back, whoever was told
    under it.
    """

    position: int
    entries: list[int]
    ids: dict[str, str]
    repeated: bool
    also: list[Any] = []


def handler_of(row: Row) -> HTTPRouteHandler:
    """The handler of one row."""
    command = row.command
    path, path_fields = _path_of(row)
    body = body_of(command, tuple(path_fields))
    has_body = bool(body.__struct_fields__)

    def handle(**given: Any) -> Done:
        desk: Desk = given["desk"]
        key: str | None = given["idempotency_key"]
        data = given.get("data")
        if data is not None:
            _check_as_written(given["body"], body)
        said = msgspec.structs.asdict(data) if data is not None else {}
        if "service" in command.__struct_fields__:
            said["service"] = desk.service
        said |= {field: given[field] for field in path_fields}
        try:
            asked = command(**said)
        except TypeError as missing:
            raise BodyMissing(
                "This request needs a body. See the description.", field="body"
            ) from missing
        receipt = desk.perform(asked, command_id=key or secrets.token_urlsafe(16))
        return Done(
            position=receipt.position,
            entries=[recorded.position for recorded in receipt.events],
            ids={
                noun: identifier
                for recorded in receipt.events
                for noun, identifier in _ids_of(recorded.event)
            },
            repeated=receipt.repeated,
            also=row.also(desk, receipt) if row.also else [],
        )

    _sign(handle, path_fields, body if has_body else None)
    handle.__name__ = handle.__qualname__ = command.__name__
    handle.__doc__ = command.__doc__
    return route(
        path,
        http_method=[row.method],  # type: ignore[list-item]
        status_code=201,
        sync_to_thread=True,
        operation_id=command.__name__,
        summary=_words(command.__name__),
        description=inspect.cleandoc(command.__doc__ or ""),
        tags=[DECIDER_OF[command].noun],
        responses=_problems(command),
        command=command,
    )(handle)


def body_of(command: type[Command], path_fields: tuple[str, ...]) -> type[msgspec.Struct]:
    """The command without what the path and the place say already."""
    left_out = {*path_fields, "service"}
    fields: list[Any] = []
    for field in msgspec.structs.fields(command):
        if field.name in left_out:
            continue
        if field.default_factory is not msgspec.NODEFAULT:
            default = msgspec.field(default_factory=field.default_factory)
        elif field.default is not msgspec.NODEFAULT:
            default = msgspec.field(default=field.default)
        else:
            fields.append((field.name, field.type))
            continue
        fields.append((field.name, field.type, default))
    return msgspec.defstruct(
        f"{command.__name__}Body",
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,
    )


class BodyMissing(Refusal):
    """A request that says something comes without a body."""

    status = 400


def _check_as_written(written: bytes, body: type[msgspec.Struct]) -> None:
    """Refuse a value of another kind, which the framework would make fit.

    It reads a number as so many seconds since 1970, and nobody who writes 2026 means that.
    """
    try:
        msgspec.json.decode(written, type=body)
    except msgspec.ValidationError as wrong:
        rule, _at, place = str(wrong).partition(" - at ")
        field = place.strip("`").removeprefix("$.").partition("[")[0]
        raise ValidationException(extra=[{"key": field, "message": rule}]) from wrong


def _path_of(row: Row) -> tuple[str, dict[str, type]]:
    """The path as the framework writes it, and the type of each field in it."""
    typed = {field.name: field.type for field in msgspec.structs.fields(row.command)}
    parts, path_fields = [], {}
    for part in row.path.strip("/").split("/"):
        if not part.startswith("{"):
            parts.append(part)
            continue
        name = part.strip("{}")
        plain: type = getattr(typed[name], "__supertype__", str)
        path_fields[name] = plain
        parts.append(f"{{{name}:{plain.__name__}}}")
    return "/" + "/".join(parts), path_fields


def _sign(
    handle: Callable[..., Done],
    path_fields: dict[str, type],
    body: type[msgspec.Struct] | None,
) -> None:
    """Give the handler the signature that the framework and its description are made from."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    key = Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            max_length=LONGEST_KEY,
            description="The same key with the same body is answered the same, however often.",
        ),
    ]
    hints: dict[str, Any] = {name: FromPath[kind] for name, kind in path_fields.items()}  # type: ignore[misc, valid-type]
    hints |= {"desk": NamedDependency[Desk], "idempotency_key": key}
    parameters = [inspect.Parameter(name, keyword, annotation=hint) for name, hint in hints.items()]
    parameters[-1] = parameters[-1].replace(default=None)
    if body is not None:
        hints |= {"data": JSONBody[body | None], "body": RawBody}  # type: ignore[misc, valid-type]
        given = inspect.Parameter("data", keyword, annotation=hints["data"], default=None)
        parameters += [inspect.Parameter("body", keyword, annotation=RawBody), given]
    handle.__annotations__ = {**hints, "return": Done}
    handle.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        parameters, return_annotation=Done
    )


def _ids_of(event: Event) -> Iterator[tuple[str, str]]:
    """Everything that an event identifies, what is found only by way of its match included.

    Of several of a kind it is the first: the others are what the event speaks of besides.
    """
    first: dict[str, str] = {}
    for tag in event.subjects:
        noun, _colon, identifier = tag.partition(":")
        first.setdefault(noun, identifier)
    yield from first.items()
    for field in FOUND_BY_THEIR_MATCH & set(event.__struct_fields__):
        if (identifier := getattr(event, field)) is not None:
            yield field, identifier


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def _problems(command: type[Command]) -> dict[int, ResponseSpec]:
    by_status: dict[int, list[str]] = {400: ["The request does not fit its description."]}
    for refusal in DECIDER_OF[command].refusals:
        sentence = inspect.cleandoc(refusal.__doc__ or "")
        by_status.setdefault(refusal.status, []).append(f"`{refusal.__name__}`: {sentence}")
    by_status.setdefault(403, []).append("`NotPermitted`: your role does not cover this.")
    if command in GRAVEST:
        by_status[403].append("`NotProved`: show first that it is you (`/me/prove`).")
    by_status.setdefault(422, []).append("`NotAnIdentifier`: an identifier is badly written.")
    by_status.setdefault(409, []).append("`CommandIdReused`: the key was used for another body.")
    by_status.setdefault(503, []).append("`StoreIsBusy`: another process is writing.")
    by_status.setdefault(413, []).append("The body is longer than anything that is read.")
    return {
        status: problem("\n\n".join(sentences))
        for status, sentences in (by_status | {401: [OF_ANY[401]]}).items()
    }
