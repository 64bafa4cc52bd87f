"""HTTP for the one box: what was typed, and of which kind of thing it speaks.

What a search needs is imported by the first one: other requests start without it.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ..people.model import EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Routes
from . import own_kinds
from .forms import SearchQuery
from .model import TICKETS
from .specs import DOCUMENTS
from .views import Found

__all__ = ["own_kinds", "routes"]  # the first is imported for its rows

routes = Routes(__name__, caller_of)


def _is_registered(value: str) -> str:
    if value not in DOCUMENTS:
        *others, last = map(repr, DOCUMENTS)
        raise ValueError(f"This must be {', '.join(others)} or {last}.")
    return value


def _add_kinds(schema: dict[str, Any]) -> None:
    schema["enum"] = list(DOCUMENTS)


class KnownQuery(SearchQuery):
    """A search for a kind that there is."""

    kind: Annotated[str, AfterValidator(_is_registered), Field(json_schema_extra=_add_kinds)] = TICKETS


@routes.get("/v1/search", allow=EVERYBODY)
def search(services: Services, caller: Caller, query: KnownQuery) -> Found:
    """Search tickets by number, subject and all that was said in them; for agents people besides.

    Every word has to be there, in any of its forms; the last one may be the beginning of a word. Customers find their own
    tickets, and nothing that agents tell each other.
    """
    return Found.model_validate(DOCUMENTS[query.kind].search(services, caller, query))
