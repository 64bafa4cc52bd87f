"""People in the core table, and which person an address belongs to.

P#<id> is the person, EM#<sha256 of the address> the way from an address to its person; both are written in one
transaction, so that an address never belongs to two. CC#<sha256> in the live table: a confirmation that succeeded.
"""

import hashlib
from collections.abc import Sequence

from ..plumbing.clock import DAY, SECOND
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.services import Services
from .model import Person

KEPT_MS = DAY  # as long as a code is good
ALWAYS = "attribute_exists(#pk) OR attribute_not_exists(#pk)"


def load(services: Services, person: str, *, consistent: bool = False) -> Person | None:
    """One round trip, half a read unit; a whole one if `consistent`."""
    item = services.core.get(f"P#{person}", consistent=consistent)
    return Person.model_validate(item) if item else None


def load_many(services: Services, ids: Sequence[str], *, consistent: bool = False) -> list[Person]:
    """Those there are. One round trip, half a read unit each; a whole one if `consistent`."""
    found = services.dynamo.get_many([(services.core, f"P#{each}", "#") for each in ids], consistent=consistent)
    return [Person.model_validate(item) for item in found.values()]


def owner_of(services: Services, email: str) -> str | None:
    """The id of the person the address belongs to. One round trip, half a read unit."""
    item = services.core.get(_address(email))
    return str(item["person"]) if item else None


def add(services: Services, person: Person) -> str:
    """The id of the person the address belongs to: this one, or whoever had it before.

    One round trip, 4 write units. Raises `ConditionFailed` if somebody has this id with another address.
    """
    core = services.core
    address = {"pk": _address(person.email), "sk": "#", "person": person.id}
    try:
        services.dynamo.transact([core.put(_item(person)), core.put(address, show=True)])
    except ConditionFailed as taken:
        if not taken.failed(1):
            raise
        before = taken.items[1] or {}
        return str(before["person"])
    return person.id


def replace(services: Services, before: Person, after: Person) -> None:
    """One round trip, one write unit. Raises `ConditionFailed` if it is no longer `before.version`."""
    services.core.write(services.core.put(_item(after), "#version = :version", version=before.version))


def remember_confirmation(services: Services, email: str, code: str) -> None:
    """One round trip, one write unit."""
    ttl = (services.clock.real() + KEPT_MS) // SECOND
    services.live.write(services.live.put({"pk": _confirmation(email, code), "sk": "#", "ttl": ttl}, ALWAYS))


def was_confirmed(services: Services, email: str, code: str) -> bool:
    """Whether this very code confirmed this address within the last day. One round trip, one read unit."""
    row = services.live.get(_confirmation(email, code), consistent=True)
    return row is not None and row["ttl"] > services.clock.real() // SECOND


def _item(person: Person) -> dict[str, object]:
    return {"pk": f"P#{person.id}", "sk": "#", **person.model_dump()}


def _address(email: str) -> str:
    return f"EM#{_hash(email.lower())}"


def _confirmation(email: str, code: str) -> str:
    return f"CC#{_hash(f'{email.lower()} {code}')}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
