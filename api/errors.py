"""From what went wrong to an answer (RFC 9457). The only place that translates."""

import logging
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from domain.decider import Refusal
from projections.catch_up import Quarantined

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


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
    if isinstance(error, Quarantined):
        return Problem("Quarantined", "Not available", 503, str(error))
    if isinstance(error, ValidationException):
        errors = [_named(extra) for extra in error.extra or [] if isinstance(extra, dict)]
        detail = "; ".join(f"{each['field']}: {each['rule']}" for each in errors)
        return Problem(
            "Malformed", "Malformed", 400, detail or str(error.detail), errors=errors or None
        )
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
    message = str(extra.get("message", "")).replace("`", "")
    return {"field": str(extra.get("key", "")) or "body", "rule": message}


HANDLERS: ExceptionHandlersMap = {Exception: answer, HTTPException: answer}

__all__ = ["HANDLERS", "MEDIA_TYPE", "MediaType", "Problem", "answer", "problem_of"]
