"""HTTP routes for people without an account."""

from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import PUBLIC, Routes
from ..plumbing.services import Services
from . import actions
from .forms import GuestTicket

routes = Routes(__name__)


@routes.post("/v1/guest/tickets", allow=PUBLIC, status=202)
def raise_as_guest(services: Services, body: GuestTicket, idempotency_key: IdempotencyKey | None, source: str) -> None:
    """Create a request with an email address only. It becomes a ticket once the address is confirmed.

    An email with a confirmation link is sent at most once an hour. Unconfirmed requests are deleted after three days,
    and at most five are kept for an address. The response is the same in every case.
    """
    actions.hold_request(services, body, idempotency_key, source)
