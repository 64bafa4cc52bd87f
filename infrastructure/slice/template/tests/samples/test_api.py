"""Samples over HTTP: what is answered, and to whom."""

from typing import Any

import pytest

from chalicelib.people.model import Caller
from tests.cast import ADA, ALAN, CARLA, LENA, ROOT
from tests.client import Answer, call, get, patch, post
from tests.conftest import Desk

PATH = "/v1/samples"
NINE = "2026-01-05T09:00:00.000Z"


@pytest.fixture(autouse=True)
def _at_a_desk(desk: Desk) -> None:
    """The desk that the app talks to."""


def add(who: Caller = ADA, name: str = "First") -> dict[str, Any]:
    answer = post(who, PATH, {"name": name})
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def delete(who: Caller, sample: str, version: int = 1) -> Answer:
    return call(who, "DELETE", f"{PATH}/{sample}", headers={"If-Match": f'"{version}"'})


def test_new_sample_returns_201_with_location_and_version() -> None:
    answer = post(ADA, PATH, {"name": "First"})

    assert answer.json == {
        "id": "1",
        "name": "First",
        "owner": "ada",
        "may_change": True,
        "version": 1,
        "created_at": NINE,
        "updated_at": NINE,
    }
    assert (answer.headers["Location"], answer.headers["ETag"]) == ("/api/v1/samples/1", '"1"')
    assert get(ADA, f"{PATH}/1").json == answer.json


def test_repeated_request_adds_one_sample() -> None:
    first = post(ADA, PATH, {"name": "First"}, Idempotency_Key="once")
    again = post(ADA, PATH, {"name": "First"}, Idempotency_Key="once")

    assert (again.status, again.json, again.headers["Idempotent-Replay"]) == (201, first.json, "true")
    assert len(get(ADA, PATH).json["items"]) == 1


def test_list_has_a_cursor_while_there_are_more() -> None:
    for name in ("First", "Second", "Third"):
        add(name=name)

    first = get(ADA, f"{PATH}?limit=2").json
    second = get(ADA, f"{PATH}?limit=2&cursor={first['next']}").json

    assert [each["name"] for each in first["items"] + second["items"]] == ["Third", "Second", "First"]
    assert second["next"] is None
    assert get(ALAN, f"{PATH}?cursor={first['next']}").status == 422


def test_change_needs_the_current_version() -> None:
    made = add()["id"]

    assert patch(ADA, f"{PATH}/{made}", {"name": "Second"}).status == 428
    changed = patch(ADA, f"{PATH}/{made}", {"name": "Second"}, If_Match='"1"')
    assert (changed.status, changed.json["name"], changed.headers["ETag"]) == (200, "Second", '"2"')
    stale = patch(ADA, f"{PATH}/{made}", {"name": "Third"}, If_Match='"1"')
    assert (stale.status, stale.json["version"]) == (412, 2)


@pytest.mark.parametrize(("who", "status"), [(CARLA, 403), (ALAN, 403), (ADA, 204), (LENA, 204), (ROOT, 204)])
def test_owner_leads_and_admins_delete_a_sample(who: Caller, status: int) -> None:
    made = add()["id"]

    assert delete(who, made).status == status
    assert get(ADA, f"{PATH}/{made}").status == (404 if status == 204 else 200)


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 101}, {"name": 1}, {"name": "First", "owner": "alan"}])
def test_invalid_sample_is_refused_with_a_pointer(body: dict[str, Any]) -> None:
    answer = post(ADA, PATH, body)

    assert (answer.status, answer.pointers) == (422, [f"/{list(body)[-1]}"])


@pytest.mark.parametrize("sample", ["99", "%23", "x", "..", "1.0", "9" * 2_000])
def test_unknown_sample_is_not_found(sample: str) -> None:
    add()

    assert get(ADA, f"{PATH}/{sample}").status == 404
