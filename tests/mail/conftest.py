"""The desk as the mail slice meets it, with a provider whose answers a test plans."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.mail import sender
from chalicelib.people import store as people_store
from chalicelib.plumbing.aws.marshal import Item
from chalicelib.plumbing.services import Services
from chalicelib.tickets import model as tickets_model
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.model import Ticket
from tests.conftest import Desk
from tests.doubles import FrozenClock, ListQueue
from tests.mail.makers import NUMBER, Post, a_person, an_agent


@dataclass
class MailDesk:
    """Services with their insides at hand."""

    services: Services
    clock: FrozenClock
    queue: ListQueue
    post: Post

    def knows(self, ticket: Ticket, *events: Event) -> None:
        tickets_store.record(self.services, [tickets_model.TicketUpdate(None, ticket, events)])

    def row(self, mail: str = "10432-3-replied-mona") -> Item:
        """What the outbox remembers; nothing if it never heard of this mail."""
        ticket, rev, kind, to = mail.split("-", 3)
        return self.services.live.get(f"OB#{ticket}#{to}", f"{int(rev):06d}#{kind}", consistent=True) or {}

    def waits(self) -> list[str]:
        """The mails that are not out yet, as the sweep sees them."""
        page = self.services.live.query("#pk = :pk", pk="OW")
        return [item["sk"].partition("#")[2] for item in page.items]

    def delivery(self, rev: int = 3) -> tuple[str, str] | None:
        """What the message says of its mail: state and reason."""
        event = tickets_store.find_event(self.services, NUMBER, rev, internal=False)
        assert event is not None
        return (event.delivery.state, event.delivery.reason) if event.delivery else None

    def work_off(self, limit: int = 50) -> None:
        """Give the function every message of the queue, and what it puts back, once each and in order."""
        for _ in range(limit):
            if not self.queue.messages:
                return
            self.queue.delays_s.pop(0)
            sender.send_one(self.services, self.queue.messages.pop(0))
        raise AssertionError("it never ends")


@pytest.fixture
def mail_desk(desk: Desk) -> MailDesk:
    post = Post()
    services = replace(desk.services, mailer=post)
    for person in (a_person(), an_agent()):
        people_store.add(services, person)
    return MailDesk(services, desk.clock, desk.mails, post)
