"""Sends demo emails as any email client would: one for each outcome. Idempotent: each email is accepted once."""

import smtplib
from email.message import EmailMessage

from infrastructure.demo.people import CUSTOMERS

VERDICTS = "X-Desk-Verdicts"
WRITER = CUSTOMERS[0]


def letters(address: str) -> list[EmailMessage]:
    """Build a customer's email, one from an unverified sender, an absence notice and an unwanted offer."""
    return [
        _letter(
            address, f"{WRITER.name} <{WRITER.email}>", "Can I repot it now?", "repot",
            "Hello,\n\nmy calathea came in a very small pot. Can I repot it at once, or should it settle first?\n\n"
            f"Best wishes\n{WRITER.name}",
        ),
        _letter(
            address, f"{WRITER.name} <{WRITER.email}>", "Change my address", "address",
            "Please send everything to my new address from now on. Confirm by return.", verdicts="dmarc=fail spf=fail dkim=fail",
        ),
        _letter(
            address, "Paul Becker <paul.becker@firma.example>", "Automatische Antwort: Bestellung", "away",
            "Ich bin bis zum 14. nicht im Büro.", automatic="auto-replied",
        ),
        _letter(
            address, "Growth Team <hello@followers.example>", "Your shop on page one", "offer",
            "Ten thousand visitors a day, guaranteed: https://followers.example", verdicts="spam=fail",
        ),
    ]  # fmt: skip


def post(smtp: str, address: str) -> int:
    """Send all emails; return how many. Duplicates are recognised by the app."""
    host, _, port = smtp.partition(":")
    written = letters(address)
    with smtplib.SMTP(host, int(port), timeout=30) as server:
        for letter in written:
            server.send_message(letter)
    return len(written)


def _letter(
    address: str, sender: str, subject: str, name: str, text: str, *, verdicts: str = "", automatic: str = ""
) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, address, subject
    letter["Message-ID"] = f"<demo-{name}@mail.example>"
    if verdicts:
        letter[VERDICTS] = verdicts
    if automatic:
        letter["Auto-Submitted"] = automatic
    letter.set_content(text)
    return letter
