"""The first admin: a person by the desk's record and an account, also if the address belonged to another person before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.people import actions as people_actions
from chalicelib.people.model import NO_TEAM, Role
from chalicelib.plumbing.services import Services
from infrastructure import admin
from infrastructure.services import services_of
from tests.conftest import Desk

BOSS = admin.Admin(email="boss@example.com", name="Boss")


class ExistsError(ClientError):
    """As botocore names it: UsernameExistsException."""


@dataclass
class User:
    status: str
    attributes: dict[str, str]
    groups: set[str] = field(default_factory=set)
    password: str | None = None
    mails: int = 0


class Cognito:
    """As much of the service as making an admin asks for."""

    exceptions = SimpleNamespace(ClientError=ClientError, UsernameExistsException=ExistsError)

    def __init__(self) -> None:
        self.users: dict[str, User] = {}

    def admin_get_user(self, **request: Any) -> dict[str, Any]:
        user = self.users.get(request["Username"])
        if user is None:
            raise ClientError({"Error": {"Code": "UserNotFoundException"}}, "AdminGetUser")
        attributes = [{"Name": name, "Value": value} for name, value in user.attributes.items()]
        return {"UserStatus": user.status, "UserAttributes": attributes, "Enabled": True}

    def admin_create_user(self, **request: Any) -> None:
        if request["Username"] in self.users:
            raise ExistsError({"Error": {"Code": "UsernameExistsException"}}, "AdminCreateUser")
        self.users[request["Username"]] = User("FORCE_CHANGE_PASSWORD", {}, mails="MessageAction" not in request)
        self.admin_update_user_attributes(**request)

    def admin_update_user_attributes(self, **request: Any) -> None:
        self.users[request["Username"]].attributes |= {
            each["Name"]: each["Value"] for each in request["UserAttributes"]
        }

    def admin_set_user_password(self, **request: Any) -> None:
        user = self.users[request["Username"]]
        user.password, user.status = request["Password"], "CONFIRMED"

    def admin_delete_user(self, **request: Any) -> None:
        del self.users[request["Username"]]

    def admin_add_user_to_group(self, **request: Any) -> None:
        self.users[request["Username"]].groups.add(request["GroupName"])

    def admin_remove_user_from_group(self, **request: Any) -> None:
        self.users[request["Username"]].groups.discard(request["GroupName"])


class Account:
    """An account of AWS: tables in process, and a small user pool."""

    def __init__(self) -> None:
        self.cognito = Cognito()

    def client(self, service: str) -> Any:
        return self.cognito if service == "cognito-idp" else boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]


@dataclass
class Stage:
    """What a tool is given, and what it works on."""

    account: Account
    outputs: Mapping[str, str]
    records: Services

    def ensure(self, password: str | None = None) -> bool:
        return admin.ensure(self.account, self.outputs, BOSS, password)  # type: ignore[arg-type]

    @property
    def user(self) -> User:
        return self.account.cognito.users[BOSS.email]


@pytest.fixture
def stage(moto_desk: Desk) -> Stage:
    known, account = moto_desk.services, Account()
    tables = {"CoreTable": known.core.name, "StatsTable": known.stats.name, "LiveTable": known.live.name}
    outputs = {**tables, "UserPoolId": "pool", "UserPoolClientId": "client"}
    return Stage(account, outputs, services_of(account, outputs))  # type: ignore[arg-type]


@pytest.mark.parametrize("password", [None, "correct horse battery"])
def test_repeated_runs_create_one_admin_with_record_and_account(stage: Stage, password: str | None) -> None:
    assert [stage.ensure(password) for _ in range(3)] == [True, False, False]

    person = people_actions.person_with_address(stage.records, BOSS.email)
    assert person is not None
    assert (person.role, person.active, person.home, person.version) == (Role.ADMIN, True, NO_TEAM, 1)
    assert (stage.user.attributes["custom:person"], stage.user.groups) == (person.id, {"admins"})
    assert (stage.user.password, stage.user.mails) == (password, password is None)


def test_password_chosen_by_the_admin_is_not_changed(stage: Stage) -> None:
    stage.ensure("correct horse battery")
    stage.user.password = "words of their own"

    stage.ensure("correct horse battery")

    assert stage.user.password == "words of their own"


def test_customer_who_becomes_an_admin_stays_the_same_person(stage: Stage) -> None:
    known = people_actions.person_for_address(stage.records, BOSS.email, "Betty")

    stage.ensure()

    person = people_actions.own_profile(stage.records, known.id)
    assert (person.name, person.role) == ("Betty", Role.ADMIN)
    assert stage.user.attributes["custom:person"] == known.id
    assert people_actions.list_agents(stage.records, None, 10, None)[0][1] == known.id


def test_self_registered_account_of_the_admin_address_is_replaced(stage: Stage) -> None:
    stage.account.cognito.users[BOSS.email] = User("UNCONFIRMED", {"name": "Mallory"}, password="a stranger's")

    assert stage.ensure() is True

    assert (stage.user.attributes["name"], stage.user.password) == ("Boss", None)
