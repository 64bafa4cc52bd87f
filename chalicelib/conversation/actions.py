"""Write to a ticket: a reply, a customer's message, an internal note."""

from dataclasses import dataclass

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.errors import Conflict
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import attachments
from ..tickets import rules as tickets_rules
from ..tickets import store as tickets_store
from ..tickets.event_data import Note
from ..tickets.event_specs import EventType
from ..tickets.incoming import IN_PORTAL, Incoming, Via
from ..tickets.model import Ticket
from ..tickets.transaction import (
    Changeset,
    TargetedChangeset,
    TicketResult,
    actor_of,
    known_version,
    new_event,
    perform,
)
from ..triage import followers
from . import messages
from .forms import NewMessage, NewNote
from .targets import build_changeset, resolve_target, with_uploads


def add_message(
    services: Services,
    caller: Caller,
    ticket_id: str,
    message: NewMessage,
    expected: int | None,
    idempotency_key: IdempotencyKey | None = None,
) -> TicketResult:
    """Add a public reply. 2 RT, 1 RRU + 6–12 WRU.

    An agent passes the version they read. If messages were added since, `Conflict` is raised with these (`unseen`) and
    the current `version`; other changes do not conflict. A customer's message is always accepted: it reopens a waiting
    ticket, goes to the surviving ticket of a merge, and creates a follow-up of a closed ticket. Thanks change no status
    and stay in a closed ticket.
    """
    return _add(services, caller, ticket_id, _Written(message, expected=expected), idempotency_key)


def add_received_message(
    services: Services,
    caller: Caller,
    ticket_id: str,
    message: NewMessage,
    via: Via,
    idempotency_key: IdempotencyKey | None = None,
) -> TicketResult:
    """Add a public reply that came by email. As `add_message`.

    An agent's reply by email needs no version, as it replies to a particular message. Automatic messages change no status
    and stay in a closed ticket, as thanks do.
    """
    return _add(services, caller, ticket_id, _Written(message, via=via), idempotency_key)


@dataclass(frozen=True)
class _Written:
    """A message with the version that its author had read and how it came in."""

    message: NewMessage
    expected: int | None = None
    via: Via = IN_PORTAL


def _add(
    services: Services, caller: Caller, ticket_id: str, written: _Written, idempotency_key: IdempotencyKey | None
) -> TicketResult:
    message, mailed = written.message, written.via.mailed

    def decide(ticket: Ticket) -> Changeset | TargetedChangeset:
        if tickets_access.writes_as_agent(caller, ticket):
            tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
            known = known_version(ticket, ticket.version if mailed else written.expected)
            tickets_rules.check_open(ticket)
            tickets_rules.check_not_spam(ticket)
            _check_seen(services, ticket, known)
            attachments.check_file_count(len(message.attachments), len(message.copy_to))
            files = attachments.load_uploads(services, caller, message.attachments)
            changeset = messages.agent_message(
                services, caller, ticket, message, attachments.as_attachments(files), mailed
            )
            return attachments.with_files(services, changeset, files)
        files = attachments.load_uploads(services, caller, message.attachments)
        incoming = Incoming(message.body, attachments.as_attachments(files), written.via)
        target = resolve_target(services, ticket, incoming)
        return with_uploads(services, build_changeset(services, caller, target, ticket, incoming), files)

    return perform(services, caller, ticket_id, decide, idempotency_key)


def add_note(
    services: Services, caller: Caller, ticket_id: str, note: NewNote, idempotency_key: IdempotencyKey | None = None
) -> TicketResult:
    """Add an internal note, which customers never see. Mentioned agents become followers.

    2 RT, 1 RRU + 4–6 WRU; with mentions 1 RT more, half a RRU and 3 WRU each.
    """
    mentioned = followers.find_agents(services, note.mentions)

    def decide(ticket: Ticket) -> Changeset:
        tickets_rules.check_open(ticket)
        files = attachments.load_uploads(services, caller, note.attachments)
        now = services.clock.now()
        after = ticket.next(now, followers=ticket.followers | mentioned)
        message = Note(body=note.body, mentions=mentioned, attachments=attachments.as_attachments(files))
        event = new_event(EventType.NOTE_ADDED, after, actor_of(caller), data=message, before=ticket)
        changeset = Changeset(after, (event,), extra_writes=followers.follower_writes(services, ticket, after))
        return attachments.with_files(services, changeset, files)

    return perform(services, caller, ticket_id, decide, idempotency_key)


def _check_seen(services: Services, ticket: Ticket, known: int) -> None:
    if known == ticket.version:
        return
    between = tickets_rules.unseen_events(tickets_store.events_after(services, ticket.number, known))
    if between:
        raise Conflict("Something was said that you have not seen.", version=ticket.version, unseen=between)
