"""The contract of /v1/agents, call by call."""

from typing import Any

import pytest

from chalicelib.people import roster
from chalicelib.people.model import Availability, Caller, Right, Role
from chalicelib.plumbing.clock import DAY, HOUR, rfc3339
from chalicelib.plumbing.ports import SignedIn
from tests import makers
from tests.agents.conftest import Staffed
from tests.cast import ADA, ALAN, CARLA, LENA, ROOT, token
from tests.client import Answer, call, get, patch, post
from tests.doubles import MONDAY_MORNING as NOW

NINA = {"email": "nina@desk.example", "name": "Nina", "role": "agent", "teams": {"orders": "full", "billing": "read"}}
SERVER_OWNED = {
    "id": "x",
    "home": "billing",
    "active": False,
    "version": 9,
    "created_at": "2026-01-01T00:00:00Z",
    "load": 0,
    "pk": "P#x",
    "sk": "#",
    "ttl": 1,
    "notifications": {},
    "absence": None,
    "noted": True,
    "groups": ["admins"],
    "custom:teams": "x:full",
    "__proto__": {},
    "password": "x",
    "list_key": "AG",
}
pytestmark = pytest.mark.usefixtures("staffed")


def invite(body: Any = NINA, who: Any = ROOT, **headers: str) -> Answer:
    return post(who, "/v1/agents", body, **headers)


def press(what: str, agent: str, who: Any = ROOT) -> Answer:
    return call(who, "POST", f"/v1/agents/{agent}/{what}")


def ids(answer: Answer) -> list[str]:
    return [each["id"] for each in answer.json["items"]]


class TestReading:
    def test_a_colleague_sees_what_they_need_to_work_together_and_a_lead_sees_more(self, staffed: Staffed) -> None:
        makers.a_slot(staffed.services, agent=ADA, skills=frozenset({"tax"}), languages=("en",))

        seen = get(ALAN, "/v1/agents/ada")

        assert seen.json == {
            "id": "ada",
            "name": "Ada",
            "role": "agent",
            "active": True,
            "skills": [],
            "languages": [],
            "teams": [{"id": "orders", "name": "Orders", "right": "full"}],
            "availability": {"state": "online", "until": None, "absent": False, "on_duty": True},
            "absence": None,
            "email": None,
            "cap": None,
            "load": None,
            "created_at": None,
            "change_pending": False,
            "version": 1,
        }
        assert seen.headers["ETag"].startswith('"1-')  # availability changes without a version
        more = {"email": "ada@desk.example", "cap": 8, "load": 0, "created_at": rfc3339(NOW)}
        for who in (LENA, ROOT, ADA):
            assert get(who, "/v1/agents/ada").json == {**seen.json, **more}

    def test_availability_is_current_although_the_profile_version_is_unchanged(self, staffed: Staffed) -> None:
        etag = get(ALAN, "/v1/agents/ada").headers["ETag"]
        makers.a_slot(staffed.services, agent=ADA)

        again = get(ALAN, "/v1/agents/ada", If_None_Match=etag)

        assert (again.status, again.json["availability"]["state"]) == (200, "online")

    @pytest.mark.parametrize("agent", ["nobody", "carla", "me", "P#ada", "%23"])
    def test_customer_and_unknown_id_are_equally_not_found(self, agent: str) -> None:
        found, missing = get(ADA, f"/v1/agents/{agent}"), get(ADA, "/v1/agents/99999")

        assert (found.status, found.json) == (404, missing.json)

    def test_agent_list_is_paged_with_active_agents_first(self) -> None:
        assert press("deactivate", "ada").status == 200
        listed = get(ALAN, "/v1/agents")

        assert sorted(ids(listed)[:4]) == ["alan", "boris", "lena", "root"]
        assert (ids(listed)[4], listed.json["items"][4]["active"]) == ("ada", False)
        found: list[str] = []
        cursor = ""
        while True:
            page = get(ALAN, f"/v1/agents?limit=2{cursor}")
            found += ids(page)
            if page.json["next"] is None:
                break
            cursor = f"&cursor={page.json['next']}"
        assert found == ids(listed)

    def test_list_of_a_team_has_members_with_any_right(self) -> None:
        assert invite().status == 201

        assert sorted(ids(get(ADA, "/v1/agents?team=billing"))) == [
            "boris",
            ids(get(ADA, "/v1/agents?team=billing"))[1],
        ]
        assert len(ids(get(ADA, "/v1/agents?team=orders"))) == 4
        assert ids(get(ADA, "/v1/agents?team=support")) == []

    @pytest.mark.parametrize("query", ["team=nowhere", "limit=0", "limit=101", "cursor=x", "role=admin", "team="])
    def test_invalid_agent_query_is_refused(self, query: str) -> None:
        assert get(ADA, f"/v1/agents?{query}").status == 422

    def test_cursor_of_the_agent_list_is_refused_for_another_caller_or_list(self) -> None:
        cursor = get(ADA, "/v1/agents?limit=1").json["next"]

        assert get(ALAN, f"/v1/agents?limit=1&cursor={cursor}").status == 422
        assert get(ADA, f"/v1/agents?limit=1&team=orders&cursor={cursor}").status == 422


