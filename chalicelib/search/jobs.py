"""Entry points of the two search functions: updating the index, and querying it. Each process keeps a local copy."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ..plumbing.ports import Objects
from ..plumbing.services import Services

log = logging.getLogger(__name__)


def index(services: Services, messages: Sequence[dict[str, Any]]) -> set[int]:
    """Process a batch of errands; return the positions of those to be retried."""
    from . import updates  # only needed by this function

    errands = {position: errand for position, each in enumerate(messages) if (errand := updates.parse_task(each))}
    unknown = set(range(len(messages))) - errands.keys()
    return unknown | (updates.update(services, _index(services.index_bucket), errands) if errands else set())


def find(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    """Answer a query of the API; see `finding`."""
    from . import lookup  # only needed by this function

    found = lookup.answer(_index(services.index_bucket), lookup.parse_question(question))
    log.info("searched", extra={"engine": found.engine, "found": len(found.found), "complete": found.complete})
    return found.model_dump(mode="json")


@lru_cache(maxsize=4)
def _index(bucket: Objects) -> Any:
    from .engine import engine
    from .index import Index

    return Index(bucket, engine())
