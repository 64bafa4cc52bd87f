"""The `Directory` protocol on a Cognito user pool, with one app client whose secret only the API holds.

The pool is configured not to reveal whether an address is registered. Where Cognito would still reveal it (per-user limits,
account states), this adapter gives the response that an unknown address would get.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from ..clock import MINUTE, SECOND
from ..errors import Conflict, Invalid, Refused, SignInRequired, TooManyRequests, Unavailable
from ..ports import Account, Challenge, DirectoryAccount, SignedIn

log = logging.getLogger(__name__)

NOT_RIGHT = "The address or the password is not right, or the address is not confirmed yet."
PASSWORD_RULE = "Choose a password of 12 to 128 characters that neither begins nor ends with a space."  # noqa: S105
ANSWER_NAMES = {
    "NEW_PASSWORD_REQUIRED": "NEW_PASSWORD",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
}
"""Cognito's parameter name for the response to each challenge that users can get."""

FIRST_PASSWORD_BYTES = 16

Refusals = Mapping[str, Callable[[], Refused]]  # by Cognito's exception code


def _wrong_credentials() -> Refused:
    return SignInRequired(NOT_RIGHT)


def _session_ended() -> Refused:
    return SignInRequired("Please sign in again.")


def _bad_code() -> Refused:
    return Invalid.field("code", "This code is not right or no longer valid. Ask for a new one.")


def _bad_password() -> Refused:
    return Invalid.field("password", PASSWORD_RULE)


def _bad_new_password() -> Refused:
    return Invalid.field("new_password", PASSWORD_RULE)


def _signed_in_before() -> Refused:
    return Conflict("They have signed in before. Whoever has forgotten the password asks for a code when signing in.")


def _no_account() -> Refused:
    return Conflict("There is no account to invite to. Save the agent again: that makes one.")


