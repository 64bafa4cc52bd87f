"""The ratings credited to agents: a read model beside the tickets, which decides nothing.

The row is written by the reaction to the event, not in the transaction of the rating: customers do not wait for it, rating costs
no more, and the ticket's history stays the only source, from which the list can be rebuilt. The same event always gives the
same row, so reactions are idempotent. The numbers follow the ticket's own change, as a rollup.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..configuration import actions as configuration_actions
from ..people import actions as people_actions
from ..people.model import AGENTS, LEADS, Caller
from ..plumbing import read_models, rollups
from ..plumbing.aws.marshal import Item
from ..plumbing.aws.stream import ItemChange
from ..plumbing.clock import DAY
from ..plumbing.errors import NotAllowed, NotFound
from ..plumbing.http import paging
from ..plumbing.rollups import Rollup
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import queries, search_content
from ..tickets.event import Event
from ..tickets.event_data import Rated
from ..tickets.model import Ticket
from . import store
from .forms import RatingsQuery
from .store import RatingRow, Total

SUMMARY_DAYS = 90
MAX_ROUNDS = 3


@dataclass(frozen=True)
class AgentRating:
    """A rating on a ticket visible to the caller. `comment`: the customer's text, if any."""

    row: RatingRow
    ticket: Ticket
    comment: str | None


@dataclass(frozen=True)
class RatingsPage:
    items: list[AgentRating]
    total: Total
    next: str | None


def record(services: Services, event: Event) -> None:
    """Add a rating to the list of the agent it is credited to. 1 RT, 1 WRU; nothing if there is none."""
    row = row_of(event)
    if row is not None:
        store.put_rating(services, row)


def row_of(event: Event) -> RatingRow | None:
    """Return the row of an event; None if it is not credited to an agent."""
    if not isinstance(event.data, Rated) or event.data.rated_agent is None:
        return None
    return RatingRow(event.data.rated_agent, event.ticket, event.rev, event.data.score, event.at)


def page(services: Services, caller: Caller, agent: str, query: RatingsQuery) -> RatingsPage:
    """Return a page of an agent's ratings, newest first, and their numbers of the last 90 days.

    Ratings on tickets that the caller may not see are left out; the numbers include them. 4 RT, and 1 more for another agent's
    list; for twenty ratings half a RRU, 10 for their tickets, 20 for their events, and 1 for the numbers. If many are left
    out, up to three times that. Raises `NotFound` for a person who is not an agent, and `NotAllowed` for agents who request a
    colleague's list.
    """
    agent = caller.id if agent == "me" else agent
    _check_may_read(services, caller, agent)
    bound = [caller.id, "ratings", agent]
    position = paging.decode(query.cursor, bound) if query.cursor else None
    items: list[AgentRating] = []
    more = True
    for _ in range(MAX_ROUNDS):
        if more and len(items) < query.limit:
            room = query.limit - len(items)
            rows = store.ratings_before(services, agent, position, room + 1)
            more, rows = len(rows) > room, rows[:room]
            position = rows[-1].position if rows else position
            items += _visible(services, caller, rows)
    total = store.total_since(services, agent, services.clock.now() - (SUMMARY_DAYS - 1) * DAY)
    return RatingsPage(items, total, paging.encode(position, bound) if more and position else None)


def _check_may_read(services: Services, caller: Caller, agent: str) -> None:
    if agent == caller.id:
        return
    person = people_actions.person_by_id(services, agent)
    if person is None or person.role not in AGENTS:
        raise NotFound("There is no such agent.")
    if caller.role not in LEADS:
        raise NotAllowed("You may only see your own ratings. Leads and admins see everybody's.")


def _visible(services: Services, caller: Caller, rows: Sequence[RatingRow]) -> Iterator[AgentRating]:
    """Iterate over the ratings on tickets visible to the caller."""
    if not rows:
        return
    configured, now = configuration_actions.current(services), services.clock.now()
    numbers = list(dict.fromkeys(row.ticket for row in rows))
    found = {ticket.number: ticket for ticket in queries.find_tickets(services, numbers)}
    readable = [
        row for row in rows if row.ticket in found and tickets_access.may_find(caller, found[row.ticket], configured)
    ]
    events = search_content.find_events(services, [(row.ticket, row.rev, False) for row in readable])
    for row in readable:
        ticket, event = found[row.ticket], events.get((row.ticket, row.rev))
        internal = tickets_access.sees_internal(caller, ticket, configured)
        seen = event if event and tickets_access.may_see_event(caller, event, now, internal=internal) else None
        yield AgentRating(row, ticket, (seen.body or None) if seen else None)


def _deltas(_services: Services, change: ItemChange) -> rollups.Deltas:
    """Count a rating once, when a ticket gets it; a later rating of the same ticket is counted as well."""
    before, after = ((image or {}).get("rating") or {} for image in (change.old, change.new))
    if not after or not after.get("agent") or after["at"] == before.get("at"):
        return rollups.Deltas()
    return store.deltas(after["agent"], after["score"], after["at"])


class _Rebuild:
    """Writes the row of every rating, and the numbers of all days before the rebuild began.

    Today's numbers are left to the rollup, because they can still change. The next rebuild corrects them.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._today = store.day_of(services.clock.now())
        self._days: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._written = 0

    def take(self, item: Item) -> None:
        event = search_content.parse_item(item)
        row = row_of(event) if isinstance(event, Event) else None
        if row is not None:
            store.put_rating(self._services, row)
            self._days[row.agent, store.day_of(row.at)].append(row.score)
            self._written += 1

    def finish(self) -> int:
        over = {(agent, day): scores for (agent, day), scores in self._days.items() if day < self._today}
        for (agent, day), scores in over.items():
            store.put_day(self._services, agent, day, Total(len(scores), sum(scores)))
        return self._written + len(over)


rollups.register("ratings of agents", Rollup(("rating",), _deltas))
read_models.register("ratings of agents", _Rebuild)
