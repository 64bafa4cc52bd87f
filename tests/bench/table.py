"""Figures, what they were last time, and the tables that show both.

Every bar is an upper one, and every figure is better when it is smaller.
"""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HEAD = ("figure", "last", "now", "ratio", "bar", "")
NOTHING = "–"


@dataclass(frozen=True)
class Figure:
    """One measured number. `bar` is the most it may be, None where nothing was promised."""

    name: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return ""
        return "met" if self.value <= self.bar else "missed"


@dataclass(frozen=True)
class Table:
    """What one measurement found. `notes` are lines for the reader that nothing is compared with."""

    id: str
    title: str
    command: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = field(default=())


Tables = dict[str, Table]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """Median with what it lay between: `12.1 (10.9–15.0)`."""
    return f"{median(values):.3g} ({min(values):.3g}–{max(values):.3g})"


def ratio(last: float | None, now: float) -> float | None:
    """How many times the last value the present one is; None where there is nothing to compare with."""
    if last is None:
        return None
    if last == 0:
        return 1.0 if now == 0 else None
    return now / last


def rows(table: Table, last: Table | None) -> list[tuple[str, ...]]:
    """The cells of a table, a figure a row. A figure with another unit than last time is a new one."""
    before = {(figure.name, figure.unit): figure.value for figure in last.figures} if last else {}
    found: list[tuple[str, ...]] = []
    for figure in table.figures:
        was = before.get((figure.name, figure.unit))
        times = ratio(was, figure.value)
        found.append(
            (
                figure.name,
                NOTHING if was is None else shown(was, figure.unit),
                shown(figure.value, figure.unit),
                NOTHING if times is None else f"{times:.2f}",
                NOTHING if figure.bar is None else shown(figure.bar, figure.unit),
                figure.verdict,
            )
        )
    return found


def shown(value: float, unit: str) -> str:
    """Three digits that matter: 0.497, 1.74, 12.3 ms, 45,208 B."""
    size = abs(value)
    places = 0 if float(value).is_integer() else 3 if size < 1 else 2 if size < 10 else 1
    digits = f"{value:,.{places}f}"
    return f"{digits} {unit}".rstrip()


def text_of(table: Table, last: Table | None) -> str:
    """The table as Markdown that also reads well in a terminal."""
    lines = [HEAD, *rows(table, last)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    written = ["| " + " | ".join(_padded(line, widths)) + " |" for line in lines]
    written.insert(
        1, "|" + "|".join("-" * (width + 1) + ("-" if not n else ":") for n, width in enumerate(widths)) + "|"
    )
    parts = [f"## {table.id} {table.title}", "\n".join(written), *table.notes, f"Again: `{table.command}`"]
    return "\n\n".join(parts) + "\n"


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = (
        cell.ljust(width) if not n else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return [first, *others]


def block(title: str, lines: Iterable[str]) -> str:
    """A note of several lines, set as they are."""
    return f"{title}\n\n" + "\n".join(f"    {line}" for line in lines)


def load(file: Path) -> Tables:
    """What was written there; nothing where there is no file."""
    if not file.exists():
        return {}
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return {id_: _table(id_, each) for id_, each in found["tables"].items()}


def _table(id_: str, raw: dict[str, Any]) -> Table:
    figures = tuple(Figure(**figure) for figure in raw["figures"])
    return Table(id_, raw["title"], raw["command"], figures, tuple(raw["notes"]))


def save(file: Path, tables: Tables, machine: str) -> None:
    """The tables for programs."""
    stored = {id_: asdict(tables[id_]) for id_ in sorted(tables)}
    for each in stored.values():
        del each["id"]
    file.write_text(json.dumps({"machine": machine, "tables": stored}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def page(tables: Tables, last: Tables, machine: str) -> str:
    """All tables for people."""
    head = f"# What `make bench` measured\n\nOn {machine}. Trust the ratios; milliseconds drift with the machine.\n"
    return "\n".join([head, *(text_of(tables[id_], last.get(id_)) for id_ in sorted(tables))])
