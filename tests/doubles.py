"""Small honest stand-ins for what is outside: they do what they say and keep what they were given."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

from chalicelib.plumbing.aws.functions import NoAnswer
from chalicelib.plumbing.aws.objects import Missing, Overtaken
from chalicelib.plumbing.clock import DAY, HOUR, MINUTE, SECOND, Clock
from chalicelib.plumbing.ports import Post, SendFailed, StoredObject

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

    def pause(self, ms: float) -> None:
        pass

    def full_second(self, after_ms: int) -> int:  # noqa: ARG002
        self.at += -self.at % SECOND
        return self.at

    def next_second(self) -> None:
        self.at += SECOND - self.at % SECOND

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
    tags: list[Mapping[str, str]] = field(default_factory=list)

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
        if self.failing is None or self.sent_anyway:
            self.sent.append(message)
        if self.failing is not None:
            raise self.failing
        self.tags.append(tags)
        return f"provider-{len(self.sent)}"


@dataclass
class Depot:
    """A bucket that keeps what it is given. `bring` puts a file where a form says, as S3 does once it has checked the form."""

    stored: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    offers: list[Post] = field(default_factory=list)
    failing: bool = False

    def offer(self, key: str, *, size: int, type: str, facts: Mapping[str, str], seconds: int) -> Post:  # noqa: A002
        payload = {f"x-amz-meta-{name}": value for name, value in facts.items()}
        fields = {"key": key, "Content-Type": type, "size": str(size), "seconds": str(seconds), **payload}
        self.offers.append(Post("https://files.example/", fields))
        return self.offers[-1]

    def bring(self, post: Post, content: bytes) -> None:
        self.stored[post.fields["key"]] = content

    def link(self, key: str, *, disposition: str, type: str, seconds: int) -> str:  # noqa: A002
        return f"https://files.example/{key}?" + urlencode({"as": type, "how": disposition, "for": seconds})

    def read(self, key: str, limit: int) -> bytes | None:
        self._check()
        return self.stored[key][: limit + 1] if key in self.stored else None

    def keep(self, key: str, content: bytes, *, type: str, facts: Mapping[str, str]) -> bool:  # noqa: A002
        self._check()
        if key in self.stored:
            return False
        self.stored[key] = content
        self.written[key] = {"type": type, **facts}
        return True

    def facts(self, key: str) -> dict[str, str] | None:
        return self.written.get(key)

    def remove(self, key: str) -> None:
        self._check()
        self.stored.pop(key, None)

    def _check(self) -> None:
        if self.failing:
            raise ConnectionError("the bucket does not answer")


@dataclass(eq=False)
class Unreachable:
    """A function that does not answer."""

    asked: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(question)
        raise NoAnswer


@dataclass
class MailReader:
    """The function that reads mails, called in the same process; what goes to it and comes back is JSON all the same."""

    services: Any = None

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        from chalicelib.inbox import jobs as inbox_jobs

        try:
            found: dict[str, Any] = json.loads(
                json.dumps(inbox_jobs.read_mail(self.services, json.loads(json.dumps(question))))
            )
        except LookupError as error:
            raise NoAnswer from error
        return found


@dataclass(eq=False)
class MemoryBucket:
    """A bucket in memory, as strict about who replaces what as S3 is. `failing` makes its reads fail.

    `before_replacing` runs with the new body just before an object is replaced.
    """

    clock: Clock
    objects: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)  # key -> body, state, written at
    reads: int = 0
    failing: bool = False
    before_replacing: Callable[[bytes], object] | None = None
    _states: int = 0

    def read(self, key: str, known: str = "") -> StoredObject | None:
        self.reads += 1
        if self.failing:
            raise ConnectionError
        body, state, _ = self._there(key)
        return None if known == str(state) else StoredObject(body, str(state))

    def read_part(self, key: str, start: int, size: int) -> bytes:
        self.reads += 1
        return self._there(key)[0][start : start + size]

    def write(self, key: str, body: Any) -> None:
        assert key not in self.objects
        self._put(key, body if isinstance(body, bytes) else body.read())

    def replace(self, key: str, body: bytes, known: str) -> str:
        if self.before_replacing is not None:
            self.before_replacing(body)
        there = str(self.objects[key][1]) if key in self.objects else ""
        if there != known:
            raise Overtaken(key)
        return self._put(key, body)

    def move(self, key: str, to: str) -> None:
        if key in self.objects:
            self._put(to, self.objects.pop(key)[0])

    def touch(self, key: str) -> None:
        if key in self.objects:
            self._put(key, self.objects[key][0])

    def link(self, key: str, *, name: str, seconds: int) -> str:
        return f"https://mails.example/{key}?{urlencode({'name': name, 'seconds': seconds})}"

    def names(self, prefix: str) -> Iterator[tuple[str, int]]:
        return iter([(key, each[2]) for key, each in sorted(self.objects.items()) if key.startswith(prefix)])

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.objects.pop(key, None)

    def _there(self, key: str) -> tuple[bytes, int, int]:
        if key not in self.objects:
            raise Missing(key)
        return self.objects[key]

    def _put(self, key: str, body: bytes) -> str:
        self._states += 1
        self.objects[key] = (body, self._states, self.clock.real())
        return str(self._states)
