"""Mails that the pages show."""

import smtplib
import uuid
from email.message import EmailMessage

from tests.journeys.cast import PATIENCE_S, Shop, until


def quarantined(shop: Shop, subject: str) -> str:
    """A mail that the spam check failed, in quarantine; its id."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Uma Meyer <uma@customer.example>", str(shop.desk.stack["address"])
    mail["Subject"], mail["X-Desk-Verdicts"] = subject, "spam=fail"
    mail["Message-ID"] = f"<{uuid.uuid4().hex}@customer.example>"
    mail.set_content("Ferns at half the price: https://shop.example/ferns")
    host, _, port = str(shop.desk.stack["smtp"]).partition(":")
    with smtplib.SMTP(host, int(port), timeout=PATIENCE_S) as server:
        server.send_message(mail)
    found = until(lambda: [m for m in shop.ana.get("/mail/quarantine")["items"] if m["subject"] == subject])
    return str(found[0]["id"])
