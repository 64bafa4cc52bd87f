"""Finds the new text of an email, without quoted text and signature. In doubt, text is new.

The text is our Markdown: quoted lines begin with ">", and marker lines show what the mail client has marked up (see `pages`).
"""

import re

from ...plumbing.markup import plain
from .html_body import MARKERS, QUOTE_BEGINS, SIGNATURE_BEGINS, SIGNATURE_ENDS
from .phrases import (
    COLONS,
    ENDS,
    FIELDS,
    FORWARDED,
    ORIGINAL,
    QUESTIONS,
    WROTE,
    any_of,
    attributions,
    closings,
    sent_from,
)

MAX_ATTRIBUTION = 400
MAX_ATTRIBUTIONS = 100
LINES_OF_AN_ATTRIBUTION = 3
LINES_OF_A_BLOCK = 8
KINDS_OF_A_BLOCK = 3
LINES_OF_A_SIGNATURE = 15
WORDS_OF_A_SENTENCE = 4
SHORT_LINE = 70
MAX_PROGRAM = 100
WIDE_BLANKS = re.compile(r"\n{3,}")
RULE = re.compile(r"[-_=*\s]{3,}")
FIELD = re.compile(rf"[*_ \t]*([^\W\d_][^{COLONS}*\n]{{0,24}}?)[*_ \t\xa0]*[{COLONS}]")
IN_BRACKETS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]\([^()]*\)")
ENDS_WITH_ADDRESS = re.compile(rf"@[^\s<>]{{1,253}}[>)\]]*\s*[{COLONS}]$")
VERB = re.compile(any_of(WROTE), re.IGNORECASE)
ORIGINALS = re.compile(any_of(ORIGINAL), re.IGNORECASE)
FORWARDS = re.compile(rf"{any_of(FORWARDED)}\b", re.IGNORECASE)
DASHES = "-_=*—– \t"
DELIMITER = re.compile(r"-- ?|—")
ENDS_A_SENTENCE = re.compile(rf"[{ENDS}]\s*$")
POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?s\.?\b|ps:|nb:|n\.b\.|edit:|note:)", re.IGNORECASE)
WORD_CHARACTER = re.compile(r"\w")
DRESS = " \t\xa0*_"
MAX_MARKER = 500


def _bare(line: str) -> str:
    """Return a line as it is displayed, without emphasis."""
    return plain(line).strip(DRESS)


def without_markers(text: str) -> str:
    """Return the whole text without marker characters."""
    return WIDE_BLANKS.sub("\n\n", MARKERS.sub("", text)).strip()


def new_text(text: str, *, forwarded: bool = False) -> str:
    """Return what the sender wrote in this email: the whole text if nothing would be left, or if it forwards another email."""
    if forwarded:
        return without_markers(text)
    lines = text.split("\n")
    bare = list(map(_bare, lines))
    end = _end_of_new(lines, bare)
    if end is None:
        return without_markers(text)
    own = _unsigned(lines[:end], bare[:end])
    own = _unquoted(own, list(map(_bare, own)))
    own = _unsigned(own, list(map(_bare, own)))
    words = without_markers("\n".join(_without_rule(own)))
    return words if WORD_CHARACTER.search(words) else without_markers(text)


def _end_of_new(lines: list[str], bare: list[str]) -> int | None:
    """Return the first line of the quoted emails below that are not marked as quotes; None if they are forwarded."""
    tried = 0
    for place, line in enumerate(lines):
        if line.startswith(">") or not bare[place]:
            continue
        if QUOTE_BEGINS in line:
            return place
        if len(bare[place]) > MAX_MARKER:
            continue
        if _forwards(bare[place]):
            return None
        if _separates(bare[place]) or _is_block(lines, bare, place):
            return place
        if bare[place][-1] in COLONS and tried < MAX_ATTRIBUTIONS:
            tried += 1
            begin = _attribution(lines, bare, place)
            if begin is not None and not _quote_follows(lines, bare, place) and "@" in "".join(bare[begin : place + 1]):
                return begin
    return len(lines)


def _separates(line: str) -> bool:
    """Return whether dashes around a line introduce a quoted email: `-----Original Message-----`."""
    if line[:2].strip(DASHES) or line[-2:].strip(DASHES):
        return False
    words = line.strip(DASHES).rstrip(f"{COLONS} ")
    return ORIGINALS.fullmatch(words) is not None or (VERB.search(words) is not None and any(map(str.isdigit, words)))


def _forwards(line: str) -> bool:
    words = line.strip(DASHES)
    return FORWARDS.match(words) is not None and (not line[:2].strip(DASHES) or line[-1] in COLONS)


def _is_block(lines: list[str], bare: list[str], place: int) -> bool:
    """Return whether the header block of a quoted email (from, to, sent) begins at this line."""
    kinds: set[str] = set()
    if _field(bare[place]) not in {"from", "sent"}:
        return False
    for each in range(place, min(place + LINES_OF_A_BLOCK, len(lines))):
        if lines[each].startswith(">"):
            break
        kind = _field(bare[each])
        if kind:
            kinds.add(kind)
    return "from" in kinds and len(kinds) >= KINDS_OF_A_BLOCK


def _field(line: str) -> str | None:
    field = FIELD.match(line)
    return FIELDS.get(field[1].strip().lower()) if field else None


