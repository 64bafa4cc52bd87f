"""What follows from what: complete, repeatable, and one bad record never stops the others."""

import dataclasses
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from chalicelib import reactions
from chalicelib.closure import rules as closure_rules
from chalicelib.feedback import rules as feedback_rules
from chalicelib.mail import kind_specs, sender
from chalicelib.mail import outbox as mail_outbox
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import Role
from chalicelib.plumbing.aws import queues, stream
from chalicelib.plumbing.services import Services
from chalicelib.search import outbox as search_outbox
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import CONVERSATION_EVENTS, INTERNAL_EVENTS, EventType
from chalicelib.tickets.model import Status
from chalicelib.triage import actions as triage_actions
from tests import events, makers
from tests.cast import ADA, ALAN, CARLA
from tests.conftest import Desk
from tests.infrastructure.test_stream_filters import on_aws

WIRING = Path(__file__).parent.parent.parent / "infrastructure" / "template" / "wiring.yaml"


def deliver(services: Services, changes: list[events.Change]) -> Any:
    return stream.each_new_item(events.stream_event(changes), lambda item: reactions.on_new_item(services, item))


def pending(desk: Desk) -> list[events.Change]:
    """What the filter lets through of all that has happened."""
    return [change for change in desk.meter.changes if events.is_event(change)]


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Three tickets with words on them, one of them solved and written to again; Ada is on duty.

    Alan answers, who has no record of an agent here: so his replies claim nothing, and routing has something to do.
    """
    services = desk.services
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
    makers.an_agent(services, agent=ADA)
    makers.a_slot(services, agent=ADA)
    desk.routing.messages.clear()
    for _ in range(2):
        makers.replied(services, makers.a_ticket(services), by=ALAN)
    solved = makers.replied(services, makers.a_ticket(services), by=ALAN, status=Status.SOLVED)
    makers.answered(services, solved)
    return desk


def test_every_type_of_event_has_its_row_and_every_timer_its_slice() -> None:
    assert list(reactions.REACTIONS.keys() ^ set(EventType)) == []
    assert reactions.TIMERS.keys() == {
        closure_rules.REMIND,
        closure_rules.LAST_NOTICE,
        closure_rules.CLOSE,
        feedback_rules.RATE,
        triage_actions.UNSNOOZE,
    }


def test_every_event_with_text_is_indexed() -> None:
    indexed = {type_ for type_, follows in reactions.REACTIONS.items() if search_outbox.index in follows}

    assert indexed - CONVERSATION_EVENTS == {EventType.TICKET_CHANGED} | search_outbox.WHOLE
    assert indexed >= CONVERSATION_EVENTS


def test_no_customer_is_written_to_about_what_is_internal() -> None:
    mailed = {type_ for type_, follows in reactions.REACTIONS.items() if mail_outbox.enqueue_notifications in follows}

    assert mailed & INTERNAL_EVENTS == {
        EventType.NOTE_ADDED,
        EventType.MERGED_TICKET_REPLIED,
        EventType.UNVERIFIED_REPLY_RECEIVED,
        EventType.DELIVERY_FAILED,
    }  # colleagues are
    assert set(EventType) - INTERNAL_EVENTS - mailed == {
        EventType.TICKET_UNMERGED,
        EventType.FOLLOW_UP_CREATED,
        EventType.CLOSURE_DEFERRED,
        EventType.TICKET_RATED,
    }


def test_every_event_that_triggers_an_email_queues_it() -> None:
    triggers = {trigger.type for spec in kind_specs.SPECS.values() for trigger in spec.triggers}

    assert [each for each in triggers if mail_outbox.enqueue_notifications not in reactions.REACTIONS[each]] == []


def cuts(dice: random.Random, changes: list[events.Change]) -> Iterator[list[events.Change]]:
    """The batch in order, cut anywhere, each part up to six times."""
    start = 0
    while start < len(changes):
        end = start + dice.randrange(1, 5)
        for _ in range(dice.randrange(1, 7)):
            yield changes[start:end]
        start = end


def effects(desk: Desk) -> dict[str, Any]:
    """What came of it, apart from how often a mail was asked for."""
    tickets = {number: tickets_store.find(desk.services, number) for number in (10_001, 10_002, 10_003)}
    asked = {tuple(sorted(message.items())) for message in desk.mails.messages}
    load = roster.slot_of(desk.services, "orders", "ada").load
    return {
        "tickets": {n: t and (t.assignee, t.version) for n, t in tickets.items()},
        "mails": sorted(asked),
        "load": load,
    }


def test_delivered_stream_has_all_its_effects(busy: Desk) -> None:
    assert deliver(busy.services, pending(busy)) == {"batchItemFailures": []}

    found = effects(busy)
    assert found["load"] == 3
    assert found["tickets"] == {10_001: ("ada", 3), 10_002: ("ada", 3), 10_003: ("ada", 4)}
    assert Counter(dict(mail)["kind"] for mail in found["mails"]) == {"received": 3, "replied": 3, "reopened": 1}


@pytest.mark.parametrize("seed", range(4))
def test_redelivered_stream_changes_nothing_more(busy: Desk, seed: int) -> None:
    changes = pending(busy)
    for part in cuts(random.Random(seed), changes):  # noqa: S311 - a schedule, not a secret
        assert deliver(busy.services, part) == {"batchItemFailures": []}
    first = effects(busy)

    deliver(busy.services, changes)

    assert effects(busy) == first
    assert first["load"] == 3
    assert first["tickets"] == {10_001: ("ada", 3), 10_002: ("ada", 3), 10_003: ("ada", 4)}


def test_email_queued_several_times_is_sent_once(busy: Desk) -> None:
    for part in cuts(random.Random(5), pending(busy)):  # noqa: S311
        deliver(busy.services, part)
    asked = busy.mails.messages
    assert len(asked) > 7

    for start in range(0, len(asked), 10):
        batch = events.queue_event(asked[start : start + 10])
        payload = queues.each_message(batch, lambda message: sender.send_one(busy.services, message))
        assert payload == {"batchItemFailures": []}

    assert len(busy.post.sent) == len({tuple(sorted(message.items())) for message in asked}) == 7


@pytest.mark.parametrize("position", [0, 3, 6])
@pytest.mark.parametrize(
    "poison",
    [
        {"type": {"S": "TicketExploded"}},  # of a known version, without a head
        {"type": {"S": "TicketCreated"}},
        {"type": {"B": "AQ=="}},
        {},
    ],
)
def test_unreadable_record_is_reported_alone(busy: Desk, poison: dict[str, Any], position: int) -> None:
    changes = pending(busy)
    assert len(changes) >= 6
    changes.insert(position, (None, {"pk": {"S": "T#9"}, "sk": {"S": "C#000001"}, **poison}))

    answer = deliver(busy.services, changes)

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{position + 1:021d}"}]}
    assert effects(busy)["load"] == 3


@pytest.mark.parametrize(
    "strange",
    [{"type": {"S": "TicketExploded"}}, {"v": {"N": "3"}}, {"v": {"N": "3"}, "by": {"S": "somebody"}}],
    ids=str,
)
def test_event_of_another_version_is_logged_and_the_stream_continues(
    busy: Desk, strange: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    changes = pending(busy)
    first = next(new for _, new in changes if new is not None)
    changes.insert(0, (None, {**first, "pk": {"S": "T#9"}, **strange}))

    assert deliver(busy.services, changes) == {"batchItemFailures": []}
    assert effects(busy)["load"] == 3
    assert "event of another version" in caplog.messages


def test_imported_history_triggers_no_reactions(desk: Desk) -> None:
    silent = dataclasses.replace(desk.services, silent=True)
    makers.replied(silent, makers.a_ticket(silent))

    assert pending(desk) == []
    assert [change for change in desk.meter.changes if events.is_ticket(change)]


def filters_of(function: str) -> list[dict[str, Any]]:
    """The patterns that the template gives to a function's stream."""
    resources = YAMLTemplateSerializer().load_template(WIRING.read_text("utf-8"), str(WIRING))["Resources"]
    (source,) = resources[function]["Properties"]["Events"].values()
    criteria = source["Properties"].get("FilterCriteria")
    return [json.loads(each["Pattern"]) for each in criteria["Filters"]]


@pytest.mark.parametrize(
    ("function", "lets_through"), [("OnTicketEvent", events.is_news), ("OnTicketChange", events.is_ticket)]
)
def test_stream_filter_of_these_tests_matches_the_template(
    busy: Desk, function: str, lets_through: Callable[[events.Change], bool]
) -> None:
    makers.a_ticket(dataclasses.replace(busy.services, silent=True))
    changes = busy.meter.changes
    removed = [(new, None) for _, new in changes[:3]]
    seen = [*changes, *removed]
    records = events.stream_event(seen)["Records"]
    patterns = filters_of(function)

    expected = [any(on_aws(record, pattern) for pattern in patterns) for record in records]

    assert [lets_through(change) for change in seen] == expected
    assert {True, False} == set(expected)


def test_reactions_receive_new_events_only(busy: Desk) -> None:
    kinds = {(old is None, (new or {})["sk"]["S"][:2]) for old, new in pending(busy)}

    assert kinds == {(True, "C#")}
