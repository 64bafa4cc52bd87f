"""Logins of a new local installation."""

from typing import Any

from .. import admin
from ..aws import Aws
from .places import Places, read_json

ADMIN = {"email": "admin@example.com", "password": "Correct-Horse-1", "name": "Ada Admin", "role": "admin"}


def ensure_admin(aws: Aws, outputs: dict[str, str]) -> None:
    """Create the admin with the password shown in the summary."""
    admin.ensure(aws, outputs, admin.Admin(email=ADMIN["email"], name=ADMIN["name"]), password=ADMIN["password"])


def known(places: Places) -> list[dict[str, Any]]:
    """Return the admin, then the demo's people, with their passwords."""
    demo: list[dict[str, Any]] = read_json(places.people, [])
    return [ADMIN, *(person for person in demo if person["email"] != ADMIN["email"])]
