"""Accounts with a public password, for local development only."""

from typing import Any

from chalicelib.plumbing.ports import DirectoryAccount


def ensure(cognito: Any, pool: str, standing: DirectoryAccount, password: str) -> bool:
    """Create the person's account if it is missing, without an email. True if the account was new."""
    who = {"UserPoolId": pool, "Username": standing.email}
    payload = {
        "email": standing.email,
        "email_verified": "true",
        "name": standing.name,
        "locale": standing.language,
        "zoneinfo": standing.time_zone,
        "custom:person": standing.person,
        "custom:teams": standing.teams,
    }
    attributes = [{"Name": name, "Value": value} for name, value in payload.items() if value]
    is_new = True
    try:
        cognito.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(**who, UserAttributes=attributes[1:])
        is_new = False
    if cognito.admin_get_user(**who)["UserStatus"] == "FORCE_CHANGE_PASSWORD":
        cognito.admin_set_user_password(**who, Password=password, Permanent=True)
    for group, belongs in standing.groups.items():
        if belongs:
            cognito.admin_add_user_to_group(**who, GroupName=group)
    return is_new
