"""`/`: serves the site bucket like CloudFront: ETag and 304, compression, HEAD, and the status set at publishing."""

import asyncio
import gzip
from dataclasses import dataclass
from typing import Any

import brotli
from aiohttp import web

from .rules import Behaviour, SiteRules

SMALLEST_COMPRESSED, LARGEST_COMPRESSED = 1_000, 10_000_000
COMPRESSED_TYPES = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
    "application/wasm",
)
IMMUTABLE = "immutable"


@dataclass(frozen=True)
class Page:
    """One object of the bucket with what CloudFront passes on."""

    body: bytes
    headers: dict[str, str]
    etag: str
    status: int

    @property
    def compressible(self) -> bool:
        kind = self.headers["Content-Type"]
        return SMALLEST_COMPRESSED <= len(self.body) <= LARGEST_COMPRESSED and kind.startswith(COMPRESSED_TYPES)


class Pages:
    """Reads the bucket; immutable objects are read and compressed once."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3
        self._cached: dict[tuple[str, str], Page] = {}
        self._compressed: dict[tuple[str, str], bytes] = {}

    async def answer(self, request: web.Request, behaviour: Behaviour, rules: SiteRules, bucket: str) -> web.Response:
        """Return the page for a request, or 404 like S3."""
        path = rules.page_at(request.path) if behaviour.rewritten else request.path
        page = await self._page(bucket, path.removeprefix("/"))
        if page is None:
            return web.Response(status=404, text="There is nothing here.")
        if _has_it(request.headers.get("If-None-Match", ""), page.etag):
            stored = {name: page.headers[name] for name in page.headers if name != "Content-Type"}
            return web.Response(status=304, headers=stored)
        body, headers = page.body, dict(page.headers)
        if behaviour.compress and page.compressible:
            headers["Vary"] = "Accept-Encoding"
            encoding = _best_encoding(request.headers.get("Accept-Encoding", ""))
            if encoding:
                body = await asyncio.to_thread(self._compress, page, encoding)
                headers |= {"Content-Encoding": encoding, "ETag": f"W/{page.etag}"}
        return web.Response(status=page.status, body=body, headers=headers)

    async def _page(self, bucket: str, key: str) -> Page | None:
        if (bucket, key) in self._cached:
            return self._cached[bucket, key]
        page = await asyncio.to_thread(self._read, bucket, key)
        if page and IMMUTABLE in page.headers.get("Cache-Control", ""):
            self._cached[bucket, key] = page
        return page

    def _read(self, bucket: str, key: str) -> Page | None:
        try:
            found = self._s3.get_object(Bucket=bucket, Key=key)
        except self._s3.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
                return None
            raise
        body: bytes = found["Body"].read()
        headers = {"Content-Type": found["ContentType"], "ETag": found["ETag"]}
        if found.get("CacheControl"):
            headers["Cache-Control"] = found["CacheControl"]
        return Page(body, headers, found["ETag"], int(found["Metadata"].get("status", 200)))

    def _compress(self, page: Page, encoding: str) -> bytes:
        made = self._compressed.get((page.etag, encoding))
        if made is None:
            made = brotli.compress(page.body, quality=5) if encoding == "br" else gzip.compress(page.body, 6)
            self._compressed[page.etag, encoding] = made
        return made


def _best_encoding(accepted: str) -> str:
    offered = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
    return next((encoding for encoding in ("br", "gzip") if encoding in offered), "")


def _has_it(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 requires for If-None-Match."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags
