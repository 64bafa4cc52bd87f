"""HTTP for people without an account."""

from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import PUBLIC, Routes
from . import actions
from .forms import GuestTicket

routes = Routes(__name__)


@routes.post("/v1/guest/tickets", allow=PUBLIC, status=202)
def raise_as_guest(services: Services, body: GuestTicket, once: Once | None, source: str) -> None:
    """Ask for help with nothing but an address. It becomes a ticket once the address is confirmed.

    A mail with a link for that goes out at most once an hour; what is not confirmed is forgotten after three days, and at most
    five wait for an address. The answer is the same whatever becomes of it.
    """
    actions.submit(services, body, once, source)
