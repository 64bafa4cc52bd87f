"""What a customer sends, from whichever channel."""

from dataclasses import dataclass

from ..attachments.model import Attachment
from .event import MailOrigin
from .event_data import CustomerMessage

Attachments = tuple[Attachment, ...]


@dataclass(frozen=True)
class Via:
    """How a message came in."""

    automatic: bool = False  # not written by a person
    mailed: MailOrigin | None = None  # None if it was written in the portal


IN_PORTAL = Via()


@dataclass(frozen=True)
class Incoming:
    """What a customer sent: text, files, and how it came in."""

    body: str
    files: Attachments = ()
    via: Via = IN_PORTAL

    @property
    def automatic(self) -> bool:
        return self.via.automatic

    @property
    def mailed(self) -> MailOrigin | None:
        return self.via.mailed

    @property
    def message(self) -> CustomerMessage:
        """The data of the event that records it."""
        message = CustomerMessage(body=self.body, attachments=self.files, automatic=self.automatic)
        return message.model_copy(update=dict(self.mailed.event_fields)) if self.mailed else message
