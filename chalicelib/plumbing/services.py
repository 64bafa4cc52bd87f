"""Everything outside this process that the desk touches, in one bundle.

`app.py` says once which services to use; a test passes its own. No patching, no container.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .chain import new_salt
from .clock import Clock
from .counter import Counter
from .dynamo import Dynamo, Table
from .objects import Stored
from .settings import Settings

if TYPE_CHECKING:
    from email.message import EmailMessage  # only the mailer pays for it


class Sender(Protocol):
    """A queue, as those who put things in see it."""

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None: ...


class Objects(Protocol):
    """A bucket; see `objects.Bucket`."""

    def __hash__(self) -> int: ...
    def read(self, key: str, known: str = "") -> Stored | None: ...
    def read_part(self, key: str, start: int, size: int) -> bytes: ...
    def write(self, key: str, body: Any) -> None: ...
    def replace(self, key: str, body: bytes, known: str) -> str: ...
    def move(self, key: str, to: str) -> None: ...
    def touch(self, key: str) -> None: ...
    def link(self, key: str, *, name: str, seconds: int) -> str: ...
    def names(self, prefix: str) -> Iterator[tuple[str, int]]: ...
    def remove(self, keys: Iterable[str]) -> None: ...


class Asked(Protocol):
    """Another function of the desk: the one that looks things up in the index, or the one that reads mails."""

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Raises `functions.NoAnswer`."""
        ...


class SendFailed(Exception):  # noqa: N818 - the mailer's answer
    """`known` is true when the mail certainly did not leave, so that another try cannot make two."""

    def __init__(self, detail: str, *, known: bool) -> None:
        super().__init__(detail)
        self.known = known


class Mailer(Protocol):
    def send(self, message: "EmailMessage", tags: Mapping[str, str]) -> str:
        """Send one mail and give the provider's id of it. Raises `SendFailed`."""
        ...


@dataclass(frozen=True)
class Post:
    """A form that puts one file where it belongs: POST `fields`, then the file as `file`, to `url`, as multipart/form-data."""

    url: str
    fields: Mapping[str, str]


class Files(Protocol):
    """Where files lie. They come and go past the desk, by addresses that it signs for one file and a short time."""

    def offer(self, key: str, *, size: int, type: str, facts: Mapping[str, str], seconds: int) -> Post:  # noqa: A002
        """What somebody needs to put a file of exactly this size and type there, within so many seconds."""
        ...

    def link(self, key: str, *, disposition: str, type: str, seconds: int) -> str:  # noqa: A002
        """An address that hands the file out for so many seconds, with these two headers."""
        ...

    def read(self, key: str, most: int) -> bytes | None:
        """The file, of a larger one than `most` bytes a byte more than that; None for what is not there."""
        ...

    def keep(self, key: str, content: bytes, *, type: str, facts: Mapping[str, str]) -> bool:  # noqa: A002
        """Write a file where there is none. False if there is one already: it stays as it is."""
        ...

    def facts(self, key: str) -> dict[str, str] | None:
        """What was written down with a file; None for what is not there."""
        ...

    def remove(self, key: str) -> None: ...


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in gives: the ID token for calls, the refresh token for the next one."""

    id_token: str
    expires_in: int  # seconds
    refresh_token: str  # opaque; names its owner, so that it can be used and revoked alone


@dataclass(frozen=True)
class Challenge:
    """The sign-in goes on with another step: `name` as Cognito calls it, `session` to hand back."""

    name: str
    session: str


@dataclass(frozen=True)
class Account:
    """What somebody said of themselves when they registered. Empty where they said nothing."""

    name: str
    language: str
    time_zone: str


@dataclass(frozen=True)
class Standing:
    """What the directory is to say of somebody who works here: everything that a token carries, and whether they get one.

    `groups`: each of the desk's own groups -> whether they are in it. `teams` is the claim as it stands in the token.
    """

    email: str
    person: str
    name: str
    language: str
    time_zone: str
    groups: Mapping[str, bool]
    teams: str
    active: bool


class Directory(Protocol):
    """Who may sign in: the user pool. Answers never show whether an address is known.

    Every method may raise `SignInAgain` (wrong or expired proof), `Invalid` (a password or code that will not do),
    `TooMany` (the pool's own throttle) and `Unavailable`.
    """

    def register(self, email: str, password: str, account: Account) -> None:
        """Mail a code to the address. Somebody who has confirmed it before is left as they are."""
        ...

    def resend_code(self, email: str) -> None: ...
    def confirm(self, email: str, code: str) -> bool:
        """Whether this confirmed the address. False where it was not waiting for a code: then the code proves nothing."""
        ...

    def account(self, email: str) -> Account: ...
    def join_person(self, email: str, person: str) -> None: ...
    def rename(self, email: str, name: str) -> None:
        """Somebody without an account needs no other name there."""
        ...

    def settle(self, standing: Standing) -> bool:
        """Make the account say exactly this, however often; whoever has none is invited by mail. Whether a mail went out.

        An account that nobody has proved to own counts as none. Who is not active can neither sign in nor go on.
        """
        ...

    def invite_again(self, email: str) -> None:
        """Mail another first password; the one before is void. Raises `Conflict` for somebody who has one of their own."""
        ...

    def sign_in(self, email: str, password: str) -> SignedIn | Challenge: ...
    def answer_challenge(self, email: str, challenge: Challenge, answer: str) -> SignedIn | Challenge:
        """`answer` is what the challenge asks for: a new password, or the code of a second factor."""
        ...

    def refresh(self, refresh_token: str) -> SignedIn: ...
    def sign_out(self, refresh_token: str) -> SignedIn | None:
        """End this session. What proves whose it was; None for a session that is not there."""
        ...

    def sign_out_everywhere(self, refresh_token: str) -> SignedIn | None:
        """End every session of whoever holds this one. Gives what `sign_out` gives."""
        ...

    def send_reset_code(self, email: str) -> None: ...
    def reset_password(self, email: str, code: str, password: str) -> None:
        """Set another password and end every session of the old one."""
        ...


@dataclass(frozen=True)
class Services:
    dynamo: Dynamo
    core: Table
    stats: Table
    live: Table
    mail_queue: Sender
    routing_queue: Sender
    index_queue: Sender
    index_bucket: Objects
    mail_bucket: Objects
    finder: Asked
    mail_reader: Asked
    directory: Directory
    mailer: Mailer
    files: Files
    clock: Clock
    new_id: Callable[[], str]
    numbers: Counter
    settings: Settings
    new_salt: Callable[[], str] = new_salt  # keeps what is erased from being guessed by its digest
    at_once: int = 1  # how many calls of one piece of work may be on their way together
    quiet: bool = False  # history that is put in afterwards: recorded, but nobody is told and nothing is routed


_make: list[Callable[[], Services]] = []


def use(make: Callable[[], Services]) -> None:
    """Choose the services that every way in gets."""
    _make[:] = [make]


def services() -> Services:
    return _make[0]()
