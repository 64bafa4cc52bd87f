"""SES events about an email, received over EventBridge: the `detail` of an event from `aws.ses`. Pure."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from ..plumbing.clock import ms_of
from ..plumbing.fields import Instant
from .model import Mail, State

OUTBOX_TAG = "outbox_id"
LONGEST_REASON = 100

STATES = {
    "Send": State.SENT,
    "DeliveryDelay": State.DELAYED,
    "Delivery": State.DELIVERED,
    "Bounce": State.BOUNCED,
    "Complaint": State.COMPLAINED,
    "Reject": State.REJECTED,
    "Rendering Failure": State.REJECTED,
}
"""State by `eventType`. A bounce that is not permanent is `returned`."""

Time = Annotated[Instant, BeforeValidator(lambda value: ms_of(value) if isinstance(value, str) else value)]


class _Told(BaseModel):
    """Base of SES data: unknown fields, which AWS may add, are ignored; the ones we read must be as documented."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class _Recipient(_Told):
    email_address: str


class _Mail(_Told):
    message_id: str
    timestamp: Time  # when SES accepted it
    tags: dict[str, list[str]] = {}


class _Bounce(_Told):
    bounce_type: str
    bounce_sub_type: str = ""
    bounced_recipients: list[_Recipient] = []


class _Complaint(_Told):
    complaint_feedback_type: str | None = None
    complained_recipients: list[_Recipient] = []


class _Delay(_Told):
    delay_type: str = ""


class _Reject(_Told):
    reason: str = ""


class _Failure(_Told):
    error_message: str = ""


class News(_Told):
    """One SES event."""

    event_type: str
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    delivery_delay: _Delay | None = None
    reject: _Reject | None = None
    failure: _Failure | None = Field(default=None)

    @property
    def state(self) -> State | None:
        """The email's new state; None for event types that we do not use, such as opens."""
        if self.bounce is not None and self.bounce.bounce_type != "Permanent":
            return State.RETURNED
        return STATES.get(self.event_type)

    @property
    def reason(self) -> str:
        """SES's reason: `General`, `MailboxFull`, `abuse`, `Bad content` … Empty if there is none."""
        said = (
            self.bounce.bounce_sub_type if self.bounce
            else self.complaint.complaint_feedback_type if self.complaint
            else self.delivery_delay.delay_type if self.delivery_delay
            else self.reject.reason if self.reject
            else self.failure.error_message if self.failure
            else ""
        )  # fmt: skip
        return (said or "")[:LONGEST_REASON]

    @property
    def about(self) -> Mail | None:
        """The email that the event is about, by its tag; None if it is not from the outbox."""
        (tag, *_) = self.mail.tags.get(OUTBOX_TAG) or [""]
        return Mail.named(tag)

    @property
    def addresses(self) -> list[str]:
        """The addresses that bounced or complained."""
        found = self.bounce.bounced_recipients if self.bounce else []
        found = [*found, *(self.complaint.complained_recipients if self.complaint else [])]
        return [each.email_address for each in found]


def news_in(detail: dict[str, Any]) -> News:
    """Parse an SES event. Raises `ValidationError` if it is invalid."""
    return News.model_validate(detail)
