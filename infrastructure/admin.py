"""The first administrator of a stage: a user of the pool in the group `admins`, and the person behind it.

Each part is made only when it is missing, so that a run that broke off half-way is finished by the next.
"""

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infrastructure.aws import Aws

GROUP = "admins"


@dataclass(frozen=True)
class Admin:
    """Who it is to be."""

    email: str
    name: str
    language: str = "en"
    time_zone: str = "UTC"


def ensure(aws: Aws, outputs: Mapping[str, str], admin: Admin, password: str | None = None) -> bool:
    """Make whatever is missing; True if the user was new.

    With `password` (the local desk) it is set for good and no mail goes out. Without it Cognito mails an invitation
    with a temporary password, to be changed at the first log-in.
    """
    person = _ensure_person(aws, outputs["CoreTable"], admin)
    return _ensure_user(aws, outputs["UserPoolId"], admin, person, password)


def _ensure_person(aws: Aws, table: str, admin: Admin) -> str:
    """The id of the person that the address belongs to; made when it belongs to nobody."""
    dynamodb = aws.client("dynamodb")
    address = {"pk": {"S": f"EM#{hashlib.sha256(admin.email.lower().encode()).hexdigest()}"}, "sk": {"S": "#"}}
    found = dynamodb.get_item(TableName=table, Key=address, ConsistentRead=True).get("Item")
    if found:
        known: str = found["person"]["S"]
        return known
    person = secrets.token_hex(16)
    item = {
        "pk": {"S": f"P#{person}"}, "sk": {"S": "#"}, "id": {"S": person}, "email": {"S": admin.email},
        "name": {"S": admin.name}, "role": {"S": "admin"}, "language": {"S": admin.language},
        "time_zone": {"S": admin.time_zone}, "notifications": {"M": {}},
        "created_at": {"N": str(time.time_ns() // 1_000_000)}, "version": {"N": "1"},
    }  # fmt: skip
    new = {"TableName": table, "ConditionExpression": "attribute_not_exists(pk)"}
    dynamodb.transact_write_items(
        TransactItems=[{"Put": {**new, "Item": item}}, {"Put": {**new, "Item": {**address, "person": {"S": person}}}}]
    )
    return person


def _ensure_user(aws: Aws, pool: str, admin: Admin, person: str, password: str | None) -> bool:
    cognito = aws.client("cognito-idp")
    who = {"UserPoolId": pool, "Username": admin.email}
    attributes = [
        {"Name": "email", "Value": admin.email}, {"Name": "email_verified", "Value": "true"},
        {"Name": "name", "Value": admin.name}, {"Name": "custom:person", "Value": person},
    ]  # fmt: skip
    quietly: dict[str, Any] = {"MessageAction": "SUPPRESS"} if password else {"DesiredDeliveryMediums": ["EMAIL"]}
    try:
        cognito.admin_create_user(**who, UserAttributes=attributes, **quietly)
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(**who, UserAttributes=attributes[1:])
        is_new = False
    else:
        is_new = True
        if password:
            cognito.admin_set_user_password(**who, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(**who, GroupName=GROUP)
    return is_new
