"""The lifecycle of attachments: uploaded, attached to messages, and deleted when abandoned."""

import logging
from collections.abc import Mapping, Sequence

from ..people.model import Caller
from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.aws.throttle import admit
from ..plumbing.clock import HOUR
from ..plumbing.errors import Conflict, Invalid, NotFound
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.ports import Post
from ..plumbing.services import Services
from . import kinds, store
from .forms import NewUpload
from .model import Attachment, AttachmentLocation, AttachmentState, RejectionReason, Upload, Verdict

log = logging.getLogger(__name__)

UPLOAD_FORM_S = 300
LINK_S = 60
RETENTION_MS = 23 * HOUR  # cleaned up once an hour: deleted within a day
MAX_AT_ONCE = 500


def offer_upload(
    services: Services, caller: Caller, new: NewUpload, idempotency_key: IdempotencyKey | None
) -> tuple[Upload, Post, bool]:
    """Create an upload for one file: returns the upload, how to send the file, and whether the idempotency key was used before.

    2 RT, 3 WRU; with an idempotency key 6. Raises `Invalid`, `TooManyRequests`.
    """
    kind = kinds.kind_of(new.type, new.name)
    if kind is None:
        raise Invalid.field("type", f"Files like this cannot be sent here. These can: {kinds.allowed()}.")
    from . import names  # only loaded for uploads and downloads

    admit(services.live, "upload", caller.id, services.settings.upload_limit, services.clock.real())
    now = services.clock.now()
    upload = Upload(
        id=services.new_id(),
        owner=caller.id,
        name=names.safe_name(new.name, kind),
        size=new.size,
        type=kind.type,
        offered_at=now,
        idle_since=now,
    )
    try:
        store.add(services, upload, idempotency_key)
    except ConditionFailed as failed:
        first = idempotency_key.replayed(failed) if idempotency_key else None
        before = store.find(services, first) if first else None
        if before is None:
            raise Conflict("What this Idempotency-Key made is gone. Use a new one.") from None
        return before, _post(services, before), True
    return upload, _post(services, upload), False


def store_inbound_file(
    services: Services, owner: str, id_: str, name: str, type_: str, content: bytes
) -> Upload | None:
    """Store a file that came by email under a given id, as if its owner had uploaded it. Idempotent. 2 RT, 2 WRU.

    Returns None for a file type that is not allowed, and for an empty or too large file.
    """
    kind = kinds.kind_of(type_, name)
    if kind is None or not 0 < len(content) <= kinds.MAX_BYTES:
        return None
    from . import names

    now = services.clock.now()
    upload = Upload(
        id=id_,
        owner=owner,
        name=names.safe_name(name, kind),
        size=len(content),
        type=kind.type,
        offered_at=now,
        idle_since=now,
    )
    try:
        store.add(services, upload, None)
    except ConditionFailed:
        return store.find(services, id_)
    services.files.keep(quarantine_key(id_), content, type=kind.type, facts={"uploader": owner})
    return upload


def find_own(services: Services, caller: Caller, id_: str) -> Upload:
    """Read an upload of the caller. 1 RT, 1 RRU. Raises `NotFound`, also for another person's."""
    upload = store.find(services, id_)
    if upload is None or upload.owner != caller.id:
        raise NotFound("There is no such upload, or it is not yours.")
    return upload


def find(services: Services, id_: str) -> Upload | None:
    """Read any person's upload. 1 RT, 1 RRU."""
    return store.find(services, id_)


def uploads_of(services: Services, attachments: Sequence[Attachment]) -> dict[str, Upload]:
    """Read the uploads of attachments, by id. 1 RT, 1 RRU each; no reads if there are none."""
    return store.find_many(services, [each.id for each in attachments]) if attachments else {}


