"""A visitor without an account: from the form on the portal to the stars after the solution."""

import pytest

from chalicelib.links.tokens import Purpose
from tests.calls import anybody
from tests.journeys.cast import Shop, until
from tests.journeys.mailed import exchanged, pressed, token_for, token_in_the_last_mail, tokens_in

pytestmark = pytest.mark.stack

GRETA = "greta@example.com"
ASKED = {
    "email": GRETA,
    "name": "Greta",
    "subject": "A broken pot",
    "body": "It was whole once.",
    "category": "delivery",
}


def test_a_guest_asks_confirms_reads_answers_and_rates(shop: Shop) -> None:
    shop.ana.go("online")
    visitor = anybody(shop.desk)
    for _ in range(2):
        assert visitor.call("POST", "/guest/tickets", ASKED, Idempotency_Key="one").status_code == 202
    shop.settle()
    mails = [mail for mail in shop.mails() if any(GRETA in each for each in mail["to"])]
    assert len(mails) == 1
    assert "pot" not in mails[0]["subject"] + mails[0]["text"] + (mails[0].get("html") or "")
    assert shop.ana.get("/tickets?limit=100")["items"] == []

    (raised,) = pressed(shop, "confirm", token_in_the_last_mail(shop, GRETA))["tickets"]

    number = raised["id"]
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert shop.ana.note(number, "A canary between us").status_code == 201
    answer = shop.ana.reply(number, "Which pot?", shop.ana.ticket(number)["version"], status="pending")
    assert answer.status_code == 201
    shown = pressed(shop, "ticket", raised["token"])
    assert [event["body"] for event in shown["items"] if event["body"]] == ["Which pot?", "It was whole once."]
    assert "canary" not in str(shown)

    pressed(shop, "messages", raised["token"], body="The blue one.")

    assert shop.ana.ticket(number)["status"] == "open"
    shop.ana.reply(number, "A new one is on its way.", shop.ana.ticket(number)["version"], status="solved")
    happened = shop.advance("26h")
    assert [each.what for each in happened if each.what.startswith("Rating")] == ["RatingRequested"]
    (question,) = until(
        lambda: [m for m in shop.mails() if GRETA in str(m["to"]) and "Your opinion counts" in m["subject"]]
    )

    stars = tokens_in(question)[:5]
    assert [exchanged(shop, star)["score"] for star in stars] == [5, 4, 3, 2, 1]
    assert shop.ana.ticket(number)["rating"] is None, "looking is not rating"
    assert pressed(shop, "rate", stars[1], score=4, comment="Quick")["applied"] is True
    assert visitor.call("POST", "/links/exchange", {"token": stars[0]}).status_code == 410
    rating = shop.ana.ticket(number)["rating"]
    assert (rating["score"], rating["agent"]) == (4, {"id": shop.ana.id, "name": "Ana"})
    assert shop.ana.ticket(number)["status"] == "solved"


def test_low_rating_reopens_the_ticket_with_its_assignee(shop: Shop) -> None:
    shop.ana.go("online")
    carla = shop.new_customer("Carla")
    number = carla.raise_ticket("Not what I ordered", "It is a cactus.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    shop.ana.reply(number, "Cacti are nice.", shop.ana.ticket(number)["version"], status="solved")

    assert carla.client.call("POST", f"/tickets/{number}/rating", {"score": 1}).status_code == 200

    after = shop.ana.ticket(number)
    assert (after["status"], after["priority"], after["tags"]) == ("open", "high", ["recovery"])
    assert "open again" in " ".join(shop.subjects(carla, number)).lower()


def test_keep_open_link_postpones_closing(shop: Shop) -> None:
    shop.ana.go("online")
    dora = shop.new_customer("Dora")
    number = dora.raise_ticket("A lamp", "It flickers.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    shop.ana.reply(number, "Which one?", shop.ana.ticket(number)["version"], status="pending")
    shop.settle()
    shop.advance("4d")
    me = dora.get("/me")["id"]
    token = token_for(shop, Purpose.KEEP_OPEN, me, number, rev=3)

    assert pressed(shop, "keep-open", token)["applied"] is True

    shop.advance("4d")
    assert dora.ticket(number)["status"] == "pending", "it would have been closed by now"
    assert anybody(shop.desk).call("POST", "/links/exchange", {"token": token}).status_code == 410
    solve = token_for(shop, Purpose.SOLVE, me, number, rev=3)
    assert pressed(shop, "solve", solve)["ticket"]["status"] == "solved"
