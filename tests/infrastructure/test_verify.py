"""Whatever is done to the log or to a ticket's story behind the desk's back is found, and the first of it is named."""

import copy
import random
import tracemalloc
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.administration import actions as administration_actions
from chalicelib.administration.forms import SettingsChange, TeamForm
from chalicelib.audit import actions as audit_actions
from chalicelib.audit import items as audit_items
from chalicelib.audit import jobs as audit_jobs
from chalicelib.audit import store as audit_store
from chalicelib.audit.model import Head
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import delivery as conversation_delivery
from chalicelib.conversation import undo
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.plumbing.aws.marshal import item_from_wire, item_to_wire
from chalicelib.plumbing.errors import Refused
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.relations.forms import Split
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_data import Delivery
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import LinkKind, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers
from infrastructure.verify import Report, Verify, main, stored_ends
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, MALLORY, ROOT
from tests.conftest import SHOP, Desk, in_memory

TAMPERINGS = 1_000
Key = tuple[str, str]
Items = dict[Key, dict[str, Any]]


def many_tickets(services: Services) -> None:
    """Tickets of every kind: talked about, merged, split, linked, snoozed, spam, withdrawn, closed."""
    for agent in (ADA, ALAN, BORIS):
        makers.an_agent(services, agent=agent)
    configuration_actions.replace_all(services, SHOP.model_copy(update={"undo_send_s": 10}))
    talked, merged, split, unanswered = (makers.a_ticket(services) for _ in range(4))
    talked = makers.answered(
        services, makers.replied(services, makers.assigned(services, talked), status=Status.PENDING)
    )
    conversation_actions.add_note(services, ALAN, talked.id, NewNote(body="Between us", mentions=["ada"]))
    talked = tickets_transaction.ticket_for(services, ADA, talked.id)
    change = TicketChange.model_validate(
        {"priority": "high", "tags": ["vip", "late"], "team": "billing", "subject": "Really late"}
    )
    tickets_actions.change(services, ADA, talked.id, change, talked.version)
    relations_actions.merge(services, ADA, merged.id, talked.id, 1)
    relations_actions.split(services, ADA, split.id, Split(event=f"{split.id}-1", subject="Another thing"), 1)
    relations_actions.link(services, ADA, split.id, unanswered.id, LinkKind.PARENT)
    followers.follow(services, ALAN, unanswered.id, "alan")
    withdrawn = makers.replied(services, tickets_transaction.ticket_for(services, ADA, split.id), body="Wrong window")
    undo.withdraw(services, ADA, split.id, f"{split.id}-{withdrawn.version}")
    spam = makers.a_ticket(services, by=MALLORY, body="Buy!")
    triage_actions.mark_spam(services, ADA, spam.id, Spam.SPAM, 1)
    triage_actions.snooze(
        services,
        ADA,
        unanswered.id,
        services.clock.now() + 60_000,
        tickets_transaction.ticket_for(services, ADA, unanswered.id).version,
    )
    makers.closed(
        services, makers.replied(services, makers.a_ticket(services, category="refund"), status=Status.SOLVED)
    )
    for n in range(6):
        administration_actions.add_team(services, ROOT, TeamForm(name=f"Team {'abcdef'[n]}", open=n % 2 == 0), None)
        version = configuration_actions.load_current(services).version
        administration_actions.change_settings(services, ROOT, SettingsChange(undo_send_s=n), version)


@pytest.fixture
def busy_desk(memory_desk: Desk) -> Desk:
    for name in ("Early", "Later"):  # the log spans three months
        administration_actions.add_team(memory_desk.services, ROOT, TeamForm(name=name), None)
        memory_desk.clock.advance(days=30)
    many_tickets(memory_desk.services)
    return memory_desk


def verify(desk: Desk, noted: str = "", stored: Collection[str] = ()) -> Report:
    return Verify(desk.meter, desk.services.core.name).run(noted, stored)