def attachable_uploads(services: Services, caller: Caller, ids: Sequence[str]) -> list[Upload]:
    """Read the caller's uploads that are not attached yet, in the order of `ids`. 1 RT, 1 RRU each; no reads if there are none.

    Raises `Invalid`, both for uploads that do not exist and for those of other people.
    """
    found = store.find_many(services, ids) if ids else {}
    for n, id_ in enumerate(ids):
        upload = found.get(id_)
        if upload is None or upload.owner != caller.id or upload.abandoned:
            raise Invalid.field(f"attachments/{n}", "There is no such upload, or it is not yours.")
        if upload.places:
            raise Invalid.field(f"attachments/{n}", f"“{upload.name}” is in another message already. Upload it again.")
    return [found[id_] for id_ in ids]


def attach_writes(
    services: Services, uploads: Mapping[str, Upload], places: Mapping[str, Sequence[AttachmentLocation]]
) -> list[Write]:
    """Build the writes that attach unchanged uploads to messages, for the same transaction."""
    return [store.change(services, uploads[id_], uploads[id_].attached_to(tuple(new))) for id_, new in places.items()]


def detach_writes(services: Services, uploads: Mapping[str, Upload], events: frozenset[tuple[int, int]]) -> list[Write]:
    """Build the writes that detach the files of undone messages, so that their owner can attach them again."""
    now = services.clock.now()
    return [store.change(services, upload, upload.detached_from(events, now)) for upload in uploads.values()]


def record_check(services: Services, upload: Upload, verdict: Verdict) -> tuple[Upload, Write]:
    """Return the upload with the result of the scan, and the write that records it."""
    after = upload.with_verdict(verdict, services.clock.now())
    return after, store.change(services, upload, after)


def link(services: Services, upload: Upload, *, inline: bool) -> str:
    """Return a link to the file, valid for a minute. Checks no permissions; nothing is read.

    The file is served as a download of plain bytes. Images can be displayed inline instead, with their detected type.
    """
    kind = kinds.BY_TYPE[upload.type]
    if inline and not kind.inline:
        raise Invalid.field("inline", "Only PNG, JPEG, GIF and WebP can be shown in a page. Leave it out.")
    from . import names

    return services.files.link(
        clean_key(upload.id),
        disposition=names.disposition(upload.name, inline=inline),
        type=kind.type if inline else "application/octet-stream",
        seconds=LINK_S,
    )


def delete_abandoned(services: Services) -> int:
    """Delete files that have not been attached for almost a day, with their records; returns their number.

    1 RT for each shard; for each file 5 more, 1 RRU and 3 WRU. An interrupted deletion continues an hour later.
    """
    gone = 0
    for id_ in store.idle_until(services, services.clock.now() - RETENTION_MS, MAX_AT_ONCE):
        try:
            gone += _delete(services, id_)
        except Exception:
            log.exception("abandoned upload could not be removed", extra={"upload": id_})
    return gone


def quarantine_key(id_: str) -> str:
    return f"quarantine/{id_}"


def clean_key(id_: str) -> str:
    return f"clean/{id_}"


def _delete(services: Services, id_: str) -> bool:
    """Mark an upload as abandoned so that it cannot be attached, then delete its file, then its record."""
    upload = store.find(services, id_)
    if upload is None or upload.idle_since is None or upload.idle_since > services.clock.now() - RETENTION_MS:
        return False
    try:
        if not upload.abandoned:
            before, upload = upload, upload.next(state=AttachmentState.REFUSED, reason=RejectionReason.ABANDONED)
            services.core.write(store.change(services, before, upload))
        for key in (quarantine_key(id_), clean_key(id_)):
            services.files.remove(key)
        services.core.write(store.remove(services, upload))
    except ConditionFailed:
        return False  # attached just now
    return True


def _post(services: Services, upload: Upload) -> Post:
    return services.files.offer(
        quarantine_key(upload.id),
        size=upload.size,
        type=upload.type,
        facts={"uploader": upload.owner},
        seconds=UPLOAD_FORM_S,
    )
