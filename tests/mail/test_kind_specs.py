"""One row for each kind of mail, of which everything else is derived."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib import mail
from chalicelib.configuration.model import Configuration
from chalicelib.mail import kind_specs, templates
from chalicelib.mail import rules as mail_rules
from chalicelib.mail.kind_specs import SPECS, Audience, Example, ExampleAuthor, KindSpec, Recipient, Trigger
from chalicelib.mail.model import Kind
from chalicelib.people.model import NOTICES
from chalicelib.tickets.event import SYSTEM
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status
from tests.mail.makers import ANA, FOR_AGENTS, SWITCHABLE, a_notice, a_person, a_ticket, an_event

FOLDER = Path(mail.__file__).parent
NAMES_KINDS = {
    "kind_specs.py",
    "model.py",
    "confirmation.py",  # sends confirmations, and nothing else
    "composing.py",  # writes them
}


@pytest.fixture
def spec() -> Iterator[KindSpec]:
    """The row of a kind, which a test may replace by one that it makes up."""
    before = SPECS[Kind.CLOSED]
    yield before
    SPECS._rows[Kind.CLOSED] = before


def put(spec: KindSpec) -> None:
    SPECS._rows[spec.kind] = spec


def test_every_kind_has_one_row() -> None:
    assert list(SPECS) == list(Kind)
    assert [kind for kind, spec in SPECS.items() if spec.kind is not kind] == []


def test_kind_that_is_registered_twice_is_refused_with_both_places() -> None:
    with pytest.raises(ValueError, match=r"kind of mail closed .*kind_specs\.py:\d+ and at .*test_kind_specs\.py:\d+"):
        kind_specs.register(replace(SPECS[Kind.CLOSED]))


def test_switchable_kinds_match_their_specs() -> None:
    assert dict(NOTICES) == {kind: SPECS[kind].audience for kind in SWITCHABLE}
    assert {kind for kind, spec in SPECS.items() if spec.for_agents} == FOR_AGENTS


def test_row_that_is_made_up_is_all_it_takes(spec: KindSpec) -> None:
    put(
        replace(
            spec,
            audience=Audience.AGENT,
            recipient=Recipient.FOLLOWERS,
            triggers=(Trigger(EventType.TICKET_UNASSIGNED, lambda event: event.team == "support"),),
            example=Example(EventType.TICKET_UNASSIGNED, ExampleAuthor.COLLEAGUE),
            values=("closing",),
            sentence="news",
            blocks=("message",),
            required=("message",),
            can_be_switched_off=False,
            overtaken=lambda ticket: ticket.status is Status.SOLVED,
        )
    )
    event = an_event(EventType.TICKET_UNASSIGNED, ANA, followers={"jo"}, assignee=None)
    reader = a_person(id="jo", role="agent", notifications={"closed": False})

    shape, found = templates.shape_of(Kind.CLOSED), mail_rules.notifications_of(event)

    assert [(each.kind, each.to) for each in found] == [(Kind.CLOSED, "jo")]
    assert mail_rules.notifications_of(event.model_copy(update={"team": "orders"})) == []
    assert mail_rules.notifications_of(an_event(EventType.TICKET_CLOSED, SYSTEM)) == []
    assert (shape.blocks, shape.required, shape.sentences) == (("message",), ("message",), ("news",))
    assert {"closing", "customer", "priority"} <= set(shape.values)
    assert mail_rules.should_send(a_notice(Kind.CLOSED), reader, a_ticket(), Configuration())
    assert not mail_rules.should_send(a_notice(Kind.CLOSED), reader, a_ticket(status=Status.SOLVED), Configuration())
    assert mail_rules.caps(Kind.CLOSED, mail_rules.Caps(1, 1, 1)) == mail_rules.Caps(1, mail_rules.AGENT_CAP_FACTOR, 1)


def test_no_other_module_of_mail_names_a_kind() -> None:
    naming = {
        path.name
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"
    }

    assert naming <= NAMES_KINDS
