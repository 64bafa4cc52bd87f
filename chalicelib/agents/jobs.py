"""Scheduled jobs for agents."""

import logging

from ..people import actions as people
from ..people.recording import Stale
from ..plumbing.services import Services
from . import actions

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200


def begin_absences(services: Services) -> dict[str, int]:
    """Begin due absences: set the agents offline and reassign their open tickets. 1 RT; then 2 RT for each.

    One that fails is retried in a minute, and the others continue.
    """
    done: dict[str, int] = {}
    for agent in people.absences_to_begin(services, services.clock.now(), MOST_AT_ONCE):
        try:
            began = actions.begin_absence(services, agent)
        except Stale:  # the agent is being changed by another request
            began = False
        except Exception:
            log.exception("absence could not begin", extra={"person": agent})
            began = False
        if began:
            done["absence"] = done.get("absence", 0) + 1
    return done
