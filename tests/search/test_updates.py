"""From what happens to the index: complete, repeatable in any order, and one bad errand never stops the others."""

import random
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import undo
from chalicelib.conversation.forms import NewNote
from chalicelib.people import store as people_store
from chalicelib.search import jobs as search_jobs
from chalicelib.search import updates
from chalicelib.search.engine import engine
from chalicelib.search.index import Index
from chalicelib.search.model import IndexTask, person_key, task_about
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Spam, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, CARLA
from tests.conftest import SHOP
from tests.search.conftest import SearchDesk
from tests.search.probes import question


def noted(searching: SearchDesk, ticket: Ticket, body: str) -> Ticket:
    return conversation_actions.add_note(searching.services, ADA, ticket.id, NewNote(body=body)).ticket


def renamed(searching: SearchDesk, ticket: Ticket, subject: str) -> Ticket:
    change = TicketChange.model_validate({"subject": subject})
    return tickets_actions.change(searching.services, ADA, ticket.id, change, searching.now(ticket).version).ticket


def run(searching: SearchDesk, *messages: dict[str, Any]) -> set[int]:
    return search_jobs.index(searching.services, messages)


def test_messages_hold_ids_and_no_texts(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, subject="Lamp", body="Broken.")
    noted(searching, ticket, "Between us.")
    searching.react()

    assert searching.errands.messages == [
        {"ticket": ticket.number, "rev": 1, "subject": True},
        {"ticket": ticket.number, "rev": 2, "internal": True},
    ]


def test_subjects_messages_and_notes_are_all_found(searching: SearchDesk) -> None:
    services = searching.services
    ticket = makers.a_ticket(services, subject="Lamp", body="One.")
    ticket = makers.answered(services, ticket, body="Two.")
    ticket = makers.replied(services, ticket, body="Three.")
    noted(searching, ticket, "Four.")
    searching.settle()

    assert [searching.hits(ADA, word) for word in ("lamp", "one", "two", "three", "four")] == [
        ["subject"],
        [f"{ticket.id}-1"],
        [f"{ticket.id}-2"],
        [f"{ticket.id}-3"],
        [f"{ticket.id}-4"],
    ]


def test_changed_subject_replaces_the_old_one(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, subject="Lamp")
    searching.settle()
    renamed(searching, ticket, "Chair")
    searching.settle()

    assert searching.found(ADA, "lamp") == []
    assert searching.found(ADA, "chair") == [ticket.id]


def test_change_without_text_is_not_indexed(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services)
    searching.settle()
    change = TicketChange.model_validate({"priority": "high"})
    tickets_actions.change(searching.services, ADA, ticket.id, change, searching.now(ticket).version)
    searching.react()

    assert searching.errands.messages == []


