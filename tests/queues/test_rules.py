"""The one predicate of lists and numbers, and the orders."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.aws.marshal import Item
from chalicelib.queues import rules as queues_rules
from chalicelib.queues import ticket_counters
from chalicelib.queues.model import Filter, Sort, ViewCounter, ViewCounters
from chalicelib.tickets.model import Priority, Status, Ticket
from tests import strategies
from tests.queues.world import AGENT_IDS, filters, sorts

rows_of_tickets = st.builds(
    lambda ticket, more: ticket.model_dump() | {name: each for name, each in more.items() if each is not None},
    strategies.tickets(),
    st.fixed_dictionaries(
        {
            "tags": st.none() | st.frozensets(st.sampled_from("abc"), max_size=2),
            "category": st.sampled_from(["delivery", "refund"]),
            "language": st.sampled_from(["en", "en-GB", "de"]),
            "followers": st.none() | st.frozensets(st.sampled_from(AGENT_IDS), max_size=2),
            "spam": st.none() | st.just("spam"),
            "merged_into": st.none() | st.none() | st.just(7),
            "snoozed_until": st.none() | st.just(10**13 - 1),
        }
    ),
)


def a_row(**fields: Any) -> Item:
    whole = Ticket(
        number=1,
        subject="x",
        category="delivery",
        requester="carla",
        requester_name="Carla",
        requester_email="c@example.com",
        team="orders",
        created_at=0,
        updated_at=0,
        status_since=0,
    )
    return whole.model_dump() | fields


def finds(row: Item, me: str = "ada", **wanted: Any) -> bool:
    return queues_rules.matches(row, Filter.model_validate(wanted), me)


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("en-GB", "en", True),
        ("en-GB", "EN-gb", True),
        ("en", "en-GB", False),
        ("eng", "en", False),
        ("de", "en", False),
    ],
)
def test_language_filter_matches_all_regions(language: str, asked: str, *, found: bool) -> None:
    assert finds(a_row(language=language), language=[asked]) is found


@pytest.mark.parametrize(
    ("fields", "in_a_queue", "in_their_history", "in_its_place"),
    [
        ({}, True, True, {"snoozed": False, "spam": False}),
        ({"status": "closed"}, False, True, {"snoozed": False, "spam": False}),
        ({"snoozed_until": 1}, False, True, {"snoozed": True, "spam": False}),
        ({"merged_into": 7}, False, True, {"snoozed": False, "spam": False}),
        ({"spam": "spam"}, False, False, {"snoozed": False, "spam": True}),
        ({"spam": "mistake", "snoozed_until": 1}, False, False, {"snoozed": False, "spam": True}),
    ],
)
def test_spam_is_listed_in_its_place_only_and_snoozed_or_merged_on_demand(
    fields: Item, in_its_place: dict[str, bool], *, in_a_queue: bool, in_their_history: bool
) -> None:
    row = a_row(**fields)

    assert finds(row) is in_a_queue
    assert finds(row, requester="carla") is in_their_history
    assert {place: finds(row, place=place) for place in in_its_place} == in_its_place


def test_filter_fields_are_combined_with_and_and_their_values_with_or() -> None:
    row = a_row(tags={"vip"}, priority="high")

    assert finds(row, tag=["vip", "other"], priority=["high", "low"])
    assert not finds(row, tag=["vip"], priority=["low"])
    assert not finds(row, tag=["other"], priority=["high"])


def test_assignee_filter_understands_me_and_none() -> None:
    mine, nobodys = a_row(assignee="ada"), a_row(assignee=None)

    assert [finds(row, assignee="me") for row in (mine, nobodys)] == [True, False]
    assert [finds(row, assignee="none") for row in (mine, nobodys)] == [False, True]
    assert [finds(row, assignee="alan") for row in (mine, nobodys)] == [False, False]
    assert not finds(nobodys, me="", assignee="me")


@given(row=rows_of_tickets, wanted=filters)
def test_finders_are_exactly_the_agents_whose_filter_matches(row: Item, wanted: Filter) -> None:
    people = ["ada", "alan", "boris", "lea", "carla", "mallory"]
    found = queues_rules.counted_for(row, wanted)

    if wanted.relative:
        assert sorted(found) == [agent for agent in people if queues_rules.matches(row, wanted, agent)]
    else:
        assert {queues_rules.matches(row, wanted, agent) for agent in people} == {bool(found)}
        assert tuple(found) in {(), ("",)}


@given(row=rows_of_tickets, other=rows_of_tickets, wanted=filters)
def test_counts_depend_only_on_counted_fields(row: Item, other: Item, wanted: Filter) -> None:
    counters = ViewCounters(by_number={"1": ViewCounter(filter=wanted, uses=1, since=0)})
    same = other | {name: row.get(name) for name in (*ticket_counters.COUNTED_BY, "number")}

    assert sorted(ticket_counters.counter_keys(row, counters, 4)) == sorted(
        ticket_counters.counter_keys(same, counters, 4)
    )


@given(wanted=filters)
def test_equal_filters_have_the_same_plain_form(wanted: Filter) -> None:
    turned = {name: each[::-1] * 2 if isinstance(each, list) else each for name, each in wanted.model_dump().items()}
    put_otherwise = Filter.model_validate(turned)

    assert put_otherwise.plain() == wanted.plain()
    assert Filter.model_validate(wanted.plain()).plain() == wanted.plain()


@given(some=st.lists(rows_of_tickets, max_size=8), sort=sorts, descending=st.booleans())
def test_each_ticket_has_a_unique_position_in_every_order(
    some: list[Item], sort: Sort | None, *, descending: bool
) -> None:
    places = [queues_rules.position_of(row, sort or Sort.UPDATED, descending=descending) for row in some]

    assert len(set(places)) >= len({row["number"] for row in some})
    assert all(0 <= value < 10**16 and number > 0 for value, number in places)


def test_priority_order_puts_urgent_first_and_then_the_longest_waiting() -> None:
    waits = {1: 500, 2: 100, 3: None, 4: 900}
    rows = [a_row(number=n, priority="high", waiting_since=since) for n, since in waits.items()]
    rows += [a_row(number=5, priority="urgent"), a_row(number=6, priority="low", waiting_since=1)]

    ordered = sorted(rows, key=lambda row: queues_rules.position_of(row, Sort.PRIORITY, descending=True), reverse=True)

    assert [row["number"] for row in ordered] == [5, 2, 1, 4, 3, 6]


@pytest.mark.parametrize("sort", [Sort.DUE, Sort.WAITING])
@pytest.mark.parametrize("descending", [False, True])
def test_tickets_without_a_sort_value_come_last(sort: Sort, *, descending: bool) -> None:
    some = {"due_at": 5, "waiting_since": 5}
    rows = [a_row(number=1), a_row(number=2, **some), a_row(number=3)]

    ordered = sorted(
        rows, key=lambda row: queues_rules.position_of(row, sort, descending=descending), reverse=descending
    )

    assert ordered[0]["number"] == 2


class TestViewCounters:
    def test_filter_of_several_views_is_counted_once(self) -> None:
        first, number = ViewCounters().using(Filter(tag=["a", "b"]), 1)
        second, same = first.using(Filter(tag=["b", "a", "a"]), 2)

        assert (number, same, len(second.by_number)) == (1, 1, 1)
        assert second.by_number["1"].uses == 2
        assert second.releasing(1).by_number.keys() == {"1"}
        assert second.releasing(1).releasing(1).by_number == {}

    def test_a_number_is_never_used_again(self) -> None:
        counters, first = ViewCounters().using(Filter(tag=["a"]), 1)
        again, second = counters.releasing(first).using(Filter(tag=["a"]), 2)

        assert (first, second) == (1, 2)
        assert not again.by_number["2"].ready

    @pytest.mark.parametrize(
        "wanted",
        [Filter(requester="carla"), Filter(status=[Status.CLOSED], followed="me")],
    )
    def test_filter_for_closed_tickets_is_not_counted(self, wanted: Filter) -> None:
        assert ViewCounters().using(wanted, 1) == (ViewCounters(), None)

    def test_number_of_counted_filters_is_limited(self) -> None:
        counters = ViewCounters()
        for n in range(300):
            counters, number = counters.using(Filter(tag=[f"t{n}"]), 1)
            assert number == n + 1

        assert counters.using(Filter(priority=[Priority.LOW]), 1) == (counters, None)
        assert counters.using(Filter(tag=["t7"]), 1)[1] == 8

    def test_releasing_an_uncounted_filter_changes_nothing(self) -> None:
        counters, _ = ViewCounters().using(Filter(tag=["a"]), 1)

        assert counters.releasing(None) == counters.releasing(99) == counters
