"""Teams over HTTP: made, changed and removed by admins, with a version, and never while agents or tickets need them."""

from typing import Any

import pytest

from chalicelib.audit import actions as audit_actions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Spam, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, CARLA, ROOT
from tests.client import Answer, call, get, patch, post
from tests.conftest import Desk

STAFF = {"id": "staff", "name": "Staff matters", "open": False}


def delete(path: str, version: int | None, by: Any = ROOT) -> Answer:
    return call(by, "DELETE", path, headers={"If-Match": f'"{version}"'} if version is not None else {})


def entries(services: Services) -> list[Any]:
    return audit_actions.recent(services, 50, None, lambda _: True).entries


class TestReading:
    def test_agents_see_them_all_with_the_version_of_the_configuration(self) -> None:
        answer = get(ADA, "/v1/teams")

        assert answer.json == {
            "items": [
                {"id": "orders", "name": "Orders", "open": True, "default": False},
                {"id": "billing", "name": "Billing", "open": True, "default": False},
                {"id": "support", "name": "Support", "open": True, "default": True},
            ],
            "next": None,
            "version": 1,
        }
        assert answer.headers["ETag"] == '"1"'


class TestAdding:
    def test_adding_a_team_returns_201_with_location_and_version(self, services: Services) -> None:
        answer = post(ROOT, "/v1/teams", STAFF)

        assert (answer.status, answer.json) == (201, STAFF | {"default": False})
        assert (answer.headers["Location"], answer.headers["ETag"]) == ("/api/v1/teams/staff", '"2"')
        assert configuration_actions.current(services).team("staff").open is False

    def test_audit_log_records_who_added_which_team(self, services: Services) -> None:
        post(ROOT, "/v1/teams", STAFF, X_Forwarded_For="203.0.113.7, 10.0.0.1")

        (entry,) = entries(services)
        assert (entry.action, entry.by.name, entry.source, entry.target.id) == (
            "TeamAdded",
            "Root",
            "203.0.113.7",
            "staff",
        )
        assert entry.changes == {"name": (None, "Staff matters"), "open": (None, False)}

    def test_team_id_is_derived_from_the_name(self) -> None:
        assert post(ROOT, "/v1/teams", {"name": "VIP & friends"}).json["id"] == "vip-friends"
        assert post(ROOT, "/v1/teams", {"name": "كبار العملاء"}).pointers == ["/id"]

    def test_replay_of_adding_a_team_adds_no_second_one(self, services: Services) -> None:
        first = post(ROOT, "/v1/teams", STAFF, Idempotency_Key="k")
        patch(ROOT, "/v1/teams/staff", {"name": "People"}, If_Match='"2"')

        again = post(ROOT, "/v1/teams", STAFF, Idempotency_Key="k")

        assert (again.status, again.headers["Idempotent-Replay"]) == (201, "true")
        assert (again.json["id"], again.json["name"]) == ("staff", "People")
        assert "Idempotent-Replay" not in first.headers
        assert post(ROOT, "/v1/teams", STAFF | {"name": "X"}, Idempotency_Key="k").status == 422
        assert len(entries(services)) == 2

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("id", "Staff"),
            ("id", "1st"),
            ("id", "x" * 41),
            ("id", "orders"),
            ("name", ""),
            ("name", "x" * 101),
            ("name", None),
            ("open", "no"),
            ("open", None),
            ("version", 1),
            ("default", True),
            ("pk", "CFG"),
        ],
    )
    def test_invalid_team_field_is_refused_with_a_pointer(self, field: str, value: Any) -> None:
        answer = post(ROOT, "/v1/teams", {**STAFF, field: value})

        assert (answer.status, answer.pointers) == (422, [f"/{field}"])


