"""People in the core table, and the index from email to person.

    P#<id>      #         the person; agents are in `by_list` as AG, in `by_due` while they have a future absence
                M#<team>  an agent's team membership: in `by_list` as AG#<team>
    EM#<hash>   #         from an email (its SHA-256) to its person

Person and email are written in one transaction, so that an email never belongs to two people; so are person and memberships.
CC#<hash> in the live table: a confirmation that succeeded.
"""

import hashlib
from collections.abc import Sequence

from ..plumbing.aws.dynamo import UNCONDITIONAL, ConditionFailed, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import DAY, SECOND
from ..plumbing.services import Services
from .model import AGENTS, Person, Role

RETENTION_MS = DAY  # the lifetime of a code
FIRST = "0"  # sorts before every position
ABSENCES = "AB"


def load(services: Services, person: str, *, consistent: bool = False) -> Person | None:
    """Load a person. One round trip, half a read unit; a whole one if `consistent`."""
    item = services.core.get(f"P#{person}", consistent=consistent)
    return Person.model_validate(item) if item else None


def load_current(services: Services, person: str) -> Person:
    """Load a person with a consistent read. One round trip, one read unit. Raises `LookupError` if there is none."""
    found = load(services, person, consistent=True)
    if found is None:
        raise LookupError(f"person {person} has no profile")
    return found


def load_many(services: Services, ids: Sequence[str], *, consistent: bool = False) -> list[Person]:
    """Load several people; missing ones are left out. One round trip, half a read unit each; a whole one if `consistent`."""
    found = services.dynamo.get_many([(services.core, f"P#{each}", "#") for each in ids], consistent=consistent)
    return [Person.model_validate(item) for item in found.values()]


def owner_of(services: Services, email: str) -> str | None:
    """Find the id of the person with this email. One round trip, half a read unit."""
    item = services.core.get(_address(email))
    return str(item["person"]) if item else None


def list_agents(services: Services, team: str | None, limit: int, after: str | None) -> list[tuple[str, str]]:
    """List (position, id) of agents, active ones first, then oldest first. One round trip, half a read unit per 4 KB."""
    page = services.core.query(
        "#list_key = :key AND #list_sort > :after",
        index="by_list",
        key=f"AG#{team}" if team else "AG",
        after=after or FIRST,
        limit=limit,
    )
    return [(item["list_sort"], item["pk"][2:]) for item in page.items]


def due_absences(services: Services, now: int, limit: int) -> list[str]:
    """List agents whose absence is due to begin, oldest first. One round trip, half a read unit per 4 KB."""
    where = "#due_key = :key AND #due_sort <= :until"
    page = services.core.query(where, index="by_due", key=ABSENCES, until=f"{now:013d}#~", limit=limit)
    return [item["pk"][2:] for item in page.items]


def add(services: Services, person: Person, other_writes: Sequence[Write] = ()) -> str:
    """Create a person unless the email has an owner; return the owner's id. `other_writes` is written only with a new person.

    One round trip, 4 write units and those of `other_writes`. Raises `ConditionFailed` if this id exists with another email.
    """
    members = writes(services, None, person)
    try:
        services.dynamo.transact([*members, *other_writes])
    except ConditionFailed as taken:
        if not taken.failed(1):
            raise
        before = taken.items[1] or {}
        return str(before["person"])
    return person.id


def writes(services: Services, before: Person | None, after: Person) -> list[Write]:
    """Build the writes for a changed person: the person, the email of a new one, and each membership added, moved or removed.

    2 WRU each; for agents 1 more of the index for each that is added, 2 for each that moves.
    """
    core = services.core
    if before is None:
        address = {"pk": _address(after.email), "sk": "#", "person": after.id}
        first = [core.put(item_of(after)), core.put(address, show=True)]
    else:
        first = [core.put(item_of(after), "#version = :version", version=before.version)]
    had, has = (_memberships(before) if before else {}), _memberships(after)
    remaining = [core.put(row, UNCONDITIONAL) for sk, row in sorted(has.items()) if had.get(sk) != row]
    return [
        *first,
        *remaining,
        *(core.remove(f"P#{after.id}", sk, UNCONDITIONAL) for sk in sorted(had.keys() - has.keys())),
    ]


def is_admin_still(services: Services, person: str) -> Write:
    """Build a condition that fails unless this person is an admin at commit time. 2 WRU."""
    where = "#role = :admin AND #active <> :no"
    return services.core.check(f"P#{person}", "#", where, admin=Role.ADMIN, no=False)


def remember_confirmation(services: Services, email: str, code: str) -> None:
    """Store that this code confirmed this email. One round trip, one write unit."""
    ttl = (services.clock.real() + RETENTION_MS) // SECOND
    services.live.write(services.live.put({"pk": _confirmation(email, code), "sk": "#", "ttl": ttl}, UNCONDITIONAL))


def was_confirmed(services: Services, email: str, code: str) -> bool:
    """Whether this code confirmed this email within the last day. One round trip, one read unit."""
    row = services.live.get(_confirmation(email, code), consistent=True)
    return row is not None and row["ttl"] > services.clock.real() // SECOND


def item_of(person: Person) -> Item:
    """Build the person's item with all its index keys, which are set nowhere else."""
    item: Item = {"pk": f"P#{person.id}", "sk": "#", **person.model_dump()}
    if person.role in AGENTS:
        item |= {"list_key": "AG", "list_sort": _position(person)}
    if person.absence is not None and not person.absence.begun:
        item |= {"due_key": ABSENCES, "due_sort": f"{person.absence.begins:013d}#{person.id}", "due_kind": "absence"}
    return item


def _memberships(person: Person) -> dict[str, Item]:
    """Return an agent's membership rows by sort key."""
    if person.role not in AGENTS:
        return {}
    rows = [
        {"pk": f"P#{person.id}", "sk": f"M#{team}", "list_key": f"AG#{team}", "list_sort": _position(person)}
        for team in person.teams
    ]
    return {row["sk"]: row for row in rows}


def _position(person: Person) -> str:
    """Return the sort position: active agents first, then oldest first. Unique, and digits only, as cursors require."""
    tie = int(_hash(person.id)[:8], 16)
    return f"{int(not person.active)}{person.created_at:013d}#{tie:010d}"


def _address(email: str) -> str:
    return f"EM#{_hash(email.lower())}"


def _confirmation(email: str, code: str) -> str:
    return f"CC#{_hash(f'{email.lower()} {code}')}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
