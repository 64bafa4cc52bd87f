"""Creates the first administrator of a stage: a person record, and an account in the group `admins`.

Each is created only if it is missing, so an interrupted run is completed by the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.people import actions as people_actions
from chalicelib.people import rules as people_rules
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import Person, Role
from chalicelib.plumbing.services import Services

from . import accounts
from .aws import Aws
from .services import services_of


@dataclass(frozen=True)
class Admin:
    """Name and address of the administrator."""

    email: str
    name: str
    language: str = "en"
    time_zone: str = "UTC"


def ensure(aws: Aws, outputs: Mapping[str, str], admin: Admin, password: str | None = None) -> bool:
    """Create what is missing; return whether the account was new.

    With `password` (local development) the password is permanent and no email is sent. Without it Cognito emails an invitation
    with a temporary password, to be changed at the first sign-in.
    """
    services = services_of(aws, outputs)
    standing = people_transaction.directory_account(_person(services, admin))
    if password:
        return accounts.ensure(aws.client("cognito-idp"), outputs["UserPoolId"], standing, password)
    return services.directory.sync_account(standing)


def _person(services: Services, admin: Admin) -> Person:
    """Return the owner of the address as an admin."""
    known = people_actions.add_person(
        services, admin.email, admin.name, Role.ADMIN, language=admin.language, time_zone=admin.time_zone
    )
    home = known.home or people_rules.home_of(known.teams)
    after = people_rules.next_version(known, {"role": Role.ADMIN, "active": True, "home": home})
    if after is not known:
        people_transaction.change_person(services, known, after)
    return after
