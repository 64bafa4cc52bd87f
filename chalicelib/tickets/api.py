"""HTTP routes of a ticket and its conversation: read the request, call one action, build the response."""

from typing import Any

from ..attachments.actions import LINK_S
from ..attachments.forms import LinkQuery
from ..attachments.views import LinkView
from ..people.model import AGENTS, EVERYBODY, LEADS, Caller
from ..people.sign_in import caller_of
from ..plumbing.fields import Value
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import PUBLIC, Reply, Routes
from . import actions, asides, downloads, presence, public, timeline, undo, views, watching
from .answers import event_reply, events_for, shown_to, ticket_reply
from .forms import (
    NewMessage,
    NewNote,
    NewTicket,
    Presence,
    Snooze,
    SpamMark,
    TicketChange,
    TimelineQuery,
    TrailQuery,
    Watcher,
)

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets", allow=EVERYBODY, status=201)
def create_ticket(
    services: Services, caller: Caller, body: NewTicket, once: Once | None, language: str
) -> Reply[views.TicketView]:
    """Create a ticket. Send an Idempotency-Key so that a retry does not create a second one."""
    done = actions.create(services, caller, body, once)
    return ticket_reply(services, caller, language, done, created=True)


@routes.get("/v1/tickets/{ticket}", allow=EVERYBODY)
def read_ticket(services: Services, caller: Caller, ticket: str, language: str) -> Reply[views.TicketView]:
    """Read one ticket."""
    found = actions.ticket_for(services, caller, ticket)
    return ticket_reply(services, caller, language, actions.Done(found))


@routes.get("/v1/tickets/{ticket}/timeline", allow=EVERYBODY)
def read_timeline(
    services: Services, caller: Caller, ticket: str, query: TimelineQuery, language: str
) -> Reply[views.Timeline]:
    """Read a ticket's timeline, oldest first. Notes and internal events are for agents."""
    story = timeline.timeline(services, caller, ticket, query)
    items = events_for(services, language, story.events, internal=story.internal)
    version = story.ticket.version if story.internal else public.version_of(story.ticket)
    return Reply(views.Timeline(items=items, next=story.next), version, provisional=story.provisional)


@routes.get("/v1/tickets/{ticket}/audit", allow=LEADS)
def read_trail(services: Services, caller: Caller, ticket: str, query: TrailQuery) -> views.ActList:
    """Read a ticket's audit log: who did what and from where, oldest first, without any text."""
    trail = timeline.trail(services, caller, ticket, query)
    return views.ActList(items=[views.act_view(event) for event in trail.events], next=trail.next)


