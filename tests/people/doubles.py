"""A user pool in memory that keeps Cognito's manners."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.plumbing.errors import Conflict, Invalid, SignInRequired
from chalicelib.plumbing.ports import Account, Challenge, DirectoryAccount, SignedIn

RIGHT_CODE = "123456"
TEMPORARY = "temporary words"


def token_of(claims: dict[str, Any]) -> str:
    """An ID token as API Gateway would have verified it."""
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.sealed"


@dataclass
class User:
    password: str
    account: Account
    is_confirmed: bool = False
    person: str | None = None
    groups: tuple[str, ...] = ()
    teams: str = ""
    enabled: bool = True
    sessions: set[str] = field(default_factory=set)


class Pool:
    """Every code that is mailed is RIGHT_CODE. `mailed` lists to whom."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.mailed: list[str] = []
        self.rotates = False
        self.breaks_at_join = 0
        self.breaks_at_settle = 0
        self.settled: list[DirectoryAccount] = []
        self.now: Callable[[], int] = lambda: 0  # the real time in milliseconds
        self._sessions = 0

    def register(self, email: str, password: str, account: Account) -> None:
        user = self.users.get(email)
        if user and user.is_confirmed:
            return
        self.users[email] = User(password, account)
        self.mailed.append(email)

    def resend_code(self, email: str) -> None:
        if email in self.users and not self.users[email].is_confirmed:
            self.mailed.append(email)

    def confirm(self, email: str, code: str) -> bool:
        user = self.users.get(email)
        if user and user.is_confirmed:
            return False
        self._check_code(email, code)
        self.users[email].is_confirmed = True
        return True

    def account(self, email: str) -> Account:
        return self.users[email].account

    def set_person_id(self, email: str, person: str) -> None:
        if self.breaks_at_join:
            self.breaks_at_join -= 1
            raise ConnectionError("the pool went away")
        self.users[email].person = person

    def rename(self, email: str, name: str) -> None:
        user = self.users.get(email)
        if user:
            user.account = replace(user.account, name=name)

    def sync_account(self, standing: DirectoryAccount) -> bool:
        if self.breaks_at_settle:
            self.breaks_at_settle -= 1
            raise ConnectionError("the pool went away")
        self.settled.append(standing)
        user = self.users.get(standing.email)
        invited = user is None or not user.is_confirmed
        if user is None or not user.is_confirmed:
            if not standing.active:
                return False
            user = User(TEMPORARY, Account(standing.name, standing.language, standing.time_zone), is_confirmed=True)
            self.users[standing.email] = user
            self.mailed.append(standing.email)
        user.person, user.teams, user.enabled = standing.person, standing.teams, standing.active
        user.account = replace(user.account, name=standing.name)
        user.groups = tuple(group for group, belongs in standing.groups.items() if belongs)
        if not standing.active:
            user.sessions.clear()
        return invited

    def invite_again(self, email: str) -> None:
        if self.users[email].password != TEMPORARY:
            raise Conflict("They have signed in before.")
        self.mailed.append(email)

    def sign_in(self, email: str, password: str) -> SignedIn | Challenge:
        user = self.users.get(email)
        if not (user and user.is_confirmed and user.enabled and user.password == password):
            raise SignInRequired("The address or the password is not right, or the address is not confirmed yet.")
        return Challenge("NEW_PASSWORD_REQUIRED", f"for {email}") if password == TEMPORARY else self._session(email)

    def answer_challenge(self, email: str, challenge: Challenge, answer: str) -> SignedIn | Challenge:
        if challenge.session != f"for {email}" or challenge.name != "NEW_PASSWORD_REQUIRED":
            raise SignInRequired("Please sign in again.")
        self.users[email].password = answer
        return self._session(email)

    def refresh(self, refresh_token: str) -> SignedIn:
        email = self._owner(refresh_token)
        if email is None:
            raise SignInRequired("Please sign in again.")
        if self.rotates:
            self.users[email].sessions.discard(refresh_token)
            return self._session(email)
        return self._signed_in(email, refresh_token)

    def sign_out(self, refresh_token: str) -> SignedIn | None:
        owner = self._owner(refresh_token)
        if owner is None:
            return None
        self.users[owner].sessions.discard(refresh_token)
        return self._signed_in(owner, refresh_token)

    def sign_out_everywhere(self, refresh_token: str) -> SignedIn | None:
        owner = self._owner(refresh_token)
        if owner is None:
            return None
        self.users[owner].sessions.clear()
        return self._signed_in(owner, refresh_token)

    def send_reset_code(self, email: str) -> None:
        if email in self.users:
            self.mailed.append(email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        self._check_code(email, code)
        self.users[email].password = password
        self.users[email].sessions.clear()

    def _check_code(self, email: str, code: str) -> None:
        if email not in self.users or code != RIGHT_CODE:
            raise Invalid.field("code", "This code is not right or no longer valid. Ask for a new one.")

    def _owner(self, refresh_token: str) -> str | None:
        return next((email for email, user in self.users.items() if refresh_token in user.sessions), None)

    def _session(self, email: str) -> SignedIn:
        self._sessions += 1
        token = f"user.{self._sessions}"
        self.users[email].sessions.add(token)
        return self._signed_in(email, token)

    def _signed_in(self, email: str, token: str) -> SignedIn:
        user = self.users[email]
        claims = {"token_use": "id", "email": email, "email_verified": user.is_confirmed, "name": user.account.name}
        claims["iat"] = self.now() // 1_000
        if user.person:
            claims["custom:person"] = user.person
        if user.groups:
            claims["cognito:groups"] = list(user.groups)
        if user.teams:
            claims["custom:teams"] = user.teams
        return SignedIn(token_of(claims), 900, token)
