"""The headers of a mail, and text that is safe to stand in one. Pure."""

import re
import unicodedata
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from ..plumbing.fields import CONTROLS, WHITE
from .kind_specs import KindSpec
from .model import Desk, Envelope

MAX_SUBJECT = 120
# What separates addresses: some mail programs read it even where it is quoted.
IN_A_NAME = re.compile(r"[<>()\[\]\\,;:@\"]")
JOINERS = "\u200d\ufe0e\ufe0f"


def new_mail(desk: Desk, to: Address, subject: str, at: int, id_: str) -> EmailMessage:
    """Begin a mail of the desk. `at` is when what it is about happened (ms); `id_` names it among all its mails."""
    mail = EmailMessage()  # its policy refuses line breaks in every header
    mail["From"] = address(desk.name, desk.address)
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = datetime.fromtimestamp(at // 1000, UTC)
    mail["Message-ID"] = f"<{id_}@{desk.domain}>"
    return mail


def add_thread(mail: EmailMessage, desk: Desk, envelope: Envelope) -> None:
    """Say what the mail belongs to, where an answer goes, and how a mail program unsubscribes."""
    mail["Reply-To"] = address(desk.name, envelope.reply_to)
    mail["References"] = envelope.references  # mail programs group by it
    mail["In-Reply-To"] = envelope.references.rpartition(" ")[2]
    if envelope.links.one_click:
        mail["List-Unsubscribe"] = f"<{envelope.links.one_click}>"  # RFC 2369
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058: by POST, so that no scanner does it


def add_origin(mail: EmailMessage, spec: KindSpec) -> None:
    """Say whether a machine wrote it, so that no machine answers (RFC 3834).

    A person's answer is a person's mail: other desks file what says that it is generated as a robot's. It asks for no absence
    notices, and for no more than that: "AutoReply" is itself taken for the mark of a machine, here as elsewhere.
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
    """Return one line without controls and bidi overrides, that no mail program takes for an encoded word."""
    return WHITE.sub(" ", CONTROLS.sub(" ", text)).replace("=?", "= ?").strip()


def shortened(text: str, limit: int = MAX_SUBJECT) -> str:
    """Cut a text to `limit` characters, before a word where one is near, never inside a character or an emoji."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end and (_joins(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    space = text.rfind(" ", end - 20, end)
    return text[: space if space > 0 else end].rstrip() + "…"


def _joins(char: str) -> bool:
    return char in JOINERS or bool(unicodedata.combining(char)) or "\U0001f3fb" <= char <= "\U0001f3ff"
