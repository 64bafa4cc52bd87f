"""Attachment downloads, for callers who may read a message with the attachment at the time of the request."""

from ..attachments import actions as attachments
from ..attachments.model import Place, State
from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.errors import Conflict, NotFound
from ..plumbing.services import Services
from . import access, store
from .model import Ticket


def download(services: Services, caller: Caller, id_: str, *, inline: bool = False) -> str:
    """Return a link to a file, valid for a minute, for a caller who may read a message with it. 2 RT, 3 RRU in most cases.

    Raises `NotFound`, both for a file that does not exist and for one that the caller may not read; `Conflict` for a
    file that has not been scanned as clean.
    """
    upload = attachments.find(services, id_)
    if upload is None or not any(_may_fetch(services, caller, place) for place in upload.places):
        raise NotFound("There is no such attachment, or it is not yours.")
    if upload.state is State.WAITING:
        raise Conflict("This file is still being checked. Try again in a moment.", state=upload.state)
    if upload.state is State.REFUSED:
        raise Conflict("This file was refused, and nobody can fetch it.", state=upload.state, reason=upload.reason)
    return attachments.link(services, upload, inline=inline)


def _may_fetch(services: Services, caller: Caller, place: Place) -> bool:
    """Return whether the caller may read the message. 1 RT, 2 RRU; for a merged ticket 1 RT and 1 RRU more for each merge."""
    told = store.find_with_event(services, place.ticket, place.rev, internal=place.internal)
    if told is None:
        return False
    ticket: Ticket | None = told[0]
    event = told[1]
    configured = configuration.current(services)
    while ticket is not None:
        if access.sees_internal(caller, ticket, configured):
            return True
        if ticket.number == event.ticket and access.may_read(caller, ticket, configured):
            return access.may_see_event(caller, event, services.clock.now(), internal=False)
        ticket = store.find(services, ticket.merged_into, consistent=True) if ticket.merged_into else None
    return False
