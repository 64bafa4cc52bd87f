"""Checks of a build. Chalice's own `package` succeeds with every one of these problems.

Each guard takes a `Build` and yields one sentence for each problem it finds.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import PurePosixPath
from typing import Any

from chalice.utils import to_cfn_resource_name
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import archives
from .other_methods import is_answered_here
from .public_routes import PUBLIC_ROUTES

Template = dict[str, Any]

ELF_MACHINES = {"x86_64": 0x3E, "arm64": 0xB7}
DESK_FILE = re.compile(
    r"app\.py|chalice/(__init__|app)\.py|chalicelib/([a-z_]+/)*([a-z_][a-z0-9_]*\.(py|json|html)|[A-Za-z-]+\.ftl)"
)

# Statements that cannot name a resource. Any other statement with `Resource: "*"` is rejected.
NO_RESOURCE_TO_NAME = {
    "xray:PutTelemetryRecords": "traces are not resources",
    "xray:PutTraceSegments": "traces are not resources",
    "dynamodb:ListStreams": "lists by table, and cannot be narrowed to one",
}


@dataclass(frozen=True)
class Build:
    """A package before it is slimmed: Chalice's template, its configuration, and the files of its archives."""

    template: Template
    config: Mapping[str, Any]
    archives: Mapping[str, Mapping[str, bytes]]
    requirements: str
    architecture: str
    is_local: bool = False

    def functions(self) -> dict[str, Template]:
        """Return the properties of each function by its logical id."""
        found = self.template["Resources"].items()
        return {name: part["Properties"] for name, part in found if part.get("Type") == "AWS::Serverless::Function"}


Guard = Callable[[Build], Iterator[str]]


def missing_wheels(build: Build) -> Iterator[str]:
    """Find missing packages: Chalice skips those without a wheel and still succeeds."""
    packed = [text for files in build.archives.values() for text in archives.distributions(files)]
    metadata = [HeaderParser().parsestr(text) for text in packed]
    names = {canonicalize_name(str(each["Name"])) for each in metadata}
    lines = (line.partition("#")[0].strip() for line in build.requirements.splitlines())
    wanted = {(line, "requirements.txt") for line in lines if line}
    wanted |= {(str(line), str(each["Name"])) for each in metadata for line in each.get_all("Requires-Dist", [])}
    for line, by in sorted(wanted):
        requirement = Requirement(line)
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if needed and canonicalize_name(requirement.name) not in names:
            yield f"the wheel of {requirement.name} is missing, which {by} asks for"


def wrong_architecture(build: Build) -> Iterator[str]:
    """Find modules compiled for another processor, which would fail only when imported."""
    for archive, files in build.archives.items():
        for name, content in files.items():
            if PurePosixPath(name).suffix == ".so" and _machine(content) != ELF_MACHINES[build.architecture]:
                yield f"{archive}: {name} is not built for {build.architecture}"
    for name, function in build.functions().items():
        if function.get("Architectures") != [build.architecture]:
            yield f"{name} is packaged for {function.get('Architectures')}, not for {build.architecture}"


def _machine(content: bytes) -> int | None:
    if content[:4] != b"\x7fELF":
        return None
    machine: int = struct.unpack_from("<H", content, 18)[0]
    return machine


def stray_files(build: Build) -> Iterator[str]:
    """Find files in `chalicelib` that do not belong there (notes, secrets, tests). Files of wheels are not checked."""
    for archive, files in build.archives.items():
        for name in files:
            if not name.startswith("python/") and not DESK_FILE.fullmatch(name):
                yield f"{archive}: {name} does not belong in it"


def ghost_overrides(build: Build) -> Iterator[str]:
    """Find overrides of resources that Chalice does not generate (misspelt names), which become resources without a type."""
    for name, resource in build.template["Resources"].items():
        if "Type" not in resource:
            yield f"the template overrides {name}, which Chalice does not generate"
    for name, function in build.functions().items():
        for event, source in function.get("Events", {}).items():
            if "Type" not in source:
                yield f"the template overrides the event {event} of {name}, which Chalice does not generate"
    for name, definition in _api(build).get("securityDefinitions", {}).items():
        if "type" not in definition:
            yield f"the template overrides the authorizer {name}, which no route uses"


def shared_roles(build: Build) -> Iterator[str]:
    """Find functions that share a role, and therefore their permissions."""
    users: dict[str, list[str]] = {}
    for name, function in build.functions().items():
        role = function["Role"]
        users.setdefault(role["Fn::GetAtt"][0] if isinstance(role, dict) else str(role), []).append(name)
    for role, names in users.items():
        if len(names) > 1:
            yield f"{', '.join(sorted(names))} share the role {role}"
        elif role == "DefaultRole":
            yield f"{names[0]} has Chalice's default role"


def routes_without_sign_in(build: Build) -> Iterator[str]:
    """Find routes without an authorizer that are not in the list of public ones."""
    for path, methods in _api(build)["paths"].items():
        for method, operation in methods.items():
            known = (method.upper(), path) in PUBLIC_ROUTES or is_answered_here(method, operation)
            if not operation.get("security") and not known:
                yield f"{method.upper()} {path} asks for no sign-in and is not on the list of public routes"


