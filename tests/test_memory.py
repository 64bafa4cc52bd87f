"""DynamoDB in memory does what moto does, call by call."""

import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.plumbing.aws.dynamo import EXISTS, NOT_EXISTS, ConditionFailed, Dynamo, Table
from tests import tables
from tests.memory import MemoryClient

_prefixes = itertools.count(1)

keys = st.sampled_from(["T#1", "T#2"])
sorts = st.sampled_from(["#", "C#000001", "I#000002", "W#ada"])
numbers = st.integers(0, 3)
times = st.sampled_from(["0000000000001#1", "0000000000002#1", "0000000000002#2"])
items = st.fixed_dictionaries(
    {"pk": keys, "sk": sorts, "version": numbers},
    optional={
        "list_key": st.sampled_from(["R#carla", "W#ada"]),
        "list_sort": times,
        "queue_key": st.just("Q#orders#new#0"),
        "queue_sort": times,
        "subject": st.sampled_from(["a", "b"]),
        "load": numbers,
        "tags": st.just({"x", "y"}),
    },
)
puts = st.tuples(
    st.just("put"),
    items,
    st.sampled_from(
        [NOT_EXISTS, EXISTS, f"{EXISTS} AND #version = :seen", "#load < :seen OR #version > :seen", "#load < #version"]
    ),
    numbers,
)
updates = st.tuples(
    st.just("change"),
    keys,
    sorts,
    st.sampled_from(
        [
            "SET #load = :more ADD #version :more",
            "SET #load = if_not_exists(#load, :more) + :more, #subject = :text REMOVE #tags",
            "ADD #load :more",
        ]
    ),
    st.sampled_from([EXISTS, "attribute_exists(#pk) OR attribute_not_exists(#pk)", "#version = :seen"]),
    numbers,
)
removals = st.tuples(st.just("remove"), keys, sorts, st.sampled_from([EXISTS, "#version = :seen"]), numbers)
writes = st.one_of(puts, updates, removals)
alone = st.tuples(st.just("write"), writes)
together = st.tuples(st.just("transact"), st.lists(writes, min_size=1, max_size=4))
queries = st.tuples(
    st.just("query"),
    st.sampled_from(
        [
            ("#pk = :pk", None, {"pk": "T#1"}),
            ("#pk = :pk AND #sk BETWEEN :low AND :high", None, {"pk": "T#1", "low": "#", "high": "C~"}),
            ("#list_key = :key AND #list_sort < :before", "by_list", {"key": "R#carla", "before": "0000000000002#1"}),
            ("#queue_key = :key AND #queue_sort < :before", "by_queue", {"key": "Q#orders#new#0", "before": "~"}),
        ]
    ),
    st.integers(1, 3),
    st.booleans(),
)
steps = st.lists(st.one_of(alone, together, queries), min_size=1, max_size=14)


def member(core: Table, write: tuple[Any, ...]) -> Any:
    match write:
        case ("put", item, where, seen):
            values = {"seen": seen} if ":seen" in where else {}
            return core.put(dict(item), where, show=True, **values)
        case ("change", pk, sk, update, where, number):
            offered: dict[str, Any] = {"seen": number, "more": number + 1, "text": "c"}
            values = {name: value for name, value in offered.items() if f":{name}" in f"{update} {where}"}
            return core.change(pk, sk, update, where, **values)
        case ("remove", pk, sk, where, seen):
            return core.remove(pk, sk, where, **({"seen": seen} if ":seen" in where else {}))
    raise ValueError(write)


def place(write: Any) -> tuple[str, str]:
    """Where a member of a transaction writes: a transaction names no item twice."""
    (request,) = write.values()
    key = request.get("Key") or request["Item"]
    return key["pk"]["S"], key["sk"]["S"]


def outcome(core: Table, step: tuple[Any, ...]) -> Any:
    """What a step answers, in plain values."""
    try:
        match step:
            case ("write", write):
                return core.write(member(core, write))
            case ("transact", several):
                members = [member(core, write) for write in several]
                return core.dynamo.transact(list({place(each): each for each in members}.values()))
            case ("query", (where, index, values), limit, descending):
                page = core.query(where, index=index, limit=limit, descending=descending, **values)
                gathered = core.gather(where, 100, index=index, descending=descending, **values) if index else []
                return page, gathered, core.count(where, index=index, **values)
    except ConditionFailed as failed:
        return failed.codes, failed.items
    raise ValueError(step)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_memory_client_answers_like_moto(in_process_aws: Any, asked: list[tuple[Any, ...]]) -> None:
    prefix = f"m{next(_prefixes)}"
    memory = MemoryClient()
    names = [tables.create(client, prefix)["core"] for client in (in_process_aws, memory)]
    moto, in_process = (Table(Dynamo(lambda client=client: client), names[0]) for client in (in_process_aws, memory))  # type: ignore[misc]
    try:
        for step in asked:
            assert outcome(in_process, step) == outcome(moto, step), step
    finally:
        for name in tables.definitions():
            in_process_aws.delete_table(TableName=f"{prefix}-{name}")
