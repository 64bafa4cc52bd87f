"""The HTTP layer: typed views on Chalice blueprints.

    routes = Routes(__name__, caller_of)

    @routes.post("/v1/tickets", allow=EVERYONE, status=201)
    def create_ticket(
        services: Services, caller: Caller, body: NewTicket, idempotency_key: IdempotencyKey | None
    ) -> ApiResponse[TicketView]: ...

A view requests its inputs by parameter name: `services`, `caller`, `body`, `query`, `if_match`, `idempotency_key`,
`source` (the caller's IP address), `language` (of the reader), `headers`, and its path parameters. Models are read from the
annotations, and so is the OpenAPI document. Requests are validated in a fixed order: 400, 413, 415, then 401, 403, 422,
and then the view's own errors.
"""

import functools
import hashlib
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from inspect import signature
from typing import Any, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from chalice import Blueprint, CognitoUserPoolAuthorizer, Response
from pydantic import BaseModel, ValidationError

from ..clock import rfc3339
from ..errors import Malformed, NotAllowed, NotJson, Refused, SignInRequired, TooLarge
from ..services import Services, services
from . import problems
from .idempotency import IdempotencyKey

log = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024
NEVER = -1  # a version no ticket has
BUSY = frozenset({"ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"})
SIGNED_IN = CognitoUserPoolAuthorizer("people", provider_arns=[{"Fn::GetAtt": ["UserPool", "Arn"]}])
PUBLIC: frozenset[str] = frozenset()
"""`allow=PUBLIC`: no authentication required."""

View = Callable[..., Any]
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class Caller(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def role(self) -> str: ...


class Identify(Protocol):
    """How a slice identifies the caller of a request."""

    def __call__(self, claims: Mapping[str, Any], source: str) -> Caller:
        """Return the caller named by the token's claims, calling from this IP address. No read. Raises `SignInRequired`."""
        ...

    def check(self, services: Services, caller: Any) -> None:
        """Check that the token is still valid; called after the role check. Raises `SignInRequired` if it was revoked."""
        ...


@dataclass(frozen=True)
class ApiResponse(Generic[T]):
    """A response body with its HTTP metadata. `version` becomes the ETag.

    `provisional`: the body can change while the version stays the same, so the ETag also covers the body, and a cached copy is
    not confirmed as current by its version alone. The version can still be read from that ETag.
    """

    value: T
    version: int | None = None
    location: str | None = None
    replayed: bool = False
    provisional: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileResponse:
    """A response that is a file download instead of JSON. Never cached."""

    text: str
    type: str  # its media type
    name: str  # file name for the download

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": f"{self.type}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{self.name}"',
            "Cache-Control": "no-store",
        }


@dataclass(frozen=True)
class Endpoint:
    """A route's metadata for the dispatcher, the policy table and OpenAPI."""

    view: View
    method: str
    path: str
    allow: frozenset[str]
    status: int
    wants: frozenset[str]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    lists: frozenset[str]
    returns: Any

    @classmethod
    def of(cls, view: View, method: str, path: str, allow: frozenset[str], status: int) -> "Endpoint":
        hints = get_type_hints(view)
        returns = hints.get("return")
        if get_origin(returns) is ApiResponse:
            (returns,) = get_args(returns)
        query = hints.get("query")
        fields = query.model_fields if query else {}
        lists = frozenset(name for name, each in fields.items() if get_origin(each.annotation) is list)
        return cls(
            view,
            method,
            path,
            allow,
            status,
            frozenset(signature(view).parameters),
            hints.get("body"),
            query,
            lists,
            returns,
        )


class _Anonymous:
    """The identity check of slices whose routes are all public."""

    def __call__(self, claims: Mapping[str, Any], source: str) -> Caller:  # noqa: ARG002
        raise SignInRequired("Please sign in.")

    def check(self, services: Services, caller: Any) -> None:  # noqa: ARG002
        raise SignInRequired("Please sign in.")


_anonymous = _Anonymous()