def _attribution(lines: list[str], bare: list[str], place: int) -> int | None:
    """Return the first line of an attribution that ends here, with as few lines as possible."""
    for begin in range(place, max(-1, place - LINES_OF_AN_ATTRIBUTION), -1):
        if not bare[begin] or lines[begin].startswith(">"):
            return None
        text = " ".join(bare[begin : place + 1])
        if len(text) > MAX_ATTRIBUTION:
            return None
        dated = any(character.isdigit() for character in IN_BRACKETS.sub("", text))
        if dated and (VERB.search(text) or ENDS_WITH_ADDRESS.search(text) or attributions().match(text)):
            return (
                begin - 1 if text.startswith("<") and begin and _is_name(lines[begin - 1], bare[begin - 1]) else begin
            )
    return None


def _is_name(line: str, words: str) -> bool:
    """Return whether a line can be the name before an address, wrapped there by the mail client."""
    return bool(words) and not line.startswith(">") and not _is_sentence(words) and words[-1] not in ENDS + ",;"


def _quote_follows(lines: list[str], bare: list[str], place: int) -> bool:
    following = next((each for each in range(place + 1, len(lines)) if bare[each]), None)
    return following is not None and lines[following].startswith(">")


def _unquoted(lines: list[str], bare: list[str]) -> list[str]:
    """Remove quotes that have no reply below them, and one that is above all replies."""
    quoted = [line.startswith(">") for line in lines]
    unquoted = [bool(WORD_CHARACTER.search(words)) and not quoted[place] for place, words in enumerate(bare)]
    introduced: dict[int, int] = {}  # first line of a quote -> first line of its attribution
    for place in range(len(lines)):
        if (
            unquoted[place]
            and bare[place][-1] in COLONS
            and len(introduced) < MAX_ATTRIBUTIONS
            and _quote_follows(lines, bare, place)
        ):
            begin = _attribution(lines, bare, place)
            if begin is not None:
                unquoted[begin : place + 1] = [False] * (place + 1 - begin)
                introduced[next(each for each in range(place + 1, len(lines)) if quoted[each])] = begin
    own = [place for place, new in enumerate(unquoted) if new]
    if not own or not any(quoted):
        return lines
    first, last = own[0], own[-1]
    answered = [place for place in range(last) if quoted[place]]
    above = not any(place > first for place in answered)
    if above and (not answered or answered[0] in introduced):
        return lines[first : last + 1]
    return lines[: last + 1]


def _unsigned(lines: list[str], bare: list[str]) -> list[str]:
    """Remove the signature: marked by the mail client, after a delimiter or a sign-off, or naming the mail client."""
    remaining = _without_marked(lines)
    if len(remaining) != len(lines):
        bare = list(map(_bare, remaining))
    start = _start_of_tail(remaining, bare)
    end = next(
        (place for place in range(start, len(remaining)) if DELIMITER.fullmatch(plain(remaining[place]).strip())),
        len(remaining),
    )
    end = _before_program(bare, start, end)
    return remaining[: next((place for place in range(start, end) if _signs_off(bare, place, end)), end)]


def _start_of_tail(lines: list[str], bare: list[str]) -> int:
    """Return the first of the last lines that can be a signature: few, and none of them quoted."""
    filled = 0
    for place in range(len(lines) - 1, -1, -1):
        filled += bool(bare[place])
        if filled > LINES_OF_A_SIGNATURE + 1 or lines[place].startswith(">"):
            return place + 1
    return 0


def _without_marked(lines: list[str]) -> list[str]:
    remaining, inside = [], False
    for line in lines:
        inside = inside or SIGNATURE_BEGINS in line
        if not inside:
            remaining.append(line)
        inside = inside and SIGNATURE_ENDS not in line
    return remaining


def _before_program(bare: list[str], start: int, end: int) -> int:
    """Return the first of the last lines that name a mail client."""
    filled = [place for place in range(start, end) if bare[place]][-3:]
    for place in filled:
        below = [words for words in bare[place + 1 : end] if words]
        if _names_a_program(bare[place]) and not any(map(_is_sentence, below)):
            return place
    return end


def _names_a_program(words: str) -> bool:
    return len(words) <= MAX_PROGRAM and "?" not in words and sent_from().fullmatch(words) is not None


def _signs_off(bare: list[str], place: int, end: int) -> bool:
    """Return whether a line is a sign-off followed only by names and contact details."""
    if not bare[place] or len(bare[place]) > SHORT_LINE or not closings().fullmatch(bare[place]):
        return False
    if not any(WORD_CHARACTER.search(words) for words in bare[:place]):
        return False
    return not any(_is_sentence(words) for words in bare[place + 1 : end])


def _is_sentence(words: str) -> bool:
    if any(mark in words for mark in QUESTIONS) or POSTSCRIPT.match(words):
        return True
    return len(words) > SHORT_LINE or (
        ENDS_A_SENTENCE.search(words) is not None and len(words.split()) >= WORDS_OF_A_SENTENCE
    )


def _without_rule(lines: list[str]) -> list[str]:
    """Remove the line that some mail clients draw above quoted text."""
    end = len(lines)
    while end and not MARKERS.sub("", lines[end - 1]).strip():
        end -= 1
    return lines[: end - 1] if end and RULE.fullmatch(plain(lines[end - 1])) else lines
