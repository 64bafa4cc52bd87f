"""Converts plain text to our Markdown, so that it is shown as typed. URLs stay links."""

import re

from ...plumbing.markup import JOINER

URL = re.compile(r"(https?://[A-Za-z0-9\[][^\s<>\"`*\[\]|\\^{}~]*)", re.IGNORECASE)
MARK = re.compile(r"[*_~`\[\]<>|]")
BEGINNING = re.compile(r"^([^\S\n]*)(?=[-+=:#]|\d{1,9}[.)])", re.MULTILINE)
QUOTE = re.compile(r"[ \t]?((?:>[ \t]?)+)")
DEEPEST_QUOTE = 9


def escape_markdown(text: str) -> str:
    """Escape all Markdown in a text."""
    pieces = URL.split(text.replace(JOINER, ""))
    pieces[::2] = [MARK.sub(rf"{JOINER}\g<0>", each) for each in pieces[::2]]
    return BEGINNING.sub(rf"\g<1>{JOINER}", "".join(pieces))


def from_plain(text: str) -> str:
    """Convert the plain text of an email: quoted lines become quotes, the rest is shown as typed."""
    lines: list[str] = []
    before = 0
    for line in text.split("\n"):
        quoted = QUOTE.match(line)
        depth = min(quoted[1].count(">"), DEEPEST_QUOTE) if quoted else 0
        rest = (line[quoted.end() :] if quoted else line).rstrip()
        if depth < before and rest:
            lines.append(">" * depth)  # otherwise it would continue the deeper quote
        lines.append("> " * depth + escape_markdown(rest))
        before = depth if rest else min(before, depth)
    return "\n".join(lines)


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines of format=flowed text (RFC 3676): a trailing space continues on the next line of the same quote depth."""
    paragraphs: list[tuple[int, list[str]]] = []
    flows = False
    for whole in text.split("\n"):
        line = whole.lstrip(">")
        depth = len(whole) - len(line)
        line = line.removeprefix(" ")
        goes_on = line.endswith(" ") and line != "-- "
        content = line[:-1] if goes_on and delete_space else line
        if flows and line and paragraphs[-1][0] == depth and line != "-- ":
            paragraphs[-1][1].append(content)
        else:
            paragraphs.append((depth, [content]))
        flows = goes_on
    return "\n".join(">" * depth + " " * bool(depth) + "".join(pieces) for depth, pieces in paragraphs)
