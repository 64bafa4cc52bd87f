from chalicelib.mail import outbox
from chalicelib.tickets.model import EventType
from tests.mail.conftest import MailDesk
from tests.mail.makers import ANA, MONA, an_event


def test_each_notice_becomes_one_message_of_the_queue(mail_desk: MailDesk) -> None:
    event = an_event(EventType.CUSTOMER_REPLIED, MONA, changes={"status": ("solved", "open")})
    outbox.tell(mail_desk.services, event)
    assert mail_desk.queue.messages == [
        {"ticket": 10_432, "rev": 3, "internal": False, "kind": "reopened", "to": "mona"},
        {"ticket": 10_432, "rev": 3, "internal": False, "kind": "customer_replied", "to": "ana"},
    ]


def test_a_note_puts_nothing_into_the_queue(mail_desk: MailDesk) -> None:
    outbox.tell(mail_desk.services, an_event(EventType.NOTE_ADDED, ANA, body="He is difficult."))
    assert mail_desk.queue.messages == []
