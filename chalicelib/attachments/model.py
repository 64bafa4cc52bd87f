"""What an attachment is."""

from enum import StrEnum

from ..plumbing.fields import Value


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