def _too_many() -> Refused:
    return TooManyRequests("Too many attempts. Wait a little and try again.", retry_after=MINUTE // SECOND)


def _unavailable() -> Refused:
    return Unavailable("Signing in is not possible just now. Try again.", retry_after=5)


ALWAYS: Refusals = {
    "TooManyRequestsException": _too_many,
    "LimitExceededException": _too_many,
    "InternalErrorException": _unavailable,
    "CodeDeliveryFailureException": _unavailable,
}
SIGN_IN: Refusals = {
    "NotAuthorizedException": _wrong_credentials,
    "UserNotFoundException": _wrong_credentials,
    "UserNotConfirmedException": _wrong_credentials,
    "PasswordResetRequiredException": _wrong_credentials,
}
CHALLENGE: Refusals = {
    **dict.fromkeys(SIGN_IN, _session_ended),
    "CodeMismatchException": _bad_code,
    "ExpiredCodeException": _bad_code,
    "InvalidPasswordException": _bad_new_password,
}
REFRESH: Refusals = dict.fromkeys([*SIGN_IN, "InvalidParameterException", "RefreshTokenReuseException"], _session_ended)
CODE: Refusals = dict.fromkeys(
    [
        "CodeMismatchException",
        "ExpiredCodeException",
        "UserNotFoundException",
        "UserNotConfirmedException",
        "TooManyFailedAttemptsException",
        "LimitExceededException",
        "InvalidParameterException",
        "AliasExistsException",
    ],
    _bad_code,
)
SENDING = frozenset(
    {"UserNotFoundException", "InvalidParameterException", "NotAuthorizedException", "LimitExceededException"}
)
"""Errors that Cognito returns for sending a code only if the address is known, or only if it is unknown."""
REVOKING = frozenset(
    {"NotAuthorizedException", "InvalidParameterException", "UnauthorizedException", "UnsupportedTokenTypeException"}
)


class CognitoDirectory:
    """Each method costs one Cognito call unless it says otherwise; the first call per process costs one more, for the secret."""

    def __init__(self, connect: Callable[[], Any], user_pool_id: str, client_id: str) -> None:
        self._connect = connect
        self._pool = user_pool_id
        self._client_id = client_id

    def register(self, email: str, password: str, account: Account) -> None:
        """Register an address. One call; three more for an address that is registered but not confirmed.

        The latest registration sets the password. An earlier, unconfirmed one is discarded together with its code, because
        it may come from an attacker waiting for the owner of the address to confirm it.
        """
        fields = {"email": email, "name": account.name, "locale": account.language, "zoneinfo": account.time_zone}
        request = {**self._client_and_proof(email), "Username": email, "Password": password}
        request["UserAttributes"] = _attributes(fields)
        refusals = {"InvalidPasswordException": _bad_password}
        known = frozenset({"UsernameExistsException"})
        if not self._ask_silently("sign_up", known, refusals, **request) and self._forget_unconfirmed(email):
            self._ask_silently("sign_up", known, refusals, **request)

    def resend_code(self, email: str) -> None:
        self._ask_silently("resend_confirmation_code", SENDING, {}, **self._client_and_proof(email), Username=email)

    def confirm(self, email: str, code: str) -> bool:
        """Confirm the address with its code. False if Cognito says that the account is not waiting for a code."""
        request = {**self._client_and_proof(email), "Username": email, "ConfirmationCode": code}
        return self._ask_silently("confirm_sign_up", frozenset({"NotAuthorizedException"}), CODE, **request)

    def account(self, email: str) -> Account:
        payload = self._ask("admin_get_user", SIGN_IN, **self._user(email))
        attributes = {each["Name"]: each["Value"] for each in payload["UserAttributes"]}
        return Account(attributes.get("name", ""), attributes.get("locale", ""), attributes.get("zoneinfo", ""))

    def set_person_id(self, email: str, person: str) -> None:
        self._write(email, {"custom:person": person})

    def rename(self, email: str, name: str) -> None:
        wanted = {**self._user(email), "UserAttributes": _attributes({"name": name})}
        self._ask_silently("admin_update_user_attributes", frozenset({"UserNotFoundException"}), {}, **wanted)

    def sync_account(self, standing: DirectoryAccount) -> bool:
        """Apply `directory_account` to the account.

        Five to nine calls. Removes rights before adding others; enables the account last.
        """
        who = self._user(standing.email)
        known = self._proved_account(standing.email)
        if known is None and not standing.active:
            return False
        if not standing.active:
            self._ask("admin_disable_user", {}, **who)
        fields = {"name": standing.name, "custom:person": standing.person}
        teams = {"Name": "custom:teams", "Value": standing.teams}  # an empty value removes the attribute
        if known is None:
            fields |= {"email": standing.email, "email_verified": "true", "locale": standing.language}
            fields |= {"zoneinfo": standing.time_zone}
            wanted = [*_attributes(fields), *([teams] if standing.teams else [])]
            taken: Refusals = {"UsernameExistsException": _unavailable}
            self._ask("admin_create_user", taken, **who, UserAttributes=wanted, **_invitation())
        else:
            self._ask("admin_update_user_attributes", {}, **who, UserAttributes=[*_attributes(fields), teams])
        for group, belongs in sorted(standing.groups.items(), key=lambda each: each[1]):
            call = "admin_add_user_to_group" if belongs else "admin_remove_user_from_group"
            self._ask(call, {}, **who, GroupName=group)
        if not standing.active:
            self._end_sessions(standing.email)
        elif known is not None and not known["Enabled"]:
            self._ask("admin_enable_user", {}, **who)
        return known is None

    def invite_again(self, email: str) -> None:
        refusals: Refusals = {
            "UnsupportedUserStateException": _signed_in_before,
            "UserNotFoundException": _no_account,
        }
        self._ask("admin_create_user", refusals, **self._user(email), MessageAction="RESEND", **_invitation())

    def sign_in(self, email: str, password: str) -> SignedIn | Challenge:
        parameters = {"USERNAME": email, "PASSWORD": password, "SECRET_HASH": self._proof(email)}
        answer = self._initiate("USER_PASSWORD_AUTH", parameters, SIGN_IN)
        return self._outcome(answer, email)

    def answer_challenge(self, email: str, challenge: Challenge, answer: str) -> SignedIn | Challenge:
        username, session = self._unseal(email, challenge)
        name = ANSWER_NAMES.get(challenge.name)
        if name is None:
            raise Invalid.field("challenge", "This step cannot be answered here. Ask the people who run the desk.")
        responses = {"USERNAME": username, name: answer, "SECRET_HASH": self._proof(username)}
        payload = self._ask(
            "respond_to_auth_challenge",
            CHALLENGE,
            ClientId=self._client_id,
            ChallengeName=challenge.name,
            Session=session,
            ChallengeResponses=responses,
        )
        return self._outcome(payload, email)

    def refresh(self, refresh_token: str) -> SignedIn:
        """Refresh the session. Cognito computes the proof from the username, not the email: our token has it as a prefix."""
        username, token = _opened(refresh_token)
        parameters = {"REFRESH_TOKEN": token, "SECRET_HASH": self._proof(username)}
        return _signed_in(self._initiate("REFRESH_TOKEN_AUTH", parameters, REFRESH), otherwise=token)

    def sign_out(self, refresh_token: str) -> SignedIn | None:
        """Revoke one session. Two calls. Revoking an unknown or revoked token changes nothing."""
        owner = self._owner(refresh_token)
        try:
            _, token = _opened(owner.refresh_token if owner else refresh_token)
        except SignInRequired:
            return None
        secret = self._secret.decode()
        self._ask_silently("revoke_token", REVOKING, {}, Token=token, ClientId=self._client_id, ClientSecret=secret)
        return owner

    def sign_out_everywhere(self, refresh_token: str) -> SignedIn | None:
        """Revoke all of the user's sessions. Two calls."""
        owner = self._owner(refresh_token)
        if owner:
            self._end_sessions(_opened(owner.refresh_token)[0])
        return owner

    def _owner(self, refresh_token: str) -> SignedIn | None:
        """Return the token's owner, confirmed by Cognito: the username in front of the token can be forged."""
        try:
            return self.refresh(refresh_token)
        except SignInRequired:
            return None

    def send_reset_code(self, email: str) -> None:
        self._ask_silently("forgot_password", SENDING, {}, **self._client_and_proof(email), Username=email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Set a new password and revoke all sessions. Two calls."""
        refusals = {**CODE, "NotAuthorizedException": _bad_code, "InvalidPasswordException": _bad_password}
        request = {**self._client_and_proof(email), "Username": email, "ConfirmationCode": code, "Password": password}
        self._ask("confirm_forgot_password", refusals, **request)
        self._end_sessions(email)

    @cached_property
    def _client(self) -> Any:
        return self._connect()

    @cached_property
    def _secret(self) -> bytes:
        answer = self._client.describe_user_pool_client(UserPoolId=self._pool, ClientId=self._client_id)
        secret: str = answer["UserPoolClient"]["ClientSecret"]
        return secret.encode()

    def _proof(self, username: str) -> str:
        """Return Cognito's SECRET_HASH, which proves that the holder of the client secret makes this user's request."""
        return self._mac(username + self._client_id)

    def _mac(self, text: str) -> str:
        return base64.b64encode(hmac.digest(self._secret, text.encode(), hashlib.sha256)).decode()

    def _client_and_proof(self, username: str) -> dict[str, Any]:
        return {"ClientId": self._client_id, "SecretHash": self._proof(username)}

    def _user(self, username: str) -> dict[str, Any]:
        return {"UserPoolId": self._pool, "Username": username}

    def _write(self, email: str, attributes: Mapping[str, str]) -> None:
        self._ask("admin_update_user_attributes", SIGN_IN, **self._user(email), UserAttributes=_attributes(attributes))

    def _end_sessions(self, username: str) -> None:
        self._ask("admin_user_global_sign_out", SIGN_IN, **self._user(username))

    def _proved_account(self, email: str) -> dict[str, Any] | None:
        """Return the account if its email is verified. Deletes an unverified one: an attacker may have created it."""
        try:
            account = self._ask("admin_get_user", {}, frozenset({"UserNotFoundException"}), **self._user(email))
        except _Unsaid:
            return None
        verified = {"Name": "email_verified", "Value": "true"} in account["UserAttributes"]
        if verified and account["UserStatus"] != "UNCONFIRMED":
            return account
        self._ask_silently("admin_delete_user", frozenset({"UserNotFoundException"}), {}, **self._user(email))
        return None

    def _forget_unconfirmed(self, email: str) -> bool:
        """Delete the account if it was never confirmed. Returns whether there was one."""
        if self._ask("admin_get_user", {}, **self._user(email))["UserStatus"] != "UNCONFIRMED":
            return False
        return self._ask_silently("admin_delete_user", frozenset({"UserNotFoundException"}), {}, **self._user(email))

    def _initiate(self, flow: str, parameters: Mapping[str, str], refusals: Refusals) -> dict[str, Any]:
        return self._ask("initiate_auth", refusals, ClientId=self._client_id, AuthFlow=flow, AuthParameters=parameters)

    def _outcome(self, answer: dict[str, Any], email: str) -> SignedIn | Challenge:
        if "AuthenticationResult" in answer:
            return _signed_in(answer)
        name = answer["ChallengeName"]
        username = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP", email)
        held = base64.urlsafe_b64encode(json.dumps([username, answer["Session"]]).encode()).decode()
        return Challenge(name, f"{held}.{self._seal(email, name, held)}")

    def _seal(self, email: str, name: str, held: str) -> str:
        return self._mac(f"challenge\n{email}\n{name}\n{held}")

    def _unseal(self, email: str, challenge: Challenge) -> tuple[str, str]:
        """Return Cognito's username and session. Raises `SignInRequired` for a session issued for something else."""
        held, _, seal = challenge.session.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(email, challenge.name, held).encode()):
            raise _session_ended()
        username, session = json.loads(base64.urlsafe_b64decode(held))
        return username, session

    def _ask_silently(self, operation: str, unsaid: frozenset[str], refusals: Refusals, **request: Any) -> bool:
        """Call Cognito; True if it succeeded, False for the error codes in `unsaid`, which must stay hidden from callers."""
        try:
            self._ask(operation, refusals, unsaid, **request)
        except _Unsaid as hidden:
            log.info("not said to the caller", extra={"operation": operation, "code": str(hidden)})
            return False
        return True

    def _ask(
        self, operation: str, refusals: Refusals, unsaid: frozenset[str] = frozenset(), **request: Any
    ) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**request)
        except self._client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if code in unsaid:
                raise _Unsaid(code) from None
            refusal = refusals.get(code) or ALWAYS.get(code)
            if refusal is None:
                raise
            raise refusal() from None
        return answer


class _Unsaid(Exception):  # noqa: N818 - a response of Cognito, not an error
    """An error code that must stay hidden from the caller."""


def _invitation() -> dict[str, Any]:
    """Return the parameters of an invitation by email; the temporary password has only characters that need no escaping."""
    return {"DesiredDeliveryMediums": ["EMAIL"], "TemporaryPassword": secrets.token_urlsafe(FIRST_PASSWORD_BYTES)}


def _attributes(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items() if value]


def _opened(refresh_token: str) -> tuple[str, str]:
    """Split a refresh token into the username and Cognito's token. Raises `SignInRequired` for anything malformed."""
    username, _, token = refresh_token.partition(".")
    if not (username and token and refresh_token.isascii()):
        raise _session_ended()
    return username, token


def _signed_in(answer: dict[str, Any], otherwise: str = "") -> SignedIn:
    """Return the session. `otherwise`: the refresh token to keep if Cognito issues no new one."""
    result = answer["AuthenticationResult"]
    payload = result["IdToken"].split(".")[1]
    username = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["cognito:username"]
    token = result.get("RefreshToken") or otherwise
    return SignedIn(id_token=result["IdToken"], expires_in=result["ExpiresIn"], refresh_token=f"{username}.{token}")
