"""Customers learn neither how often nor when agents work on a ticket among themselves."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.plumbing.services import Services
from chalicelib.tickets import access as tickets_access
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.client import call, get, patch, post
from tests.conftest import Desk

URGENT = TicketChange.model_validate({"priority": "urgent"})


@pytest.fixture(autouse=True)
def _people(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.a_ticket(services)


def now(services: Services, ticket: Ticket) -> Ticket:
    return tickets_transaction.ticket_for(services, ADA, ticket.id)


def noted(services: Services, ticket: Ticket) -> None:
    conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Among us."))


def tagged(services: Services, ticket: Ticket) -> None:
    wanted = TicketChange.model_validate({"tags": ["vip"]})
    tickets_actions.change(services, ADA, ticket.id, wanted, now(services, ticket).version)


def mentioned(services: Services, ticket: Ticket) -> None:
    conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Look.", mentions=["alan"]))


def as_seen(ticket: Ticket) -> list[Any]:
    """Everything a customer gets of a ticket: one by one, in the list, and its events, with their headers."""
    answers = [
        get(CARLA, path) for path in (f"/v1/tickets/{ticket.id}", f"/v1/tickets/{ticket.id}/timeline", "/v1/tickets")
    ]
    return [(answer.json, answer.headers.get("ETag")) for answer in answers]


@pytest.mark.parametrize("change", [noted, tagged, mentioned])
def test_internal_action_changes_nothing_the_customer_sees(
    desk: Desk, ticket: Ticket, change: Callable[[Services, Ticket], None]
) -> None:
    before = as_seen(ticket)
    desk.clock.advance(hours=1)

    change(desk.services, ticket)

    assert as_seen(ticket) == before
    assert now(desk.services, ticket).version > ticket.version


def test_events_are_numbered_without_gaps_for_customers_and_as_before_for_agents(
    services: Services, ticket: Ticket
) -> None:
    for _ in range(3):
        noted(services, ticket)
    makers.replied(services, now(services, ticket))
    noted(services, ticket)
    makers.answered(services, ticket)

    seen = get(CARLA, f"/v1/tickets/{ticket.id}/timeline").json["items"]
    known = get(ADA, f"/v1/tickets/{ticket.id}/timeline").json["items"]

    assert [(event["id"], event["rev"]) for event in seen] == [("10001-1", 1), ("10001-2", 2), ("10001-3", 3)]
    assert [event["rev"] for event in known] == [1, 2, 3, 4, 5, 6, 7]


def test_customers_message_is_answered_with_the_number_and_version_that_they_see(
    services: Services, ticket: Ticket
) -> None:
    noted(services, ticket)

    answer = post(CARLA, f"/v1/tickets/{ticket.id}/messages", {"body": "Any news?"})

    assert (answer.json["id"], answer.json["rev"], answer.headers["ETag"]) == ("10001-2", 2, '"2"')
    assert answer.headers["Location"].endswith("#10001-2")


def test_internal_event_that_changes_what_customers_see_changes_their_version(
    services: Services, ticket: Ticket
) -> None:
    makers.with_status(services, ticket, Status.OPEN)
    before = get(CARLA, f"/v1/tickets/{ticket.id}")
    tickets_actions.change(services, ADA, ticket.id, URGENT, now(services, ticket).version)

    after = get(CARLA, f"/v1/tickets/{ticket.id}")

    assert (before.json["priority"], after.json["priority"]) == ("normal", "urgent")
    assert after.headers["ETag"] != before.headers["ETag"]


def test_customers_change_against_the_version_they_see(services: Services, ticket: Ticket) -> None:
    noted(services, ticket)
    tag = get(CARLA, f"/v1/tickets/{ticket.id}").headers["ETag"]

    assert patch(CARLA, f"/v1/tickets/{ticket.id}", {"status": "solved"}, If_Match=tag).status == 200


@pytest.mark.parametrize("tag", ['"2"', '"3"', None])
def test_refused_change_shows_customers_only_their_version(services: Services, ticket: Ticket, tag: str | None) -> None:
    noted(services, ticket)
    noted(services, ticket)

    named = {} if tag is None else {"If_Match": tag}
    answer = patch(CARLA, f"/v1/tickets/{ticket.id}", {"status": "solved"}, **named)

    assert (answer.status, answer.json["version"]) == (428 if tag is None else 412, 1)
    assert answer.json.get("ticket", {"version": 1})["version"] == 1


def test_conflict_shows_customers_only_their_version(services: Services, ticket: Ticket) -> None:
    noted(services, ticket)
    makers.closed(services, now(services, ticket))
    tag = get(CARLA, f"/v1/tickets/{ticket.id}").headers["ETag"]

    answer = patch(CARLA, f"/v1/tickets/{ticket.id}", {"status": "open"}, If_Match=tag)

    assert (answer.status, answer.json["version"]) == (409, 2)


def test_agents_change_against_the_version_that_counts_every_act(services: Services, ticket: Ticket) -> None:
    noted(services, ticket)

    assert get(ADA, f"/v1/tickets/{ticket.id}").headers["ETag"] == '"2"'
    assert patch(ADA, f"/v1/tickets/{ticket.id}", {"priority": "low"}, If_Match='"3"').status == 412
    assert patch(ADA, f"/v1/tickets/{ticket.id}", {"priority": "low"}, If_Match='"2"').status == 200


def test_undone_reply_leaves_no_gap_in_public_numbers(desk: Desk, ticket: Ticket) -> None:
    configured = configuration_actions.current(desk.services).model_copy(update={"undo_send_s": 30})
    configuration_actions.replace_all(desk.services, configured)
    sent = conversation_actions.add_message(desk.services, ADA, ticket.id, NewMessage(body="Wrong."), ticket.version)
    call(ADA, "DELETE", f"/v1/tickets/{ticket.id}/messages/{sent.events[0].id}")
    makers.answered(desk.services, ticket)

    seen = get(CARLA, f"/v1/tickets/{ticket.id}/timeline").json["items"]

    assert [event["id"] for event in seen] == ["10001-1", "10001-2"]


def test_ticket_recorded_without_public_numbers_keeps_its_old_ones(services: Services, ticket: Ticket) -> None:
    """Tickets and events that were recorded without numbers for customers show the ones there are."""
    noted(services, ticket)
    old = now(services, ticket).model_copy(update={"public_version": 0, "public_rev": 0, "public_at": None})
    services.core.write(services.core.put(tickets_items.ticket_item(old, services.settings), "attribute_exists(#pk)"))
    configured = configuration_actions.current(services)
    assert tickets_access.version_for(CARLA, old, configured) == 2

    makers.answered(services, old)
    noted(services, ticket)

    seen = get(CARLA, f"/v1/tickets/{ticket.id}")
    events = get(CARLA, f"/v1/tickets/{ticket.id}/timeline").json["items"]
    assert (seen.json["version"], [event["rev"] for event in events]) == (3, [1, 3])


def test_public_numbers_are_part_of_the_chain(services: Services, ticket: Ticket) -> None:
    noted(services, ticket)
    makers.answered(services, ticket)
    found, events = tickets_store.load_all(services, ticket.number)
    assert found is not None
    events.sort(key=lambda event: event.rev)

    assert tickets_chain.first_broken(found, events) is None
    forged = [event.model_copy(update={"public_rev": event.public_rev + 1}) for event in events]
    assert tickets_chain.first_broken(found, forged) == 1


def test_internal_action_does_not_move_a_ticket_in_its_customers_list(desk: Desk, ticket: Ticket) -> None:
    desk.clock.advance(hours=1)
    makers.a_ticket(desk.services, subject="Another one")
    desk.clock.advance(hours=1)
    noted(desk.services, ticket)

    listed = get(CARLA, "/v1/tickets?sort=updated").json["items"]

    assert [item["id"] for item in listed] == ["10002", "10001"]


def test_following_a_ticket_shows_its_customer_nothing(desk: Desk, ticket: Ticket) -> None:
    before = as_seen(ticket)
    desk.clock.advance(minutes=5)

    call(ADA, "POST", f"/v1/tickets/{ticket.id}/followers", {"agent": "alan"})

    assert as_seen(ticket) == before


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_cursor_of_a_customer_reads_on_and_shows_no_position(services: Services, ticket: Ticket, order: str) -> None:
    for _ in range(3):
        noted(services, ticket)
        makers.answered(services, ticket)
    path = f"/v1/tickets/{ticket.id}/timeline?limit=1&order={order}"
    seen, cursors, page = [], [], get(CARLA, path).json
    while page["next"]:
        seen += page["items"]
        cursors.append(page["next"])
        page = get(CARLA, f"{path}&cursor={page['next']}").json

    assert sorted(event["rev"] for event in [*seen, *page["items"]]) == [1, 2, 3, 4]
    assert get(CARLA, path).json["next"] != cursors[0]
    for cursor in cursors:
        hidden = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it is, it is no JSON
            json.loads(hidden)
        assert get(ADA, f"{path}&cursor={cursor}").status == 422


@pytest.mark.parametrize("cursor", ["x", "e30", "AAAAAAAAAAAA", "%E2%98%83", "A" * 200])
def test_cursor_that_was_made_up_is_refused(ticket: Ticket, cursor: str) -> None:
    assert get(CARLA, f"/v1/tickets/{ticket.id}/timeline?cursor={cursor}").status == 422
