"""A mail stands in the outbox before it is queued, once; what the queue loses is asked for again."""

import pytest

from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import sender
from chalicelib.mail.model import Kind
from chalicelib.plumbing.clock import DAY, MINUTE, SECOND
from chalicelib.tickets.event_specs import EventType
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.conftest import MailDesk
from tests.mail.makers import ANA, MONA, a_ticket, an_event, event_of


def test_each_notice_becomes_one_message_of_the_queue(mail_desk: MailDesk) -> None:
    event = an_event(EventType.CUSTOMER_REPLIED, MONA, changes={"status": ("solved", "open")})
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    assert mail_desk.queue.messages == [
        {"ticket": 10_432, "rev": 3, "internal": False, "kind": "reopened", "to": "mona"},
        {"ticket": 10_432, "rev": 3, "internal": False, "kind": "customer_replied", "to": "ana"},
    ]


def test_a_note_puts_nothing_into_the_queue(mail_desk: MailDesk) -> None:
    mail_outbox.enqueue_notifications(mail_desk.services, an_event(EventType.NOTE_ADDED, ANA, body="He is difficult."))
    assert mail_desk.queue.messages == []
    assert mail_desk.waits() == []


def test_email_is_in_the_outbox_from_the_start(mail_desk: MailDesk) -> None:
    mail_outbox.enqueue_notifications(mail_desk.services, event_of(Kind.REPLIED, sends_at=NOW + 10 * SECOND))
    row = mail_desk.row()
    assert (row["state"], row["due_at"], row["ttl"]) == ("wanted", NOW + 12 * SECOND, (NOW + 30 * DAY) // SECOND)
    assert mail_desk.waits() == ["10432-3-replied-mona"]


def test_redelivered_event_requeues_its_email_only_until_it_is_sent(mail_desk: MailDesk) -> None:
    event = event_of(Kind.REPLIED)
    mail_desk.knows(a_ticket(), event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    assert len(mail_desk.queue.messages) == 2
    mail_desk.work_off()
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    assert mail_desk.queue.messages == []
    assert (len(mail_desk.post.sent), mail_desk.row()["state"]) == (1, "sent")


@pytest.mark.parametrize("minutes", [0, 19])
def test_sweep_does_not_requeue_an_email_that_is_not_late(mail_desk: MailDesk, minutes: int) -> None:
    mail_outbox.enqueue_notifications(mail_desk.services, event_of(Kind.REPLIED))
    mail_desk.queue.messages.clear()
    mail_desk.clock.advance(minutes=minutes)
    assert mail_outbox.sweep(mail_desk.services) == 0
    assert mail_desk.queue.messages == []


def test_email_with_a_lost_message_is_requeued(mail_desk: MailDesk) -> None:
    event = event_of(Kind.REPLIED)
    mail_desk.knows(a_ticket(), event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    mail_desk.queue.messages.clear()
    mail_desk.clock.advance(ms=20 * MINUTE + 1)
    assert mail_outbox.sweep(mail_desk.services) == 1
    assert mail_outbox.sweep(mail_desk.services) == 0
    mail_desk.work_off()
    assert len(mail_desk.post.sent) == 1


def test_sweep_requeues_a_lost_email_at_growing_intervals(mail_desk: MailDesk) -> None:
    mail_outbox.enqueue_notifications(mail_desk.services, event_of(Kind.REPLIED))
    asked = []
    for minute in range(1_200):
        mail_desk.clock.at = NOW + minute * MINUTE + 1
        asked += [minute] * mail_outbox.sweep(mail_desk.services)
    assert asked == [20, 61, 122, 223, 404, 745]
    assert mail_desk.waits() == []


def test_sweep_does_not_requeue_a_late_email_once_sent(mail_desk: MailDesk) -> None:
    event = event_of(Kind.REPLIED)
    mail_desk.knows(a_ticket(), event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    mail_desk.queue.messages.clear()
    mail_desk.clock.advance(ms=20 * MINUTE + 1)
    mail_outbox.sweep(mail_desk.services)
    mail_desk.work_off()
    assert mail_desk.waits() == []


def test_sent_email_no_longer_waits(mail_desk: MailDesk) -> None:
    event = event_of(Kind.REPLIED)
    mail_desk.knows(a_ticket(), event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    mail_desk.work_off()
    assert mail_desk.waits() == []


def test_sweep_with_nothing_late_costs_half_a_read(mail_desk: MailDesk, desk: Desk) -> None:
    desk.meter.reset()
    assert mail_outbox.sweep(mail_desk.services) == 0
    assert (desk.meter.spent.trips, desk.meter.spent.reads, desk.meter.spent.writes) == (1, 0.5, 0)


def test_interrupted_sweep_can_be_repeated(mail_desk: MailDesk) -> None:
    event = event_of(Kind.REPLIED)
    mail_desk.knows(a_ticket(), event)
    mail_outbox.enqueue_notifications(mail_desk.services, event)
    for message in mail_desk.queue.messages * 3:  # queued, and the sweep ended before it said so
        sender.send_one(mail_desk.services, message)
    assert len(mail_desk.post.sent) == 1
