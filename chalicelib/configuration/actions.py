"""The configuration, as every function sees it."""

import logging

from ..plumbing.clock import SECOND
from ..plumbing.services import Services
from . import store
from .model import Configuration

log = logging.getLogger(__name__)

FRESH_MS = 60 * SECOND

_kept: dict[str, tuple[int, Configuration]] = {}


def current(services: Services) -> Configuration:
    """At most a minute old: one read a minute for each warm function."""
    now = services.clock.real()
    read_at, configuration = _kept.get(services.core.name, (0, None))
    if configuration is None or now - read_at > FRESH_MS:
        configuration = store.load(services)
        _kept[services.core.name] = (now, configuration)
    return configuration


def reachable(services: Services) -> bool:
    """Whether the core table answers. One read, never remembered."""
    try:
        store.load(services)
    except Exception:
        log.exception("core table does not answer")
        return False
    return True


def set_up(services: Services, configuration: Configuration) -> None:
    """Replace the configuration. Other warm functions follow within a minute."""
    store.save(services, configuration)
    _kept.pop(services.core.name, None)
