"""Whether a link still counts. Pure."""

from ..tickets.model import Ticket


def is_revoked(issued: int, ticket: Ticket) -> bool:
    """Return whether a link to the ticket, made at this time, was revoked. Links of one and the same moment are revoked too."""
    return ticket.links_revoked_at is not None and issued <= ticket.links_revoked_at
