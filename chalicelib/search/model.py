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
PERSON_PREFIX = "P"
PART = "#"  # between a record's key and the part of it that a text is; no id holds it
TICKETS, PEOPLE = "tickets", "people"
LONG = 4  # letters from which a slip leaves a word that can be known


class Kind(StrEnum):
    """What a document of the desk's own things is about. Of others it is the name of their row in `specs`."""

    SAID = "said"  # an event with words
    SUBJECT = "subject"
    PERSON = "person"


OF_TICKETS = (Kind.SAID.value, Kind.SUBJECT.value)


@dataclass(frozen=True)
class Document:
    """Something that can be found. Only facts that never change, and the words: the text itself is kept elsewhere.

    `terms` are what the engine finds it by; `language`: whose stems are among them. A document that is put again replaces the
    one with its key. `group`: what is emptied as a whole; a ticket's number, or the key of a record.
    """

    key: str
    kind: str
    terms: tuple[str, ...]
    at: int = LONG_AGO  # when it was said, in ms
    group: str = ""
    requester: str = ""
    internal: bool = False
    language: str = ""

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
    """All of `terms`, in documents of these kinds; with a `requester` only public ones of their tickets."""

    terms: tuple[Term, ...]
    kinds: tuple[str, ...] = OF_TICKETS
    requester: str | None = None
    public: bool = False

    @property
    def public_only(self) -> bool:
        return self.public or self.requester is not None


@dataclass(frozen=True)
class Hit:
    """A document that was found. `internal`: for agents only."""

    key: str
    internal: bool = False

    @property
    def about(self) -> str:
        """The ticket's number, or the key of the person or record."""
        return self.key.partition("-")[0] if self.key[0].isdigit() else self.key.partition(PART)[0]

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

    @property
    def record(self) -> str:
        """The id of what is neither ticket nor person."""
        return self.about.partition("-")[2]

    @property
    def part(self) -> str:
        """Which text of a record."""
        return self.key.partition(PART)[2]


class Asked(Value):
    """What the API asks of the index: `requester` for a customer, who is shown public texts of their own tickets.

    `public`: texts for agents are left out.
    """

    text: str
    kinds: tuple[str, ...] = OF_TICKETS
    requester: str | None = None
    public: bool = False
    skip: int = 0  # tickets, people or records
    take: int = 100


class Answer(Value):
    """`found`: (key, internal) of the best hits of each ticket, person or record. `more`: there are others behind these.

    `terms`: (words, near, starts) as they were looked for; see `Term`.
    """

    terms: list[tuple[tuple[str, ...], int, bool]] = []
    found: list[list[tuple[str, bool]]] = []
    more: bool = False
    complete: bool = False
    engine: str = ""


class Errand(Value):
    """Look at something again and index it as it is then: what messages of the queue ask for. Ids only, never a text.

    A person; a record of some `kind`; or of a ticket an event (`rev`), its `subject`, or both; without either the whole ticket.
    """

    person: str = ""
    ticket: int = 0
    rev: int = 0
    internal: bool = False  # where the event lay when this was asked for
    subject: bool = False
    kind: str = ""
    record: str = ""  # its id

    @property
    def noun(self) -> str:
        """The name of the row in `specs` that knows how to do it."""
        return TICKETS if self.ticket else PEOPLE if self.person else self.kind

    @property
    def is_whole(self) -> bool:
        return bool(self.ticket) and not self.rev and not self.subject

    @property
    def about(self) -> str:
        """The ticket's number, or the key of the person or record."""
        if self.ticket:
            return str(self.ticket)
        return person_key(self.person) if self.person else record_key(self.kind, self.record)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if [bool(self.person), bool(self.ticket), bool(self.kind and self.record)].count(True) != 1:
            raise ValueError("An errand is about a ticket, a person or a record.")
        return self


def errand_about(about: str) -> Errand:
    """Return the errand that looks at the whole of what another one was about."""
    kind, _, record = about.partition("-")
    if not record:
        return Errand(ticket=int(about))
    return Errand(person=record) if kind == PERSON_PREFIX else Errand(kind=kind, record=record)


def said_key(ticket: int, rev: int) -> str:
    return f"{ticket}-{rev}"


def subject_key(ticket: int) -> str:
    return f"{ticket}-{SUBJECT_REV}"


def person_key(person: str) -> str:
    return f"{PERSON_PREFIX}-{person}"


def record_key(kind: str, record: str, part: str = "") -> str:
    """Return the key of a text of a record; without a part that of the record as a whole."""
    return f"{kind}-{record}" + (f"{PART}{part}" if part else "")