class Routes(Blueprint):
    """A slice's routes. Each route names the roles that may call it; there is no default."""

    def __init__(self, import_name: str, identify: Identify = _anonymous) -> None:
        super().__init__(import_name)
        self._identify = identify

    def get(self, path: str, *, allow: frozenset[str]) -> Callable[[View], View]:
        return self._endpoint("GET", path, allow, 200)

    def post(self, path: str, *, allow: frozenset[str], status: int = 200) -> Callable[[View], View]:
        return self._endpoint("POST", path, allow, status)

    def put(self, path: str, *, allow: frozenset[str], status: int = 200) -> Callable[[View], View]:
        return self._endpoint("PUT", path, allow, status)

    def patch(self, path: str, *, allow: frozenset[str]) -> Callable[[View], View]:
        return self._endpoint("PATCH", path, allow, 200)

    def delete(self, path: str, *, allow: frozenset[str], status: int = 204) -> Callable[[View], View]:
        return self._endpoint("DELETE", path, allow, status)

    def _endpoint(self, method: str, path: str, allow: frozenset[str], status: int) -> Callable[[View], View]:
        def register(view: View) -> View:
            endpoint = Endpoint.of(view, method, path, allow, status)

            @functools.wraps(view)
            def run(**params: str) -> Response:
                return answer(endpoint, self._identify, self.current_request, params)

            run.endpoint = endpoint  # type: ignore[attr-defined]  # read by OpenAPI and the policy tests
            # No content types for Chalice to check: its own 415 response is not a problem document.
            authorizer = SIGNED_IN if allow else None
            self.route(path, methods=[method], content_types=[], authorizer=authorizer)(run)
            return view  # a plain function, for tests and other views

        return register


def answer(endpoint: Endpoint, identify: Identify, request: Any, params: Mapping[str, str]) -> Response:
    started = time.perf_counter()
    try:
        response = render(endpoint, request, endpoint.view(**arguments(endpoint, identify, request, params)))
    except Refused as refusal:
        response = problems.problem(refusal)
    except Exception as error:
        log.exception("unhandled", extra={"route": endpoint.path})
        response = _outage() if _is_outage(error) else problems.response(500, "Something went wrong on our side.")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Desk-Time"] = rfc3339(
        services().clock.now()
    )  # pages take the current time from here, because the local time can be moved
    spent = round((time.perf_counter() - started) * 1000, 1)
    log.info(
        "answered", extra={"route": f"{endpoint.method} {endpoint.path}", "status": response.status_code, "ms": spent}
    )
    return response


def arguments(endpoint: Endpoint, identify: Identify, request: Any, params: Mapping[str, str]) -> dict[str, Any]:
    """Collect the view's arguments. A `ValidationError` raised here, and only here, is the client's error."""
    raw = _raw_json(request) if endpoint.body else b""
    sent = _parsed(raw) if endpoint.body else None
    if "idempotency_key" in endpoint.wants:
        _check_key(request)
    given: dict[str, Any] = dict(params)
    caller = None
    if endpoint.allow:
        caller = identify((request.context.get("authorizer") or {}).get("claims") or {}, source_of(request))
        if caller.role not in endpoint.allow:
            raise NotAllowed("Your role may not do this.")
        _check_fields(endpoint, sent, caller)
        identify.check(services(), caller)
    offered: dict[str, Callable[[], Any]] = {
        "services": services,
        "caller": lambda: caller,
        "body": lambda: _body(endpoint, sent),
        "query": lambda: _query(endpoint, request),
        "if_match": lambda: version_of(request.headers.get("if-match")),
        "idempotency_key": lambda: _idempotency_key(endpoint, request, raw, caller),
        "source": lambda: source_of(request),
        "language": lambda: language_of(request.headers.get("accept-language")),
        "headers": lambda: request.headers,
    }
    try:
        return given | {name: make() for name, make in offered.items() if name in endpoint.wants}
    except ValidationError as error:
        raise problems.invalid(error) from None


def body_of(request: Any, model: type[M]) -> M:
    """Parse a JSON body for a view that also accepts other content types. Raises the same errors as the dispatcher."""
    try:
        return model.model_validate(_parsed(_raw_json(request)))
    except ValidationError as error:
        raise problems.invalid(error) from None


def version_of(tag: str | None) -> int | None:
    """Return the version in an `If-Match` header. Unknown ETags, including `*`, give a version that never matches."""
    if tag is None:
        return None
    match = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})(?:-[0-9a-f]{16})?"?', tag.strip())
    return int(match[1]) if match else NEVER


