"""What a signed link says: for whom it was made, of which ticket, for what and until when. Pure.

The address of a link is a page with the token behind `#`, which no server and no log gets to see: opening it changes nothing.
"""

import base64
import hashlib
import json
from enum import StrEnum

from ..plumbing.clock import DAY, MINUTE, SECOND
from ..plumbing.fields import Value
from ..plumbing.seals import SEAL_BYTES, Ring

PAGE = "link.html"
LONGEST = 1_000
PASS_MS = 15 * MINUTE
SEAL_LENGTH = 1 + SEAL_BYTES


class Purpose(StrEnum):
    """What a link is for, and for nothing else."""

    VIEW = "view"  # read one ticket, and write in it, as its requester
    KEEP_OPEN = "keep-open"
    SOLVE = "solve"
    RATE = "rate"
    UNSUBSCRIBE = "unsubscribe"  # from one kind of notice
    CONFIRM = "confirm"  # that an address belongs to whoever asked for something from it


GOOD_FOR_MS = {
    Purpose.VIEW: 90 * DAY, Purpose.KEEP_OPEN: 30 * DAY, Purpose.SOLVE: 30 * DAY, Purpose.RATE: 30 * DAY,
    Purpose.UNSUBSCRIBE: 365 * DAY, Purpose.CONFIRM: 3 * DAY,
}  # fmt: skip


class Link(Value):
    """`rev` names the event that the mail was about; `about` what else the link fixes: a notice's kind, or a score."""

    purpose: Purpose
    person: str  # whom it was made for; what waits for confirmation, where nobody is known yet
    ticket: int = 0
    rev: int = 0
    about: str = ""
    expires: int  # ms of real time

    @property
    def use(self) -> str:
        """Names everything that may happen once: the five stars of one question are one use."""
        told = "\n".join([self.purpose, self.person, str(self.ticket), str(self.rev)])
        return hashlib.sha256(told.encode()).hexdigest()[:40]


def link_for(purpose: Purpose, person: str, real_now: int, *, ticket: int = 0, rev: int = 0, about: str = "") -> Link:
    """A link that is good for as long as its purpose allows, to the second."""
    expires = (real_now + GOOD_FOR_MS[purpose]) // SECOND * SECOND
    return Link(purpose=purpose, person=person, ticket=ticket, rev=rev, about=about, expires=expires)


def address_of(portal: str, ring: Ring, link: Link) -> str:
    """What a mail shows. `portal` has no slash at the end."""
    return f"{portal}/{PAGE}#{token_of(ring, link)}"


def token_of(ring: Ring, link: Link) -> str:
    return _sealed(ring, "link", link)


def access_of(ring: Ring, link: Link, real_now: int) -> str:
    """A pass for exactly what the link is for, good for a quarter of an hour and no longer than the link itself."""
    return _sealed(ring, "pass", link.model_copy(update={"expires": min(link.expires, real_now + PASS_MS)}))


def key_version(token: str) -> int | None:
    """Which key a token says it was sealed with; None for what is no token at all."""
    told = _bytes_of(token)
    return told[-SEAL_LENGTH] if told else None


def link_of(ring: Ring, token: str) -> Link | None:
    """What a token says, expired or not; None unless this desk made it."""
    return _told_by(ring, "link", token)


def link_behind(ring: Ring, access: str) -> Link | None:
    """What a pass is for, expired or not; None unless this desk made it. A link's token is none."""
    return _told_by(ring, "pass", access)


def _sealed(ring: Ring, kind: str, link: Link) -> str:
    told = [link.purpose, link.person, link.ticket, link.rev, link.about, link.expires // SECOND]
    sealed = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(sealed + ring.seal(kind, sealed)).decode().rstrip("=")


def _told_by(ring: Ring, kind: str, token: str) -> Link | None:
    told = _bytes_of(token)
    if told is None:
        return None
    sealed, seal = told[:-SEAL_LENGTH], told[-SEAL_LENGTH:]
    if not ring.holds(kind, sealed, seal):
        return None
    purpose, person, ticket, rev, about, expires = json.loads(sealed)
    return Link(purpose=purpose, person=person, ticket=ticket, rev=rev, about=about, expires=expires * SECOND)


def _bytes_of(token: str) -> bytes | None:
    if not 0 < len(token) <= LONGEST:
        return None
    try:
        told = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    canonical = base64.urlsafe_b64encode(told).decode().rstrip("=") == token
    return told if canonical and len(told) > SEAL_LENGTH else None
