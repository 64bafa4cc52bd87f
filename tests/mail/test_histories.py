"""A thousand mails through a provider that loses answers and a queue that repeats itself: each arrives, and once."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib.mail import delivery_events, sender
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail.model import Kind
from chalicelib.people import store as people_store
from chalicelib.plumbing.clock import HOUR, MINUTE, SECOND
from chalicelib.plumbing.ports import SendFailed
from chalicelib.plumbing.services import Services
from chalicelib.tickets import model as tickets_model
from chalicelib.tickets import store as tickets_store
from tests.conftest import Desk, in_memory
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.makers import Killed, a_person, a_ticket, event_of, news

HIDDEN_MS = 6 * MINUTE
MAX_RECEIVES = 5
CAPS = ("mails_per_person", "mails_per_ticket", "mails_per_hour")


@dataclass
class World:
    """SES, its events and the mail queue around one desk, all on one clock. What happens is drawn from `chance`."""

    desk: Desk
    chance: random.Random
    lost: float = 0.0  # answers
    repeats: int = 0  # of each batch, at most
    late_ms: int = 10 * MINUTE  # events
    swallowed: float = 0.0  # messages that the queue loses
    per_second: int = 0  # what SES takes; 0 for any number
    shut_until: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    dead: list[dict[str, Any]] = field(default_factory=list)
    _todo: list[tuple[int, int, str, Any]] = field(default_factory=list)
    _ids: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.services: Services = replace(self.desk.services, mail_queue=self, mailer=Provider(self))

    # the queue
    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        if self.chance.random() >= self.swallowed:
            self.at(self.desk.clock.at + delay_s * SECOND, "message", (message, 1))

    def at(self, due: int, kind: str, what: Any) -> None:
        heapq.heappush(self._todo, (due, next(self._ids), kind, what))

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._todo:
            due, _, kind, what = heapq.heappop(self._todo)
            self.desk.clock.at = max(self.desk.clock.at, due)
            if kind == "news":
                delivery_events.on_ses_event(self.services, what)
            elif kind == "sweep":
                mail_outbox.sweep(self.services)
            else:
                self._receive(*what)

    def _receive(self, message: dict[str, Any], receives: int) -> None:
        """Standard queues deliver at least once: the same message comes again whatever became of it."""
        for _ in range(self.chance.randint(0, self.repeats)):
            self.at(self.desk.clock.at + self.chance.randint(0, 20 * MINUTE), "message", (message, MAX_RECEIVES))
        try:
            sender.send_one(self.services, message)
        except (Exception, Killed):  # noqa: BLE001 - as the queue does
            if receives < MAX_RECEIVES:
                self.at(self.desk.clock.at + HIDDEN_MS, "message", (message, receives + 1))
            else:
                self.dead.append(message)


@dataclass
class Provider:
    world: World

    def send(self, _message: EmailMessage, tags: Mapping[str, str]) -> str:
        world, name = self.world, tags["outbox_id"]
        clock = world.desk.clock
        if clock.at < world.shut_until:
            raise SendFailed("LimitExceededException", known=True)
        second = clock.at // SECOND
        if world.per_second and world.seconds[second] >= world.per_second:
            raise SendFailed("TooManyRequestsException", known=True)
        fate = world.chance.random()
        if fate < world.lost / 2:
            raise SendFailed("ReadTimeoutError", known=False)  # it never got there, which cannot be known
        world.sent[name] += 1
        world.seconds[second] += 1
        world.order.append(name)
        for type_ in ("Send", "Delivery"):
            payload = news(type_, name, at=clock.at)
            early = world.chance.random() < 0.1
            if early:
                delivery_events.on_ses_event(world.services, payload)
            for _ in range((not early) + (world.chance.random() < 0.2)):
                world.at(clock.at + world.chance.randint(0, world.late_ms), "news", payload)
        if fate < world.lost:
            raise world.chance.choice([SendFailed("ReadTimeoutError", known=False), Killed()])
        return f"ses-of-{name}"


def a_world(seed: int, **faults: Any) -> World:
    desk = in_memory()
    people_store.add(desk.services, a_person())
    usual = desk.services.settings.model_copy(update=dict.fromkeys(CAPS, 10**6))
    chance = random.Random(seed)  # noqa: S311 - a history that can be lived again
    return World(replace(desk, services=replace(desk.services, settings=usual)), chance, **faults)


def ask(world: World, number: int, kinds: tuple[Kind, ...] = (Kind.REPLIED,)) -> list[str]:
    """Raise a ticket with one event for each kind of mail, and ask for them as the stream's function does."""
    events = [event_of(kind, ticket=number, rev=rev) for rev, kind in enumerate(kinds, 1)]
    tickets_store.record(
        world.services, [tickets_model.TicketUpdate(None, a_ticket(number=number, assignee=None), tuple(events))]
    )
    for event in events:
        mail_outbox.enqueue_notifications(world.services, event.model_copy(update={"assignee": None}))
    return [f"{number}-{rev}-{kind}-mona" for rev, kind in enumerate(kinds, 1)]


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_emails_with_lost_answers_arrive_once_each(seed: int) -> None:
    world = a_world(seed, lost=0.1)
    wanted: list[str] = []
    for number in range(1, 1_001):
        wanted += ask(world, number)
        world.desk.clock.advance(ms=200)
    world.at(
        world.desk.clock.at + 16 * MINUTE, "message", ({"ticket": 1_001, "rev": 1, "kind": "replied", "to": "mona"}, 1)
    )
    tickets_store.record(
        world.services,
        [tickets_model.TicketUpdate(None, a_ticket(number=1_001), (event_of(Kind.REPLIED, ticket=1_001, rev=1),))],
    )
    world.run()
    assert {name: world.sent[name] for name in wanted} == dict.fromkeys(wanted, 1)
    assert world.dead == []


