"""SES receipt rules as records: ministack does not support them, and local inbound email uses its own SMTP server."""

from typing import Any

from ministack.services.cloudformation import provisioners

Json = dict[str, Any]


def repair() -> None:
    """Let CloudFormation create, update and delete them; they have no effect."""
    handlers = provisioners._RESOURCE_HANDLERS  # noqa: SLF001
    handlers["AWS::SES::ReceiptRuleSet"] = _named("RuleSetName")
    handlers["AWS::SES::ReceiptRule"] = _named("Rule", "Name")


def _named(*path: str) -> Json:
    """Return a handler for a resource that is identified by the name in its properties."""

    def name_of(logical_id: str, properties: Json) -> str:
        found: Any = properties
        for step in path:
            found = found.get(step) or {}
        return str(found or logical_id)

    def create(logical_id: str, properties: Json, _stack: str) -> tuple[str, Json]:
        return name_of(logical_id, properties), {}

    def update(physical_id: str, _old: Json, _new: Json, _stack: str) -> tuple[str, Json]:
        return physical_id, {}

    def delete(_physical_id: str, _properties: Json) -> None:
        return None

    return {"create": create, "update": update, "delete": delete}
