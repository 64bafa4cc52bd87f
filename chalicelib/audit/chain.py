"""How entries are linked, and how to see that one was tampered with. The same links as a ticket's events have."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ..plumbing import chain
from .model import Entry, Head


def linked(head: Head, entry: Entry) -> tuple[Entry, Head]:
    """The entry as the next one after `head`, with its number and hash, and the head that it makes.

    Time never runs backwards in the log, whatever the clocks of two machines say.
    """
    at = max(entry.at, head.at)
    plain = entry.model_copy(update={"seq": head.seq + 1, "at": at})
    last = plain.model_copy(update={"hash": link(head.hash, plain)})
    months = tuple(dict.fromkeys([*head.months, month_of(at)]))
    return last, Head(seq=last.seq, hash=last.hash, at=at, months=months)


def link(before: str, entry: Entry) -> str:
    """The hash of an entry that comes after one whose hash is `before`."""
    return chain.link(before, chain.canonical(entry.model_dump(exclude={"hash"}, exclude_defaults=True)))


def first_broken(entries: Iterable[Entry | None], head: Head) -> int | None:
    """The seq of the first entry, in order, that is not what was recorded, or is missing; None where all is well.

    None among the entries stands for one that cannot be read. They are looked at one by one: the log may be longer than memory.
    """
    end = Head()
    for entry in entries:
        if entry is None:
            return end.seq + 1
        expected, end = linked(end, entry)
        if entry != expected:
            return end.seq
    return None if end == head else end.seq + 1


def month_of(at: int) -> str:
    """`202601`, in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m")
