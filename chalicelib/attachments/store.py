"""How uploads are stored in the core table.

    AT#<id>    #    the upload: at most 1 KB. While not attached, in `by_list` as UP#<shard>, by `idle_since`

Every write is conditional on the version that was read.
"""

import hashlib
import re
from collections.abc import Sequence

from ..plumbing.aws.dynamo import Write
from ..plumbing.aws.marshal import Item
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from .model import Upload

META = "#"
ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
EMPTY_VALUES = (None, (), "")


def pk_of(id_: str) -> str:
    return f"AT#{id_}"


def find(services: Services, id_: str) -> Upload | None:
    """Read an upload with strong consistency. 1 RT, 1 RRU; no read for an invalid id."""
    item = services.core.get(pk_of(id_), consistent=True) if ID.fullmatch(id_) else None
    return Upload.model_validate(item) if item else None


def find_many(services: Services, ids: Sequence[str]) -> dict[str, Upload]:
    """Read the uploads that exist, by id, with strong consistency. 1 RT, 1 RRU each."""
    found = services.dynamo.get_many([(services.core, pk_of(each), META) for each in ids], consistent=True)
    uploads = (Upload.model_validate(item) for item in found.values())
    return {upload.id: upload for upload in uploads}


def add(services: Services, upload: Upload, idempotency_key: IdempotencyKey | None) -> None:
    """Add an upload. 1 RT; 2 WRU, of which 1 for the index. With an idempotency key 5. Raises `ConditionFailed`, the key last."""
    put = services.core.put(_item(upload, services))
    if idempotency_key is None:
        services.core.write(put)
        return
    services.dynamo.transact([put, idempotency_key.write(services.core, upload.id, services.clock.real())])


def change(services: Services, before: Upload, after: Upload) -> Write:
    """Build the write of a change: 2 WRU, and 1 for the index if it is attached or fully detached.

    Half the price outside a transaction.
    """
    return services.core.put(_item(after, services), "#version = :before", before=before.version)


def remove(services: Services, upload: Upload) -> Write:
    """Build the write that removes an upload: 1 WRU outside a transaction, and 1 for the index."""
    return services.core.remove(pk_of(upload.id), META, "#version = :before", before=upload.version)


def idle_until(services: Services, at: int, limit: int) -> list[str]:
    """List the ids of uploads that have not been attached since `at`. 1 RT for each shard; half a RRU per 4 KB (some 40)."""
    found: list[tuple[str, str]] = []
    for n in range(services.settings.due_shards):
        page = services.core.query(
            "#list_key = :key AND #list_sort <= :until",
            index="by_list",
            key=f"UP#{n}",
            until=f"{at:013d}#~",
            limit=limit,
        )
        found += [(item["list_sort"], item["pk"].removeprefix(pk_of(""))) for item in page.items]
    return [id_ for _, id_ in sorted(found)][:limit]


def _item(upload: Upload, services: Services) -> Item:
    stored = {name: each for name, each in upload.model_dump().items() if each not in EMPTY_VALUES}
    return {"pk": pk_of(upload.id), "sk": META, **stored, **_listed(upload, services.settings.due_shards)}


def _listed(upload: Upload, shards: int) -> dict[str, str]:
    if upload.idle_since is None:
        return {}
    shard = int.from_bytes(hashlib.sha256(upload.id.encode()).digest()[:4], "big") % shards
    return {"list_key": f"UP#{shard}", "list_sort": f"{upload.idle_since:013d}#{upload.id}"}