@pytest.mark.parametrize("repeats", range(6))
def test_redelivered_batches_and_lost_messages_neither_duplicate_nor_lose_emails(
    repeats: int,
) -> None:
    world = a_world(repeats, lost=0.1, repeats=min(repeats, 1), swallowed=0.05)
    wanted: list[str] = []
    for number in range(1, 201):
        before = len(wanted)
        wanted += ask(world, number)
        for _ in range(repeats):
            world.send({"ticket": number, "rev": 1, "kind": "replied", "to": "mona"})
        world.desk.clock.advance(ms=len(wanted) - before)
    for minute in range(21, 300):
        world.at(NOW + minute * MINUTE, "sweep", None)
    for minute in range(20, 400, 2):  # a desk that goes on writing
        at = NOW + minute * MINUTE
        world.at(at, "news", news("Send", "999-1-replied-mona", at=at))
    world.run()
    assert {name: world.sent[name] for name in wanted if world.sent[name] > 1} == {}
    assert [name for name in wanted if not world.sent[name]] == []


def test_two_thousand_emails_are_sent_at_the_allowed_rate_in_order_per_ticket() -> None:
    world = a_world(0, per_second=14, late_ms=0)
    wanted = [
        name
        for number in range(1, 501)
        for name in ask(world, number, (Kind.RECEIVED, Kind.REPLIED, Kind.STATUS_CHANGED, Kind.CLOSED))
    ]
    world.run()
    ideal_s = 2_000 / 14
    took_s = (max(world.seconds) - min(world.seconds)) + 1
    assert world.sent == Counter(wanted)
    assert max(world.seconds.values()) <= 14
    assert took_s <= 1.1 * ideal_s
    for number in range(1, 501):
        revs = [int(name.split("-")[1]) for name in world.order if name.startswith(f"{number}-")]
        assert revs == [1, 2, 3, 4]


def test_six_hours_without_a_quota_lose_nothing_and_keep_each_ticket_in_order() -> None:
    world = a_world(1, shut_until=NOW + 6 * HOUR, late_ms=0)
    wanted = [name for number in range(1, 41) for name in ask(world, number, (Kind.RECEIVED, Kind.REPLIED))]
    for minute in range(1, 7 * 60):
        world.at(NOW + minute * MINUTE, "sweep", None)
    world.run()
    assert world.sent == Counter(wanted)
    assert world.dead == []
    for number in range(1, 41):
        assert [int(name.split("-")[1]) for name in world.order if name.startswith(f"{number}-")] == [1, 2]
    assert max(world.seconds) * SECOND < NOW + 6.3 * HOUR
