"""Registering, signing in and one's own profile.

Browsers hold the refresh token in a cookie that no script can read; other clients ask for it with `"client": "api"` and
send it in the body. Only /v1/session* reads the cookie, and only for the desk's own pages: a page elsewhere can send
neither our header nor `Sec-Fetch-Site: same-origin`, which every current browser adds by itself.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, RootModel, ValidationError, model_validator

from ..configuration.actions import current
from ..plumbing import problems, versions
from ..plumbing.errors import Invalid, Malformed, NotAllowed, NotJson, OutOfDate, SignInAgain
from ..plumbing.fields import Email, Line, Strict, Value
from ..plumbing.names import PersonName
from ..plumbing.services import Account, Challenge, Services, SignedIn
from ..plumbing.web import PUBLIC, Reply, Routes
from . import actions
from .model import (
    EVERYBODY,
    NOTICES,
    Caller,
    Language,
    Password,
    Person,
    ProfileChange,
    Right,
    Role,
    TimeZone,
    TypedPassword,
)
from .recording import Stale
from .sign_in import caller_of

routes = Routes(__name__, caller_of)

COOKIE = "__Host-refresh"
COOKIE_ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict"
COOKIE_S = 30 * 24 * 3600  # as long as the user pool's refresh token

Client = Literal["api"]
Code = Annotated[Line, Field(min_length=1, max_length=32, pattern=r"^\S+$")]
Opaque = Annotated[str, Field(min_length=1, max_length=8192)]


class Registration(Strict):
    email: Email
    password: Password
    name: PersonName
    language: Language = "en"
    time_zone: TimeZone = "UTC"


class Address(Strict):
    email: Email


class Confirmation(Strict):
    email: Email
    code: Code


class SignIn(Strict):
    email: Email
    password: TypedPassword
    client: Client | None = None


class ChallengeAnswer(Strict):
    """Exactly one of `new_password` and `code`, as the challenge asks."""

    email: Email
    challenge: Annotated[str, Field(pattern=r"^[A-Z_]{1,64}$")]
    session: Opaque
    new_password: Password | None = None
    code: Code | None = None
    client: Client | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if (self.new_password is None) == (self.code is None):
            raise ValueError("Send either new_password or code, as the challenge asks.")
        return self


class RefreshToken(Strict):
    """Empty for browsers, whose cookie holds the token."""

    client: Client | None = None
    refresh_token: Opaque | None = None


class NewPassword(Strict):
    email: Email
    code: Code
    password: Password


class EndedSessions(Strict):
    everywhere: bool = False


class Session(Value):
    id_token: str
    expires_in: int  # seconds


class ApiSession(Session):
    refresh_token: str


class NextStep(Value):
    """The sign-in goes on: send `session` back with the answer to the challenge."""

    challenge: str
    session: str


class SignInAnswer(RootModel[Session | ApiSession | NextStep]):
    """Signed in, or the next step."""


class RefreshAnswer(RootModel[Session | ApiSession]):
    """A fresh ID token."""


class OwnTeam(Value):
    id: str
    name: str
    right: Right


class Profile(Value):
    """A person, as they see themselves. Agents have `teams`; `team` is the one they start with."""

    id: str
    email: str
    name: str
    role: Role
    language: str
    time_zone: str
    notifications: dict[str, bool]
    team: OwnTeam | None
    teams: list[OwnTeam]
    version: int


@routes.post("/v1/registrations", allow=PUBLIC, status=202)
def post_registration(services: Services, body: Registration, source: str) -> None:
    """Register; a code comes by mail.

    The answer is the same for an address that is known. Registering again before confirming starts afresh.
    """
    account = Account(name=body.name, language=body.language, time_zone=body.time_zone)
    actions.register(services, body.email, body.password, account, source)


@routes.post("/v1/registrations/confirm", allow=PUBLIC, status=204)
def post_confirmation(services: Services, body: Confirmation, source: str) -> None:
    """Confirm an address with the code that was mailed to it."""
    actions.confirm(services, body.email, body.code, source)


@routes.post("/v1/registrations/resend", allow=PUBLIC, status=202)
def post_resend(services: Services, body: Address, source: str) -> None:
    """Mail the code once more, if the address waits for one."""
    actions.resend_code(services, body.email, source)


@routes.post("/v1/session", allow=PUBLIC)
def post_session(services: Services, body: SignIn, source: str) -> Reply[SignInAnswer]:
    """Sign in with address and password."""
    return _outcome(actions.sign_in(services, body.email, body.password, source), body.client)


@routes.post("/v1/session/challenge", allow=PUBLIC)
def post_challenge(services: Services, body: ChallengeAnswer, source: str) -> Reply[SignInAnswer]:
    """Answer the next step of a sign-in."""
    challenge = Challenge(name=body.challenge, session=body.session)
    answer = body.new_password or body.code or ""
    return _outcome(actions.answer_challenge(services, body.email, challenge, answer, source), body.client)


@routes.post("/v1/session/refresh", allow=PUBLIC)
def post_refresh(services: Services, body: RefreshToken, headers: Mapping[str, str]) -> Reply[RefreshAnswer]:
    """Get a fresh ID token, with the cookie or with the refresh token in the body."""
    held = _held_in_body(body)
    token = held or _held_in_cookie(headers)
    if not token:
        raise SignInAgain("Please sign in again.")
    signed_in = actions.refresh(services, token)
    if held:
        return Reply(RefreshAnswer(_session(signed_in, "api")))
    renewed = _cookie(signed_in.refresh_token) if signed_in.refresh_token != token else {}
    return Reply(RefreshAnswer(_session(signed_in, None)), headers=renewed)


@routes.delete("/v1/session", allow=PUBLIC)
def delete_session(services: Services, query: EndedSessions, headers: Mapping[str, str]) -> Reply[None]:
    """Sign out, here or with `everywhere=true` on every device.

    With the cookie, or with `{"refresh_token"}` in the body. A session nobody knows is signed out already.
    """
    held = _held_in_body(_optional_body(routes.current_request.raw_body or b"", headers))
    token = held or _held_in_cookie(headers)
    if token:
        actions.sign_out(services, token, everywhere=query.everywhere)
    return Reply(None, headers={} if held else _cookie("", seconds=0))


@routes.post("/v1/password-resets", allow=PUBLIC, status=202)
def post_password_reset(services: Services, body: Address, source: str) -> None:
    """Ask for a code to set another password; the answer is the same for an address nobody knows."""
    actions.send_reset_code(services, body.email, source)


@routes.post("/v1/password-resets/confirm", allow=PUBLIC, status=204)
def post_new_password(services: Services, body: NewPassword, source: str) -> None:
    """Set another password with the code that was mailed, and end every session of the old one."""
    actions.reset_password(services, body.email, body.code, body.password, source)


@routes.get("/v1/me", allow=EVERYBODY)
def get_me(services: Services, caller: Caller) -> Reply[Profile]:
    """One's own profile."""
    return _profile(services, caller, actions.own_profile(services, caller.id))


