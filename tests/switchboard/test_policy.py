"""Who may do what: every route, every role. A route that is not in the table fails here."""

import dataclasses
import itertools
import re
from typing import Any

import pytest

from app import app
from chalicelib.people import revocations
from chalicelib.people.model import Caller
from chalicelib.plumbing.http import openapi
from chalicelib.plumbing.services import use
from tests.cast import ADA, CARLA, LENA, ROOT, token
from tests.client import NO_BODY, call
from tests.conftest import Desk
from tests.people.doubles import Pool

ROLES: dict[str, Caller | None] = {"visitor": None, "customer": CARLA, "agent": ADA, "lead": LENA, "admin": ROOT}
ANYBODY = frozenset(ROLES)
SIGNED_IN = ANYBODY - {"visitor"}
AGENTS = SIGNED_IN - {"customer"}
LEADS = AGENTS - {"agent"}
ADMINS = LEADS - {"lead"}

POLICY: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/v1/agents"): AGENTS,
    ("POST", "/v1/agents"): ADMINS,
    ("PUT", "/v1/agents/me/absence"): AGENTS,
    ("DELETE", "/v1/agents/me/absence"): AGENTS,
    ("GET", "/v1/agents/me/availability"): AGENTS,
    ("PUT", "/v1/agents/me/availability"): AGENTS,
    ("GET", "/v1/attachments/{attachment}"): SIGNED_IN,
    ("GET", "/v1/audit"): ADMINS,
    ("GET", "/v1/agents/{agent}"): AGENTS,
    ("PATCH", "/v1/agents/{agent}"): ADMINS,
    ("PUT", "/v1/agents/{agent}/absence"): LEADS,
    ("DELETE", "/v1/agents/{agent}/absence"): LEADS,
    ("GET", "/v1/agents/{agent}/ratings"): AGENTS,
    ("POST", "/v1/agents/{agent}/activate"): ADMINS,
    ("POST", "/v1/agents/{agent}/deactivate"): ADMINS,
    ("POST", "/v1/agents/{agent}/invitation"): ADMINS,
    ("GET", "/v1/config"): ANYBODY,
    ("GET", "/v1/counts"): AGENTS,
    ("GET", "/v1/health"): ANYBODY,
    ("GET", "/v1/mail/blocklist"): AGENTS,
    ("PUT", "/v1/mail/blocklist"): LEADS,
    ("GET", "/v1/mail/quarantine"): AGENTS,
    ("GET", "/v1/mail/quarantine/{mail}"): AGENTS,
    ("GET", "/v1/mail/quarantine/{mail}/original"): AGENTS,
    ("POST", "/v1/mail/quarantine/{mail}/dismiss"): AGENTS,
    ("POST", "/v1/mail/quarantine/{mail}/release"): AGENTS,
    ("GET", "/v1/mail/reconciliation"): LEADS,
    ("GET", "/v1/mail/templates"): ADMINS,
    ("GET", "/v1/mail/templates/{kind}/{locale}"): ADMINS,
    ("PUT", "/v1/mail/templates/{kind}/{locale}"): ADMINS,
    ("DELETE", "/v1/mail/templates/{kind}/{locale}"): ADMINS,
    ("POST", "/v1/mail/templates/{kind}/{locale}/preview"): ADMINS,
    ("POST", "/v1/guest/tickets"): ANYBODY,
    ("POST", "/v1/links/attachment"): ANYBODY,
    ("POST", "/v1/links/confirm"): ANYBODY,
    ("POST", "/v1/links/exchange"): ANYBODY,
    ("POST", "/v1/links/keep-open"): ANYBODY,
    ("POST", "/v1/links/messages"): ANYBODY,
    ("POST", "/v1/links/rate"): ANYBODY,
    ("POST", "/v1/links/solve"): ANYBODY,
    ("POST", "/v1/links/ticket"): ANYBODY,
    ("POST", "/v1/links/unsubscribe"): ANYBODY,
    ("GET", "/v1/me"): SIGNED_IN,
    ("PATCH", "/v1/me"): SIGNED_IN,
    ("GET", "/v1/openapi.json"): ANYBODY,
    ("GET", "/v1/events/schema.json"): ANYBODY,
    ("POST", "/v1/password-resets"): ANYBODY,
    ("POST", "/v1/password-resets/confirm"): ANYBODY,
    ("GET", "/v1/people"): AGENTS,
    ("POST", "/v1/people"): AGENTS,
    ("GET", "/v1/people/{person}"): AGENTS,
    ("PATCH", "/v1/people/{person}"): AGENTS,
    ("POST", "/v1/registrations"): ANYBODY,
    ("POST", "/v1/registrations/confirm"): ANYBODY,
    ("POST", "/v1/registrations/resend"): ANYBODY,
    ("GET", "/v1/search"): SIGNED_IN,
    ("POST", "/v1/session"): ANYBODY,
    ("DELETE", "/v1/session"): ANYBODY,
    ("POST", "/v1/session/challenge"): ANYBODY,
    ("POST", "/v1/session/refresh"): ANYBODY,
    ("GET", "/v1/saved-replies"): AGENTS,
    ("POST", "/v1/saved-replies"): AGENTS,
    ("GET", "/v1/saved-replies/{reply}"): AGENTS,
    ("PATCH", "/v1/saved-replies/{reply}"): AGENTS,
    ("DELETE", "/v1/saved-replies/{reply}"): AGENTS,
    ("GET", "/v1/settings"): ADMINS,
    ("GET", "/v1/suppressions"): AGENTS,
    ("DELETE", "/v1/suppressions/{suppression}"): ADMINS,
    ("PATCH", "/v1/settings"): ADMINS,
    ("GET", "/v1/teams"): AGENTS,
    ("POST", "/v1/teams"): ADMINS,
    ("PATCH", "/v1/teams/{team}"): ADMINS,
    ("DELETE", "/v1/teams/{team}"): ADMINS,
    ("GET", "/v1/ticket-categories"): AGENTS,
    ("POST", "/v1/ticket-categories"): ADMINS,
    ("PATCH", "/v1/ticket-categories/{category}"): ADMINS,
    ("DELETE", "/v1/ticket-categories/{category}"): ADMINS,
    ("GET", "/v1/tickets"): SIGNED_IN,
    ("POST", "/v1/tickets"): SIGNED_IN,
    ("POST", "/v1/tickets/bulk"): AGENTS,
    ("GET", "/v1/tickets/export"): LEADS,
    ("GET", "/v1/tickets/{ticket}/mails/{mail}"): AGENTS,
    ("GET", "/v1/tickets/{ticket}"): SIGNED_IN,
    ("PATCH", "/v1/tickets/{ticket}"): SIGNED_IN,
    ("GET", "/v1/tickets/{ticket}/audit"): LEADS,
    ("DELETE", "/v1/tickets/{ticket}/email-links"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/links"): AGENTS,
    ("DELETE", "/v1/tickets/{ticket}/links/{other}"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/merge"): AGENTS,
    ("DELETE", "/v1/tickets/{ticket}/merge"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/messages"): SIGNED_IN,
    ("DELETE", "/v1/tickets/{ticket}/messages/{event}"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/notes"): AGENTS,
    ("PUT", "/v1/tickets/{ticket}/presence"): AGENTS,
    ("DELETE", "/v1/tickets/{ticket}/presence"): AGENTS,
    ("GET", "/v1/tickets/{ticket}/saved-replies/{reply}"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/rating"): SIGNED_IN,
    ("POST", "/v1/tickets/{ticket}/snooze"): AGENTS,
    ("DELETE", "/v1/tickets/{ticket}/snooze"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/spam"): AGENTS,
    ("DELETE", "/v1/tickets/{ticket}/spam"): AGENTS,
    ("POST", "/v1/tickets/{ticket}/split"): AGENTS,
    ("GET", "/v1/tickets/{ticket}/timeline"): SIGNED_IN,
    ("POST", "/v1/tickets/{ticket}/followers"): AGENTS,
    ("POST", "/v1/uploads"): SIGNED_IN,
    ("GET", "/v1/uploads/{upload}"): SIGNED_IN,
    ("DELETE", "/v1/tickets/{ticket}/followers/{agent}"): AGENTS,
    ("GET", "/v1/views"): AGENTS,
    ("POST", "/v1/views"): AGENTS,
    ("PATCH", "/v1/views/{view}"): AGENTS,
    ("DELETE", "/v1/views/{view}"): AGENTS,
}

# Sign-in itself answers 401 and 403 to what is wrong with a sign-in: these are refused as unreadable before that.
QUERIES = {("DELETE", "/v1/session"): "?everywhere=perhaps"}
BODIES: dict[tuple[str, str], Any] = {("POST", "/v1/session/refresh"): {"client": "api"}}


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """With a user pool behind it."""
    services = dataclasses.replace(desk.services, directory=Pool())
    use(lambda: services)
    return desk


def attempt(role: str, route: tuple[str, str]) -> int:
    method, path = route
    body = BODIES.get(route, {}) if method in {"POST", "PATCH", "PUT"} else NO_BODY
    return call(ROLES[role], method, filled(path) + QUERIES.get(route, ""), body).status


def filled(path: str) -> str:
    """The route's address with things that are not there."""
    return re.sub(r"\{\w+\}", "99999", path)


def test_the_table_names_exactly_the_routes_there_are() -> None:
    routes = {(method, path) for path, methods in app.routes.items() for method in methods}

    assert routes == POLICY.keys()


def test_routes_allow_exactly_the_roles_of_the_policy_table() -> None:
    declared = {
        (each.method, each.path): frozenset(map(str, each.allow)) or ANYBODY for each in openapi.endpoints(app.routes)
    }

    assert declared == POLICY


def test_routes_that_are_not_public_use_the_user_pool_authorizer() -> None:
    guarded = {
        (method, path)
        for path, methods in app.routes.items()
        for method, entry in methods.items()
        if entry.authorizer is not None
    }

    assert guarded == {route for route, roles in POLICY.items() if "visitor" not in roles}


@pytest.mark.parametrize("route", POLICY, ids=" ".join)
def test_allowed_roles_get_in_and_others_are_refused_before_any_read(whole: Desk, route: tuple[str, str]) -> None:
    for role in ROLES:
        whole.meter.reset()
        status = attempt(role, route)
        if role in POLICY[route]:
            assert status not in {401, 403}, role
            assert status < 500, role
        else:
            assert status == (401 if role == "visitor" else 403), role
            assert whole.meter.spent.trips == 0


@pytest.mark.parametrize("wrong", [{"token_use": "access"}, {"custom:person": ""}, {"custom:person": None}])
def test_a_token_that_names_no_person_opens_nothing(whole: Desk, wrong: dict[str, Any]) -> None:
    bad = token(ROOT, **wrong)

    for (method, path), roles in POLICY.items():
        if "visitor" not in roles:
            body = {} if method in {"POST", "PATCH", "PUT"} else NO_BODY
            assert call(bad, method, filled(path), body).status == 401
    assert whole.meter.spent.trips == 0


def test_token_from_before_a_change_of_rights_is_refused_on_every_route(whole: Desk) -> None:
    services = whole.services
    hold = revocations.RightsHold(ROOT.id, "try")
    services.core.write(revocations.begin(services, hold))

    for locked in (True, False):
        for (method, path), roles in POLICY.items():
            if "visitor" not in roles:
                body = {} if method in {"POST", "PATCH", "PUT"} else NO_BODY
                assert call(token(ROOT, iat=1_767_603_599), method, filled(path), body).status == 401
        assert (call(token(ROOT, iat=1_767_603_600), "GET", "/v1/me").status == 401) is locked
        revocations.end(services, hold) if locked else None


def test_unknown_group_gives_no_rights(whole: Desk) -> None:
    for groups in (["superadmins"], ["Agents"], "agentsx", [["agents"]], ["agents "]):
        assert call(token(CARLA, **{"cognito:groups": groups}), "GET", "/v1/counts").status == 403
    assert whole.meter.spent.trips == 0


def test_each_role_includes_the_one_before() -> None:
    order = ["visitor", "customer", "agent", "lead", "admin"]

    for roles, (lower, higher) in itertools.product(POLICY.values(), itertools.pairwise(order)):
        assert lower not in roles or higher in roles
