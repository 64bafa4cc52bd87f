"""Builds responses with tickets and events from the results of actions, for all HTTP routes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.errors import Refused
from ..plumbing.http.web import ApiResponse
from ..plumbing.i18n import format_text as text
from ..plumbing.services import Services
from . import access, queries, views
from .event import Event, Reason
from .model import Ticket
from .transaction import TicketResult


def ticket_response(
    services: Services, caller: Caller, language: str, result: TicketResult, *, created: bool = False
) -> ApiResponse[views.TicketView]:
    at = f"/api/v1/tickets/{result.ticket.id}" if created else None
    view = render_ticket(services, caller, language, result.ticket)
    return ApiResponse(view, view.version, location=at, replayed=result.replayed)


def event_response(
    services: Services, caller: Caller, language: str, result: TicketResult
) -> ApiResponse[views.EventView]:
    event = result.events[-1]
    internal = access.sees_internal(caller, result.ticket, configuration_actions.current(services))
    (view,) = render_events(services, language, [event], internal=internal)
    at = f"/api/v1/tickets/{result.ticket.id}/timeline#{view.id}"
    version = access.version_for(caller, result.ticket, configuration_actions.current(services))
    return ApiResponse(view, version, location=at, replayed=result.replayed)


def render_ticket(services: Services, caller: Caller, language: str, ticket: Ticket) -> views.TicketView:
    """Build a ticket's view for this caller.

    If it was merged into another requester's ticket, its customer sees the status of that one: 1 RT more. For an agent,
    1 RT more if its email named another ticket, which is only shown to those who may read it.
    """
    configured = configuration_actions.current(services)
    internal = access.sees_internal(caller, ticket, configured)
    if ticket.merged_into is not None and not internal and not ticket.same_requester:
        ticket = ticket.model_copy(update={"status": queries.merge_survivor(services, ticket).status})
    if ticket.refers_to is not None and internal:
        named = queries.find_tickets(services, [ticket.refers_to])
        if not named or not access.may_read(caller, named[0], configured):
            ticket = ticket.model_copy(update={"refers_to": None})
    return views.ticket_view(ticket, caller, configured, reason_writer(services, language, internal=internal))


def render_events(
    services: Services, language: str, events: Iterable[Event], *, internal: bool
) -> list[views.EventView]:
    write_reason = reason_writer(services, language, internal=internal)
    return [views.event_view(event, write_reason, internal=internal) for event in events]


def reason_writer(services: Services, language: str, *, internal: bool) -> Callable[[Reason], str]:
    """Return a function that renders reasons in the reader's language; customers do not see agents' workload."""

    def write_reason(reason: Reason) -> str:
        team = configuration_actions.current(services).team(str(reason.facts.get("team", ""))).name
        facts = {**reason.facts, "team": team, "agent": reason.facts.get("agent", "")}
        return text(language, f"reason-{reason.rule}-{'agent' if internal else 'customer'}", **facts)

    return write_reason


@contextmanager
def rendering_refusals(services: Services, caller: Caller, language: str) -> Iterator[None]:
    """Replace tickets and events in error details with what this caller may see of them."""
    try:
        yield
    except Refused as refusal:
        current, unseen = refusal.facts.pop("current", None), refusal.facts.get("unseen")
        if current is not None:
            shown = render_ticket(services, caller, language, current)
            refusal.facts["ticket"] = shown.model_dump(mode="json")
        if unseen:
            found = render_events(
                services, language, unseen, internal=caller.is_agent
            )  # already filtered for this caller
            refusal.facts["unseen"] = [view.model_dump(mode="json") for view in found]
        raise
