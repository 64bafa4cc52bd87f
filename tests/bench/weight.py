"""S5: what is shipped. Archives for Lambda, and what a browser loads on a first visit of each page."""

import re
from pathlib import Path

from infrastructure import layers, site
from infrastructure.build import LOCAL_ARCHITECTURE
from tests.bench.packages import Workshop
from tests.bench.table import Figure, Table

MAX_ARCHIVES_MB = 8
ARCHIVES = ("deployment.zip", "layer-deployment.zip")
AREA = re.compile(r'<html\b[^>]*\bdata-area="(\w+)"')
ICONS = "vendor/icons.svg"


def measure(workshop: Workshop) -> Table:
    figures: list[Figure] = []
    for architecture in sorted({"arm64", LOCAL_ARCHITECTURE}):
        figures += archives(architecture, workshop.built(architecture))
    for cost in site.costs():
        size, requests = first_visit(site.ROOT, cost)
        most_bytes, most_requests = cost.budget
        figures += [
            Figure(f"{cost.page}: bytes", size, "B", most_bytes),
            Figure(f"{cost.page}: requests", requests, "", most_requests),
        ]
    note = (
        "A page is its document with everything that it loads before the first answer of the API: styles, scripts, modules, the "
        "texts of the larger language, icons; each as CloudFront sends it (brotli 5; under 1,000 bytes as it is)."
    )
    return Table("S5", "Size", "python -m tests.bench S5", tuple(figures), (note,))


def archives(architecture: str, folder: Path) -> list[Figure]:
    sizes = [(folder / name).stat().st_size / 1e6 for name in ARCHIVES]
    code, layer = (round(size, 2) for size in sizes)
    besides = [
        Figure(
            f"{architecture}: layer of the {each.name} besides",
            round((folder / each.archive).stat().st_size / 1e6, 2),
            "MB",
            MAX_ARCHIVES_MB,
        )
        for each in layers.LAYERS
    ]
    return [
        Figure(f"{architecture}: code and layer", round(sum(sizes), 2), "MB", MAX_ARCHIVES_MB),
        Figure(f"{architecture}: code", code, "MB"),
        Figure(f"{architecture}: layer", layer, "MB"),
        *besides,
    ]


def first_visit(root: Path, cost: site.Cost) -> tuple[int, int]:
    """Bytes and requests: the page's cost with what its scripts fetch by themselves, which no graph of imports shows."""
    area = AREA.search((root / cost.page).read_text("utf-8"))
    names = ["common", *([area[1]] if area else [])]
    spoken = [
        sum(_as_sent(root / "locales" / language.name / f"{name}.ftl") for name in names)
        for language in (root / "locales").iterdir()
    ]
    return cost.size + max(spoken) + _as_sent(root / ICONS), cost.requests + len(names) + 1


def _as_sent(file: Path) -> int:
    return site._as_sent(file.read_bytes())
