from typing import Any

import pytest

from chalicelib.people.sign_in import claims_of
from tests.people.desk import OUR_PAGE, PeopleDesk
from tests.people.doubles import TEMPORARY

EMAIL = "maya@example.com"
SESSION = "/v1/session"
REFRESH = "/v1/session/refresh"


def held(cookie: str | None) -> dict[str, str]:
    return {**OUR_PAGE, "Cookie": f"theme=dark; __Host-refresh={cookie}"}


@pytest.fixture
def maya(people_desk: PeopleDesk) -> PeopleDesk:
    people_desk.confirmed(EMAIL)
    return people_desk


def test_logging_in_returns_an_id_token_and_an_http_only_cookie(maya: PeopleDesk) -> None:
    answer = maya.sign_in(EMAIL)
    assert answer.status == 200
    assert answer.json == {"id_token": answer.json["id_token"], "expires_in": 900}
    assert claims_of(answer.json["id_token"])["email"] == EMAIL
    name_and_value, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert name_and_value == "__Host-refresh=user.1"
    assert sorted(attributes) == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Strict", "Secure"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_address_may_be_written_in_capitals(maya: PeopleDesk) -> None:
    assert maya.sign_in("MAYA@Example.com").status == 200


def test_other_clients_get_the_refresh_token_in_the_body_and_no_cookie(maya: PeopleDesk) -> None:
    answer = maya.sign_in(EMAIL, client="api")
    assert answer.json["refresh_token"] == "user.1"
    assert answer.cookie is None


@pytest.mark.parametrize("password", ["wrong password", "x", "correct horse battery "])
def test_a_wrong_password_is_refused(maya: PeopleDesk, password: str) -> None:
    answer = maya.sign_in(EMAIL, password)
    assert (answer.status, answer.cookie) == (401, None)


def test_session_cookie_refreshes_the_token(maya: PeopleDesk) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    answer = maya.post(REFRESH, {}, headers=held(cookie))
    assert (answer.status, sorted(answer.json), answer.cookie) == (200, ["expires_in", "id_token"], None)


