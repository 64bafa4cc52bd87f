"""Small honest stand-ins for what is outside: they do what they say and keep what they were given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from chalicelib.plumbing.clock import DAY, HOUR, MINUTE, SECOND, Clock
from chalicelib.plumbing.services import SendFailed

MONDAY_MORNING = 1_767_603_600_000  # 2026-01-05T09:00:00Z


class FrozenClock(Clock):
    """Stands still until it is moved; the real time moves with it."""

    def __init__(self, at: int = MONDAY_MORNING) -> None:
        super().__init__()
        self.at = at

    def now(self) -> int:
        return self.at

    def real(self) -> int:
        return self.at

    def full_second(self, after_ms: int) -> int:  # noqa: ARG002
        self.at += -self.at % SECOND
        return self.at

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, ms: int = 0) -> None:
        self.at += round(days * DAY + hours * HOUR + minutes * MINUTE) + ms


@dataclass
class ListQueue:
    """A queue whose messages can be read in a test."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    delays_s: list[int] = field(default_factory=list)

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        self.messages.append(message)
        self.delays_s.append(delay_s)


@dataclass
class PostBox:
    """A mailer that keeps what it sends. `failing` makes it refuse or lose the answer."""

    sent: list[EmailMessage] = field(default_factory=list)
    failing: SendFailed | None = None
    sent_anyway: bool = False  # with `failing`: the mail leaves, the answer is lost

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
        if self.failing is None or self.sent_anyway:
            self.sent.append(message)
        if self.failing is not None:
            raise self.failing
        return f"provider-{len(self.sent)}-{tags.get('kind', '')}"
