"""The desk's settings, and the log of everything that was changed."""

from typing import Any

import pytest

from chalicelib.audit import actions as audit_actions
from chalicelib.audit import chain as audit_chain
from chalicelib.audit import store as audit_store
from chalicelib.audit.model import AuditAction, AuditTarget
from chalicelib.configuration import actions as configuration_actions
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Role
from chalicelib.plumbing.services import Services
from tests.cast import ADA, ROOT
from tests.client import Answer, call, get, patch, post
from tests.conftest import Desk


class TestSettings:
    def test_settings_are_read_and_changed_with_a_version(self, services: Services) -> None:
        assert get(ROOT, "/v1/settings").json == {"default_team": "support", "undo_send_s": 0, "version": 1}

        answer = patch(ROOT, "/v1/settings", {"undo_send_s": 30}, If_Match='"1"')

        assert answer.json == {"default_team": "support", "undo_send_s": 30, "version": 2}
        assert answer.headers["ETag"] == '"2"'
        assert configuration_actions.current(services).undo_send_s == 30  # the writing function knows at once
        assert audit_actions.recent(services, 1, None, lambda _: True).entries[0].changes == {"undo_send_s": (0, 30)}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("undo_send_s", 61),
            ("undo_send_s", -1),
            ("undo_send_s", "5"),
            ("undo_send_s", None),
            ("undo_send_s", True),
            ("default_team", "nobody"),
            ("default_team", None),
            ("desk_name", "Mine"),
            ("version", 9),
            ("past_teams", []),
        ],
    )
    def test_invalid_setting_is_refused_with_a_pointer(self, field: str, value: Any) -> None:
        answer = patch(ROOT, "/v1/settings", {field: value}, If_Match='"1"')

        assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    def test_outdated_settings_change_returns_the_current_settings(self) -> None:
        patch(ROOT, "/v1/settings", {"undo_send_s": 30}, If_Match='"1"')

        answer = patch(ROOT, "/v1/settings", {"undo_send_s": 20}, If_Match='"1"')

        assert answer.status == 412
        assert answer.json["settings"] == {"default_team": "support", "undo_send_s": 30, "version": 2}

    def test_a_configuration_from_before_there_were_versions_can_be_changed(self, services: Services) -> None:
        item = services.core.get("CFG", "DESK")
        assert item is not None
        del item["version"], item["past_teams"]
        services.core.write(services.core.put(item, "attribute_exists(#pk)"))

        assert get(ROOT, "/v1/settings").headers["ETag"] == '"0"'
        assert patch(ROOT, "/v1/settings", {"undo_send_s": 5}, If_Match='"0"').headers["ETag"] == '"1"'

    def test_a_fresh_desk_can_be_changed(self, services: Services) -> None:
        services.core.write(services.core.remove("CFG", "DESK"))

        assert patch(ROOT, "/v1/settings", {"undo_send_s": 5}, If_Match='"0"').json["undo_send_s"] == 5
        assert [team["id"] for team in get(ROOT, "/v1/teams").json["items"]] == ["support"]


def govern() -> list[Answer]:
    return [
        post(ROOT, "/v1/teams", {"id": "vip", "name": "VIP"}, X_Forwarded_For="203.0.113.7, 10.0.0.1"),
        patch(ROOT, "/v1/teams/vip", {"name": "VIP+"}, If_Match='"2"'),
        post(ROOT, "/v1/ticket-categories", {"id": "gift", "team": "vip", "names": {"en": "Gifts", "ar": "هدايا"}}),
        patch(ROOT, "/v1/settings", {"default_team": "vip"}, If_Match='"4"'),
        call(ROOT, "DELETE", "/v1/ticket-categories/gift", headers={"If-Match": '"5"'}),
    ]


