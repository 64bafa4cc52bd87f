"""The contract of /v1/people: customers as agents see them, and only as far as they may."""

import dataclasses
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.customers import access as customers_access
from chalicelib.people import actions as people_actions
from chalicelib.people import rules as people_rules
from chalicelib.people.model import NOTICES, Caller, Right
from chalicelib.plumbing.clock import rfc3339
from chalicelib.plumbing.services import Services, use
from tests import makers
from tests.cast import ADA, BORIS, CARLA, LENA, MALLORY, ROOT
from tests.client import Answer, get, patch, post
from tests.conftest import SHOP, Desk
from tests.doubles import MONDAY_MORNING as NOW
from tests.people.doubles import Pool

CLOSED = SHOP.model_copy(
    update={"teams": (SHOP.teams[0], Team(id="billing", name="Billing", open=False), SHOP.teams[2])}
)
CASHIER = BORIS.model_copy(update={"teams": {"billing": Right.READ}})
ZOE = {"email": "zoe@example.org", "name": "Zoë", "language": "de", "time_zone": "Europe/Vienna"}
SERVER_OWNED = {
    "id": "x",
    "role": "admin",
    "teams": {"orders": "full"},
    "active": True,
    "version": 9,
    "created_at": "2026-01-01T00:00:00Z",
    "notifications": {},
    "noted": False,
    "pk": "P#x",
    "sk": "#",
    "ttl": 1,
    "home": "orders",
    "__proto__": {},
    "password": "x",
}


@pytest.fixture
def pool(desk: Desk) -> Pool:
    made = Pool()
    services = dataclasses.replace(desk.services, directory=made)
    use(lambda: services)
    for who in (CARLA, MALLORY):
        people_actions.add_person(services, who.email, who.name, who.role, id=who.id)
    makers.an_agent(services, agent=ADA)
    desk.meter.reset()
    return made


pytestmark = pytest.mark.usefixtures("pool")


def find(who: Caller, email: str) -> Answer:
    return get(who, f"/v1/people?email={email}")


class TestReading:
    def test_a_customer_is_found_by_id_and_by_address(self) -> None:
        by_id, by_address = get(ADA, "/v1/people/carla"), find(ADA, "CARLA@Example.com")

        assert by_id.json == {
            "id": "carla",
            "email": "carla@example.com",
            "name": "Carla Romero",
            "language": "en",
            "time_zone": "UTC",
            "notifications": dict.fromkeys(NOTICES, True),
            "created_at": rfc3339(NOW),
            "version": 1,
        }
        assert by_address.json == by_id.json
        assert by_id.headers["ETag"] == '"1"'

    def test_agents_are_no_customers(self) -> None:
        assert get(ROOT, "/v1/people/ada").status == 404
        assert find(ROOT, ADA.email).status == 404

    @pytest.mark.parametrize("query", ["", "email=", "email=x", "name=Carla", "email=a@example.com&role=agent"])
    def test_customers_are_found_by_exact_email_only(self, query: str) -> None:
        assert get(ADA, f"/v1/people?{query}").status == 422


class TestHiddenCustomers:
    """A customer all of whose tickets are in teams that an agent may not read is unknown to them, everywhere."""

    @pytest.fixture(autouse=True)
    def _closed(self, services: Services) -> None:
        configuration_actions.replace_all(services, CLOSED)
        makers.a_ticket(services, category="refund")

    def answers(self, who: Caller, person: str, email: str) -> list[tuple[int, Any]]:
        asked = [
            get(who, f"/v1/people/{person}"),
            find(who, email),
            patch(who, f"/v1/people/{person}", {"name": "X"}, If_Match='"1"'),
            patch(who, f"/v1/people/{person}", {}),
        ]
        return [(answer.status, answer.json) for answer in asked]

    def test_customer_of_another_team_looks_like_an_unknown_person(self, services: Services) -> None:
        for who in (ADA, LENA):
            assert self.answers(who, "carla", CARLA.email) == self.answers(who, "99999", "nobody@example.com")
        carla = people_actions.own_profile(services, "carla")
        assert (carla.name, carla.version) == ("Carla Romero", 1)

    @pytest.mark.parametrize("who", [CASHIER, ROOT], ids=["member", "admin"])
    def test_customers_of_a_closed_team_are_visible_to_members_and_admins(self, who: Caller) -> None:
        assert [status for status, _ in self.answers(who, "carla", CARLA.email)] == [200, 200, 200, 428]

    def test_agent_who_may_read_a_ticket_may_read_its_customer(self, services: Services) -> None:
        makers.a_ticket(services, category="delivery")

        assert get(ADA, "/v1/people/carla").status == 200

    def test_customer_without_tickets_is_visible_to_all_agents(self) -> None:
        assert get(ADA, "/v1/people/mallory").status == 200

    def test_adding_a_hidden_customer_again_reveals_only_that_the_email_is_taken(self) -> None:
        hidden = post(ADA, "/v1/people", {**ZOE, "email": CARLA.email})
        agent = post(ADA, "/v1/people", {**ZOE, "email": ADA.email})

        assert (hidden.status, hidden.json) == (agent.status, agent.json) == (409, agent.json)
        assert "person" not in hidden.json
        assert post(CASHIER, "/v1/people", {**ZOE, "email": CARLA.email}).json["person"] == "carla"

    def test_checking_access_to_a_customer_has_a_bounded_cost(self, desk: Desk) -> None:
        for _ in range(customers_access.MAX_CONSIDERED + 10):
            makers.a_ticket(desk.services, category="refund", by=MALLORY)
        assert get(ADA, "/v1/tickets").status == 200
        desk.meter.reset()

        assert get(ADA, "/v1/people/mallory").status == 404

        assert (desk.meter.spent.trips, desk.meter.spent.reads) == (3, 0.5 + 0.5 + customers_access.MAX_CONSIDERED / 2)


