"""HTTP for a ticket and its conversation: read the request, call one action, shape the answer."""

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
    """Raise a ticket. Send an Idempotency-Key so that a repeat makes no second one."""
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
    """Read what happened to a ticket, oldest first. Notes and internal events are for agents."""
    story = timeline.timeline(services, caller, ticket, query)
    items = events_for(services, language, story.events, internal=story.internal)
    version = story.ticket.version if story.internal else public.version_of(story.ticket)
    return Reply(views.Timeline(items=items, next=story.next), version, provisional=story.provisional)


@routes.get("/v1/tickets/{ticket}/audit", allow=LEADS)
def read_trail(services: Services, caller: Caller, ticket: str, query: TrailQuery) -> views.ActList:
    """Read who did what to a ticket and from where, oldest first, without anybody's words."""
    trail = timeline.trail(services, caller, ticket, query)
    return views.ActList(items=[views.act_view(event) for event in trail.events], next=trail.next)


@routes.patch("/v1/tickets/{ticket}", allow=EVERYBODY)
def change_ticket(
    services: Services, caller: Caller, ticket: str, body: TicketChange, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Change a ticket you have read. Customers may mark theirs solved, or open a solved one again.

    An older version in If-Match is good enough where the fields you change have not changed since and, for a status, nothing
    was said that you have not seen. Otherwise 412 says what stands in the way: `changed`, `unseen` and the present `ticket`.
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
    """Say something public.

    Agents name the version they have read; words they have not seen hold the message back. An agent who replies to a ticket
    without an assignee becomes its assignee. What a customer writes in a closed ticket makes a follow-up, unless it is nothing
    but thanks; in a merged one it goes on where that went: `Location` and the event's `ticket` say where.
    """
    with shown_to(services, caller, language):
        done = actions.add_message(services, caller, ticket, body, if_match, once)
    return event_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/messages/{event}", allow=AGENTS, status=200)
def withdraw_message(services: Services, caller: Caller, ticket: str, event: str) -> views.Draft:
    """Take back a message you have just sent, as long as its `undo_until` says. Answers its words, to write on."""
    return views.draft_of(undo.withdraw(services, caller, ticket, event))


@routes.post("/v1/tickets/{ticket}/notes", allow=AGENTS, status=201)
def add_note(
    services: Services, caller: Caller, ticket: str, body: NewNote, once: Once | None, language: str
) -> Reply[views.EventView]:
    """Tell colleagues something. Customers never see it. Whom you mention is told, and follows the ticket."""
    with shown_to(services, caller, language):
        done = actions.add_note(services, caller, ticket, body, once)
    return event_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/snooze", allow=AGENTS)
def snooze_ticket(
    services: Services, caller: Caller, ticket: str, body: Snooze, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Set a ticket aside until a time, or until the customer writes."""
    with shown_to(services, caller, language):
        done = asides.snooze(services, caller, ticket, body.until, if_match)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/snooze", allow=AGENTS, status=200)
def wake_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Bring a snoozed ticket back now."""
    with shown_to(services, caller, language):
        done = asides.wake(services, caller, ticket, if_match)
    return ticket_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/spam", allow=AGENTS)
def mark_spam(
    services: Services, caller: Caller, ticket: str, body: SpamMark, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Say that a ticket is none: spam, or raised by mistake. It leaves every queue and number."""
    with shown_to(services, caller, language):
        done = asides.mark_spam(services, caller, ticket, body.kind, if_match)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/spam", allow=AGENTS, status=200)
def release_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """It was a ticket after all: back into its queue."""
    with shown_to(services, caller, language):
        done = asides.release(services, caller, ticket, if_match)
    return ticket_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/watchers", allow=AGENTS)
def follow_ticket(
    services: Services, caller: Caller, ticket: str, body: Watcher, language: str
) -> Reply[views.TicketView]:
    """Follow a ticket (`me`), or have a colleague follow it. Followers are told of what is said."""
    with shown_to(services, caller, language):
        done = watching.follow(services, caller, ticket, caller.id if body.agent == "me" else body.agent)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/watchers/{agent}", allow=AGENTS, status=200)
def unfollow_ticket(
    services: Services, caller: Caller, ticket: str, agent: str, language: str
) -> Reply[views.TicketView]:
    """Follow it no more."""
    with shown_to(services, caller, language):
        done = watching.unfollow(services, caller, ticket, caller.id if agent == "me" else agent)
    return ticket_reply(services, caller, language, done)


@routes.get("/v1/events/schema.json", allow=PUBLIC)
def read_event_schema() -> dict[str, Any]:
    """Read the JSON Schema of events. Readers must ignore types and members that they do not know."""
    from . import event_schema  # hardly anybody asks, so nobody else pays for it

    return event_schema.document()


@routes.get("/v1/attachments/{attachment}", allow=EVERYBODY)
def read_attachment(services: Services, caller: Caller, attachment: str, query: LinkQuery) -> Reply[LinkView]:
    """Get an address for a file in a message that you may read. It holds for a minute.

    The file is to be kept. `inline=true` gives one that a page can draw, of pictures alone.
    """
    url = downloads.download(services, caller, attachment, inline=query.inline)
    return Reply(LinkView(url=url, expires_in=LINK_S), headers={"Cache-Control": "no-store"})


class Others(Value):
    """Colleagues who look at the ticket just now, or write in it."""

    items: list[presence.Present]


@routes.put("/v1/tickets/{ticket}/presence", allow=AGENTS)
def look_in(services: Services, caller: Caller, ticket: str, body: Presence) -> Others:
    """Say every 15 seconds that you are there, and learn who else is. Forgotten after 30."""
    return Others(items=presence.look_in(services, caller, ticket, body.state))


@routes.delete("/v1/tickets/{ticket}/presence", allow=AGENTS)
def leave(services: Services, caller: Caller, ticket: str) -> None:
    """Say that you are there no more."""
    presence.leave(services, caller, ticket)
