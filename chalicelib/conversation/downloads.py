"""Attachment downloads, for callers who may read a message with the attachment at the time of the request."""

from ..attachments import actions as attachments_actions
from ..attachments.model import AttachmentLocation, AttachmentState
from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.errors import Conflict, NotFound
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import store as tickets_store
from ..tickets.model import Ticket


def download(services: Services, caller: Caller, id_: str, *, inline: bool = False) -> str:
    """Return a link to a file, valid for a minute, for a caller who may read a message with it. 2 RT, 3 RRU in most cases.

    Raises `NotFound`, both for a file that does not exist and for one that the caller may not read; `Conflict` for a
    file that has not been scanned as clean.
    """
    upload = attachments_actions.find(services, id_)
    if upload is None or not any(_may_fetch(services, caller, place) for place in upload.places):
        raise NotFound("There is no such attachment, or it is not yours.")
    if upload.state is AttachmentState.WAITING:
        raise Conflict("This file is still being checked. Try again in a moment.", state=upload.state)
    if upload.state is AttachmentState.REFUSED:
        raise Conflict("This file was refused, and nobody can fetch it.", state=upload.state, reason=upload.reason)
    return attachments_actions.link(services, upload, inline=inline)


def _may_fetch(services: Services, caller: Caller, place: AttachmentLocation) -> bool:
    """Return whether the caller may read the message. 1 RT, 2 RRU; for a merged ticket 1 RT and 1 RRU more for each merge."""
    entries = tickets_store.find_with_event(services, place.ticket, place.rev, internal=place.internal)
    if entries is None:
        return False
    ticket: Ticket | None = entries[0]
    event = entries[1]
    configured = configuration_actions.current(services)
    while ticket is not None:
        if tickets_access.sees_internal(caller, ticket, configured):
            return True
        if ticket.number == event.ticket and tickets_access.may_read(caller, ticket, configured):
            return tickets_access.may_see_event(caller, event, services.clock.now(), internal=False)
        ticket = tickets_store.find(services, ticket.merged_into, consistent=True) if ticket.merged_into else None
    return False
