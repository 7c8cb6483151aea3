"""What the description says beside the good answers: problems, and what a body may hold.

Refusals of a command stand with it (`api.door`). What any address can say stands here once.
"""

from collections.abc import Iterable
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin

from api.errors import MEDIA_TYPE, Problem

OF_A_VIEW = {
    400: "`Malformed`: a word of the address does not fit its description.",
    403: "`NotPermitted`: your role does not cover this. `NotProved`: show first that it is you.",
    404: "There is nothing of this name.",
    409: "What is asked for does not stand as the question supposes.",
    422: "A day, a moment or a word of the address cannot be.",
}
OF_ANY = {
    401: "`NotSignedIn`: sign in, or bring a token.",
    503: "`OutOfReach`, `NotRecorded`: log or log of reads does not answer, so nothing is given.",
}
BODY = "Body"
"""How the names of all bodies end: they take no field beside their own."""
LOCAL_TIME = {
    "format": "time-local",  # the registry of formats: a time of day without an offset
    "pattern": r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$",
}


def problem(said: str) -> ResponseSpec:
    """An answer that says what is wrong."""
    return ResponseSpec(
        data_container=Problem, description=said, media_type=MEDIA_TYPE, generate_examples=False
    )


def described(handlers: Iterable[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """The handlers of views, each with what it can say beside its answer."""
    found = list(handlers)
    for handler in found:
        said = {status: problem(sentence) for status, sentence in (OF_A_VIEW | OF_ANY).items()}
        handler.responses = said | dict(handler.responses or {})
    return found


class Description(JsonRenderPlugin):
    """The description as JSON, with what the framework does not say of bodies.

    A body takes no field that it does not name; where one of its fields is needed, so is the body;
    and a time of day is a local one and no duration.
    """

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """See `JsonRenderPlugin`."""
        schemas = openapi_schema["components"]["schemas"]
        for name, schema in schemas.items():
            _say_times(schema)
            if name.endswith(BODY):
                schema["additionalProperties"] = False
        for methods in openapi_schema["paths"].values():
            for operation in methods.values():
                _say_whether_needed(operation.get("requestBody", {}), schemas)
        return super().render(request, openapi_schema)


def _say_times(said: Any) -> None:
    if isinstance(said, dict):
        if said.get("format") == "duration":
            said |= LOCAL_TIME
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            _say_times(each)


def _say_whether_needed(body: dict[str, Any], schemas: dict[str, Any]) -> None:
    for content in body.get("content", {}).values():
        whole, *none = content["schema"].get("oneOf", [None])
        if none != [{"type": "null"}]:
            continue
        body["required"] = bool(schemas[whole["$ref"].rpartition("/")[2]].get("required"))
        if body["required"]:
            content["schema"] = whole
