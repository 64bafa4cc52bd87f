"""Calls over HTTP as API Gateway hands them over, from people whose tokens are not verified here."""

import json
import warnings
from dataclasses import dataclass
from typing import Any

from chalice import Chalice
from chalice.test import Client

from app import app
from chalicelib.people.model import Caller
from tests.cast import token

NO_BODY = object()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def pointers(self) -> list[str]:
        return [each["pointer"] for each in self.json["errors"]]


def call(
    who: Caller | str | None,
    method: str,
    path: str,
    body: Any = NO_BODY,
    *,
    headers: dict[str, str] | None = None,
    raw: bytes | None = None,
    of: Chalice = app,
) -> Answer:
    """`who`: a person of the cast, a token of one's own making, or None for a visitor."""
    sent = dict(headers or {})
    if who is not None:
        sent.setdefault("Authorization", who if isinstance(who, str) else token(who))
    if body is not NO_BODY:
        raw = json.dumps(body).encode()
    if raw is not None:
        sent.setdefault("Content-Type", "application/json")
    with Client(of) as client, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="CognitoUserPoolAuthorizer is not a supported", category=UserWarning)
        answer = client.http.request(method, path, headers=sent, body=raw or b"")
    return Answer(answer.status_code, dict(answer.headers), answer.body.decode())


def get(who: Caller | str | None, path: str, **headers: str) -> Answer:
    return call(who, "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def post(who: Caller | str | None, path: str, body: Any, **headers: str) -> Answer:
    return call(who, "POST", path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def patch(who: Caller | str | None, path: str, body: Any, **headers: str) -> Answer:
    return call(who, "PATCH", path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})
