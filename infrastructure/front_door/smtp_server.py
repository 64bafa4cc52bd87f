"""Inbound email in local development: an SMTP server that does what SES does with email for the app's domain.

It accepts email from any program on this computer, adds SES's verdict headers, and writes it to the bucket; the app does the
rest. Local email is not signed, so every email passes, unless it has a header that says otherwise, which is removed:
`X-Desk-Verdicts: dmarc=fail spam=fail virus=fail spf=gray dkim=gray`.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_BYTES = 40 * 1024 * 1024  # SES's limit
NAMES = ("spf", "dkim", "dmarc", "spam", "virus")
ASKED = re.compile(rb"(?im)^x-desk-verdicts:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
VERDICT = re.compile(r"(spf|dkim|dmarc|spam|virus)=(pass|fail|gray|processing_failed)", re.IGNORECASE)
FROM = re.compile(rb"(?im)^from:[^\r\n]*@([a-z0-9.-]+)")

Keep = Callable[[str, bytes], None]


class InboundSmtp:
    """The handler that `aiosmtpd` calls for each step of a delivery. `hold` writes an email to the bucket under a key."""

    def __init__(self, domain: str, keep: Keep) -> None:
        self._domain = domain.lower()
        self._keep = keep

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept recipients in the app's domain only: this is not an open relay."""
        if address.rpartition("@")[2].lower() != self._domain:
            return f"550 5.7.1 Only mail for {self._domain} is taken here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        id_ = secrets.token_hex(16)
        host = session.host_name or "localhost"
        raw = stamped(content, sender=envelope.mail_from or "", recipient=envelope.rcpt_tos[0], host=host, id_=id_)
        try:
            await asyncio.get_running_loop().run_in_executor(None, self._keep, f"inbound/{id_}", raw)
        except Exception as failure:  # noqa: BLE001 - on any error, the sender keeps the email and retries
            return f"451 4.3.0 The desk cannot take mail just now ({type(failure).__name__}); try again"
        return f"250 2.0.0 OK {id_}"


def stamped(content: bytes, *, sender: str, recipient: str, host: str, id_: str) -> bytes:
    """Return an email as SES writes it to the bucket: with its own headers before the original ones."""
    head, separator, body = content.partition(b"\r\n\r\n") if b"\r\n\r\n" in content else content.partition(b"\n\n")
    wanted = dict.fromkeys(NAMES, "pass")
    for line in ASKED.findall(head + b"\r\n"):
        wanted |= {name.lower(): verdict.lower() for name, verdict in VERDICT.findall(line.decode("latin-1"))}
    domain = FROM.search(head)
    stated = domain[1].decode("ascii").lower() if domain else "localhost"
    now = format_datetime(datetime.now(UTC))
    passed = "; ".join(f"{name}={wanted[name]}" for name in ("spf", "dkim", "dmarc"))
    lines = (
        f"Return-Path: <{sender}>",
        f"Received: from {host} ([127.0.0.1]) by inbound-smtp.local.amazonaws.com with SMTP id {id_} for {recipient}; {now}",
        f"X-SES-Spam-Verdict: {wanted['spam'].upper()}",
        f"X-SES-Virus-Verdict: {wanted['virus'].upper()}",
        f"Received-SPF: {wanted['spf']} (local) client-ip=127.0.0.1; envelope-from={sender};",
        f"Authentication-Results: amazonses.com; {passed} header.from={stated};",
    )
    clean = "".join(f"{line}\r\n" for line in (each.replace("\r", "").replace("\n", "") for each in lines))
    remaining = ASKED.sub(b"", head + b"\r\n").removesuffix(b"\r\n") if ASKED.search(head + b"\r\n") else head
    return clean.encode("utf-8", "replace") + remaining + separator + body


async def listen(slot: InboundSmtp, host: str, port: int) -> asyncio.Server:
    """Start the server: emails up to SES's size limit, over plain SMTP, from this computer only."""

    def session() -> Any:
        return SMTP(slot, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, ident="Customer Care Registry, local")

    return await asyncio.get_running_loop().create_server(session, host, port)
