"""What the desk writes to an address that nobody has confirmed. Pure."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html import escape

from ..plumbing.texts import RIGHT_TO_LEFT, language_for, say
from .model import Desk


def confirmation(desk: Desk, email: str, language: str, link: str, id_: str, at: int) -> EmailMessage:
    """Asks to confirm an address, and says nothing that anybody typed. `at`: ms."""
    spoken = language_for(language)
    texts = [say(spoken, f"mail-confirm-{part}", desk=desk.name) for part in ("hello", "lead", "act", "ignore")]
    hello, lead, act, ignore = texts
    mail = EmailMessage()
    local, _, domain = desk.address.rpartition("@")
    mail["From"] = Address(desk.name, local, domain)
    local, _, domain = email.rpartition("@")
    mail["To"] = Address("", local, domain)
    mail["Subject"] = say(spoken, "mail-confirm-subject", desk=desk.name)
    mail["Date"] = datetime.fromtimestamp(at // 1000, UTC)
    mail["Message-ID"] = f"<{id_}@{desk.domain}>"
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{hello}\n\n{lead}\n\n{act}:\n{link}\n\n{ignore}\n")
    direction = "rtl" if spoken in RIGHT_TO_LEFT else "ltr"
    mail.add_alternative(
        f'<!doctype html><html lang="{spoken}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{escape(mail['Subject'])}</title><body>"
        f'<p>{escape(hello)}</p><p>{escape(lead)}</p><p><a href="{escape(link)}">{escape(act)}</a></p>'
        f"<p>{escape(ignore)}</p></body></html>",
        subtype="html",
    )
    mail["Content-Language"] = spoken
    return mail
