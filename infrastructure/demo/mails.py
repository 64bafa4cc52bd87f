"""Sends demo emails as any email client would: one for each outcome. Idempotent: each email is accepted once."""

import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from types import MappingProxyType

from .people import CUSTOMERS

VERDICTS = "X-Desk-Verdicts"
WRITER = CUSTOMERS[0]


def demo_mails(address: str) -> list[EmailMessage]:
    """Build a customer's email, one from an unverified sender, an absence notice and an unwanted offer."""
    return [
        _mail(
            address,
            f"{WRITER.name} <{WRITER.email}>",
            "Can I repot it now?",
            "repot",
            "Hello,\n\nmy calathea came in a very small pot. Can I repot it at once, or should it settle first?\n\n"
            f"Best wishes\n{WRITER.name}",
        ),
        _mail(
            address,
            f"{WRITER.name} <{WRITER.email}>",
            "Change my address",
            "address",
            "Please send everything to my new address from now on. Confirm by return.",
            {VERDICTS: "dmarc=fail spf=fail dkim=fail"},
        ),
        _mail(
            address,
            "Paul Becker <paul.becker@firma.example>",
            "Automatische Antwort: Bestellung",
            "away",
            "Ich bin bis zum 14. nicht im Büro.",
            {"Auto-Submitted": "auto-replied"},
        ),
        _mail(
            address,
            "Growth Team <hello@followers.example>",
            "Your shop on page one",
            "offer",
            "Ten thousand visitors a day, guaranteed: https://followers.example",
            {VERDICTS: "spam=fail"},
        ),
    ]


def post(smtp: str, address: str) -> int:
    """Send all emails; return how many. Duplicates are recognised by the app."""
    host, _, port = smtp.partition(":")
    written = demo_mails(address)
    with smtplib.SMTP(host, int(port), timeout=30) as server:
        for mail in written:
            server.send_message(mail)
    return len(written)


def _mail(
    address: str, sender: str, subject: str, name: str, text: str, headers: Mapping[str, str] = MappingProxyType({})
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, address, subject
    mail["Message-ID"] = f"<demo-{name}@mail.example>"
    for header, value in headers.items():
        mail[header] = value
    mail.set_content(text)
    return mail
