"""The manifest: which files make up the current index. Pure: each change is a function from a manifest to the next."""

from collections.abc import Iterable, Mapping

from ..plumbing.clock import MINUTE
from ..plumbing.fields import Value

LEASE_MS = 15 * MINUTE  # after so long without a sign of life, a rebuild counts as abandoned


class PackRange(Value):
    """Where a file of the index is stored: a byte range of a pack."""

    pack: str
    start: int
    size: int


class RebuildState(Value):
    """A rebuild in progress: a new index is being built from everything that existed when it began."""

    id: str
    until: int  # in ms of real time


class Manifest(Value):
    """The files of one state of the index, by name; none for an empty index.

    `complete`: the index covers all data. `languages`: those whose stems are in it. `touched`: tickets and people changed
    during a rebuild, because it may have read them before the change.
    """

    generation: int = 0
    files: dict[str, PackRange] = {}
    complete: bool = False
    languages: tuple[str, ...] = ()
    rebuild: RebuildState | None = None
    touched: tuple[str, ...] = ()

    def rebuilding(self, now: int) -> bool:
        return self.rebuild is not None and self.rebuild.until > now


def with_change(
    before: Manifest, files: Mapping[str, PackRange], languages: Iterable[str], touched: Iterable[str], now: int
) -> Manifest:
    """Return the manifest after a writer's change of the keys in `touched`."""
    goes_on = before.rebuilding(now)
    return before.model_copy(
        update={
            "generation": before.generation + 1,
            "files": dict(files),
            "languages": _union(before.languages, languages),
            "rebuild": before.rebuild if goes_on else None,
            "touched": _union(before.touched, touched) if goes_on else (),
        }
    )


def rebuild_begun(before: Manifest, rebuild: str, now: int) -> Manifest:
    """Return the manifest with a rebuild begun, or its lease renewed."""
    goes_on = before.rebuild is not None and before.rebuild.id == rebuild
    return before.model_copy(
        update={
            "rebuild": RebuildState(id=rebuild, until=now + LEASE_MS),
            "touched": before.touched if goes_on else (),
        }
    )


def rebuilt(before: Manifest, files: Mapping[str, PackRange], languages: Iterable[str]) -> Manifest:
    """Return the manifest with the new index in place of the old one."""
    return Manifest(
        generation=before.generation + 1,
        files=dict(files),
        complete=True,
        languages=_union((), languages),
    )


def _union(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*some, *more}))
