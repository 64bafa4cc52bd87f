"""Bounces: what a mail server says about a mail it could not deliver, in the standard's form or in a form of its own."""

import re
from email.message import Message

from .headers import LONGEST, Headers, children_of, headers_of, message_ids
from .model import Bounce

LONGEST_TEXT = 32_000
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.@-])([45])\d\d[ -](?=\S)")
ADDRESS = re.compile(r"[\w.+=%'/~-]{1,64}@[a-z0-9.-]{1,253}[a-z0-9]", re.IGNORECASE)
FAILED = re.compile(r"^<?([\w.+=%'/~-]{1,64}@[a-z0-9.-]{1,253}[a-z0-9])>?:", re.IGNORECASE | re.MULTILINE)
FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*([^\n]{0,1000})", re.MULTILINE)
BOUNCERS = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail-?daemon|microsoftexchange[0-9a-f]{0,40})", re.IGNORECASE)
DAEMONS = re.compile(r"(?:mailer[-_.]?daemon|mail-?daemon)", re.IGNORECASE)
SUBJECTS = re.compile(
    r"^\W{0,3}(?:undeliver(?:able|ed)|mail (?:delivery|system) (?:failed|failure|error)|delivery (?:status notification|failure|has failed|delayed|report)"
    r"|failure notice|returned (?:mail|to sender)|message (?:undeliverable|not delivered)|warning: (?:message|could not send)|failed delivery|mail delivery"
    r"|could not deliver|unzustellbar|zustellung (?:verzögert|fehlgeschlagen)|unzustellbare|mail konnte nicht zugestellt"
    r"|non remis|échec (?:de la )?(?:remise|distribution)|message non distribué|non distribuable"
    r"|no se puede entregar|no entregado|entrega fallida|non recapitabile|mancata consegna|onbestelbaar|niet bestelbaar|não é possível entregar"
    r"|não entregue|falha na entrega|niedostarczalne|недоставлено|не доставлено|配信不能|配信できません|无法投递|未送达|無法傳遞|배달되지 않음|تعذر التسليم|تعذر تسليم|iletilemedi"
    r"|olevererbart|kan ikke leveres)",
    re.IGNORECASE,
)
PHRASES = re.compile(
    r"message (?:could not|couldn.t|was not|wasn.t|cannot|can.t) be delivered|could(?:n.t| not) deliver|unable to deliver|delivery (?:has failed|to the following)"
    r"|wasn.t (?:delivered|able to)|following (?:address|recipient)s? (?:failed|had)|permanent (?:fatal )?errors?|permanent failure|address (?:not found|couldn.t be found)"
    r"|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|this is the (?:mail system|qmail-send program)|undeliverable|will keep trying|giving up",
    re.IGNORECASE,
)
SOFT = re.compile(
    r"will (?:keep trying|retry)|not yet been delivered|temporar(?:y|ily)|delayed|mailbox (?:is )?full|over ?quota|quota exceeded|try again later",
    re.IGNORECASE,
)
HARD = re.compile(
    r"user unknown|unknown user|no such user|does(?:n.t| not) exist|address not found|invalid recipient|permanent|not found|rejected",
    re.IGNORECASE,
)


class Report:
    """The parts of a delivery report, whatever program put them together."""

    def __init__(self, parts: list[Message]) -> None:
        self.fields: dict[str, str] = {}
        self.original: Headers | None = None
        for part in parts:
            self._take(part)

    def _take(self, part: Message) -> None:
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/global-delivery-status"}:
            for name, value in FIELD.findall(_status_text(part)):
                self.fields.setdefault(name.lower(), value.strip())
        elif (
            kind in {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
            and self.original is None
        ):
            self.original = _original(part)


def is_report(top: Message) -> bool:
    told = str(top.get_param("report-type") or "").lower()
    return top.get_content_type() == "multipart/report" and told in {"delivery-status", ""}


def bounce_of(
    top: Message, headers: Headers, parts: list[Message], sender: str, return_path: str | None, subject: str, text: str
) -> Bounce | None:
    """The bounce a mail is, or None. `text` is what it says, in plain words."""
    report = Report(parts)
    if report.fields or (is_report(top) and report.original is not None):
        return (
            None
            if report.fields.get("action", "").lower() in {"delivered", "relayed", "expanded"}
            else _told(report, headers, text)
        )
    local = sender.partition("@")[0]
    by_machine = BOUNCERS.fullmatch(local) is not None or return_path == ""
    words = text[:LONGEST_TEXT]
    if headers.has("x-failed-recipients") or DAEMONS.fullmatch(local) or is_report(top):
        return _told(report, headers, words)
    if by_machine and (SUBJECTS.search(subject) or (BOUNCERS.fullmatch(local) and PHRASES.search(words))):
        return _told(report, headers, words)
    return None


def _told(report: Report, headers: Headers, words: str) -> Bounce:
    status = _status(report, words)
    original = report.original or _quoted_headers(words)
    return Bounce(
        permanent=_is_permanent(report, status, words),
        status=status,
        recipient=_recipient(report, headers, words),
        original_id=next(iter(message_ids(original.first("message-id"))), None),
        original_reply_to=_address(original.first("reply-to")),
    )


def _status(report: Report, words: str) -> str:
    found = STATUS.search(report.fields.get("status", "")) or STATUS.search(report.fields.get("diagnostic-code", ""))
    found = found or STATUS.search(words)
    return found[1] if found else ""


def _is_permanent(report: Report, status: str, words: str) -> bool:
    action = report.fields.get("action", "").lower()
    if action == "delayed":
        return False
    if status:
        return status.startswith("5")
    code = CODE.search(report.fields.get("diagnostic-code", "")) or CODE.search(words)
    if code:
        return code[1] == "5"
    if SOFT.search(words):
        return False
    return action == "failed" or HARD.search(words) is not None


def _recipient(report: Report, headers: Headers, words: str) -> str | None:
    for value in (
        report.fields.get("original-recipient", ""),
        report.fields.get("final-recipient", ""),
        headers.first("x-failed-recipients"),
    ):
        found = _address(value)
        if found:
            return found
    named = FAILED.search(words)
    return named[1].lower() if named else _address(words)


def _address(value: str) -> str | None:
    found = ADDRESS.search(value[:LONGEST_TEXT])
    return found[0].lower() if found else None


def _status_text(part: Message) -> str:
    """The fields of a delivery status: the standard library takes them for headers of messages inside."""
    blocks = [
        "\n".join(f"{name}: {value}" for name, value in headers_of(each).pairs) for each in children_of(part)[:50]
    ]
    return ("\n\n".join(blocks) or str(part.get_payload()))[:LONGEST_TEXT]


def _original(part: Message) -> Headers:
    for mail in children_of(part):
        return headers_of(mail)
    decoded = part.get_payload(decode=True)
    content = decoded if isinstance(decoded, bytes) else b""
    return _quoted_headers(content[:LONGEST].decode("utf-8", "replace"))


def _quoted_headers(words: str) -> Headers:
    """Headers of the original as a text holds them, where a report has no part for them."""
    folded = re.sub(r"\n[ \t]+(?=\S)", " ", words[:LONGEST_TEXT].replace("\r", ""))
    return Headers(FIELD.findall(re.sub(r"^[ \t>]+", "", folded, flags=re.MULTILINE)))
