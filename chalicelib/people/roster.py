"""Who is on duty in a team, and how much each has in hand. One row an agent, in the `live` table.

Load is the number of assigned tickets that wait on us. It rises in the transaction that assigns or reopens, and falls when
the stream tells of the change: for a second it may be too high, never too low, so nobody is ever overfilled by routing.
"""

from typing import Any

from ..plumbing.dynamo import Write
from ..plumbing.services import Services
from .model import Seat, State

ALWAYS = "attribute_exists(#pk) OR attribute_not_exists(#pk)"
FREE = "#state = :online AND (attribute_not_exists(#until) OR #until > :now) AND #load < #cap"


def of_team(services: Services, team: str) -> list[Seat]:
    """Everybody in the team's roster. One round trip; half a read unit per started 4 KB (some 20 agents)."""
    return [_seat(item) for item in services.live.query("#pk = :team", team=_pk(team), consistent=True).items]


def of_agent(services: Services, team: str, agent: str) -> Seat:
    """One row; an agent never seen on duty is offline. Half a read unit."""
    item = services.live.get(_pk(team), agent)
    return _seat(item) if item else Seat(agent=agent, team=team)


def set_availability(services: Services, seat: Seat) -> Seat:
    """Store state, name and cap, leaving the load alone. One round trip, one write unit.

    Whoever comes online makes the team's queue be looked at: a message, so that the agent does not wait for it.
    """
    update = "SET #name = :name, #state = :state, #cap = :cap, #load = if_not_exists(#load, :none), "
    update += (
        "#until = :until"
        if seat.until is not None
        else "#assigned_at = if_not_exists(#assigned_at, :none) REMOVE #until"
    )
    values: dict[str, Any] = {"name": seat.name, "state": seat.state, "cap": seat.cap, "none": 0}
    if seat.until is not None:
        values["until"] = seat.until
    stored = _seat(services.live.write(services.live.change(_pk(seat.team), seat.agent, update, ALWAYS, **values)))
    if stored.free(services.clock.now()):
        services.routing_queue.send({"team": seat.team})
    return stored


def claim(services: Services, seat: Seat, now: int) -> Write:
    """Member of the assigning transaction: fails unless the agent is on duty and below the cap at that very moment."""
    update = "SET #assigned_at = :now ADD #load :one"
    return services.live.change(_pk(seat.team), seat.agent, update, FREE, online=State.ONLINE, now=now, one=1)


def more_load(services: Services, team: str, agent: str) -> Write:
    """Member of a transaction that gives an agent work whatever the cap: by hand, or a customer coming back."""
    return services.live.change(_pk(team), agent, "ADD #load :one", ALWAYS, one=1)


def less_load(services: Services, team: str, agent: str, by: int) -> Write:
    """Member of the stream consumer's transaction."""
    return services.live.change(_pk(team), agent, "ADD #load :by", ALWAYS, by=-by)


def _pk(team: str) -> str:
    return f"RO#{team}"


def _seat(item: dict[str, Any]) -> Seat:
    return Seat(
        agent=item["sk"],
        team=item["pk"].removeprefix("RO#"),
        **{k: v for k, v in item.items() if k not in {"pk", "sk"}},
    )
