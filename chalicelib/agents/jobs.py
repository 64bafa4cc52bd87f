"""What the clock does about agents."""

import logging

from ..people import actions as people
from ..people.recording import Stale
from ..plumbing.services import Services
from . import actions

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200


def begin_absences(services: Services) -> dict[str, int]:
    """Whoever is out of office from now on is off duty, and what waits on them goes to others. 1 RT; then 2 RT for each.

    One that fails is looked at again in a minute, and the rest go on.
    """
    done: dict[str, int] = {}
    for agent in people.absences_to_begin(services, services.clock.now(), MOST_AT_ONCE):
        try:
            began = actions.begin_absence(services, agent)
        except Stale:  # somebody changes the agent at this moment
            began = False
        except Exception:
            log.exception("absence could not begin", extra={"person": agent})
            began = False
        if began:
            done["absence"] = done.get("absence", 0) + 1
    return done
