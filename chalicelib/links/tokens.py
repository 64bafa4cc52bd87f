"""The content of a signed link: person, ticket, purpose and expiry. Pure.

A link's URL is a page with the token after `#`, which is not sent to servers or logged: opening it changes nothing.
"""

import base64
import hashlib
import json
from enum import StrEnum

from ..plumbing.clock import DAY, MINUTE, SECOND
from ..plumbing.fields import Value
from ..plumbing.seals import SEAL_BYTES, KeyRing

PAGE = "link.html"
MAX_LENGTH = 1_000
ACCESS_MS = 15 * MINUTE
SEAL_LENGTH = 1 + SEAL_BYTES


class Purpose(StrEnum):
    """The only purpose of a link."""

    VIEW = "view"  # read one ticket and reply to it, as its requester
    KEEP_OPEN = "keep-open"
    SOLVE = "solve"
    RATE = "rate"
    UNSUBSCRIBE = "unsubscribe"  # from one kind of notice
    CONFIRM = "confirm"  # that an address belongs to the person who entered it


LIFETIME_MS = {
    Purpose.VIEW: 90 * DAY,
    Purpose.KEEP_OPEN: 30 * DAY,
    Purpose.SOLVE: 30 * DAY,
    Purpose.RATE: 30 * DAY,
    Purpose.UNSUBSCRIBE: 365 * DAY,
    Purpose.CONFIRM: 3 * DAY,
}


class SignedLink(Value):
    """A link. `rev` is the event that the email was about; `about` is the kind of notice or the score, if the link sets one."""

    purpose: Purpose
    person: str  # who it was made for; for a confirmation, the digest of the address
    ticket: int = 0
    rev: int = 0
    about: str = ""
    issued: int  # ms of real time
    expires: int  # ms of real time

    @property
    def use(self) -> str:
        """The id of an action that may happen once: the five stars of one rating request share it."""
        text = "\n".join([self.purpose, self.person, str(self.ticket), str(self.rev)])
        return hashlib.sha256(text.encode()).hexdigest()[:40]


def link_for(
    purpose: Purpose, person: str, real_now: int, *, ticket: int = 0, rev: int = 0, about: str = ""
) -> SignedLink:
    """Make a link that is valid for as long as its purpose allows, in whole seconds."""
    expires = (real_now + LIFETIME_MS[purpose]) // SECOND * SECOND
    return SignedLink(
        purpose=purpose, person=person, ticket=ticket, rev=rev, about=about, issued=real_now, expires=expires
    )


def url_of(portal: str, ring: KeyRing, link: SignedLink) -> str:
    """Return the URL for an email. `portal` has no trailing slash."""
    return f"{portal}/{PAGE}#{token_of(ring, link)}"


def token_of(ring: KeyRing, link: SignedLink) -> str:
    return _sign(ring, "link", link)


def access_of(ring: KeyRing, link: SignedLink, real_now: int) -> str:
    """Make an access token for exactly what the link is for, valid for 15 minutes and no longer than the link."""
    return _sign(ring, "pass", link.model_copy(update={"expires": min(link.expires, real_now + ACCESS_MS)}))


def key_version(token: str) -> int | None:
    """Return the key version in a token; None if it is not a token."""
    content = _bytes_of(token)
    return content[-SEAL_LENGTH] if content else None


def link_of(ring: KeyRing, token: str) -> SignedLink | None:
    """Read a link's token, expired or not; None unless this installation made it."""
    return _parse(ring, "link", token)


def link_of_access(ring: KeyRing, access: str) -> SignedLink | None:
    """Read the link of an access token, expired or not.

    None unless this installation made it; a link's own token is not accepted.
    """
    return _parse(ring, "pass", access)


def _sign(ring: KeyRing, kind: str, link: SignedLink) -> str:
    entries = [link.purpose, link.person, link.ticket, link.rev, link.about, link.expires // SECOND, link.issued]
    sealed = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(sealed + ring.seal(kind, sealed)).decode().rstrip("=")


def _parse(ring: KeyRing, kind: str, token: str) -> SignedLink | None:
    content = _bytes_of(token)
    if content is None:
        return None
    sealed, seal = content[:-SEAL_LENGTH], content[-SEAL_LENGTH:]
    if not ring.holds(kind, sealed, seal):
        return None
    purpose, person, ticket, rev, about, expires_s, *issued = json.loads(sealed)
    expires = expires_s * SECOND
    return SignedLink(
        purpose=purpose,
        person=person,
        ticket=ticket,
        rev=rev,
        about=about,
        issued=issued[0] if issued else expires - LIFETIME_MS[purpose],  # older tokens do not say it
        expires=expires,
    )


def _bytes_of(token: str) -> bytes | None:
    if not 0 < len(token) <= MAX_LENGTH:
        return None
    try:
        content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    canonical = base64.urlsafe_b64encode(content).decode().rstrip("=") == token
    return content if canonical and len(content) > SEAL_LENGTH else None