def test_rotated_refresh_token_is_set_in_the_cookie(maya: PeopleDesk) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    maya.pool.rotates = True
    answer = maya.post(REFRESH, {}, headers=held(cookie))
    assert answer.cookie == "user.2"
    assert maya.post(REFRESH, {}, headers=held(cookie)).status == 401
    assert maya.post(REFRESH, {}, headers=held(answer.cookie)).status == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None},
        {"X-Desk": None},
        {"X-Desk": "0"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_the_cookie_is_not_used_for_a_page_elsewhere(maya: PeopleDesk, changed: dict[str, Any], method: str) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    headers = {name: value for name, value in {**held(cookie), **changed}.items() if value is not None}
    answer = maya.call(method, REFRESH if method == "POST" else SESSION, {}, headers=headers)
    assert (answer.status, answer.cookie) == (403, None)
    assert maya.post(REFRESH, {}, headers=held(cookie)).status == 200


def test_the_cookie_is_not_used_for_a_form(maya: PeopleDesk) -> None:
    headers = {**held(maya.sign_in(EMAIL).cookie), "Content-Type": "application/x-www-form-urlencoded"}
    assert maya.call("POST", REFRESH, raw="a=b", headers=headers).status == 415


def test_without_any_session_there_is_nothing_to_refresh(maya: PeopleDesk) -> None:
    assert maya.post(REFRESH, {}, headers=OUR_PAGE).status == 401
    assert maya.post(REFRESH, {}, headers=held("user.77")).status == 401


def test_other_clients_refresh_with_the_body_and_never_touch_the_cookie(maya: PeopleDesk) -> None:
    own = maya.sign_in(EMAIL, client="api").json["refresh_token"]
    answer = maya.post(REFRESH, {"client": "api", "refresh_token": own}, headers={"Cookie": "__Host-refresh=user.9"})
    assert (answer.status, answer.json["refresh_token"], answer.cookie) == (200, own, None)


def test_a_client_that_has_no_cookie_must_send_its_token(maya: PeopleDesk) -> None:
    answer = maya.post(REFRESH, {"client": "api"}, headers=held(maya.sign_in(EMAIL).cookie))
    assert (answer.status, answer.pointers) == (422, ["/refresh_token"])


def test_the_cookie_opens_nothing_but_the_session(maya: PeopleDesk) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    assert maya.call("GET", "/v1/me", headers=held(cookie)).status == 401


def test_logging_out_ends_the_session_and_clears_the_cookie(maya: PeopleDesk) -> None:
    here, there = maya.sign_in(EMAIL).cookie, maya.sign_in(EMAIL).cookie
    answer = maya.call("DELETE", SESSION, headers=held(here))
    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["Set-Cookie"].startswith("__Host-refresh=; Max-Age=0; Path=/; ")
    assert maya.post(REFRESH, {}, headers=held(here)).status == 401
    assert maya.post(REFRESH, {}, headers=held(there)).status == 200


def test_logging_out_everywhere_ends_every_session(maya: PeopleDesk) -> None:
    here, there = maya.sign_in(EMAIL).cookie, maya.sign_in(EMAIL).cookie
    assert maya.call("DELETE", f"{SESSION}?everywhere=true", headers=held(here)).status == 204
    assert maya.post(REFRESH, {}, headers=held(there)).status == 401


def test_logging_out_works_with_the_token_in_the_body(maya: PeopleDesk) -> None:
    token = maya.sign_in(EMAIL, client="api").json["refresh_token"]
    answer = maya.call("DELETE", SESSION, {"refresh_token": token})
    assert (answer.status, answer.cookie) == (204, None)
    assert maya.post(REFRESH, {"refresh_token": token}).status == 401


@pytest.mark.parametrize("address", [SESSION, f"{SESSION}?everywhere=true"])
def test_logging_out_invalidates_the_token_and_a_new_login_works(maya: PeopleDesk, address: str) -> None:
    signed_in = maya.sign_in(EMAIL)
    assert maya.call("GET", "/v1/me", token=signed_in.json["id_token"]).status == 200
    maya.clock.advance(ms=400)

    maya.call("DELETE", address, headers=held(signed_in.cookie))

    assert maya.call("GET", "/v1/me", token=signed_in.json["id_token"]).status == 401
    assert maya.call("GET", "/v1/me", token=maya.sign_in(EMAIL).json["id_token"]).status == 200


def test_password_reset_invalidates_the_token_and_a_new_login_works(maya: PeopleDesk) -> None:
    before = maya.sign_in(EMAIL).json["id_token"]
    maya.clock.advance(ms=400)

    sent = {"email": EMAIL, "code": "123456", "password": "another battery horse"}
    assert maya.post("/v1/password-resets/confirm", sent).status == 204

    assert maya.call("GET", "/v1/me", token=before).status == 401
    after = maya.sign_in(EMAIL, "another battery horse").json["id_token"]
    assert maya.call("GET", "/v1/me", token=after).status == 200


def test_other_session_of_the_same_person_continues_after_a_refresh(maya: PeopleDesk) -> None:
    here, there = maya.sign_in(EMAIL), maya.sign_in(EMAIL)
    maya.clock.advance(ms=400)
    maya.call("DELETE", SESSION, headers=held(here.cookie))

    fresh = maya.post(REFRESH, {}, headers=held(there.cookie)).json["id_token"]

    assert maya.call("GET", "/v1/me", token=fresh).status == 200


def test_logging_out_with_an_unknown_session_revokes_no_token(maya: PeopleDesk) -> None:
    token = maya.sign_in(EMAIL).json["id_token"]
    maya.clock.advance(ms=400)

    maya.call("DELETE", SESSION, headers=held("user.77"))

    assert maya.call("GET", "/v1/me", token=token).status == 200


@pytest.mark.parametrize("cookie", ["user.77", "", "rubbish", "\u2603"])
def test_unknown_session_counts_as_logged_out(maya: PeopleDesk, cookie: str) -> None:
    answer = maya.call("DELETE", SESSION, headers=held(cookie))
    assert (answer.status, answer.cookie) == (204, "")


def test_browser_without_a_session_can_log_out(maya: PeopleDesk) -> None:
    assert maya.call("DELETE", SESSION, headers=OUR_PAGE).status == 204


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        ("{", "application/json", 400),
        ('{"refresh_token": 7}', "application/json", 422),
        ('{"token": "user.1"}', "application/json", 422),
        ('{"refresh_token": "user.1"}', "text/plain", 415),
    ],
)
def test_malformed_body_does_not_log_out(maya: PeopleDesk, raw: str, kind: str, status: int) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    assert maya.call("DELETE", SESSION, raw=raw, headers={**held(cookie), "Content-Type": kind}).status == status
    assert maya.post(REFRESH, {}, headers=held(cookie)).status == 200