class TestChanging:
    def test_only_submitted_fields_change_and_the_log_has_old_and_new_values(self, services: Services) -> None:
        answer = patch(ROOT, "/v1/teams/orders", {"name": "Orders & returns"}, If_Match='"1"')

        assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
        assert answer.json == {"id": "orders", "name": "Orders & returns", "open": True, "default": False}
        (entry,) = entries(services)
        assert (entry.action, entry.changes) == ("TeamChanged", {"name": ("Orders", "Orders & returns")})

    def test_team_changed_to_its_current_values_keeps_its_version(self, services: Services) -> None:
        for body in ({}, {"name": "Orders"}, {"open": True}):
            answer = patch(ROOT, "/v1/teams/orders", body, If_Match='"1"')
            assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
        assert entries(services) == []

    def test_outdated_team_change_returns_the_current_team(self) -> None:
        patch(ROOT, "/v1/teams/billing", {"open": False}, If_Match='"1"')

        answer = patch(ROOT, "/v1/teams/orders", {"name": "X"}, If_Match='"1"')

        assert (answer.status, answer.json["version"]) == (412, 2)
        assert answer.json["team"] == {"id": "orders", "name": "Orders", "open": True, "default": False}
        assert patch(ROOT, "/v1/teams/orders", {"name": "X"}, If_Match='"2"').status == 200

    def test_team_change_without_a_version_or_with_a_wildcard_is_refused(self) -> None:
        assert patch(ROOT, "/v1/teams/orders", {"name": "X"}).status == 428
        assert patch(ROOT, "/v1/teams/orders", {"name": "X"}, If_Match="*").status == 412

    def test_unknown_team_is_not_found_whatever_the_version(self) -> None:
        assert patch(ROOT, "/v1/teams/nobody", {"name": "X"}).status == 404
        assert delete("/v1/teams/nobody", 1).status == 404

    @pytest.mark.parametrize("field", ["id", "default", "version", "__class__"])
    def test_team_id_and_unknown_fields_cannot_be_changed(self, field: str) -> None:
        assert patch(ROOT, "/v1/teams/orders", {field: "x"}, If_Match='"1"').pointers == [f"/{field}"]

    @pytest.mark.parametrize("field", ["name", "open"])
    def test_team_field_cannot_be_set_to_null(self, field: str) -> None:
        assert patch(ROOT, "/v1/teams/orders", {field: None}, If_Match='"1"').pointers == [f"/{field}"]


@pytest.fixture
def staff() -> int:
    """A team for members only, to which no category leads; the version of the configuration."""
    assert post(ROOT, "/v1/teams", STAFF).status == 201
    return 2


@pytest.fixture
def ticket(services: Services, staff: int) -> Ticket:  # noqa: ARG001 - the team has to be there
    moved = TicketChange.model_validate({"team": "staff"})
    ticket = makers.a_ticket(services)
    return tickets_actions.change(services, ADA, ticket.id, moved, 1).ticket


class TestRemoving:
    def test_unused_team_can_be_removed(self, services: Services, staff: int) -> None:
        answer = delete("/v1/teams/staff", staff)

        assert (answer.status, answer.headers["ETag"], answer.json["version"]) == (200, '"3"', 3)
        assert [team["id"] for team in answer.json["items"]] == ["orders", "billing", "support"]
        assert entries(services)[0].changes == {"name": ("Staff matters", None), "open": (False, None)}

    @pytest.mark.parametrize(("team", "why"), [("support", "default team"), ("orders", "“delivery”")])
    def test_team_that_is_in_use_cannot_be_removed(self, team: str, why: str) -> None:
        answer = delete(f"/v1/teams/{team}", 1)

        assert (answer.status, answer.json["version"]) == (409, 1)
        assert why in answer.json["detail"]

    @pytest.mark.parametrize("state", ["new", "solved", "snoozed", "spam"])
    def test_team_with_unclosed_tickets_cannot_be_removed(
        self, desk: Desk, ticket: Ticket, staff: int, state: str
    ) -> None:
        """Counters leave out what has been set aside, and a snoozed ticket would wake in a team that is no more."""
        services = desk.services
        if state == "solved":
            tickets_actions.change(
                services, ROOT, ticket.id, TicketChange.model_validate({"status": "solved"}), ticket.version
            )
        elif state == "snoozed":
            triage_actions.snooze(services, ROOT, ticket.id, desk.clock.now() + 60_000, ticket.version)
        elif state == "spam":
            triage_actions.mark_spam(services, ROOT, ticket.id, Spam.SPAM, ticket.version)

        answer = delete("/v1/teams/staff", staff)

        assert answer.status == 409
        assert "not closed" in answer.json["detail"]

    def test_team_with_closed_tickets_can_be_removed_and_they_stay_visible(
        self, services: Services, ticket: Ticket, staff: int
    ) -> None:
        makers.closed(services, makers.with_status(services, ticket, "solved", by=ROOT))  # type: ignore[arg-type]
        assert get(ADA, f"/v1/tickets/{ticket.id}").status == 404

        assert delete("/v1/teams/staff", staff).status == 200

        assert get(ADA, f"/v1/tickets/{ticket.id}").status == 404
        assert get(CARLA, f"/v1/tickets/{ticket.id}").json["team"] == {"id": "staff", "name": "Staff matters"}
        assert get(ROOT, f"/v1/tickets/{ticket.id}").status == 200

    def test_refusals_of_removing_a_team_come_in_a_fixed_order(self, staff: int) -> None:
        assert delete("/v1/teams/orders", None).status == 428
        assert delete("/v1/teams/orders", staff - 1).status == 412
        assert delete("/v1/teams/orders", staff).status == 409
