"""What the desk expects of the world outside: the protocols that AWS's adapters and the tests' doubles fulfil."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from email.message import EmailMessage  # imported at run time by the mailer only


@dataclass(frozen=True)
class StoredObject:
    """An object's body and ETag."""

    body: bytes
    tag: str


class MessageQueue(Protocol):
    """A queue, as seen by its producers."""

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None: ...


class Objects(Protocol):
    """A bucket; see `objects.Bucket`."""

    def __hash__(self) -> int: ...
    def read(self, key: str, known: str = "") -> StoredObject | None: ...
    def read_part(self, key: str, start: int, size: int) -> bytes: ...
    def write(self, key: str, body: Any) -> None: ...
    def replace(self, key: str, body: bytes, known: str) -> str: ...
    def move(self, key: str, to: str) -> None: ...
    def touch(self, key: str) -> None: ...
    def link(self, key: str, *, name: str, seconds: int) -> str: ...
    def names(self, prefix: str) -> Iterator[tuple[str, int]]: ...
    def remove(self, keys: Iterable[str]) -> None: ...


class RemoteFunction(Protocol):
    """Another function of the app, for example the search index or the email parser."""

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Call the function and return its answer. Raises `functions.NoAnswer`."""
        ...


class SendFailed(Exception):  # noqa: N818 - an expected outcome, not an error
    """Sending failed. `known` is true if the email was certainly not sent, so that a retry cannot send it twice."""

    def __init__(self, detail: str, *, known: bool) -> None:
        super().__init__(detail)
        self.known = known


class Mailer(Protocol):
    def send(self, message: "EmailMessage", tags: Mapping[str, str]) -> str:
        """Send one email and return the provider's message ID. Raises `SendFailed`."""
        ...


@dataclass(frozen=True)
class Post:
    """A presigned form for one upload: POST `fields`, then the file as `file`, to `url`, as multipart/form-data."""

    url: str
    fields: Mapping[str, str]


class Files(Protocol):
    """File storage. Clients upload and download directly, with short-lived presigned URLs for one file each."""

    def offer(self, key: str, *, size: int, type: str, facts: Mapping[str, str], seconds: int) -> Post:  # noqa: A002
        """Return a presigned form for uploading one file of exactly this size and type, valid for `seconds`."""
        ...

    def link(self, key: str, *, disposition: str, type: str, seconds: int) -> str:  # noqa: A002
        """Return a presigned download URL, valid for `seconds`, with these two response headers."""
        ...

    def read(self, key: str, limit: int) -> bytes | None:
        """Read a file, at most `most` + 1 bytes of it, so that a larger file can be recognised. None if there is no file."""
        ...

    def keep(self, key: str, content: bytes, *, type: str, facts: Mapping[str, str]) -> bool:  # noqa: A002
        """Write a file unless it exists. False if it exists: the file then stays unchanged."""
        ...

    def facts(self, key: str) -> dict[str, str] | None:
        """Return a file's metadata, or None if there is no file."""
        ...

    def remove(self, key: str) -> None: ...


@dataclass(frozen=True)
class SignedIn:
    """A session: the ID token for API calls and the refresh token for the next ID token."""

    id_token: str
    expires_in: int  # seconds
    refresh_token: str  # opaque; contains its owner, so that it can be used and revoked on its own


@dataclass(frozen=True)
class Challenge:
    """A further step of the sign-in: `name` is Cognito's challenge name, `session` must be sent back."""

    name: str
    session: str


@dataclass(frozen=True)
class Account:
    """The data that a user entered at registration. Fields not filled in are empty."""

    name: str
    language: str
    time_zone: str


@dataclass(frozen=True)
class DirectoryAccount:
    """What the directory must store for an agent: all token claims, and whether the agent may sign in.

    `groups`: each of the app's groups -> whether the agent is a member. `teams` is the claim as it appears in the token.
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
    """The user pool: who may sign in. Responses never reveal whether an address is registered.

    Every method may raise `SignInRequired` (wrong or expired proof), `Invalid` (a password or code that is not acceptable),
    `TooManyRequests` (the pool's own throttle) and `Unavailable`.
    """

    def register(self, email: str, password: str, account: Account) -> None:
        """Email a confirmation code to the address. Does nothing if the address is already confirmed."""
        ...

    def resend_code(self, email: str) -> None: ...
    def confirm(self, email: str, code: str) -> bool:
        """Confirm the address. False if no code was expected, in which case the code proves nothing."""
        ...

    def account(self, email: str) -> Account: ...
    def set_person_id(self, email: str, person: str) -> None: ...
    def rename(self, email: str, name: str) -> None:
        """Change the name in the account, if there is one."""
        ...

    def sync_account(self, standing: DirectoryAccount) -> bool:
        """Update the account to match `directory_account`; idempotent. Invites new users by email. Returns whether an
        email was sent.

        An account with an unverified email counts as none. Inactive users can neither sign in nor refresh a session.
        """
        ...

    def invite_again(self, email: str) -> None:
        """Email a new temporary password and void the previous one. Raises `Conflict` if the user has set their own password."""
        ...

    def sign_in(self, email: str, password: str) -> SignedIn | Challenge: ...
    def answer_challenge(self, email: str, challenge: Challenge, answer: str) -> SignedIn | Challenge:
        """Continue the sign-in. `answer` is what the challenge requires: a new password or a second-factor code."""
        ...

    def refresh(self, refresh_token: str) -> SignedIn: ...
    def sign_out(self, refresh_token: str) -> SignedIn | None:
        """End this session. Returns a proof of its owner; None if the session does not exist."""
        ...

    def sign_out_everywhere(self, refresh_token: str) -> SignedIn | None:
        """End every session of this session's owner. Returns the same as `sign_out`."""
        ...

    def send_reset_code(self, email: str) -> None: ...
    def reset_password(self, email: str, code: str, password: str) -> None:
        """Set a new password and end every session of the user."""
        ...
