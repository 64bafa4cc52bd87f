"""Cognito accounts: ministack lets disabled users continue, and emails users the password they chose themselves."""

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

Json = dict[str, Any]


def repair() -> None:
    """Reject what Cognito rejects; let a repeated invitation contain a new temporary password."""
    _repair_refresh()
    _repair_challenge()
    _repair_resend()


def _repair_refresh() -> None:
    """Issue no new token to a disabled user or for an ended session, whether or not IAM is enforced."""
    of_token = cognito._refresh_auth_user  # noqa: SLF001

    def only_of_a_session(pool: Json, pool_id: str, client: str, token: str) -> tuple[Any, Any]:
        user, refusal = of_token(pool, pool_id, client, token)
        if refusal or _is_disabled(user):
            return None, refusal or _disabled()
        ended = cognito._token_claims(token).get("origin_jti") in cognito._revoked_tokens  # noqa: SLF001
        return (None, _refused("Refresh Token has been revoked")) if ended else (user, None)

    cognito._refresh_auth_user = only_of_a_session  # noqa: SLF001


def _repair_challenge() -> None:
    """Reject a disabled user who was about to choose a password."""
    respond = cognito._respond_to_auth_challenge  # noqa: SLF001

    def only_enabled(data: Json) -> Any:
        pool, _ = cognito._pool_for_client(data.get("ClientId"))  # noqa: SLF001
        user = cognito._resolve_user(pool, data.get("ChallengeResponses", {}).get("USERNAME"))[0] if pool else None  # noqa: SLF001
        return _disabled() if _is_disabled(user) else respond(data)

    cognito._respond_to_auth_challenge = only_enabled  # noqa: SLF001


def _repair_resend() -> None:
    create = cognito._admin_create_user  # noqa: SLF001

    def invite(data: Json) -> Any:
        if (data.get("MessageAction") or "").upper() != "RESEND":
            return create(data)
        pool, refusal = cognito._resolve_pool(data.get("UserPoolId"))  # noqa: SLF001
        user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None  # noqa: SLF001
        if refusal or user is None:
            return create(data)
        if user["UserStatus"] != "FORCE_CHANGE_PASSWORD":
            return error_response_json("UnsupportedUserStateException", "User cannot be invited in this state.", 400)
        user["_password"] = data.get("TemporaryPassword") or cognito._generate_temp_password()  # noqa: SLF001
        return create(data)

    cognito._admin_create_user = invite  # noqa: SLF001


def _is_disabled(user: Json | None) -> bool:
    return user is not None and not user.get("Enabled", True)


def _disabled() -> Any:
    return _refused("User is disabled.")


def _refused(why: str) -> Any:
    return error_response_json("NotAuthorizedException", why, 400)