class TestInviting:
    def test_invited_agent_is_recorded_emailed_and_routable(self, staffed: Staffed) -> None:
        wanted = {**NINA, "skills": [" Tax ", "tax", "Refunds"], "languages": ["en", "ar-EG", "en"], "cap": 3}

        answer = invite(wanted)

        nina = answer.json["id"]
        assert (answer.status, answer.headers["Location"], answer.headers["ETag"]) == (
            201,
            f"/api/v1/agents/{nina}",
            '"1"',
        )
        assert (answer.json["invitation_sent"], staffed.pool.mailed) == (True, ["nina@desk.example"])
        assert (answer.json["skills"], answer.json["languages"], answer.json["cap"]) == (
            ["refunds", "tax"],
            ["en", "ar-EG"],
            3,
        )
        user = staffed.pool.users["nina@desk.example"]
        assert (user.person, user.groups, user.teams) == (nina, ("agents",), "billing:read orders:full")
        assert [slot.agent for slot in roster.team_slots(staffed.services, "orders") if slot.agent == nina] == [nina]
        assert get(ADA, f"/v1/agents/{nina}").json["availability"]["state"] == "offline"

    def test_a_customer_becomes_an_agent_as_the_person_they_are(self, staffed: Staffed) -> None:
        answer = invite({**NINA, "email": "CARLA@example.com", "name": "Somebody"})

        assert (answer.status, answer.json["id"], answer.json["name"]) == (201, "carla", "Carla Romero")
        assert staffed.pool.users[CARLA.email].groups == ("agents",)
        assert get(ADA, "/v1/people/carla").status == 404

    def test_a_customer_with_an_account_keeps_it_and_gets_no_invitation(self, staffed: Staffed) -> None:
        staffed.pool.register(CARLA.email, "a password of hers", account_of(staffed))
        staffed.pool.users[CARLA.email].is_confirmed = True
        staffed.pool.mailed.clear()

        answer = invite({**NINA, "email": CARLA.email})

        assert (answer.json["invitation_sent"], staffed.pool.mailed) == (False, [])
        assert staffed.pool.users[CARLA.email].password == "a password of hers"

    def test_invitation_replaces_the_password_of_a_self_registered_account(self, staffed: Staffed) -> None:
        staffed.pool.register("nina@desk.example", "a stranger's password", account_of(staffed))

        assert invite().json["invitation_sent"] is True
        assert staffed.pool.users["nina@desk.example"].password != "a stranger's password"

    def test_repeated_invitation_returns_the_same_agent_and_sends_no_second_email(self, staffed: Staffed) -> None:
        first, again = invite(), invite()

        assert (again.status, again.json["id"], again.json["invitation_sent"]) == (201, first.json["id"], False)
        assert staffed.pool.mailed == ["nina@desk.example"]

    @pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "k"}], ids=["plain", "with a key"])
    def test_interrupted_invitation_is_completed_by_a_retry(self, staffed: Staffed, headers: dict[str, str]) -> None:
        staffed.pool.breaks_at_settle = 1
        assert invite(**headers).status == 500
        assert staffed.pool.mailed == []

        again = invite(**headers)

        assert (again.status, again.json["invitation_sent"], again.json["change_pending"]) == (201, True, False)
        assert staffed.pool.mailed == ["nina@desk.example"]

    def test_a_key_makes_a_repeat_known_and_another_body_with_it_is_refused(self, staffed: Staffed) -> None:
        first = invite(Idempotency_Key="k")
        assert patch(ROOT, f"/v1/agents/{first.json['id']}", {"cap": 2}, If_Match='"1"').status == 200

        again = invite(Idempotency_Key="k")

        assert (again.status, again.headers["Idempotent-Replay"], again.json["cap"]) == (201, "true", 2)
        assert invite({**NINA, "name": "N."}, Idempotency_Key="k").status == 422
        assert invite({**NINA, "email": "new@desk.example"}, Idempotency_Key="k").status == 422
        assert staffed.pool.mailed == ["nina@desk.example"]

    @pytest.mark.parametrize("other", [{"role": "admin"}, {"teams": {}}, {"cap": 1}, {"skills": ["x"]}])
    def test_invitation_that_differs_from_the_existing_agent_changes_nothing(
        self, staffed: Staffed, other: Any
    ) -> None:
        nina = invite().json["id"]
        before = staffed.person(nina)

        answer = invite({**NINA, **other})

        assert (answer.status, answer.json["agent"], staffed.person(nina)) == (409, nina, before)

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"email": None}, "/email"),
            ({"email": ""}, "/email"),
            ({"email": " "}, "/email"),
            ({"email": []}, "/email"),
            ({"name": ""}, "/name"),
            ({"role": "customer"}, "/role"),
            ({"role": "owner"}, "/role"),
            ({"role": None}, "/role"),
            ({"teams": {"nowhere": "full"}}, "/teams/nowhere"),
            ({"teams": {"orders": "write"}}, "/teams/orders"),
            ({"teams": ["orders"]}, "/teams"),
            ({"teams": {f"t{n}": "full" for n in range(21)}}, "/teams"),
            ({"skills": [""]}, "/skills/0"),
            ({"languages": ["en_US"]}, "/languages/0"),
            ({"cap": -1}, "/cap"),
            ({"cap": True}, "/cap"),
            ({"cap": "8"}, "/cap"),
        ],
    )
    def test_invitation_with_an_invalid_field_is_refused_with_a_pointer(
        self, staffed: Staffed, wrong: Any, pointer: str
    ) -> None:
        answer = invite({**NINA, **wrong})

        assert (answer.status, answer.pointers) == (422, [pointer])
        assert staffed.pool.mailed == []

    @pytest.mark.parametrize("field", SERVER_OWNED)
    def test_invitation_with_a_server_owned_field_is_refused(self, staffed: Staffed, field: str) -> None:
        assert invite({**NINA, field: SERVER_OWNED[field]}).pointers == [f"/{field}"]
        assert staffed.pool.mailed == []

    def test_an_invitation_can_be_sent_again_until_it_is_taken_up(self, staffed: Staffed) -> None:
        nina = invite().json["id"]

        assert press("invitation", nina).status == 202
        assert staffed.pool.mailed == ["nina@desk.example"] * 2
        staffed.pool.users["nina@desk.example"].password = "words of her own"
        assert press("invitation", nina).status == 409
        assert press("invitation", "carla").status == 404
        assert press("deactivate", nina).status == 200
        assert press("invitation", nina).status == 409

    def test_deactivated_agent_cannot_be_invited_again(self) -> None:
        nina = invite().json["id"]
        press("deactivate", nina)

        assert invite().status == 409


