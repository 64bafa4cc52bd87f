"""Whatever has happened and whatever is asked: a list is what the predicate finds, in the order that is promised."""

import itertools
import os
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.people.model import Caller
from chalicelib.queues import listing
from chalicelib.queues import rules as queues_rules
from chalicelib.queues.forms import TicketQuery
from chalicelib.queues.model import Filter, Order, Sort
from chalicelib.tickets import public
from tests import makers
from tests.cast import ADA, CARLA
from tests.conftest import Desk, make_desk
from tests.memory import MemoryClient
from tests.queues.world import KINDS, PARTS, READERS, World, filters, histories, in_order, orders, sorts

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
HISTORIES = settings(
    max_examples=400 if THOROUGH else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.generate,),  # a history is one number: there is nothing to be shrunk
)
ACTS = 60
ORDERS: tuple[Order | None, ...] = (None, "asc", "desc")


def fresh(desk: Desk) -> Desk:
    """Another desk on the same tables, emptied: fixtures are made once for all histories of a property."""
    client: MemoryClient = desk.meter._client
    client.clear()
    return make_desk(client, {name.rpartition("-")[2]: name for name in client.tables})


def pages(world: World, caller: Caller, limit: int, between: random.Random | None = None, **asked: Any) -> list[int]:
    """Numbers of all pages; between two pages something may happen."""
    found: list[int] = []
    cursor = None
    for _ in range(300):
        query = TicketQuery.model_validate({**asked, "limit": limit} | ({"cursor": cursor} if cursor else {}))
        page = listing.list_tickets(world.services, caller, query)
        assert len(page.items) <= limit
        assert not page.truncated
        found += [row["number"] for row in page.items]
        cursor = page.next
        if cursor is None:
            return found
        if between:
            world.step(between, between.choice(KINDS))
    raise AssertionError("the list has no end")


def asked_for(wanted: Filter, sort: Sort | None, order: Order | None) -> dict[str, Any]:
    named: dict[str, Any] = {name: value for name, value in wanted.model_dump().items() if value}
    return named | ({"sort": sort} if sort else {}) | ({"order": order} if order else {})


def readable(wanted: Filter, caller: Caller) -> Filter:
    """Without teams that this caller may not name."""
    teams = ["orders", "billing", "support"] + (["legal"] if caller.id in {"lea", "root"} else [])
    return wanted.model_copy(update={"team": [team for team in wanted.team if team in teams]})


def implied(wanted: Filter, sort: Sort | None) -> Sort:
    return sort or (Sort.CREATED if wanted.requester or wanted.followed else Sort.UPDATED)


@HISTORIES
@given(
    dice=histories,
    caller=st.sampled_from(READERS),
    wanted=filters,
    sort=sorts,
    order=orders,
    limit=st.sampled_from([1, 2, 3, 100]),
)
def test_all_pages_together_are_what_the_predicate_finds_in_order(
    memory_desk: Desk,
    dice: random.Random,
    caller: Caller,
    wanted: Filter,
    sort: Sort | None,
    order: Order | None,
    limit: int,
) -> None:
    world = World(fresh(memory_desk))
    world.live(dice, ACTS)
    wanted = readable(wanted, caller)

    found = pages(world, caller, limit, **asked_for(wanted, sort, order))

    by = implied(wanted, sort)
    expected = in_order(world.found_by(wanted, caller), by, descending=queues_rules.is_descending(by, order))
    assert found == expected


@HISTORIES
@given(
    dice=histories,
    caller=st.sampled_from(READERS),
    wanted=filters,
    sort=sorts,
    order=orders,
    limit=st.sampled_from([1, 2]),
)
def test_unchanged_tickets_are_listed_once_across_pages(
    memory_desk: Desk,
    dice: random.Random,
    caller: Caller,
    wanted: Filter,
    sort: Sort | None,
    order: Order | None,
    limit: int,
) -> None:
    world = World(fresh(memory_desk))
    world.live(dice, ACTS)
    wanted = readable(wanted, caller)
    before = {ticket.number: ticket.version for ticket in world.found_by(wanted, caller)}

    found = pages(world, caller, limit, between=dice, **asked_for(wanted, sort, order))

    still = {number for number, version in before.items() if world.ticket(number).version == version}
    assert [number for number in found if number in still] == list(
        dict.fromkeys(number for number in found if number in still)
    )
    assert still <= set(found)


@pytest.mark.parametrize("seed", range(2))
def test_every_filter_finds_the_right_tickets_for_every_reader_in_every_order(memory_desk: Desk, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a history, not a secret
    world = World(fresh(memory_desk))
    world.live(dice, 400)

    for part, caller in itertools.product(PARTS, READERS):
        wanted = readable(Filter.model_validate(part), caller)
        there = world.found_by(wanted, caller)
        sort, order = dice.choice([None, *Sort]), dice.choice(ORDERS)
        by = implied(wanted, sort)

        found = pages(world, caller, dice.choice([1, 2, 7, 100]), **asked_for(wanted, sort, order))

        assert found == in_order(there, by, descending=queues_rules.is_descending(by, order)), (
            part,
            caller.id,
            sort,
            order,
        )


@HISTORIES
@given(dice=histories, sort=sorts, order=orders, limit=st.sampled_from([1, 3, 100]))
def test_customers_see_all_their_tickets_after_any_history(
    memory_desk: Desk, dice: random.Random, sort: Sort | None, order: Order | None, limit: int
) -> None:
    world = World(fresh(memory_desk))
    world.live(dice, ACTS)

    found = pages(world, CARLA, limit, **asked_for(Filter(), sort, order))

    by = sort or Sort.CREATED
    # A note moves no ticket in a customer's list: they sort by the last change that they can see.
    own = [public.seen(ticket) for ticket in world.everything() if ticket.requester == CARLA.id]
    assert found == in_order(own, by, descending=queues_rules.is_descending(by, order))


def test_ten_thousand_are_paged_through_while_others_come_and_go(memory_desk: Desk) -> None:
    """Each that was there and stays as it is comes exactly once, whatever is raised, changed or closed meanwhile."""
    services = many_shards(memory_desk, 3)
    made = [makers.a_ticket(services, category=("delivery", "refund")[n % 2]) for n in range(10_000)]
    memory_desk.clock.advance(minutes=2)
    moved = set()
    found: list[int] = []
    cursor = None
    step = 0
    while True:
        page = listing.list_tickets(services, ADA, TicketQuery(limit=100, cursor=cursor))
        found += [row["number"] for row in page.items]
        cursor = page.next
        if cursor is None:
            break
        step += 1
        makers.a_ticket(services)
        other = made[step * 37 % len(made)]
        if other.number not in moved:
            makers.replied(services, other)
            moved.add(other.number)

    still = {ticket.number for ticket in made} - moved
    seen = [number for number in found if number in still]
    assert len(seen) == len(set(seen)) == len(still)
    assert len(found) == len(set(found))


def many_shards(desk: Desk, shards: int) -> Any:
    settings = desk.services.settings.model_copy(update={"queue_shards": shards, "owner_shards": shards})
    return replace(desk.services, settings=settings)
