"""Response bodies for customers."""

from ..people.model import NOTICES, Person
from ..plumbing.fields import Instant, Value


class CustomerView(Value):
    """Their tickets are at `GET /v1/tickets?requester=`."""

    id: str
    email: str
    name: str
    language: str
    time_zone: str
    notifications: dict[str, bool]
    created_at: Instant
    version: int


def customer_view(person: Person) -> CustomerView:
    return CustomerView(
        id=person.id,
        email=person.email,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        notifications={notice: person.wants(notice) for notice in NOTICES},
        created_at=person.created_at,
        version=person.version,
    )
