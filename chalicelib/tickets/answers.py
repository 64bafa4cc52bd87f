"""Builds responses with tickets and events from the results of actions, for all HTTP routes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.errors import Refused
from ..plumbing.services import Services
from ..plumbing.texts import say as text
from ..plumbing.web import Reply
from . import access, actions, views
from .actions import Done
from .model import Because, Event, Ticket


def ticket_reply(
    services: Services, caller: Caller, language: str, done: Done, *, created: bool = False
) -> Reply[views.TicketView]:
    at = f"/api/v1/tickets/{done.ticket.id}" if created else None
    view = ticket_for(services, caller, language, done.ticket)
    return Reply(view, view.version, location=at, replayed=done.replayed)


def event_reply(services: Services, caller: Caller, language: str, done: Done) -> Reply[views.EventView]:
    event = done.events[-1]
    internal = access.sees_internal(caller, done.ticket, configuration.current(services))
    (view,) = events_for(services, language, [event], internal=internal)
    at = f"/api/v1/tickets/{done.ticket.id}/timeline#{view.id}"
    version = access.version_for(caller, done.ticket, configuration.current(services))
    return Reply(view, version, location=at, replayed=done.replayed)


def ticket_for(services: Services, caller: Caller, language: str, ticket: Ticket) -> views.TicketView:
    """Build a ticket's view for this caller.

    If it was merged into another requester's ticket, its customer sees the status of that one: 1 RT more. For an agent,
    1 RT more if its email named another ticket, which is only shown to those who may read it.
    """
    configured = configuration.current(services)
    internal = access.sees_internal(caller, ticket, configured)
    if ticket.merged_into is not None and not internal and not ticket.merged_own:
        ticket = ticket.model_copy(update={"status": actions.surviving(services, ticket).status})
    if ticket.refers_to is not None and internal:
        named = actions.tickets_by_number(services, [ticket.refers_to])
        if not named or not access.may_read(caller, named[0], configured):
            ticket = ticket.model_copy(update={"refers_to": None})
    return views.ticket_view(ticket, caller, configured, sayer(services, language, internal=internal))


def events_for(services: Services, language: str, events: Iterable[Event], *, internal: bool) -> list[views.EventView]:
    say = sayer(services, language, internal=internal)
    return [views.event_view(event, say, internal=internal) for event in events]


def sayer(services: Services, language: str, *, internal: bool) -> Callable[[Because], str]:
    """Return a function that renders reasons in the reader's language; customers do not see agents' workload."""

    def say(because: Because) -> str:
        team = configuration.current(services).team(str(because.facts.get("team", ""))).name
        facts = {**because.facts, "team": team, "agent": because.facts.get("agent", "")}
        return text(language, f"because-{because.rule}-{'agent' if internal else 'customer'}", **facts)

    return say


@contextmanager
def shown_to(services: Services, caller: Caller, language: str) -> Iterator[None]:
    """Replace tickets and events in error details with what this caller may see of them."""
    try:
        yield
    except Refused as refusal:
        current, unseen = refusal.facts.pop("current", None), refusal.facts.get("unseen")
        if current is not None:
            shown = ticket_for(services, caller, language, current)
            refusal.facts["ticket"] = shown.model_dump(mode="json")
        if unseen:
            found = events_for(services, language, unseen, internal=caller.is_agent)  # already filtered for this caller
            refusal.facts["unseen"] = [view.model_dump(mode="json") for view in found]
        raise
