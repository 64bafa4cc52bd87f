"""Errors as RFC 9457 problem documents."""

import json
from http import HTTPStatus
from typing import Any

from chalice import Response
from pydantic import ValidationError

from .. import errors
from ..errors import Refused

STATUS: dict[type[Refused], int] = {
    errors.Malformed: 400,
    errors.SignInRequired: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.VersionMismatch: 412,
    errors.TooLarge: 413,
    errors.NotJson: 415,
    errors.Invalid: 422,
    errors.VersionRequired: 428,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
}
TYPE = "application/problem+json"
SENTENCES = {
    "extra_forbidden": "There is no such field. Leave it out.",
    "missing": "This is needed.",
    "string_too_short": "This must not be empty.",
    "too_short": "This must not be empty.",
    "model_type": "Send a JSON object.",
}


def problem(refusal: Refused) -> Response:
    facts = dict(refusal.facts)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(refusal, errors.SignInRequired) else {}
    if "retry_after" in facts:
        headers["Retry-After"] = str(facts.pop("retry_after"))
    return response(STATUS[type(refusal)], refusal.detail, headers, facts)


def document(refusal: Refused) -> dict[str, Any]:
    """Return an error as a member of a larger response."""
    return _document(STATUS[type(refusal)], refusal.detail, refusal.facts)


def _document(status: int, detail: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **facts}


def response(
    status: int, detail: str, headers: dict[str, str] | None = None, facts: dict[str, Any] | None = None
) -> Response:
    body = _document(status, detail, facts or {})
    return Response(
        json.dumps(body, separators=(",", ":")),
        status_code=status,
        headers={"Content-Type": TYPE, "Cache-Control": "no-store", **(headers or {})},
    )


def invalid(error: ValidationError) -> errors.Invalid:
    """Build the error for invalid fields, each with a JSON pointer; never contains the values."""
    found = [
        {"pointer": "/" + "/".join(str(part) for part in each["loc"] if part != "[key]"), "detail": _sentence(each)}
        for each in error.errors(include_url=False)
    ]
    return errors.Invalid("The request did not validate.", errors=found)


def _sentence(error: Any) -> str:
    """Return the message for an invalid field; pydantic's own if there is none here."""
    facts = error.get("ctx", {})
    if error["type"].endswith("too_short") and facts["min_length"] > 1:
        return f"This needs at least {facts['min_length']} {_unit(error)}."
    if error["type"].endswith("too_long"):
        return f"This may have at most {facts['max_length']} {_unit(error)}."
    if error["type"] in {"enum", "literal_error"}:
        return f"This must be {facts['expected']}."
    if error["type"] == "value_error":
        return str(facts["error"])
    return SENTENCES.get(error["type"], f"{error['msg']}.")


def _unit(error: Any) -> str:
    """Return the unit of a length: pydantic reports characters as items after a validator has run."""
    return "characters" if isinstance(error.get("input"), str) else "items"
