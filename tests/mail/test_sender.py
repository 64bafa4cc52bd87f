"""Each mail once, whatever is delivered again, refused, lost or killed on the way."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.links.tokens import Purpose, link_of
from chalicelib.mail import actions as mail_actions
from chalicelib.mail import delivery_events, overrides, sender, signed_links
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import store as mail_store
from chalicelib.mail.model import DeliveryAbandoned, Kind, Notice, Override, SuppressionCause, Template, TryLater
from chalicelib.plumbing.aws.queues import each_message
from chalicelib.plumbing.clock import DAY, HOUR, SECOND
from chalicelib.plumbing.ports import SendFailed
from chalicelib.plumbing.seals import key_ring
from chalicelib.tickets import model as tickets_model
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.conftest import MailDesk
from tests.mail.makers import ANA, MONA, NUMBER, Killed, Post, a_ticket, an_event, event_of, news

MESSAGE = {"ticket": NUMBER, "rev": 3, "internal": False, "kind": "replied", "to": "mona"}


def redeliver(desk: MailDesk, message: dict[str, Any] = MESSAGE) -> None:
    """Give the message to the function once more, as the queue does whatever became of it."""
    with suppress(Exception, Killed):
        sender.send_one(desk.services, message)


@pytest.fixture
def ready_desk(mail_desk: MailDesk) -> MailDesk:
    mail_desk.knows(a_ticket(), event_of(Kind.REPLIED))
    return mail_desk


def test_email_is_sent_once_and_recorded(ready_desk: MailDesk) -> None:
    sender.send_one(ready_desk.services, MESSAGE)
    (mail,) = ready_desk.post.sent
    assert mail["To"] == "Mona Said <mona@example.org>"
    assert ready_desk.post.tags == [{"outbox_id": "10432-3-replied-mona"}]
    row = ready_desk.row()
    assert (row["state"], row["answer"], row["claimed_at"]) == ("sent", "ses-1", NOW)
    assert row["ttl"] == (NOW + 30 * DAY) // SECOND
    assert ready_desk.delivery() == ("sent", "")


def test_redelivered_message_of_a_sent_email_is_ignored(ready_desk: MailDesk) -> None:
    for _ in range(3):
        sender.send_one(ready_desk.services, MESSAGE)
    assert len(ready_desk.post.sent) == 1
    assert ready_desk.queue.messages == []


def test_an_answer_to_the_mail_finds_its_ticket_by_the_id_that_ses_gave_it(ready_desk: MailDesk) -> None:
    sender.send_one(ready_desk.services, MESSAGE)
    written = ["<ses-1@email.amazonses.com>", "ses-1", "<ses-1@eu-central-1.amazonses.com>", "<other@example.org>"]
    assert {
        each: found.ticket for each, found in mail_actions.find_known(ready_desk.services, written).items()
    } == dict.fromkeys(written[:3], NUMBER)
    ready_desk.clock.advance(days=91)
    assert mail_actions.find_known(ready_desk.services, written) == {}  # the table forgets late


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_deliveries_in_any_number_and_order_make_one_mail_each(mail_desk: MailDesk, data: st.DataObject) -> None:
    first = data.draw(st.integers(20_000, 900_000), label="ticket")
    messages = []
    for number in range(first, first + 2):
        if tickets_store.find(mail_desk.services, number) is None:
            event = event_of(Kind.CUSTOMER_REPLIED, ticket=number, changes={"status": ("solved", "open")})
            mail_desk.knows(a_ticket(number=number), event)
        messages += [
            {**MESSAGE, "ticket": number, "kind": kind, "to": to}
            for kind, to in (("reopened", "mona"), ("customer_replied", "ana"))
        ]
    repeated = [message for message in messages for _ in range(data.draw(st.integers(1, 5)))]
    mail_desk.clock.advance(hours=1)  # the caps are another matter
    for message in data.draw(st.permutations(repeated)):
        sender.send_one(mail_desk.services, message)
    names = [mail["Message-ID"] for mail in mail_desk.post.sent]
    assert len(set(names)) == len(names)
    assert {f"<{m['ticket']}-3-{m['kind']}-{m['to']}@desk.example>" for m in messages} <= set(names)


FATES = ["go", "refuse", "throttle", "lose", "die_before", "die_after"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1_000_000, 9_000_000),
    plan=st.lists(st.sampled_from(FATES), max_size=5),
    pauses=st.lists(st.integers(0, 30), min_size=6, max_size=6),
)
def test_no_sequence_of_events_sends_an_email_twice(
    mail_desk: MailDesk, number: int, plan: list[str], pauses: list[int]
) -> None:
    if tickets_store.find(mail_desk.services, number) is not None:
        return
    mail_desk.knows(a_ticket(number=number), event_of(Kind.REPLIED, ticket=number))
    mail_desk.post.plan[:] = list(plan)
    before = len(mail_desk.post.sent)
    for pause in pauses:
        mail_desk.clock.advance(minutes=pause)
        redeliver(mail_desk, {**MESSAGE, "ticket": number})
    left = len(mail_desk.post.sent) - before
    row = mail_desk.row(f"{number}-3-replied-mona")
    assert left <= 1
    assert (row["state"] == "sent") <= (left == 1)
    if set(plan) <= {"go", "refuse"} and plan.count("refuse") < len(pauses):
        assert (left, row["state"]) == (1, "sent")


@pytest.mark.parametrize("death", ["die_before", "die_after"])
def test_interrupted_sending_is_not_repeated_without_proof(ready_desk: MailDesk, death: str) -> None:
    ready_desk.post.plan[:] = [death]
    with pytest.raises(Killed):
        sender.send_one(ready_desk.services, MESSAGE)
    after_the_death = len(ready_desk.post.sent)
    ready_desk.clock.advance(minutes=5)
    sender.send_one(ready_desk.services, MESSAGE)
    assert ready_desk.queue.delays_s == [10 * 60]
    ready_desk.clock.advance(minutes=10)
    for _ in range(3):
        with pytest.raises(DeliveryAbandoned):
            sender.send_one(ready_desk.services, MESSAGE)
    assert len(ready_desk.post.sent) == after_the_death


def test_refused_email_is_retried_and_sent_once(ready_desk: MailDesk) -> None:
    ready_desk.post.plan[:] = ["refuse", "refuse"]
    for _ in range(2):
        with pytest.raises(SendFailed):
            sender.send_one(ready_desk.services, MESSAGE)
        row = ready_desk.row()
        assert (row["state"], row["answer"]) == ("waiting", "MessageRejected")
    sender.send_one(ready_desk.services, MESSAGE)
    sender.send_one(ready_desk.services, MESSAGE)
    assert len(ready_desk.post.sent) == 1


def test_throttled_emails_wait_without_limit_and_stay_in_order(ready_desk: MailDesk) -> None:
    second = {**MESSAGE, "rev": 4, "kind": "status_changed"}
    ready_desk.knows(
        a_ticket(number=7), event_of(Kind.REPLIED, ticket=7), event_of(Kind.STATUS_CHANGED, ticket=7, rev=4)
    )
    ready_desk.post.plan[:] = ["throttle"] * 30
    waiting = [(0, {**each, "ticket": 7}) for each in (MESSAGE, second)]
    mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.REPLIED, ticket=7))
    mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.STATUS_CHANGED, ticket=7, rev=4))
    ready_desk.queue.messages.clear()
    ready_desk.queue.delays_s.clear()
    start = ready_desk.clock.at
    while waiting:
        waiting.sort(key=itemgetter(0))
        due, message = waiting.pop(0)
        ready_desk.clock.at = max(ready_desk.clock.at, start + due * SECOND)
        sender.send_one(ready_desk.services, message)
        waiting += [
            ((ready_desk.clock.at - start) // SECOND + delay, again)
            for delay, again in zip(ready_desk.queue.delays_s, ready_desk.queue.messages, strict=True)
        ]
        ready_desk.queue.messages.clear()
        ready_desk.queue.delays_s.clear()
    assert ready_desk.clock.at - start > 6 * HOUR
    assert [mail["Message-ID"].split("-")[1] for mail in ready_desk.post.sent] == ["3", "4"]


class TestLostAnswers:
    def test_email_with_a_lost_answer_waits_for_its_event_and_is_not_sent_again(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["lose"]
        sender.send_one(ready_desk.services, MESSAGE)
        assert (ready_desk.row()["state"], ready_desk.row()["answer"]) == ("unknown", "ReadTimeoutError")
        assert ready_desk.queue.delays_s == [15 * 60]
        assert ready_desk.delivery() == ("unknown", "ReadTimeoutError")
        delivery_events.on_ses_event(ready_desk.services, news("Send"))
        ready_desk.clock.advance(minutes=15)
        ready_desk.work_off()
        assert len(ready_desk.post.sent) == 1
        assert ready_desk.row()["state"] == "sent"
        assert ready_desk.delivery() == ("sent", "")
        assert mail_actions.find_known(ready_desk.services, ["ses-of-10432-3-replied-mona"]) != {}
        assert ready_desk.waits() == []

    def test_delivery_event_may_arrive_before_the_failed_answer(self, ready_desk: MailDesk) -> None:
        class Early(Post):
            def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
                delivery_events.on_ses_event(ready_desk.services, news("Delivery"))
                return super().send(message, tags)

        early = Early(["lose"])
        sender.send_one(replace(ready_desk.services, mailer=early), MESSAGE)
        assert ready_desk.queue.messages == []
        assert ready_desk.row()["state"] == "delivered"
        assert ready_desk.delivery() == ("delivered", "")

    def test_delivery_event_may_arrive_before_the_answer(self, ready_desk: MailDesk) -> None:
        class Early(Post):
            def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
                delivery_events.on_ses_event(ready_desk.services, news("Bounce"))
                return super().send(message, tags)

        sender.send_one(replace(ready_desk.services, mailer=Early()), MESSAGE)
        assert ready_desk.row()["state"] == "bounced"
        assert ready_desk.delivery() == ("bounced", "General")

    def test_email_with_a_lost_answer_and_no_events_waits_for_a_decision(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["lose"]
        sender.send_one(ready_desk.services, MESSAGE)
        ready_desk.clock.advance(minutes=15)
        for _ in range(5):
            with pytest.raises(DeliveryAbandoned):
                sender.send_one(ready_desk.services, MESSAGE)
        assert len(ready_desk.post.sent) == 1
        assert ready_desk.waits() == []

    def test_email_with_a_lost_answer_is_resent_when_later_emails_have_events(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["die_before"]
        redeliver(ready_desk)
        ready_desk.clock.advance(minutes=3)
        delivery_events.on_ses_event(ready_desk.services, news("Send", "77-1-received-mona", at=ready_desk.clock.at))
        ready_desk.clock.advance(minutes=12)
        sender.send_one(ready_desk.services, MESSAGE)
        assert len(ready_desk.post.sent) == 1
        assert ready_desk.row()["state"] == "sent"

    def test_event_of_an_earlier_email_does_not_prove_that_events_arrive(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["lose"]
        sender.send_one(ready_desk.services, MESSAGE)
        delivery_events.on_ses_event(ready_desk.services, news("Send", "77-1-received-mona", at=NOW - 1))
        ready_desk.clock.advance(minutes=15)
        with pytest.raises(DeliveryAbandoned):
            sender.send_one(ready_desk.services, MESSAGE)

    def test_email_with_a_lost_answer_can_be_sent_again_by_force(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["lose"]
        redeliver(ready_desk)
        sender.send_one(ready_desk.services, {**MESSAGE, "force": True})
        sender.send_one(ready_desk.services, {**MESSAGE, "force": True})
        assert len(ready_desk.post.sent) == 2
        assert ready_desk.row()["state"] == "sent"

    def test_interrupted_email_can_be_sent_by_force(self, ready_desk: MailDesk) -> None:
        ready_desk.post.plan[:] = ["die_before"]
        redeliver(ready_desk)
        sender.send_one(ready_desk.services, {**MESSAGE, "force": True})
        assert ready_desk.post.sent == []
        (again,) = ready_desk.queue.messages
        ready_desk.clock.advance(minutes=15)
        sender.send_one(ready_desk.services, again)
        assert len(ready_desk.post.sent) == 1


class TestSkippedEmails:
    def test_email_switched_off_by_its_reader_is_skipped(self, ready_desk: MailDesk) -> None:
        off = "SET #notifications = :off"
        ready_desk.services.core.write(ready_desk.services.core.change("P#mona", "#", off, off={"replied": False}))
        sender.send_one(ready_desk.services, MESSAGE)
        assert ready_desk.post.sent == []
        assert (ready_desk.row()["state"], ready_desk.row()["answer"]) == ("skipped", "unwanted")
        assert ready_desk.delivery() == ("skipped", "unwanted")

    def test_reminder_is_skipped_when_the_customer_has_replied(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(status=Status.OPEN, timers={}), event_of(Kind.REMINDER))
        sender.send_one(mail_desk.services, {**MESSAGE, "kind": "reminder"})
        assert mail_desk.post.sent == []
        assert mail_desk.row("10432-3-reminder-mona")["state"] == "skipped"

    def test_skipped_email_stays_skipped(self, ready_desk: MailDesk) -> None:
        off = "SET #notifications = :off"
        ready_desk.services.core.write(ready_desk.services.core.change("P#mona", "#", off, off={"replied": False}))
        sender.send_one(ready_desk.services, MESSAGE)
        ready_desk.services.core.write(ready_desk.services.core.change("P#mona", "#", off, off={}))
        sender.send_one(ready_desk.services, {**MESSAGE, "force": True})
        assert ready_desk.post.sent == []

    def test_email_to_a_suppressed_address_is_skipped(self, ready_desk: MailDesk) -> None:
        mail_store.suppress_address(ready_desk.services, "Mona@Example.org ", SuppressionCause.BOUNCE, "General")
        for _ in range(2):
            sender.send_one(ready_desk.services, MESSAGE)
        assert ready_desk.post.sent == []
        assert ready_desk.delivery() == ("skipped", "suppressed")
        after = tickets_store.find(ready_desk.services, NUMBER)
        assert after is not None
        assert (after.status, after.timers, after.version) == (Status.OPEN, {}, 4)
        found = tickets_store.find_with_event(ready_desk.services, NUMBER, 4, internal=True)
        assert found is not None
        assert found[1].type is EventType.DELIVERY_FAILED

    def test_notice_to_a_suppressed_address_does_not_reopen_the_ticket(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(status=Status.SOLVED), event_of(Kind.STATUS_CHANGED))
        mail_store.suppress_address(mail_desk.services, "mona@example.org", SuppressionCause.COMPLAINT, "abuse")
        sender.send_one(mail_desk.services, {**MESSAGE, "kind": "status_changed"})
        after = tickets_store.find(mail_desk.services, NUMBER)
        assert after is not None
        assert (after.status, after.version) == (Status.SOLVED, 3)

    def test_skipped_email_does_not_delay_others(self, ready_desk: MailDesk) -> None:
        mail_store.suppress_address(ready_desk.services, "mona@example.org", SuppressionCause.BOUNCE, "")
        mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.REPLIED))
        ready_desk.work_off()
        assert ready_desk.waits() == []


class TestOrder:
    def test_a_later_mail_of_the_ticket_to_the_same_person_waits_for_the_earlier_one(
        self, ready_desk: MailDesk
    ) -> None:
        later = event_of(Kind.STATUS_CHANGED, rev=4)
        tickets_store.record(
            ready_desk.services, [tickets_model.TicketUpdate(a_ticket(), a_ticket(version=4), (later,))]
        )
        mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.REPLIED))
        mail_outbox.enqueue_notifications(ready_desk.services, later)
        first, second = ready_desk.queue.messages
        ready_desk.queue.messages[:] = [second, first]
        ready_desk.work_off()
        assert [mail["Message-ID"].split("-")[1] for mail in ready_desk.post.sent] == ["3", "4"]

    def test_email_waits_ten_minutes_at_most_for_one_that_is_never_sent(self, ready_desk: MailDesk) -> None:
        mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.REPLIED, rev=2))  # its event is not there
        ready_desk.queue.messages.clear()
        sender.send_one(ready_desk.services, MESSAGE)
        assert (ready_desk.post.sent, ready_desk.queue.delays_s[1:]) == ([], [5])
        ready_desk.clock.advance(minutes=10)
        sender.send_one(ready_desk.services, MESSAGE)
        assert len(ready_desk.post.sent) == 1

    def test_email_does_not_wait_for_other_recipients_or_tickets(self, ready_desk: MailDesk) -> None:
        mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.REPLIED, rev=2, ticket=7))
        mail_outbox.enqueue_notifications(ready_desk.services, event_of(Kind.CUSTOMER_REPLIED, rev=2))
        ready_desk.queue.messages.clear()
        sender.send_one(ready_desk.services, MESSAGE)
        assert len(ready_desk.post.sent) == 1

    def test_undoable_reply_is_not_emailed_before_the_undo_time_ends(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(), event_of(Kind.REPLIED, sends_at=NOW + 8_500))
        sender.send_one(mail_desk.services, MESSAGE)
        assert (mail_desk.post.sent, mail_desk.queue.delays_s) == ([], [9])
        mail_desk.clock.advance(ms=9_000)
        mail_desk.work_off()
        assert len(mail_desk.post.sent) == 1


class TestRate:
    def limited(self, desk: MailDesk, **limits: Any) -> MailDesk:
        services = replace(desk.services, settings=desk.services.settings.model_copy(update=limits))
        return replace(desk, services=services)

    def many(self, desk: MailDesk, tickets_: range) -> list[dict[str, Any]]:
        for number in tickets_:
            desk.knows(a_ticket(number=number), event_of(Kind.REPLIED, ticket=number))
        return [{**MESSAGE, "ticket": number} for number in tickets_]

    def test_emails_per_second_stay_within_the_limit(self, mail_desk: MailDesk) -> None:
        desk = self.limited(mail_desk, mails_per_second=3)
        for message in self.many(desk, range(1, 8)):
            sender.send_one(desk.services, message)
        assert len(desk.post.sent) == 7
        assert desk.clock.at == NOW + 2_000

    def test_email_without_a_free_slot_for_some_seconds_is_requeued(self, mail_desk: MailDesk) -> None:
        desk = self.limited(mail_desk, mails_per_second=1)
        for _ in range(6):
            assert mail_store.take_slot(desk.services, 1)
            assert not mail_store.take_slot(desk.services, 1)
            desk.clock.advance(ms=1_000)
        desk.clock.at = NOW
        (message,) = self.many(desk, range(1, 2))

        sender.send_one(desk.services, message)

        assert (desk.post.sent, desk.queue.delays_s) == ([], [5])
        assert desk.row("1-3-replied-mona") == {}
        assert desk.clock.at == NOW + sender.MAX_SLOT_WAIT_S * 1_000
        desk.clock.advance(ms=5_000)
        desk.work_off()
        assert len(desk.post.sent) == 1

    def test_automatic_emails_are_capped_per_person_ticket_and_hour(self, mail_desk: MailDesk) -> None:
        desk = self.limited(mail_desk, mails_per_ticket=2, mails_per_second=0)
        revs = range(1, 5)
        desk.knows(a_ticket(), *(event_of(Kind.STATUS_CHANGED, rev=rev) for rev in revs))
        for rev in revs:
            sender.send_one(desk.services, {**MESSAGE, "rev": rev, "kind": "status_changed"})
        states = [(desk.row(f"10432-{rev}-status_changed-mona")["state"]) for rev in revs]
        assert states == ["sent", "sent", "skipped", "skipped"]
        assert desk.row("10432-4-status_changed-mona")["answer"] == "capped"

    def test_cap_per_ticket_starts_again_each_hour(self, mail_desk: MailDesk) -> None:
        desk = self.limited(mail_desk, mails_per_ticket=1, mails_per_second=0)
        desk.knows(a_ticket(), *(event_of(Kind.STATUS_CHANGED, rev=rev) for rev in (1, 2)))
        for rev in (1, 2):
            sender.send_one(desk.services, {**MESSAGE, "rev": rev, "kind": "status_changed"})
            desk.clock.advance(hours=1)
        assert len(desk.post.sent) == 2

    @pytest.mark.parametrize("limit", ["mails_per_person", "mails_per_hour"])
    def test_automatic_emails_are_capped_per_person_and_in_total(self, mail_desk: MailDesk, limit: str) -> None:
        desk = self.limited(mail_desk, **{limit: 2}, mails_per_second=0)
        for number in range(1, 5):
            desk.knows(a_ticket(number=number), event_of(Kind.STATUS_CHANGED, ticket=number))
            sender.send_one(desk.services, {**MESSAGE, "ticket": number, "kind": "status_changed"})
        assert len(desk.post.sent) == 2

    def test_replies_of_agents_count_towards_caps_but_are_sent(self, mail_desk: MailDesk) -> None:
        desk = self.limited(mail_desk, mails_per_person=1, mails_per_hour=1, mails_per_ticket=1, mails_per_second=0)
        for message in self.many(desk, range(1, 4)):
            sender.send_one(desk.services, message)
        assert len(desk.post.sent) == 3
        desk.knows(a_ticket(number=9), event_of(Kind.STATUS_CHANGED, ticket=9))
        sender.send_one(desk.services, {**MESSAGE, "ticket": 9, "kind": "status_changed"})
        assert len(desk.post.sent) == 3

    def test_retried_email_counts_once_towards_caps(self, ready_desk: MailDesk) -> None:
        desk = self.limited(ready_desk, mails_per_ticket=1)
        desk.post.plan[:] = ["refuse"]
        redeliver(desk)
        sender.send_one(desk.services, MESSAGE)
        assert len(desk.post.sent) == 1


def test_concurrent_attempts_send_one_email_at_most(ready_desk: MailDesk) -> None:
    class Slow(Post):
        def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
            sender.send_one(ready_desk.services, MESSAGE)  # another one, while this one has not yet had its answer
            return super().send(message, tags)

    slow = Slow()
    sender.send_one(replace(ready_desk.services, mailer=slow), MESSAGE)
    assert (len(slow.sent), len(ready_desk.post.sent)) == (1, 0)
    ready_desk.clock.advance(minutes=15)
    ready_desk.work_off()
    assert len(ready_desk.post.sent) == 0


@pytest.mark.parametrize("wrong", [{"ticket": 1}, {"rev": 9}, {"to": "nobody"}])
def test_email_of_a_missing_event_ticket_or_person_is_retried(ready_desk: MailDesk, wrong: dict[str, Any]) -> None:
    with pytest.raises(TryLater):
        sender.send_one(ready_desk.services, {**MESSAGE, **wrong})
    assert ready_desk.post.sent == []


@pytest.mark.parametrize("position", [0, 2, 4])
def test_one_unreadable_message_does_not_stop_the_others(ready_desk: MailDesk, position: int) -> None:
    for number in range(1, 5):
        ready_desk.knows(a_ticket(number=number), event_of(Kind.REPLIED, ticket=number))
    bodies = [f'{{"ticket": {number}, "rev": 3, "kind": "replied", "to": "mona"}}' for number in range(1, 5)]
    bodies.insert(position, '{"ticket": "poison"}')
    batch = {"Records": [{"messageId": str(place), "body": body} for place, body in enumerate(bodies)]}
    for _ in range(2):
        answer = each_message(batch, lambda message: sender.send_one(ready_desk.services, message))
        assert answer == {"batchItemFailures": [{"itemIdentifier": str(position)}]}
    assert len(ready_desk.post.sent) == 4


def test_a_note_is_never_mailed_even_if_a_message_asks_for_it(mail_desk: MailDesk) -> None:
    note = an_event(EventType.NOTE_ADDED, ANA, body="canary-7f3a")
    mail_desk.knows(a_ticket(merged_into=10_440), note)
    for kind in set(Kind) - {Kind.MENTIONED, Kind.FOLLOWED, Kind.RATING}:
        asking = {**MESSAGE, "internal": True, "kind": kind.value}
        with pytest.raises(ValueError, match="never mailed"):
            sender.send_one(mail_desk.services, {**asking, "to": "ana"})
        redeliver(mail_desk, {**asking, "to": "mona"})
    assert mail_desk.post.sent == []


def test_a_public_mail_holds_nothing_of_the_notes_beside_it(mail_desk: MailDesk) -> None:
    note = an_event(EventType.NOTE_ADDED, ANA, rev=2, body="canary-7f3a")
    replied = event_of(Kind.CUSTOMER_REPLIED, by=MONA)
    mail_desk.knows(a_ticket(), note, replied)
    sender.send_one(mail_desk.services, {**MESSAGE, "kind": "customer_replied", "to": "ana"})
    (mail,) = mail_desk.post.sent
    parts = [str(part.get_content()) for part in mail.iter_parts()]
    assert not any("canary" in part for part in [mail.as_string(), *parts])


def test_claim_with_a_lost_answer_can_be_repeated_by_its_owner_only(ready_desk: MailDesk) -> None:
    notice = Notice.model_validate(MESSAGE)
    for _ in range(2):
        held = mail_store.claim(ready_desk.services, notice, "mine")
        assert held is not None
        assert (held.claim, held.tries) == ("mine", 1)
    assert mail_store.claim(ready_desk.services, notice, "another's") is None


OWN = {"subject": "[#{{number}}] Own words", "body": "{{message}}"}


def put_in_its_place(desk: MailDesk, words: dict[str, str], version: int = 1) -> None:
    override = Override(kind=Kind.REPLIED, language="en", updated_at=NOW, version=version, **words)
    before = override.model_copy(update={"version": version - 1}) if version > 1 else None
    desk.services.core.write(overrides.write(desk.services, before, override))


def test_email_uses_the_template_changed_by_an_admin(ready_desk: MailDesk) -> None:
    put_in_its_place(ready_desk, OWN)
    sender.send_one(ready_desk.services, MESSAGE)
    assert ready_desk.post.sent[0]["Subject"] == "[#10432] Own words"


def test_template_is_cached_for_a_minute(desk: Desk, ready_desk: MailDesk) -> None:
    services = ready_desk.services
    assert overrides.template_in_force(services, Kind.REPLIED, "en") is None
    put_in_its_place(ready_desk, OWN)
    desk.meter.reset()
    assert overrides.template_in_force(services, Kind.REPLIED, "en") is None
    assert desk.meter.spent.trips == 0

    ready_desk.clock.advance(minutes=1)

    assert overrides.template_in_force(services, Kind.REPLIED, "en") == Template(**OWN)
    assert (desk.meter.spent.trips, desk.meter.spent.reads) == (1, 0.5)
    put_in_its_place(ready_desk, {}, version=2)
    ready_desk.clock.advance(minutes=1)
    assert overrides.template_in_force(services, Kind.REPLIED, "en") is None


def test_links_of_an_email_are_for_its_reader_only(ready_desk: MailDesk) -> None:
    links = signed_links.links_for(ready_desk.services, Notice.model_validate({**MESSAGE, "kind": "reminder"}))
    keys = key_ring(ready_desk.services)
    fields = {name: link_of(keys, getattr(links, name).partition("#")[2]) for name in ("ticket", "keep_open", "solve")}
    assert {name: (link.purpose, link.person, link.ticket, link.rev) for name, link in fields.items() if link} == {
        "ticket": (Purpose.VIEW, "mona", NUMBER, 3),
        "keep_open": (Purpose.KEEP_OPEN, "mona", NUMBER, 3),
        "solve": (Purpose.SOLVE, "mona", NUMBER, 3),
    }


def test_link_in_an_email_holds_the_public_event_number(mail_desk: MailDesk) -> None:
    mail_desk.knows(a_ticket(), event_of(Kind.REPLIED, public_rev=2))
    sender.send_one(mail_desk.services, MESSAGE)

    body = mail_desk.post.sent[0].get_body(("plain",))
    assert body is not None
    token = re.findall(r"link\.html#([\w-]+)", body.get_content())[0]
    link = link_of(key_ring(mail_desk.services), token)
    assert link is not None
    assert (link.purpose, link.rev) == (Purpose.VIEW, 2)


def test_five_rating_links_share_one_use(ready_desk: MailDesk) -> None:
    links = signed_links.links_for(ready_desk.services, Notice.model_validate({**MESSAGE, "kind": "rating"}))
    stars = [link_of(key_ring(ready_desk.services), star.partition("#")[2]) for star in links.stars]
    assert [star.about for star in stars if star] == ["5", "4", "3", "2", "1"]
    assert len({star.use for star in stars if star}) == 1
    assert (links.keep_open, links.solve) == ("", "")


def test_unsubscribe_links_of_page_and_header_are_for_the_same_kind(ready_desk: MailDesk) -> None:
    links = signed_links.links_for(
        ready_desk.services, Notice.model_validate({**MESSAGE, "kind": "assigned", "to": "ana"})
    )
    token = links.unsubscribe.partition("#")[2]
    off = link_of(key_ring(ready_desk.services), token)
    portal = ready_desk.services.settings.portal_url
    assert off is not None
    assert (off.purpose, off.person, off.ticket, off.about) == (Purpose.UNSUBSCRIBE, "ana", 0, "assigned")
    assert links.one_click == f"{portal}/api/v1/links/unsubscribe?token={token}"
    assert links.ticket == f"{portal}/console/tickets/{NUMBER}"
