"""The real SAM transform, without AWS."""

import copy
from typing import Any

import pytest
from samtranslator.translator.transform import transform

from infrastructure.guards import Template

ARCHIVES = {"CodeUri", "ContentUri"}


class NoManagedPolicies:
    """The transform asks for AWS's own policies; the template names none by short name."""

    def load(self) -> dict[str, str]:
        return {}


def plain_cloudformation(template: Template) -> Template:
    """Transform a template whose archives lie beside it. Raises what the transform finds wrong."""
    uploaded = copy.deepcopy(template)
    for resource in uploaded["Resources"].values():
        for name in ARCHIVES & resource.get("Properties", {}).keys():
            resource["Properties"][name] = "s3://code/" + str(resource["Properties"][name]).removeprefix("./")
    parameters: dict[str, Any] = {name: part.get("Default", "x") for name, part in template["Parameters"].items()}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        plain: Template = transform(uploaded, parameters, NoManagedPolicies())
    return plain


def of_type(template: Template, kind: str) -> dict[str, Template]:
    """Properties of each resource of a type, by logical id."""
    resources = template["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in resources if resource.get("Type") == kind}


def target(value: Any) -> str:
    """The logical id that an intrinsic speaks of: `Ref` or `Fn::GetAtt`; empty for anything else."""
    if not isinstance(value, dict):
        return ""
    attribute = value.get("Fn::GetAtt", [""])
    return str(value.get("Ref", attribute[0] if isinstance(attribute, list) else attribute.split(".")[0]))
