"""Entries hold each other fast: whatever is done to one of them shows, and where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.audit import chain as audit_chain
from chalicelib.audit import items as audit_items
from chalicelib.audit.model import AuditActor, AuditTarget, Entry, Head, differences
from chalicelib.plumbing import chain
from chalicelib.plumbing.clock import DAY
from tests.doubles import MONDAY_MORNING as NOW

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words.filter(bool), inner, max_size=3),
    max_leaves=6,
)
entries = st.builds(
    Entry,
    seq=st.just(0),
    at=st.integers(NOW, NOW + 90 * DAY),
    by=st.builds(AuditActor, id=words, name=words, role=st.sampled_from(["lead", "admin"])),
    source=words,
    action=st.sampled_from(["TeamAdded", "SettingsChanged"]),
    target=st.builds(AuditTarget, kind=words, id=words, name=words),
    changes=st.dictionaries(words.filter(bool), st.tuples(values, values), max_size=3),
)


def a_log(entries: list[Entry]) -> tuple[list[Entry], Head]:
    log, head = [], Head()
    for each in entries:
        entry, head = audit_chain.append(head, each)
        log.append(entry)
    return log, head


def an_entry(n: int = 0, **more: Any) -> Entry:
    payload: dict[str, Any] = {
        "seq": 0,
        "at": NOW + n,
        "by": AuditActor(id="root", name="Root", role="admin"),
        "action": "TeamAdded",
        "target": AuditTarget(kind="team", id=f"team-{n}"),
        "changes": {"name": (None, f"Team {n}")},
    }
    return Entry(**{**payload, **more})


@pytest.fixture
def log() -> tuple[list[Entry], Head]:
    return a_log([an_entry(n) for n in range(6)])


@given(st.lists(entries, max_size=8))
def test_unchanged_audit_log_verifies(planned: list[Entry]) -> None:
    log, head = a_log(planned)

    assert audit_chain.first_broken(log, head) is None
    assert [entry.seq for entry in log] == list(range(1, len(planned) + 1))
    assert (head.seq, head.hash) == (len(log), log[-1].hash if log else "")


@given(st.lists(entries, max_size=8))
def test_entries_sort_alike_by_month_and_number(planned: list[Entry]) -> None:
    log, head = a_log(planned)

    keys = [audit_items.key_of(entry) for entry in log]
    assert keys == sorted(keys)
    assert list(head.months) == sorted({audit_chain.month_of(entry.at) for entry in log})


@given(entries, entries)
def test_two_entries_share_a_hash_only_if_they_are_the_same(one: Entry, other: Entry) -> None:
    assert (audit_chain.hash_of("", one) == audit_chain.hash_of("", other)) == (one == other)


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW - 1},
        {"by": AuditActor(id="ada", name="Root", role="admin")},
        {"by": AuditActor(id="root", name="Root", role="lead")},
        {"source": "192.0.2.1"},
        {"action": "TeamRemoved"},
        {"target": AuditTarget(kind="team", id="other")},
        {"changes": {}},
        {"changes": {"name": (None, "Another")}},
        {"hash": "A" * 43},
        {"hash": ""},
        {"seq": 99},
    ],
)
def test_changed_entry_is_found(log: tuple[list[Entry], Head], n: int, change: dict[str, Any]) -> None:
    entries, head = log
    entries[n] = entries[n].model_copy(update=change)

    assert audit_chain.first_broken(entries, head) == n + 1


@pytest.mark.parametrize("n", range(6))
def test_unreadable_or_missing_entry_is_found(log: tuple[list[Entry], Head], n: int) -> None:
    entries, head = log

    assert audit_chain.first_broken([*entries[:n], None, *entries[n + 1 :]], head) == n + 1
    assert audit_chain.first_broken([*entries[:n], *entries[n + 1 :]], head) == n + 1


@pytest.mark.parametrize("remaining", range(6))
def test_entries_missing_at_the_end_are_found_by_the_head(log: tuple[list[Entry], Head], remaining: int) -> None:
    entries, head = log

    assert audit_chain.first_broken(entries[:remaining], head) == remaining + 1


def test_head_that_was_moved_back_is_found(log: tuple[list[Entry], Head]) -> None:
    entries, _ = log
    _, earlier = a_log([an_entry(n) for n in range(4)])

    assert audit_chain.first_broken(entries, earlier) == 7  # more is there than the head knows of
    assert audit_chain.first_broken([], Head()) is None


def test_swapped_entries_are_found(log: tuple[list[Entry], Head]) -> None:
    entries, head = log
    entries[2], entries[3] = entries[3], entries[2]

    assert audit_chain.first_broken(entries, head) == 3


def test_new_field_leaves_old_hashes_unchanged() -> None:
    """What has its default value is not in the text."""
    text = chain.canonical(an_entry().model_dump(exclude={"hash"}, exclude_defaults=True))

    assert "source" not in text
    assert '"name":[null,"Team 0"]' in text


def test_canonical_text_does_not_depend_on_order() -> None:
    assert (
        chain.canonical({"b": {"y", "x"}, "a": 1})
        == chain.canonical({"a": 1, "b": {"x", "y"}})
        == '{"a":1,"b":["x","y"]}'
    )


def test_differences_hold_changed_fields_only() -> None:
    before, after = {"id": "orders", "name": "Orders", "open": True}, {"id": "orders", "name": "Sales", "open": True}

    assert differences(before, after) == {"name": ("Orders", "Sales")}
    assert differences(None, after) == {"id": (None, "orders"), "name": (None, "Sales"), "open": (None, True)}
    assert differences(before, None) == {"id": ("orders", None), "name": ("Orders", None), "open": (True, None)}
    assert differences({}, {"gone": None}) == {}
