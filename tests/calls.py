"""Calls of a local desk's API as a client makes them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from infrastructure.local import Desk
from infrastructure.local.people import ADMIN

PATIENCE_S = 60


@dataclass
class Client:
    """Somebody who is signed in, or nobody when `token` is empty. Keeps cookies, as a browser does."""

    api: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """One request; header names are written with `_` for `-`."""
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
    answer = client.call("POST", "/session", {"email": ADMIN["email"], "password": ADMIN["password"]})
    answer.raise_for_status()
    client.token = answer.json()["id_token"]
    return client
