"""The function that parses stored emails again, when an agent views or releases one."""

from typing import Any

from ..plumbing.aws.objects import Missing
from ..plumbing.markup import html_of
from ..plumbing.services import Services
from . import actions, store
from .model import Arrival, Outcome
from .parsing.model import ParsedMail, Unreadable

MAX_HEADERS = 16 * 1024  # bytes of the original's headers that are shown
UNREADABLE = "This mail cannot be read by the desk. Look at the original, and raise a ticket for its sender."


def answer(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    """Answer `{"look": id}` or `{"release": id}`. Raises `LookupError` for an unknown email."""
    verb, id_ = next(iter(question.items()))
    arrival = store.find(services, str(id_))
    if arrival is None:
        raise LookupError(f"no mail {id_}")
    return {"look": preview, "release": release}[verb](services, arrival)


def preview(services: Services, arrival: Arrival) -> dict[str, Any]:
    """Read an email's text as safe HTML (null if it cannot be parsed), its recipients, its files by name, and its headers."""
    raw = _raw(services, arrival)
    mail = _read(raw)
    files = [{"name": part.name, "type": part.type, "size": len(part.content)} for part in mail.parts] if mail else []
    return {
        "html": html_of(mail.whole_text) if mail else None,
        "to": [each.email for each in mail.to] if mail else [],
        "cc": [each.email for each in mail.cc] if mail else [],
        "files": files,
        "headers": _headers_of(raw),
    }


def release(services: Services, arrival: Arrival) -> dict[str, Any]:
    """Process an email without screening. Returns the resulting `arrival`, or why it was `refused`. Idempotent."""
    raw = _raw(services, arrival)
    mail = _read(raw)
    if mail is None or mail.sender.address is None:
        return {"refused": UNREADABLE}
    after = actions.route_mail(services, actions.with_summary(arrival, mail), mail, raw, released=True)
    if after.outcome is Outcome.QUARANTINED:
        return {"refused": f"It cannot go in as what it is: {after.why}"}
    return {"arrival": after.model_dump()}


def _raw(services: Services, arrival: Arrival) -> bytes:
    try:
        found = services.mail_bucket.read(arrival.key)
    except Missing:
        found = services.mail_bucket.read(actions.inbound_key(arrival.id))  # it is just being moved
    return found.body if found else b""


def _read(raw: bytes) -> ParsedMail | None:
    from .parsing.parser import parse

    try:
        return parse(raw)
    except Unreadable:
        return None


def _headers_of(raw: bytes) -> str:
    ends = min((end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0), default=len(raw))
    return raw[: min(ends, MAX_HEADERS)].decode("utf-8", "replace").replace("\r\n", "\n")
