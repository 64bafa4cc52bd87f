"""All differences between the stack on AWS and the local one, in one short list."""

import json
from typing import Any

Template = dict[str, Any]

# The local AWS does not support this type; there the stage of a WebSocket API deploys automatically.
LEFT_OUT = "AWS::ApiGatewayV2::Deployment"


def localise(template: Template) -> Template:
    """Return the template for the local AWS."""
    local: Template = json.loads(json.dumps(template))
    local["Resources"] = {name: one for name, one in local["Resources"].items() if one.get("Type") != LEFT_OUT}
    for resource in local["Resources"].values():
        if resource.get("Type") == "AWS::ApiGatewayV2::Stage":
            resource["Properties"].pop("DeploymentId", None)
            resource["Properties"]["AutoDeploy"] = True
    return local
