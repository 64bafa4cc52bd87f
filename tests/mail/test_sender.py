"""Each mail once, whatever is delivered again, refused, lost or killed on the way."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.links.tokens import Purpose, link_of
from chalicelib.mail import enclosing, overrides, sender, store
from chalicelib.mail.model import Kind, Notice, Override, SetAside, Template, TryLater
from chalicelib.plumbing.clock import DAY, SECOND
from chalicelib.plumbing.queues import each_message
from chalicelib.plumbing.seals import ring
from chalicelib.plumbing.services import SendFailed
from chalicelib.tickets import store as tickets
from chalicelib.tickets.model import EventType, Status
from tests.conftest import Desk
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
    mail_desk.knows(a_ticket(merged_into=10_440), note)
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


OWN = {"subject": "[#{{number}}] Own words", "body": "{{message}}"}


def put_in_its_place(desk: MailDesk, words: dict[str, str], version: int = 1) -> None:
    override = Override(kind=Kind.REPLIED, language="en", updated_at=NOW, version=version, **words)
    before = override.model_copy(update={"version": version - 1}) if version > 1 else None
    desk.services.core.write(overrides.write(desk.services, before, override))


def test_a_mail_says_what_an_admin_has_put_in_the_place_of_its_template(told: MailDesk) -> None:
    put_in_its_place(told, OWN)
    sender.send_one(told.services, MESSAGE)
    assert told.post.sent[0]["Subject"] == "[#10432] Own words"


def test_a_template_is_looked_up_once_a_minute_and_then_seen_as_it_is(desk: Desk, told: MailDesk) -> None:
    services = told.services
    assert overrides.in_force(services, Kind.REPLIED, "en") is None
    put_in_its_place(told, OWN)
    desk.meter.reset()
    assert overrides.in_force(services, Kind.REPLIED, "en") is None
    assert desk.meter.spent.trips == 0

    told.clock.advance(minutes=1)

    assert overrides.in_force(services, Kind.REPLIED, "en") == Template(**OWN)
    assert (desk.meter.spent.trips, desk.meter.spent.reads) == (1, 0.5)
    put_in_its_place(told, {}, version=2)
    told.clock.advance(minutes=1)
    assert overrides.in_force(services, Kind.REPLIED, "en") is None


def test_a_mail_leads_where_only_its_reader_may_go(told: MailDesk) -> None:
    links = enclosing.links_for(told.services, Notice.model_validate({**MESSAGE, "kind": "reminder"}))
    keys = ring(told.services)
    said = {name: link_of(keys, getattr(links, name).partition("#")[2]) for name in ("ticket", "keep_open", "solve")}
    assert {name: (link.purpose, link.person, link.ticket, link.rev) for name, link in said.items() if link} == {
        "ticket": (Purpose.VIEW, "mona", NUMBER, 3), "keep_open": (Purpose.KEEP_OPEN, "mona", NUMBER, 3),
        "solve": (Purpose.SOLVE, "mona", NUMBER, 3),
    }  # fmt: skip


def test_the_five_stars_are_five_links_and_one_use(told: MailDesk) -> None:
    links = enclosing.links_for(told.services, Notice.model_validate({**MESSAGE, "kind": "rating"}))
    stars = [link_of(ring(told.services), star.partition("#")[2]) for star in links.stars]
    assert [star.about for star in stars if star] == ["5", "4", "3", "2", "1"]
    assert len({star.use for star in stars if star}) == 1
    assert (links.keep_open, links.solve) == ("", "")


def test_unsubscribing_is_from_one_kind_and_the_page_and_the_mail_program_say_the_same(told: MailDesk) -> None:
    links = enclosing.links_for(told.services, Notice.model_validate({**MESSAGE, "kind": "assigned", "to": "ana"}))
    token = links.unsubscribe.partition("#")[2]
    off = link_of(ring(told.services), token)
    portal = told.services.settings.portal_url
    assert off is not None
    assert (off.purpose, off.person, off.ticket, off.about) == (Purpose.UNSUBSCRIBE, "ana", 0, "assigned")
    assert links.one_click == f"{portal}/api/v1/links/unsubscribe?token={token}"
    assert links.ticket == f"{portal}/console/tickets/{NUMBER}"
