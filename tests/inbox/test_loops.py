"""Machines that answer whatever they get: they and the desk stop writing to each other, within the caps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from chalicelib.inbox import quarantine
from chalicelib.inbox.model import QuarantineReason
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import sender
from chalicelib.plumbing.aws.marshal import item_from_wire
from chalicelib.tickets import queries
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status
from tests import events, makers
from tests.cast import ADA, CARLA
from tests.conftest import Desk
from tests.inbox.makers import DESK_ADDRESS, comes_in, is_known, raw

ROUNDS = 500
ROBOT = "Robot <robot@example.net>"
Answer = Callable[[EmailMessage], bytes]


@dataclass
class Correspondence:
    """A desk and a machine, and all that they write."""

    desk: Desk
    written: int = 0
    seen: int = 0
    read: int = 0
    agents_answer: bool = False
    answered: list[int] = field(default_factory=list)

    def writes(self, content: bytes) -> None:
        self.written += 1
        comes_in(self.desk, content, f"mail-{self.written}")

    def follows(self) -> list[EmailMessage]:
        """What follows from what has happened: events are told, and mails leave. Those to the machine."""
        changes = self.desk.meter.changes[self.seen :]
        self.seen += len(changes)
        for _, new in filter(events.is_event, changes):
            event = queries.event_from_item(item_from_wire(new or {}))
            mail_outbox.enqueue_notifications(self.desk.services, event)
            written = event.type in {EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED}
            if self.agents_answer and written:
                ticket = queries.load_ticket(self.desk.services, event.ticket)
                makers.replied(self.desk.services, ticket, by=ADA, body="Have you tried turning it off and on?")
        waiting, self.desk.mails.messages[:] = list(self.desk.mails.messages), []
        for message in waiting:
            sender.send_one(self.desk.services, message)
        sent, self.read = self.desk.post.sent[self.read :], len(self.desk.post.sent)
        return [mail for mail in sent if "robot@example.net" in mail["To"]]

    def go_on(self, answer: Answer) -> int:
        """Five hundred rounds, a second each; in how many of them the desk wrote to the machine."""
        rounds = 0
        for _ in range(ROUNDS):
            self.desk.clock.advance(ms=1_000)
            mails = self.follows()
            rounds += bool(mails)
            for mail in mails:
                self.writes(answer(mail))
        return rounds

    @property
    def to_the_machine(self) -> int:
        return sum("robot@example.net" in mail["To"] for mail in self.desk.post.sent)


@pytest.fixture
def correspondence(memory_desk: Desk) -> Correspondence:
    makers.an_agent(memory_desk.services, agent=ADA)
    return Correspondence(memory_desk)


def to_the_address(mails: Correspondence) -> Answer:
    """It replies as people's programs do, and says nowhere that it is none."""

    def answer(mail: EmailMessage) -> bytes:
        return raw(
            f"Thank you for your mail, number {mails.written}.",
            sender=ROBOT,
            to=parseaddr(mail["Reply-To"])[1],
            subject=f"Re: {mail['Subject']}",
            message_id=f"<{mails.written}@example.net>",
        )

    return answer


def anew(mails: Correspondence) -> Answer:
    """It knows nothing of replying, and writes a new mail each time."""

    def answer(_mail: EmailMessage) -> bytes:
        text = f"We have got your mail. Our number: {mails.written}."
        return raw(text, sender=ROBOT, subject="We have got your mail", message_id=f"<{mails.written}@example.net>")

    return answer


def begin(mails: Correspondence) -> None:
    mails.writes(raw("It is broken.", sender=ROBOT, to=DESK_ADDRESS, message_id="<begin@example.net>"))


@pytest.mark.parametrize("how", [to_the_address, anew])
def test_auto_responder_that_replies_to_everything_is_soon_ignored(
    correspondence: Correspondence, how: Callable[[Correspondence], Answer]
) -> None:
    begin(correspondence)
    rounds = correspondence.go_on(how(correspondence))
    assert 1 <= rounds <= correspondence.desk.services.settings.mail_limit
    assert correspondence.to_the_machine <= correspondence.desk.services.settings.mails_per_person
    assert correspondence.follows() == []