def account_of(staffed: Staffed) -> Any:
    return staffed.pool.account(ADA.email)


class TestChanging:
    def test_rights_are_changed_in_record_roster_and_user_pool(self, staffed: Staffed) -> None:
        wanted = {"role": "lead", "teams": {"billing": "full", "orders": "read"}}

        answer = patch(ROOT, "/v1/agents/ada", wanted, If_Match='"1"')

        assert (answer.status, answer.json["version"], answer.json["role"]) == (200, 2, "lead")
        ada = staffed.person("ada")
        assert (ada.role, ada.teams) == (Role.LEAD, {"billing": Right.FULL, "orders": Right.READ})
        user = staffed.pool.users[ADA.email]
        assert (user.groups, user.teams) == (("leads",), "billing:full orders:read")
        assert {slot.agent for slot in roster.team_slots(staffed.services, "billing")} == {"ada", "boris"}

    def test_interrupted_change_is_shown_as_unfinished_until_it_is_repeated(self, staffed: Staffed) -> None:
        staffed.pool.breaks_at_settle = 1
        assert patch(ROOT, "/v1/agents/ada", {"teams": {}}, If_Match='"1"').status == 500
        seen = get(ROOT, "/v1/agents/ada").json
        assert (seen["change_pending"], seen["teams"]) == (True, [])

        again = patch(ROOT, "/v1/agents/ada", {"teams": {}}, If_Match='"1"')

        assert (again.status, again.json["change_pending"]) == (200, False)
        assert staffed.pool.users[ADA.email].teams == ""

    def test_change_without_effect_on_rights_keeps_the_agent_logged_in(self, staffed: Staffed) -> None:
        wanted = {"name": "Ada L.", "skills": ["tax"], "languages": ["de"], "cap": 2}

        answer = patch(ROOT, "/v1/agents/ada", wanted, If_Match='"1"')

        assert {name: answer.json[name] for name in wanted} == wanted
        assert staffed.pool.users[ADA.email].account.name == "Ada L."
        assert get(ADA, "/v1/agents/ada").status == 200
        slot = roster.slot_of(staffed.services, "orders", "ada")
        assert (slot.name, slot.cap, list(slot.skills), slot.languages) == ("Ada L.", 2, ["tax"], ("de",))

    def test_only_submitted_agent_fields_change_and_equal_values_keep_the_version(self, staffed: Staffed) -> None:
        before = staffed.person("ada")

        assert patch(ROOT, "/v1/agents/ada", {}, If_Match='"1"').json["version"] == 1
        assert patch(ROOT, "/v1/agents/ada", {"role": "agent"}, If_Match='"1"').json["version"] == 1
        assert staffed.person("ada") == before
        assert staffed.pool.settled[-1].email == ROOT.email  # as the fixture left it

    def test_a_change_names_the_version_it_was_made_against(self, staffed: Staffed) -> None:
        assert patch(ROOT, "/v1/agents/ada", {"cap": 2}).status == 428
        assert patch(ROOT, "/v1/agents/ada", {"cap": 2}, If_Match='"1"').status == 200

        stale = patch(ROOT, "/v1/agents/ada", {"cap": 3}, If_Match='"1"')

        assert (stale.status, stale.json["agent"]["cap"], stale.json["agent"]["version"]) == (412, 2, 2)
        assert patch(ROOT, "/v1/agents/nobody", {"cap": 3}).status == 404
        assert patch(ROOT, "/v1/agents/carla", {"role": "agent"}, If_Match='"1"').status == 404
        assert staffed.person("ada").cap == 2

    @pytest.mark.parametrize("field", [*SERVER_OWNED, "email"])
    def test_change_of_a_server_owned_agent_field_is_refused(self, staffed: Staffed, field: str) -> None:
        before = staffed.person("ada")

        answer = patch(
            ROOT, "/v1/agents/ada", {"cap": 2, field: SERVER_OWNED.get(field, "x@y.example")}, If_Match='"1"'
        )

        assert (answer.status, answer.pointers, staffed.person("ada")) == (422, [f"/{field}"], before)

    @pytest.mark.parametrize(
        "wrong", [{"role": "customer"}, {"role": None}, {"name": ""}, {"name": None}, {"teams": None}, {"cap": None}]
    )
    def test_change_of_an_agent_with_an_invalid_field_is_refused_with_a_pointer(self, wrong: Any) -> None:
        assert patch(ROOT, "/v1/agents/ada", wrong, If_Match='"1"').pointers == [f"/{next(iter(wrong))}"]

    def test_admins_cannot_change_their_own_role(self, staffed: Staffed) -> None:
        for role in ("admin", "lead", "agent"):
            assert patch(ROOT, "/v1/agents/root", {"role": role}, If_Match='"1"').status == 403
        assert patch(ROOT, "/v1/agents/root", {"teams": {"orders": "full"}}, If_Match='"1"').status == 200
        assert staffed.person("root").role is Role.ADMIN

    def test_admins_cannot_deactivate_themselves(self, staffed: Staffed) -> None:
        assert press("deactivate", "root").status == 403
        assert staffed.person("root").active

    def test_deactivated_admin_can_change_no_agent(self, staffed: Staffed) -> None:
        assert invite({**NINA, "role": "admin"}).status == 201
        nina = ROOT.model_copy(update={"id": staffed.pool.users["nina@desk.example"].person})
        assert press("deactivate", "root", who=fresh(nina)).status == 200
        before = staffed.person("ada")

        for answer in (
            press("deactivate", nina.id),
            press("deactivate", "ada"),
            invite({**NINA, "email": "evil@desk.example"}),
            patch(ROOT, "/v1/agents/ada", {"role": "admin"}, If_Match='"1"'),
        ):
            assert answer.status == 401
        assert staffed.person("ada") == before
        assert staffed.person(nina.id).active


