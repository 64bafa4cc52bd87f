"""Which tickets and people answer a question, best first, as far as the index knows. Rights are checked by who asks."""

import logging
from typing import Any

from . import stems
from .index import Index
from .model import Answer, Asked, Hit, Question

log = logging.getLogger(__name__)

MOST_DOCUMENTS = 600
HITS_EACH = 3  # of a ticket


def answer(index: Index, asked: Asked) -> Answer:
    """1 RT where nothing has changed since the last question; see `Index.refresh`."""
    _refresh(index)
    terms = stems.question_terms(asked.text, index.manifest.languages)
    reader = index.reader()
    hits = (
        reader.search(Question(terms, asked.kinds, asked.requester, asked.public), MOST_DOCUMENTS)
        if reader and terms
        else []
    )
    groups = grouped(hits)
    page = groups[asked.skip : asked.skip + asked.take]
    return Answer(
        terms=[(term.words, term.near, term.starts) for term in terms],
        found=[[(hit.key, hit.internal) for hit in group[:HITS_EACH]] for group in page],
        more=len(groups) > asked.skip + asked.take, complete=index.manifest.complete, engine=index.form,
    )  # fmt: skip


def asked_of(message: dict[str, Any]) -> Asked:
    return Asked.model_validate(message)


def grouped(hits: list[Hit]) -> list[list[Hit]]:
    """By ticket or person, in the order of the best hit of each."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.about, []).append(hit)
    return list(groups.values())


def _refresh(index: Index) -> None:
    """A bucket that does not answer is no reason not to search what is here."""
    try:
        index.refresh()
    except Exception:
        if index.reader() is None:
            raise
        log.exception("index could not be refreshed")
