"""The desk as the mail slice meets it, with a provider whose answers a test plans."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.people import store as people
from chalicelib.plumbing.marshal import Item
from chalicelib.plumbing.services import Services
from chalicelib.tickets import store as tickets
from chalicelib.tickets.model import Event, Ticket
from tests.conftest import Desk
from tests.doubles import FrozenClock, ListQueue
from tests.mail.makers import Post, a_person, an_agent


@dataclass
class MailDesk:
    """Services with their insides at hand."""

    services: Services
    clock: FrozenClock
    queue: ListQueue
    post: Post

    def knows(self, ticket: Ticket, *events: Event) -> None:
        tickets.record(self.services, [tickets.Change(None, ticket, events)])

    def row(self, key: str) -> Item:
        """What the outbox remembers; nothing if it never heard of this mail."""
        return self.services.live.get(f"OB#{key}", consistent=True) or {}


@pytest.fixture
def mail_desk(desk: Desk) -> MailDesk:
    post = Post()
    services = replace(desk.services, mailer=post)
    for person in (a_person(), an_agent()):
        people.add(services, person)
    return MailDesk(services, desk.clock, desk.mails, post)
