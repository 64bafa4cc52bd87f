"""What is found by, and what is asked for. No I/O: the words are made elsewhere, and the engines only keep and find them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from ..plumbing.clock import DAY
from ..plumbing.fields import Value

SUBJECT_REV = 0  # events are numbered from 1, so this place in a ticket's story is free
LONG_AGO = 1_577_836_800_000  # 2020-01-01
DECADE = 3_652 * DAY
LONG = 4  # letters from which a slip leaves a word that can be known


class Kind(StrEnum):
    """What a document is about."""

    SAID = "said"  # an event with words
    SUBJECT = "subject"
    PERSON = "person"


@dataclass(frozen=True)
class Document:
    """Something that can be found. Only facts that never change, and the words: the text itself is kept elsewhere.

    `terms` are what the engine finds it by. A document that is put again replaces the one with its key.
    """

    key: str
    kind: Kind
    terms: tuple[str, ...]
    at: int = LONG_AGO  # when it was said, in ms
    ticket: str = ""  # its number
    requester: str = ""
    internal: bool = False

    @property
    def weight(self) -> float:
        """What its matches count: of equal ones the newer comes first, and a decade makes up for half of the words."""
        return 1 + max(0, self.at - LONG_AGO) / DECADE


@dataclass(frozen=True)
class Term:
    """One thing that must be in a text: any of `words`, the first of which is the one that was typed.

    `near`: how many slips of the keyboard are forgiven, in words that are long enough for it. `starts`: longer words that
    begin so count as well.
    """

    words: tuple[str, ...]
    near: int = 0
    starts: bool = False

    @property
    def long_words(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if len(word) >= LONG)


@dataclass(frozen=True)
class Question:
    """All of `terms`, in documents of one kind of thing; with a `requester` only public ones of their tickets."""

    terms: tuple[Term, ...]
    people: bool = False
    requester: str | None = None


@dataclass(frozen=True)
class Hit:
    """A document that was found. `internal`: for agents only."""

    key: str
    internal: bool = False

    @property
    def about(self) -> str:
        """The ticket's number, or the person's key."""
        return self.key if self.key.startswith("P-") else self.key.partition("-")[0]

    @property
    def ticket(self) -> int:
        return int(self.key.partition("-")[0])

    @property
    def rev(self) -> int:
        """The event's, or `SUBJECT_REV`."""
        return int(self.key.partition("-")[2])

    @property
    def person(self) -> str:
        return self.key.partition("-")[2]


class Asked(Value):
    """What the API asks of the index: `requester` for a customer, who is shown public texts of their own tickets."""

    text: str
    people: bool = False
    requester: str | None = None
    skip: int = 0  # tickets or people
    take: int = 100


class Answer(Value):
    """`found`: (key, internal) of the best hits of each ticket or person. `more`: there are others behind these.

    `terms`: (words, near, starts) as they were looked for; see `Term`.
    """

    terms: list[tuple[tuple[str, ...], int, bool]] = []
    found: list[list[tuple[str, bool]]] = []
    more: bool = False
    complete: bool = False
    engine: str = ""


class Errand(Value):
    """Look at something again and index it as it is then: what messages of the queue ask for. Ids only, never a text.

    A person; or of a ticket an event (`rev`), its `subject`, or both; without either the whole ticket.
    """

    person: str = ""
    ticket: int = 0
    rev: int = 0
    internal: bool = False  # where the event lay when this was asked for
    subject: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.ticket) and not self.rev and not self.subject

    @property
    def about(self) -> str:
        """The ticket's number, or the person's key."""
        return str(self.ticket) if self.ticket else person_key(self.person)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if bool(self.person) is bool(self.ticket):
            raise ValueError("An errand is about a ticket or a person.")
        return self


def errand_about(about: str) -> Errand:
    """The errand that looks at the whole of what another one was about."""
    return Errand(person=about.partition("-")[2]) if about.startswith("P-") else Errand(ticket=int(about))


def said_key(ticket: int, rev: int) -> str:
    return f"{ticket}-{rev}"


def subject_key(ticket: int) -> str:
    return f"{ticket}-{SUBJECT_REV}"


def person_key(person: str) -> str:
    return f"P-{person}"