def test_undone_message_is_not_found(searching: SearchDesk) -> None:
    configuration_actions.replace_all(searching.services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(searching.services, makers.a_ticket(searching.services), body="A zephyr.")
    searching.settle()
    assert searching.found(ADA, "zephyr") == [ticket.id]

    undo.withdraw(searching.services, ADA, ticket.id, f"{ticket.id}-2")
    searching.settle()

    assert searching.found(ADA, "zephyr") == []
    assert searching.found(ADA, "parcel") == [ticket.id]


def test_index_messages_in_any_order_match_the_tables(searching: SearchDesk) -> None:
    """Taken back before it was indexed at all; and the errand that asked for it comes last."""
    configuration_actions.replace_all(searching.services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(searching.services, makers.a_ticket(searching.services), body="A zephyr.")
    undo.withdraw(searching.services, ADA, ticket.id, f"{ticket.id}-2")
    searching.react()
    messages = searching.errands.messages
    assert messages[-1] == {"ticket": ticket.number}

    for message in reversed(messages):
        assert run(searching, message) == set()

    assert searching.found(ADA, "zephyr") == []
    assert searching.found(ADA, "parcel") == [ticket.id]


def test_spam_is_not_found_until_it_is_released_and_then_all_of_it(searching: SearchDesk) -> None:
    services = searching.services
    ticket = makers.a_ticket(services, subject="Lamp", body="Zephyr.")
    searching.settle()
    ticket = triage_actions.mark_spam(services, ADA, ticket.id, Spam.SPAM, searching.now(ticket).version).ticket
    ticket = makers.answered(services, ticket, body="Mistral.")
    searching.settle()
    assert [searching.found(who, word) for who in (ADA, CARLA) for word in ("zephyr", "mistral", "lamp")] == [[]] * 6

    triage_actions.unmark_spam(services, ADA, ticket.id, ticket.version)
    searching.settle()

    assert [searching.found(ADA, word) for word in ("zephyr", "mistral", "lamp")] == [[ticket.id]] * 3


def test_a_person_is_found_by_the_name_they_have_now(searching: SearchDesk) -> None:
    before = people_store.load(searching.services, "mallory")
    assert before is not None
    after = before.model_copy(update={"name": "Molly Malone", "version": 2})
    searching.services.dynamo.transact(people_store.writes(searching.services, before, after))
    searching.settle()

    assert searching.people_found(ADA, "molly") == ["mallory"]
    assert searching.people_found(ADA, "mallory@example.com") == ["mallory"]


def test_deleted_ticket_and_person_are_not_found(searching: SearchDesk) -> None:
    services = searching.services
    ticket = makers.a_ticket(services, body="Zephyr.")
    searching.settle()
    services.core.write(services.core.remove(f"T#{ticket.number}", "#"))
    services.core.write(services.core.remove(f"T#{ticket.number}", "C#000001"))
    services.core.write(services.core.remove("P#mallory", "#"))

    assert run(searching, {"ticket": ticket.number}, {"person": "mallory"}) == set()

    index = search_jobs._index(services.index_bucket)
    assert not [key for key in keys(index, ["zephyr", "mallory", "parcel"]) if key in {f"{ticket.id}-1", "P-mallory"}]


def keys(index: Any, words: list[str]) -> list[str]:
    index.refresh()
    asked = [question(word, people=people) for word in words for people in (True, False)]
    return [hit.key for each in asked for hit in index.reader().search(each, 100)]


def test_index_message_about_a_deleted_ticket_removes_it(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, body="Zephyr.")
    searching.settle()
    searching.services.core.write(searching.services.core.remove(f"T#{ticket.number}", "#"))

    assert run(searching, {"ticket": ticket.number, "rev": 1}, {"ticket": 77_777, "subject": True}) == set()

    assert keys(search_jobs._index(searching.services.index_bucket), ["zephyr", "parcel"]) == []


@pytest.mark.parametrize("seed", range(2))
def test_redelivery_in_any_order_makes_no_doubles(searching: SearchDesk, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    services = searching.services
    for n in range(4):
        ticket = makers.a_ticket(services, subject=f"Lamp {n}", body="Zephyr.")
        ticket = makers.replied(services, ticket, body="Zephyr again.")
        renamed(searching, ticket, f"Lantern {n}")
    searching.react()
    messages = searching.errands.messages

    for _ in range(4):
        batch = dice.choices(messages, k=6)
        assert run(searching, *batch) == set()
    for message in dice.sample(messages, len(messages)):
        run(searching, message)

    index = search_jobs._index(services.index_bucket)
    found = keys(index, ["zephyr", "lantern"])
    assert sorted(found) == sorted(set(found))
    assert len(found) == 12
    assert keys(index, ["lamp"]) == []


POISON: list[Any] = [
    {},
    {"ticket": 1, "person": "x"},
    {"ticket": "abc"},
    [],
    "text",
    None,
    {"ticket": -1, "rev": {}},
]


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("poison", POISON, ids=repr)
def test_malformed_message_is_returned_alone(searching: SearchDesk, poison: Any, position: int) -> None:
    numbers = [makers.a_ticket(searching.services, body="Zephyr.").number for _ in range(2)]
    messages: list[Any] = [{"ticket": number} for number in numbers]
    messages.insert(position, poison)

    assert run(searching, *messages) == {position}
    assert len(searching.found(ADA, "zephyr")) == 2


@pytest.mark.parametrize("broken", ["T#10002/C#000001", "T#10002/#", "P#mallory/#"])
def test_one_unreadable_item_does_not_keep_others_from_being_indexed(searching: SearchDesk, broken: str) -> None:
    services = searching.services
    for word in ("zephyr", "mistral", "sirocco"):
        makers.a_ticket(services, body=word)
    searching.react()
    pk, sk = broken.split("/")
    update = "SET #at = :x, #created_at = :x"
    services.core.write(services.core.change(pk, sk, update, x="never"))
    messages = [*searching.errands.messages, {"person": "mallory"}, {"person": "carla"}]

    failed = run(searching, *messages)

    assert failed == {3 if pk.startswith("P#") else 1}
    assert len(searching.found(ADA, "zephyr")) == len(searching.found(ADA, "sirocco")) == 1
    assert searching.people_found(ADA, "carla") == ["carla"]


def test_a_batch_of_nothing_but_poison_touches_nothing(searching: SearchDesk) -> None:
    before = dict(searching.bucket.objects)

    assert run(searching, {"no": "errand"}) == {0}
    assert searching.bucket.objects == before


def test_index_message_is_restored_from_its_key() -> None:
    assert task_about(IndexTask(ticket=5, rev=3).about) == IndexTask(ticket=5)
    assert task_about(IndexTask(person="a-b").about) == IndexTask(person="a-b")
    assert task_about(person_key("x")).person == "x"


def test_packs_that_are_not_needed_are_removed_at_regular_intervals(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services)
    for _ in range(3):
        run(searching, {"ticket": ticket.number})
    before = len(searching.bucket.objects)
    searching.desk.clock.advance(hours=2)
    index, errands = Index(searching.bucket, engine()), {0: IndexTask(ticket=ticket.number)}

    assert updates.update(searching.services, index, errands, tidy_every=1) == set()

    assert len(searching.bucket.objects) < before
    assert searching.found(ADA, "parcel") == [ticket.id]
