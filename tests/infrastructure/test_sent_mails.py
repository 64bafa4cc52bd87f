"""Sent mails, as `/_mail` reads them."""

import base64
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from infrastructure.front_door.sent_mails import MailFolder, read

SENT = {
    "at": 1_767_603_600_123,
    "FromEmailAddress": "desk@example.com",
    "Destination": {"ToAddresses": ["zoe@example.org"]},
}


def raw(message: EmailMessage) -> dict[str, Any]:
    return {**SENT, "Content": {"Raw": {"Data": base64.b64encode(message.as_bytes()).decode()}}}


def test_a_whole_message_keeps_headers_and_both_bodies() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Desk <desk@example.com>", "Zoë <zoe@example.org>", "Grüße ✓"
    message["In-Reply-To"] = "<1@example.com>"
    message.set_content("Hello\nthere")
    message.add_alternative("<p>Hello</p>", subtype="html")
    mail = read("a", raw(message))
    assert (mail.subject, mail.text, mail.html) == ("Grüße ✓", "Hello\nthere", "<p>Hello</p>")
    assert mail.headers["In-Reply-To"] == "<1@example.com>"
    assert mail.as_json() | {"headers": {}} == {
        "at": "2026-01-05T09:00:00.123Z",
        "from": "Desk <desk@example.com>",
        "to": ["zoe@example.org"],
        "subject": "Grüße ✓",
        "text": "Hello\nthere",
        "html": "<p>Hello</p>",
        "headers": {},
    }


def test_email_in_parts_is_joined() -> None:
    body = {"Text": {"Data": "Your code is 123456"}, "Html": {"Data": ""}}
    mail = read("a", {**SENT, "Content": {"Simple": {"Subject": {"Data": "Your code"}, "Body": body}}})
    assert (mail.sender, mail.text, mail.html) == ("desk@example.com", "Your code is 123456", "")


def test_emails_come_oldest_first_and_new_ones_are_noticed(tmp_path: Path) -> None:
    box = MailFolder(tmp_path / "mails")
    assert box.mails() == []
    (tmp_path / "mails").mkdir()
    for name, subject in (("002-b", "Second"), ("001-a", "First")):
        simple = {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "x"}}}
        (tmp_path / "mails" / f"{name}.json").write_text(json.dumps({**SENT, "Content": {"Simple": simple}}), "utf-8")
    assert [mail.subject for mail in box.mails()] == ["First", "Second"]
    second = box.mail("002-b")
    assert second is not None
    assert second.subject == "Second"
    assert box.mail("../../etc/passwd") is None
