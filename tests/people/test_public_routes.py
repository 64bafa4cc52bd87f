"""What anybody may call: nothing tells whether an address is known, and nothing can be asked without end."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.plumbing.services import use
from tests.people.desk import Answer, PeopleDesk

KNOWN, WAITING, UNKNOWN = "maya@example.com", "waiting@example.com", "nobody@example.com"
PASSWORD = "correct horse battery"
PUBLIC: dict[str, dict[str, Any]] = {
    "/v1/registrations": {"password": PASSWORD, "name": "Maya"},
    "/v1/registrations/confirm": {"code": "999999"},
    "/v1/registrations/resend": {},
    "/v1/session": {"password": "not the password"},
    "/v1/session/challenge": {"challenge": "NEW_PASSWORD_REQUIRED", "session": "made up", "new_password": PASSWORD},
    "/v1/password-resets": {},
    "/v1/password-resets/confirm": {"code": "999999", "password": PASSWORD},
}
routes = pytest.mark.parametrize("route", PUBLIC)


@pytest.fixture
def shop(people_desk: PeopleDesk) -> PeopleDesk:
    people_desk.confirmed(KNOWN)
    people_desk.register(WAITING)
    return people_desk


def ask(desk: PeopleDesk, route: str, email: str, **options: Any) -> Answer:
    return desk.post(route, {"email": email, **PUBLIC[route]}, **options)


@routes
def test_no_answer_shows_whether_an_address_is_known(shop: PeopleDesk, route: str) -> None:
    answers = [ask(shop, route, email) for email in (KNOWN, WAITING, UNKNOWN)]
    assert answers[0] == answers[1] == answers[2]


@routes
def test_the_limit_shows_no_more_than_the_answers_do(shop: PeopleDesk, route: str) -> None:
    statuses = [[ask(shop, route, email).status for _ in range(7)] for email in (KNOWN, UNKNOWN)]
    assert statuses[0][-1] == statuses[1][-1] == 429


@routes
def test_an_address_is_asked_for_five_times_in_a_quarter_of_an_hour(people_desk: PeopleDesk, route: str) -> None:
    statuses = [ask(people_desk, route, UNKNOWN).status for _ in range(6)]
    assert 429 not in statuses[:5]
    refused = ask(people_desk, route, UNKNOWN)
    assert statuses[5] == refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    people_desk.clock.advance(minutes=15)
    assert ask(people_desk, route, UNKNOWN).status == statuses[0]


@routes
def test_attempts_are_limited_per_address(people_desk: PeopleDesk, route: str) -> None:
    for _ in range(6):
        ask(people_desk, route, UNKNOWN)
    assert ask(people_desk, route, "other@example.com").status != 429


def test_requesting_codes_does_not_block_logging_in(shop: PeopleDesk) -> None:
    for route in PUBLIC:
        for _ in range(6 if not route.startswith("/v1/session") else 0):
            ask(shop, route, KNOWN)
    assert shop.sign_in(KNOWN).status == 200


def test_successful_login_resets_the_attempts(shop: PeopleDesk) -> None:
    for _ in range(4):
        ask(shop, "/v1/session", KNOWN)
    assert shop.sign_in(KNOWN).status == 200
    assert [ask(shop, "/v1/session", KNOWN).status for _ in range(5)] == [401] * 5


def test_after_too_many_attempts_the_right_password_has_to_wait_as_well(shop: PeopleDesk) -> None:
    for _ in range(5):
        ask(shop, "/v1/session", KNOWN)
    assert shop.sign_in(KNOWN).status == 429
    shop.clock.advance(minutes=15)
    assert shop.sign_in(KNOWN).status == 200


def test_source_that_tries_many_addresses_is_limited(people_desk: PeopleDesk) -> None:
    limited = people_desk.services.settings.model_copy(update={"source_limit": 3})
    use(lambda: replace(people_desk.services, settings=limited))
    statuses = [ask(people_desk, "/v1/session", f"{n}@example.com", source="192.0.2.7").status for n in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert ask(people_desk, "/v1/session", UNKNOWN, source="192.0.2.8").status == 401
    assert ask(people_desk, "/v1/password-resets", UNKNOWN, source="192.0.2.7").status == 202


@routes
@pytest.mark.parametrize("field", ["admin", "role", "custom:person", "username"])
def test_a_field_that_does_not_exist_is_refused(people_desk: PeopleDesk, route: str, field: str) -> None:
    answer = people_desk.post(route, {"email": UNKNOWN, **PUBLIC[route], field: "x"})
    assert (answer.status, answer.pointers) == (422, [f"/{field}"])


@routes
@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('{"email": {"$ne": ""}}', "application/json", 422),
        ("email=a", "text/plain", 415),
        ("{}", "", 415),
    ],
)
def test_malformed_body_is_refused(people_desk: PeopleDesk, route: str, raw: str, kind: str, status: int) -> None:
    answer = people_desk.call("POST", route, raw=raw, headers={"Content-Type": kind})
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")


@routes
def test_no_answer_repeats_a_secret(people_desk: PeopleDesk, route: str) -> None:
    secret = "a secret that is refused \n"
    answer = people_desk.post(route, {"email": UNKNOWN, **PUBLIC[route], "password": secret, "code": secret})
    assert "a secret" not in answer.body
