"""What the index in the bucket consists of just now. Pure: each change is a function from a manifest to the next."""

from collections.abc import Iterable, Mapping

from ..plumbing.clock import MINUTE
from ..plumbing.fields import Value

LEASE_MS = 15 * MINUTE  # a rebuild that is silent for so long has been given up


class Place(Value):
    """Where a file of the index lies: so many bytes of a pack."""

    pack: str
    start: int
    size: int


class Rebuild(Value):
    """A new index is being made, of everything there was when it began."""

    id: str
    until: int  # in ms of real time


class Manifest(Value):
    """The files of one state of the index, by name; none of an empty one.

    `complete`: everything the desk knows is in it. `languages`: those whose stems are in it. `touched`: tickets and people
    that changed while a rebuild goes on, since it may have read them before.
    """

    generation: int = 0
    files: dict[str, Place] = {}
    complete: bool = False
    languages: tuple[str, ...] = ()
    rebuild: Rebuild | None = None
    touched: tuple[str, ...] = ()

    def rebuilding(self, now: int) -> bool:
        return self.rebuild is not None and self.rebuild.until > now


def changed(
    before: Manifest, files: Mapping[str, Place], languages: Iterable[str], touched: Iterable[str], now: int
) -> Manifest:
    """After a writer's change of what `touched` names."""
    goes_on = before.rebuilding(now)
    return before.model_copy(update={
        "generation": before.generation + 1, "files": dict(files), "languages": _union(before.languages, languages),
        "rebuild": before.rebuild if goes_on else None, "touched": _union(before.touched, touched) if goes_on else (),
    })  # fmt: skip


def begun(before: Manifest, rebuild: str, now: int) -> Manifest:
    """A rebuild begins, or says that it is still alive."""
    goes_on = before.rebuild is not None and before.rebuild.id == rebuild
    return before.model_copy(update={
        "rebuild": Rebuild(id=rebuild, until=now + LEASE_MS), "touched": before.touched if goes_on else (),
    })  # fmt: skip


def rebuilt(before: Manifest, files: Mapping[str, Place], languages: Iterable[str]) -> Manifest:
    """The new index takes the old one's place."""
    return Manifest(
        generation=before.generation + 1, files=dict(files), complete=True, languages=_union((), languages),
    )  # fmt: skip


def _union(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*some, *more}))