def items_of(desk: Desk) -> Items:
    found: Items = desk.meter._client.tables[desk.services.core.name].items
    return found


def put(desk: Desk, key: Key, wire: dict[str, Any] | None) -> None:
    desk.meter._client.tables[desk.services.core.name].set(key, wire)


class TestSoundDesk:
    def test_unchanged_desk_verifies(self, busy_desk: Desk) -> None:
        report = verify(busy_desk)

        assert report.is_well, str(report)
        heads = [key for key in items_of(busy_desk) if key[0].startswith("T#") and key[1] == "#"]
        events = [key for key in items_of(busy_desk) if key[0].startswith("T#") and key[1][:2] in {"C#", "I#"}]
        assert (report.entries, report.tickets, report.events) == (14, len(heads), len(events))
        assert str(report).startswith(f"log      14 entries, whole; it ends with 14:{report.head.hash}\n")

    def test_empty_desk_verifies(self, memory_desk: Desk) -> None:
        assert str(verify(memory_desk)) == "log      0 entries, whole\ntickets  0 with 0 events, whole"

    def test_items_may_come_in_any_order(self, busy_desk: Desk) -> None:
        """A scan is promised no order."""
        client = Shuffled(busy_desk.meter)

        report = Verify(client, busy_desk.services.core.name).run()

        assert report.is_well, str(report)
        assert report.tickets == verify(busy_desk).tickets

    def test_desk_verifies_while_it_is_being_written_to(self, busy_desk: Desk) -> None:
        client = Busy(busy_desk)

        report = Verify(client, busy_desk.services.core.name).run()

        assert report.is_well, str(report)
        assert client.written > 3

    def test_previously_noted_head_is_still_in_the_log(self, busy_desk: Desk) -> None:
        noted = verify(busy_desk).head
        administration_actions.add_team(busy_desk.services, ROOT, TeamForm(name="Later"), None)

        assert verify(busy_desk, f"{noted.seq}:{noted.hash}").is_well
        assert not verify(busy_desk, f"{noted.seq}:{'A' * 43}").is_well

    def test_memory_does_not_grow_with_the_tickets(self, memory_desk: Desk) -> None:
        peaks: list[int] = []
        for _ in range(2):
            for _ in range(60 if not peaks else 540):
                makers.a_ticket(memory_desk.services, body="x" * 2_000)
            tracemalloc.start()
            assert verify(memory_desk).is_well
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

        assert peaks[1] < 2 * peaks[0]


@pytest.mark.parametrize("head", ["41", "x:y", "41:short", ":"])
def test_malformed_head_is_refused(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--head", head])
    assert "as `make verify` printed it" in capsys.readouterr().err


class Shuffled:
    """A client whose scan gives one item a page, in any order."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def scan(self, **request: Any) -> dict[str, Any]:
        items = self._client.scan(**{**request, "Limit": 10_000})["Items"]
        random.Random(7).shuffle(items)  # noqa: S311 - an order, not a secret
        return {"Items": items}


class Busy:
    """A client that lets the desk be used between any two pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.written = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.meter, name)

    def scan(self, **request: Any) -> Any:
        return self._after_something(self._desk.meter.scan(**{**request, "Limit": 7}))

    def query(self, **request: Any) -> Any:
        return self._after_something(self._desk.meter.query(**request))

    def _after_something(self, page: Any) -> Any:
        self.written += 1
        if self.written < 30:
            makers.answered(
                self._desk.services, queries.load_ticket(self._desk.services, 10_001), body=f"{self.written}"
            )
            administration_actions.add_team(
                self._desk.services, ROOT, TeamForm(id=f"busy-{self.written}", name="B"), None
            )
        return page


@dataclass(frozen=True)
class Chain:
    """What was written as one: the keys of its links in order, and what holds the end of it."""

    links: list[Key]
    head: Key

    @property
    def number(self) -> str:
        """The ticket's; empty for the log."""
        return self.head[0][2:] if self.head[0].startswith("T#") else ""


