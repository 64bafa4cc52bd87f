"""The headers of an email, and text that is safe in headers. Pure."""

import re
import unicodedata
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from ..plumbing.fields import CONTROLS, WHITE
from .kind_specs import KindSpec
from .model import Envelope, SenderIdentity

MAX_SUBJECT = 120
# Address separators, which some mail clients parse even inside quotes.
IN_A_NAME = re.compile(r"[<>()\[\]\\,;:@\"]")
JOINERS = "\u200d\ufe0e\ufe0f"


def new_mail(desk: SenderIdentity, to: Address, subject: str, at: int, id_: str) -> EmailMessage:
    """Start an email. `at` is when the event it is about happened (ms); `id_` identifies it among all emails."""
    mail = EmailMessage()  # its policy rejects line breaks in every header
    mail["From"] = address(desk.name, desk.address)
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = datetime.fromtimestamp(at // 1000, UTC)
    mail["Message-ID"] = f"<{id_}@{desk.domain}>"
    return mail


def add_thread(mail: EmailMessage, desk: SenderIdentity, envelope: Envelope) -> None:
    """Add the headers for threading, replies and unsubscribing."""
    mail["Reply-To"] = address(desk.name, envelope.reply_to)
    mail["References"] = envelope.references  # mail clients group by it
    mail["In-Reply-To"] = envelope.references.rpartition(" ")[2]
    if envelope.links.one_click:
        mail["List-Unsubscribe"] = f"<{envelope.links.one_click}>"  # RFC 2369
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058: POST, so scanners do not trigger it


def add_origin(mail: EmailMessage, spec: KindSpec) -> None:
    """Add the headers that mark automatic emails, so that they get no automatic replies (RFC 3834).

    A person's reply is not marked: other help desks treat generated emails as automatic. It asks for no out-of-office
    replies, but does not use "AutoReply", which is itself taken as a sign of an automatic email, here and elsewhere.
    """
    if spec.by_person:
        mail["X-Auto-Response-Suppress"] = "OOF"
    else:
        mail["Auto-Submitted"] = spec.auto_submitted
        mail["X-Auto-Response-Suppress"] = "All"


def address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(WHITE.sub(" ", IN_A_NAME.sub(" ", line(name))).strip(), local, domain)


def line(text: str) -> str:
    """Return one line without control characters, bidi overrides or anything that looks like an encoded word."""
    return WHITE.sub(" ", CONTROLS.sub(" ", text)).replace("=?", "= ?").strip()


def shortened(text: str, limit: int = MAX_SUBJECT) -> str:
    """Shorten a text to `limit` characters, at a word boundary if one is near, never inside a character or an emoji."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end and (_joins(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    space = text.rfind(" ", end - 20, end)
    return text[: space if space > 0 else end].rstrip() + "…"


def _joins(char: str) -> bool:
    return char in JOINERS or bool(unicodedata.combining(char)) or "\U0001f3fb" <= char <= "\U0001f3ff"
