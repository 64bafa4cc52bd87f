"""What customers write in a closed ticket: thanks and automatic replies stay there, a request makes a follow-up."""

import pytest

from chalicelib import reactions
from chalicelib.mail import rules as mail_rules
from chalicelib.people.model import Caller
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations
from chalicelib.tickets import actions, rules, store
from chalicelib.tickets.forms import NewMessage
from chalicelib.tickets.model import Event, EventType, Mailed, Status, Ticket
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
    found = actions.ticket_now(desk.services, ticket.number)
    assert found.status is Status.CLOSED
    return found


def write(
    services: Services, ticket: Ticket, body: str, *, automatic: bool = False, mailed: Mailed | None = None
) -> Event:
    done = actions.add_message(
        services, CARLA, ticket.id, NewMessage(body=body), None, automatic=automatic, mailed=mailed
    )
    return done.events[0]


def is_filed_quietly(services: Services, ticket: Ticket, event: Event) -> bool:
    after = actions.ticket_now(services, ticket.number)
    unchanged = ("status", "status_since", "because", "timers", "waiting_since", "links", "assignee")
    kept = all(getattr(after, name) == getattr(ticket, name) for name in unchanged)
    return kept and event.ticket == ticket.number and event.rev == after.version and not mail_rules.notices(event)


@pytest.mark.parametrize("body", ["Thank you, Ada!", "👍", "ありがとうございます", "Teşekkürler"])
def test_thanks_in_closed_ticket_are_recorded_there_without_reactions(
    services: Services, closed: Ticket, body: str
) -> None:
    event = write(services, closed, body)

    assert is_filed_quietly(services, closed, event)
    assert (event.type, event.body, event.changes) == (EventType.CUSTOMER_REPLIED, body, {})
    assert event.because is not None
    assert event.because.rule == "thanks_only"


def test_automatic_reply_to_closed_ticket_is_recorded_there_without_reactions(
    services: Services, closed: Ticket
) -> None:
    event = write(services, closed, "I am out of office until Monday. Call Bob instead.", automatic=True)

    assert is_filed_quietly(services, closed, event)
    assert event.automatic


def test_closed_ticket_can_still_be_rated_after_thanks(services: Services, closed: Ticket) -> None:
    write(services, closed, "Thanks!")

    after = actions.ticket_now(services, closed.number)
    assert rules.solved_at(after) == rules.solved_at(closed)
    assert rules.ratable(after)


def test_reactions_to_thanks_in_closed_ticket_do_nothing(desk: Desk, closed: Ticket) -> None:
    event = write(desk.services, closed, "Thanks!")
    before = list(desk.mails.messages)

    reactions.to_event(desk.services, store.event_item(event))

    assert desk.mails.messages == before
    assert actions.ticket_now(desk.services, closed.number).version == event.rev


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
        part = makers.a_ticket(services, by=by)
        return relations.merge(services, ADA, part.id, into.id, part.version).ticket

    def test_thanks_to_a_merged_ticket_are_recorded_in_its_closed_target(self, services: Services) -> None:
        survivor = makers.a_ticket(services)
        part = self.merged(services, survivor)
        survivor = makers.closed(services, actions.ticket_now(services, survivor.number))

        event = write(services, part, "Thanks!")

        assert is_filed_quietly(services, survivor, event)

    def test_request_to_a_merged_ticket_follows_up_its_closed_target(self, services: Services) -> None:
        survivor = makers.a_ticket(services)
        part = self.merged(services, survivor)
        makers.closed(services, actions.ticket_now(services, survivor.number))

        event = write(services, part, "It broke again.")

        assert (event.type, event.other) == (EventType.TICKET_CREATED, survivor.number)

    def test_reply_to_a_ticket_merged_into_another_persons_closed_one_follows_up_the_merged_ticket(
        self, services: Services
    ) -> None:
        survivor = makers.a_ticket(services, by=MALLORY)
        part = self.merged(services, survivor)
        makers.closed(services, actions.ticket_now(services, survivor.number))

        event = write(services, part, "It broke again.")

        assert (event.type, event.other, event.requester) == (EventType.TICKET_CREATED, part.number, "carla")
        assert actions.ticket_now(services, survivor.number).links == {}

    def test_thanks_in_a_ticket_merged_into_another_persons_closed_one_send_no_email(self, services: Services) -> None:
        survivor = makers.a_ticket(services, by=MALLORY)
        part = self.merged(services, survivor)
        survivor = makers.closed(services, actions.ticket_now(services, survivor.number))

        event = write(services, part, "Thanks!")

        after, events = store.everything(services, survivor.number)
        assert event.ticket == part.number
        assert (after.status if after else None, events[-1].type) == (Status.CLOSED, EventType.PART_REPLIED)
        assert mail_rules.notices(event) == mail_rules.notices(events[-1]) == []
