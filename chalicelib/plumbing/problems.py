"""Refusals as RFC 9457 problem documents."""

import json
from http import HTTPStatus
from typing import Any

from chalice import Response
from pydantic import ValidationError

from . import errors
from .errors import Refused

STATUS: dict[type[Refused], int] = {
    errors.Malformed: 400,
    errors.SignInAgain: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.OutOfDate: 412,
    errors.TooLarge: 413,
    errors.NotJson: 415,
    errors.Invalid: 422,
    errors.VersionNeeded: 428,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
TYPE = "application/problem+json"


def problem(refusal: Refused) -> Response:
    facts = dict(refusal.facts)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(refusal, errors.SignInAgain) else {}
    if "retry_after" in facts:
        headers["Retry-After"] = str(facts.pop("retry_after"))
    return response(STATUS[type(refusal)], refusal.detail, headers, facts)


def response(
    status: int, detail: str, headers: dict[str, str] | None = None, facts: dict[str, Any] | None = None
) -> Response:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **(facts or {}),
    }
    return Response(
        json.dumps(body, separators=(",", ":")), status_code=status,
        headers={"Content-Type": TYPE, "Cache-Control": "no-store", **(headers or {})},
    )  # fmt: skip


def invalid(error: ValidationError) -> errors.Invalid:
    """What was wrong with the caller's fields, each with a JSON pointer; never the value itself."""
    found = [
        {"pointer": "/" + "/".join(str(part) for part in each["loc"] if part != "[key]"), "detail": _sentence(each)}
        for each in error.errors(include_url=False, include_input=False)
    ]
    return errors.Invalid("The request did not validate.", errors=found)


def _sentence(error: Any) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "There is no such field. Leave it out."
        case "missing":
            return "This is needed."
        case "string_too_short":
            return "This must not be empty." if error["ctx"]["min_length"] == 1 else error["msg"] + "."
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"]) + "."
