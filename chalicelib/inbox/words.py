"""Plain text as our Markdown: shown as it was typed, whatever marks are in it. Addresses of pages stay addresses."""

import re

from ..plumbing.markup import JOINER

URL = re.compile(r"(https?://[A-Za-z0-9\[][^\s<>\"`*\[\]|\\^{}~]*)", re.IGNORECASE)
MARK = re.compile(r"[*_~`\[\]<>|]")
BEGINNING = re.compile(r"^([^\S\n]*)(?=[-+=:#]|\d{1,9}[.)])", re.MULTILINE)
QUOTE = re.compile(r"[ \t]?((?:>[ \t]?)+)")
FLOWS = re.compile(r"(?:> ?)*")


def marked(text: str) -> str:
    """A text none of whose marks mean anything."""
    pieces = URL.split(text.replace(JOINER, ""))
    pieces[::2] = [MARK.sub(rf"{JOINER}\g<0>", each) for each in pieces[::2]]
    return BEGINNING.sub(rf"\g<1>{JOINER}", "".join(pieces))


def from_plain(text: str) -> str:
    """The text of a mail without mark-up: what it quotes becomes quotes, the rest is as it was typed."""
    lines = []
    for line in text.split("\n"):
        quoted = QUOTE.match(line)
        depth = quoted[1].count(">") if quoted else 0
        rest = line[quoted.end() :] if quoted else line
        lines.append("> " * min(depth, 9) + marked(rest.rstrip()))
    return "\n".join(lines)


def unflowed(text: str, *, delete_space: bool) -> str:
    """format=flowed (RFC 3676): lines that end with a space go on in the next one of the same depth."""
    lines: list[str] = []
    flows = False
    depth = 0
    for raw in text.split("\n"):
        quote = len(raw) - len(raw.lstrip(">"))
        line = raw[quote:]
        line = line.removeprefix(" ")
        if flows and quote == depth and line != "-- ":
            lines[-1] += line
        else:
            lines.append(">" * quote + (" " if quote else "") + line)
        flows, depth = line.endswith(" ") and line != "-- ", quote
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
