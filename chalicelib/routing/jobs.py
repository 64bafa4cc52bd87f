"""Jobs of the schedule and of the routing queue."""

import logging
from typing import Any

from ..plumbing.services import Services
from . import actions

log = logging.getLogger(__name__)


def route_waiting(services: Services) -> dict[str, int]:
    """Assign waiting tickets; runs every minute. Work is proportional to the waiting tickets, not to all tickets."""
    swept = actions.assign_waiting_everywhere(services)
    result = {"assigned": swept.assigned, "waiting": swept.waiting, "failed": swept.failed}
    log.info("routed", extra=result)
    return result


def on_agent_free(services: Services, message: dict[str, Any]) -> None:
    """`team`: an agent came online. `home`, `agents`: these have capacity. `agent`: this one cannot handle some tickets."""
    match message:
        case {"agent": str(agent), "lost": list(lost)}:
            actions.reassign_all(services, agent, lost)
        case {"home": str(home), "agents": list(agents)}:
            actions.assign_to_agents(services, home, agents)
        case _:
            actions.assign_waiting(services, str(message["team"]))
