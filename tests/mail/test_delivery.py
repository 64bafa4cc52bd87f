"""What becomes of a mail, told by SES: shown on its message, remembered for the address, and told to people."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.mail import delivery_events, sender
from chalicelib.mail import lifecycle as mail_lifecycle
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import store as mail_store
from chalicelib.mail.model import Kind, MailId, MailState, Notice, SuppressionCause
from chalicelib.mail.ses_events import STATES, parse_ses_event
from chalicelib.plumbing.clock import HOUR
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import model as tickets_model
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Spam, Status, Ticket
from tests.conftest import Desk, in_memory
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.conftest import MailDesk
from tests.mail.makers import NUMBER, a_ticket, event_of, news
from tests.mail.test_sender import MESSAGE

SOFT = {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
EVERYTHING = [
    news("Send"),
    news("DeliveryDelay"),
    news("Bounce", **SOFT),
    news("Delivery"),
    news("Bounce"),
    news("Complaint"),
]


@pytest.fixture
def sent(mail_desk: MailDesk) -> MailDesk:
    mail_desk.knows(a_ticket(assignee="ana", assignee_team="support"), event_of(Kind.REPLIED))
    sender.send_one(mail_desk.services, MESSAGE)
    return mail_desk


def timeline(desk: MailDesk) -> tuple[Ticket, list[Event]]:
    ticket, events = tickets_store.load_all(desk.services, NUMBER)
    assert ticket is not None
    return ticket, [event for event in events if event.type is EventType.DELIVERY_FAILED]


class TestEvents:
    @pytest.mark.parametrize(
        ("detail", "state", "reason"),
        [
            (news("Send"), "sent", ""),
            (news("DeliveryDelay"), "delayed", "MailboxFull"),
            (news("Delivery"), "delivered", ""),
            (news("Bounce"), "bounced", "General"),
            (news("Bounce", **SOFT), "returned", "MailboxFull"),
            (news("Bounce", bounceType="Undetermined", bounceSubType="Undetermined"), "returned", "Undetermined"),
            (news("Complaint"), "complained", "abuse"),
            (news("Complaint", complaintFeedbackType=None), "complained", ""),
            (news("Reject"), "rejected", "Bad content"),
            (news("Rendering Failure"), "rejected", "Attribute is not present"),
        ],
    )
    def test_each_kind_of_event_means_one_state(self, detail: dict[str, Any], state: str, reason: str) -> None:
        found = parse_ses_event(detail)
        assert (found.state, found.reason) == (state, reason)
        assert found.about == MailId(ticket=NUMBER, rev=3, kind="replied", to="mona")
        assert found.mail.timestamp == NOW

    def test_bounce_and_complaint_events_name_their_addresses(self) -> None:
        assert (
            parse_ses_event(news("Bounce")).addresses
            == parse_ses_event(news("Complaint")).addresses
            == ["mona@example.org"]
        )
        assert parse_ses_event(news("Delivery")).addresses == []

    @pytest.mark.parametrize("wrong", [{}, {"eventType": "Send"}, {"eventType": "Send", "mail": {"messageId": "x"}}])
    def test_malformed_delivery_event_is_refused(self, sent: MailDesk, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            delivery_events.on_ses_event(sent.services, wrong)

    @pytest.mark.parametrize("tag", ["", "x", "10432-3-replied", "0-1-replied-mona", "10432-3-replied-mo na"])
    def test_event_of_an_email_outside_the_outbox_only_suppresses_the_address(self, sent: MailDesk, tag: str) -> None:
        assert delivery_events.on_ses_event(sent.services, news("Bounce", tag)) == "bounced"
        assert timeline(sent)[1] == []
        assert (
            mail_store.find_suppression(sent.services, "mona@example.org") is not None
        )  # the address is dead all the same

    def test_unrequested_event_type_is_ignored(self, sent: MailDesk) -> None:
        assert delivery_events.on_ses_event(sent.services, news("Open")) is None

    @given(
        st.integers(1, 10**12 - 1),
        st.integers(1, 10**6),
        st.sampled_from(sorted(Kind)),
        st.from_regex(r"[A-Za-z0-9_-]{1,128}", fullmatch=True),
    )
    def test_outbox_id_survives_as_a_tag(self, ticket: int, rev: int, kind: Kind, to: str) -> None:
        mail = MailId(ticket=ticket, rev=rev, kind=kind, to=to)
        assert MailId.named(mail.id) == mail
        assert len(mail.id) <= 256


class TestShown:
    @pytest.mark.parametrize("detail", EVERYTHING, ids=lambda detail: detail["eventType"])
    def test_message_shows_the_delivery_state_of_its_email(self, sent: MailDesk, detail: dict[str, Any]) -> None:
        state = delivery_events.on_ses_event(sent.services, detail)
        assert sent.delivery() == (state, parse_ses_event(detail).reason)
        assert sent.row()["state"] == state

    @given(order=st.permutations(range(len(EVERYTHING))), twice=st.booleans())
    def test_delivery_events_in_any_order_give_the_same_result(self, order: list[int], *, twice: bool) -> None:
        services = in_memory().services
        tickets_store.record(services, [tickets_model.TicketUpdate(None, a_ticket(), (event_of(Kind.REPLIED),))])
        mail_store.add(services, Notice.model_validate(MESSAGE), 0)
        for place in order * (1 + twice):
            delivery_events.on_ses_event(services, EVERYTHING[place])
        row = mail_store.find(services, Notice.model_validate(MESSAGE))
        _, events = tickets_store.load_all(services, NUMBER)
        (reply,) = [event for event in events if event.type is EventType.AGENT_REPLIED]
        assert row is not None
        assert reply.delivery is not None
        assert reply.delivery.state == row.state == "complained"
        assert [each.type for each in events].count(EventType.DELIVERY_FAILED) == 1

    def test_delivery_state_is_shown_on_replies_only(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(), event_of(Kind.STATUS_CHANGED))
        sender.send_one(mail_desk.services, {**MESSAGE, "kind": "status_changed"})
        delivery_events.on_ses_event(mail_desk.services, news("Delivery", "10432-3-status_changed-mona"))
        assert mail_desk.delivery() is None
        assert mail_desk.row("10432-3-status_changed-mona")["state"] == "delivered"

    def test_undone_reply_has_no_delivery_state(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(), event_of(Kind.REPLIED))
        mail_outbox.enqueue_notifications(mail_desk.services, event_of(Kind.REPLIED))
        event = tickets_store.find_event(mail_desk.services, NUMBER, 3, internal=False)
        assert event is not None
        mail_desk.services.dynamo.transact(tickets_store.withdraw(mail_desk.services, event))
        mail_desk.work_off()
        assert mail_desk.post.sent == []
        assert mail_desk.row()["answer"] == "taken_back"

    def test_delivery_state_is_not_part_of_the_chain(self, sent: MailDesk) -> None:
        before = tickets_store.find_event(sent.services, NUMBER, 3, internal=False)
        delivery_events.on_ses_event(sent.services, news("Delivery"))
        after = tickets_store.find_event(sent.services, NUMBER, 3, internal=False)
        assert before is not None
        assert after is not None
        assert tickets_chain.hash_of("", before) == tickets_chain.hash_of("", after)


class TestSuppression:
    def test_an_address_that_bounces_gets_no_more_mail(self, sent: MailDesk) -> None:
        delivery_events.on_ses_event(sent.services, news("Bounce"))
        found = mail_store.find_suppression(sent.services, "MONA@example.org")
        assert found is not None
        assert (found.cause, found.reason, found.at) == (SuppressionCause.BOUNCE, "General", NOW)

    @pytest.mark.parametrize(
        "detail", [news("Bounce", **SOFT), news("DeliveryDelay"), news("Delivery"), news("Reject")]
    )
    def test_temporary_failure_does_not_suppress_the_address(self, sent: MailDesk, detail: dict[str, Any]) -> None:
        delivery_events.on_ses_event(sent.services, detail)
        assert mail_store.find_suppression(sent.services, "mona@example.org") is None

    @pytest.mark.parametrize("order", list(itertools.permutations(["Bounce", "Complaint"])))
    def test_suppression_by_complaint_is_not_replaced_by_a_bounce(self, sent: MailDesk, order: tuple[str, str]) -> None:
        for each in order:
            delivery_events.on_ses_event(sent.services, news(each))
        found = mail_store.find_suppression(sent.services, "mona@example.org")
        assert found is not None
        assert found.cause is SuppressionCause.COMPLAINT

    def test_suppressed_address_does_not_affect_other_recipients(self, sent: MailDesk) -> None:
        delivery_events.on_ses_event(sent.services, news("Bounce", to="somebody@else.example"))
        sent.knows(a_ticket(number=7), event_of(Kind.REPLIED, ticket=7))
        sender.send_one(sent.services, {**MESSAGE, "ticket": 7})
        assert len(sent.post.sent) == 2

    def test_suppression_does_not_store_the_address(self, sent: MailDesk) -> None:
        delivery_events.on_ses_event(sent.services, news("Bounce"))
        found = mail_store.find_suppression(sent.services, "mona@example.org")
        assert found is not None
        assert "mona" not in str(sent.services.core.get(f"SU#{found.id}"))


class TestFailure:
    @pytest.mark.parametrize("type_", ["Bounce", "Complaint", "Reject", "Rendering Failure"])
    @pytest.mark.parametrize("status", Status)
    def test_failed_delivery_reopens_pending_and_solved_tickets(
        self, mail_desk: MailDesk, type_: str, status: Status
    ) -> None:
        timers = {"close": NOW + HOUR} if status in {Status.PENDING, Status.SOLVED} else {}
        mail_desk.knows(a_ticket(status=status, assignee="ana", timers=timers), event_of(Kind.REPLIED))
        sender.send_one(mail_desk.services, MESSAGE)
        for _ in range(3):
            delivery_events.on_ses_event(mail_desk.services, news(type_))
        ticket, (event,) = timeline(mail_desk)
        waited = status in {Status.PENDING, Status.SOLVED}
        assert ticket.status is (Status.OPEN if waited else status)
        assert ticket.timers == {}
        assert event.internal
        assert event.reason is not None
        assert event.reason.rule == "undelivered"
        assert event.assignee == "ana"

    def test_failed_delivery_notifies_the_assignee(self, sent: MailDesk) -> None:
        delivery_events.on_ses_event(sent.services, news("Bounce"))
        _, (event,) = timeline(sent)
        mail_outbox.enqueue_notifications(sent.services, event)
        sent.work_off()
        assert [mail["To"] for mail in sent.post.sent] == [
            "Mona Said <mona@example.org>",
            "Ana Souza <ana@desk.example.org>",
        ]

    def test_failed_email_to_an_agent_does_not_reopen_the_ticket(self, mail_desk: MailDesk) -> None:
        mail_desk.knows(a_ticket(), event_of(Kind.CUSTOMER_REPLIED))
        sender.send_one(mail_desk.services, {**MESSAGE, "kind": "customer_replied", "to": "ana"})
        delivery_events.on_ses_event(
            mail_desk.services, news("Bounce", "10432-3-customer_replied-ana", to="ana@desk.example.org")
        )
        assert timeline(mail_desk)[1] == []
        assert mail_store.find_suppression(mail_desk.services, "ana@desk.example.org") is not None

    @pytest.mark.parametrize("excluded", [{"spam": Spam.SPAM}, {"merged_into": 9}])
    def test_failed_delivery_does_not_reopen_spam_or_merged_tickets(
        self, mail_desk: MailDesk, excluded: dict[str, Any]
    ) -> None:
        mail_desk.knows(a_ticket(**excluded), event_of(Kind.REPLIED))
        sender.send_one(mail_desk.services, MESSAGE)
        delivery_events.on_ses_event(mail_desk.services, news("Bounce"))
        assert timeline(mail_desk)[0].status is Status.PENDING

    def test_failed_delivery_unsnoozes_the_ticket(self, mail_desk: MailDesk) -> None:
        snoozed = a_ticket(snoozed_until=NOW + HOUR, timers={"unsnooze": NOW + HOUR})
        mail_desk.knows(snoozed, event_of(Kind.REPLIED))
        sender.send_one(mail_desk.services, MESSAGE)
        delivery_events.on_ses_event(mail_desk.services, news("Bounce"))
        assert timeline(mail_desk)[0].place == "open"

    def test_second_failed_email_is_recorded_again(self, sent: MailDesk) -> None:
        delivery_events.on_ses_event(sent.services, news("Bounce"))
        ticket, _ = timeline(sent)
        again = event_of(Kind.REPLIED, rev=ticket.version + 1)
        tickets_store.record(sent.services, [tickets_model.TicketUpdate(ticket, ticket.next(NOW), (again,))])
        sender.send_one(sent.services, {**MESSAGE, "rev": again.rev})
        ticket, events = timeline(sent)
        assert len(events) == 2
        assert sent.delivery(again.rev) == ("skipped", "suppressed")

    @pytest.mark.parametrize("detail", [news("Bounce", **SOFT), news("DeliveryDelay"), news("Delivery"), news("Send")])
    def test_late_delivery_does_not_change_the_ticket(self, sent: MailDesk, detail: dict[str, Any]) -> None:
        delivery_events.on_ses_event(sent.services, detail)
        ticket, events = timeline(sent)
        assert (ticket.status, events) == (Status.PENDING, [])


class TestCost:
    @pytest.mark.parametrize(
        ("type_", "writes", "reads", "trips"), [("Send", 1, 1, 2), ("Delivery", 2, 1, 3), ("DeliveryDelay", 2, 1, 3)]
    )
    def test_delivery_event_costs_exactly_its_budget(
        self, sent: MailDesk, desk: Desk, type_: str, writes: float, reads: float, trips: int
    ) -> None:
        desk.meter.reset()
        delivery_events.on_ses_event(sent.services, news(type_))
        spent = desk.meter.spent
        assert (spent.writes, spent.reads, spent.trips) == (writes, reads, trips)


def test_every_state_reported_by_ses_is_final_for_sending() -> None:
    assert all(
        mail_lifecycle.is_done(state) and state is not MailState.SKIPPED
        for state in {*STATES.values(), MailState.RETURNED}
    )
