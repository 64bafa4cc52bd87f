"""Requests that wait for the confirmation of an address, in the table of short-lived items.

    GS#<sha256 of the address>    W#<place>    a request, or the number of the ticket it became
                                  M#           when a confirmation email was last sent

All expire after three days.
"""

from collections.abc import Iterable

from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import SECOND
from ..plumbing.fields import Value
from ..plumbing.services import Services
from . import rules

FREE = "attribute_not_exists(#pk) OR #ttl <= :now OR attribute_exists(#number)"


class HeldRequest(Value):
    """`request` is its content, as JSON, until it becomes the ticket `number` by the link whose use is `use`."""

    place: int
    id: str
    request: str = ""
    number: int | None = None
    use: str = ""
    ttl: int


def held_requests(services: Services, key: str) -> list[HeldRequest]:
    """Read an address's requests, both waiting and converted, in order of `place`. 1 RT, 1 RRU per started 4 KB."""
    where = "#pk = :pk AND #sk BETWEEN :low AND :high"
    page = services.live.query(where, pk=_pk(key), low="W#", high="W#~", consistent=True)
    now = services.clock.real() // SECOND
    found = [HeldRequest(**item, place=int(item["sk"][2:])) for item in page.items]
    return [each for each in found if each.ttl > now]


def hold(services: Services, key: str, id_: str, text: str, taken: Iterable[int]) -> bool:
    """Keep a request in a free slot.

    Returns False if there is none. 1 RT and 1 WRU per KB; again if another call took the slot first.
    """
    now = services.clock.real()
    for place in sorted(set(range(rules.MAX_HELD)) - set(taken)):
        item = {
            "pk": _pk(key),
            "sk": _sk(place),
            "id": id_,
            "request": text,
            "ttl": (now + rules.HOLD_MS) // SECOND,
        }
        try:
            services.live.write(services.live.put(item, FREE, now=now // SECOND))
        except ConditionFailed:
            continue
        return True
    return False


def mark_created(services: Services, key: str, waiting: HeldRequest, number: int, use: str) -> Write:
    """Build the write that replaces a request by its ticket's number, exactly once, in the transaction of the ticket. 2 WRU."""
    item: Item = {
        "pk": _pk(key),
        "sk": _sk(waiting.place),
        "id": waiting.id,
        "number": number,
        "use": use,
        "ttl": waiting.ttl,
    }
    return services.live.put(item, "#id = :id AND attribute_not_exists(#number)", id=waiting.id)


def take_mail_slot(services: Services, key: str) -> bool:
    """Return whether an email may be sent: only for the first request within an hour. 1 RT, 1 WRU."""
    now = services.clock.real()
    item = {"pk": _pk(key), "sk": "M#", "at": now, "ttl": (now + rules.ASK_AGAIN_AFTER) // SECOND + 60}
    over = "attribute_not_exists(#pk) OR #at <= :before"
    try:
        services.live.write(services.live.put(item, over, before=now - rules.ASK_AGAIN_AFTER))
    except ConditionFailed:
        return False
    return True


def release_mail_slot(services: Services, key: str) -> None:
    """Allow another email, as this one could not be queued. 1 RT, 1 WRU."""
    services.live.write(services.live.remove(_pk(key), "M#"))


def _pk(key: str) -> str:
    return f"GS#{key}"


def _sk(place: int) -> str:
    return f"W#{place}"
