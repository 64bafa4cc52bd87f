"""SES events about an email, received over EventBridge: the `detail` of an event from `aws.ses`. Pure."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from ..plumbing.clock import ms_of
from ..plumbing.fields import Instant
from .model import MailId, MailState

OUTBOX_TAG = "outbox_id"
MAX_REASON_LENGTH = 100

STATES = {
    "Send": MailState.SENT,
    "DeliveryDelay": MailState.DELAYED,
    "Delivery": MailState.DELIVERED,
    "Bounce": MailState.BOUNCED,
    "Complaint": MailState.COMPLAINED,
    "Reject": MailState.REJECTED,
    "Rendering Failure": MailState.REJECTED,
}
"""State by `eventType`. A bounce that is not permanent is `returned`."""

Time = Annotated[Instant, BeforeValidator(lambda value: ms_of(value) if isinstance(value, str) else value)]


class _SesModel(BaseModel):
    """Base of SES data: unknown fields, which AWS may add, are ignored; the ones we read must be as documented."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class _Recipient(_SesModel):
    email_address: str


class _Mail(_SesModel):
    message_id: str
    timestamp: Time  # when SES accepted it
    tags: dict[str, list[str]] = {}


class _Bounce(_SesModel):
    bounce_type: str
    bounce_sub_type: str = ""
    bounced_recipients: list[_Recipient] = []


class _Complaint(_SesModel):
    complaint_feedback_type: str | None = None
    complained_recipients: list[_Recipient] = []


class _Delay(_SesModel):
    delay_type: str = ""


class _Reject(_SesModel):
    reason: str = ""


class _Failure(_SesModel):
    error_message: str = ""


class SesEvent(_SesModel):
    """One SES event."""

    event_type: str
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    delivery_delay: _Delay | None = None
    reject: _Reject | None = None
    failure: _Failure | None = Field(default=None)

    @property
    def state(self) -> MailState | None:
        """The email's new state; None for event types that we do not use, such as opens."""
        if self.bounce is not None and self.bounce.bounce_type != "Permanent":
            return MailState.RETURNED
        return STATES.get(self.event_type)

    @property
    def reason(self) -> str:
        """SES's reason: `General`, `MailboxFull`, `abuse`, `Bad content` … Empty if there is none."""
        text = (
            self.bounce.bounce_sub_type
            if self.bounce
            else self.complaint.complaint_feedback_type
            if self.complaint
            else self.delivery_delay.delay_type
            if self.delivery_delay
            else self.reject.reason
            if self.reject
            else self.failure.error_message
            if self.failure
            else ""
        )
        return (text or "")[:MAX_REASON_LENGTH]

    @property
    def about(self) -> MailId | None:
        """The email that the event is about, by its tag; None if it is not from the outbox."""
        (tag, *_) = self.mail.tags.get(OUTBOX_TAG) or [""]
        return MailId.named(tag)

    @property
    def addresses(self) -> list[str]:
        """The addresses that bounced or complained."""
        found = self.bounce.bounced_recipients if self.bounce else []
        found = [*found, *(self.complaint.complained_recipients if self.complaint else [])]
        return [each.email_address for each in found]


def parse_ses_event(detail: dict[str, Any]) -> SesEvent:
    """Parse an SES event. Raises `ValidationError` if it is invalid."""
    return SesEvent.model_validate(detail)
