"""The name in a mail's From line: what is no name leaves it, and no unverified sender is addressed by it."""

import pytest

from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import sender
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from tests import makers
from tests.cast import ADA
from tests.conftest import Desk
from tests.inbox.makers import comes_in, raw

VICTIM = "victim@example.org"


def answered(desk: Desk, from_: str, dmarc: str) -> tuple[str, str]:
    """The requester's name after a mail from `from_`, and the mail that leaves when an agent answers it."""
    makers.an_agent(desk.services, agent=ADA)
    content = raw(sender=f"Name <{VICTIM}>", dmarc=dmarc).replace(f"Name <{VICTIM}>".encode(), from_.encode())
    arrival = comes_in(desk, content)
    assert arrival.ticket is not None
    ticket = queries.load_ticket(desk.services, arrival.ticket)
    after = makers.replied(desk.services, ticket, by=ADA, body="Please send the number of your order.")
    found = tickets_store.find_event(desk.services, ticket.number, after.version, internal=False)
    assert found is not None
    mail_outbox.enqueue_notifications(desk.services, found)
    for message in desk.mails.messages:
        sender.send_one(desk.services, message)
    (mail,) = [each for each in desk.post.sent if VICTIM in each["To"]]
    plain, html = (part.get_content() for part in mail.iter_parts())
    return ticket.requester_name, f"{mail['To']}\n{mail['Subject']}\n{plain}\n{html}"


@pytest.mark.parametrize(
    ("from_", "shown"),
    [
        (f'"Buy pills http://evil.test" <{VICTIM}>', "Buy pills"),
        (f"Buy pills http://evil.test <{VICTIM}>", "victim"),  # the colon, outside quotes, begins a group of addresses
    ],
)
@pytest.mark.parametrize("dmarc", ["pass", "fail"])
def test_link_in_a_senders_name_reaches_no_page_and_no_mail(
    memory_desk: Desk, dmarc: str, from_: str, shown: str
) -> None:
    name, mail = answered(memory_desk, from_, dmarc)

    assert name == shown
    assert "evil.test" not in mail


def test_answer_does_not_name_a_sender_who_is_not_verified(memory_desk: Desk) -> None:
    _, mail = answered(memory_desk, f"Buy pills <{VICTIM}>", "fail")

    assert "Buy pills" not in mail
    assert "Hello,\n" in mail


def test_answer_greets_a_verified_sender_by_name(memory_desk: Desk) -> None:
    _, mail = answered(memory_desk, f"Mona Said <{VICTIM}>", "pass")

    assert "Hello Mona Said,\n" in mail


@pytest.mark.parametrize("from_", [f"<{VICTIM}>", f"http://evil.test <{VICTIM}>", f'"other@evil.test" <{VICTIM}>'])
def test_sender_without_a_name_is_named_after_the_local_part_of_the_address(memory_desk: Desk, from_: str) -> None:
    name, _ = answered(memory_desk, from_, "pass")

    assert name == "victim"
