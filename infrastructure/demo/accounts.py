"""Log-ins for the people of the demo, in the user pool."""

from typing import Any

from chalicelib.people.model import GROUPS
from infrastructure.demo.people import PASSWORD, Player


def ensure(cognito: Any, pool: str, player: Player, person: str) -> None:
    """The player can log in as that person; made only where it is missing. Four calls, no mail."""
    who = {"UserPoolId": pool, "Username": player.email}
    told = {
        "email": player.email, "email_verified": "true", "name": player.name, "locale": player.language,
        "zoneinfo": player.time_zone, "custom:person": person,
    }  # fmt: skip
    attributes = [{"Name": name, "Value": value} for name, value in told.items()]
    try:
        cognito.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(**who, UserAttributes=attributes[1:])
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    for group, role in GROUPS.items():
        if role is player.role:
            cognito.admin_add_user_to_group(**who, GroupName=group)


def log_in(player: Player) -> dict[str, Any]:
    """A line of the file that says who can log in. Leads log in as agents do."""
    role = "agent" if player.team else "customer"
    return {"email": player.email, "password": PASSWORD, "name": player.name, "role": role, "shown": player.shown}
