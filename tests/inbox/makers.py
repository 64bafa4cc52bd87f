"""Mails for the tests of what comes in: as values, and as the bytes that SES writes into the bucket."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from chalicelib.inbox import jobs as inbox_jobs
from chalicelib.inbox.actions import inbound_key
from chalicelib.inbox.model import Arrival
from chalicelib.inbox.parsing.model import Address, AuthFinding, AuthVerdicts, ParsedMail, Sender
from chalicelib.inbox.store import find
from chalicelib.people.model import Caller
from tests.cast import CARLA
from tests.conftest import Desk

PASSED = AuthVerdicts(
    spam=AuthFinding.PASS, virus=AuthFinding.PASS, spf=AuthFinding.PASS, dkim=AuthFinding.PASS, dmarc=AuthFinding.PASS
)
DESK_ADDRESS = "care@desk.example"


def a_mail(email: str = "carla@example.com", **more: Any) -> ParsedMail:
    """A plain mail from a verified sender."""
    sender = Sender(address=Address(name="Carla", email=email), clean=True)
    payload: dict[str, Any] = {"message_id": "<1@example.com>", "sender": sender, "subject": "Where is my parcel?"}
    payload |= {"text": "It was due on Friday.", "verdicts": PASSED, "fingerprint": "print-1"}
    return ParsedMail(**(payload | more))


def raw(
    text: str = "It was due on Friday.",
    *,
    sender: str = f"Carla <{CARLA.email}>",
    to: str = DESK_ADDRESS,
    subject: str = "Where is my parcel?",
    message_id: str | None = "<first@example.com>",
    dmarc: str = "pass",
    spam: str = "PASS",
    virus: str = "PASS",
    headers: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """A mail with what SES puts above it."""
    mail = EmailMessage()
    for name, value in {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Mon, 05 Jan 2026 09:00:00 +0000",
    }.items():
        if value:
            mail[name] = value
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    for name, content in (files or {}).items():
        main, _, sub = ("application", "", "pdf") if name.endswith(".pdf") else ("application", "", "octet-stream")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    domain = sender.rpartition("@")[2].rstrip(">") or "example.com"
    above = (
        "Return-Path: <bounce@example.com>\r\n"
        f"Received: from mx ([192.0.2.1]) by inbound-smtp.eu-central-1.amazonaws.com with SMTP id 1 for {to};\r\n"
        " Mon, 05 Jan 2026 09:00:00 +0000 (UTC)\r\n"
        f"X-SES-Spam-Verdict: {spam}\r\nX-SES-Virus-Verdict: {virus}\r\n"
        f"Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc={dmarc} header.from={domain};\r\n"
    )
    return above.encode() + mail.as_bytes()


def comes_in(desk: Desk, content: bytes, id_: str = "mail-1") -> Arrival:
    """SES writes a mail into the bucket, and the function is told of it."""
    if inbound_key(id_) not in desk.inbox.objects:
        desk.inbox.write(inbound_key(id_), content)
    inbox_jobs.on_mail(desk.services, {"object": {"key": inbound_key(id_)}})
    found = find(desk.services, id_)
    assert found is not None
    return found


def is_known(desk: Desk, who: Caller = CARLA) -> None:
    """A person in the desk's records, as after registering."""
    from chalicelib.people import store as people_store
    from tests.cast import stored

    people_store.add(desk.services, stored(who))
