"""What must hold when senders and news of the same mail meet, on the local AWS's tables."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from functools import partial

import pytest

from chalicelib.mail import delivery_events, sender
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import store as mail_store
from chalicelib.mail.model import Kind, MailId
from chalicelib.people import store as people_store
from chalicelib.tickets import model as tickets_model
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from tests.conftest import Desk
from tests.mail.makers import a_person, a_ticket, event_of, news
from tests.races import at_once

pytestmark = pytest.mark.stack
MESSAGE = {"rev": 3, "internal": False, "kind": "replied", "to": "mona"}


@dataclass
class SharedPost:
    """A provider that several use at once."""

    sent: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:  # noqa: ARG002
        with self.lock:
            self.sent[tags["outbox_id"]] += 1
        return f"ses-of-{tags['outbox_id']}"


@pytest.fixture
def post() -> SharedPost:
    return SharedPost()


@pytest.fixture
def mailing(racing: Desk, post: SharedPost) -> Desk:
    """A desk on fresh tables of the local AWS, with a reader and a provider."""
    people_store.add(racing.services, a_person())
    return replace(racing, services=replace(racing.services, mailer=post))


def test_one_of_eight_concurrent_senders_sends_the_email(mailing: Desk, post: SharedPost) -> None:
    for number in range(1, 6):
        event = event_of(Kind.REPLIED, ticket=number)
        tickets_store.record(mailing.services, [tickets_model.TicketUpdate(None, a_ticket(number=number), (event,))])
        mail_outbox.enqueue_notifications(mailing.services, event)
        at_once(*[partial(sender.send_one, mailing.services, {**MESSAGE, "ticket": number})] * 8)
    assert post.sent == {f"{number}-3-replied-mona": 1 for number in range(1, 6)}


def test_concurrent_delivery_events_end_in_the_highest_state_and_one_failure(mailing: Desk) -> None:
    for number in range(1, 4):
        name = f"{number}-3-replied-mona"
        event = event_of(Kind.REPLIED, ticket=number)
        tickets_store.record(mailing.services, [tickets_model.TicketUpdate(None, a_ticket(number=number), (event,))])
        mail_outbox.enqueue_notifications(mailing.services, event)
        entries = [
            news(type_, name, to=f"{number}@example.org")
            for type_ in ("Send", "Delivery", "Bounce", "Bounce", "Complaint")
        ]
        work = [partial(delivery_events.on_ses_event, mailing.services, each) for each in entries]

        at_once(partial(sender.send_one, mailing.services, {**MESSAGE, "ticket": number}), *work)
        for each in work:  # what failed in the crowd is told again
            each()

        row = mail_store.find(mailing.services, MailId(ticket=number, rev=3, kind="replied", to="mona"))
        assert row is not None
        assert row.state == "complained"
        _, events = tickets_store.load_all(mailing.services, number)
        assert [each.type for each in events].count(EventType.DELIVERY_FAILED) == 1
        (reply,) = [each for each in events if each.type is EventType.AGENT_REPLIED]
        assert reply.delivery is not None
        assert reply.delivery.state == "complained"


def test_concurrent_senders_take_as_many_slots_as_allowed(mailing: Desk) -> None:
    taken = at_once(*[partial(mail_store.take_slot, mailing.services, 5)] * 16)
    assert Counter(taken) == {True: 5, False: 11}