class TestDeactivating:
    def test_deactivated_agent_is_logged_out_locked_out_and_off_duty(self, staffed: Staffed) -> None:
        makers.a_slot(staffed.services, agent=ADA)
        session = staffed.pool.sign_in(ADA.email, "words of their own")
        staffed.desk.routing.messages.clear()

        answer = press("deactivate", "ada")

        assert (answer.status, answer.json["active"], answer.json["availability"]["on_duty"]) == (200, False, False)
        assert get(ADA, "/v1/tickets").status == 401
        assert not staffed.pool.users[ADA.email].sessions
        assert post(None, "/v1/session", {"email": ADA.email, "password": "words of their own"}).status == 401
        assert isinstance(session, SignedIn)
        assert post(None, "/v1/session/refresh", {"refresh_token": session.refresh_token}).status == 401
        assert roster.slot_of(staffed.services, "orders", "ada").state is Availability.OFFLINE
        assert staffed.desk.routing.messages == [{"agent": "ada", "lost": ["orders"]}]

    def test_reactivated_agent_has_the_same_rights_and_is_offline(self, staffed: Staffed) -> None:
        makers.a_slot(staffed.services, agent=ADA)
        press("deactivate", "ada")

        answer = press("activate", "ada")

        assert (answer.json["active"], answer.json["availability"]["state"]) == (True, "offline")
        user = staffed.pool.users[ADA.email]
        assert (user.enabled, user.groups, user.teams) == (True, ("agents",), "orders:full")
        assert [slot.agent for slot in roster.team_slots(staffed.services, "orders")] == ["ada", "alan", "lena"]
        assert get(ADA, "/v1/tickets").status == 401
        assert get(fresh(ADA), "/v1/tickets").status == 200

    def test_deactivation_and_activation_can_be_repeated(self) -> None:
        for what in ("deactivate", "activate"):
            versions = [press(what, "ada").json["version"] for _ in range(3)]
            assert len(set(versions)) == 1

    def test_deactivated_agent_can_be_neither_assigned_nor_mentioned(self, staffed: Staffed) -> None:
        ticket = makers.a_ticket(staffed.services)
        press("deactivate", "ada")

        by_hand = patch(ALAN, f"/v1/tickets/{ticket.id}", {"assignee": "ada"}, If_Match='"1"')

        assert by_hand.pointers == ["/assignee"]
        assert post(ALAN, f"/v1/tickets/{ticket.id}/notes", {"body": "x", "mentions": ["ada"]}).status == 422


