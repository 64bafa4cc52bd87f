"""What was asked of a desk before: written down beside its data, so that the same command goes on, or has nothing to do."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from infrastructure.local.places import read_json, write_json
from infrastructure.seed.filling import Order


class InTheWay(Exception):  # noqa: N818 - a refusal
    """Another order keeps this one from being begun; the text says which."""


@dataclass(frozen=True)
class Noted:
    """An order and how far it has come: `done` tickets are there; `finished` when the desk is whole again."""

    order: Order
    done: int = 0
    finished: bool = False

    @property
    def command(self) -> str:
        """What makes it."""
        return f"make seed TICKETS={self.order.tickets} PEOPLE={self.order.people} SEED={self.order.seed}"


class Orders:
    """Every order that was begun on a desk. A seed is used once: the same people and stories are not there twice."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, tickets: int, people: int, seed: int) -> Noted | None:
        """The order with these numbers, None where it has not been begun. Raises InTheWay."""
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

    def note(self, order: Order, done: int, *, finished: bool = False) -> Noted:
        """Write down how far an order has come."""
        noted = Noted(order, done, finished)
        others = [each for each in self.all() if each.order != order]
        write_json(self._file, [asdict(each) for each in (*others, noted)])
        return noted

    def all(self) -> list[Noted]:
        """In the order in which they were last worked on."""
        return [replace(Noted(**each), order=Order(**each["order"])) for each in read_json(self._file, [])]
