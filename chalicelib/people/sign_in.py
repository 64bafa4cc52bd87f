"""From a token's claims to the caller. Fails closed."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from ..plumbing.errors import SignInAgain
from .model import GROUPS, Caller, Role

HIGHEST_FIRST = (Role.ADMIN, Role.LEAD, Role.AGENT)


def caller_of(claims: Mapping[str, Any]) -> Caller:
    """API Gateway has verified the signature. Raises `SignInAgain` unless the token is an ID token that names a person.

    `cognito:groups` is a list, or what API Gateway makes of one: `[agents leads]`, `agents,leads`.
    """
    if claims.get("token_use") != "id" or not claims.get("custom:person"):
        raise SignInAgain("Please sign in again.")
    groups = claims.get("cognito:groups") or ()
    if isinstance(groups, str):
        groups = groups.strip("[]").replace(",", " ").split()
    held = {role for group, role in GROUPS.items() if group in groups}
    role = next((each for each in HIGHEST_FIRST if each in held), Role.CUSTOMER)
    email = str(claims.get("email", ""))
    return Caller(id=str(claims["custom:person"]), email=email, name=str(claims.get("name") or email), role=role)


def claims_of(id_token: str) -> dict[str, Any]:
    """What a token says, unverified: only for one that came straight from the directory, never for a caller's."""
    payload = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the address in the token is proved to be its owner's."""
    return claims.get("email_verified") in {True, "true"}
