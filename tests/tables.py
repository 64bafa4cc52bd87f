"""The three tables, exactly as the template declares them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from chalice.package import YAMLTemplateSerializer

TEMPLATE = Path(__file__).parent.parent / "infrastructure" / "template" / "tables.yaml"
NAMES = {"CoreTable": "core", "StatsTable": "stats", "LiveTable": "live"}
CREATED = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "GlobalSecondaryIndexes",
)


@lru_cache
def definitions() -> dict[str, dict[str, Any]]:
    """CreateTable requests by short name."""
    resources = YAMLTemplateSerializer().load_template(TEMPLATE.read_text(), str(TEMPLATE))["Resources"]
    requests = {}
    for logical, short in NAMES.items():
        spec = resources[logical]["Properties"]
        request = {name: spec[name] for name in CREATED if name in spec}
        if "StreamSpecification" in spec:
            request["StreamSpecification"] = {"StreamEnabled": True, **spec["StreamSpecification"]}
        requests[short] = request
    return requests


def create(client: Any, prefix: str) -> dict[str, str]:
    """Create the tables; their names by short name."""
    names = {short: f"{prefix}-{short}" for short in definitions()}
    for short, request in definitions().items():
        client.create_table(TableName=names[short], **request)
    return names
