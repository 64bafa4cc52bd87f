"""Scheduled jobs for agents."""

import logging

from ..people import actions as people_actions
from ..people.transaction import PersonChanged
from ..plumbing.services import Services
from . import actions

log = logging.getLogger(__name__)

MAX_AT_ONCE = 200


def begin_absences(services: Services) -> dict[str, int]:
    """Begin due absences: set the agents offline and reassign their open tickets. 1 RT; then 2 RT for each.

    One that fails is retried in a minute, and the others continue.
    """
    counts: dict[str, int] = {}
    for agent in people_actions.due_absences(services, services.clock.now(), MAX_AT_ONCE):
        try:
            began = actions.begin_absence(services, agent)
        except PersonChanged:  # the agent is being changed by another request
            began = False
        except Exception:
            log.exception("absence could not begin", extra={"person": agent})
            began = False
        if began:
            counts["absence"] = counts.get("absence", 0) + 1
    return counts
