"""The same people in every test. Carla asks, Ada and Alan help, Boris is in another team, Lena leads, Root governs, and
Mallory is a customer who must see nothing of Carla's."""

import base64
import json
from typing import Any

from chalicelib.people.model import NO_TEAM, Caller, Person, Right, Role
from chalicelib.people.sign_in import claim_of

CARLA = Caller(id="carla", email="carla@example.com", name="Carla Romero", role=Role.CUSTOMER)
MALLORY = Caller(id="mallory", email="mallory@example.com", name="Mallory", role=Role.CUSTOMER)
ADA = Caller(id="ada", email="ada@desk.example", name="Ada", role=Role.AGENT)
ALAN = Caller(id="alan", email="alan@desk.example", name="Alan", role=Role.AGENT)
BORIS = Caller(id="boris", email="boris@desk.example", name="Boris", role=Role.AGENT)
LENA = Caller(id="lena", email="lena@desk.example", name="Lena", role=Role.LEAD)
ROOT = Caller(id="root", email="root@desk.example", name="Root", role=Role.ADMIN)

EVERYONE = (CARLA, MALLORY, ADA, ALAN, BORIS, LENA, ROOT)
TEAMS = {"ada": "orders", "alan": "orders", "lena": "orders", "boris": "billing", "root": None}
SIGNED_IN_AT = 1_767_603_540  # a minute before the tests' Monday morning begins
GROUPS = {Role.CUSTOMER: [], Role.AGENT: ["agents"], Role.LEAD: ["leads"], Role.ADMIN: ["admins"]}


def stored(caller: Caller, created_at: int = 0, **more: Any) -> Person:
    """The caller, as the desk records them; agents are full members of the team they have in `TEAMS`."""
    home = TEAMS.get(caller.id)
    fields: dict[str, Any] = {
        "id": caller.id,
        "email": caller.email,
        "name": caller.name,
        "role": caller.role,
        "created_at": created_at,
        "teams": {home: Right.FULL} if home else {},
        "home": (home or NO_TEAM) if caller.is_agent else None,
    }
    return Person(**{**fields, **more})


def claims(caller: Caller, **more: Any) -> dict[str, Any]:
    """The ID token's claims, as the authorizer hands them over."""
    groups = GROUPS[caller.role]
    found: dict[str, Any] = {
        "sub": f"sub-{caller.id}",
        "cognito:username": f"sub-{caller.id}",
        "token_use": "id",
        "email": caller.email,
        "name": caller.name,
        "custom:person": caller.id,
        "iat": SIGNED_IN_AT,
    }
    teams = {"custom:teams": claim_of(caller.teams)} if caller.teams else {}
    return found | ({"cognito:groups": groups} if groups else {}) | teams | more


def token(caller: Caller, **more: Any) -> str:
    """A token that Chalice's test client reads. Nothing verifies it there: real tokens are tested on the stack."""
    parts = ({"alg": "none"}, claims(caller, **more))
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".x"
