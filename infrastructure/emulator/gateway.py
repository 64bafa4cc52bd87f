"""API Gateway's own responses (401, 404, 413 …) with the texts of the template: ministack's import ignores them."""

from typing import Any

from ministack.services import apigateway_v1

RESPONSES = "x-amazon-apigateway-gateway-responses"


def repair() -> None:
    """Make the import of a REST API include its gateway responses."""
    import_rest_api = apigateway_v1._import_rest_api  # noqa: SLF001

    def with_responses(spec: dict[str, Any], base_data: dict[str, Any] | None = None) -> str:
        api_id: str = import_rest_api(spec, base_data)
        for kind, response in (spec.get(RESPONSES) or {}).items():
            wanted = {**response, "statusCode": str(response["statusCode"])} if "statusCode" in response else response
            apigateway_v1._put_gateway_response(api_id, kind, wanted)  # noqa: SLF001
        return api_id

    apigateway_v1._import_rest_api = with_responses  # noqa: SLF001
