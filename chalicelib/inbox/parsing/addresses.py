"""Reads the sender of an email, and trusts it only if no two programs could read it differently.

`agent@desk.example<evil@x.example>` is one address to one parser and another to the next, and the program that verifies
an email is not the one that shows it. So a sender is clean only if there is one From header with one mailbox, which the
standard library's strict parser reads without defects and which is contained in the header character by character.
"""

import re
import unicodedata
from email.errors import NonASCIILocalPartDefect
from email.utils import getaddresses
from ipaddress import IPv6Address, ip_address, ip_network

from ...plumbing.fields import ATOM, CONTROLS, EMAIL
from .headers import MAX_LINE, Headers, message_ids, read_line, recover_text
from .model import Address, Sender

MAX_FROM = 1_000
MAX_EMAIL = 254
MAX_NAME = 100
MAX_ADDRESSES = 100
MAX_CHARACTERS = 32_000
ANY = re.compile(r"[^\s<>()\[\]\\,;:\"@]{1,64}@[^\s<>()\[\]\\,;:\"@]{1,253}")
INTERNATIONAL = re.compile(
    rf"(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+xn--[a-z0-9-]{{2,59}}",
    re.ASCII,
)
RECEIVED_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{1,64}@[^\s<>;]{1,253})>?")
SOURCE = re.compile(r"\[(?:IPv6:)?([0-9a-f.:]{2,45})\]", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
INVISIBLE = ("Cf", "Cc", "Co", "Cn", "Cs")
SENT_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')


def sender_of(headers: Headers) -> Sender:
    """Read the sender from From only; Sender, Reply-To and the envelope are not reliable."""
    values = headers.all("from")
    if not values:
        return Sender(why="no From header")
    address = _first_address(values[0])
    why = "more than one From header" if len(values) > 1 else _suspicion(values[0])
    strict = None if why else _strict(values[0])
    if not why and strict is None:
        why = "From is not one plain mailbox"
        if any(not match[0].rpartition("@")[0].isascii() for match in ANY.finditer(recover_text(values[0][:MAX_FROM]))):
            why = "Email cannot be sent to the address in From: it has other letters than ASCII before the @"
    if strict is not None:
        return Sender(address=strict, clean=True)
    return Sender(address=address, why=why)


def addresses_of(headers: Headers, name: str) -> tuple[Address, ...]:
    """Read all addresses in headers of that name, each once. Lenient, as no decision depends on them."""
    found: dict[str, Address] = {}
    for value in headers.all(name):
        for address in _lenient(value):
            if len(found) < MAX_ADDRESSES:
                found.setdefault(address.email, address)
    return tuple(found.values())


def recipients_of(headers: Headers) -> tuple[str, ...]:
    """Read every address the email may have been sent to, in lower case: from servers' headers first, then To and Cc."""
    found = [match[1] for match in map(RECEIVED_FOR.search, headers.all("received")[:3]) if match]
    for name in (*SENT_TO, "to", "cc"):
        for value in headers.all(name)[:20]:
            found += ANY.findall(value[:MAX_CHARACTERS])
    whole = (each.lower().strip("'.") for each in found)
    return tuple(dict.fromkeys(each for each in whole if each.isascii() and each.isprintable()))[:MAX_ADDRESSES]


def return_path_of(headers: Headers) -> str | None:
    """Read the envelope sender from the last server's header: "" for an empty one, None if there is none."""
    if not headers.has("return-path"):
        return None
    value = headers.first("return-path")[:MAX_FROM]
    found = ANY.search(value)
    return found[0].lower() if found and found[0].isprintable() else ""


def source_of(headers: Headers) -> str:
    """Read the network that an email came from, as recorded by the receiving server: an IPv4 address, or the /64 of an IPv6."""
    found = SOURCE.search(headers.first("received")[:MAX_FROM])
    try:
        source = ip_address(found[1]) if found else None
    except ValueError:
        source = None
    if isinstance(source, IPv6Address):
        return str(ip_network((source, 64), strict=False))
    return str(source or "")


def normal_email(email: str) -> str | None:
    """Normalise an address: lower case, its domain in ASCII. Returns None for an address that cannot receive email.

    This includes lookalike characters, and characters other than ASCII before the @.
    """
    local, at, domain = email.strip().rpartition("@")
    if not at or not _is_plain(local) or not _is_plain(domain):
        return None
    ascii_domain = domain.lower() if domain.isascii() else _idna(domain)
    whole = f"{local}@{ascii_domain}".lower()
    return (
        whole
        if ascii_domain and len(whole) <= MAX_EMAIL and (EMAIL.fullmatch(whole) or INTERNATIONAL.fullmatch(whole))
        else None
    )


def _suspicion(value: str) -> str:
    """Return what makes a From header suspicious before it is parsed."""
    text = recover_text(value)
    if len(value) > MAX_FROM:
        return "From is too long"
    if UNSEEN.search(text) or "\ufffd" in text:
        return "From holds characters that nobody types"
    outside = QUOTED_OR_COMMENT.sub(" ", text)
    if outside.count("@") != 1:
        return "From is not one plain mailbox"
    return ""


def _strict(value: str) -> Address | None:
    from email import policy  # slow to import, and only one function needs it

    text = recover_text(value)
    try:
        header = policy.default.header_factory("From", text)
        addresses, defects, groups = header.addresses, header.defects, header.groups
    except Exception:  # noqa: BLE001 - the parser raises errors of many kinds on hostile input
        return None
    wrong = [each for each in defects if not isinstance(each, NonASCIILocalPartDefect)]
    if wrong or len(addresses) != 1 or len(groups) != 1 or groups[0].display_name is not None:
        return None
    spelled = addresses[0].addr_spec
    email = normal_email(spelled)
    if email is None or not _stands_alone(spelled, text):
        return None
    return Address(name=_name(addresses[0].display_name, email), email=email)


def _stands_alone(spelled: str, text: str) -> bool:
    """Return whether the header contains the address literally: in brackets at its end, or as its whole text."""
    outside = QUOTED_OR_COMMENT.sub(" ", text).strip()
    if "<" not in outside:
        return outside == spelled
    return outside.endswith(f"<{spelled}>") and outside.count("<") == 1


def _first_address(value: str) -> Address | None:
    return next(iter(_lenient(value)), None)


def _lenient(value: str) -> list[Address]:
    text = recover_text(value[:MAX_CHARACTERS])
    try:
        pairs = getaddresses([text])
    except (RecursionError, ValueError, IndexError, TypeError):
        pairs = []
    if not any("@" in email for _, email in pairs):
        pairs = [("", email) for email in ANY.findall(text)]
    found = []
    for name, email in pairs[: 2 * MAX_ADDRESSES]:
        normal = normal_email(email)
        if normal is not None:
            found.append(Address(name=_name(name, normal), email=normal))
    return found


def _name(name: str, email: str) -> str:
    """Clean a display name. One that is another address is dropped, as it would be shown like an address."""
    line = read_line(name[:MAX_LINE]).strip("'\" ")[:MAX_NAME].strip()
    return "" if "@" in line and line.lower() != email else line


def _is_plain(text: str) -> bool:
    """Return whether the characters are what they look like: not full-width, not invisible."""
    if text.isascii():
        return bool(text) and text.isprintable() and " " not in text
    same = unicodedata.normalize("NFKC", text[:MAX_EMAIL]) == unicodedata.normalize("NFC", text[:MAX_EMAIL])
    return same and not CONTROLS.search(text) and all(_is_local_character(character) for character in text)


def _is_local_character(character: str) -> bool:
    if character.isascii():
        return character.isprintable() and character != " "
    return unicodedata.category(character)[0] in "LMN"


def _idna(domain: str) -> str | None:
    """Encode an international domain in ASCII, if that can be reversed without loss."""
    try:
        there = unicodedata.normalize("NFC", domain).lower().encode("idna").decode("ascii")
        back = there.encode("ascii").decode("idna")
    except UnicodeError:
        return None
    return there if back == unicodedata.normalize("NFC", domain).lower() else None


def message_id_of(headers: Headers) -> str | None:
    """Return the Message-ID, in brackets."""
    return next(iter(message_ids(headers.first("message-id"))), None)
