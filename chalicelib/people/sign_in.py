"""From token claims to the caller, with a check for revoked tokens. Fails closed."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..plumbing.clock import SECOND
from ..plumbing.errors import SignInRequired
from ..plumbing.names import display_name
from ..plumbing.services import Services
from . import revocations
from .model import GROUPS, Caller, Right, Role

HIGHEST_FIRST = (Role.ADMIN, Role.LEAD, Role.AGENT)


class CallerReader:
    """How the slices' routes identify the caller."""

    def __call__(self, claims: Mapping[str, Any], source: str = "") -> Caller:
        """Build the caller from verified claims. Raises `SignInRequired` unless it is an ID token that names a person."""
        return _caller(claims, source)

    def check(self, services: Services, caller: Caller) -> None:
        """Raise `SignInRequired` for a token issued before its owner's rights changed. One read every 30 s at most."""
        revoked = revocations.revoked_at(services, caller.id)
        if revoked and _made_at(caller.issued) < revoked:
            raise SignInRequired("Please sign in again.")


caller_of = CallerReader()


def _caller(claims: Mapping[str, Any], source: str) -> Caller:
    """Parse the claims.

    `cognito:groups` is a list or API Gateway's rendering of one: `[agents leads]`, `agents,leads`. `custom:teams` contains an
    agent's teams with a right each: `orders:full billing:read`.
    """
    if claims.get("token_use") != "id" or not claims.get("custom:person"):
        raise SignInRequired("Please sign in again.")
    groups = claims.get("cognito:groups") or ()
    if isinstance(groups, str):
        groups = groups.strip("[]").replace(",", " ").split()
    held = {role for group, role in GROUPS.items() if group in groups}
    role = next((each for each in HIGHEST_FIRST if each in held), Role.CUSTOMER)
    email = str(claims.get("email", ""))
    return Caller(
        id=str(claims["custom:person"]),
        email=email,
        name=display_name(str(claims.get("name") or ""), email),
        role=role,
        teams=teams_of(str(claims.get("custom:teams") or "")),
        source=source,
        issued=str(claims.get("iat") or ""),
    )


def _made_at(issued: str) -> int:
    """Return when a token was issued, in ms, from seconds since 1970 or API Gateway's rendering. 0 for anything else."""
    if issued.isascii() and issued.isdigit():
        return int(issued) * SECOND
    try:
        moment = datetime.strptime(issued, "%a %b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return round(moment.timestamp()) * SECOND


def teams_of(claim: str) -> dict[str, Right]:
    """Parse the teams claim. Unknown rights are ignored."""
    pairs = (each.partition(":") for each in claim.split())
    return {team: Right(right) for team, _, right in pairs if team and right in {*Right}}


def claim_of(teams: Mapping[str, Right]) -> str:
    """The inverse of `teams_of`."""
    return " ".join(f"{team}:{right}" for team, right in sorted(teams.items()))


def claims_of(id_token: str) -> dict[str, Any]:
    """Decode a token without verification: only for tokens received from the directory, never for a caller's."""
    payload = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the token's email is verified."""
    return claims.get("email_verified") in {True, "true"}
