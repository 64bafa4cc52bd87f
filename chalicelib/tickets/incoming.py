"""What a customer sends, from whichever channel."""

from dataclasses import dataclass

from ..attachments.model import Attachment
from .event import MailOrigin
from .event_data import CustomerMessage

Attachments = tuple[Attachment, ...]


@dataclass(frozen=True)
class Incoming:
    """What a customer sent: text, files, and the channel it came through."""

    body: str
    files: Attachments = ()
    automatic: bool = False  # not written by a person
    mailed: MailOrigin | None = None

    @property
    def message(self) -> CustomerMessage:
        """The data of the event that records it."""
        message = CustomerMessage(body=self.body, attachments=self.files, automatic=self.automatic)
        return message.model_copy(update=dict(self.mailed.event_fields)) if self.mailed else message
