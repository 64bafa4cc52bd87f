"""Which agents are viewing a ticket or typing in it. Clients report it repeatedly; it expires soon after.

    live table: PR#<ticket>  <agent>      name, state, until (real time); `ttl` only collects the garbage

Customers never see it.
"""

from typing import Literal

from ..people.model import Caller
from ..plumbing.aws.dynamo import UNCONDITIONAL
from ..plumbing.clock import MINUTE, SECOND
from ..plumbing.fields import Value
from ..plumbing.services import Services
from ..tickets.transaction import ticket_for

PRESENCE_MS = 30 * SECOND
MAX_PRESENT = 50

Activity = Literal["viewing", "typing"]


class PresentAgent(Value):
    id: str
    name: str
    state: Activity


def report_presence(services: Services, caller: Caller, ticket_id: str, state: Activity) -> list[PresentAgent]:
    """Report the caller's presence and return the other agents'. 3 RT, 1.5 RRU + 1 WRU."""
    ticket = ticket_for(services, caller, ticket_id)
    now = services.clock.real()
    row = {
        "pk": f"PR#{ticket.number}",
        "sk": caller.id,
        "name": caller.name,
        "state": state,
        "until": now + PRESENCE_MS,
        "ttl": (now + MINUTE) // SECOND,
    }
    services.live.write(services.live.put(row, UNCONDITIONAL))
    found = services.live.query("#pk = :pk", pk=row["pk"], limit=MAX_PRESENT).items
    return [PresentAgent(**item, id=item["sk"]) for item in found if item["sk"] != caller.id and item["until"] > now]


def end_presence(services: Services, caller: Caller, ticket_id: str) -> None:
    """Remove the caller's presence. 2 RT, 1 RRU + 1 WRU."""
    ticket = ticket_for(services, caller, ticket_id)
    services.live.write(services.live.remove(f"PR#{ticket.number}", caller.id, UNCONDITIONAL))
