"""Entries of the audit log as items of the table, and its head as an object outside of it.

audit-heads/2026-01-05/0000000041-<hash>    where the log ended, by the day of its last entry (UTC)
"""

import re
from datetime import UTC, datetime

from ..plumbing.aws.marshal import Item
from .chain import month_of
from .model import Entry, Head

HEAD = ("AU", "HEAD")
HEADS = "audit-heads/"
HEAD_KEY = re.compile(HEADS + r"\d{4}-\d\d-\d\d/(\d{10})-([\w-]{43})", re.ASCII)


def key_of(entry: Entry) -> tuple[str, str]:
    return f"AU#{month_of(entry.at)}", f"{entry.seq:010d}"


def entry_from(item: Item) -> Entry:
    return Entry.model_validate({**item, "seq": int(item["sk"])})


def head_from(item: Item | None) -> Head:
    """Return the head in an item; an empty log's head if there is none."""
    return Head.model_validate(item) if item else Head()


def noted(seq: int, hash_: str) -> str:
    """Return an end of the log as people note it down."""
    return f"{seq}:{hash_}"


def head_key(head: Head) -> str:
    """Return the key of the object that stores this head; the same for the same head."""
    return f"{HEADS}{datetime.fromtimestamp(head.at / 1000, UTC):%Y-%m-%d}/{head.seq:010d}-{head.hash}"


def noted_in(key: str) -> str | None:
    """Return the end of the log that an object stores, by its key. None for any other object."""
    found = HEAD_KEY.fullmatch(key)
    return noted(int(found[1]), found[2]) if found else None