def chains(items: Items) -> list[Chain]:
    log = Chain(sorted(key for key in items if key[0].startswith("AU#")), audit_items.HEAD)
    heads = sorted(key for key in items if key[0].startswith("T#") and key[1] == "#")
    chains = [
        Chain(
            sorted(
                (key for key in items if key[0] == head[0] and key[1][:2] in {"C#", "I#"}), key=lambda key: key[1][2:]
            ),
            head,
        )
        for head in heads
    ]
    return [log, log, *chains]


Tamper = Callable[[random.Random, Desk, Chain], int]
"""Does something to a chain and gives the number of the first link that is bad then; 0 for what holds them."""
NOT_HELD = {"pk", "sk", "withdrawn", "silent", "attachments", "delivery", "delivery_rank"}
"""What is in no hash of its own: it changes after the fact, or says where the item lies."""


def flip(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """Another value somewhere in a link."""
    place = dice.randrange(len(chain.links))
    wire = copy.deepcopy(items_of(desk)[chain.links[place]])
    leaf, name = dice.choice(list(leaves(wire)))
    leaf[name] = other(dice, leaf[name])
    put(desk, chain.links[place], wire)
    return place + 1


def leaves(wire: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Every value that can be changed, with what holds it."""
    for name in wire.keys() - NOT_HELD:
        yield from _leaves(wire, name)


def _leaves(holder: Any, name: Any) -> Iterator[tuple[Any, Any]]:
    ((kind, value),) = holder[name].items()
    if kind == "M":
        for inner in value:
            yield from _leaves(value, inner)
    elif kind == "L":
        for n in range(len(value)):
            yield from _leaves(value, n)
    else:
        yield holder, name


def other(dice: random.Random, wire: dict[str, Any]) -> dict[str, Any]:
    ((kind, value),) = wire.items()
    match kind:
        case "S":
            at = dice.randrange(len(value) + 1)
            return {"S": value[:at] + dice.choice(["x", "é", " "]) + value[at:]}
        case "N":
            return {"N": str(int(value) + dice.choice([-1, 1, 60_000]))}
        case "SS":
            return {"SS": [*value, "mallory"]}
        case "BOOL":
            return {"BOOL": not value}
    return {"S": "was null"}


def drop_a_member(dice: random.Random, desk: Desk, chain: Chain) -> int:
    place = dice.randrange(len(chain.links))
    wire = dict(items_of(desk)[chain.links[place]])
    del wire[dice.choice(sorted(wire.keys() - NOT_HELD))]
    put(desk, chain.links[place], wire)
    return place + 1


def add_a_member(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """A time to live would have the table forget it by itself."""
    place = dice.randrange(len(chain.links))
    wire = {**items_of(desk)[chain.links[place]], dice.choice(["ttl", "note"]): {"N": "1"}}
    put(desk, chain.links[place], wire)
    return place + 1


def delete(dice: random.Random, desk: Desk, chain: Chain) -> int:
    place = dice.randrange(len(chain.links))
    put(desk, chain.links[place], None)
    return place + 1


def truncate(dice: random.Random, desk: Desk, chain: Chain) -> int:
    remaining = dice.randrange(len(chain.links))
    for key in chain.links[remaining:]:
        put(desk, key, None)
    return remaining + 1


def swap(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """Two links with each other's contents."""
    if len(chain.links) == 1:
        return delete(dice, desk, chain)
    one, two = sorted(dice.sample(range(len(chain.links)), 2))
    first, second = chain.links[one], chain.links[two]
    here, there = dict(items_of(desk)[first]), dict(items_of(desk)[second])
    put(desk, first, {**there, "pk": here["pk"], "sk": here["sk"]})
    put(desk, second, {**here, "pk": there["pk"], "sk": there["sk"]})
    return one + 1


def renumber(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """A link under another number, where there is none."""
    place = dice.randrange(len(chain.links))
    pk, sk = chain.links[place]
    free = sk[:2] + f"{len(chain.links) + 1:06d}" if chain.number else f"{len(chain.links) + 1:010d}"
    wire = dict(items_of(desk)[pk, sk])
    put(desk, (pk, sk), None)
    put(desk, (pk, free), {**wire, "sk": {"S": free}})
    return place + 1


def forge(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """One more, readable or not, which the head knows nothing of."""
    key = dice.choice(chain.links)
    after = key[1][:2] + f"{len(chain.links) + 1:06d}" if chain.number else f"{len(chain.links) + 1:010d}"
    wire = {**items_of(desk)[key], "sk": {"S": after}}
    if dice.random() < 0.5:
        del wire["at"]
    put(desk, (key[0], after), wire)
    return len(chain.links) + 1


def move(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """A note to where customers read, a message to where they do not; an entry to another month."""
    place = dice.randrange(len(chain.links))
    pk, sk = chain.links[place]
    if chain.number:
        there = (pk, ("C" if sk[0] == "I" else "I") + sk[1:])
    else:
        there = (dice.choice(sorted({"AU#209901", "AU#202502", *(month for month, _ in chain.links)} - {pk})), sk)
    put(desk, there, {**items_of(desk)[pk, sk], "pk": {"S": there[0]}, "sk": {"S": there[1]}})
    put(desk, (pk, sk), None)
    known = there[0] in {month for month, _ in chain.links}  # in an earlier month it comes too early
    return min(place, sum(month <= there[0] for month, _ in chain.links) if known else place) + 1


def rewind(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """The end says less, or more, than is there."""
    wire = dict(items_of(desk)[chain.head])
    name = dice.choice(["version", "head"] if chain.number else ["seq", "hash", "at", "months"])
    wire[name] = {"L": wire[name]["L"][:-1]} if name == "months" else other(dice, wire[name])
    put(desk, chain.head, wire)
    return 0


def lose_the_head(_dice: random.Random, desk: Desk, chain: Chain) -> int:
    put(desk, chain.head, None)
    return 0


def flip_the_head(dice: random.Random, desk: Desk, chain: Chain) -> int:
    """Whose the ticket is, who has it, and whatever else its events speak of."""
    if not chain.number:
        return rewind(dice, desk, chain)
    item = item_from_wire(items_of(desk)[chain.head])
    name, value = dice.choice(
        [
            ("requester", "mallory2"),
            ("assignee", "mallory"),
            ("team", "support2"),
            ("followers", {"mallory"}),
            ("updated_at", 1),
            ("created_at", 1),
            ("number", 7),
            ("merged_into", 7),
            ("ttl", 1),
        ]
    )
    put(desk, chain.head, item_to_wire({**item, name: value}))
    return 0


TAMPERS: tuple[Tamper, ...] = (
    flip,
    flip,
    flip,
    drop_a_member,
    add_a_member,
    delete,
    truncate,
    swap,
    renumber,
    forge,
    move,
    rewind,
    lose_the_head,
    flip_the_head,
)


def test_wholly_deleted_ticket_is_missed_by_the_one_created_after_it(memory_desk: Desk) -> None:
    _, second, _ = (makers.a_ticket(memory_desk.services) for _ in range(3))
    for key in [key for key in items_of(memory_desk) if key[0] == f"T#{second.number}"]:
        put(memory_desk, key, None)

    report = verify(memory_desk)

    assert {number: error.what for number, error in report.broken.items()} == {
        second.id: "the whole ticket is missing, which a later one names"
    }


@pytest.mark.parametrize("number", ["x", "999999999999", "-1", "1" * 300])
def test_item_under_an_impossible_number_stops_nothing(memory_desk: Desk, number: str) -> None:
    makers.a_ticket(memory_desk.services)
    put(memory_desk, (f"T#{number}", "#"), {"pk": {"S": f"T#{number}"}, "sk": {"S": "#"}})

    assert set(verify(memory_desk).broken) == {number}


def test_ticket_that_could_not_be_created_leaves_an_honest_gap(memory_desk: Desk) -> None:
    services = memory_desk.services
    makers.a_ticket(services)
    services.numbers.next(services.clock.real())
    makers.a_ticket(services)

    assert verify(memory_desk).is_well


def test_every_tampering_is_found_at_its_first_broken_event(busy_desk: Desk) -> None:
    dice = random.Random(20_260_105)  # noqa: S311 - the same every time
    whole = copy.deepcopy(items_of(busy_desk))
    tampered: dict[str, int] = {}
    for _ in range(TAMPERINGS):
        chain, tamper = dice.choice(chains(whole)), dice.choice(TAMPERS)
        first = tamper(dice, busy_desk, chain)
        report = verify(busy_desk)

        error = report.broken.get(chain.number) if chain.number else report.log
        assert error is not None, (tamper.__name__, chain.head)
        assert first in {error.at, 0}, (tamper.__name__, chain.head, first, error)
        assert len(report.broken) + (report.log is not None) == 1, (tamper.__name__, str(report))
        tampered[tamper.__name__] = tampered.get(tamper.__name__, 0) + 1
        for key in {*whole, *items_of(busy_desk)}:
            if items_of(busy_desk).get(key) != whole.get(key):
                put(busy_desk, key, copy.deepcopy(whole.get(key)))
    assert verify(busy_desk).is_well
    assert tampered.keys() == {tamper.__name__ for tamper in TAMPERS}


class TestDelivered:
    """An answer whose mail has arrived, which the store marks with more than the event says."""

    @pytest.fixture
    def delivered(self, memory_desk: Desk) -> tuple[Desk, Ticket]:
        services = memory_desk.services
        ticket = makers.replied(services, makers.a_ticket(services))
        delivery = Delivery(state="delivered", at=services.clock.now())
        conversation_delivery.show_delivery(services, ticket.number, ticket.version, delivery, rank=5)
        return memory_desk, makers.answered(services, ticket)

    def test_desk_with_delivered_replies_verifies(self, delivered: tuple[Desk, Ticket]) -> None:
        desk, ticket = delivered
        assert "delivery_rank" in items_of(desk)[f"T#{ticket.number}", "C#000002"]

        assert verify(desk).is_well, str(verify(desk))

    def test_rewritten_reply_is_found_although_it_was_delivered(self, delivered: tuple[Desk, Ticket]) -> None:
        desk, ticket = delivered
        key = (f"T#{ticket.number}", "C#000002")
        wire = copy.deepcopy(items_of(desk)[key])
        wire["data"]["M"]["body"] = {"S": "You get your money back."}
        put(desk, key, wire)

        error = verify(desk).broken[ticket.id]

        assert (error.at, error.what) == (2, "changed, or not the one that was recorded")

    def test_changed_event_after_a_delivered_reply_is_found(self, delivered: tuple[Desk, Ticket]) -> None:
        desk, ticket = delivered
        key = (f"T#{ticket.number}", "C#000003")
        put(desk, key, {**items_of(desk)[key], "at": {"N": "1"}})

        assert verify(desk).broken[ticket.id].at == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("subject", "Thank you"), ("priority", "low"), ("category", "other"), ("channel", "email"), ("status", "open")],
)
def test_changed_ticket_field_without_an_event_is_found(memory_desk: Desk, name: str, value: str) -> None:
    ticket = makers.a_ticket(memory_desk.services)
    key = (f"T#{ticket.number}", "#")
    put(memory_desk, key, {**items_of(memory_desk)[key], name: {"S": value}})

    error = verify(memory_desk).broken[ticket.id]

    assert (error.at, error.what) == (0, f"its {name} is not what its events say")


def test_timeline_with_erased_values_verifies(busy_desk: Desk) -> None:
    for key, wire in list(items_of(busy_desk).items()):
        if key[0].startswith("T#") and key[1][:2] in {"C#", "I#"} and "digests" in wire:
            event = tickets_items.event_of(item_from_wire(wire))
            on_ticket = {"data.subject", "changes.subject", "changes.assignee_name"}  # the ticket still shows these
            personal = [path for path in event.digests if path not in on_ticket]
            put(busy_desk, key, item_to_wire(tickets_items.event_item(tickets_chain.erase(event, personal))))

    assert verify(busy_desk).is_well, str(verify(busy_desk))


def test_event_of_a_newer_version_is_reported_as_such(memory_desk: Desk) -> None:
    ticket = makers.replied(memory_desk.services, makers.a_ticket(memory_desk.services))
    key = (f"T#{ticket.number}", "C#000002")
    put(memory_desk, key, {**items_of(memory_desk)[key], "v": {"N": "3"}})

    error = verify(memory_desk).broken[ticket.id]

    assert (error.at, error.what) == (2, "written by a newer version of this software, which alone can check it")


class TestWithdrawn:
    """Whether a message was taken back is in no hash of its own."""

    def ticket_with_one(self, busy_desk: Desk) -> tuple[str, Key]:
        (key,) = [key for key, wire in items_of(busy_desk).items() if wire.get("withdrawn") == {"BOOL": True}]
        return key[0][2:], key

    def test_undone_message_made_public_is_found(self, busy_desk: Desk) -> None:
        number, key = self.ticket_with_one(busy_desk)
        wire = dict(items_of(busy_desk)[key])
        put(busy_desk, key, None)
        del wire["withdrawn"]
        public = (key[0], f"C{key[1][1:]}")
        put(busy_desk, public, {**wire, "sk": {"S": public[1]}})

        assert "shown or hidden" in verify(busy_desk).broken[number].what

    def test_hidden_message_is_found(self, busy_desk: Desk) -> None:
        wire = dict(items_of(busy_desk)["T#10001", "C#000003"])
        put(busy_desk, ("T#10001", "C#000003"), None)
        put(busy_desk, ("T#10001", "I#000003"), {**wire, "sk": {"S": "I#000003"}, "withdrawn": {"BOOL": True}})

        error = verify(busy_desk).broken["10001"]
        assert (error.at, "shown or hidden" in error.what) == (3, True)


def test_broken_log_and_broken_tickets_are_reported_one_by_one(busy_desk: Desk) -> None:
    put(busy_desk, ("T#10001", "C#000002"), None)
    put(busy_desk, ("T#10002", "#"), None)
    put(busy_desk, audit_items.HEAD, None)

    lines = str(verify(busy_desk)).splitlines()

    assert lines[0] == "log      BROKEN at entry 1: not in the log's numbering (AU#202601)"
    assert lines[1].endswith("2 BROKEN")
    assert lines[2:] == [
        "         #10001 BROKEN at event 2: missing",
        "         #10002 BROKEN: the ticket itself is missing",
    ]


CHANGE = TicketChange.model_validate({"priority": "high", "tags": ["b", "a"], "team": "billing", "category": "refund"})
NUMBERS = st.sampled_from([10_001, 10_002, 10_003])
STEPS: dict[str, Callable[[Services, Ticket, Ticket], object]] = {
    "customer": lambda services, one, _: makers.answered(
        services, one, by=MALLORY if one.requester == "mallory" else CARLA
    ),
    "agent": lambda services, one, _: makers.replied(services, one),
    "both": lambda services, one, two: conversation_actions.add_message(
        services, ADA, one.id, NewMessage(body="To both", copy_to=[two.id]), one.version
    ),
    "solve": lambda services, one, _: makers.replied(services, one, status=Status.SOLVED),
    "close": lambda services, one, _: makers.closed(services, one) if one.status is Status.SOLVED else None,
    "reopen": lambda services, one, _: makers.with_status(services, one, Status.OPEN),
    "withdraw": lambda services, one, _: undo.withdraw(services, ADA, one.id, f"{one.id}-{one.version}"),
    "note": lambda services, one, _: conversation_actions.add_note(
        services, ALAN, one.id, NewNote(body="n", mentions=["ada", "boris"])
    ),
    "change": lambda services, one, _: tickets_actions.change(services, ADA, one.id, CHANGE, one.version),
    "assign": lambda services, one, _: makers.assigned(services, one),
    "unassign": lambda services, one, _: tickets_actions.change(
        services, ADA, one.id, TicketChange.model_validate({"assignee": None, "status": "on_hold"}), one.version
    ),
    "merge": lambda services, one, two: relations_actions.merge(services, ADA, one.id, two.id, one.version),
    "unmerge": lambda services, one, _: relations_actions.unmerge(services, ADA, one.id, one.version),
    "split": lambda services, one, _: relations_actions.split(
        services, ADA, one.id, Split(event=f"{one.id}-2", subject="Apart"), one.version
    ),
    "link": lambda services, one, two: relations_actions.link(services, ADA, one.id, two.id, LinkKind.PARENT),
    "unlink": lambda services, one, two: relations_actions.unlink(services, ADA, one.id, two.id),
    "follow": lambda services, one, _: followers.follow(services, ALAN, one.id, "alan"),
    "unfollow": lambda services, one, _: followers.unfollow(services, ALAN, one.id, "alan"),
    "spam": lambda services, one, _: triage_actions.mark_spam(services, ADA, one.id, Spam.SPAM, one.version),
    "release": lambda services, one, _: triage_actions.unmark_spam(services, ADA, one.id, one.version),
    "snooze": lambda services, one, _: triage_actions.snooze(
        services, ADA, one.id, services.clock.now() + 5_000, one.version
    ),
    "unsnooze": lambda services, one, _: triage_actions.unsnooze(services, ADA, one.id, one.version),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), NUMBERS, NUMBERS, st.integers(0, 8)), max_size=25))
def test_any_sequence_of_actions_verifies(steps: list[tuple[str, int, int, int]]) -> None:
    """A false alarm would be worse than none."""
    desk = in_memory(SHOP.model_copy(update={"undo_send_s": 10}))
    for agent in (ADA, ALAN, BORIS):
        makers.an_agent(desk.services, agent=agent)
    for by in (CARLA, CARLA, MALLORY):
        makers.a_ticket(desk.services, by=by)
    for name, one, two, seconds in steps:
        desk.clock.advance(ms=seconds * 1_000)
        with suppress(Refused, AssertionError, tickets_transaction.AgentAtCapacity):
            STEPS[name](desk.services, queries.load_ticket(desk.services, one), queries.load_ticket(desk.services, two))

    report = verify(desk)

    assert report.is_well, str(report)
    assert report.tickets >= 3


def test_desk_with_merges_copies_and_an_undone_reply_verifies(memory_desk: Desk) -> None:
    """Other people's parts, copies of messages and a message taken back from both."""
    services = memory_desk.services
    makers.an_agent(services, agent=ADA)
    configuration_actions.replace_all(services, SHOP.model_copy(update={"undo_send_s": 10}))
    survivor, joined = makers.a_ticket(services), makers.a_ticket(services, by=MALLORY)
    relations_actions.merge(services, ADA, joined.id, survivor.id, 1)
    makers.answered(services, joined, by=MALLORY)
    seen = tickets_transaction.ticket_for(services, ADA, survivor.id).version
    both = NewMessage(body="To both", copy_to=[joined.id])
    result = conversation_actions.add_message(services, ADA, survivor.id, both, seen)
    undo.withdraw(services, ADA, survivor.id, result.events[0].id)
    relations_actions.unmerge(
        services, ADA, joined.id, tickets_transaction.ticket_for(services, ADA, joined.id).version
    )
    closed = makers.closed(
        services, makers.replied(services, makers.a_ticket(services, by=CARLA), status=Status.SOLVED)
    )
    makers.answered(services, closed)

    report = verify(memory_desk)

    assert report.is_well, str(report)
    assert tickets_store.find(services, closed.number)
    assert report.tickets == 4


class TestStoredEnds:
    """The ends of the log that are stored outside the table."""

    @pytest.fixture
    def stored(self, busy_desk: Desk) -> set[str]:
        """Two ends: one of before, one of now."""
        audit_jobs.store_head(busy_desk.services)
        administration_actions.add_team(busy_desk.services, ROOT, TeamForm(name="Newest"), None)
        audit_jobs.store_head(busy_desk.services)
        keys = [key for key, _ in busy_desk.services.audit_bucket.names("")]
        return {end for key in keys if (end := audit_items.noted_in(key))}

    def cut_off(self, desk: Desk) -> Head:
        """Remove the last entry and set the head back, as an attacker would who knows how it is stored."""
        before = audit_store.head(desk.services)
        last = max(key for key in items_of(desk) if key[0].startswith("AU#"))
        put(desk, last, None)
        entries = audit_actions.recent(desk.services, 1, None, lambda _: True).entries
        after = before.model_copy(update={"seq": entries[0].seq, "hash": entries[0].hash, "at": entries[0].at})
        put(desk, audit_items.HEAD, item_to_wire({"pk": "AU", "sk": "HEAD", **after.model_dump()}))
        return after

    def test_log_with_all_stored_ends_verifies(self, busy_desk: Desk, stored: set[str]) -> None:
        report = verify(busy_desk, stored=stored)

        assert report.is_well
        assert "ends     2 stored outside the table, all in the log" in str(report)

    def test_log_that_was_cut_off_is_named(self, busy_desk: Desk, stored: set[str]) -> None:
        after = self.cut_off(busy_desk)
        assert verify(busy_desk).is_well, "the table alone does not show it"

        report = verify(busy_desk, stored=stored)

        assert report.log is not None
        assert (report.log.at, report.log.what) == (
            after.seq + 1,
            f"cut off: the log ends at {after.seq}, and {after.seq + 1} is stored outside the table",
        )

    def test_log_that_was_cut_off_and_continued_is_named(self, busy_desk: Desk, stored: set[str]) -> None:
        after = self.cut_off(busy_desk)
        for name in ("Forged", "Forged too"):
            administration_actions.add_team(busy_desk.services, ROOT, TeamForm(name=name), None)
        audit_jobs.store_head(busy_desk.services)
        assert verify(busy_desk).is_well, "the table alone does not show it"

        report = verify(busy_desk, stored=stored)

        assert report.log is not None
        assert (report.log.at, report.log.what) == (after.seq + 1, "not the one that is stored outside the table")

    def test_log_that_was_removed_is_named(self, busy_desk: Desk, stored: set[str]) -> None:
        for key in [key for key in items_of(busy_desk) if key[0].startswith("AU")]:
            put(busy_desk, key, None)
        assert verify(busy_desk).is_well, "the table alone does not show it"

        report = verify(busy_desk, stored=stored)

        assert report.log is not None
        assert "cut off: the log ends at 0" in report.log.what

    def test_deleted_and_foreign_objects_are_read_as_they_were(self) -> None:
        there = f"audit-heads/2026-01-05/0000000007-{'a' * 43}"
        pages = [{"Versions": [{"Key": there}, {"Key": "audit-heads/x"}], "DeleteMarkers": [{"Key": there}]}, {}]
        client = Mock(**{"get_paginator.return_value.paginate.return_value": pages})

        assert stored_ends(client, "audit") == {f"7:{'a' * 43}"}
        client.get_paginator.assert_called_once_with("list_object_versions")
