"""All that differs between the stack on AWS and the one on this computer: one short list, kept here."""

import json
from typing import Any

Template = dict[str, Any]

# Types that the local AWS does not know: there the stage of a WebSocket API deploys by itself, and mail comes in by a door of
# this computer's own.
LEFT_OUT = {"AWS::ApiGatewayV2::Deployment", "AWS::SES::ReceiptRuleSet", "AWS::SES::ReceiptRule"}


def localise(template: Template) -> Template:
    """The template as the local AWS gets it."""
    local: Template = json.loads(json.dumps(template))
    local["Resources"] = {name: one for name, one in local["Resources"].items() if one.get("Type") not in LEFT_OUT}
    if "Outputs" in local:
        local["Outputs"].pop("MailRules", None)
    for resource in local["Resources"].values():
        if resource.get("Type") == "AWS::ApiGatewayV2::Stage":
            resource["Properties"].pop("DeploymentId", None)
            resource["Properties"]["AutoDeploy"] = True
    return local