@routes.patch("/v1/me", allow=EVERYBODY)
def patch_me(services: Services, caller: Caller, body: ProfileChange, if_match: int | None) -> Reply[Profile]:
    """Change one's name, language, time zone or which mails come. A new name shows in the next ID token."""
    expected = versions.required(if_match)
    try:
        person = actions.change_profile(services, caller.id, expected, body)
    except Stale as stale:
        now = _profile(services, caller, stale.person).value.model_dump(mode="json")
        raise OutOfDate("Your profile has changed meanwhile. Look at it and try again.", person=now) from None
    return _profile(services, caller, person)


def _profile(services: Services, caller: Caller, person: Person) -> Reply[Profile]:
    teams = _teams(services, person) if caller.is_agent else []
    profile = Profile(
        id=person.id, email=person.email, name=person.name, role=caller.role, language=person.language,
        time_zone=person.time_zone, notifications={notice: person.wants(notice) for notice in NOTICES},
        team=next((team for team in teams if team.id == person.home), next(iter(teams), None)), teams=teams,
        version=person.version,
    )  # fmt: skip
    return Reply(profile, version=person.version)


def _teams(services: Services, person: Person) -> list[OwnTeam]:
    """In the configuration's order."""
    configured = current(services).teams
    held = person.teams
    return [OwnTeam(id=team.id, name=team.name, right=held[team.id]) for team in configured if team.id in held]


def _outcome(outcome: SignedIn | Challenge, client: Client | None) -> Reply[SignInAnswer]:
    if isinstance(outcome, Challenge):
        return Reply(SignInAnswer(NextStep(challenge=outcome.name, session=outcome.session)))
    headers = {} if client else _cookie(outcome.refresh_token)
    return Reply(SignInAnswer(_session(outcome, client)), headers=headers)


def _session(signed_in: SignedIn, client: Client | None) -> Session:
    if client is None:
        return Session(id_token=signed_in.id_token, expires_in=signed_in.expires_in)
    return ApiSession(
        id_token=signed_in.id_token, expires_in=signed_in.expires_in, refresh_token=signed_in.refresh_token
    )


def _cookie(value: str, seconds: int = COOKIE_S) -> dict[str, str]:
    return {"Set-Cookie": f"{COOKIE}={value}; Max-Age={seconds}; {COOKIE_ATTRIBUTES}"}


def _held_in_cookie(headers: Mapping[str, str]) -> str:
    """The refresh token a browser holds, if any. Raises `NotAllowed` unless one of the desk's own pages asks."""
    if headers.get("x-desk") != "1" or headers.get("sec-fetch-site") != "same-origin":
        raise NotAllowed("Only the desk's own pages may use its cookie. Other clients send refresh_token in the body.")
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _held_in_body(body: RefreshToken) -> str:
    """Raises `Invalid` for a client that says it has no cookie and sends no token either."""
    if body.client and not body.refresh_token:
        raise Invalid.field("refresh_token", "This is needed: POST /v1/session gave it to you.")
    return body.refresh_token or ""


def _optional_body(raw: bytes, headers: Mapping[str, str]) -> RefreshToken:
    """A DELETE need not have a body, so it is read here and not by the dispatcher."""
    if not raw:
        return RefreshToken()
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise NotJson("Send JSON with Content-Type: application/json.")
    try:
        return RefreshToken.model_validate_json(raw)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Malformed("The body is not valid JSON.") from None
        raise problems.invalid(error) from None