def source_of(request: Any) -> str:
    """Return the caller's IP address: the viewer address that CloudFront appended, otherwise the API's direct caller.

    A client that bypasses CloudFront can send any address, so use this for rate limits only, never to grant access.
    """
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    if len(hops) > 1:
        return str(hops[-2])
    return str(request.context.get("identity", {}).get("sourceIp", ""))


def language_of(header: str | None) -> str:
    """Return the reader's first language from `Accept-Language` (RFC 9110, 12.5.4); weights are ignored."""
    first = (header or "").split(",")[0].split(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else "en"


def _raw_json(request: Any) -> bytes:
    raw: bytes = request.raw_body or b""
    if len(raw) > MAX_BYTES:
        raise TooLarge(f"The body is over {MAX_BYTES // 1024} KB.")
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise NotJson("Send JSON with Content-Type: application/json.")
    return raw


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("The body is not valid JSON.") from None


def _no_number(name: str) -> None:
    """Reject NaN and Infinity, which Python parses but JSON does not allow (RFC 8259, 6)."""
    raise ValueError(name)


def _check_key(request: Any) -> None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= 255:  # noqa: PLR2004 - the contract's own bound
        raise Malformed("An Idempotency-Key has 1 to 255 characters.")


def _check_fields(endpoint: Endpoint, sent: Any, caller: Caller) -> None:
    """Raise `NotAllowed` if a customer sends fields that are for agents only."""
    reserved: frozenset[str] = getattr(endpoint.body, "for_agents", frozenset())
    if caller.role == "customer" and isinstance(sent, dict) and reserved & sent.keys():
        raise NotAllowed(f"Only agents may set: {', '.join(sorted(reserved & sent.keys()))}.")


def _body(endpoint: Endpoint, sent: Any) -> BaseModel:
    assert endpoint.body is not None  # noqa: S101 - only asked for where there is one
    return endpoint.body.model_validate(sent)


def _query(endpoint: Endpoint, request: Any) -> BaseModel:
    assert endpoint.query is not None  # noqa: S101 - only asked for where there is one
    sent: Any = request.query_params or {}
    return endpoint.query.model_validate({k: sent.getlist(k) if k in endpoint.lists else sent[k] for k in sent})


def _idempotency_key(endpoint: Endpoint, request: Any, raw: bytes, caller: Caller | None) -> IdempotencyKey | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    return IdempotencyKey.of(
        key, raw, caller.id if caller else "", endpoint.method, request.context.get("path", endpoint.path)
    )


def render(endpoint: Endpoint, request: Any, result: Any) -> Response:
    reply = result if isinstance(result, ApiResponse) else ApiResponse(result)
    headers = {"Cache-Control": "no-store", **reply.headers}
    if reply.value is None:
        return Response("", status_code=endpoint.status, headers=headers)
    if isinstance(reply.value, FileResponse):
        return Response(reply.value.text, status_code=endpoint.status, headers=headers | reply.value.headers)
    text = reply.value.model_dump_json() if isinstance(reply.value, BaseModel) else json.dumps(reply.value)
    headers["Content-Type"] = "application/json"
    if reply.location:
        headers["Location"] = reply.location
    if reply.replayed:
        headers["Idempotent-Replay"] = "true"
    if reply.version is not None:
        headers["ETag"] = f'"{reply.version}-{_fingerprint(text)}"' if reply.provisional else f'"{reply.version}"'
    if endpoint.method == "GET":
        headers.setdefault("ETag", f'"{_fingerprint(text)}"')
        headers["Cache-Control"] = reply.headers.get("Cache-Control", "private, no-cache")
        headers["Vary"] = "Authorization, Accept-Language"  # two users of one browser see different content
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            del headers["Content-Type"]
            return Response("", status_code=304, headers=headers)
    return Response(text, status_code=endpoint.status, headers=headers)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_outage(error: Exception) -> bool:
    aws = sys.modules.get("botocore.exceptions")
    if aws is None:
        return False
    if isinstance(error, aws.ClientError):
        code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in BUSY
    return isinstance(error, (aws.ConnectionError, aws.HTTPClientError))


def _outage() -> Response:
    return problems.response(503, "The desk cannot reach its data just now. Try again.", {"Retry-After": "2"})
