"""Index documents and queries. No I/O: terms are created elsewhere, and engines only store and match them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from ..plumbing.clock import DAY
from ..plumbing.fields import Value

SUBJECT_REV = 0  # events are numbered from 1, so 0 is free
LONG_AGO = 1_577_836_800_000  # 2020-01-01
DECADE = 3_652 * DAY
PERSON_PREFIX = "P"
PART = "#"  # separates a record's key from the name of its text; ids never contain it
TICKETS, PEOPLE = "tickets", "people"
LONG_WORD = 4  # minimum letters of a word for a typo to be corrected


class DocumentKind(StrEnum):
    """The app's own kinds of document. Other kinds have the name of their row in `specs`."""

    MESSAGE = "message"  # an event with text
    SUBJECT = "subject"
    PERSON = "person"


OF_TICKETS = (DocumentKind.MESSAGE.value, DocumentKind.SUBJECT.value)


@dataclass(frozen=True)
class Document:
    """A searchable document. It contains the terms and facts that never change; the text itself is stored elsewhere.

    `terms` are what the engine matches; `language`: the language of the stems among them. Putting a document replaces the one
    with its key. `group`: documents that are removed together; a ticket's number, or the key of a record.
    """

    key: str
    kind: str
    terms: tuple[str, ...]
    at: int = LONG_AGO  # when it was written, in ms
    group: str = ""
    requester: str = ""
    internal: bool = False
    language: str = ""

    @property
    def weight(self) -> float:
        """Return the weight of its matches: of equal ones the newer comes first; a decade is worth half of the words."""
        return 1 + max(0, self.at - LONG_AGO) / DECADE


@dataclass(frozen=True)
class Term:
    """A condition on a text: it must contain any of `words`, the first of which was typed by the user.

    `near`: how many typos are allowed, in words that are long enough. `starts`: longer words with this prefix match as well.
    """

    words: tuple[str, ...]
    near: int = 0
    starts: bool = False

    @property
    def long_words(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if len(word) >= LONG_WORD)


@dataclass(frozen=True)
class Question:
    """A query: all `terms` must match, in documents of these kinds; with a `requester` only public ones of their tickets."""

    terms: tuple[Term, ...]
    kinds: tuple[str, ...] = OF_TICKETS
    requester: str | None = None
    public: bool = False

    @property
    def public_only(self) -> bool:
        return self.public or self.requester is not None


@dataclass(frozen=True)
class Hit:
    """A document that matches. `internal`: for agents only."""

    key: str
    internal: bool = False

    @property
    def about(self) -> str:
        """Return the ticket's number, or the key of the person or record."""
        return self.key.partition("-")[0] if self.key[0].isdigit() else self.key.partition(PART)[0]

    @property
    def ticket(self) -> int:
        return int(self.key.partition("-")[0])

    @property
    def rev(self) -> int:
        """Return the event's rev, or `SUBJECT_REV`."""
        return int(self.key.partition("-")[2])

    @property
    def person(self) -> str:
        return self.key.partition("-")[2]

    @property
    def record(self) -> str:
        """Return the id of a record that is neither ticket nor person."""
        return self.about.partition("-")[2]

    @property
    def part(self) -> str:
        """Return the name of the record's text."""
        return self.key.partition(PART)[2]


class IndexQuestion(Value):
    """A query from the API: `requester` restricts it to public texts of a customer's own tickets.

    `public`: texts for agents are excluded.
    """

    text: str
    kinds: tuple[str, ...] = OF_TICKETS
    requester: str | None = None
    public: bool = False
    skip: int = 0  # tickets, people or records
    take: int = 100


class IndexAnswer(Value):
    """`found`: (key, internal) of the best hits of each ticket, person or record. `more`: there are more results.

    `terms`: (words, near, starts) as they were searched; see `Term`.
    """

    terms: list[tuple[tuple[str, ...], int, bool]] = []
    found: list[list[tuple[str, bool]]] = []
    more: bool = False
    complete: bool = False
    engine: str = ""


class IndexTask(Value):
    """A queue message that requests indexing of a thing's current state. Contains ids only, never text.

    A person; a record of some `kind`; or of a ticket an event (`rev`), its `subject`, or both; without either the whole ticket.
    """

    person: str = ""
    ticket: int = 0
    rev: int = 0
    internal: bool = False  # the event's visibility at the time of the request
    subject: bool = False
    kind: str = ""
    record: str = ""  # the record's id

    @property
    def noun(self) -> str:
        """Return the name of the row in `specs` that processes it."""
        return TICKETS if self.ticket else PEOPLE if self.person else self.kind

    @property
    def is_whole(self) -> bool:
        return bool(self.ticket) and not self.rev and not self.subject

    @property
    def about(self) -> str:
        """Return the ticket's number, or the key of the person or record."""
        if self.ticket:
            return str(self.ticket)
        return person_key(self.person) if self.person else record_key(self.kind, self.record)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if [bool(self.person), bool(self.ticket), bool(self.kind and self.record)].count(True) != 1:
            raise ValueError("An errand is about a ticket, a person or a record.")
        return self


def task_about(about: str) -> IndexTask:
    """Return an errand that indexes the whole thing that another errand was about."""
    kind, _, record = about.partition("-")
    if not record:
        return IndexTask(ticket=int(about))
    return IndexTask(person=record) if kind == PERSON_PREFIX else IndexTask(kind=kind, record=record)


def message_key(ticket: int, rev: int) -> str:
    return f"{ticket}-{rev}"


def subject_key(ticket: int) -> str:
    return f"{ticket}-{SUBJECT_REV}"


def person_key(person: str) -> str:
    return f"{PERSON_PREFIX}-{person}"


def record_key(kind: str, record: str, part: str = "") -> str:
    """Return the key of a record's text; without a part, the key of the whole record."""
    return f"{kind}-{record}" + (f"{PART}{part}" if part else "")
