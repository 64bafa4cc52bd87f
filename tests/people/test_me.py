from typing import Any

import pytest

from chalicelib.people import actions as people_actions
from chalicelib.people.model import NOTICES, Right, Role
from chalicelib.people.sign_in import claims_of
from tests.people.desk import Answer, PeopleDesk
from tests.people.doubles import token_of

EMAIL = "maya@example.com"


def patch(desk: PeopleDesk, token: str, body: Any, version: str | None = '"1"') -> Answer:
    headers = {"If-Match": version} if version else {}
    return desk.call("PATCH", "/v1/me", body, token=token, headers=headers)


@pytest.fixture
def token(people_desk: PeopleDesk) -> str:
    return people_desk.token(EMAIL)


def test_me_returns_the_own_profile(people_desk: PeopleDesk, token: str) -> None:
    answer = people_desk.call("GET", "/v1/me", token=token)
    assert answer.json == {
        "id": "id-1",
        "email": EMAIL,
        "name": "Maya",
        "role": "customer",
        "language": "en",
        "time_zone": "UTC",
        "notifications": dict.fromkeys(NOTICES, True),
        "team": None,
        "teams": [],
        "version": 1,
    }
    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')


def test_an_agent_sees_their_team(people_desk: PeopleDesk) -> None:
    ana = people_actions.add_person(
        people_desk.services, "ana@example.com", "Ana", Role.AGENT, teams={"orders": Right.FULL}
    )
    orders = {"id": "orders", "name": "Orders", "right": "full"}
    claims = {"token_use": "id", "custom:person": ana.id, "email": ana.email, "cognito:groups": "agents"}
    me = people_desk.call("GET", "/v1/me", token=token_of(claims)).json
    assert (me["role"], me["team"], me["teams"]) == ("agent", orders, [orders])


def test_an_agent_of_several_teams_sees_each_with_its_right_and_starts_with_their_home(people_desk: PeopleDesk) -> None:
    rights = {"billing": Right.READ, "support": Right.FULL, "orders": Right.FULL}
    ana = people_actions.add_person(people_desk.services, "ana@example.com", "Ana", Role.AGENT, teams=rights)
    claims = {"token_use": "id", "custom:person": ana.id, "email": ana.email, "cognito:groups": "agents"}
    me = people_desk.call("GET", "/v1/me", token=token_of(claims)).json
    assert [(team["id"], team["right"]) for team in me["teams"]] == [
        ("orders", "full"),
        ("billing", "read"),
        ("support", "full"),
    ]
    assert me["team"]["id"] == "support"
    as_customer = people_desk.call("GET", "/v1/me", token=token_of({**claims, "cognito:groups": ""})).json
    assert (as_customer["team"], as_customer["teams"]) == (None, [])


def test_me_needs_a_login(people_desk: PeopleDesk, token: str) -> None:
    access = token_of({**claims_of(token), "token_use": "access"})
    for bad in (None, access):
        answer = people_desk.call("GET", "/v1/me", token=bad)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_change_answers_with_the_profile_and_its_new_version(people_desk: PeopleDesk, token: str) -> None:
    sent = {"name": "Maya B.", "language": "ar-EG", "time_zone": "Africa/Cairo", "notifications": {"reminder": False}}
    answer = patch(people_desk, token, sent)
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    expected = {**dict.fromkeys(NOTICES, True), "reminder": False}
    assert {name: answer.json[name] for name in sent} == {**sent, "notifications": expected}
    assert people_desk.call("GET", "/v1/me", token=token).json == answer.json


def test_a_new_name_shows_in_the_next_id_token(people_desk: PeopleDesk, token: str) -> None:
    patch(people_desk, token, {"name": "Maya B."})
    assert claims_of(people_desk.sign_in(EMAIL).json["id_token"])["name"] == "Maya B."


def test_a_change_that_changes_nothing_keeps_the_version(people_desk: PeopleDesk, token: str) -> None:
    answer = patch(people_desk, token, {"name": "Maya"})
    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')


def test_a_change_must_name_the_version_it_was_made_against(people_desk: PeopleDesk, token: str) -> None:
    assert patch(people_desk, token, {"name": "Other"}, version=None).status == 428


@pytest.mark.parametrize("version", ['"7"', '"0"', "*", '"abc"', '"1", "2"', '"' + "9" * 40 + '"'])
def test_outdated_profile_change_returns_the_current_profile(people_desk: PeopleDesk, token: str, version: str) -> None:
    answer = patch(people_desk, token, {"name": "Other"}, version=version)
    assert answer.status == 412
    assert answer.json["person"] == people_desk.call("GET", "/v1/me", token=token).json
    assert answer.json["person"]["name"] == "Maya"
    assert people_desk.pool.users[EMAIL].account.name == "Maya"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"role": "admin"}, "/role"),
        ({"id": "id-2"}, "/id"),
        ({"email": "other@example.com"}, "/email"),
        ({"version": 9}, "/version"),
        ({"team": "hr"}, "/team"),
        ({"teams": {"hr": "full"}}, "/teams"),
        ({"queues": ["*"]}, "/queues"),
        ({"__proto__": {"role": "admin"}}, "/__proto__"),
        ({"skills": ["tax"]}, "/skills"),
        ({"languages": ["de"]}, "/languages"),
        ({"cap": 100}, "/cap"),
        ({"active": True}, "/active"),
        ({"home": "orders"}, "/home"),
        ({"absence": None}, "/absence"),
        ({"noted": True}, "/noted"),
        ({"pk": "P#root"}, "/pk"),
        ({"ttl": 1}, "/ttl"),
        ({"notifications": {"role": True}}, "/notifications/role"),
        ({"created_at": 0}, "/created_at"),
        ({"name": None}, "/name"),
        ({"name": ""}, "/name"),
        ({"language": ""}, "/language"),
        ({"language": "en_US"}, "/language"),
        ({"time_zone": ""}, "/time_zone"),
        ({"time_zone": "CET+1"}, "/time_zone"),
        ({"notifications": {"lottery": True}}, "/notifications/lottery"),
        ({"notifications": {"reminder": "no"}}, "/notifications/reminder"),
        ({"notifications": None}, "/notifications"),
    ],
)
def test_server_owned_profile_fields_cannot_be_changed(
    people_desk: PeopleDesk, token: str, body: dict[str, Any], pointer: str
) -> None:
    before = people_desk.call("GET", "/v1/me", token=token).json
    answer = patch(people_desk, token, {"time_zone": "UTC", **body})
    assert (answer.status, answer.pointers) == (422, [pointer])
    assert people_desk.call("GET", "/v1/me", token=token).json == before


def test_unchanged_profile_answers_304(people_desk: PeopleDesk, token: str) -> None:
    answer = people_desk.call("GET", "/v1/me", token=token, headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.body) == (304, "")
