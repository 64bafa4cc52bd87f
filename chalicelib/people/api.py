"""Registration, sign-in and the user's own profile.

Browsers store the refresh token in a cookie that scripts cannot read; other clients request it with `"client": "api"` and
send it in the body. Only /v1/session* reads the cookie, and only for the app's own pages: pages of other sites can send
neither our header nor `Sec-Fetch-Site: same-origin`, which every current browser adds itself.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from ..configuration.actions import current
from ..plumbing import versions
from ..plumbing.errors import Invalid, Malformed, NotAllowed, NotJson, SignInRequired, VersionMismatch
from ..plumbing.http import problems
from ..plumbing.http.web import PUBLIC, ApiResponse, Routes
from ..plumbing.ports import Account, Challenge, SignedIn
from ..plumbing.services import Services
from . import actions
from .forms import (
    Address,
    ChallengeAnswer,
    Client,
    Confirmation,
    EndedSessions,
    NewPassword,
    RefreshToken,
    Registration,
    SignIn,
)
from .model import EVERYONE, NOTICES, Caller, Person, ProfileChange
from .sign_in import caller_of
from .transaction import PersonChanged
from .views import ApiSession, NextStep, OwnTeam, Profile, RefreshAnswer, Session, SignInAnswer

routes = Routes(__name__, caller_of)

COOKIE = "__Host-refresh"
COOKIE_ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict"
COOKIE_S = 30 * 24 * 3600  # as long as the user pool's refresh token


@routes.post("/v1/registrations", allow=PUBLIC, status=202)
def register(services: Services, body: Registration, source: str) -> None:
    """Register an address; a confirmation code is sent by email.

    The response is the same for a registered address. Registering again before confirming starts over.
    """
    account = Account(name=body.name, language=body.language, time_zone=body.time_zone)
    actions.register(services, body.email, body.password, account, source)


@routes.post("/v1/registrations/confirm", allow=PUBLIC, status=204)
def confirm_registration(services: Services, body: Confirmation, source: str) -> None:
    """Confirm an address with the code from the email."""
    actions.confirm(services, body.email, body.code, source)


@routes.post("/v1/registrations/resend", allow=PUBLIC, status=202)
def resend_code(services: Services, body: Address, source: str) -> None:
    """Resend the confirmation code, if the address is waiting for one."""
    actions.resend_code(services, body.email, source)


@routes.post("/v1/session", allow=PUBLIC)
def sign_in(services: Services, body: SignIn, source: str) -> ApiResponse[SignInAnswer]:
    """Sign in with email and password."""
    return _outcome(actions.sign_in(services, body.email, body.password, source), body.client)


@routes.post("/v1/session/challenge", allow=PUBLIC)
def answer_challenge(services: Services, body: ChallengeAnswer, source: str) -> ApiResponse[SignInAnswer]:
    """Complete the next step of a sign-in."""
    challenge = Challenge(name=body.challenge, session=body.session)
    answer = body.new_password or body.code or ""
    return _outcome(actions.answer_challenge(services, body.email, challenge, answer, source), body.client)


@routes.post("/v1/session/refresh", allow=PUBLIC)
def refresh_session(services: Services, body: RefreshToken, headers: Mapping[str, str]) -> ApiResponse[RefreshAnswer]:
    """Get a new ID token, with the cookie or with the refresh token in the body."""
    held = _held_in_body(body)
    token = held or _held_in_cookie(headers)
    if not token:
        raise SignInRequired("Please sign in again.")
    signed_in = actions.refresh(services, token)
    if held:
        return ApiResponse(RefreshAnswer(_session(signed_in, "api")))
    renewed = _cookie(signed_in.refresh_token) if signed_in.refresh_token != token else {}
    return ApiResponse(RefreshAnswer(_session(signed_in, None)), headers=renewed)


@routes.delete("/v1/session", allow=PUBLIC)
def sign_out(services: Services, query: EndedSessions, headers: Mapping[str, str]) -> ApiResponse[None]:
    """Sign out this session or, with `everywhere=true`, all sessions.

    With the cookie, or with `{"refresh_token"}` in the body. An unknown session is already signed out.
    """
    held = _held_in_body(_optional_body(routes.current_request.raw_body or b"", headers))
    token = held or _held_in_cookie(headers)
    if token:
        actions.sign_out(services, token, everywhere=query.everywhere)
    return ApiResponse(None, headers={} if held else _cookie("", seconds=0))


@routes.post("/v1/password-resets", allow=PUBLIC, status=202)
def request_password_reset(services: Services, body: Address, source: str) -> None:
    """Request a code to reset the password; the response is the same for an unknown address."""
    actions.send_reset_code(services, body.email, source)


@routes.post("/v1/password-resets/confirm", allow=PUBLIC, status=204)
def reset_password(services: Services, body: NewPassword, source: str) -> None:
    """Set a new password with the code from the email, and end all sessions of the user."""
    actions.reset_password(services, body.email, body.code, body.password, source)


@routes.get("/v1/me", allow=EVERYONE)
def read_profile(services: Services, caller: Caller) -> ApiResponse[Profile]:
    """Read your own profile."""
    return _profile(services, caller, actions.own_profile(services, caller.id))


@routes.patch("/v1/me", allow=EVERYONE)
def change_profile(
    services: Services, caller: Caller, body: ProfileChange, if_match: int | None
) -> ApiResponse[Profile]:
    """Change your name, language, time zone or notifications. A new name appears in the next ID token."""
    expected = versions.required(if_match)
    try:
        person = actions.change_profile(services, caller.id, expected, body)
    except PersonChanged as stale:
        now = _profile(services, caller, stale.person).value.model_dump(mode="json")
        raise VersionMismatch("Your profile has changed meanwhile. Look at it and try again.", person=now) from None
    return _profile(services, caller, person)


def _profile(services: Services, caller: Caller, person: Person) -> ApiResponse[Profile]:
    teams = _teams(services, person) if caller.is_agent else []
    profile = Profile(
        id=person.id,
        email=person.email,
        name=person.name,
        role=caller.role,
        language=person.language,
        time_zone=person.time_zone,
        notifications={notice: person.wants(notice) for notice in NOTICES},
        team=next((team for team in teams if team.id == person.home), next(iter(teams), None)),
        teams=teams,
        version=person.version,
    )
    return ApiResponse(profile, version=person.version)


def _teams(services: Services, person: Person) -> list[OwnTeam]:
    """Return the person's teams in configuration order."""
    configured = current(services).teams
    held = person.teams
    return [OwnTeam(id=team.id, name=team.name, right=held[team.id]) for team in configured if team.id in held]


