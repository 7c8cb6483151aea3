"""From what went wrong to an answer (RFC 9457). The only place that translates."""

import logging
import re
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from application.ledger import OutOfReach
from domain.decider import Refusal
from projections.catch_up import Quarantined

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)
_FIELD_IN_MESSAGE = re.compile(r"(?:unknown|required) field `(\w+)`")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was not done. ``type`` names the refusal; ``detail`` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[dict[str, str]] | None = None


def problem_of(error: Exception) -> Problem:
    """Say in the common form what went wrong."""
    if isinstance(error, Refusal):
        name = type(error).__name__
        return Problem(name, "Refused", error.status, str(error), field=error.field)
    if isinstance(error, OutOfReach):
        log.warning("The log is out of reach: %s", error)
        return Problem("OutOfReach", "Not available", 503, "The log does not answer. Try again.")
    if isinstance(error, Quarantined):
        return Problem("Quarantined", "Not available", 503, str(error))
    if isinstance(error, ValidationException):
        errors = [_named(extra) for extra in error.extra or [] if isinstance(extra, dict)]
        detail = "; ".join(f"{each['field']}: {each['rule']}" for each in errors)
        field = errors[0]["field"] if errors else None
        return Problem(
            "Malformed", "Malformed", 400, detail or str(error.detail), field, errors or None
        )
    if type(error) is ClientException:
        return Problem("Malformed", "Malformed", 400, str(error.detail), "body")
    if isinstance(error, UnicodeDecodeError):
        return Problem("Malformed", "Malformed", 400, "The body is not written in UTF-8.", "body")
    if isinstance(error, RecursionError):
        return Problem("Malformed", "Malformed", 400, "The body is nested too deeply.", "body")
    if isinstance(error, OverflowError):
        log.warning("A value was beyond reckoning.", exc_info=error)
        return Problem("Malformed", "Malformed", 400, "A date or a number is out of all bounds.")
    if isinstance(error, HTTPException):
        name = type(error).__name__.removesuffix("Exception")
        return Problem(name, name, error.status_code, str(error.detail))
    log.error("A request failed.", exc_info=error)
    return Problem("Broken", "Broken", 500, "Something is broken. It was noted. Try again later.")


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a request of the API that was not done."""
    problem = problem_of(error)
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE)


def _named(extra: dict[str, Any]) -> dict[str, str]:
    message = str(extra.get("message", ""))
    field = str(extra.get("key", ""))
    if extra.get("source") == "header":
        field = field.replace("_", "-").title()
    if field in {"", "data"}:  # the framework's word for the body as a whole
        inside = _FIELD_IN_MESSAGE.search(message)
        field = inside.group(1) if inside is not None else "body"
    return {"field": field, "rule": message.replace("`", "")}


HANDLERS: ExceptionHandlersMap = {Exception: answer, HTTPException: answer}
