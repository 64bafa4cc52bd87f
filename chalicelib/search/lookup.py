"""Finds matching tickets and people in the index, best first. Permissions are checked by the caller."""

import logging
from typing import Any

from . import stems
from .index import Index
from .model import Hit, IndexAnswer, IndexQuestion, Question

log = logging.getLogger(__name__)

MAX_DOCUMENTS = 600
HITS_EACH = 3  # per ticket


def answer(index: Index, asked: IndexQuestion) -> IndexAnswer:
    """Answer a query. 1 RT if the index has not changed since the last query; see `Index.refresh`."""
    _refresh(index)
    terms = stems.question_terms(asked.text, index.manifest.languages)
    reader = index.reader()
    hits = (
        reader.search(Question(terms, asked.kinds, asked.requester, asked.public), MAX_DOCUMENTS)
        if reader and terms
        else []
    )
    groups = grouped(hits)
    page = groups[asked.skip : asked.skip + asked.take]
    return IndexAnswer(
        terms=[(term.words, term.near, term.starts) for term in terms],
        found=[[(hit.key, hit.internal) for hit in group[:HITS_EACH]] for group in page],
        more=len(groups) > asked.skip + asked.take,
        complete=index.manifest.complete,
        engine=index.form,
    )


def parse_question(message: dict[str, Any]) -> IndexQuestion:
    return IndexQuestion.model_validate(message)


def grouped(hits: list[Hit]) -> list[list[Hit]]:
    """Group hits by ticket or person, in the order of each group's best hit."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.about, []).append(hit)
    return list(groups.values())


def _refresh(index: Index) -> None:
    """Refresh the index. If the bucket does not respond, the local copy is searched."""
    try:
        index.refresh()
    except Exception:
        if index.reader() is None:
            raise
        log.exception("index could not be refreshed")