@pytest.mark.parametrize("how", [to_the_address, anew])
def test_two_auto_responders_stop_within_the_caps(
    correspondence: Correspondence, how: Callable[[Correspondence], Answer]
) -> None:
    correspondence.agents_answer = True
    begin(correspondence)
    correspondence.go_on(how(correspondence))
    assert correspondence.to_the_machine <= 2 * correspondence.desk.services.settings.mail_limit
    assert correspondence.follows() == []
    waiting, _ = quarantine.list_waiting(correspondence.desk.services, ADA, 10, None)
    assert {each.reason for each in waiting} == {QuarantineReason.RATE_LIMIT}


def test_declared_auto_responder_gets_two_emails_at_most(correspondence: Correspondence) -> None:
    def answer(mail: EmailMessage) -> bytes:
        return raw(
            "I am away.",
            sender=ROBOT,
            to=parseaddr(mail["Reply-To"])[1],
            message_id=f"<{correspondence.written}@example.net>",
            headers={"Precedence": "Bulk", "Auto-Submitted": "auto-replied"},
        )

    begin(correspondence)
    correspondence.go_on(answer)
    assert correspondence.to_the_machine <= 2


def test_out_of_office_reply_does_not_reopen_a_solved_ticket_or_notify_anyone(correspondence: Correspondence) -> None:
    desk = correspondence.desk
    is_known(desk, CARLA)
    ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.SOLVED)
    correspondence.follows()
    (mail,) = [each for each in desk.post.sent if "solved" in each.as_string().lower()][-1:]
    away = raw("Out.", to=parseaddr(mail["Reply-To"])[1], subject="Automatic reply: x", headers={"X-Autoreply": "yes"})
    before = len(desk.post.sent)
    comes_in(desk, away, "away")
    correspondence.follows()
    assert queries.load_ticket(desk.services, ticket.number).status is Status.SOLVED
    assert len(desk.post.sent) == before


def writes_anew(mails: Correspondence, times: int, *, minutes: int, sender_: str = ROBOT) -> int:
    """Mails of different subjects from one address; how many of them are acknowledged."""
    before = len(mails.desk.post.sent)
    for _ in range(times):
        mails.desk.clock.advance(minutes=minutes)
        n = mails.written
        mails.writes(raw(f"Report {n}.", sender=sender_, subject=f"Report {n}", message_id=f"<{n}@example.net>"))
        mails.follows()
    return sum(mail["Auto-Submitted"] == "auto-replied" for mail in mails.desk.post.sent[before:])


def test_robot_that_writes_new_subjects_is_acknowledged_five_times_a_day(
    correspondence: Correspondence, caplog: pytest.LogCaptureFixture
) -> None:
    acknowledged = writes_anew(correspondence, 14, minutes=5)

    tickets = [item for item in correspondence.desk.meter.changes if events.is_event(item)]
    assert acknowledged == 5
    assert len(tickets) >= 14
    assert [record.message for record in caplog.records].count("mail capped") == 9


def test_plus_addresses_of_a_robot_share_its_acknowledgements(correspondence: Correspondence) -> None:
    acknowledged = sum(
        writes_anew(correspondence, 1, minutes=5, sender_=f"Robot <robot+{n}@example.net>") for n in range(7)
    )

    assert acknowledged == 5


def test_robot_is_acknowledged_again_on_the_next_day(correspondence: Correspondence) -> None:
    writes_anew(correspondence, 7, minutes=5)
    correspondence.desk.clock.advance(hours=24)

    assert writes_anew(correspondence, 7, minutes=5) == 5


def test_known_customer_is_acknowledged_at_the_pace_of_a_person(correspondence: Correspondence) -> None:
    writes_anew(correspondence, 1, minutes=0)
    correspondence.desk.clock.advance(hours=8 * 24)

    assert writes_anew(correspondence, 8, minutes=11) == 8


def test_known_address_that_writes_faster_than_people_is_acknowledged_five_times(
    correspondence: Correspondence,
) -> None:
    writes_anew(correspondence, 1, minutes=0)
    correspondence.desk.clock.advance(hours=8 * 24)

    assert writes_anew(correspondence, 14, minutes=1) == 5
