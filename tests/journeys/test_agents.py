"""An agent is invited, is away, leaves and comes back; through the front door with IAM enforced."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.calls import anybody
from tests.journeys.cast import PASSWORD, Person, Shop, invited, until

pytestmark = pytest.mark.stack

API = {"client": "api"}


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


@pytest.fixture(scope="module")
def nina(shop: Shop) -> Person:
    """Invited by the admin."""
    made = Person("Nina", "nina@desk.example", anybody(shop.desk))
    answer = invited(shop.boss, "Nina", {"orders": "full", "support": "full"})
    assert answer["invitation_sent"] is True
    made.id = answer["id"]
    return made


def session(who: Person, password: str) -> Any:
    return who.client.call("POST", "/session", {"email": who.email, "password": password, **API})


def holder(shop: Shop, number: str) -> Any:
    return (shop.ana.ticket(number)["assignee"] or {}).get("name")


def raised(shop: Shop, carla: Person, subject: str, to: str, category: str = "delivery") -> str:
    number = carla.raise_ticket(subject, "Please help.", category)
    assert until(lambda: holder(shop, number)) == to
    return number


def test_an_agent_comes_in_with_the_mailed_password_and_is_routed_to_in_both_teams(
    shop: Shop, carla: Person, nina: Person
) -> None:
    (mail,) = until(lambda: shop.mails(nina))
    assert "/login.html" in mail["html"]
    (first,) = set(re.findall(r"<code[^>]*>([^<]+)</code>", mail["html"]))

    step = session(nina, first).json()
    assert step["challenge"] == "NEW_PASSWORD_REQUIRED"
    answer = nina.client.call(
        "POST", "/session/challenge", {"email": nina.email, **step, "new_password": PASSWORD, **API}
    )
    assert answer.status_code == 200, answer.text
    nina.client.token = answer.json()["id_token"]

    assert [team["id"] for team in nina.get("/me")["teams"]] == ["orders", "support"]
    nina.go("online")
    raised(shop, carla, "In orders", "Nina")
    raised(shop, carla, "In support", "Nina", "other")
    shop.settle()
    assert nina.get("/agents/me/availability")["load"] == 2
    assert session(nina, first).status_code == 401


def test_deactivated_agent_loses_access_and_tickets_within_a_minute(shop: Shop, carla: Person, nina: Person) -> None:
    waits, asked = raised(shop, carla, "Waits on us", "Nina"), raised(shop, carla, "Waits on her", "Nina")
    shop.ana.go("online")
    assert nina.reply(asked, "Which one?", nina.ticket(asked)["version"], status="pending").status_code == 201
    before = session(nina, PASSWORD).json()
    nina.client.token = before["id_token"]
    shop.settle()

    left = shop.boss.call("POST", f"/agents/{nina.id}/deactivate")
    assert (left.status_code, left.json()["active"]) == (200, False)

    until(lambda: nina.client.call("GET", "/tickets").status_code == 401)
    assert nina.client.call("POST", "/session/refresh", {"refresh_token": before["refresh_token"]}).status_code == 401
    assert session(nina, PASSWORD).status_code == 401
    assert until(lambda: holder(shop, waits) == "Ana")
    assert holder(shop, asked) == "Nina"
    reasons = [event["reason"]["rule"] for event in shop.ana.events(waits) if event["type"] == "TicketUnassigned"]
    assert reasons == ["assignee_inactive"]
    assert not [event for event in carla.events(waits) if event["type"] == "TicketUnassigned"]

    shop.settle()
    mails = len(shop.mails(nina))
    assert carla.reply(asked, "The blue one.").status_code == 201
    assert until(lambda: holder(shop, asked) == "Ana")
    raised(shop, carla, "Another", "Ana")
    shop.settle()
    assert len(shop.mails(nina)) == mails


def test_reactivated_agent_logs_in_as_before_offline_and_without_tickets(shop: Shop, nina: Person) -> None:
    assert shop.boss.call("POST", f"/agents/{nina.id}/activate").json()["active"] is True

    nina.client.token = until(lambda: session(nina, PASSWORD).json().get("id_token"))
    until(lambda: nina.client.call("GET", "/me").status_code == 200)
    assert nina.get("/agents/me/availability")["state"] == "offline"
    assert nina.get("/tickets?assignee=me")["items"] == []


def test_new_rights_hold_with_the_next_token_and_old_tokens_no_more(shop: Shop, nina: Person) -> None:
    version = shop.boss.call("GET", f"/agents/{nina.id}").headers["ETag"]
    wanted = {"role": "lead", "teams": {"support": "read"}, "skills": ["tax"], "languages": ["en", "ar"], "cap": 2}

    changed = shop.boss.call("PATCH", f"/agents/{nina.id}", wanted, If_Match=version)

    assert changed.status_code == 200, changed.text
    until(lambda: nina.client.call("GET", "/me").status_code == 401)
    nina.log_in()
    until(lambda: nina.client.call("GET", "/me").status_code == 200)
    me = nina.get("/me")
    assert (me["role"], [(team["id"], team["right"]) for team in me["teams"]]) == ("lead", [("support", "read")])
    seen = next(each for each in shop.ben.get("/agents?team=support")["items"] if each["id"] == nina.id)
    assert (seen["skills"], seen["languages"], seen["email"]) == (["tax"], ["en", "ar"], None)


def test_tickets_of_an_agent_set_out_of_office_by_a_lead_are_reassigned(
    shop: Shop, carla: Person, nina: Person
) -> None:
    number = raised(shop, carla, "Before the holiday", "Ana")
    shop.ben.go("online")
    now = datetime.fromisoformat(anybody(shop.desk).call("GET", "/health").json()["time"])
    when = {"from": (now + timedelta(minutes=30)).isoformat(), "to": (now + timedelta(days=3)).isoformat()}

    answer = nina.client.call("PUT", f"/agents/{shop.ana.id}/absence", when)
    assert answer.status_code == 200, answer.text
    assert holder(shop, number) == "Ana"
    shop.advance("31m")

    assert until(lambda: holder(shop, number) == "Ben")
    assert shop.ana.go("online")["absent"] is True
    raised(shop, carla, "During the holiday", "Ben")
    assert shop.ana.get(f"/agents/{shop.ana.id}")["availability"]["on_duty"] is False
    shop.advance("3d")
    assert holder(shop, number) == "Ben"


def test_agent_adds_and_corrects_a_customer(shop: Shop) -> None:
    made = shop.ben.client.post("/people", {"email": "zoe@example.org", "name": "Zoe"})
    assert made.status_code == 201, made.text

    found = shop.ben.get("/people?email=zoe@example.org")
    right = shop.ben.client.call("PATCH", f"/people/{found['id']}", {"name": "Zoë"}, If_Match=made.headers["ETag"])

    assert (right.status_code, right.json()["name"]) == (200, "Zoë")
    assert shop.ben.client.call("GET", "/people/nobody").status_code == 404
