"""Summarises what a template will create, for confirmation before deployment."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .other_methods import ANY

Template = Mapping[str, Any]


def overview(template: Template) -> str:
    """Return resources by type and count, then functions, routes and alarms by name."""
    resources = template["Resources"]
    types = Counter(resource["Type"] for resource in resources.values())
    lines = [f"{len(resources)} resources:", *(f"  {count:3}  {kind}" for kind, count in sorted(types.items()))]
    lines += ["Functions:", *(f"  {line}" for line in _functions(resources))]
    lines += ["Routes:", *(f"  {line}" for line in _routes(resources))]
    lines += ["Alarms:", *(f"  {name}: {alarm}" for name, alarm in _alarms(resources))]
    return "\n".join(lines)


def _of_type(resources: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    return ((name, one["Properties"]) for name, one in sorted(resources.items()) if one["Type"] == kind)


def _functions(resources: Mapping[str, Any]) -> Iterator[str]:
    for name, found in _of_type(resources, "AWS::Serverless::Function"):
        events = sorted({event["Type"] for event in found.get("Events", {}).values()}) or ["API"]
        yield (
            f"{name:16} {found['Runtime']}, {'/'.join(found.get('Architectures', ['x86_64']))}, {found['MemorySize']} MB, "
            f"{found['Timeout']} s, on {', '.join(events)}"
        )


def _routes(resources: Mapping[str, Any]) -> Iterator[str]:
    for _name, found in _of_type(resources, "AWS::Serverless::Api"):
        for path, methods in sorted(found["DefinitionBody"]["paths"].items()):
            for method, operation in sorted(methods.items()):
                if method not in {"options", ANY}:
                    yield f"{method.upper():7} {path:44} {'sign-in' if operation.get('security') else 'public'}"


def _alarms(resources: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, found in _of_type(resources, "AWS::CloudWatch::Alarm"):
        yield name, found.get("AlarmDescription", "")
