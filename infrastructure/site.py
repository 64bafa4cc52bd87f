"""Publish the pages: one content-hashed, immutable folder, then the documents that point into it.

    <bucket>/_v/<hash of the tree>/**   one year, immutable: scripts, styles, texts; relative imports stay inside, those of
                                        style sheets are inlined
    <bucket>/**.html                    no-cache with an ETag, uploaded last, so that the switch is atomic

Old folders are kept for open tabs; the ten newest remain. `--check` measures what a page loads.
"""

import argparse
import base64
import hashlib
import json
import mimetypes
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from . import pages
from .aws import Aws

ROOT = Path(__file__).resolve().parents[1] / "static-site"
FOREVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"
MISSING = "404.html"
MAX_FOLDERS = 10
NOT_PUBLISHED = (".html", ".md", ".d.ts", pages.TEMPLATE)
SMALLEST_COMPRESSED = 1_000  # CloudFront does not compress smaller objects

BUDGETS = {"console": (85_000, 40), "": (60_000, 25)}  # folder -> maximum bytes and requests of a first visit

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".ftl": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
IMPORT = re.compile(r"""(?:^|[\s;}])(?:import|export)\b[^'"`;()]*?["'](\.{1,2}/[^"']+)["']""")
WHOLE_LINES = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
LINE_END = re.compile(r"[ \t]+// [^\n'\"`]*$", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_SPACE = re.compile(r" ?([{};,]) ?")
TEXT_COMMENT = re.compile(r"^#(?! @import ).*\n|^\n", re.MULTILINE)
IMPORTED = re.compile(r"""(?:^# )?@import ["']([^"']+)["'](?:;|\n)""", re.MULTILINE)
ASSET = re.compile(
    r"""(?P<name>\b(?:href|src))="/(?P<path>[^"?#]+\.(?:js|css|svg|png|webp|ico|json|ftl|webmanifest))(?P<rest>[?#][^"]*)?\""""
)
ENTRY = re.compile(
    r'<script\b[^>]*\btype="module"[^>]*\bsrc="/([^"]+)"|<script\b[^>]*\bsrc="/([^"]+)"[^>]*\btype="module"'
)
LOADED = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="/([^"?#]+)"')
PRELOAD = re.compile(r'\s*<link rel="modulepreload"[^>]*>')


class SiteError(Exception):
    """A page refers to a missing file, or exceeds its budget; the text says which."""


@dataclass(frozen=True)
class Object:
    """One object of the bucket."""

    key: str
    body: bytes
    content_type: str
    cache_control: str
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """What a first visit of a page loads before any call of the API: bytes as sent (brotli), and requests."""

    page: str
    requests: int
    size: int
    budget: tuple[int, int]

    @property
    def met(self) -> bool:
        return self.size <= self.budget[0] and self.requests <= self.budget[1]


def objects(root: Path = ROOT) -> tuple[list[Object], list[Object]]:
    """Return what to upload: the folder's files, then the documents. Raises `SiteError` if a page refers to a missing file."""
    version = tree_hash(root)
    assets = [
        Object(f"_v/{version}/{file.relative_to(root).as_posix()}", body_of(file), content_type(file), FOREVER)
        for file in _assets(root)
    ]
    documents = [
        Object(
            page.relative_to(root).as_posix(),
            document(root, page, version).encode(),
            content_type(page),
            ALWAYS_ASK,
            {"status": "404"} if page.relative_to(root).as_posix() == MISSING else {},
        )
        for page in _pages(root)
    ]
    return assets, documents


def document(root: Path, page: Path, version: str) -> str:
    """Return a page whose URLs point into the folder, with a preload and integrity hash for every module that it imports."""
    text = PRELOAD.sub("", pages.read(root, page))
    missing = [path for path in (match["path"] for match in ASSET.finditer(text)) if not (root / path).is_file()]
    if missing:
        raise SiteError(f"{page.relative_to(root)}: no such file: {', '.join(missing)}")
    modules = list(modules_of(root, text))
    preloads = "".join(
        f'<link rel="modulepreload" href="/_v/{version}/{name}" integrity="{integrity(body_of(root / name))}">\n'
        for name in modules
    )
    text = ASSET.sub(lambda match: f'{match["name"]}="/_v/{version}/{match["path"]}{match["rest"] or ""}"', text)
    first = re.search(r"[ \t]*<script\b[^>]*\btype=\"module\"", text)
    return text if first is None else text[: first.start()] + preloads + text[first.start() :]


def modules_of(root: Path, text: str) -> Iterator[str]:
    """Iterate over the modules that a page imports statically, in load order, each once."""
    seen: set[str] = set()
    waiting = [first or second for first, second in ENTRY.findall(text)]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        yield name
        waiting += [_beside(root, name, there) for there in imports_of(root / name)]


def imports_of(module: Path) -> list[str]:
    """Return the relative URLs that a module imports statically. Raises `SiteError` for a missing module."""
    if not module.is_file():
        raise SiteError(f"no such module: {module}")
    return IMPORT.findall(COMMENT.sub(" ", module.read_text("utf-8")))


def body_of(file: Path) -> bytes:
    """Return what is published of a file: without comments and indentation, which are a fifth of our scripts.

    Imports of style sheets and text catalogues are inlined, which saves a request each. Third-party files stay unchanged.
    """
    if file.suffix not in SLIMMED or "vendor" in file.parts:
        return file.read_bytes()
    text = SLIMMED[file.suffix](file.read_text("utf-8"))
    return IMPORTED.sub(lambda match: body_of(file.parent / match[1]).decode(), text).encode()


def _slim_script(text: str) -> str:
    return INDENT.sub("", LINE_END.sub("", WHOLE_LINES.sub("", text)))


def _slim_style(text: str) -> str:
    return STYLE_SPACE.sub(r"\1", re.sub(r"\s+", " ", STYLE_COMMENT.sub("", text))).strip()


def _slim_texts(text: str) -> str:
    return TEXT_COMMENT.sub("", text)


SLIMMED = {".css": _slim_style, ".ftl": _slim_texts, ".js": _slim_script}


def tree_hash(root: Path) -> str:
    """Return the name of the folder, which changes with every file in it, and with nothing else."""
    whole = hashlib.sha256()
    for file in _assets(root):
        whole.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:12]


