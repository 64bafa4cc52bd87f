"""What an attachment is, and what becomes of the file behind it."""

from enum import StrEnum
from typing import Any

from ..plumbing.fields import Instant, Value


class State(StrEnum):
    WAITING = "waiting"  # not there yet, or not looked at
    CLEAN = "clean"
    REFUSED = "refused"  # it is not what it said it was; nobody can fetch it


class Attachment(Value):
    """A file as a message names it."""

    id: str
    name: str
    size: int  # bytes
    type: str  # MIME
    state: State = State.WAITING


class Reason(StrEnum):
    """Why a file was refused."""

    SIZE = "size"  # longer or shorter than was said
    TYPE = "type"  # not what was said, or more than that at once
    PROGRAM = "program"  # something that runs, or holds something that does
    LOCKED = "locked"  # behind a password: nobody can look into it
    ARCHIVE = "archive"  # broken, or unpacking it does harm
    MALWARE = "malware"
    ABANDONED = "abandoned"  # it was in no message for too long


class Place(Value):
    """Where a file is shown: the event of a ticket, and the how manieth of its attachments it is."""

    ticket: int
    rev: int
    internal: bool
    position: int


class Verdict(Value):
    """What looking at a file found. No reason: it is clean."""

    reason: Reason | None = None
    digest: str | None = None  # SHA-256 of what was looked at, in hex

    @property
    def state(self) -> State:
        return State.REFUSED if self.reason else State.CLEAN


class Upload(Value):
    """A file that somebody sends, or has sent. Its owner may put it into one message; copies of that show it as well."""

    id: str
    owner: str
    name: str
    size: int  # bytes, as its owner said; a file of another size is refused
    type: str  # MIME
    state: State = State.WAITING
    reason: Reason | None = None
    places: tuple[Place, ...] = ()
    offered_at: Instant
    checked_at: Instant | None = None
    digest: str | None = None
    idle_since: Instant | None = None  # since when it has been in no message
    version: int = 1

    @property
    def attachment(self) -> Attachment:
        return Attachment(id=self.id, name=self.name, size=self.size, type=self.type, state=self.state)

    @property
    def abandoned(self) -> bool:
        return self.reason is Reason.ABANDONED

    def next(self, **changes: Any) -> "Upload":
        return self.model_copy(update={"version": self.version + 1, **changes})

    def checked(self, verdict: Verdict, at: int) -> "Upload":
        return self.next(state=verdict.state, reason=verdict.reason, digest=verdict.digest, checked_at=at)

    def shown_in(self, places: tuple[Place, ...]) -> "Upload":
        """In more events than before."""
        return self.next(places=(*self.places, *places), idle_since=None)

    def taken_out_of(self, events: frozenset[tuple[int, int]], at: int) -> "Upload":
        """No longer in these (ticket, rev): in none at all, it waits for its owner again."""
        left = tuple(place for place in self.places if (place.ticket, place.rev) not in events)
        return self.next(places=left, idle_since=None if left else at)
