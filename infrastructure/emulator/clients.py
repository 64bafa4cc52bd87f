"""Cognito's checks of an app client: its secret, valid codes, and which attributes it may write.

ministack checks secrets and codes only while it enforces IAM, emails the same code to everyone, never expires codes, and ignores
`WriteAttributes`.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

Json = dict[str, Any]
HOUR_S = 3600
GOOD_FOR_S = {"_confirmation_code": 24 * HOUR_S, "_reset_code": HOUR_S}
CODE_OF = {"ConfirmSignUp": "_confirmation_code", "ConfirmForgotPassword": "_reset_code"}
WRITES = {"SignUp": "UserAttributes", "UpdateUserAttributes": "UserAttributes"}


def repair() -> None:
    """Reject what Cognito rejects; email a new random code each time."""
    run, send = cognito._run_idp_handler, cognito._send_verification_email  # noqa: SLF001

    def checked(handler: Callable[[Json], Any], action: str, data: Json) -> Any:
        if action in cognito._UNSIGNED_IDP_ACTIONS:  # noqa: SLF001
            cognito._pin_unsigned_idp_scope(data)  # noqa: SLF001
        refusal = (
            cognito._validate_client_secret_hash(action, data)  # noqa: SLF001
            or _unwritable(action, data)
            or _expired(action, data)
            or cognito._confirmation_code_error(action, data)  # noqa: SLF001
        )
        return refusal or run(handler, action, data)

    def mailed(pool: Json, username: str, attributes: Json, _code: str, attribute_name: str = "email") -> Any:
        code = f"{secrets.randbelow(1_000_000):06d}"
        user = cognito._resolve_user(pool, username)[0]  # noqa: SLF001
        if user is not None:
            kind = "_reset_code" if attribute_name == "password" else "_confirmation_code"
            user.update({kind: code, f"{kind}_at": time.time()})
        return send(pool, username, attributes, code, attribute_name)

    cognito._run_idp_handler, cognito._send_verification_email = checked, mailed  # noqa: SLF001


def _unwritable(action: str, data: Json) -> Any:
    """Return the error for an attribute that the client may not write, including custom ones; None if all may be written."""
    if action not in WRITES:
        return None
    if action == "SignUp":
        pool, client_id = cognito._pool_for_client(data.get("ClientId"))[0], data.get("ClientId")  # noqa: SLF001
    else:
        pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))[1]  # noqa: SLF001
        client_id = cognito._token_claims(data.get("AccessToken", "")).get("client_id")  # noqa: SLF001
    writable = ((pool or {}).get("_clients", {}).get(client_id) or {}).get("WriteAttributes")
    names = {attribute.get("Name") for attribute in data.get(WRITES[action]) or []}
    if not writable or names <= set(writable):
        return None
    return error_response_json("NotAuthorizedException", "A client attempted to write unauthorized attribute", 400)


def _expired(action: str, data: Json) -> Any:
    """Return the error for an expired code; None for any other."""
    kind = CODE_OF.get(action)
    pool = cognito._pool_for_client(data.get("ClientId"))[0] if kind else None  # noqa: SLF001
    user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None  # noqa: SLF001
    if kind is None or user is None or time.time() - user.get(f"{kind}_at", time.time()) <= GOOD_FOR_S[kind]:
        return None
    return error_response_json("ExpiredCodeException", "Invalid code provided, please request a code again.", 400)
