"""What customers write in a closed ticket: thanks and automatic replies stay there, a request makes a follow-up."""

import pytest

from chalicelib import reactions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.mail import rules as mail_rules
from chalicelib.people.model import Caller
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import queries
from chalicelib.tickets import rules as tickets_rules
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event, MailOrigin
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.incoming import Via
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA, MALLORY
from tests.client import get, post
from tests.conftest import Desk, in_memory


@pytest.fixture
def desk() -> Desk:
    return in_memory()


@pytest.fixture(autouse=True)
def _agents(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)


@pytest.fixture
def closed(desk: Desk) -> Ticket:
    """Solved by Ada and closed in time."""
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED)
    desk.clock.advance(days=15)
    for _ in range(2):  # first the question how it was falls due, then the end
        reactions.run_clock(desk.services)
    found = queries.load_ticket(desk.services, ticket.number)
    assert found.status is Status.CLOSED
    return found


def write(
    services: Services, ticket: Ticket, body: str, *, automatic: bool = False, mailed: MailOrigin | None = None
) -> Event:
    result = conversation_actions.add_received_message(
        services, CARLA, ticket.id, NewMessage(body=body), Via(automatic, mailed)
    )
    return result.events[0]


def is_filed_silently(services: Services, ticket: Ticket, event: Event) -> bool:
    after = queries.load_ticket(services, ticket.number)
    unchanged = ("status", "status_since", "reason", "timers", "waiting_since", "links", "assignee")
    same = all(getattr(after, name) == getattr(ticket, name) for name in unchanged)
    return (
        same and event.ticket == ticket.number and event.rev == after.version and not mail_rules.notifications_of(event)
    )


@pytest.mark.parametrize("body", ["Thank you, Ada!", "👍", "ありがとうございます", "Teşekkürler"])
def test_thanks_in_closed_ticket_are_recorded_there_without_reactions(
    services: Services, closed: Ticket, body: str
) -> None:
    event = write(services, closed, body)

    assert is_filed_silently(services, closed, event)
    assert (event.type, event.body, event.changes) == (EventType.CUSTOMER_REPLIED, body, {})
    assert event.reason is not None
    assert event.reason.rule == "thanks_only"


def test_automatic_reply_to_closed_ticket_is_recorded_there_without_reactions(
    services: Services, closed: Ticket
) -> None:
    event = write(services, closed, "I am out of office until Monday. Call Bob instead.", automatic=True)

    assert is_filed_silently(services, closed, event)
    assert event.automatic


def test_closed_ticket_can_still_be_rated_after_thanks(services: Services, closed: Ticket) -> None:
    write(services, closed, "Thanks!")

    after = queries.load_ticket(services, closed.number)
    assert tickets_rules.solved_at(after) == tickets_rules.solved_at(closed)
    assert tickets_rules.is_ratable(after)


def test_reactions_to_thanks_in_closed_ticket_do_nothing(desk: Desk, closed: Ticket) -> None:
    event = write(desk.services, closed, "Thanks!")
    before = list(desk.mails.messages)

    reactions.on_event(desk.services, tickets_items.event_item(event))

    assert desk.mails.messages == before
    assert queries.load_ticket(desk.services, closed.number).version == event.rev


def test_request_in_closed_ticket_makes_follow_up(services: Services, closed: Ticket) -> None:
    event = write(services, closed, "Thanks, but it broke again.")

    assert event.ticket != closed.number
    assert (event.type, event.other) == (EventType.TICKET_CREATED, closed.number)


def test_thanks_by_api_return_the_closed_ticket(closed: Ticket) -> None:
    answer = post(CARLA, f"/v1/tickets/{closed.id}/messages", {"body": "Thank you!"})

    assert (answer.status, answer.json["ticket"]) == (201, closed.id)
    assert answer.headers["Location"].startswith(f"/api/v1/tickets/{closed.id}/")
    assert get(CARLA, f"/v1/tickets/{closed.id}/timeline").json["items"][-1]["body"] == "Thank you!"


class TestMerged:
    def merged(self, services: Services, into: Ticket, by: Caller = CARLA) -> Ticket:
        merged_ticket = makers.a_ticket(services, by=by)
        return relations_actions.merge(services, ADA, merged_ticket.id, into.id, merged_ticket.version).ticket

    def test_thanks_to_a_merged_ticket_are_recorded_in_its_closed_target(self, services: Services) -> None:
        survivor = makers.a_ticket(services)
        merged_ticket = self.merged(services, survivor)
        survivor = makers.closed(services, queries.load_ticket(services, survivor.number))

        event = write(services, merged_ticket, "Thanks!")

        assert is_filed_silently(services, survivor, event)

    def test_request_to_a_merged_ticket_follows_up_its_closed_target(self, services: Services) -> None:
        survivor = makers.a_ticket(services)
        merged_ticket = self.merged(services, survivor)
        makers.closed(services, queries.load_ticket(services, survivor.number))

        event = write(services, merged_ticket, "It broke again.")

        assert (event.type, event.other) == (EventType.TICKET_CREATED, survivor.number)

    def test_reply_to_a_ticket_merged_into_another_persons_closed_one_follows_up_the_merged_ticket(
        self, services: Services
    ) -> None:
        survivor = makers.a_ticket(services, by=MALLORY)
        merged_ticket = self.merged(services, survivor)
        makers.closed(services, queries.load_ticket(services, survivor.number))

        event = write(services, merged_ticket, "It broke again.")

        assert (event.type, event.other, event.requester) == (EventType.TICKET_CREATED, merged_ticket.number, "carla")
        assert queries.load_ticket(services, survivor.number).links == {}

    def test_thanks_in_a_ticket_merged_into_another_persons_closed_one_send_no_email(self, services: Services) -> None:
        survivor = makers.a_ticket(services, by=MALLORY)
        merged_ticket = self.merged(services, survivor)
        survivor = makers.closed(services, queries.load_ticket(services, survivor.number))

        event = write(services, merged_ticket, "Thanks!")

        after, events = tickets_store.load_all(services, survivor.number)
        assert event.ticket == merged_ticket.number
        assert (after.status if after else None, events[-1].type) == (Status.CLOSED, EventType.MERGED_TICKET_REPLIED)
        assert mail_rules.notifications_of(event) == mail_rules.notifications_of(events[-1]) == []