def test_a_temporary_password_leads_to_choosing_another(maya: PeopleDesk) -> None:
    maya.pool.users[EMAIL].password = TEMPORARY
    step = maya.sign_in(EMAIL, TEMPORARY)
    assert (step.status, step.json, step.cookie) == (
        200,
        {"challenge": "NEW_PASSWORD_REQUIRED", "session": f"for {EMAIL}"},
        None,
    )
    answer = maya.post(f"{SESSION}/challenge", {"email": EMAIL, **step.json, "new_password": "my very own words"})
    assert (answer.status, answer.cookie) == (200, "user.1")
    assert maya.sign_in(EMAIL, "my very own words").status == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"session": "made up"}, 401),
        ({"challenge": "SMS_MFA", "new_password": None, "code": "123456"}, 401),
        ({"new_password": "too short"}, 422),
        ({"new_password": None}, 422),
        ({"code": "123456"}, 422),
        ({"role": "admin"}, 422),
    ],
)
def test_wrong_answer_to_a_challenge_does_not_log_in(maya: PeopleDesk, fields: dict[str, Any], status: int) -> None:
    maya.pool.users[EMAIL].password = TEMPORARY
    step = maya.sign_in(EMAIL, TEMPORARY).json
    sent = {"email": EMAIL, **step, "new_password": "my very own words", **fields}
    answer = maya.post(f"{SESSION}/challenge", {name: value for name, value in sent.items() if value is not None})
    assert (answer.status, answer.cookie) == (status, None)


def test_an_account_whose_address_is_not_proved_gets_no_person(maya: PeopleDesk) -> None:
    token = maya.sign_in(EMAIL, client="api").json["refresh_token"]
    user = maya.pool.users[EMAIL]
    user.person, user.is_confirmed = None, False
    assert maya.post(REFRESH, {"refresh_token": token}).status == 401
    assert user.person is None


def test_password_reset_by_email_ends_all_sessions(maya: PeopleDesk) -> None:
    cookie = maya.sign_in(EMAIL).cookie
    assert maya.post("/v1/password-resets", {"email": EMAIL}).status == 202
    assert maya.pool.mailed[-1] == EMAIL
    sent = {"email": EMAIL, "code": "123456", "password": "my very own words"}
    assert maya.post("/v1/password-resets/confirm", sent).status == 204
    assert maya.post(REFRESH, {}, headers=held(cookie)).status == 401
    assert maya.sign_in(EMAIL).status == 401
    assert maya.sign_in(EMAIL, "my very own words").status == 200


def test_a_wrong_code_sets_no_password(maya: PeopleDesk) -> None:
    sent = {"email": EMAIL, "code": "000000", "password": "my very own words"}
    assert maya.post("/v1/password-resets/confirm", sent).pointers == ["/code"]
    assert maya.sign_in(EMAIL).status == 200