class TestLog:
    def test_audit_log_lists_entries_newest_first_in_the_readers_language(self, services: Services) -> None:
        assert [answer.status for answer in govern()] == [201, 200, 201, 200, 200]

        log = get(ROOT, "/v1/audit").json
        assert [entry["text"] for entry in log["items"]] == [
            "Removed the category Gifts",
            "Changed the settings of the desk",
            "Added the category Gifts",
            "Changed the team VIP+",
            "Added the team VIP+",
        ]
        assert log["next"] is None
        first = log["items"][-1]
        assert first == {
            "id": "1",
            "at": "2026-01-05T09:00:00.000Z",
            "by": {"id": "root", "name": "Root", "role": "admin"},
            "source": "203.0.113.7",
            "action": "TeamAdded",
            "text": "Added the team VIP+",
            "target": {"kind": "team", "id": "vip", "name": "VIP+"},
            "changes": {"name": [None, "VIP"], "open": [None, True]},
            "hash": first["hash"],
        }
        assert get(ROOT, "/v1/audit", Accept_Language="ar").json["items"][-1]["text"] == "إضافة الفريق VIP+"
        log = audit_actions.recent(services, 100, None, lambda _: True).entries[::-1]
        assert audit_chain.first_broken(log, audit_store.head(services)) is None

    def test_audit_log_is_paged_and_filtered_by_action_and_person(self) -> None:
        govern()

        first = get(ROOT, "/v1/audit?limit=2").json
        second = get(ROOT, f"/v1/audit?limit=2&cursor={first['next']}").json
        third = get(ROOT, f"/v1/audit?limit=2&cursor={second['next']}").json
        assert [[each["id"] for each in page["items"]] for page in (first, second, third)] == [
            ["5", "4"],
            ["3", "2"],
            ["1"],
        ]
        assert third["next"] is None
        asked = get(ROOT, "/v1/audit?action=TeamAdded&action=CategoryAdded&by=root").json["items"]
        assert [each["action"] for each in asked] == ["CategoryAdded", "TeamAdded"]
        assert get(ROOT, "/v1/audit?by=ada").json["items"] == []

    def test_cursor_of_the_audit_log_is_refused_for_another_query(self) -> None:
        govern()
        cursor = get(ROOT, "/v1/audit?limit=2").json["next"]

        assert get(ROOT, f"/v1/audit?limit=2&action=TeamAdded&cursor={cursor}").pointers == ["/cursor"]

    @pytest.mark.parametrize("action", ["__class__", "record", "TicketCreated", "teamadded", ""])
    def test_audit_log_refuses_an_unknown_action(self, action: str) -> None:
        assert get(ROOT, f"/v1/audit?action={action}").status == 422

    def test_audit_log_shows_current_names_of_people(self, services: Services) -> None:
        people_actions.add_person(services, ADA.email, "Ada Lovelace", Role.AGENT, id="ada")
        audit_actions.record(services, ROOT, AuditAction.TEAM_CHANGED, AuditTarget(kind="person", id="ada"), {}, [])
        audit_actions.record(services, ROOT, AuditAction.TEAM_CHANGED, AuditTarget(kind="person", id="gone"), {}, [])

        assert [entry["target"]["name"] for entry in get(ROOT, "/v1/audit").json["items"]] == ["gone", "Ada Lovelace"]

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_no_method_writes_to_the_audit_log(self, method: str) -> None:
        assert call(ROOT, method, "/v1/audit", {}).status in {403, 405}


@pytest.mark.parametrize("refused", [403, 412, 409, 422, 404])
def test_refused_admin_action_is_not_in_the_audit_log(services: Services, refused: int) -> None:
    answer = {
        403: lambda: post(ADA, "/v1/teams", {"name": "X"}),
        412: lambda: patch(ROOT, "/v1/settings", {}, If_Match='"9"'),
        409: lambda: call(ROOT, "DELETE", "/v1/teams/support", headers={"If-Match": '"1"'}),
        422: lambda: post(ROOT, "/v1/teams", {}),
        404: lambda: patch(ROOT, "/v1/teams/x", {}, If_Match='"1"'),
    }[refused]()

    assert answer.status == refused
    assert audit_store.head(services).seq == 0


def test_other_warm_functions_follow_within_a_minute(desk: Desk) -> None:
    """They keep what they have read for so long; a function that has read it before is stood in for by its cache."""
    before = configuration_actions.current(desk.services)
    post(ROOT, "/v1/teams", {"id": "vip", "name": "VIP"})
    configuration_actions._cached.put(desk.services.core.name, desk.clock.real(), before)

    assert not configuration_actions.current(desk.services).has_team("vip")
    desk.clock.advance(minutes=1, ms=1)
    assert configuration_actions.current(desk.services).has_team("vip")
