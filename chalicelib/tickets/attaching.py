"""Files in messages: put in with the message that shows them, taken back with it, marked when they have been checked.

A message and its files are written in one transaction, and so is what a check finds: whichever comes first, the event and the
upload say the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..attachments import actions as attachments
from ..attachments.model import Attachment, Place, State, Upload, Verdict
from ..people.model import Caller
from ..plumbing.dynamo import Write
from ..plumbing.errors import Invalid
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import store
from .model import Event
from .recording import Act

MOST_WRITES = 100  # in one transaction
WRITES_TO_UNDO = 4  # for each ticket that the message is in, besides its files

Uploads = Mapping[str, Upload]


def enclosed(services: Services, caller: Caller, ids: Sequence[str]) -> Uploads:
    """What a caller puts into a message, in its order. 1 RT, 1 RRU each; none, nothing read. Raises `Invalid`."""
    return {upload.id: upload for upload in attachments.to_be_attached(services, caller, ids)}


def attached(uploads: Uploads) -> tuple[Attachment, ...]:
    """As the event names them."""
    return tuple(upload.attachment for upload in uploads.values())


def check_takes_all(files: int, copies: int) -> None:
    """A message must be able to be taken back whole. Raises `Invalid`."""
    if WRITES_TO_UNDO * (1 + copies) + files > MOST_WRITES:
        most = MOST_WRITES - WRITES_TO_UNDO * (1 + copies)
        raise Invalid.field("attachments", f"With so many others to write to, at most {most} files can go along.")


def with_files(services: Services, act: Act, uploads: Uploads) -> Act:
    """The act together with its files: 2 WRU each, and 1 of the index. Without any it is what it was."""
    if not uploads:
        return act
    events = [*act.events, *(event for change in act.others for event in change.events)]
    return replace(act, also=(*act.also, *attachments.shown(services, uploads, _places(events, uploads))))


def again(services: Services, shown: Sequence[Attachment]) -> tuple[tuple[Attachment, ...], Uploads]:
    """What another event of the same message shows, as it is now. 1 RT, 1 RRU each; none, nothing read."""
    uploads = attachments.of_attachments(services, shown)
    return tuple(uploads[each.id].attachment if each.id in uploads else each for each in shown), uploads


def taken_back(services: Services, events: Iterable[Event]) -> list[Write]:
    """Members of the transaction that takes messages back: 1 RT, 1 RRU and 3 WRU a file; none, nothing read."""
    gone = list(events)
    uploads = attachments.of_attachments(services, [each for event in gone for each in event.attachments])
    return attachments.taken_out(services, uploads, frozenset((event.ticket, event.rev) for event in gone))


def settle(services: Services, id_: str, verdict: Verdict) -> None:
    """Write down what a check found: in the upload and in every event that shows it, all or none.

    2 RT, 1 RRU; 2 WRU for the upload and 2 per started KB of each event. What was decided before stays.
    """

    def attempt() -> None:
        upload = attachments.find(services, id_)
        if upload is None or upload.state is not State.WAITING:
            return
        after, write = attachments.checked(services, upload, verdict)
        shown = [store.mark(services, place, after.attachment) for place in upload.places]
        services.dynamo.transact([write, *shown])  # fails where it is put into a message meanwhile, or undone with it

    retry_until_written(services.clock, attempt, "The upload changes too quickly.")


def _places(events: Iterable[Event], uploads: Uploads) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for event in events:
        for position, each in enumerate(event.attachments):
            if each.id in uploads:
                place = Place(ticket=event.ticket, rev=event.rev, internal=event.internal, position=position)
                found.setdefault(each.id, []).append(place)
    return found
