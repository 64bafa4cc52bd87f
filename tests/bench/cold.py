"""S1: what a cold start costs, against a hello-world in the same run."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tests.bench.packages import Package, Workshop
from tests.bench.table import Figure, Table, block, median, spread

Starts = dict[str, list[dict[str, Any]]]  # what each start said of itself, by what was started

ROUNDS = 9
TRACES = 3
SHOWN = 15
UNNEEDED = frozenset(
    {
        "boto3",
        "s3transfer",
        "tantivy",
        "fluent",
        "babel",
        "pytz",
        "attr",
        "attrs",
        "moto",
        "jinja2",
        "yaml",
        "markdown",
        "requests",
        "tzdata",
        "unittest",
        "asyncio",
        "multiprocessing",
        "email.policy",
        "email.headerregistry",
    }
)
"""Nothing that an ordinary request runs through. A client needs what botocore needs, so that is not listed."""


def measure(workshop: Workshop) -> Table:
    sides = {
        "desk": ("desk", workshop.desk),
        "hello-world": ("hello", workshop.hello),
        "hello-world that packs boto3": ("hello", workshop.hello_with_boto3),
        "bare Python": ("nothing", workshop.desk),
    }
    found: Starts = defaultdict(list)
    for turn in range(ROUNDS + 1):
        workshop.report(f"cold starts, round {turn} of {ROUNDS}" if turn else "cold starts, warming the disk")
        for name, (what, package) in sides.items():
            started = json.loads(package.run("cold_start.py", what).stdout.splitlines()[-1])
            if turn:
                found[name].append(started)
    return Table("S1", "Cold start", "python -m tests.bench S1", tuple(_figures(found)), _notes(workshop.desk, found))


def _figures(found: Starts) -> Iterator[Figure]:
    desk = found["desk"]
    for name in ("hello-world", "hello-world that packs boto3"):
        times = [own["ms"][1] / other["ms"][1] for own, other in zip(desk, found[name], strict=True)]
        yield Figure(f"CPU of the desk / of a {name}", round(median(times), 3), "", 0.5)
    yield Figure("modules imported that a request does not need", len(unneeded(desk[0]["modules"])), "", 0)
    yield Figure("modules of ours compiled while starting", len(desk[0]["compiled"]), "", 0)
    yield Figure("desk: CPU of `import app`", _ms(each["ms"][0] for each in desk), "ms")
    yield Figure("desk: CPU of the first client", _ms(each["ms"][1] - each["ms"][0] for each in desk), "ms")
    for name, starts in found.items():
        yield Figure(f"{name}: CPU", _ms(each["ms"][1] for each in starts), "ms")
        yield Figure(f"{name}: memory, peak", round(median(each["peak_kb"] for each in starts) / 1024, 1), "MB")
        yield Figure(f"{name}: modules", len(starts[0]["modules"]), "")


def _ms(values: Iterable[float]) -> float:
    return round(median(values), 1)


def _notes(desk: Package, found: Starts) -> tuple[str, ...]:
    ranges = [f"{what}: {spread([each['ms'][1] for each in starts])} ms" for what, starts in found.items()]
    idle = unneeded(found["desk"][0]["modules"])
    traces = [trace(desk.run("cold_start.py", "desk", options=("-X", "importtime")).stderr) for _ in range(TRACES)]
    own = {name: min(each[name] for each in traces if name in each) for name in traces[0]}
    owners: dict[str, float] = defaultdict(float)
    for name, ms in own.items():
        owners[owner(name)] += ms
    return (
        f"{ROUNDS} rounds, one after the other; medians (from–to): " + " · ".join(ranges) + ".",
        f"Imported without need: {', '.join(idle) or 'nothing'}.",
        block(
            f"Imports by owner, ms of their own (least of {TRACES} traces, tracing included):",
            (f"{ms:7.1f}  {name}" for name, ms in sorted(owners.items(), key=lambda each: -each[1])),
        ),
        block(
            f"The {SHOWN} dearest modules, ms of their own:",
            (f"{ms:7.1f}  {name}" for name, ms in sorted(own.items(), key=lambda each: -each[1])[:SHOWN]),
        ),
    )


def unneeded(modules: list[str]) -> list[str]:
    """Of the modules imported, those no request needs, by their listed names."""
    return sorted(name for name in UNNEEDED if name in modules)


def trace(text: str) -> dict[str, float]:
    """Milliseconds of each module's own in the output of `-X importtime`."""
    own: dict[str, float] = defaultdict(float)
    for line in text.splitlines():
        if line.startswith("import time:") and "[us]" not in line:
            spent, _, name = line.removeprefix("import time:").split("|")
            own[name.strip()] += int(spent) / 1000
    return dict(own)


OWNERS = (
    "chalicelib",
    "chalice",
    "pydantic",
    "pydantic_core",
    "typing_extensions",
    "typing_inspection",
    "annotated_types",
    "botocore",
    "urllib3",
    "dateutil",
    "jmespath",
    "six",
)


def owner(module: str) -> str:
    top = module.partition(".")[0]
    if top in {"app", "chalicelib"}:
        return "the desk"
    return top if top in OWNERS else "the standard library"
