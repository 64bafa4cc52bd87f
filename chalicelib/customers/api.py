"""HTTP routes for customers, for agents."""

from ..people.model import AGENTS, Caller, Person
from ..people.sign_in import caller_of
from ..people.transaction import PersonChanged
from ..plumbing.errors import VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions
from .forms import CustomerChange, CustomerQuery, NewCustomer
from .views import CustomerView, customer_view

routes = Routes(__name__, caller_of)


@routes.get("/v1/people", allow=AGENTS)
def find_customer(services: Services, caller: Caller, query: CustomerQuery) -> ApiResponse[CustomerView]:
    """Find a customer by their exact email."""
    return _reply(actions.find_by_address(services, caller, query.email))


@routes.post("/v1/people", allow=AGENTS, status=201)
def create_customer(
    services: Services, caller: Caller, body: NewCustomer, idempotency_key: IdempotencyKey | None
) -> ApiResponse[CustomerView]:
    """Create a customer. No email is sent."""
    made = actions.create(services, caller, body, idempotency_key)
    at = f"/api/v1/people/{made.customer.id}"
    return ApiResponse(customer_view(made.customer), made.customer.version, location=at, replayed=made.replayed)


@routes.get("/v1/people/{person}", allow=AGENTS)
def read_customer(services: Services, caller: Caller, person: str) -> ApiResponse[CustomerView]:
    """Read a customer's profile. Their tickets are at `GET /v1/tickets?requester=`."""
    return _reply(actions.customer_for(services, caller, person))


@routes.patch("/v1/people/{person}", allow=AGENTS)
def change_customer(
    services: Services, caller: Caller, person: str, body: CustomerChange, if_match: int | None
) -> ApiResponse[CustomerView]:
    """Change a customer's name, language or time zone. Only customers themselves change their email and notifications."""
    try:
        return _reply(actions.change(services, caller, person, body, if_match))
    except PersonChanged as stale:
        now = customer_view(stale.person).model_dump(mode="json")
        raise VersionMismatch("The customer has changed meanwhile. Look at them and try again.", person=now) from None


def _reply(person: Person) -> ApiResponse[CustomerView]:
    return ApiResponse(customer_view(person), person.version)
