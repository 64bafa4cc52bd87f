"""Links the entries of the log in a hash chain, like a ticket's events, and detects tampering."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ..plumbing import chain
from .model import Entry, Head


def append(head: Head, entry: Entry) -> tuple[Entry, Head]:
    """Return the entry with its number and hash as the next one after `head`, and the new head.

    Times in the log never decrease, even if the clocks of two machines differ.
    """
    at = max(entry.at, head.at)
    plain = entry.model_copy(update={"seq": head.seq + 1, "at": at})
    last = plain.model_copy(update={"hash": hash_of(head.hash, plain)})
    months = tuple(dict.fromkeys([*head.months, month_of(at)]))
    return last, Head(seq=last.seq, hash=last.hash, at=at, months=months)


def hash_of(before: str, entry: Entry) -> str:
    """Return the hash of an entry, given the hash of the entry before it."""
    return chain.link(before, chain.canonical(entry.model_dump(exclude={"hash"}, exclude_defaults=True)))


def first_broken(entries: Iterable[Entry | None], head: Head) -> int | None:
    """Return the seq of the first entry that is missing or differs from what was recorded; None if there is none.

    None among the entries stands for an unreadable one. Entries are read one by one, because the log may exceed memory.
    """
    end = Head()
    for entry in entries:
        if entry is None:
            return end.seq + 1
        expected, end = append(end, entry)
        if entry != expected:
            return end.seq
    return None if end == head else end.seq + 1


def month_of(at: int) -> str:
    """Return the month as `202601`, in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m")
