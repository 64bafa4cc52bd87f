"""Calls the API as API Gateway does: an event in, an answer out."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app import app
from chalicelib.people.sign_in import claims_of
from chalicelib.plumbing.services import Services
from tests.doubles import FrozenClock
from tests.people.doubles import Pool

PASSWORD = "correct horse battery"
OUR_PAGE = {"X-Desk": "1", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookie(self) -> str | None:
        """The value of the refresh cookie this answer sets."""
        text = self.headers.get("Set-Cookie")
        return text.split(";")[0].partition("=")[2] if text else None

    @property
    def pointers(self) -> list[str]:
        return [each["pointer"] for each in self.json["errors"]]


@dataclass(frozen=True)
class PeopleDesk:
    pool: Pool
    services: Services
    clock: FrozenClock

    def call(
        self,
        method: str,
        address: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        raw: str | None = None,
        source: str = "192.0.2.1",
    ) -> Answer:
        path, query = urlsplit(address).path, parse_qs(urlsplit(address).query)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        context: dict[str, Any] = {
            "httpMethod": method,
            "resourcePath": path,
            "path": f"/api{path}",
            "identity": {"sourceIp": source},
        }
        if token:
            context["authorizer"] = {"claims": claims_of(token)}
        event = {
            "requestContext": context,
            "headers": {**sent, **(headers or {})},
            "pathParameters": None,
            "multiValueQueryStringParameters": query or None,
            "stageVariables": None,
            "isBase64Encoded": False,
            "body": json.dumps(body) if body is not None else raw,
        }
        answer = app(event, None)
        flat = {
            **(answer.get("headers") or {}),
            **{k: v[0] for k, v in (answer.get("multiValueHeaders") or {}).items()},
        }
        return Answer(answer["statusCode"], flat, answer["body"])

    def post(self, address: str, body: Any, **options: Any) -> Answer:
        return self.call("POST", address, body, **options)

    def register(self, email: str, password: str = PASSWORD, **fields: Any) -> Answer:
        return self.post("/v1/registrations", {"email": email, "password": password, "name": "Maya", **fields})

    def confirmed(self, email: str, password: str = PASSWORD, **fields: Any) -> None:
        """A person who has registered and confirmed the address."""
        assert self.register(email, password, **fields).status == 202
        assert self.post("/v1/registrations/confirm", {"email": email, "code": "123456"}).status == 204

    def sign_in(self, email: str, password: str = PASSWORD, **fields: Any) -> Answer:
        return self.post("/v1/session", {"email": email, "password": password, **fields})

    def token(self, email: str) -> str:
        """The ID token of a person who has just registered, confirmed and signed in."""
        self.confirmed(email)
        return str(self.sign_in(email).json["id_token"])
