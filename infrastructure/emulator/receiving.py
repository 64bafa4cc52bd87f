"""SES's rules for mail that comes in, as records: ministack does not know them, and mail comes in by this computer's own door."""

from typing import Any

from ministack.services.cloudformation import provisioners

Json = dict[str, Any]


def repair() -> None:
    """Let CloudFormation make, change and delete them; nothing follows from it."""
    handlers = provisioners._RESOURCE_HANDLERS  # noqa: SLF001
    handlers["AWS::SES::ReceiptRuleSet"] = _named("RuleSetName")
    handlers["AWS::SES::ReceiptRule"] = _named("Rule", "Name")


def _named(*path: str) -> Json:
    """A resource that is known by the name its properties give it."""

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
