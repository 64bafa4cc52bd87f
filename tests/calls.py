"""Calls of a local desk's API as a client makes them."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from infrastructure.local.desk import Desk
from infrastructure.local.people import ADMIN

PATIENCE_S = 60
RENEWED_AFTER_S = 600
"""ID tokens hold for 15 minutes, and a run of the browser tests may take longer."""


@dataclass(frozen=True)
class Login:
    """What gave a client its token, to be repeated."""

    email: str
    password: str
    token: str
    since_s: float = field(default_factory=time.monotonic)


@dataclass
class Client:
    """A user who is signed in, or a visitor when `token` is empty. Keeps cookies, as a browser does."""

    api: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)
    login: Login | None = None

    def log_in(self, email: str, password: str) -> None:
        """Log in, and again in time before the token ends. Raises `HTTPError`."""
        self.login, self.token = None, ""
        answer = self.call("POST", "/session", {"email": email, "password": password})
        answer.raise_for_status()
        self.token = answer.json()["id_token"]
        self.login = Login(email, password, self.token)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """One request; header names are written with `_` for `-`."""
        if self.login and self.login.token == self.token and time.monotonic() - self.login.since_s > RENEWED_AFTER_S:
            self.log_in(self.login.email, self.login.password)
        sent: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = {"Authorization": self.token} if self.token else {}
        return self.session.request(method, self.api + path, json=body, headers={**signed, **sent}, timeout=PATIENCE_S)

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        """A creating POST, with a fresh Idempotency-Key unless one is given."""
        return self.call("POST", path, body, **{"Idempotency_Key": str(uuid.uuid4()), **headers})


def anybody(desk: Desk) -> Client:
    """Not signed in."""
    return Client(desk.stack["api"])


def admin(desk: Desk) -> Client:
    """The admin of the desk, signed in through the API."""
    client = anybody(desk)
    client.log_in(ADMIN["email"], ADMIN["password"])
    return client
