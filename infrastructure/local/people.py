"""Who can log in at a fresh local desk."""

from typing import Any

from infrastructure import admin
from infrastructure.aws import Aws
from infrastructure.local.places import Places, read_json

ADMIN = {"email": "admin@example.com", "password": "Correct-Horse-1", "name": "Ada Admin", "role": "admin"}


def ensure_admin(aws: Aws, outputs: dict[str, str]) -> None:
    """The admin exists and has the password that the summary shows."""
    admin.ensure(
        aws, outputs, admin.Admin(email=ADMIN["email"], name=ADMIN["name"]), password=ADMIN["password"]
    )  # fmt: skip


def known(places: Places) -> list[dict[str, Any]]:
    """The admin, then whoever the demo made, with the passwords to try."""
    demo: list[dict[str, Any]] = read_json(places.people, [])
    return [ADMIN, *(person for person in demo if person["email"] != ADMIN["email"])]