def _outcome(outcome: SignedIn | Challenge, client: Client | None) -> ApiResponse[SignInAnswer]:
    if isinstance(outcome, Challenge):
        return ApiResponse(SignInAnswer(NextStep(challenge=outcome.name, session=outcome.session)))
    headers = {} if client else _cookie(outcome.refresh_token)
    return ApiResponse(SignInAnswer(_session(outcome, client)), headers=headers)


def _session(signed_in: SignedIn, client: Client | None) -> Session:
    if client is None:
        return Session(id_token=signed_in.id_token, expires_in=signed_in.expires_in)
    return ApiSession(
        id_token=signed_in.id_token, expires_in=signed_in.expires_in, refresh_token=signed_in.refresh_token
    )


def _cookie(value: str, seconds: int = COOKIE_S) -> dict[str, str]:
    return {"Set-Cookie": f"{COOKIE}={value}; Max-Age={seconds}; {COOKIE_ATTRIBUTES}"}


def _held_in_cookie(headers: Mapping[str, str]) -> str:
    """Return the refresh token from the cookie, if any. Raises `NotAllowed` unless the request comes from our own pages."""
    if headers.get("x-desk") != "1" or headers.get("sec-fetch-site") != "same-origin":
        raise NotAllowed("Only the desk's own pages may use its cookie. Other clients send refresh_token in the body.")
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _held_in_body(body: RefreshToken) -> str:
    """Return the refresh token from the body. Raises `Invalid` for an API client that sends none."""
    if body.client and not body.refresh_token:
        raise Invalid.field("refresh_token", "This is needed: POST /v1/session gave it to you.")
    return body.refresh_token or ""


def _optional_body(raw: bytes, headers: Mapping[str, str]) -> RefreshToken:
    """Parse the body here and not in the dispatcher, because a DELETE need not have one."""
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
