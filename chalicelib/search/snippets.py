"""Snippets: the part of a text that matches a query best, with matching words marked. Pure functions.

Texts are marked where permissions are checked, without stemmers: a word matches if it is one of a term's words, begins with
one of its stems, or is within the term's number of typos.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from . import tokens
from .model import Term

LENGTH = 180  # approximate characters of a snippet
LEAD = 40  # characters before the first match
ELLIPSIS = "…"
SHORTEST_STEM = 4  # a shorter one matches too many words


@dataclass(frozen=True)
class SnippetPart:
    text: str
    hit: bool = False


def snippet(text: str, terms: Sequence[Term]) -> list[SnippetPart]:
    """Return the pieces of a snippet of about `LENGTH` characters; cut ends show an ellipsis."""
    line = " ".join(text.split())
    marks = matched_spans(line, terms)
    start, end = _window(line, marks)
    parts = list(_parts(line, [mark for mark in marks if start <= mark[0] and mark[1] <= end], start, end))
    before, after = [SnippetPart(ELLIPSIS)] if start else [], [SnippetPart(ELLIPSIS)] if end < len(line) else []
    return [*before, *parts, *after]


def matched_spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return where matching words begin and end: exact matches, or near matches if there are no exact ones."""
    spans = [(start, end, "".join(tokens.folded(text[start:end]))) for start, end in tokens.spans(text)]
    found: list[tuple[int, int]] = []
    for term in terms:
        sure = [mark for start, end, word in spans for mark in _sure(term, start, end, word)]
        found += sure or [(start, end) for start, end, word in spans if _near(word, term)]
    return _joined(found)


def _sure(term: Term, start: int, end: int, word: str) -> list[tuple[int, int]]:
    piece = term.words[0]
    if tokens.is_run(piece):
        if len(word) != end - start:  # folding has changed its length, so letters cannot be mapped
            return [(start, end)] if piece in word else []
        places = (n for n in range(len(word)) if word.startswith(piece, n))
        return [(start + n, start + n + len(piece)) for n in places]
    return [(start, end)] if _is_meant(word, term) else []


def _is_meant(word: str, term: Term) -> bool:
    if word in term.words or (term.starts and word.startswith(term.words[0])):
        return True
    return any(
        len(stem) >= SHORTEST_STEM and stem in word and len(word) - len(stem) <= len(stem) for stem in term.words
    )


def _near(word: str, term: Term) -> bool:
    return term.near > 0 and any(edit_distance(word, each, term.near) <= term.near for each in term.long_words)


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return how many typos separate two words: a letter wrong, missing, added, or two swapped. Above `most` it is inexact."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    rows = [list(range(len(other) + 1))]
    for n, character in enumerate(one):
        row = [n + 1]
        for m, opposite in enumerate(other):
            best = min(rows[-1][m + 1] + 1, row[m] + 1, rows[-1][m] + (character != opposite))
            if n and m and character == other[m - 1] and one[n - 1] == opposite:
                best = min(best, rows[-2][m - 1] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _joined(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort marks and join those that touch or overlap."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _window(line: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the start and end of the snippet with the most matches, at word boundaries if possible."""
    if len(line) <= LENGTH:
        return 0, len(line)
    first, last = max(((mark[0], _reach(marks, mark[0])) for mark in marks), key=_fitting(marks), default=(0, 0))
    start = _after_space(line, max(0, min(first - LEAD, len(line) - LENGTH)), first)
    end = min(len(line), max(start + LENGTH, last))
    return start, _before_space(line, end, last) if end < len(line) else end


def _reach(marks: Sequence[tuple[int, int]], start: int) -> int:
    """Return the end of the last match that fits after this one."""
    return max(end for begins, end in marks if begins == start or (begins > start and end <= start + LENGTH - LEAD))


def _fitting(marks: Sequence[tuple[int, int]]) -> Callable[[tuple[int, int]], int]:
    return lambda window: sum(window[0] <= start and end <= window[1] for start, end in marks)


def _after_space(line: str, start: int, latest: int) -> int:
    """Return the start of the next word, unless it is after `latest`."""
    space = line.find(" ", start, latest) if start else -1
    return space + 1 if space >= 0 else start


def _before_space(line: str, end: int, earliest: int) -> int:
    space = line.rfind(" ", earliest, end)
    return space if space > 0 else end


def _parts(line: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[SnippetPart]:
    at = start
    for begins, ends in marks:
        if at < begins:
            yield SnippetPart(line[at:begins])
        yield SnippetPart(line[begins:ends], hit=True)
        at = ends
    if at < end:
        yield SnippetPart(line[at:end])
