"""Records previous orders beside the data, so that the same command resumes them, or has nothing to do."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..local.places import read_json, write_json
from .filling import Order


class InTheWay(Exception):  # noqa: N818 - a refusal
    """Another order prevents this one; the text says which."""


@dataclass(frozen=True)
class Noted:
    """An order and its progress: `written` tickets are written; `finished` once everything derived is complete."""

    order: Order
    written: int = 0
    finished: bool = False

    @property
    def command(self) -> str:
        """Return the command that runs it."""
        return f"make seed TICKETS={self.order.tickets} PEOPLE={self.order.people} SEED={self.order.seed}"


class Orders:
    """All orders of an installation. A seed can be used once, because its people and histories would be duplicates."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, tickets: int, people: int, seed: int) -> Noted | None:
        """Return the order with these numbers, None if there is none. Raises `InTheWay`."""
        noted = self.all()
        same = [
            each
            for each in noted
            if (each.order.tickets, each.order.people, each.order.seed) == (tickets, people, seed)
        ]
        for each in noted:
            if not each.finished and each not in same:
                raise InTheWay(
                    f"An earlier order is half done: `{each.command}` goes on with it, `make reset` begins anew."
                )
            if each.order.seed == seed and each not in same:
                raise InTheWay(f"`{each.command}` has been here. Another SEED adds others, `make reset` begins anew.")
        return same[0] if same else None

    def note(self, order: Order, written: int, *, finished: bool = False) -> Noted:
        """Record an order's progress."""
        noted = Noted(order, written, finished)
        others = [each for each in self.all() if each.order != order]
        write_json(self._file, [asdict(each) for each in (*others, noted)])
        return noted

    def all(self) -> list[Noted]:
        """Return all orders, the most recent last."""
        return [replace(Noted(**each), order=Order(**each["order"])) for each in read_json(self._file, [])]
