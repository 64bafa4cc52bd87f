"""Which agents are viewing a ticket or typing in it. Clients report it repeatedly; it expires soon after.

    live table: PR#<ticket>  <agent>      name, state, until (real time); `ttl` only collects the garbage

Customers never see it.
"""

from typing import Literal

from ..people.model import Caller
from ..plumbing.clock import MINUTE, SECOND
from ..plumbing.dynamo import ALWAYS
from ..plumbing.fields import Value
from ..plumbing.services import Services
from .recording import ticket_for

KEPT_MS = 30 * SECOND
MOST = 50

State = Literal["viewing", "typing"]


class Present(Value):
    id: str
    name: str
    state: State


def look_in(services: Services, caller: Caller, ticket_id: str, state: State) -> list[Present]:
    """Report the caller's presence and return the other agents'. 3 RT, 1.5 RRU + 1 WRU."""
    ticket = ticket_for(services, caller, ticket_id)
    now = services.clock.real()
    row = {
        "pk": f"PR#{ticket.number}", "sk": caller.id, "name": caller.name, "state": state, "until": now + KEPT_MS,
        "ttl": (now + MINUTE) // SECOND,
    }  # fmt: skip
    services.live.write(services.live.put(row, ALWAYS))
    found = services.live.query("#pk = :pk", pk=row["pk"], limit=MOST).items
    return [Present(**item, id=item["sk"]) for item in found if item["sk"] != caller.id and item["until"] > now]


def leave(services: Services, caller: Caller, ticket_id: str) -> None:
    """Remove the caller's presence. 2 RT, 1 RRU + 1 WRU."""
    ticket = ticket_for(services, caller, ticket_id)
    services.live.write(services.live.remove(f"PR#{ticket.number}", caller.id, ALWAYS))
