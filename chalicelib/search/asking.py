"""Queries the index and pages through its results."""

from collections.abc import Sequence

from ..people.model import Caller
from ..plumbing.aws.functions import NoAnswer
from ..plumbing.errors import Unavailable
from ..plumbing.http import paging
from ..plumbing.services import Services
from .forms import SearchQuery
from .model import Hit, IndexAnswer, IndexQuestion

RETRY_AFTER_S = 5


def ask(services: Services, asked: IndexQuestion) -> IndexAnswer:
    """Query the index. 1 RT. Raises `Unavailable`."""
    try:
        return IndexAnswer.model_validate(services.finder.ask(asked.model_dump(exclude_defaults=True)))
    except NoAnswer:
        sentence = "The search does not answer just now; everything else works. Try again in a moment."
        raise Unavailable(sentence, retry_after=RETRY_AFTER_S) from None


def has_a_word(query: SearchQuery) -> bool:
    """Whether the query contains a word: punctuation alone never matches, and costs nothing."""
    from . import tokens  # only needed by searches

    return bool(tokens.words(query.q))


def hits_of(group: Sequence[tuple[str, bool]]) -> list[Hit]:
    return [Hit(key, internal) for key, internal in group]


def position_of(caller: Caller, query: SearchQuery) -> int:
    """Return how many of the index's candidates the previous pages have processed. Raises `Invalid`."""
    return int(paging.decode(query.cursor, _bound(caller, query))) if query.cursor else 0


def cursor_after(caller: Caller, query: SearchQuery, position: int, *, more: bool) -> str | None:
    """Return the cursor of the next page, which starts at a position; None if there is no more."""
    return paging.encode(position, _bound(caller, query)) if more else None


def _bound(caller: Caller, query: SearchQuery) -> list[str]:
    return [caller.id, "search", query.model_dump_json(exclude={"cursor", "limit"})]