def cached_sign_ins(build: Build) -> Iterator[str]:
    """Find authorizers with a cache: API Gateway would accept a token for five minutes after its session has ended."""
    for name, definition in _api(build).get("securityDefinitions", {}).items():
        if definition.get("x-amazon-apigateway-authorizer", {}).get("authorizerResultTtlInSeconds") != 0:
            yield f"the authorizer {name} caches its answers: merge authorizerResultTtlInSeconds: 0 over it"


def unconfigured_functions(build: Build) -> Iterator[str]:
    """Check that every function has its own policy file, memory and timeout in config.json."""
    entries = {_logical_id(name): entry for name, entry in build.config["lambda_functions"].items()}
    for name in build.functions():
        lacking = {"iam_policy_file", "lambda_memory_size", "lambda_timeout"} - entries.get(name, {}).keys()
        if lacking:
            yield f"{name} has no {', '.join(sorted(lacking))} in config.json"
    files = [entry.get("iam_policy_file") for entry in entries.values()]
    for file in sorted({file for file in files if file and files.count(file) > 1}):
        yield f"{file} is the policy of more than one function in config.json"


def unknown_functions(build: Build) -> Iterator[str]:
    """Find misspelt names in config.json: Chalice ignores them, and the function would run with 128 MB."""
    for name in build.config["lambda_functions"]:
        if _logical_id(name) not in build.functions():
            yield f"config.json speaks of {name}, which app.py does not declare"


def wildcards(build: Build) -> Iterator[str]:
    """Find wildcard permissions: a role may only do what its function does, on the resources it uses."""
    for name, resource in build.template["Resources"].items():
        if resource.get("Type") != "AWS::IAM::Role":
            continue
        for policy in resource["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from _wildcards_of(name, statement)


def _wildcards_of(role: str, statement: Template) -> Iterator[str]:
    actions, resources = _list(statement["Action"]), _list(statement["Resource"])
    for action in actions:
        if "*" in action:
            yield f"{role} may do {action}: name the actions"
        elif "*" in resources and action not in NO_RESOURCE_TO_NAME:
            yield f"{role} may do {action} to everything: name the resource, or the reason in NO_RESOURCE_TO_NAME"


KEYS = "dynamodb:LeadingKeys"
LOG = {"AU", "AU#*"}
CHANGING = {
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateItem",
}


def rewritable_log(build: Build) -> Iterator[str]:
    """Find roles that could change the audit log: roles that write the core table may only append, since IAM sees only keys.

    IAM cannot prevent a Put over an existing entry in a transaction, because it does not see conditions; that breaks the chain,
    and `make verify` finds it.
    """
    for name, resource in build.template["Resources"].items():
        if resource.get("Type") != "AWS::IAM::Role":
            continue
        policies = resource["Properties"].get("Policies", [])
        entries = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
        on_core = [each for each in entries if {"Fn::GetAtt": ["CoreTable", "Arn"]} in _list(each["Resource"])]
        may = {action for each in on_core if each["Effect"] == "Allow" for action in _list(each["Action"])}
        may_not = {action for each in on_core if _keeps_from_the_log(each) for action in _list(each["Action"])}
        for action in sorted((may & CHANGING) - may_not):
            yield f"{name} may do {action} to the log: deny it the keys {' and '.join(sorted(LOG))}"


def _keeps_from_the_log(statement: Template) -> bool:
    keys = statement.get("Condition", {}).get("ForAnyValue:StringLike", {}).get(KEYS, [])
    return bool(statement["Effect"] == "Deny") and set(_list(keys)) >= LOG


def clock_file(build: Build) -> Iterator[str]:
    """Find a clock file: only local installations may move the time."""
    if build.is_local:
        return
    if "ClockFile" in build.template.get("Parameters", {}):
        yield "the template has the parameter ClockFile, which only the local build may have"
    shared = build.template.get("Globals", {}).get("Function", {})
    for name, function in {"Globals": shared, **build.functions()}.items():
        if "CLOCK_FILE" in function.get("Environment", {}).get("Variables", {}):
            yield f"{name} is given CLOCK_FILE, which only the local build may do"


GUARDS: tuple[Guard, ...] = (
    missing_wheels,
    wrong_architecture,
    stray_files,
    ghost_overrides,
    shared_roles,
    routes_without_sign_in,
    cached_sign_ins,
    unconfigured_functions,
    unknown_functions,
    wildcards,
    rewritable_log,
    clock_file,
)


def faults(build: Build) -> list[str]:
    """Return every problem that any guard finds."""
    return [fault for guard in GUARDS for fault in guard(build)]


def _api(build: Build) -> Template:
    body: Template = build.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    return body


def _logical_id(name: str) -> str:
    return "APIHandler" if name == "api_handler" else str(to_cfn_resource_name(name))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
