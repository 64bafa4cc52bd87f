"""Links that are clicked many times at once, on the local AWS's tables: moto cannot show it."""

from typing import Any

import pytest

from chalicelib.feedback.forms import NewRating
from chalicelib.guests import actions as guests_actions
from chalicelib.guests import rules as guests_rules
from chalicelib.guests import store as guests_store
from chalicelib.guests.forms import GuestTicket
from chalicelib.links import actions as links_actions
from chalicelib.links import tokens as links_tokens
from chalicelib.links.tokens import Purpose
from chalicelib.people import actions as people_actions
from chalicelib.plumbing.errors import Gone
from chalicelib.plumbing.seals import key_ring
from chalicelib.plumbing.services import Services
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from chalicelib.tickets.transaction import TicketResult
from tests import makers
from tests.cast import CARLA, stored
from tests.conftest import Desk
from tests.races import at_once

pytestmark = pytest.mark.stack


def access(services: Services, purpose: Purpose, ticket: Ticket) -> str:
    now = services.clock.real()
    return links_tokens.access_of(
        key_ring(services), links_tokens.link_for(purpose, "carla", now, ticket=ticket.number, rev=2), now
    )


def kinds(found: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in found)


def test_one_of_eight_concurrent_solve_links_counts(racing: Desk) -> None:
    services = racing.services
    people_actions.add_person(services, **stored(CARLA).model_dump(exclude={"created_at"}))
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
    held = access(services, Purpose.SOLVE, ticket)

    found = at_once(*[lambda: links_actions.solve(services, held, "") for _ in range(8)])

    acted = [each for each in found if isinstance(each, TicketResult) and each.events]
    assert len(acted) == 1
    assert set(kinds(found)) <= {"TicketResult", "Gone"}, "the others find it solved, or the link used"
    events = tickets_store.events_after(services, ticket.number, ticket.version)
    assert [event.type for event in events] == [EventType.STATUS_CHANGED]


def test_one_of_five_concurrent_ratings_is_stored(racing: Desk) -> None:
    services = racing.services
    people_actions.add_person(services, **stored(CARLA).model_dump(exclude={"created_at"}))
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
    held = access(services, Purpose.RATE, ticket)

    found = at_once(*[lambda n=n: links_actions.rate(services, held, NewRating(score=n), "") for n in (3, 4, 5, 3, 4)])

    assert kinds(found) == ["Gone"] * 4 + ["TicketResult"]
    assert all(isinstance(each, (Gone, TicketResult)) for each in found)
    events = tickets_store.events_after(services, ticket.number, ticket.version)
    assert [event.type for event in events] == [EventType.TICKET_RATED]


def test_concurrent_confirmations_create_each_guest_ticket_once(racing: Desk) -> None:
    services = racing.services
    new = GuestTicket(email="greta@example.com", subject="A pot", body="Broken.")
    guests_actions.hold_request(services, new, None, "")
    guests_actions.hold_request(services, new.model_copy(update={"subject": "Another pot"}), None, "")
    now = services.clock.real()
    link = links_tokens.link_for(Purpose.CONFIRM, guests_rules.key_of(new.email), now, rev=1)
    held = links_tokens.access_of(key_ring(services), link, now)

    found = at_once(*[lambda: links_actions.confirm(services, held, "") for _ in range(6)])

    assert not [each for each in found if isinstance(each, Exception)]
    numbers = {ticket.number for each in found for ticket, _ in each}
    assert len(numbers) == 2
    assert all(each.number is not None for each in guests_store.held_requests(services, guests_rules.key_of(new.email)))
    greta = people_actions.person_with_address(services, new.email)
    assert greta is not None
