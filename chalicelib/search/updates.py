"""Processes errands: loads the current state of the things they name, and writes it to the index in one change."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ..plumbing.services import Services
from . import manifest
from .engine import Writer
from .index import CLEAN_UP_EVERY, Index
from .manifest import Manifest, PackRange
from .model import IndexTask
from .specs import DOCUMENTS, Update

log = logging.getLogger(__name__)


def parse_task(message: Any) -> IndexTask | None:
    """Parse a queue message; None if it cannot be processed."""
    try:
        errand = IndexTask.model_validate(message)
    except ValidationError:
        log.exception("message is no errand")
        return None
    if errand.noun not in DOCUMENTS:
        log.error("errand is about a kind that is not registered", extra={"kind": errand.noun})
        return None
    return errand


def update(
    services: Services, index: Index, errands: Mapping[int, IndexTask], *, tidy_every: int = CLEAN_UP_EVERY
) -> set[int]:
    """Process errands in one change of the index; return the keys of failed ones.

    Packs that are no longer needed are removed once in `tidy_every` changes of the index.
    2 RT and the index's 3 for a hundred messages: 1.5 RRU and more each. Raises `IndexContended` if concurrent writers
    keep winning.
    """
    failed: set[int] = set()
    found = Update()

    def edit(writer: Writer) -> None:
        nonlocal found
        found = _build_updates(services, errands, failed)
        write(found, writer)

    def after(before: Manifest, files: Mapping[str, PackRange]) -> Manifest:
        about = {errand.about for errand in errands.values()}
        return manifest.with_change(before, files, found.languages, about, services.clock.real())

    now_there = index.change(edit, after)
    log.info(
        "indexed",
        extra={
            "engine": index.form,
            "put": len(found.put),
            "removed": len(found.remove),
            "failed": len(failed),
            "generation": now_there.generation,
        },
    )
    if now_there.generation % tidy_every == 0:
        index.storage.clean_up(now_there, services.clock.real())
    return failed


def _build_updates(services: Services, errands: Mapping[int, IndexTask], failed: set[int]) -> Update:
    """Load all errands together, or, if that fails, one by one, to identify the failing ones."""
    failed.clear()
    try:
        return build_update(services, list(errands.values()))
    except Exception:
        log.exception("some errand failed; each by itself now")
    whole = Update()
    for name, errand in errands.items():
        try:
            one = build_update(services, [errand])
        except Exception:
            log.exception("errand failed", extra={"about": errand.about, "rev": errand.rev})
            failed.add(name)
        else:
            whole.join(one)
    return whole


def write(update: Update, writer: Writer) -> None:
    """Apply an update."""
    writer.remove_groups(sorted(update.empty))
    writer.remove(sorted(update.remove))
    writer.put(update.put.values())


def build_update(services: Services, errands: Sequence[IndexTask]) -> Update:
    """Load the current state of the things that errands name; see each kind's row for the cost."""
    found = Update()
    by_noun: dict[str, list[IndexTask]] = {}
    for errand in errands:
        by_noun.setdefault(errand.noun, []).append(errand)
    for noun, some in by_noun.items():
        DOCUMENTS[noun].look_up(services, some, found)
    return found