@routes.patch("/v1/tickets/{ticket}", allow=EVERYBODY)
def change_ticket(
    services: Services, caller: Caller, ticket: str, body: TicketChange, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Change a ticket. Customers may mark their own tickets as solved or reopen them.

    An older version in If-Match is accepted if the fields you change have not changed since and, for a status, no message
    was added that you have not seen. Otherwise 412 reports the conflict: `changed`, `unseen` and the current `ticket`.
    """
    with shown_to(services, caller, language):
        done = actions.change(services, caller, ticket, body, if_match)
    return ticket_reply(services, caller, language, done)


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
    """Add a public reply.

    Agents send the version they have read; the reply is rejected if there are messages that they have not seen. An
    agent who replies to an unassigned ticket becomes its assignee. A customer's message to a closed ticket creates a
    follow-up, unless it only says thanks; one to a merged ticket is added to the surviving ticket. `Location` and the
    event's `ticket` say where it is.
    """
    with shown_to(services, caller, language):
        done = actions.add_message(services, caller, ticket, body, if_match, once)
    return event_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/messages/{event}", allow=AGENTS, status=200)
def withdraw_message(services: Services, caller: Caller, ticket: str, event: str) -> views.Draft:
    """Undo a message that you have just sent, until its `undo_until`. Returns its text as a draft."""
    return views.draft_of(undo.withdraw(services, caller, ticket, event))


@routes.post("/v1/tickets/{ticket}/notes", allow=AGENTS, status=201)
def add_note(
    services: Services, caller: Caller, ticket: str, body: NewNote, once: Once | None, language: str
) -> Reply[views.EventView]:
    """Add an internal note, which customers never see. Agents you mention are notified and become followers."""
    with shown_to(services, caller, language):
        done = actions.add_note(services, caller, ticket, body, once)
    return event_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/snooze", allow=AGENTS)
def snooze_ticket(
    services: Services, caller: Caller, ticket: str, body: Snooze, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Snooze a ticket until a time, or until the customer replies."""
    with shown_to(services, caller, language):
        done = asides.snooze(services, caller, ticket, body.until, if_match)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/snooze", allow=AGENTS, status=200)
def wake_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """End a ticket's snooze now."""
    with shown_to(services, caller, language):
        done = asides.wake(services, caller, ticket, if_match)
    return ticket_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/spam", allow=AGENTS)
def mark_spam(
    services: Services, caller: Caller, ticket: str, body: SpamMark, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Mark a ticket as spam or as created by mistake. It leaves every queue and is not counted."""
    with shown_to(services, caller, language):
        done = asides.mark_spam(services, caller, ticket, body.kind, if_match)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/spam", allow=AGENTS, status=200)
def release_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Mark a ticket as not spam. It returns to its queue."""
    with shown_to(services, caller, language):
        done = asides.release(services, caller, ticket, if_match)
    return ticket_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/watchers", allow=AGENTS)
def follow_ticket(
    services: Services, caller: Caller, ticket: str, body: Watcher, language: str
) -> Reply[views.TicketView]:
    """Follow a ticket (`me`), or add another agent as a follower. Followers are notified of new messages."""
    with shown_to(services, caller, language):
        done = watching.follow(services, caller, ticket, caller.id if body.agent == "me" else body.agent)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/watchers/{agent}", allow=AGENTS, status=200)
def unfollow_ticket(
    services: Services, caller: Caller, ticket: str, agent: str, language: str
) -> Reply[views.TicketView]:
    """Unfollow a ticket, or remove another follower."""
    with shown_to(services, caller, language):
        done = watching.unfollow(services, caller, ticket, caller.id if agent == "me" else agent)
    return ticket_reply(services, caller, language, done)


@routes.get("/v1/events/schema.json", allow=PUBLIC)
def read_event_schema() -> dict[str, Any]:
    """Read the JSON Schema of events. Clients must ignore types and members that they do not know."""
    from . import event_schema  # rarely requested, so other requests do not pay for its import

    return event_schema.document()


@routes.get("/v1/attachments/{attachment}", allow=EVERYBODY)
def read_attachment(services: Services, caller: Caller, attachment: str, query: LinkQuery) -> Reply[LinkView]:
    """Get a download link for an attachment that you may read. It is valid for a minute.

    The file is served as a download. `inline=true` returns a link to display it in a page, for images only.
    """
    url = downloads.download(services, caller, attachment, inline=query.inline)
    return Reply(LinkView(url=url, expires_in=LINK_S), headers={"Cache-Control": "no-store"})


class Others(Value):
    """Other agents who are viewing the ticket or typing in it."""

    items: list[presence.Present]


@routes.put("/v1/tickets/{ticket}/presence", allow=AGENTS)
def look_in(services: Services, caller: Caller, ticket: str, body: Presence) -> Others:
    """Report your presence every 15 seconds and get the other agents'. Presence expires after 30 seconds."""
    return Others(items=presence.look_in(services, caller, ticket, body.state))


@routes.delete("/v1/tickets/{ticket}/presence", allow=AGENTS)
def leave(services: Services, caller: Caller, ticket: str) -> None:
    """Report that you have left the ticket."""
    presence.leave(services, caller, ticket)
