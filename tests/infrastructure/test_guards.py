"""Each guard fires at the fault it is for, and at nothing in the desk as it is."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from infrastructure import guards
from infrastructure.guards import GUARDS, Build, Guard, Template
from infrastructure.other_methods import ANY

Spoil = Callable[[Callable[[Template], None]], Build]
LAYER, CODE = "layer-deployment.zip", "deployment.zip"


def with_files(packaged: Build, archive: str, files: dict[str, bytes]) -> Build:
    return dataclasses.replace(packaged, archives={**packaged.archives, archive: files})


def with_config(packaged: Build, functions: dict[str, Any]) -> Build:
    return dataclasses.replace(packaged, config={**packaged.config, "lambda_functions": functions})


def paths(template: Template) -> Template:
    found: Template = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    return found


def statements(template: Template, role: str) -> list[Template]:
    found: list[Template] = template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return found


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_no_guard_finds_a_fault_in_the_real_build(packaged: Build, guard: Guard) -> None:
    assert list(guard(packaged)) == []


def test_a_wheel_that_another_needs_is_missed(packaged: Build) -> None:
    left = {name: part for name, part in packaged.archives[LAYER].items() if "pydantic_core" not in name}
    (fault,) = guards.missing_wheels(with_files(packaged, LAYER, left))
    assert fault == "the wheel of pydantic-core is missing, which pydantic asks for"


def test_a_wheel_that_the_requirements_name_is_missed(packaged: Build) -> None:
    asking = dataclasses.replace(packaged, requirements=packaged.requirements + "puremagic==1.30  # tells types\n")
    assert list(guards.missing_wheels(asking)) == ["the wheel of puremagic is missing, which requirements.txt asks for"]


def test_module_for_another_processor_is_found(packaged: Build) -> None:
    found = list(guards.wrong_architecture(dataclasses.replace(packaged, architecture="x86_64")))
    assert any("_pydantic_core" in fault and "not built for x86_64" in fault for fault in found)
    assert any(fault.startswith("layer-search.zip: python/tantivy/") for fault in found)


def test_function_for_another_processor_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Resources"]["OnDue"]["Properties"]["Architectures"] = ["x86_64"]

    assert list(guards.wrong_architecture(spoilt(change))) == ["OnDue is packaged for ['x86_64'], not for arm64"]


@pytest.mark.parametrize(
    "stray", [".env", "chalicelib/.env", "chalicelib/notes.md", "chalicelib/key.pem", "chalicelib/tickets/dump.csv"]
)
def test_stray_file_is_not_packaged(packaged: Build, stray: str) -> None:
    spoilt = with_files(packaged, CODE, {**packaged.archives[CODE], stray: b"secret"})
    assert list(guards.stray_files(spoilt)) == [f"{CODE}: {stray} does not belong in it"]


def test_override_of_a_misspelt_resource_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Resources"]["OnDeu"] = {"Properties": {"Timeout": 5}}

    assert list(guards.ghost_overrides(spoilt(change))) == [
        "the template overrides OnDeu, which Chalice does not generate"
    ]


def test_override_of_a_misspelt_event_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Resources"]["OnDue"]["Properties"]["Events"]["OnDeuEvent"] = {"Properties": {}}

    assert list(guards.ghost_overrides(spoilt(change))) == [
        "the template overrides the event OnDeuEvent of OnDue, which Chalice does not generate"
    ]


def test_override_of_an_unused_authorizer_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
        body["securityDefinitions"]["persons"] = {"x-amazon-apigateway-authorizer": {}}

    assert list(guards.ghost_overrides(spoilt(change))) == [
        "the template overrides the authorizer persons, which no route uses"
    ]


def test_two_functions_with_one_role_are_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        resources = template["Resources"]
        resources["OnDue"]["Properties"]["Role"] = resources["SendMail"]["Properties"]["Role"]

    assert list(guards.shared_roles(spoilt(change))) == ["OnDue, SendMail share the role SendMailRole"]


def test_default_role_of_chalice_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Resources"]["OnDue"]["Properties"]["Role"] = {"Fn::GetAtt": ["DefaultRole", "Arn"]}

    assert list(guards.shared_roles(spoilt(change))) == ["OnDue has Chalice's default role"]


def test_route_without_authentication_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        paths(template)["/v1/me"]["get"].pop("security")

    assert list(guards.routes_without_sign_in(spoilt(change))) == [
        "GET /v1/me asks for no sign-in and is not on the list of public routes"
    ]


def test_catch_all_route_without_authentication_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        paths(template)["/v1/me"][ANY]["x-amazon-apigateway-integration"]["type"] = "aws_proxy"

    assert list(guards.routes_without_sign_in(spoilt(change))) == [
        f"{ANY.upper()} /v1/me asks for no sign-in and is not on the list of public routes"
    ]


def test_a_new_method_on_a_public_path_is_not_public_by_that(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        paths(template)["/v1/session"]["put"] = {}

    assert list(guards.routes_without_sign_in(spoilt(change))) == [
        "PUT /v1/session asks for no sign-in and is not on the list of public routes"
    ]


def test_authorizer_with_a_cache_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        definitions = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["securityDefinitions"]
        definitions["people"]["x-amazon-apigateway-authorizer"].pop("authorizerResultTtlInSeconds")

    assert list(guards.cached_sign_ins(spoilt(change))) == [
        "the authorizer people caches its answers: merge authorizerResultTtlInSeconds: 0 over it"
    ]


def test_function_without_an_entry_is_found(packaged: Build) -> None:
    entries = dict(packaged.config["lambda_functions"])
    entries.pop("on_due")
    assert list(guards.unconfigured_functions(with_config(packaged, entries))) == [
        "OnDue has no iam_policy_file, lambda_memory_size, lambda_timeout in config.json"
    ]


def test_function_without_a_policy_file_is_found(packaged: Build) -> None:
    entries = {**packaged.config["lambda_functions"], "on_due": {"lambda_memory_size": 512, "lambda_timeout": 55}}
    assert list(guards.unconfigured_functions(with_config(packaged, entries))) == [
        "OnDue has no iam_policy_file in config.json"
    ]


def test_two_functions_with_one_policy_file_are_found(packaged: Build) -> None:
    entries = dict(packaged.config["lambda_functions"])
    entries["on_due"] = {**entries["on_due"], "iam_policy_file": "policy-send-mail.json"}
    assert list(guards.unconfigured_functions(with_config(packaged, entries))) == [
        "policy-send-mail.json is the policy of more than one function in config.json"
    ]


def test_misspelt_function_in_the_configuration_is_found(packaged: Build) -> None:
    entries = {**packaged.config["lambda_functions"], "on_deu": {}}
    assert list(guards.unknown_functions(with_config(packaged, entries))) == [
        "config.json speaks of on_deu, which app.py does not declare"
    ]


def test_role_with_rights_on_every_resource_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        role = statements(template, "SendMailRole")
        role.append({"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"})

    (fault,) = guards.wildcards(spoilt(change))
    assert fault.startswith("SendMailRole may do ses:SendEmail to everything")


def test_role_with_every_right_on_a_resource_is_found(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        resource = {"Fn::GetAtt": ["CoreTable", "Arn"]}
        statements(template, "SendMailRole").append(
            {"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": resource},
        )

    assert list(guards.wildcards(spoilt(change))) == ["SendMailRole may do dynamodb:*: name the actions"]


def test_role_that_may_rewrite_the_audit_log_is_found(spoilt: Spoil) -> None:
    core = {"Fn::GetAtt": ["CoreTable", "Arn"]}

    def change(template: Template) -> None:
        entries = statements(template, "OnTicketEventRole")
        entries[:] = [each for each in entries if each["Effect"] == "Allow"]
        statements(template, "OnTicketChangeRole").append(
            {"Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": core}
        )
        statements(template, "ApiHandlerRole").append(
            {"Effect": "Allow", "Action": ["dynamodb:BatchWriteItem"], "Resource": [core]}
        )

    assert sorted(guards.rewritable_log(spoilt(change))) == [
        "ApiHandlerRole may do dynamodb:BatchWriteItem to the log: deny it the keys AU and AU#*",
        "OnTicketChangeRole may do dynamodb:DeleteItem to the log: deny it the keys AU and AU#*",
        "OnTicketEventRole may do dynamodb:UpdateItem to the log: deny it the keys AU and AU#*",
    ]


@pytest.mark.parametrize("keys", [["AU"], ["AU#*"], ["AU", "AU#2026*"], []])
def test_incomplete_denial_is_not_accepted(spoilt: Spoil, keys: list[str]) -> None:
    def change(template: Template) -> None:
        (denial,) = [each for each in statements(template, "OnTicketEventRole") if each["Effect"] == "Deny"]
        denial["Condition"] = {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": keys}}

    assert len(list(guards.rewritable_log(spoilt(change)))) == 1


def test_clock_file_is_refused_in_a_deployment(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Parameters"]["ClockFile"] = {"Type": "String"}
        template["Globals"]["Function"]["Environment"]["Variables"]["CLOCK_FILE"] = {"Ref": "ClockFile"}
        template["Resources"]["OnDue"]["Properties"]["Environment"] = {"Variables": {"CLOCK_FILE": "clock.json"}}

    assert list(guards.clock_file(spoilt(change))) == [
        "the template has the parameter ClockFile, which only the local build may have",
        "Globals is given CLOCK_FILE, which only the local build may do",
        "OnDue is given CLOCK_FILE, which only the local build may do",
    ]


def test_clock_file_is_allowed_in_a_local_build(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Parameters"]["ClockFile"] = {"Type": "String"}

    assert list(guards.clock_file(dataclasses.replace(spoilt(change), is_local=True))) == []


def test_all_faults_are_reported_at_once(spoilt: Spoil) -> None:
    def change(template: Template) -> None:
        template["Resources"]["OnDeu"] = {"Properties": {}}
        template["Parameters"]["ClockFile"] = {"Type": "String"}

    assert len(guards.faults(spoilt(change))) == 2
