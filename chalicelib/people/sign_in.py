"""From a token's claims to the caller. Fails closed."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from ..plumbing.errors import SignInAgain
from .model import GROUPS, Caller, Right, Role

HIGHEST_FIRST = (Role.ADMIN, Role.LEAD, Role.AGENT)


def caller_of(claims: Mapping[str, Any], source: str = "") -> Caller:
    """API Gateway has verified the signature. Raises `SignInAgain` unless the token is an ID token that names a person.

    `cognito:groups` is a list, or what API Gateway makes of one: `[agents leads]`, `agents,leads`. `custom:teams` names an
    agent's teams, each with a right: `orders:full billing:read`.
    """
    if claims.get("token_use") != "id" or not claims.get("custom:person"):
        raise SignInAgain("Please sign in again.")
    groups = claims.get("cognito:groups") or ()
    if isinstance(groups, str):
        groups = groups.strip("[]").replace(",", " ").split()
    held = {role for group, role in GROUPS.items() if group in groups}
    role = next((each for each in HIGHEST_FIRST if each in held), Role.CUSTOMER)
    email = str(claims.get("email", ""))
    return Caller(
        id=str(claims["custom:person"]), email=email, name=str(claims.get("name") or email), role=role,
        teams=teams_of(str(claims.get("custom:teams") or "")), source=source,
    )  # fmt: skip


def teams_of(claim: str) -> dict[str, Right]:
    """Teams and rights as the token carries them. What is no right of ours gives none."""
    pairs = (each.partition(":") for each in claim.split())
    return {team: Right(right) for team, _, right in pairs if team and right in {*Right}}


def claim_of(teams: Mapping[str, Right]) -> str:
    """The inverse of `teams_of`."""
    return " ".join(f"{team}:{right}" for team, right in sorted(teams.items()))


def claims_of(id_token: str) -> dict[str, Any]:
    """What a token says, unverified: only for one that came straight from the directory, never for a caller's."""
    payload = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the address in the token is proved to be its owner's."""
    return claims.get("email_verified") in {True, "true"}