class TestAdding:
    def test_adding_a_customer_sends_no_email(self, desk: Desk, pool: Pool) -> None:
        answer = post(ADA, "/v1/people", ZOE)

        assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
        assert answer.headers["Location"] == f"/api/v1/people/{answer.json['id']}"
        assert {name: answer.json[name] for name in ZOE} == ZOE
        assert (pool.mailed, pool.users, desk.mails.messages) == ([], {}, [])
        assert find(LENA, "zoe@example.org").json == answer.json

    def test_name_given_by_the_customer_replaces_one_entered_by_an_agent(self, services: Services) -> None:
        zoe = post(ADA, "/v1/people", ZOE).json["id"]
        assert patch(ADA, f"/v1/people/{zoe}", {"name": "Zoe B."}, If_Match='"1"').status == 200

        known = people_actions.own_profile(services, zoe)
        named = people_rules.introduced(known, "Zoë Binder", "", "")

        assert (named.name, named.language, named.noted) == ("Zoë Binder", "de", False)
        assert people_rules.introduced(named, "Somebody", "", "") is named

    def test_adding_a_customer_again_with_one_key_is_a_replay(self) -> None:
        first, again = (post(ADA, "/v1/people", ZOE, Idempotency_Key="k") for _ in range(2))

        assert (again.status, again.json, again.headers["Idempotent-Replay"]) == (201, first.json, "true")
        assert post(ADA, "/v1/people", {**ZOE, "name": "Z."}, Idempotency_Key="k").status == 422
        assert post(ADA, "/v1/people", {**ZOE, "email": "y@example.org"}, Idempotency_Key="k").status == 422

    def test_adding_a_customer_again_without_a_key_is_a_conflict(self) -> None:
        first = post(ADA, "/v1/people", ZOE).json["id"]

        assert post(ADA, "/v1/people", ZOE).json["person"] == first

    @pytest.mark.parametrize("field", SERVER_OWNED)
    def test_new_customer_with_a_server_owned_field_is_refused(self, services: Services, field: str) -> None:
        assert post(ADA, "/v1/people", {**ZOE, field: SERVER_OWNED[field]}).pointers == [f"/{field}"]
        assert people_actions.person_with_address(services, "zoe@example.org") is None

    @pytest.mark.parametrize("field", ["email", "name", "language", "time_zone"])
    def test_invalid_customer_field_is_refused_with_a_pointer(self, field: str) -> None:
        assert post(ADA, "/v1/people", {**ZOE, field: "@" if field != "name" else " "}).pointers == [f"/{field}"]


class TestCorrecting:
    def test_agent_corrects_name_language_and_time_zone_of_a_customer(self, services: Services, pool: Pool) -> None:
        wanted = {"name": "Carla R.", "language": "es", "time_zone": "Europe/Madrid"}

        answer = patch(ADA, "/v1/people/carla", wanted, If_Match='"1"')

        assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
        assert {name: answer.json[name] for name in wanted} == wanted
        assert people_actions.own_profile(services, "carla").noted
        assert pool.users == {}  # who has no account needs none for it

    def test_renaming_a_customer_renames_their_account(self, pool: Pool) -> None:
        pool.register(CARLA.email, "words of her own", _account())

        patch(ADA, "/v1/people/carla", {"name": "Carla R."}, If_Match='"1"')

        assert pool.users[CARLA.email].account.name == "Carla R."

    def test_correcting_a_customer_needs_the_current_version(self) -> None:
        assert patch(ADA, "/v1/people/carla", {"name": "C."}).status == 428
        assert patch(ADA, "/v1/people/carla", {"name": "C."}, If_Match='"1"').status == 200

        stale = patch(ADA, "/v1/people/carla", {"name": "D."}, If_Match='"1"')

        assert (stale.status, stale.json["person"]["name"], stale.json["person"]["version"]) == (412, "C.", 2)

    def test_customer_changed_to_current_values_keeps_the_version(self) -> None:
        for wanted in ({}, {"name": "Carla Romero"}):
            assert patch(ADA, "/v1/people/carla", wanted, If_Match='"1"').headers["ETag"] == '"1"'

    @pytest.mark.parametrize("field", [*SERVER_OWNED, "email"])
    def test_other_fields_of_a_customer_cannot_be_changed(self, services: Services, field: str) -> None:
        before = people_actions.own_profile(services, "carla")
        wanted = {"name": "X", field: SERVER_OWNED.get(field, "mallory@example.com")}

        assert patch(ADA, "/v1/people/carla", wanted, If_Match='"1"').pointers == [f"/{field}"]
        assert people_actions.own_profile(services, "carla") == before

    def test_agent_record_cannot_be_changed_as_a_customer(self, services: Services) -> None:
        before = people_actions.own_profile(services, "ada")

        assert patch(ROOT, "/v1/people/ada", {"name": "X"}, If_Match='"1"').status == 404
        assert people_actions.own_profile(services, "ada") == before


def _account() -> Any:
    from chalicelib.plumbing.ports import Account

    return Account("Carla", "en", "UTC")
