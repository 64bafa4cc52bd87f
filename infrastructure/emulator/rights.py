"""SES permissions: IAM on AWS checks the sender's identity as the resource; ministack checks all of SES."""

import json
from email.utils import parseaddr

from ministack.core import iam_actions

from .mails import SEND_MAIL


def repair() -> None:
    """Use the sender's identity as the resource of SendEmail."""
    resource_of = iam_actions._ses_v2_resource_arn  # noqa: SLF001

    def with_sender(method: str, path: str, body: bytes, region: str, account_id: str) -> str:
        if path.rstrip("/") != SEND_MAIL:
            found: str = resource_of(method, path, body, region, account_id)
            return found
        sender = parseaddr(json.loads(body or b"{}").get("FromEmailAddress", ""))[1]
        return f"arn:aws:ses:{region}:{account_id}:identity/{sender}"

    iam_actions._ses_v2_resource_arn = with_sender  # noqa: SLF001
