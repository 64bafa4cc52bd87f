"""Each mail once, whatever is delivered again, refused, lost or killed on the way."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.mail import sender, store
from chalicelib.mail.model import Kind, Notice, SetAside, TryLater
from chalicelib.plumbing.clock import DAY, SECOND
from chalicelib.plumbing.queues import each_message
from chalicelib.plumbing.services import SendFailed
from chalicelib.tickets import store as tickets
from chalicelib.tickets.model import EventType, Status
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.conftest import MailDesk
from tests.mail.makers import ANA, MONA, NUMBER, Killed, a_ticket, an_event, event_of

MESSAGE = {"ticket": NUMBER, "rev": 3, "internal": False, "kind": "replied", "to": "mona"}
KEY = "10432#3#replied#mona"


def redeliver(desk: MailDesk, message: dict[str, Any] = MESSAGE) -> None:
    """Give the message to the function once more, as the queue does whatever became of it."""
    with suppress(Exception, Killed):
        sender.send_one(desk.services, message)


@pytest.fixture
def told(mail_desk: MailDesk) -> MailDesk:
    mail_desk.knows(a_ticket(), event_of(Kind.REPLIED))
    return mail_desk


def test_a_mail_leaves_once_and_the_outbox_remembers_it(told: MailDesk) -> None:
    sender.send_one(told.services, MESSAGE)
    (mail,) = told.post.sent
    assert mail["To"] == "Mona Said <mona@example.org>"
    assert told.post.tags == [{"outbox_id": "10432-3-replied-mona"}]
    row = told.row(KEY)
    assert (row["state"], row["answer"], row["claimed_at"]) == ("sent", "ses-1", NOW)
    assert row["ttl"] == (NOW + 30 * DAY) // SECOND


def test_a_message_that_comes_again_after_the_mail_was_sent_is_done_silently(told: MailDesk) -> None:
    for _ in range(3):
        sender.send_one(told.services, MESSAGE)
    assert len(told.post.sent) == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_deliveries_in_any_number_and_order_make_one_mail_each(mail_desk: MailDesk, data: st.DataObject) -> None:
    first = data.draw(st.integers(20_000, 900_000), label="ticket")
    messages = []
    for number in range(first, first + 2):
        if tickets.find(mail_desk.services, number) is None:
            event = event_of(Kind.CUSTOMER_REPLIED, ticket=number, changes={"status": ("solved", "open")})
            mail_desk.knows(a_ticket(number=number), event)
        messages += [{**MESSAGE, "ticket": number, "kind": kind, "to": to} for kind, to in
                     (("reopened", "mona"), ("customer_replied", "ana"))]  # fmt: skip
    repeated = [message for message in messages for _ in range(data.draw(st.integers(1, 5)))]
    for message in data.draw(st.permutations(repeated)):
        sender.send_one(mail_desk.services, message)
    names = [mail["Message-ID"] for mail in mail_desk.post.sent]
    assert len(set(names)) == len(names)
    assert {f"<{m['ticket']}-3-{m['kind']}-{m['to']}@desk.example>" for m in messages} <= set(names)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1_000_000, 9_000_000),
    plan=st.lists(st.sampled_from(["go", "refuse", "lose", "die_before", "die_after"]), max_size=5),
    pauses=st.lists(st.integers(0, 30), min_size=6, max_size=6),
)
def test_no_course_of_events_sends_a_mail_twice(
    mail_desk: MailDesk, number: int, plan: list[str], pauses: list[int]
) -> None:
    if tickets.find(mail_desk.services, number) is not None:
        return
    mail_desk.knows(a_ticket(number=number), event_of(Kind.REPLIED, ticket=number))
    mail_desk.post.plan[:] = list(plan)
    before = len(mail_desk.post.sent)
    for pause in pauses:
        mail_desk.clock.advance(minutes=pause)
        redeliver(mail_desk, {**MESSAGE, "ticket": number})
    left = len(mail_desk.post.sent) - before
    row = mail_desk.row(f"{number}#3#replied#mona")
    assert left <= 1
    assert (row["state"] == "sent") <= (left == 1)
    if set(plan) <= {"go", "refuse"} and plan.count("refuse") < len(pauses):
        assert (left, row["state"]) == (1, "sent")


@pytest.mark.parametrize("death", ["die_before", "die_after"])
def test_a_try_that_died_around_the_sending_is_never_repeated_blindly(told: MailDesk, death: str) -> None:
    told.post.plan[:] = [death]
    with pytest.raises(Killed):
        sender.send_one(told.services, MESSAGE)
    after_the_death = len(told.post.sent)
    with pytest.raises(TryLater):
        sender.send_one(told.services, MESSAGE)
    told.clock.advance(minutes=15)
    for _ in range(3):
        with pytest.raises(SetAside):
            sender.send_one(told.services, MESSAGE)
    assert len(told.post.sent) == after_the_death


def test_a_refused_mail_is_tried_again_and_sent_once(told: MailDesk) -> None:
    told.post.plan[:] = ["refuse", "refuse"]
    for _ in range(2):
        with pytest.raises(SendFailed):
            sender.send_one(told.services, MESSAGE)
        row = told.row(KEY)
        assert (row["state"], row["answer"]) == ("waiting", "MessageRejected")
    sender.send_one(told.services, MESSAGE)
    sender.send_one(told.services, MESSAGE)
    assert len(told.post.sent) == 1


def test_a_mail_whose_answer_was_lost_is_set_aside_and_not_sent_again(told: MailDesk) -> None:
    told.post.plan[:] = ["lose"]
    for _ in range(5):
        with pytest.raises(SetAside):
            sender.send_one(told.services, MESSAGE)
    row = told.row(KEY)
    assert (row["state"], row["answer"]) == ("unknown", "ReadTimeoutError")
    assert len(told.post.sent) == 1


def test_somebody_can_decide_to_send_what_may_have_left(told: MailDesk) -> None:
    told.post.plan[:] = ["lose"]
    redeliver(told)
    sender.send_one(told.services, {**MESSAGE, "force": True})
    sender.send_one(told.services, {**MESSAGE, "force": True})
    assert len(told.post.sent) == 2
    row = told.row(KEY)
    assert row["state"] == "sent"


def test_the_decision_also_frees_a_mail_whose_try_died(told: MailDesk) -> None:
    told.post.plan[:] = ["die_before"]
    redeliver(told)
    forced = {**MESSAGE, "force": True}
    with pytest.raises(TryLater):
        sender.send_one(told.services, forced)
    told.clock.advance(minutes=15)
    sender.send_one(told.services, forced)
    assert len(told.post.sent) == 1


def test_a_mail_its_reader_has_switched_off_is_not_sent_and_leaves_no_row(told: MailDesk) -> None:
    off = "SET #notifications = :off"
    told.services.core.write(told.services.core.change("P#mona", "#", off, off={"replied": False}))
    sender.send_one(told.services, MESSAGE)
    assert told.post.sent == []
    assert told.row(KEY) == {}


def test_a_reminder_is_dropped_when_the_customer_has_answered_meanwhile(mail_desk: MailDesk) -> None:
    mail_desk.knows(a_ticket(status=Status.OPEN, timers={}), event_of(Kind.REMINDER))
    sender.send_one(mail_desk.services, {**MESSAGE, "kind": "reminder"})
    assert mail_desk.post.sent == []


@pytest.mark.parametrize("wrong", [{"ticket": 1}, {"rev": 9}, {"to": "nobody"}])
def test_what_is_not_there_goes_back_to_the_queue(told: MailDesk, wrong: dict[str, Any]) -> None:
    with pytest.raises(TryLater):
        sender.send_one(told.services, {**MESSAGE, **wrong})
    assert told.post.sent == []


@pytest.mark.parametrize("position", [0, 2, 4])
def test_one_bad_message_does_not_take_the_others_with_it(told: MailDesk, position: int) -> None:
    for number in range(1, 5):
        told.knows(a_ticket(number=number), event_of(Kind.REPLIED, ticket=number))
    bodies = [f'{{"ticket": {number}, "rev": 3, "kind": "replied", "to": "mona"}}' for number in range(1, 5)]
    bodies.insert(position, '{"ticket": "poison"}')
    batch = {"Records": [{"messageId": str(place), "body": body} for place, body in enumerate(bodies)]}
    for _ in range(2):
        answer = each_message(batch, lambda message: sender.send_one(told.services, message))
        assert answer == {"batchItemFailures": [{"itemIdentifier": str(position)}]}
    assert len(told.post.sent) == 4


def test_a_note_is_never_mailed_even_if_a_message_asks_for_it(mail_desk: MailDesk) -> None:
    note = an_event(EventType.NOTE_ADDED, ANA, body="canary-7f3a")
    mail_desk.knows(a_ticket(), note)
    for kind in set(Kind) - {Kind.MENTIONED, Kind.FOLLOWED, Kind.RATING}:
        asking = {**MESSAGE, "internal": True, "kind": kind.value}
        with pytest.raises(ValueError, match="never mailed"):
            sender.send_one(mail_desk.services, {**asking, "to": "ana"})
        redeliver(mail_desk, {**asking, "to": "mona"})
    assert mail_desk.post.sent == []


def test_a_public_mail_holds_nothing_of_the_notes_beside_it(mail_desk: MailDesk) -> None:
    note = an_event(EventType.NOTE_ADDED, ANA, rev=2, body="canary-7f3a")
    said = event_of(Kind.CUSTOMER_REPLIED, by=MONA)
    mail_desk.knows(a_ticket(), note, said)
    sender.send_one(mail_desk.services, {**MESSAGE, "kind": "customer_replied", "to": "ana"})
    (mail,) = mail_desk.post.sent
    parts = [str(part.get_content()) for part in mail.iter_parts()]
    assert not any("canary" in part for part in [mail.as_string(), *parts])


def test_a_claim_whose_answer_was_lost_on_the_way_is_still_ours(told: MailDesk) -> None:
    notice = Notice.model_validate(MESSAGE)
    assert store.claim(told.services, notice, "mine") is None
    assert store.claim(told.services, notice, "mine") is None
    held = store.claim(told.services, notice, "another's")
    assert held is not None
    assert held.claim == "mine"
