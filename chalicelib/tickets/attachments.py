"""Attachments of messages: added with the message, removed when it is undone, marked when they have been scanned.

A message and its attachments are written in one transaction, and so is the result of a scan. Whichever comes first, the
event and the upload agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..attachments import actions as attachments_actions
from ..attachments.model import Attachment, AttachmentLocation, AttachmentState, Upload, Verdict
from ..people.model import Caller
from ..plumbing.aws.dynamo import Write
from ..plumbing.errors import Invalid
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import store
from .event import Event
from .transaction import Changeset

MAX_WRITES = 100  # per transaction
WRITES_TO_UNDO = 4  # for each ticket that the message is in, without its attachments

Uploads = Mapping[str, Upload]


def load_uploads(services: Services, caller: Caller, ids: Sequence[str]) -> Uploads:
    """Read the uploads that a caller attaches, in their order. 1 RT, 1 RRU each; none if there are none. Raises `Invalid`."""
    return {upload.id: upload for upload in attachments_actions.attachable_uploads(services, caller, ids)}


def as_attachments(uploads: Uploads) -> tuple[Attachment, ...]:
    """Return the attachments as recorded in the event."""
    return tuple(upload.attachment for upload in uploads.values())


def check_file_count(files: int, copies: int) -> None:
    """Check that the message could be undone in one transaction. Raises `Invalid`."""
    if WRITES_TO_UNDO * (1 + copies) + files > MAX_WRITES:
        limit = MAX_WRITES - WRITES_TO_UNDO * (1 + copies)
        raise Invalid.field("attachments", f"With so many others to write to, at most {limit} files can go along.")


def with_files(services: Services, changeset: Changeset, uploads: Uploads) -> Changeset:
    """Add the attachments to the changeset: 2 WRU each, and 1 for the index."""
    if not uploads:
        return changeset
    events = [*changeset.events, *(event for change in changeset.related for event in change.events)]
    return replace(
        changeset,
        extra_writes=(
            *changeset.extra_writes,
            *attachments_actions.attach_writes(services, uploads, _locations(events, uploads)),
        ),
    )


def reload_attachments(services: Services, shown: Sequence[Attachment]) -> tuple[tuple[Attachment, ...], Uploads]:
    """Read the current state of attachments for another event of the same message. 1 RT, 1 RRU each; none if there are none."""
    uploads = attachments_actions.uploads_of(services, shown)
    return tuple(uploads[each.id].attachment if each.id in uploads else each for each in shown), uploads


def detach_writes(services: Services, events: Iterable[Event]) -> list[Write]:
    """Build the writes that detach the files of undone messages: 1 RT, 1 RRU and 3 WRU per file; no reads if there are none."""
    gone = list(events)
    uploads = attachments_actions.uploads_of(services, [each for event in gone for each in event.attachments])
    return attachments_actions.detach_writes(services, uploads, frozenset((event.ticket, event.rev) for event in gone))


def record_verdict(services: Services, id_: str, verdict: Verdict) -> None:
    """Record the result of a scan in the upload and in every event that shows it, in one transaction.

    2 RT, 1 RRU; 2 WRU for the upload and 2 per started KB of each event. An earlier result is kept.
    """

    def attempt() -> None:
        upload = attachments_actions.find(services, id_)
        if upload is None or upload.state is not AttachmentState.WAITING:
            return
        after, write = attachments_actions.record_check(services, upload, verdict)
        shown = [store.mark_attachment(services, place, after.attachment) for place in upload.places]
        services.dynamo.transact([write, *shown])  # fails if the file is attached or its message is undone concurrently

    retry_until_written(services.clock, attempt, "The upload changes too quickly.")


def _locations(events: Iterable[Event], uploads: Uploads) -> dict[str, list[AttachmentLocation]]:
    found: dict[str, list[AttachmentLocation]] = {}
    for event in events:
        for position, each in enumerate(event.attachments):
            if each.id in uploads:
                place = AttachmentLocation(
                    ticket=event.ticket, rev=event.rev, internal=event.internal, position=position
                )
                found.setdefault(each.id, []).append(place)
    return found
