"""The description of the API: valid, complete, and about nothing that is not there."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.plumbing.http import openapi
from tests.client import call
from tests.conftest import in_memory

ROUTES = {(method, path) for path, methods in app.routes.items() for method in methods}


@pytest.fixture(scope="module")
def document() -> Any:
    in_memory()  # the desk that the app talks to
    answer = call(None, "GET", "/v1/openapi.json")
    assert answer.status == 200
    return answer.json


def operations(document: Any) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_document_is_valid_openapi(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_document_has_exactly_the_routes(document: Any) -> None:
    assert operations(document).keys() == ROUTES


def test_every_operation_has_a_unique_id_and_a_summary(document: Any) -> None:
    found = operations(document).values()

    assert len({each["operationId"] for each in found}) == len(ROUTES)
    assert all(each["summary"] for each in found)


def test_every_reference_leads_somewhere(document: Any) -> None:
    text = json.dumps(document)
    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}

    assert references <= document["components"]["schemas"].keys()
    assert "Problem" in references


def test_roles_and_security_match_the_routes(document: Any) -> None:
    for endpoint in openapi.endpoints(app.routes):
        operation = operations(document)[endpoint.method, endpoint.path]
        assert operation["x-roles"] == (sorted(endpoint.allow) or ["public"])
        assert ("security" in operation) is bool(endpoint.allow)


def test_parameters_and_bodies_are_described(document: Any) -> None:
    patch = operations(document)["PATCH", "/v1/tickets/{ticket}"]
    names = {(each["in"], each["name"]) for each in patch["parameters"]}
    create = operations(document)["POST", "/v1/tickets"]

    assert names == {("path", "ticket"), ("header", "If-Match")}
    assert ("header", "Idempotency-Key") in {(each["in"], each["name"]) for each in create["parameters"]}
    assert create["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/NewTicket")
    assert {each["name"] for each in operations(document)["GET", "/v1/tickets"]["parameters"]} >= {
        "limit",
        "cursor",
        "status",
    }


def test_every_refusal_is_a_problem_document(document: Any) -> None:
    for operation in operations(document).values():
        refusals = {code: answer for code, answer in operation["responses"].items() if not code.startswith("2")}
        assert "default" in refusals
        for answer in refusals.values():
            assert list(answer["content"]) == ["application/problem+json"]


@pytest.mark.parametrize(
    "word",
    [
        "macro",
        "webhook",
        "article",
    ],
)
def test_document_names_no_missing_feature(document: Any, word: str) -> None:
    assert word not in json.dumps(document).lower()
