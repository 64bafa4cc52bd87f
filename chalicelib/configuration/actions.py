"""Reads the configuration, and the only function that changes it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..audit import actions as audit
from ..audit.model import About, Act, Actor, Changes
from ..plumbing.cached import Cached
from ..plumbing.clock import SECOND
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Refused, Unavailable
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import changing, store
from .model import Configuration

log = logging.getLogger(__name__)

FRESH_MS = 60 * SECOND
TRIES = 5

_cached: Cached[Configuration] = Cached(FRESH_MS)


@dataclass(frozen=True)
class Plan:
    """The configuration after a change, and the change's audit log entry."""

    after: Configuration
    act: Act
    about: About
    changes: Changes


@dataclass(frozen=True)
class Done:
    """The result of a change. `about` is the id of the thing; `replayed`: the idempotency key was used before."""

    configuration: Configuration
    about: str = ""
    replayed: bool = False


def current(services: Services) -> Configuration:
    """Return the configuration, at most a minute old: one read a minute for each warm function."""
    return _cached.get(services.core.name, services.clock.real(), lambda: store.load(services))


def present(services: Services) -> Configuration:
    """Load the configuration consistently, for a change of it. 1 RT, 1 RRU per started 4 KB."""
    return store.load(services, consistent=True)


def reachable(services: Services) -> bool:
    """Check whether the core table responds. One read, never cached."""
    try:
        store.load(services)
    except Exception:
        log.exception("core table does not answer")
        return False
    return True


def change(
    services: Services, by: Actor, decide: Callable[[Configuration], Plan | None], once: Once | None = None
) -> Done:
    """Change the configuration together with an audit log entry; on a conflict, decide again on the current configuration.

    3 RT, 2 RRU + 4 WRU, and 2 WRU per KB of the configuration and of the entry. If `decide` plans no change, nothing is
    written. Other warm functions see the change within a minute, this one at once.
    """
    for _ in range(TRIES):
        before = present(services)
        try:
            plan = decide(before)
        except Refused:
            if once and (made := once.used(services.core)):
                return Done(before, made, replayed=True)  # the conflict is this very request
            raise
        if plan is None:
            return Done(before)
        after = plan.after.model_copy(update={"version": before.version + 1})
        changing.check_size(after)
        also = [store.write(services, before, after)]
        also += [once.write(services.core, plan.about.id, services.clock.real())] if once else []
        try:
            audit.record(services, by, plan.act, plan.about, plan.changes, also)
        except ConditionFailed as failed:
            made = once.replayed(failed) if once else None
            if made is not None:
                return Done(before, made, replayed=True)
            continue
        _cached.put(services.core.name, services.clock.real(), after)
        return Done(after, plan.about.id)
    raise Unavailable("The configuration changes too quickly. Try again.", retry_after=1)


def set_up(services: Services, configuration: Configuration) -> None:
    """Replace the whole configuration, without a log entry: for tools that import data."""
    before = present(services)
    after = configuration.model_copy(update={"version": before.version + 1})
    services.core.write(store.write(services, before, after))
    _cached.forget(services.core.name)
