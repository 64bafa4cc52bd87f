"""Mails of this minute, written to the desk as any mail program would: one of each kind of end. Repeatable: each is one mail."""

import smtplib
from email.message import EmailMessage

from infrastructure.demo.people import CUSTOMERS

VERDICTS = "X-Desk-Verdicts"
WRITER = CUSTOMERS[0]


def letters(address: str) -> list[EmailMessage]:
    """A customer's, one nobody vouches for, an absence notice and an offer that nobody asked for."""
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
    """Send them all; how many there are. The desk knows one that it has had."""
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
