"""405 responses for unsupported methods on an existing path, with the supported ones (RFC 9110, 15.5.6).

By default, API Gateway treats an unknown method like an unknown path. These responses need no function.
"""

import json
from typing import Any

Template = dict[str, Any]

ANY = "x-amazon-apigateway-any-method"
PROBLEM = {
    "type": "about:blank",
    "title": "Method Not Allowed",
    "status": 405,
    "detail": "This path has no such method. Allow names those it has.",
}


def answer_405(template: Template) -> None:
    """Add a method for all other methods to every path of the API."""
    for methods in template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"].values():
        methods[ANY] = _operation(sorted(method.upper() for method in methods if method != ANY))


def is_answered_here(method: str, operation: Template) -> bool:
    """Whether API Gateway answers this method itself, so that it needs no authorizer."""
    return method == ANY and operation.get("x-amazon-apigateway-integration", {}).get("type") == "mock"


def _operation(allowed: list[str]) -> Template:
    text = {"type": "string"}
    headers = {"Allow": f"'{', '.join(allowed)}'", "Content-Type": "'application/problem+json'"}
    return {
        "produces": ["application/json"],
        "responses": {"405": {"description": PROBLEM["title"], "headers": dict.fromkeys(headers, text)}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "when_no_templates",
            "requestTemplates": {"application/json": '{"statusCode": 405}'},
            "responses": {
                "default": {
                    "statusCode": "405",
                    "responseParameters": {f"method.response.header.{name}": value for name, value in headers.items()},
                    "responseTemplates": {"application/json": json.dumps(PROBLEM)},
                }
            },
        },
    }
