"""The first administrator of a stage: a person of the desk, and an account in the group `admins`.

Each part is made only when it is missing, so that a run that broke off half-way is finished by the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.people import actions as people
from chalicelib.people import recording, rules
from chalicelib.people.model import Person, Role
from chalicelib.plumbing.services import Services
from infrastructure import accounts
from infrastructure.aws import Aws
from infrastructure.services import services_of


@dataclass(frozen=True)
class Admin:
    """Who it is to be."""

    email: str
    name: str
    language: str = "en"
    time_zone: str = "UTC"


def ensure(aws: Aws, outputs: Mapping[str, str], admin: Admin, password: str | None = None) -> bool:
    """Make whatever is missing; True if the account was new.

    With `password` (the local desk) it is set for good and no mail goes out. Without it Cognito mails an invitation
    with a first password, to be changed at the first log-in.
    """
    services = services_of(aws, outputs)
    standing = recording.standing(_person(services, admin))
    if password:
        return accounts.ensure(aws.client("cognito-idp"), outputs["UserPoolId"], standing, password)
    return services.directory.settle(standing)


def _person(services: Services, admin: Admin) -> Person:
    """Whoever the address belongs to, as an admin by the desk's record."""
    known = people.add_person(
        services, admin.email, admin.name, Role.ADMIN, language=admin.language, time_zone=admin.time_zone
    )
    home = known.home or rules.home_of(known.teams)
    after = rules.next_version(known, {"role": Role.ADMIN, "active": True, "home": home})
    if after is not known:
        recording.change_person(services, known, after)
    return after
