"""Mail out through SES (API version 2), as raw MIME."""

from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from .services import SendFailed

REFUSED = range(400, 500)
RETRIES = {"event_name": "needs-retry.sesv2", "unique_id": "retry-config-sesv2"}


class SesMailer:
    """Sends each mail with exactly one request, and says whether a failed one may have left."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._client: Any = None

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
        """One round trip. Gives SES's id of the mail; `tags` come back with every later news of it.

        Raises `SendFailed`, `known` when SES refused or was never reached. Its text is a code, never an address.
        """
        from botocore import exceptions as aws

        certainly_not_sent = (
            aws.EndpointConnectionError, aws.ConnectTimeoutError, aws.ProxyConnectionError,
            aws.NoCredentialsError, aws.PartialCredentialsError, aws.NoRegionError, aws.ParamValidationError,
        )  # fmt: skip
        try:
            request = _request(message, tags)
        except (ValueError, MessageError) as unwritable:
            raise SendFailed(type(unwritable).__name__, known=True) from None
        try:
            answer = self._once().send_email(**request)
        except aws.ClientError as refusal:
            status = refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            raise SendFailed(refusal.response["Error"].get("Code", str(status)), known=status in REFUSED) from None
        except aws.BotoCoreError as failure:
            raise SendFailed(type(failure).__name__, known=isinstance(failure, certainly_not_sent)) from None
        return str(answer["MessageId"])

    def _once(self) -> Any:
        """Give a client that never repeats a request: a repeat after a lost answer would be a second mail."""
        if self._client is None:
            self._client = self._connect()
            self._client.meta.events.unregister(**RETRIES)
        return self._client


def _request(message: EmailMessage, tags: Mapping[str, str]) -> dict[str, Any]:
    (sender,) = message["From"].addresses
    return {
        "FromEmailAddress": sender.addr_spec,
        "Destination": {"ToAddresses": [each.addr_spec for each in message["To"].addresses]},
        "Content": {"Raw": {"Data": message.as_bytes(policy=SMTP)}},
        "EmailTags": [{"Name": name, "Value": value} for name, value in tags.items()],
    }
