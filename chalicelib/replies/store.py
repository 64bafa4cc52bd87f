"""Saved replies in the core table.

    SR#S            <id>   a shared one
    SR#P#<person>   <id>   a private one
                    #      their number, which is limited so that the list can be read at once

RT: sequential round trips. RRU, WRU: read and write units (eventual reads at half price).
"""

import re

from ..plumbing.aws.dynamo import EXISTS, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from .model import SavedReply

MAX_REPLIES = 500
ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
COUNT = "#"


def list_replies(services: Services, owner: str | None) -> list[SavedReply]:
    """List a person's private replies, or the shared ones. One Query: 1 RT per MB, half a RRU per started 4 KB."""
    found: list[SavedReply] = []
    after, more = COUNT, True
    while more:
        page = services.core.query("#pk = :pk AND #sk > :after", pk=_pk(owner), after=after, limit=MAX_REPLIES)
        found += [_reply(item) for item in page.items]
        after, more = (page.items[-1]["sk"], page.more) if page.items else (after, False)
    return found


def find(services: Services, reply: str, person: str) -> SavedReply | None:
    """Find a shared reply or the person's own. 1 RT, 1 RRU each per started 4 KB; none for a malformed id."""
    keys = [(services.core, _pk(owner), reply) for owner in (None, person)] if ID.fullmatch(reply) else []
    found = services.dynamo.get_many(keys, consistent=True)
    return next(map(_reply, found.values()), None)


def add(services: Services, reply: SavedReply) -> list[Write]:
    """Build the writes that add a reply: 2 WRU per started KB, and 2. The second fails if the limit is reached."""
    room = "attribute_not_exists(#count) OR #count < :limit"
    count = services.core.change(_pk(reply.owner), COUNT, "ADD #count :one", room, one=1, limit=MAX_REPLIES)
    return [services.core.put(_item(reply)), count]


def replace(services: Services, before: SavedReply, after: SavedReply) -> list[Write]:
    """Build the write of a changed reply: 2 WRU per started KB. Fails unless `before` is the stored one."""
    return [services.core.put(_item(after), "#version = :before", before=before.version)]


def remove(services: Services, reply: SavedReply) -> list[Write]:
    """Build the writes that delete a reply: 2 WRU per started KB, and 2. The first fails unless this is the stored one."""
    gone = services.core.remove(_pk(reply.owner), reply.id, "#version = :before", before=reply.version)
    return [gone, services.core.change(_pk(reply.owner), COUNT, "ADD #count :less", EXISTS, less=-1)]


def _pk(owner: str | None) -> str:
    return "SR#S" if owner is None else f"SR#P#{owner}"


def _item(reply: SavedReply) -> Item:
    return {"pk": _pk(reply.owner), "sk": reply.id, **reply.model_dump(exclude={"id"}, exclude_none=True)}


def _reply(item: Item) -> SavedReply:
    return SavedReply.model_validate({**item, "id": item["sk"]})
