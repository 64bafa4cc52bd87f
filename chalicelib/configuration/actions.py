"""Reads the configuration, and the only function that changes it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..audit import actions as audit_actions
from ..audit.model import Acting, AuditAction, AuditTarget, Changes
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.cached import Cached
from ..plumbing.clock import SECOND
from ..plumbing.errors import Refused
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import changes as configuration_changes
from . import store
from .model import Configuration

log = logging.getLogger(__name__)

FRESH_MS = 60 * SECOND

_cached: Cached[Configuration] = Cached(FRESH_MS)


@dataclass(frozen=True)
class ConfigurationChange:
    """The configuration after a change, and the change's audit log entry."""

    after: Configuration
    action: AuditAction
    target: AuditTarget
    changes: Changes


@dataclass(frozen=True)
class ConfigurationResult:
    """The result of a change. `target` is the id of the thing; `replayed`: the idempotency key was used before."""

    configuration: Configuration
    target: str = ""
    replayed: bool = False


def current(services: Services) -> Configuration:
    """Return the configuration, at most a minute old: one read a minute for each warm function."""
    return _cached.get(services.core.name, services.clock.real(), lambda: store.load(services))


def load_current(services: Services) -> Configuration:
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
    services: Services,
    by: Acting,
    decide: Callable[[Configuration], ConfigurationChange | None],
    idempotency_key: IdempotencyKey | None = None,
) -> ConfigurationResult:
    """Change the configuration together with an audit log entry; on a conflict, decide again on the current configuration.

    3 RT, 2 RRU + 4 WRU, and 2 WRU per KB of the configuration and of the entry. If `decide` plans no change, nothing is
    written. Other warm functions see the change within a minute, this one at once.
    """

    def attempt() -> ConfigurationResult:
        before = load_current(services)
        try:
            plan = decide(before)
        except Refused:
            if idempotency_key and (made := idempotency_key.used(services.core)):
                return ConfigurationResult(before, made, replayed=True)  # the conflict is this very request
            raise
        if plan is None:
            return ConfigurationResult(before)
        after = plan.after.model_copy(update={"version": before.version + 1})
        configuration_changes.check_size(after)
        extra_writes = [store.write(services, before, after)]
        extra_writes += (
            [idempotency_key.write(services.core, plan.target.id, services.clock.real())] if idempotency_key else []
        )
        try:
            audit_actions.record(services, by, plan.action, plan.target, plan.changes, extra_writes)
        except ConditionFailed as failed:
            made = idempotency_key.replayed(failed) if idempotency_key else None
            if made is not None:
                return ConfigurationResult(before, made, replayed=True)
            raise
        _cached.put(services.core.name, services.clock.real(), after)
        return ConfigurationResult(after, plan.target.id)

    return retry_until_written(services.clock, attempt, "The configuration changes too quickly. Try again.")


def replace_all(services: Services, configuration: Configuration) -> None:
    """Replace the whole configuration, without a log entry: for tools that import data."""
    before = load_current(services)
    after = configuration.model_copy(update={"version": before.version + 1})
    services.core.write(store.write(services, before, after))
    _cached.forget(services.core.name)
