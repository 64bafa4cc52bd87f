"""Entries of the audit log as items of the table."""

from ..plumbing.aws.marshal import Item
from .chain import month_of
from .model import Entry, Head

HEAD = ("AU", "HEAD")


def key_of(entry: Entry) -> tuple[str, str]:
    return f"AU#{month_of(entry.at)}", f"{entry.seq:010d}"


def entry_from(item: Item) -> Entry:
    return Entry.model_validate({**item, "seq": int(item["sk"])})


def head_from(item: Item | None) -> Head:
    """Return the head in an item; an empty log's head if there is none."""
    return Head.model_validate(item) if item else Head()
