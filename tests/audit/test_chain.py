"""Entries hold each other fast: whatever is done to one of them shows, and where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.audit import chain, store
from chalicelib.audit.model import About, By, Entry, Head, differences
from chalicelib.plumbing import chain as links
from chalicelib.plumbing.clock import DAY
from tests.doubles import MONDAY_MORNING as NOW

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words.filter(bool), inner, max_size=3),
    max_leaves=6,
)
entries = st.builds(
    Entry, seq=st.just(0), at=st.integers(NOW, NOW + 90 * DAY),
    by=st.builds(By, id=words, name=words, role=st.sampled_from(["lead", "admin"])), source=words,
    act=st.sampled_from(["TeamAdded", "SettingsChanged"]), about=st.builds(About, kind=words, id=words, name=words),
    changes=st.dictionaries(words.filter(bool), st.tuples(values, values), max_size=3),
)  # fmt: skip


def a_log(told: list[Entry]) -> tuple[list[Entry], Head]:
    log, head = [], Head()
    for each in told:
        entry, head = chain.linked(head, each)
        log.append(entry)
    return log, head


def an_entry(n: int = 0, **more: Any) -> Entry:
    told: dict[str, Any] = {
        "seq": 0, "at": NOW + n, "by": By(id="root", name="Root", role="admin"), "act": "TeamAdded",
        "about": About(kind="team", id=f"team-{n}"), "changes": {"name": (None, f"Team {n}")},
    }  # fmt: skip
    return Entry(**{**told, **more})


@pytest.fixture
def log() -> tuple[list[Entry], Head]:
    return a_log([an_entry(n) for n in range(6)])


@given(st.lists(entries, max_size=8))
def test_unchanged_audit_log_verifies(told: list[Entry]) -> None:
    log, head = a_log(told)

    assert chain.first_broken(log, head) is None
    assert [entry.seq for entry in log] == list(range(1, len(told) + 1))
    assert (head.seq, head.hash) == (len(log), log[-1].hash if log else "")


@given(st.lists(entries, max_size=8))
def test_entries_sort_alike_by_month_and_number(told: list[Entry]) -> None:
    log, head = a_log(told)

    keys = [store.key_of(entry) for entry in log]
    assert keys == sorted(keys)
    assert list(head.months) == sorted({chain.month_of(entry.at) for entry in log})


@given(entries, entries)
def test_two_entries_share_a_hash_only_if_they_are_the_same(one: Entry, other: Entry) -> None:
    assert (chain.link("", one) == chain.link("", other)) == (one == other)


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW - 1}, {"by": By(id="ada", name="Root", role="admin")}, {"by": By(id="root", name="Root", role="lead")},
        {"source": "192.0.2.1"}, {"act": "TeamRemoved"}, {"about": About(kind="team", id="other")}, {"changes": {}},
        {"changes": {"name": (None, "Another")}}, {"hash": "A" * 43}, {"hash": ""}, {"seq": 99},
    ],
)  # fmt: skip
def test_changed_entry_is_found(log: tuple[list[Entry], Head], n: int, change: dict[str, Any]) -> None:
    told, head = log
    told[n] = told[n].model_copy(update=change)

    assert chain.first_broken(told, head) == n + 1


@pytest.mark.parametrize("n", range(6))
def test_unreadable_or_missing_entry_is_found(log: tuple[list[Entry], Head], n: int) -> None:
    told, head = log

    assert chain.first_broken([*told[:n], None, *told[n + 1 :]], head) == n + 1
    assert chain.first_broken([*told[:n], *told[n + 1 :]], head) == n + 1


@pytest.mark.parametrize("kept", range(6))
def test_entries_missing_at_the_end_are_found_by_the_head(log: tuple[list[Entry], Head], kept: int) -> None:
    told, head = log

    assert chain.first_broken(told[:kept], head) == kept + 1


def test_head_that_was_moved_back_is_found(log: tuple[list[Entry], Head]) -> None:
    told, _ = log
    _, earlier = a_log([an_entry(n) for n in range(4)])

    assert chain.first_broken(told, earlier) == 7  # more is there than the head knows of
    assert chain.first_broken([], Head()) is None


def test_swapped_entries_are_found(log: tuple[list[Entry], Head]) -> None:
    told, head = log
    told[2], told[3] = told[3], told[2]

    assert chain.first_broken(told, head) == 3


def test_new_field_leaves_old_hashes_unchanged() -> None:
    """What has its default value is not in the text."""
    told = links.canonical(an_entry().model_dump(exclude={"hash"}, exclude_defaults=True))

    assert "source" not in told
    assert '"name":[null,"Team 0"]' in told


def test_canonical_text_does_not_depend_on_order() -> None:
    assert (
        links.canonical({"b": {"y", "x"}, "a": 1})
        == links.canonical({"a": 1, "b": {"x", "y"}})
        == '{"a":1,"b":["x","y"]}'
    )


def test_differences_hold_changed_fields_only() -> None:
    before, after = {"id": "orders", "name": "Orders", "open": True}, {"id": "orders", "name": "Sales", "open": True}

    assert differences(before, after) == {"name": ("Orders", "Sales")}
    assert differences(None, after) == {"id": (None, "orders"), "name": (None, "Sales"), "open": (None, True)}
    assert differences(before, None) == {"id": ("orders", None), "name": ("Orders", None), "open": (True, None)}
    assert differences({}, {"gone": None}) == {}
