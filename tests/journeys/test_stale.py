"""Stale tickets: reminded of, closed, or saved by a word, as the clock moves."""

import re

import pytest

from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.stack


def _pending(shop: Shop, customer: Person, subject: str) -> str:
    number = customer.raise_ticket(subject, "Please help.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    answer = shop.ana.reply(number, "What exactly?", shop.ana.ticket(number)["version"], status="pending")
    assert answer.status_code == 201
    return number


def test_unanswered_ticket_is_closed_and_answered_one_stays_open(shop: Shop) -> None:
    shop.ana.go("online")
    carla = shop.new_customer("Carla")
    forgotten, answered = _pending(shop, carla, "Forgotten"), _pending(shop, carla, "Answered")
    shop.settle()

    first = shop.advance("4d")

    assert sorted(each.what for each in first if each.what == "ReminderSent") == ["ReminderSent"] * 2
    reminder = next(
        mail for mail in shop.mails(carla) if "Forgotten" in mail["subject"] and "close" in mail["text"].lower()
    )
    assert re.search(r"\d{1,2}:\d{2}", reminder["text"])
    closes_at = carla.ticket(forgotten)["closes_at"]
    assert closes_at is not None
    assert carla.reply(answered, "This: …").status_code == 201

    last = shop.advance("7d")

    assert "ReminderSent" in [each.what for each in last]

    assert carla.ticket(forgotten)["status"] == "closed"
    assert carla.ticket(answered)["status"] == "open"
    again = carla.reply(forgotten, "It is back.")
    assert again.status_code == 201
    assert carla.ticket(again.json()["ticket"])["links"] == [{"ticket": forgotten, "kind": "follow_up_of"}]
    assert len(shop.subjects(carla, forgotten)) == 5  # received, the question, the reminder, the last notice, closed
    assert shop.ana.ticket(forgotten)["reason"]["rule"] == "unanswered"
