"""Attachments, and the state of the files behind them."""

from enum import StrEnum
from typing import Any

from ..plumbing.fields import Instant, Value


class AttachmentState(StrEnum):
    WAITING = "waiting"  # not uploaded yet, or not scanned
    CLEAN = "clean"
    REFUSED = "refused"  # not of its declared type; it cannot be downloaded


class Attachment(Value):
    """A file in a message."""

    id: str
    name: str
    size: int  # bytes
    type: str  # MIME
    state: AttachmentState = AttachmentState.WAITING


class RejectionReason(StrEnum):
    """Why a file was rejected."""

    SIZE = "size"  # larger or smaller than declared
    TYPE = "type"  # not of the declared type, or of several types at once
    PROGRAM = "program"  # a program, or contains one
    LOCKED = "locked"  # protected by a password, so it cannot be scanned
    ARCHIVE = "archive"  # broken, or harmful to unpack
    MALWARE = "malware"
    ABANDONED = "abandoned"  # not attached for too long


class AttachmentLocation(Value):
    """Where a file is attached: the event of a ticket, and its index among the attachments."""

    ticket: int
    rev: int
    internal: bool
    position: int


class Verdict(Value):
    """The result of scanning a file. Without a reason it is clean."""

    reason: RejectionReason | None = None
    digest: str | None = None  # SHA-256 of the scanned bytes, in hex

    @property
    def state(self) -> AttachmentState:
        return AttachmentState.REFUSED if self.reason else AttachmentState.CLEAN


class Upload(Value):
    """A file that a person is uploading or has uploaded. Its owner can attach it to one message, whose copies show it as well."""

    id: str
    owner: str
    name: str
    size: int  # bytes, as declared; a file of another size is rejected
    type: str  # MIME
    state: AttachmentState = AttachmentState.WAITING
    reason: RejectionReason | None = None
    places: tuple[AttachmentLocation, ...] = ()
    offered_at: Instant
    checked_at: Instant | None = None
    digest: str | None = None
    idle_since: Instant | None = None  # since when it has not been attached
    version: int = 1

    @property
    def attachment(self) -> Attachment:
        return Attachment(id=self.id, name=self.name, size=self.size, type=self.type, state=self.state)

    @property
    def abandoned(self) -> bool:
        return self.reason is RejectionReason.ABANDONED

    def next(self, **changes: Any) -> "Upload":
        return self.model_copy(update={"version": self.version + 1, **changes})

    def with_verdict(self, verdict: Verdict, at: int) -> "Upload":
        return self.next(state=verdict.state, reason=verdict.reason, digest=verdict.digest, checked_at=at)

    def attached_to(self, places: tuple[AttachmentLocation, ...]) -> "Upload":
        """Return the upload attached to these events in addition."""
        return self.next(places=(*self.places, *places), idle_since=None)

    def detached_from(self, events: frozenset[tuple[int, int]], at: int) -> "Upload":
        """Return the upload detached from these (ticket, rev); without any, its owner can attach it again."""
        left = tuple(place for place in self.places if (place.ticket, place.rev) not in events)
        return self.next(places=left, idle_since=None if left else at)
