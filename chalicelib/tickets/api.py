"""HTTP for tickets: read the request, call one action, shape the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..configuration import actions as configuration
from ..people.model import AGENTS, EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import Refused
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.texts import say as text
from ..plumbing.web import Reply, Routes
from . import actions, counts, listing, views
from .forms import NewMessage, NewNote, NewTicket, TicketChange, TicketQuery, TimelineQuery
from .model import Because, Ticket

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets", allow=EVERYBODY, status=201)
def create_ticket(
    services: Services, caller: Caller, body: NewTicket, once: Once | None, language: str
) -> Reply[views.TicketView]:
    """Raise a ticket. Send an Idempotency-Key so that a repeat makes no second one."""
    done = actions.create(services, caller, body, once)
    at = f"/api/v1/tickets/{done.ticket.id}"
    return Reply(
        _view(services, caller, language, done.ticket), done.ticket.version, location=at, replayed=done.replayed
    )


@routes.get("/v1/tickets", allow=EVERYBODY)
def list_tickets(services: Services, caller: Caller, query: TicketQuery) -> views.TicketList:
    """List tickets: customers their own, agents by any filter."""
    page = listing.tickets(services, caller, query)
    configured = configuration.current(services)
    return views.TicketList(items=[views.summary_of(card, configured) for card in page.items], next=page.next)


@routes.get("/v1/tickets/{ticket}", allow=EVERYBODY)
def read_ticket(services: Services, caller: Caller, ticket: str, language: str) -> Reply[views.TicketView]:
    """Read one ticket."""
    found = actions.ticket_for(services, caller, ticket)
    return Reply(_view(services, caller, language, found), found.version)


@routes.get("/v1/tickets/{ticket}/timeline", allow=EVERYBODY)
def read_timeline(
    services: Services, caller: Caller, ticket: str, query: TimelineQuery, language: str
) -> Reply[views.Timeline]:
    """Read what happened to a ticket, oldest first. Notes and internal events are for agents."""
    story = listing.timeline(services, caller, ticket, query)
    say = _say_to(services, caller, language)
    items = [views.event_view(event, caller, say) for event in story.events]
    return Reply(views.Timeline(items=items, next=story.next), story.ticket.version)


@routes.patch("/v1/tickets/{ticket}", allow=EVERYBODY)
def change_ticket(
    services: Services, caller: Caller, ticket: str, body: TicketChange, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Change a ticket you have just read. Customers may mark theirs solved, or open a solved one again."""
    with _shown_to(services, caller, language):
        done = actions.change(services, caller, ticket, body, if_match)
    return Reply(_view(services, caller, language, done.ticket), done.ticket.version)


@routes.post("/v1/tickets/{ticket}/messages", allow=EVERYBODY, status=201)
def add_message(
    services: Services,
    caller: Caller,
    ticket: str,
    body: NewMessage,
    if_match: int | None,
    once: Once | None,
    language: str,
) -> Reply[views.EventView]:
    """Say something public. Agents name the version they have read; words they have not seen hold the message back."""
    with _shown_to(services, caller, language):
        done = actions.add_message(services, caller, ticket, body, if_match, once)
    return _event_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/notes", allow=AGENTS, status=201)
def add_note(
    services: Services, caller: Caller, ticket: str, body: NewNote, once: Once | None, language: str
) -> Reply[views.EventView]:
    """Tell colleagues something. Customers never see it."""
    done = actions.add_note(services, caller, ticket, body.body, once)
    return _event_reply(services, caller, language, done)


@routes.get("/v1/counts", allow=AGENTS)
def read_counts(services: Services, caller: Caller) -> counts.Counts:
    """Count tickets by team and status, the unassigned, and your own."""
    return counts.counts_for(services, caller)


def _event_reply(services: Services, caller: Caller, language: str, done: actions.Done) -> Reply[views.EventView]:
    event = done.events[-1]
    view = views.event_view(event, caller, _say_to(services, caller, language))
    at = f"/api/v1/tickets/{done.ticket.id}/timeline#{event.id}"
    return Reply(view, done.ticket.version, location=at, replayed=done.replayed)


def _view(services: Services, caller: Caller, language: str, ticket: Ticket) -> views.TicketView:
    return views.ticket_view(ticket, caller, configuration.current(services), _say_to(services, caller, language))


def _say_to(services: Services, caller: Caller, language: str) -> Callable[[Because], str]:
    """Reasons in the reader's language; customers are told without anybody's workload."""

    def say(because: Because) -> str:
        team = configuration.current(services).team(str(because.facts.get("team", ""))).name
        facts = {**because.facts, "team": team, "agent": because.facts.get("agent", "")}
        return text(language, f"because-{because.rule}-{'agent' if caller.is_agent else 'customer'}", **facts)

    return say


@contextmanager
def _shown_to(services: Services, caller: Caller, language: str) -> Iterator[None]:
    """Refusals that carry a ticket or events carry them as this caller may see them."""
    try:
        yield
    except Refused as refusal:
        current, unseen = refusal.facts.pop("current", None), refusal.facts.get("unseen")
        if current is not None:
            refusal.facts["ticket"] = _view(services, caller, language, current).model_dump(mode="json")
        if unseen:
            say = _say_to(services, caller, language)
            refusal.facts["unseen"] = [views.event_view(event, caller, say).model_dump(mode="json") for event in unseen]
        raise
