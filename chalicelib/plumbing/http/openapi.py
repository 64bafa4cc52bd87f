"""OpenAPI 3.1, generated from the registered routes and their models."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from inspect import getdoc
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from .web import Endpoint, FileResponse

REF = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}},
        },
    },
}
ANSWERS = {
    "401": "No token, or one we do not accept",
    "403": "This role may never do this",
    "404": "Missing, or not yours",
    "422": "A field is wrong",
}
DESCRIPTION = (
    "Paths and fields of v1 change only with a new version, v2. New paths, fields and values may be added at any time: "
    "ignore those that you do not know."
)
Key = tuple[type[BaseModel], Literal["validation", "serialization"]]


def endpoints(routes: Mapping[str, Mapping[str, Any]]) -> list[Endpoint]:
    """Return every endpoint of a Chalice app's `routes`, sorted by path and method."""
    found = [entry.view_function.endpoint for methods in routes.values() for entry in methods.values()]
    return sorted(found, key=lambda each: (each.path, each.method))


def document(found: Iterable[Endpoint], title: str, version: str) -> dict[str, Any]:
    found = list(found)
    schemas, refs = _schemas(found)
    paths: dict[str, Any] = {}
    for endpoint in found:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, refs)
    schemes = {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {"schemas": {**schemas, "Problem": PROBLEM}, "securitySchemes": schemes},
    }


def _schemas(found: list[Endpoint]) -> tuple[dict[str, Any], dict[Key, dict[str, Any]]]:
    keys: set[Key] = {(each.body, "validation") for each in found if each.body}
    keys |= {(each.returns, "serialization") for each in found if _is_model(each.returns)}
    ordered: list[tuple[type[BaseModel], JsonSchemaMode]] = sorted(keys, key=lambda key: (key[0].__name__, key[1]))
    refs, definitions = models_json_schema(ordered, ref_template=REF)
    return definitions.get("$defs", {}), refs  # type: ignore[return-value]  # JsonSchemaMode is that literal


def _operation(endpoint: Endpoint, refs: Mapping[Key, dict[str, Any]]) -> dict[str, Any]:
    summary, _, rest = (getdoc(endpoint.view) or endpoint.view.__name__).partition("\n")
    operation: dict[str, Any] = {
        "operationId": endpoint.view.__name__,
        "summary": summary.rstrip("."),
        "tags": [endpoint.path.split("/")[2]],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint), *_header_parameters(endpoint)],
        "responses": {str(endpoint.status): _success(endpoint, refs), **_refusals(endpoint)},
        "x-roles": sorted(endpoint.allow) or ["public"],
    }
    if rest.strip():
        operation["description"] = rest.strip()
    if endpoint.body:
        schema = refs[endpoint.body, "validation"]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if endpoint.allow:
        operation["security"] = [{"idToken": []}]
    return operation


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in endpoint.path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    if not endpoint.query:
        return []
    schema = endpoint.query.model_json_schema()
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _inline(each, schema.get("$defs", {}))}
        for name, each in schema["properties"].items()
    ]


def _inline(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Inline the enumerations of a query model, because query models are small."""
    if isinstance(schema, list):
        return [_inline(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inline(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    return {name: _inline(each, definitions) for name, each in schema.items()}


def _header_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    offered = {
        "if_match": ("If-Match", 'The ETag last read, `"<version>"`.'),
        "idempotency_key": ("Idempotency-Key", "1 to 255 characters."),
    }
    return [
        {"name": header, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}
        for want, (header, text) in offered.items()
        if want in endpoint.wants
    ]


def _success(endpoint: Endpoint, refs: Mapping[Key, dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if _is_model(endpoint.returns):
        answer["content"] = {"application/json": {"schema": refs[endpoint.returns, "serialization"]}}
    if endpoint.returns is FileResponse:
        answer["content"] = {"text/*": {"schema": {"type": "string"}}, "application/*": {"schema": {"type": "string"}}}
    return answer


def _refusals(endpoint: Endpoint) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
    known = {code: text for code, text in ANSWERS.items() if endpoint.allow or code not in {"401", "403", "404"}}
    return {code: {"description": text, "content": content} for code, text in known.items()} | {
        "default": {"description": "Any other refusal, or a fault", "content": content}
    }


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
