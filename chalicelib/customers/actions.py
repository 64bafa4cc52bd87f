"""Actions on customers. All go through `customer_for`: an invisible customer and a missing one get the same response."""

from dataclasses import dataclass

from ..people import actions as people_actions
from ..people import rules as people_rules
from ..people import transaction as people_transaction
from ..people.model import Caller, Person
from ..people.transaction import PersonChanged
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.errors import Conflict, NotFound
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from . import access
from .forms import CustomerChange, NewCustomer


@dataclass(frozen=True)
class CustomerResult:
    """A customer. `replayed`: the idempotency key was used before and nothing was done."""

    customer: Person
    replayed: bool = False


def customer_for(services: Services, caller: Caller, person: str) -> Person:
    """Load a customer visible to this agent. 1 RT, half a RRU; and what `visible_customers` costs. Raises `NotFound`."""
    return _check_visible(services, caller, people_actions.person_by_id(services, person))


def find_by_address(services: Services, caller: Caller, email: str) -> Person:
    """Find a visible customer by email. 1–2 RT, 1.5 RRU; and what `visible_customers` costs. Raises `NotFound`."""
    return _check_visible(services, caller, people_actions.person_with_address(services, email))


def create(
    services: Services, caller: Caller, new: NewCustomer, idempotency_key: IdempotencyKey | None
) -> CustomerResult:
    """Create a customer. 1–4 RT, 4 WRU, with a key 2 more.

    Raises `Conflict` if the email is taken; it names the owner if they are visible to the caller.
    """
    customer = Person(
        id=services.new_id(),
        email=new.email,
        name=new.name,
        language=new.language,
        time_zone=new.time_zone,
        created_at=services.clock.now(),
    )
    try:
        owner = people_actions.add_customer(services, customer, idempotency_key)
    except ConditionFailed as failed:
        return _replay(services, caller, idempotency_key, failed)
    if owner == customer.id:
        return CustomerResult(customer)
    if idempotency_key and idempotency_key.used(services.core) == owner:
        return CustomerResult(customer_for(services, caller, owner), replayed=True)
    try:
        known = {"person": customer_for(services, caller, owner).id}
    except NotFound:
        known = {}
    raise Conflict("This address belongs to somebody already.", **known)


def change(services: Services, caller: Caller, person: str, wanted: CustomerChange, expected: int | None) -> Person:
    """Change name, language or time zone.

    2 RT and what `visible_customers` costs, 1 WRU. Raises `VersionRequired`, `PersonChanged`.
    """
    before = _check_visible(services, caller, people_actions.person_now(services, person))
    if before.version != versions.required(expected):
        raise PersonChanged(before)
    after = people_rules.with_notes(before, wanted.model_dump(exclude_unset=True))
    if after is not before:
        people_transaction.change_person(services, before, after)
    return after


def _check_visible(services: Services, caller: Caller, person: Person | None) -> Person:
    if person is None or not access.visible_customers(services, caller, [person]):
        raise NotFound("There is no such customer, or they are not yours to see.")
    return person


def _replay(
    services: Services, caller: Caller, idempotency_key: IdempotencyKey | None, failed: ConditionFailed
) -> CustomerResult:
    person = idempotency_key.replayed(failed) if idempotency_key else None
    if person is None:
        raise failed
    return CustomerResult(customer_for(services, caller, person), replayed=True)