def integrity(body: bytes) -> str:
    """Return the value of an `integrity` attribute."""
    return "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def content_type(file: Path) -> str:
    """Return the type by file extension; text types include UTF-8."""
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(TEXTS) else kind


def publish(aws: Aws, bucket: str, root: Path = ROOT, report: Callable[[str], None] = lambda _line: None) -> str:
    """Upload what is missing, documents last; return the folder's name. Idempotent."""
    assets, documents = objects(root)
    s3 = aws.client("s3")
    there = {one["Key"]: one["ETag"].strip('"') for one in _listed(s3, bucket)}
    new = [one for one in assets if one.key not in there]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda one: _put(s3, bucket, one), new))
    changed = [
        one for one in documents if there.get(one.key) != hashlib.md5(one.body, usedforsecurity=False).hexdigest()
    ]
    for one in changed:
        _put(s3, bucket, one)
    gone = [key for key in there if not key.startswith("_v/") and key not in {one.key for one in documents}]
    _delete(s3, bucket, [*gone, *_outlived(s3, bucket, tree_hash(root))])
    report(f"Published {len(new)} files and {len(changed)} documents.")
    return tree_hash(root)


def costs(root: Path = ROOT) -> list[Cost]:
    """Return what each page costs on a first visit."""
    return [_cost(root, page) for page in _pages(root)]


def _cost(root: Path, page: Path) -> Cost:
    name = page.relative_to(root).as_posix()
    text = document(root, page, "0" * 12)
    plain = pages.read(root, page)
    loaded = dict.fromkeys([*_loaded(plain), *modules_of(root, plain)])
    bodies = [text.encode(), *(body_of(root / path) for path in loaded)]
    budget = BUDGETS.get(PurePosixPath(name).parts[0] if "/" in name else "", BUDGETS[""])
    return Cost(name, len(bodies), sum(map(_as_sent, bodies)), budget)


def _loaded(text: str) -> list[str]:
    """Return the style sheets and classic scripts of a page."""
    return [path for path in LOADED.findall(text) if path.endswith((".css", ".js", ".json", ".ftl", ".svg"))]


def _as_sent(body: bytes) -> int:
    import brotli

    return len(body) if len(body) < SMALLEST_COMPRESSED else len(brotli.compress(body, quality=5))


def _beside(root: Path, name: str, relative: str) -> str:
    return (root / name).parent.joinpath(relative).resolve().relative_to(root.resolve()).as_posix()


def _pages(root: Path) -> list[Path]:
    return sorted(root.rglob("*.html"))


def _assets(root: Path) -> list[Path]:
    files = (file for file in root.rglob("*") if file.is_file() and not file.name.endswith(NOT_PUBLISHED))
    return sorted(files)


def _put(s3: Any, bucket: str, one: Object) -> None:
    s3.put_object(
        Bucket=bucket,
        Key=one.key,
        Body=one.body,
        ContentType=one.content_type,
        CacheControl=one.cache_control,
        Metadata=one.metadata,
    )


def _listed(s3: Any, bucket: str) -> Iterator[dict[str, Any]]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from page.get("Contents", [])


def _outlived(s3: Any, bucket: str, current: str) -> list[str]:
    """Return the keys of all folders except the current one and the nine newest others."""
    newest: dict[str, datetime] = {}
    keys: dict[str, list[str]] = {}
    for one in _listed(s3, bucket):
        if one["Key"].startswith("_v/"):
            folder = one["Key"].split("/")[1]
            keys.setdefault(folder, []).append(one["Key"])
            newest[folder] = max(newest.get(folder, one["LastModified"]), one["LastModified"])
    old = sorted(newest, key=lambda folder: (folder == current, newest[folder]), reverse=True)[MAX_FOLDERS:]
    return [key for folder in old for key in keys[folder]]


def _delete(s3: Any, bucket: str, keys: Iterable[str]) -> None:
    left = list(keys)
    while left:
        batch, left = left[:1000], left[1000:]
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True})


def main() -> None:
    """Run the command line. `--check` prints what every page costs and fails if one exceeds its budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", required=True, help="compare every page with its budget")
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    chosen = parser.parse_args()
    found = costs()
    if chosen.json:
        figures = [
            {"page": cost.page, "requests": cost.requests, "bytes": cost.size, "met": cost.met} for cost in found
        ]
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for cost in found:
            most_bytes, most_requests = cost.budget
            print(
                f"{cost.page:28} {cost.size:7,} of {most_bytes:,} bytes  {cost.requests:3} of {most_requests} requests"
            )
    if not all(cost.met for cost in found):
        raise SystemExit("A page is over its budget.")


if __name__ == "__main__":
    main()
