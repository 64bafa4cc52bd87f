"""The HTTP edge, on an app of its own: what is refused in which order, and what an answer carries."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import botocore.exceptions
import pytest
from chalice import Chalice
from pydantic import Field

from chalicelib.people.model import AGENTS, EVERYONE, Caller
from chalicelib.people.sign_in import caller_of
from chalicelib.plumbing.errors import (
    Conflict,
    NotFound,
    SignInRequired,
    TooManyRequests,
    Unavailable,
    VersionMismatch,
    VersionRequired,
)
from chalicelib.plumbing.fields import Strict, Value
from chalicelib.plumbing.http import web
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.http.web import PUBLIC, ApiResponse, Routes
from chalicelib.plumbing.services import services
from tests import client
from tests.cast import ADA, CARLA, token
from tests.client import NO_BODY, Answer


class Door:
    """Knows everybody by their token, and turns away those whom `OUT` names."""

    def __call__(self, claims: Mapping[str, Any], source: str) -> Caller:
        return caller_of(claims, source)

    def check(self, services: Any, caller: Caller) -> None:  # noqa: ARG002
        if caller.id in OUT:
            raise SignInRequired("Please sign in again.")


OUT: set[str] = set()
routes = Routes(__name__, Door())
SECRET = "hunter2-in-a-stack-trace"
SEEN: list[Any] = []


class Part(Strict):
    size: Annotated[int, Field(ge=1)]


class Thing(Strict):
    for_agents: ClassVar[frozenset[str]] = frozenset({"price"})

    name: Annotated[str, Field(min_length=1, max_length=10)]
    price: int | None = None
    parts: list[Part] = []


class Asked(Strict):
    limit: Annotated[int, Field(ge=1, le=9)] = 5
    colour: list[str] = []


class View(Value):
    name: str


@routes.post("/things/{thing}", allow=EVERYONE, status=201)
def post_thing(
    caller: Caller, thing: str, body: Thing, if_match: int | None, idempotency_key: IdempotencyKey | None
) -> ApiResponse[View]:
    """Fails as its path says."""
    if thing == "missing":
        raise NotFound("There is no such thing.")
    if if_match is None:
        raise VersionRequired("Send If-Match.")
    if if_match != 3:
        raise VersionMismatch("It has changed.", version=3)
    if thing == "taken":
        raise Conflict("Somebody was faster.", version=3)
    SEEN.append(idempotency_key)
    return ApiResponse(View(name=body.name), version=4, location=f"/things/{caller.id}", replayed=thing == "again")


@routes.get("/things", allow=EVERYONE)
def get_things(query: Asked) -> View:
    """Says what it was asked."""
    return View(name=f"{query.limit} {query.colour}")


@routes.get("/versioned", allow=PUBLIC)
def get_versioned() -> ApiResponse[View]:
    """Has a version."""
    return ApiResponse(View(name="x"), version=7)


@routes.get("/provisional", allow=PUBLIC)
def get_provisional(language: str) -> ApiResponse[View]:
    """Has a version, and can become another thing all the same."""
    return ApiResponse(View(name=language), version=7, provisional=True)


@routes.get("/raw", allow=PUBLIC)
def get_raw(language: str, source: str) -> dict[str, str]:
    """Says who asks."""
    return {"language": language, "source": source}


@routes.delete("/things", allow=AGENTS)
def delete_things() -> None:
    """Says nothing."""


@routes.put("/public", allow=PUBLIC)
def put_public(body: Thing) -> View:
    """For anybody."""
    return View(name=body.name)


def from_aws(code: str, status: int) -> botocore.exceptions.ClientError:
    answer: Any = {"Error": {"Code": code, "Message": SECRET}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return botocore.exceptions.ClientError(answer, "Query")


FAULTS: dict[str, Exception] = {
    "bug": RuntimeError(SECRET),
    "invalid": ValueError(SECRET),
    "busy": Unavailable("Try again.", retry_after=3),
    "many": TooManyRequests("Slowly.", retry_after=60),
    "lost": botocore.exceptions.EndpointConnectionError(endpoint_url=f"https://{SECRET}"),
    "late": botocore.exceptions.ReadTimeoutError(endpoint_url=f"https://{SECRET}"),
    "throttled": from_aws("ThrottlingException", 400),
    "down": from_aws("ServiceUnavailable", 503),
    "denied": from_aws("AccessDeniedException", 400),
}


@routes.get("/faults/{fault}", allow=PUBLIC)
def get_fault(fault: str) -> View:
    """Fails."""
    if fault == "model":
        return View.model_validate({})
    raise FAULTS[fault]


app = Chalice(app_name="edge", configure_logs=False)
app.register_blueprint(routes)


def call(
    method: str,
    path: str,
    body: Any = NO_BODY,
    *,
    who: Caller | str | None = CARLA,
    raw: bytes | None = None,
    **headers: str,
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.call(who, method, path, body, headers=named, raw=raw, of=app)


GOOD = {"name": "lamp"}
NAMELESS = token(Caller(id="", email="x@example.com", name="X", role=CARLA.role))

# Each row breaks everything that the rows below it break, and one thing more: the first refusal wins.
ORDER: list[tuple[int, dict[str, Any]]] = [
    (415, {"who": NAMELESS, "path": "/things/missing", "raw": b"{", "Content_Type": "text/plain"}),
    (400, {"who": NAMELESS, "path": "/things/missing", "raw": b"{"}),
    (400, {"who": NAMELESS, "path": "/things/missing", "body": {"price": 1}, "Idempotency_Key": "x" * 256}),
    (401, {"who": NAMELESS, "path": "/things/missing", "body": {"price": 1}}),
    (403, {"path": "/things/missing", "body": {"price": 1}}),
    (422, {"path": "/things/missing", "body": {"nome": 1}}),
    (404, {"path": "/things/missing", "body": GOOD}),
    (428, {"path": "/things/taken", "body": GOOD}),
    (412, {"path": "/things/taken", "body": GOOD, "If_Match": '"2"'}),
    (409, {"path": "/things/taken", "body": GOOD, "If_Match": '"3"'}),
    (201, {"path": "/things/free", "body": GOOD, "If_Match": '"3"'}),
]


@pytest.mark.parametrize(("status", "request_"), ORDER)
def test_checks_of_a_request_run_in_a_fixed_order(status: int, request_: dict[str, Any]) -> None:
    arguments = dict(request_)
    answer = call("POST", arguments.pop("path"), arguments.pop("body", NO_BODY), **arguments)

    assert answer.status == status
    if status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["status"] == status
        assert {"type", "title", "detail"} <= answer.json.keys()


def test_oversized_body_is_refused_before_authentication() -> None:
    raw = b'{"name": "' + b"x" * web.MAX_BYTES + b'"}'

    assert call("POST", "/things/x", raw=raw, who=NAMELESS).status == 413
    assert call("POST", "/things/x", raw=raw[: web.MAX_BYTES - 2] + b'"}', who=CARLA).status == 422


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b"{'name': 'x'}",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"price": ' + b"9" * 5_000 + b"}",
        '{"name": "x"}'.encode("utf-16"),
    ],
)
def test_body_that_is_not_json_is_malformed(raw: bytes) -> None:
    assert call("PUT", "/public", raw=raw, who=None).status == 400


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"x"', b"7", b"true", b"[[[[[[[[]]]]]]]]"])
def test_json_that_is_no_object_is_invalid(raw: bytes) -> None:
    assert call("PUT", "/public", raw=raw, who=None).status == 422
    assert call("POST", "/things/x", raw=raw).status == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/jsonp", "", "multipart/form-data"])
def test_other_content_types_are_refused(kind: str) -> None:
    assert call("PUT", "/public", GOOD, who=None, Content_Type=kind).status == 415


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON;charset=UTF-8"]
)
def test_json_may_name_its_charset(kind: str) -> None:
    assert call("PUT", "/public", GOOD, who=None, Content_Type=kind).status == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "x", "id": 1}, "/id"),
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 11}, "/name"),
        ({"name": 1}, "/name"),
        ({"name": "\ud800"}, "/name"),
        ({"name": "x", "parts": [{"size": 1}, {"size": 0}]}, "/parts/1/size"),
        ({"name": "x", "parts": [{"size": 1, "more": 2}]}, "/parts/0/more"),
    ],
)
def test_each_invalid_field_has_a_pointer(body: dict[str, Any], pointer: str) -> None:
    answer = call("PUT", "/public", body, who=None)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert all(each["detail"].endswith(".") for each in answer.json["errors"])


def test_a_refused_value_is_not_sent_back() -> None:
    assert SECRET not in call("PUT", "/public", {"name": SECRET, "parts": [{"size": SECRET}]}, who=None).text


def test_field_for_agents_is_refused_for_customers() -> None:
    body = {**GOOD, "price": 3}

    assert call("POST", "/things/x", body, who=ADA, If_Match='"3"').status == 201
    assert call("POST", "/things/x", {**GOOD, "price": None}, who=CARLA, If_Match='"3"').status == 403


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        (None, None),
        ('"5"', 5),
        ("5", 5),
        (' "5" ', 5),
        ('W/"5"', 5),
        ("*", -1),
        ('"x"', -1),
        ("", -1),
        ('"5", "6"', -1),
        ("-5", -1),
        ('"1234567890"', -1),
        ('"٣"', -1),
        ('"5-0123456789abcdef"', 5),
        ('"5-x"', -1),
        ('"5-"', -1),
    ],
)
def test_if_match_is_read_as_one_version_or_an_impossible_one(tag: str | None, version: int | None) -> None:
    assert web.version_of(tag) == version


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ar", "ar"),
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar-EG"),
        ("de;q=0.5", "de"),
        ("*", "en"),
        ("../../etc", "en"),
        ("x" * 500, "en"),
        ("zh-Hant-TW", "zh-Hant-TW"),
    ],
)
def test_the_first_language_asked_for_is_taken(header: str | None, language: str) -> None:
    assert web.language_of(header) == language


def test_an_answer_carries_version_place_and_replay() -> None:
    answer = call("POST", "/things/again", GOOD, If_Match='"3"')

    assert answer.json == {"name": "lamp"}
    assert {name: answer.headers[name] for name in ("ETag", "Location", "Idempotent-Replay")} == {
        "ETag": '"4"',
        "Location": "/things/carla",
        "Idempotent-Replay": "true",
    }
    assert answer.headers["Content-Type"] == "application/json"


def test_first_answer_has_no_replay_header() -> None:
    assert "Idempotent-Replay" not in call("POST", "/things/x", GOOD, If_Match='"3"').headers


@pytest.mark.parametrize("key", ["x", "x" * 255, "a key: with, signs"])
def test_an_idempotency_key_is_bound_to_caller_and_route(key: str) -> None:
    SEEN.clear()
    for who, path in [(CARLA, "/things/x"), (CARLA, "/things/x"), (ADA, "/things/x"), (CARLA, "/things/y")]:
        assert call("POST", path, GOOD, who=who, If_Match='"3"', Idempotency_Key=key).status == 201

    first, again, another, elsewhere = SEEN
    assert first == again
    assert len({first.key, another.key, elsewhere.key}) == 3


def test_request_without_a_key_is_not_idempotent() -> None:
    SEEN.clear()
    call("POST", "/things/x", GOOD, If_Match='"3"')

    assert SEEN == [None]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_an_empty_or_endless_key_is_malformed(key: str) -> None:
    assert call("POST", "/things/x", GOOD, If_Match='"3"', Idempotency_Key=key).status == 400


class TestReading:
    def test_unchanged_resource_answers_304(self) -> None:
        answer = call("GET", "/versioned", who=None, If_None_Match='"7"')

        assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", '"7"')

    @pytest.mark.parametrize("tags", ['"6"', '"77"', "7", ""])
    def test_changed_resource_is_sent(self, tags: str) -> None:
        assert call("GET", "/versioned", who=None, If_None_Match=tags).status == 200

    @pytest.mark.parametrize("tags", ['W/"7"', '"1", "7"'])
    def test_weak_tags_and_lists_of_them_are_understood(self, tags: str) -> None:
        assert call("GET", "/versioned", who=None, If_None_Match=tags).status == 304

    def test_resource_that_varies_within_a_version_is_tagged_by_version_and_content(self) -> None:
        first, other = (call("GET", "/provisional", who=None, Accept_Language=each) for each in ("en", "ar"))
        tag = first.headers["ETag"]

        assert web.version_of(tag) == web.version_of(other.headers["ETag"]) == 7
        assert tag != other.headers["ETag"]
        assert call("GET", "/provisional", who=None, Accept_Language="en", If_None_Match=tag).status == 304
        assert call("GET", "/provisional", who=None, Accept_Language="ar", If_None_Match=tag).status == 200
        assert call("GET", "/versioned", who=None, If_None_Match=tag).status == 200

    def test_resource_without_a_version_is_tagged_by_its_content(self) -> None:
        first, second = call("GET", "/things"), call("GET", "/things")
        other = call("GET", "/things?limit=4")

        assert first.headers["ETag"] == second.headers["ETag"] != other.headers["ETag"]
        assert call("GET", "/things", If_None_Match=first.headers["ETag"]).status == 304

    def test_a_shared_browser_keeps_the_answers_of_two_people_apart(self) -> None:
        headers = call("GET", "/things").headers

        assert headers["Cache-Control"] == "private, no-cache"
        assert {name.strip() for name in headers["Vary"].split(",")} == {"Authorization", "Accept-Language"}

    def test_lists_in_a_query_are_repeated_and_the_rest_is_plain(self) -> None:
        assert call("GET", "/things?limit=3&colour=red&colour=blue").json["name"] == "3 ['red', 'blue']"

    @pytest.mark.parametrize("query", ["limit=0", "limit=10", "limit=x", "limit=", "page=2"])
    def test_a_query_is_as_strict_as_a_body(self, query: str) -> None:
        answer = call("GET", f"/things?{query}")

        assert (answer.status, len(answer.pointers)) == (422, 1)

    def test_a_view_may_answer_with_plain_json(self) -> None:
        answer = call("GET", "/raw", who=None, Accept_Language="ar")

        assert answer.json["language"] == "ar"


class TestAnswers:
    @pytest.mark.parametrize(
        ("method", "path", "body"), [("PUT", "/public", GOOD), ("DELETE", "/things", NO_BODY), ("PUT", "/public", {})]
    )
    def test_answers_to_writes_are_not_cached(self, method: str, path: str, body: Any) -> None:
        answer = call(method, path, body, who=ADA)

        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("path", ["/raw", "/things", "/faults/bug", "/faults/many"])
    def test_answers_disable_content_sniffing(self, path: str) -> None:
        assert call("GET", path).headers["X-Content-Type-Options"] == "nosniff"

    def test_answer_without_content_is_204_without_a_body(self) -> None:
        answer = call("DELETE", "/things", who=ADA)

        assert (answer.status, answer.text) == (204, "")

    @pytest.mark.parametrize("wrong", [{"token_use": "access"}, {"custom:person": ""}, {"custom:person": None}])
    def test_token_without_a_person_is_unauthorized(self, wrong: dict[str, Any]) -> None:
        answer = call("GET", "/things", who=token(CARLA, **wrong))

        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")

    def test_call_without_a_token_is_unauthorized(self) -> None:
        assert call("GET", "/things", who=None).status == 401


class TestFaults:
    @pytest.mark.parametrize("fault", ["bug", "invalid", "denied", "model"])
    def test_unexpected_error_answers_500_without_details(self, fault: str) -> None:
        answer = call("GET", f"/faults/{fault}", who=None)

        assert (answer.status, answer.json["title"]) == (500, "Internal Server Error")
        assert SECRET not in answer.text
        assert "Error:" not in answer.text

    @pytest.mark.parametrize("fault", ["lost", "late", "throttled", "down"])
    def test_outage_answers_503_with_retry_after(self, fault: str) -> None:
        answer = call("GET", f"/faults/{fault}", who=None)

        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert SECRET not in answer.text

    @pytest.mark.parametrize(("fault", "status", "wait"), [("busy", 503, "3"), ("many", 429, "60")])
    def test_temporary_refusal_has_retry_after(self, fault: str, status: int, wait: str) -> None:
        answer = call("GET", f"/faults/{fault}", who=None)

        assert (answer.status, answer.headers["Retry-After"]) == (status, wait)
        assert "retry_after" not in answer.json


@pytest.mark.parametrize("status", [403, 401])
def test_revoked_login_is_checked_after_the_role(status: int) -> None:
    who = CARLA if status == 403 else ADA
    OUT.add(who.id)
    try:
        answer = call("DELETE", "/things", who=who)
    finally:
        OUT.clear()

    assert answer.status == status
    assert call("DELETE", "/things", who=ADA).status == 204


def test_routes_without_authentication_accept_no_caller() -> None:
    closed = Routes("closed")

    assert closed._identify is web._anonymous
    with pytest.raises(SignInRequired):
        web._anonymous({}, "")
    with pytest.raises(SignInRequired):
        web._anonymous.check(services(), ADA)
