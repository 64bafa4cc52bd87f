"""A category that asks for things: one field of each kind, and one that is for agents alone."""

from typing import Any

from tests.journeys.cast import Shop

CATEGORY = "broken"
HIDDEN = "Fault code of the carrier"
FIELDS: list[dict[str, Any]] = [
    {"id": "order", "kind": "text", "names": {"en": "Order number", "ar": "رقم الطلب"}, "required": True},
    {
        "id": "part",
        "kind": "choice",
        "names": {"en": "What is broken?", "ar": "ما المكسور؟"},
        "required": True,
        "options": [
            {"id": "pot", "names": {"en": "The pot", "ar": "الأصيص"}},
            {"id": "leaves", "names": {"en": "Leaves or stems", "ar": "الأوراق أو السيقان"}},
        ],
    },
    {"id": "plants", "kind": "number", "names": {"en": "How many plants?", "ar": "كم عدد النباتات؟"}},
    {"id": "arrived", "kind": "date", "names": {"en": "When did it arrive?", "ar": "متى وصل؟"}},
    {"id": "photo", "kind": "checkbox", "names": {"en": "A photo is attached", "ar": "أرفقت صورة"}, "required": True},
    {"id": "fault", "kind": "text", "names": {"en": HIDDEN}, "required": True, "for_customers": False},
]
ANSWERS = {"order": "A-1042", "part": "leaves", "plants": 2, "arrived": "2026-01-31", "photo": True}
SHOWN = ("A-1042", "Leaves or stems", "2", "31 January 2026", "Yes")
"""The same as its customer reads it."""


def ask_for_more(shop: Shop) -> None:
    """The admin adds the category."""
    wanted = {
        "id": CATEGORY,
        "team": "orders",
        "names": {"en": "Something is broken", "ar": "شيء مكسور"},
        "fields": FIELDS,
    }
    answer = shop.boss.post("/ticket-categories", wanted)
    assert answer.status_code == 201, answer.text
