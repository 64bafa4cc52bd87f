"""Mail out through SES (API version 2), as raw MIME."""

from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from .services import SendFailed

REFUSED = range(400, 500)
LONGEST_LINE = 900  # RFC 5322, section 2.1.1, allows 998 with the name
AS_THEY_ARE = frozenset({"List-Unsubscribe", "References", "In-Reply-To"})
"""Ids and addresses: a program reads them, so none is ever broken or encoded, however long."""
LONGEST_WORD = 73  # RFC 2047, section 2, allows 75 with what Python does not count
RETRIES = {"event_name": "needs-retry.sesv2", "unique_id": "retry-config-sesv2"}


class OnTheWire(EmailPolicy):
    """MIME as it travels.

    Python (before 3.12.9 and 3.13.2) loses blanks of long subjects and names that are not plain ASCII, and folds long
    plain ones before their first word: subject and addresses are encoded here.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "Subject":
            return self._line(name, _encoded(name, value))
        if hasattr(value, "addresses"):
            return self._line(name, ", ".join(_address(name, each) for each in value.addresses))
        if name in AS_THEY_ARE and value.isascii():
            return self._line(name, f"{self.linesep} ".join(value.split()))
        return super().fold_binary(name, value)

    def _line(self, name: str, encoded: str) -> bytes:
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


def _address(header: str, address: Address) -> str:
    if address.display_name.isascii():
        return str(address)
    return f"{_encoded(header, address.display_name)} <{address.addr_spec}>"


def _encoded(header: str, text: str) -> str:
    """Plain text as it is, on one line; anything else as encoded words (RFC 2047), which are never split in a letter."""
    plain = text.isascii() and text.isprintable() and len(text) < LONGEST_LINE
    return text if plain else Header(text, "utf-8", LONGEST_WORD, header).encode(linesep="\r\n")


WIRE = OnTheWire(linesep="\r\n")


class SesMailer:
    """Sends each mail with exactly one request, and says whether a failed one may have left."""

    def __init__(self, connect: Callable[[], Any], configuration_set: str = "") -> None:
        """`configuration_set` says where SES tells what becomes of a mail; without one it tells nothing."""
        self._connect = connect
        self._set = configuration_set
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
            request = _request(message, tags) | ({"ConfigurationSetName": self._set} if self._set else {})
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
        "Content": {"Raw": {"Data": message.as_bytes(policy=WIRE)}},
        "EmailTags": [{"Name": name, "Value": value} for name, value in tags.items()],
    }
