"""`/api/*`: proxied to the REST API like CloudFront does, with a problem document if it does not respond."""

import asyncio
import json

from aiohttp import ClientError, ClientSession, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

MAX_BYTES = 10 * 1024 * 1024  # API Gateway's limit
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "date",
}


async def hand_on(
    request: web.Request, session: ClientSession, aws: str, api_id: str, compress_from: int
) -> web.StreamResponse:
    """Proxy a request to the REST API and stream the response. The path stays the same: the API's stage is called `api`.

    Responses of at least `compress_from` bytes are compressed, like API Gateway's MinimumCompressionSize.
    """
    body = await _body(request)
    if body is None:
        return problem(413, "Content Too Large", "Please send less than 10 MB.")
    url = URL(f"{aws}/_aws/execute-api/{api_id}{request.rel_url.raw_path_qs}", encoded=True)
    try:
        answer = await session.request(
            request.method, url, headers=_onward(request), data=body or None, allow_redirects=False
        )
    except TimeoutError:
        return problem(503, "Service Unavailable", "That took too long. Please try again.", retry_after=5)
    except ClientError:
        return problem(502, "Bad Gateway", "The desk does not answer. Is the local AWS running?", retry_after=5)
    async with answer:
        reply = web.StreamResponse(status=answer.status, headers=_back(answer.headers))
        if (answer.content_length or 0) >= compress_from and "gzip" in request.headers.get("Accept-Encoding", ""):
            reply.enable_compression(web.ContentCoding.gzip)
        await reply.prepare(request)
        if request.method != "HEAD":
            async for chunk in answer.content.iter_any():
                await reply.write(chunk)
        await reply.write_eof()
        return reply


def problem(status: int, title: str, detail: str, retry_after: int | None = None) -> web.Response:
    """Return an RFC 9457 response that did not come from the app itself."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(retry_after)} if retry_after else {})
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers=headers, content_type="application/problem+json"
    )


async def _body(request: web.Request) -> bytes | None:
    """Read the request's body, at most up to the limit; None if it is too large."""
    if (request.content_length or 0) > MAX_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BYTES:
            return None
        await asyncio.sleep(0)
    return bytes(body)


def _onward(request: web.Request) -> CIMultiDict[str]:
    skipped = HOP_BY_HOP | {"host"}
    headers = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() not in skipped)
    came_through = [*headers.popall("X-Forwarded-For", []), request.remote or "127.0.0.1"]
    headers["X-Forwarded-For"] = ", ".join(came_through)
    headers["X-Forwarded-Proto"] = "https"  # browsers treat localhost as secure, and the app should too
    return headers


def _back(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP)
