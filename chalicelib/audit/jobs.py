"""What the clock does with the log."""

from ..plumbing.aws.objects import Overtaken
from ..plumbing.services import Services
from . import items, store


def store_head(services: Services) -> bool:
    """Store where the log ends outside the table, unless that is stored; return whether it was. 2 RT, 1 RRU, one object."""
    head = store.head(services)
    if not head.seq:
        return False
    try:
        services.audit_bucket.replace(items.head_key(head), items.noted(head.seq, head.hash).encode(), "")
    except Overtaken:
        return False  # the log has not changed since
    return True
