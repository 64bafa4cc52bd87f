"""Outbound email through SES (API version 2), as raw MIME."""

from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from ..ports import SendFailed

REFUSED = range(400, 500)
MAX_LINE = 900  # RFC 5322, section 2.1.1, allows 998 including the name
AS_THEY_ARE = frozenset({"List-Unsubscribe", "References", "In-Reply-To"})
"""Headers of ids and addresses, which are read by programs and must never be folded or encoded."""
MAX_WORD = 73  # RFC 2047, section 2, allows 75 including what Python does not count
RETRIES = {"event_name": "needs-retry.sesv2", "unique_id": "retry-config-sesv2"}


class OnTheWire(EmailPolicy):
    """Serialises a message to MIME.

    Python (before 3.12.9 and 3.13.2) loses spaces in long subjects and names that are not plain ASCII, and folds long
    plain ones before their first word: subject and addresses are therefore encoded here.
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
    """Return plain ASCII unchanged, on one line; anything else as encoded words (RFC 2047), never split inside a character."""
    plain = text.isascii() and text.isprintable() and len(text) < MAX_LINE
    return text if plain else Header(text, "utf-8", MAX_WORD, header).encode(linesep="\r\n")


WIRE = OnTheWire(linesep="\r\n")


class SesMailer:
    """Sends each email with exactly one request, and reports whether a failed one may have been sent."""

    def __init__(self, connect: Callable[[], Any], configuration_set: str = "") -> None:
        """`configuration_set` reports delivery events; without one there are none."""
        self._connect = connect
        self._set = configuration_set
        self._client: Any = None

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
        """Send an email. One round trip. Returns SES's message ID; `tags` are included in its later delivery events.

        Raises `SendFailed`, with `known` if SES rejected it or was never reached. Its text is a code, never an address.
        """
        from botocore import exceptions as aws

        certainly_not_sent = (
            aws.EndpointConnectionError,
            aws.ConnectTimeoutError,
            aws.ProxyConnectionError,
            aws.NoCredentialsError,
            aws.PartialCredentialsError,
            aws.NoRegionError,
            aws.ParamValidationError,
        )
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
        """Return a client without retries: a retry after a lost response would send a second email."""
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
