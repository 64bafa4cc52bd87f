"""What was said, for those who look for words."""

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.plumbing.services import Services
from chalicelib.tickets import search_content
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.model import Ticket
from tests import makers
from tests.cast import ADA
from tests.conftest import Desk


def long(services: Services, messages: int) -> Ticket:
    ticket = makers.a_ticket(services)
    for n in range(messages):
        ticket = makers.answered(services, ticket, body=f"Message {n}.")
        if n % 3 == 0:
            ticket = conversation_actions.add_note(services, ADA, ticket.id, NewNote(body=f"Note {n}.")).ticket
    return ticket


def test_events_are_read_by_their_keys(services: Services) -> None:
    first, second = long(services, 2), long(services, 1)

    found = search_content.find_events(
        services,
        [
            (first.number, 1, False),
            (first.number, 3, True),
            (second.number, 2, False),
            (second.number, 2, True),
            (9, 9, False),
        ],
    )

    assert found.keys() == {(first.number, 1), (first.number, 3), (second.number, 2)}
    assert found[first.number, 3].body == "Note 0."
    assert search_content.find_events(services, []) == {}


@pytest.mark.parametrize("page", [2, 5, 100])
def test_whole_ticket_is_read_page_by_page(memory_desk: Desk, page: int) -> None:
    ticket = long(memory_desk.services, 7)

    found, events = tickets_store.load_all(memory_desk.services, ticket.number, page)

    assert (found, events) == search_content.load_all(memory_desk.services, ticket.number)
    assert found == ticket
    assert sorted(event.rev for event in events) == list(range(1, ticket.version + 1))


def test_followers_of_a_ticket_are_not_read_as_events(services: Services) -> None:
    from chalicelib.triage import followers

    makers.an_agent(services, agent=ADA)
    ticket = makers.a_ticket(services)
    followers.follow(services, ADA, ticket.id, "ada")

    assert [type(each) for each in search_content.load_all(services, ticket.number)[1]] == [Event, Event]


def test_missing_ticket_has_no_events(services: Services) -> None:
    assert search_content.load_all(services, 77_777) == (None, [])


def test_an_item_is_a_ticket_an_event_or_something_else(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    items = [{"pk": "T#10001", "sk": "W#ada"}, {"pk": "CFG", "sk": "DESK"}, {"pk": "P#carla", "sk": "#"}]

    assert [search_content.parse_item(item) for item in items] == [None, None, None]
    stored = desk.services.core.query("#pk = :pk", pk=f"T#{ticket.number}").items
    assert [search_content.parse_item(item) for item in stored] == [
        ticket,
        *tickets_store.events_after(desk.services, ticket.number, 0),
    ]
