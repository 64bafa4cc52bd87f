"""The emails that the local AWS sent, read from the files written by its `mails.py`."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SentMail:
    """One email. `id` names its page; `at` is business time in milliseconds."""

    id: str
    at: int
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: dict[str, str]

    @property
    def sent_at(self) -> str:
        """Return the time in RFC 3339 with milliseconds and `Z`."""
        return datetime.fromtimestamp(self.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def as_json(self) -> dict[str, Any]:
        """Return the form of `/_mail.json`."""
        return {
            "at": self.sent_at,
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "headers": self.headers,
        }


class MailFolder:
    """All emails, oldest first. Files never change once written, so each is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, SentMail] = {}

    def mails(self) -> list[SentMail]:
        """Return all emails, oldest first; empty if none were sent."""
        names = sorted(file.stem for file in self._folder.glob("*.json")) if self._folder.exists() else []
        self._read = {name: self._read.get(name) or self._open(name) for name in names}
        return list(self._read.values())

    def mail(self, name: str) -> SentMail | None:
        """Return the email with that id."""
        return next((mail for mail in self.mails() if mail.id == name), None)

    def _open(self, name: str) -> SentMail:
        sent = json.loads((self._folder / f"{name}.json").read_text("utf-8"))
        return read(name, sent)


def read(name: str, sent: dict[str, Any]) -> SentMail:
    """Parse an email from a call of SES: a whole message (`Raw`), or its parts (`Simple`)."""
    destination = sent.get("Destination", {})
    to = [address for kind in ("ToAddresses", "CcAddresses", "BccAddresses") for address in destination.get(kind, [])]
    message = _message(sent)
    bare = tuple(address for _name, address in getaddresses(to or message.get_all("To", [])) if address)
    return SentMail(
        id=name,
        at=sent["at"],
        sender=str(message["From"] or sent.get("FromEmailAddress", "")),
        to=bare,
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers={key: str(value) for key, value in message.items()},
    )


def _message(sent: dict[str, Any]) -> EmailMessage:
    content = sent["Content"]
    if "Raw" in content:
        return message_from_bytes(base64.b64decode(content["Raw"]["Data"]), policy=policy.default)
    simple = content["Simple"]
    message = EmailMessage(policy=policy.default)
    message["From"] = sent.get("FromEmailAddress", "")
    message["To"] = ", ".join(sent.get("Destination", {}).get("ToAddresses", []))
    message["Subject"] = simple["Subject"]["Data"]
    for header in simple.get("Headers") or []:
        message[header["Name"]] = header["Value"]
    bodies = {kind: (simple["Body"].get(kind) or {}).get("Data") or "" for kind in ("Text", "Html")}
    message.set_content(bodies["Text"])
    if bodies["Html"]:
        message.add_alternative(bodies["Html"], subtype="html")
    return message


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n") if part is not None else ""
