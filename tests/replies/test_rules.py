"""Variables: all there are and no others, each replaced once, by text that is nothing but text."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.configuration.model import Category, FieldKind, FormField, Option
from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.markup import html_of, plain
from chalicelib.replies import rules as replies_rules
from chalicelib.tickets.model import Ticket
from tests.conftest import SHOP
from tests.plumbing.test_literal import read, tags, values, words
from tests.tickets.test_rules import a_ticket

FORM = (
    FormField(id="order", kind=FieldKind.NUMBER, names={"en": "Order"}),
    FormField(
        id="size",
        kind=FieldKind.CHOICE,
        names={"en": "Size"},
        options=(
            Option(id="s", names={"en": "Small", "ar": "صغير"}),
            Option(id="l", names={"en": "Large"}),
        ),
    ),
    FormField(id="gift", kind=FieldKind.CHECKBOX, names={"en": "A gift"}),
    FormField(id="shade", kind=FieldKind.TEXT, names={"en": "Shade"}),
    FormField(id="margin", kind=FieldKind.NUMBER, names={"en": "Margin"}, for_customers=False),
)
CONFIGURED = SHOP.model_copy(
    update={
        "categories": (
            Category(id="delivery", team="orders", names={"en": "Delivery"}, fields=FORM),
            *SHOP.categories[1:],
        ),
    }
)


def values_for(ticket: Ticket) -> dict[str, str]:
    return replies_rules.values(ticket, "Ada", "Corner Shop", "https://desk.example", CONFIGURED)


def ticket(**more: Any) -> Ticket:
    return a_ticket(
        **{
            "number": 10_001,
            "category": "delivery",
            "requester_name": "Carla Romero",
            "subject": "Where is it?",
            "language": "en",
            "fields": {"order": "4711", "size": "l", "gift": True, "margin": "12"},
            **more,
        }
    )


class TestVariables:
    def test_variables_are_those_of_every_ticket_and_of_public_fields(self) -> None:
        assert replies_rules.variables(CONFIGURED) == [
            *replies_rules.ALWAYS,
            "field.gift",
            "field.order",
            "field.shade",
            "field.size",
        ]

    @pytest.mark.parametrize(
        "body",
        ["Hello {{customer.name}}", "{{ ticket.link }}", "{{field.size}}", "no variable", "{x}", "{{", "a}} {{\n}}"],
    )
    def test_text_with_known_or_no_variables_is_accepted(self, body: str) -> None:
        replies_rules.check(body, CONFIGURED)

    @pytest.mark.parametrize(
        "name",
        [
            "customer.email",
            "customer",
            "field.margin",
            "field.colour",
            "Customer.Name",
            "__class__",
            "agent.__class__",
            "",
            " ",
            "ticket.subject|safe",
            "customer.name.x",
            "7*7",
        ],
    )
    def test_unknown_variable_is_refused_with_the_known_ones(self, name: str) -> None:
        with pytest.raises(Invalid) as refused:
            replies_rules.check(f"Hello {{{{customer.name}}}}, {{{{{name}}}}}", CONFIGURED)

        (error,) = refused.value.facts["errors"]
        assert error["pointer"] == "/body"
        assert f"{{{{{name}}}}}" in error["detail"]
        assert "{{customer.first_name}}" in error["detail"]
        assert "{{field.order}}" in error["detail"]
        assert "margin" not in error["detail"].partition("There are")[2]


class TestFilling:
    def test_each_variable_is_filled_in(self) -> None:
        body = "{{customer.name}}/{{customer.first_name}}/{{agent.name}}/{{ticket.number}}/{{ticket.subject}}/{{desk.name}}"

        text, missing = replies_rules.fill(body, values_for(ticket()))

        assert (plain(text), missing) == ("Carla Romero/Carla/Ada/10001/Where is it?/Corner Shop", [])

    def test_fields_are_filled_in_as_customers_see_them(self) -> None:
        body = "{{field.order}}, {{field.size}}, {{field.gift}}"

        assert plain(replies_rules.fill(body, values_for(ticket()))[0]) == "4711, Large, ✓"
        assert (
            plain(replies_rules.fill(body, values_for(ticket(fields={"size": "s"}, language="ar-EG")))[0]) == ", صغير, "
        )

    @pytest.mark.parametrize(
        ("change", "gone"),
        [
            ({"fields": {}}, ["field.order", "field.size"]),
            ({"category": "refund"}, ["field.order", "field.size"]),
            ({"category": "removed"}, ["field.order", "field.size"]),
            ({"fields": {"order": "1", "size": "l"}}, []),
        ],
    )
    def test_variable_without_a_value_is_empty_and_reported(self, change: dict[str, Any], gone: list[str]) -> None:
        text, missing = replies_rules.fill(
            "Order {{field.order}}, {{field.size}}, {{field.order}}.", values_for(ticket(**change))
        )

        assert missing == gone
        assert text == ("Order 1, Large, 1." if not gone else "Order , , .")

    def test_internal_field_is_never_filled_in(self) -> None:
        """It was a customers' field when the reply was saved."""
        assert replies_rules.fill("{{field.margin}}", values_for(ticket())) == ("", ["field.margin"])

    def test_ticket_link_is_rendered_as_a_link(self) -> None:
        text, _ = replies_rules.fill("Look: {{ticket.link}}", values_for(ticket()))

        assert 'href="https://desk.example/ticket.html?id=10001"' in html_of(text)

    @pytest.mark.parametrize(
        ("name", "first"), [("Carla Romero", "Carla"), ("Cher", "Cher"), ("c@example.com", "c@example.com")]
    )
    def test_first_name_is_the_first_word_of_the_name(self, name: str, first: str) -> None:
        assert replies_rules.fill("{{customer.first_name}}", values_for(ticket(requester_name=name)))[0] == first


