"""HTTP routes for search.

The search code is imported by the first search, so that other requests start without it.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ..people.model import EVERYONE, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.web import Routes
from ..plumbing.services import Services
from . import own_kinds
from .forms import SearchQuery
from .model import TICKETS
from .specs import DOCUMENTS
from .views import Found

__all__ = ["own_kinds", "routes"]  # the first is imported to register its rows

routes = Routes(__name__, caller_of)


def _is_registered(value: str) -> str:
    if value not in DOCUMENTS:
        *others, last = map(repr, DOCUMENTS)
        raise ValueError(f"This must be {', '.join(others)} or {last}.")
    return value


def _add_kinds(schema: dict[str, Any]) -> None:
    schema["enum"] = list(DOCUMENTS)


class KnownQuery(SearchQuery):
    """A search for a registered kind."""

    kind: Annotated[str, AfterValidator(_is_registered), Field(json_schema_extra=_add_kinds)] = TICKETS


@routes.get("/v1/search", allow=EVERYONE)
def search(services: Services, caller: Caller, query: KnownQuery) -> Found:
    """Search tickets by number, subject and messages; agents can also search people and other kinds.

    All words must match, in any of their forms; the last one may be incomplete. Customers find their own tickets, without
    internal notes.
    """
    return Found.model_validate(DOCUMENTS[query.kind].search(services, caller, query))
