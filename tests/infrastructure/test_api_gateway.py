"""What API Gateway answers by itself, and what it lets through."""

import json

import pytest

from infrastructure.guards import Template
from infrastructure.other_methods import ANY
from infrastructure.public_routes import PUBLIC_ROUTES
from tests.infrastructure.sam import of_type


def gateway_responses(template: Template) -> Template:
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    responses: Template = body["x-amazon-apigateway-gateway-responses"]
    return responses


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("UNAUTHORIZED", 401),
        ("ACCESS_DENIED", 403),
        ("MISSING_AUTHENTICATION_TOKEN", 404),
        ("REQUEST_TOO_LARGE", 413),
        ("UNSUPPORTED_MEDIA_TYPE", 415),
        ("THROTTLED", 429),
        ("INTEGRATION_TIMEOUT", 503),
    ],
)
def test_gateway_errors_are_problem_documents_like_those_of_the_api(template: Template, kind: str, status: int) -> None:
    response = gateway_responses(template)[kind]
    problem = json.loads(response["responseTemplates"]["application/json"])
    assert response["statusCode"] == problem["status"] == status
    assert problem.keys() == {"type", "title", "status", "detail"}


def test_every_refusal_of_the_gateway_is_a_problem_document(template: Template) -> None:
    for response in gateway_responses(template).values():
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"


def test_default_gateway_errors_are_problem_documents(template: Template) -> None:
    responses = gateway_responses(template)
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= responses.keys()
    text = responses["DEFAULT_4XX"]["responseTemplates"]["application/json"]
    problem = json.loads(text.replace("$context.error.messageString", '"Invalid request body"'))
    assert problem["detail"] == "Invalid request body"


@pytest.mark.parametrize("kind", ["THROTTLED", "INTEGRATION_TIMEOUT"])
def test_throttled_calls_get_a_retry_after_header(template: Template, kind: str) -> None:
    assert gateway_responses(template)[kind]["responseParameters"]["gatewayresponse.header.Retry-After"] == "'5'"


def test_unauthorized_calls_get_a_www_authenticate_header(template: Template) -> None:
    headers = gateway_responses(template)["UNAUTHORIZED"]["responseParameters"]
    assert headers["gatewayresponse.header.WWW-Authenticate"] == "'Bearer'"


def test_the_stage_is_throttled_traced_and_logs_who_called_but_no_bodies(plain: Template) -> None:
    (stage,) = of_type(plain, "AWS::ApiGateway::Stage").values()
    (settings,) = stage["MethodSettings"]
    assert stage["StageName"] == "api"
    assert stage["TracingEnabled"] is True
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (100, 200)
    assert settings["DataTraceEnabled"] is False
    logged = json.loads(stage["AccessLogSetting"]["Format"])
    assert logged["status"] == "$context.status"
    assert not any("authorizer.claims" in value or "header" in value.lower() for value in logged.values())


def test_other_methods_of_a_path_get_405_with_the_allowed_ones(template: Template) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    for methods in paths.values():
        answer = methods[ANY]["x-amazon-apigateway-integration"]["responses"]["default"]
        allowed = sorted(method.upper() for method in methods if method != ANY)
        assert answer["statusCode"] == "405"
        assert answer["responseParameters"]["method.response.header.Allow"] == f"'{', '.join(allowed)}'"
        assert json.loads(answer["responseTemplates"]["application/json"])["status"] == 405
    assert paths["/v1/me"][ANY]["responses"]["405"]["headers"].keys() == {"Allow", "Content-Type"}


def test_list_of_public_routes_names_existing_routes_only(template: Template) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert there >= PUBLIC_ROUTES