bodies = st.lists(
    st.sampled_from(
        [
            "Hello {{customer.name}},",
            "**{{ customer.name }}**",
            "- {{ticket.subject}}",
            "{{ticket.number}}. Done",
            "> {{customer.first_name}}: {{ticket.subject}}",
            "{{field.shade}} {{customer.name}}",
            "`{{ticket.subject}}`",
            "{{agent.name}}",
            "{{desk.name}}",
        ]
    ),
    min_size=1,
    max_size=4,
).map("\n".join)


class TestNoInjection:
    @given(bodies, values, values, values)
    def test_filled_in_values_add_no_markup(self, body: str, name: str, subject: str, shade: str) -> None:
        asked = ticket(requester_name=read(name), subject=read(subject), fields={"shade": read(shade)})
        text, missing = replies_rules.fill(body, values_for(asked))

        harmless = ticket(requester_name="Xa Xb", subject="Xc", fields={"shade": "Xd"})
        expected = html_of(replies_rules.fill(body, values_for(harmless))[0])
        assert missing == []
        assert tags(html_of(text)) == tags(expected)
        known = {
            **values_for(asked),
            **{f"field.{field}": value for field, value in asked.fields.items() if isinstance(value, str)},
        }
        replaced = {
            "Xa Xb": known["customer.name"],
            "Xa": known["customer.first_name"],
            "Xc": known["ticket.subject"],
            "Xd": known["field.shade"],
        }
        inside = re.sub("Xa Xb|Xa|Xc|Xd", lambda found: read(replaced[found[0]]), words(expected))
        assert words(html_of(text)) == inside

    @pytest.mark.parametrize(
        "name", ["{{agent.name}}", "{{ticket.link}}", "{{customer.name}}", "}}{{desk.name}}{{", "{{"]
    )
    def test_variable_in_a_name_is_not_filled_in(self, name: str) -> None:
        text, _ = replies_rules.fill(
            "{{customer.name}} {{ticket.subject}}", values_for(ticket(requester_name=name, subject=name))
        )

        assert plain(text) == f"{name} {name}"

    def test_filling_in_twice_changes_only_text_that_looks_like_a_variable(self) -> None:
        text, _ = replies_rules.fill("Hello {{customer.name}}, {{agent.name}}", values_for(ticket()))

        assert replies_rules.fill(text, values_for(ticket())) == (text, [])
