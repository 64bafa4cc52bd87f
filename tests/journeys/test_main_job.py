"""The main job, from registering to solved again, through the front door with IAM enforced."""

import pytest

from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


def test_new_ticket_is_routed_to_an_agent_with_a_reason(shop: Shop, carla: Person) -> None:
    shop.ana.go("online")
    shop.sue.go("online")

    number = carla.raise_ticket("Where is my parcel?", "It was due on Friday.")

    routed = until(lambda: (seen := carla.ticket(number))["assignee"] and seen)
    assert routed["assignee"]["name"] == "Ana"
    assert routed["status"] == "new"
    assert routed["reason"]["rule"] == "least_loaded"
    assert (routed["reason"]["facts"], shop.ana.ticket(number)["reason"]["facts"]["load"]) == (None, 1)
    assert [event["type"] for event in carla.events(number)] == ["TicketCreated", "TicketAssigned"]
    assert [each["id"] for each in carla.get("/tickets")["items"]] == [number]
    assert shop.subjects(carla, number) == [f"[#{number}] We have your request: Where is my parcel?"]
    assert len(shop.subjects(shop.ana, number)) == 1


def test_unassigned_ticket_is_assigned_when_an_agent_comes_online(shop: Shop, carla: Person) -> None:
    shop.sue.go("offline")
    number = carla.raise_ticket("A question", "About plants.", category="other")
    waiting = until(lambda: (seen := shop.sue.ticket(number))["reason"] and seen)
    assert (waiting["assignee"], waiting["reason"]["rule"]) == (None, "no_agent_online")

    shop.sue.go("online")

    assert until(lambda: shop.sue.ticket(number)["assignee"])["name"] == "Sue"


def test_replies_and_statuses_send_one_email_each_and_notes_send_none(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Wrong size", "I ordered M.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert shop.ana.note(number, "Probably our mistake.").status_code == 201

    seen = shop.ana.ticket(number)["version"]
    replied = shop.ana.reply(number, "Which size came?", seen, status="pending")

    assert replied.status_code == 201
    assert replied.json()["changes"] == {"status": ["new", "pending"]}
    assert "note" not in str(carla.events(number)).lower()
    assert shop.ana.change(number, status="on_hold").status_code == 200
    subjects = shop.subjects(carla, number)
    assert len(subjects) == 3  # received, answered with the status, the status alone
    texts = " ".join(mail["text"] + mail["html"] for mail in shop.mails(carla))
    assert "Which size came?" in texts
    assert "our mistake" not in texts
    assert "/link.html#" in texts


def test_second_reply_is_held_back_with_the_unseen_message_and_can_then_be_sent(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Broken", "It arrived broken.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    seen = shop.ana.ticket(number)["version"]
    assert shop.ben.reply(number, "I send you a new one.", seen).status_code == 201

    held = shop.ana.reply(number, "Please send a picture.", seen)

    assert held.status_code == 409
    assert [event["body"] for event in held.json()["unseen"]] == ["I send you a new one."]
    again = shop.ana.reply(number, "And a picture would help.", held.json()["version"])
    assert again.status_code == 201
    bodies = [event["body"] for event in carla.events(number) if event["type"] == "AgentReplied"]
    assert bodies == ["I send you a new one.", "And a picture would help."]


def test_customer_reopens_a_solved_ticket_by_replying_and_solves_it(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Invoice", "I need an invoice.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert shop.ana.reply(number, "Here it is.", shop.ana.ticket(number)["version"], status="solved").status_code == 201

    assert carla.reply(number, "The address is wrong.").status_code == 201
    assert carla.ticket(number)["status"] == "open"
    assert any(
        "reopened" in subject.lower() or "open again" in subject.lower() for subject in shop.subjects(carla, number)
    )

    solved = carla.change(number, status="solved")
    assert (solved.status_code, solved.json()["status"]) == (200, "solved")
    types = [event["type"] for event in carla.events(number)]
    assert types[-2:] == ["CustomerReplied", "StatusChanged"]


def test_counts_match_the_queues(shop: Shop) -> None:
    shop.settle()

    counts = shop.ana.get("/counts")
    for team in ("orders", "support"):
        for status in ("new", "open", "pending", "on_hold", "solved"):
            listed = shop.ana.get(f"/tickets?team={team}&status={status}&limit=100")["items"]
            assert len(listed) == counts["teams"][team][status], (team, status)
    mine = shop.ana.get("/tickets?assignee=me&limit=100")["items"]
    assert len(mine) == sum(counts["mine"].values())


def test_load_matches_the_agents_new_and_open_tickets(shop: Shop) -> None:
    shop.settle()

    held = [
        each for each in shop.ana.get("/tickets?assignee=me&limit=100")["items"] if each["status"] in {"new", "open"}
    ]
    assert shop.ana.get("/agents/me/availability")["load"] == len(held)


def test_logging_out_ends_the_session(shop: Shop) -> None:
    tom = shop.new_customer("Tom")
    browser = {"X_Desk": "1", "Sec_Fetch_Site": "same-origin"}
    cookie = tom.client.session.cookies.get("__Host-refresh") or ""
    by_hand = {**browser, "Cookie": f"__Host-refresh={cookie}"}
    assert tom.client.call("POST", "/session/refresh", {}, **by_hand).status_code == 200

    assert tom.client.call("DELETE", "/session", **by_hand).status_code == 204

    assert tom.client.call("POST", "/session/refresh", {}, **by_hand).status_code == 401
