"""All that differs between the stack on AWS and the one on this computer: one short list, kept here."""

import json
from typing import Any

Template = dict[str, Any]

# The type is not known to the local AWS; there the stage of a WebSocket API deploys by itself.
LEFT_OUT = "AWS::ApiGatewayV2::Deployment"


def localise(template: Template) -> Template:
    """The template as the local AWS gets it."""
    local: Template = json.loads(json.dumps(template))
    local["Resources"] = {name: one for name, one in local["Resources"].items() if one.get("Type") != LEFT_OUT}
    for resource in local["Resources"].values():
        if resource.get("Type") == "AWS::ApiGatewayV2::Stage":
            resource["Properties"].pop("DeploymentId", None)
            resource["Properties"]["AutoDeploy"] = True
    return local
