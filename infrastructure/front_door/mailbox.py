"""`/_mail`: the sent emails, for people (pages) and for programs (JSON)."""

import hashlib
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from aiohttp import web

from .sent_mails import MailFolder, SentMail

HERE = Path(__file__).parent
MAX_SHOWN = 500

PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# An email's own HTML: inline styles work and links open a new tab; it is treated as a foreign origin.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
LINKS_IN_NEW_TABS = '<base target="_blank">'
MAIL_HEADERS = PAGE_HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    f"sandbox {SANDBOX}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
}


class Mailbox:
    """The routes of `/_mail`."""

    def __init__(self, box: MailFolder, desk: str) -> None:
        self._box = box
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_mail", self.listing),
            web.get("/_mail.json", self.json),
            web.get("/_mail/mail.css", _asset("mail.css", "text/css")),
            web.get("/_mail/mail.js", _asset("mail.js", "text/javascript")),
            web.get("/_mail/{name}", self.page),
            web.get("/_mail/{name}/html", self.html),
        ]

    async def listing(self, request: web.Request) -> web.Response:
        """List emails, newest first."""
        mails = self._box.mails()[::-1][:MAX_SHOWN]
        items = "".join(_line(mail) for mail in mails)
        shown = f"<ol class=mails>{items}</ol>" if items else "<p class=empty>No mail yet.</p>"
        body = f"<h1>Sent mail</h1><div id=mails>{shown}</div>"
        return _page(request, self._desk, "Sent mail", body, live=True)

    async def json(self, _request: web.Request) -> web.Response:
        """List emails, newest last."""
        return web.json_response([mail.as_json() for mail in self._box.mails()], headers=PAGE_HEADERS)

    async def page(self, request: web.Request) -> web.Response:
        """Show one email: sender, recipients, date, subject, and the body as text and as HTML."""
        mail = self._box.mail(request.match_info["name"])
        if mail is None:
            missing = "<h1>No such mail</h1><p>It may be from before the last reset.</p>"
            return _page(request, self._desk, "No such mail", missing, status=404)
        return _page(request, self._desk, mail.subject or "No subject", _whole(mail))

    async def html(self, request: web.Request) -> web.Response:
        """Return the email's own HTML, sandboxed."""
        mail = self._box.mail(request.match_info["name"])
        if mail is None or not mail.html:
            return web.Response(status=404, text="This mail has no HTML.", headers=MAIL_HEADERS)
        return web.Response(text=LINKS_IN_NEW_TABS + mail.html, content_type="text/html", headers=MAIL_HEADERS)


def _line(mail: SentMail) -> str:
    first = next((line for line in mail.text.splitlines() if line.strip()), "")
    return (
        f'<li><a href="/_mail/{escape(mail.id)}"><span class=subject dir=auto>{escape(mail.subject) or "No subject"}'
        f"</span></a><span class=to>to {escape(', '.join(mail.to))}</span>{_time(mail)}"
        f"<p class=first dir=auto>{escape(first[:160])}</p></li>"
    )


def _whole(mail: SentMail) -> str:
    facts = [("From", escape(mail.sender)), ("To", escape(", ".join(mail.to))), ("Sent", _time(mail))]
    named = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in mail.headers.items()
    )
    frame = (
        f'<h2>As HTML</h2><iframe title="The mail as HTML" src="/_mail/{escape(mail.id)}/html" '
        f'sandbox="{SANDBOX}"></iframe>'
        if mail.html
        else ""
    )
    return (
        f"<p><a href=/_mail>All mail</a></p><h1 dir=auto>{escape(mail.subject) or 'No subject'}</h1><dl>{named}</dl>"
        f"<h2>As text</h2><pre dir=auto tabindex=0>{escape(mail.text)}</pre>{frame}"
        f"<details><summary>Headers</summary><dl class=headers>{rows}</dl></details>"
    )


def _time(mail: SentMail) -> str:
    return f'<time datetime="{mail.sent_at}">{mail.sent_at[:16].replace("T", " ")} UTC</time>'


def _page(
    request: web.Request, desk: str, title: str, body: str, *, status: int = 200, live: bool = False
) -> web.Response:
    script = '<script type="module" src="/_mail/mail.js"></script>' if live else ""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)} · {escape(desk)}</title>'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/_mail/mail.css">{script}</head>'
        f"<body><main>{body}</main></body></html>"
    )
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={**PAGE_HEADERS, "ETag": etag})
    return web.Response(text=text, status=status, content_type="text/html", headers={**PAGE_HEADERS, "ETag": etag})


def _asset(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    body = (HERE / name).read_bytes()

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=PAGE_HEADERS)

    return answer