def fresh(who: Caller) -> str:
    """A token of this moment."""
    return token(who, iat=NOW // 1_000)


class TestAbsences:
    WHEN = {"from": rfc3339(NOW + HOUR), "to": rfc3339(NOW + 3 * DAY)}

    def put(self, who: Any, agent: str = "me", body: Any = None) -> Answer:
        return call(who, "PUT", f"/v1/agents/{agent}/absence", self.WHEN if body is None else body)

    def test_agents_set_their_own_absence_and_colleagues_see_it(self) -> None:
        answer = self.put(ADA)

        assert (answer.status, answer.json["absence"], answer.json["version"]) == (200, self.WHEN, 2)
        assert get(ALAN, "/v1/agents/ada").json["absence"] == self.WHEN
        assert [each["absence"] for each in get(ALAN, "/v1/agents").json["items"] if each["id"] == "ada"] == [self.WHEN]

    def test_leads_set_absences_of_others_and_agents_do_not(self) -> None:
        assert self.put(LENA, "ada").status == 200
        assert self.put(ALAN, "ada").status == 403
        assert call(ALAN, "DELETE", "/v1/agents/ada/absence").status == 403
        assert call(LENA, "DELETE", "/v1/agents/ada/absence").json["absence"] is None

    def test_absent_agent_is_off_duty_even_when_online(self, staffed: Staffed) -> None:
        self.put(ADA)
        online = {"state": "online"}
        assert call(ADA, "PUT", "/v1/agents/me/availability", online).json["absent"] is False
        staffed.desk.clock.advance(hours=1)

        answer = call(ADA, "PUT", "/v1/agents/me/availability", online).json

        assert (answer["state"], answer["absent"]) == ("online", True)
        seen = get(ALAN, "/v1/agents/ada").json["availability"]
        assert seen == {"state": "online", "until": None, "absent": True, "on_duty": False}

    def test_absence_can_be_removed(self) -> None:
        self.put(ADA)

        assert call(ADA, "DELETE", "/v1/agents/me/absence").json["absence"] is None
        assert call(ADA, "DELETE", "/v1/agents/me/absence").status == 200

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/from"),
            ({"from": rfc3339(NOW)}, "/to"),
            ({**WHEN, "begun": True}, "/begun"),
            ({"from": rfc3339(NOW + HOUR), "to": rfc3339(NOW + HOUR)}, "/"),
            ({"from": rfc3339(NOW), "to": rfc3339(NOW + 367 * DAY)}, "/"),
            ({"begins": 1, "ends": 2}, "/from"),
            ({"from": rfc3339(NOW - DAY), "to": rfc3339(NOW)}, "/to"),
            ({**WHEN, "from": "tomorrow"}, "/from"),
        ],
    )
    def test_invalid_absence_time_is_refused_with_a_pointer(self, body: Any, pointer: str) -> None:
        answer = self.put(ADA, body=body)

        assert (answer.status, answer.pointers[0]) == (422, pointer)

    def test_absence_of_deactivated_agent_is_refused(self) -> None:
        press("deactivate", "ada")

        assert self.put(LENA, "ada").status == 409
        assert self.put(LENA, "carla").status == 404


@pytest.mark.parametrize(
    "header", ["X-On-Behalf-Of", "X-Forwarded-User", "X-Amzn-Oidc-Identity", "X-User-Id", "X-Original-URL", "X-Role"]
)
def test_identity_headers_do_not_change_the_caller(header: str) -> None:
    for value in ("root", "admin", "/v1/agents"):
        assert call(ADA, "POST", "/v1/agents", NINA, headers={header: value}).status == 403
        assert call(None, "GET", "/v1/agents", headers={header: value}).status == 401
