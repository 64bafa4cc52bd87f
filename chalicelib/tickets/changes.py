"""Decides how a change of fields affects a ticket, from facts that have already been read."""

from collections.abc import Mapping
from typing import Any

from ..configuration import actions as configuration_actions
from ..configuration import rules as configuration_rules
from ..people import actions as people_actions
from ..people.model import NO_TEAM, Caller, Person
from ..plumbing import versions
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.services import Services
from . import access, out_of_queue, public, rules, store, timers
from .changeset_builder import UNASSIGNED, ChangesetBuilder
from .event import Actor, Event
from .event_specs import EventType
from .forms import BulkTicketChange, TicketChange
from .lifecycle import Mover
from .model import Status, Ticket
from .rules import Authority
from .transaction import Changeset, actor_of, known_version

MAX_TAGS = 20
STATUS_EVENTS = frozenset({EventType.STATUS_CHANGED, EventType.TICKET_REOPENED})
TRAVELS_WITH: Mapping[str, tuple[str, ...]] = {
    "assignee": ("assignee_name", "team"),  # the team decides who may be assigned
    "team": ("team", "assignee_name"),  # moving a ticket to another team unassigns it
    "category": ("category", "fields"),
    "fields": ("fields", "category"),
    "add_tags": ("tags",),
    "remove_tags": ("tags",),
    "snooze": ("snoozed_until", "status"),
}
"""What a field of a change sets or depends on, where that is not just the field of the same name."""
LOOKBACK_VERSIONS = 10  # versions: more than one changeset creates


def check_fields(services: Services, wanted: TicketChange) -> None:
    """Check that the values exist. Raises `Invalid` for a value that no ticket can have."""
    configured = configuration_actions.current(services)
    for name in ("status", "priority", "subject", "category", "tags", "fields", "team"):
        if wanted.names(name) and getattr(wanted, name) is None:
            raise Invalid.field(name, "This cannot be empty.")
    if wanted.category is not None and not configured.has_category(wanted.category):
        raise Invalid.field("category", f"There is no category “{wanted.category}”.")
    if wanted.team is not None and not configured.has_team(wanted.team):
        raise Invalid.field("team", f"There is no team “{wanted.team}”.")


def assignee_of(services: Services, caller: Caller, wanted: TicketChange) -> Person | None:
    """Read the new assignee, if one is named: 1 RT, half a RRU. Raises `Invalid` if they are not an agent."""
    if not wanted.names("assignee") or wanted.assignee is None:
        return None
    return agent_named(services, caller.id if wanted.assignee == "me" else wanted.assignee)


def agent_named(services: Services, id_: str) -> Person:
    """Read the agent with this id. 1 RT, half a RRU. Raises `Invalid` if there is none."""
    person = people_actions.person_by_id(services, id_)
    if person is None or not person.is_agent:
        raise Invalid.field("assignee", "There is no such agent.")
    return person


def build_changeset(
    services: Services,
    by: Authority,
    ticket: Ticket,
    wanted: TicketChange,
    assignee: Person | None,
    *,
    back: bool = False,
) -> Changeset | None:
    """Build one event for the assignment, one for the status and one for the rest, as needed, in one changeset.

    `back` undoes a status that the same person has just set, with all that it changed: 1 RT and half a RRU more.
    """
    now = services.clock.now()
    steps = ChangesetBuilder(ticket, by.actor, now)
    wide = wanted if isinstance(wanted, BulkTicketChange) else None
    if wide and wide.names("spam") and wide.spam is None and ticket.spam is not None:
        steps.add(EventType.SPAM_RELEASED, out_of_queue.NOT_SPAM_FIELDS)
    steps.add(EventType.TICKET_CHANGED, _plain_changes(services, ticket, wanted))
    if wanted.names("assignee"):
        if assignee:
            access.check_assignable(assignee, steps.ticket.team, configuration_actions.current(services))
        type_ = EventType.TICKET_ASSIGNED if assignee else EventType.TICKET_UNASSIGNED
        steps.add(type_, _assignment(assignee) if assignee else UNASSIGNED)
    if wanted.status is not None and wanted.status is not ticket.status:
        _enter_status(services, by, steps, wanted.status, back=back)
    if wide:
        _snooze_or_spam(services, steps, wide, back=back)
    return Changeset(steps.ticket, tuple(steps.events)) if steps.events else None


def authority_of(caller: Caller, ticket: Ticket) -> Authority:
    """Return the role in which the caller changes this ticket."""
    return Authority(actor_of(caller, ticket.requester), rules.mover_of(caller))


def check_unrelated(
    services: Services, caller: Caller, ticket: Ticket, wanted: TicketChange, expected: int | None
) -> None:
    """Accept a change against an older version, unless what happened since is related to it.

    It is related if one of the same fields has changed or, for a change of the status, if a message was added that the
    caller has not seen. Raises `VersionRequired`, and `VersionMismatch` with the fields (`build_changeset`) and the messages
    (`unseen`). 2 RT if the version is old, otherwise none.
    """
    between = _since(services, caller, ticket, expected)
    if not between:
        return
    same = sorted({name for event in between for name in event.changes} & _touched(wanted))
    unseen = _unseen(services, caller, ticket, between) if wanted.status is not None else []
    if same or unseen:
        raise versions.out_of_date("ticket", version=ticket.version, current=ticket, changed=same, unseen=unseen)


def _since(services: Services, caller: Caller, ticket: Ticket, expected: int | None) -> list[Event]:
    """Read the events after the version that the caller read; for a customer possibly some more.

    2 RT, none for the current version.
    """
    internal = access.sees_internal(caller, ticket, configuration_actions.current(services))
    if internal:
        known = known_version(ticket, expected)
        return store.events_after(services, ticket.number, known) if known < ticket.version else []
    present = public.version_of(ticket)
    behind = present - versions.required(expected, version=present)
    if not 0 <= behind < present:
        raise versions.out_of_date("ticket", version=present, current=ticket)
    return _newest_acts(services, ticket, behind) if behind else []


def _newest_acts(services: Services, ticket: Ticket, count: int) -> list[Event]:
    """Read the events of the last `count` changesets visible to customers, and the internal ones in between, oldest first."""
    events, _ = store.events_page(services, ticket.number, store.MAX_EVENTS, None, internal=True, descending=True)
    found: list[Event] = []
    acts: set[tuple[int, str]] = set()
    for event in events:
        change = (event.at, event.by.id)
        if access.is_public(event) and change not in acts:
            if len(acts) == count:
                break
            acts.add(change)
        found.append(event)
    return found[::-1]


def _touched(wanted: TicketChange) -> frozenset[str]:
    """Return the fields, as named in events, that a change sets or depends on."""
    return frozenset(name for field in wanted.model_fields_set for name in TRAVELS_WITH.get(field, (field,)))


def _unseen(services: Services, caller: Caller, ticket: Ticket, events: list[Event]) -> list[Event]:
    """Return other people's messages that the caller may see and has not seen, including those of a merged ticket."""
    configured, now = configuration_actions.current(services), services.clock.now()
    internal = access.sees_internal(caller, ticket, configured)
    messages = [
        event for event in events if event.type is EventType.MERGE_RECEIVED or event in rules.unseen_events(events)
    ]
    seen = [event for event in messages if access.may_see_event(caller, event, now, internal=internal)]
    return [event for event in seen if event.by.id != caller.id]


def check_change(mover: Mover, ticket: Ticket, wanted: TicketChange, *, back: bool) -> None:
    """Check that the ticket's state allows the change. Raises `Conflict` if not."""
    rules.check_open(ticket)
    wide = wanted if isinstance(wanted, BulkTicketChange) else None
    releases = wide is not None and wide.names("spam") and wide.spam is None
    works = wanted.status is not None or (wide is not None and wide.names("snooze"))
    if works and not releases:
        rules.check_not_spam(ticket)
    if wanted.status is not None and not back:
        rules.check_status(mover, ticket, wanted.status)


def _plain_changes(services: Services, ticket: Ticket, wanted: TicketChange) -> dict[str, Any]:
    """Return the changes other than status and assignee."""
    plain = {name: getattr(wanted, name) for name in ("priority", "subject", "category", "team") if wanted.names(name)}
    if (tags := _tags(ticket, wanted)) != ticket.tags:
        plain["tags"] = tags
    if wanted.fields is not None or plain.get("category", ticket.category) != ticket.category:
        category = configuration_actions.current(services).category_or_default(plain.get("category", ticket.category))
        asked = {field.id for field in category.fields}
        before = {
            name: answer for name, answer in ticket.fields.items() if name in asked
        }  # answers to questions of another form are dropped
        plain["fields"] = configuration_rules.answers(
            category, wanted.fields or {}, before=before, by_agent=True, whole=False
        )
    if plain.get("team", ticket.team) != ticket.team and not wanted.names("assignee"):
        plain |= UNASSIGNED  # it moves to the other team's queue, unassigned
    return plain


def _tags(ticket: Ticket, wanted: TicketChange) -> frozenset[str]:
    tags = ticket.tags if wanted.tags is None else frozenset(wanted.tags)
    if isinstance(wanted, BulkTicketChange):
        tags = (tags | set(wanted.add_tags)) - set(wanted.remove_tags)
    if len(tags) > max(MAX_TAGS, len(ticket.tags)):
        raise Invalid.field("add_tags", f"A ticket has at most {MAX_TAGS} tags.")
    return tags


def _assignment(agent: Person) -> dict[str, Any]:
    return {**assignment_of(agent), "reason": None}


def _enter_status(services: Services, by: Authority, steps: ChangesetBuilder, status: Status, *, back: bool) -> None:
    before = steps.ticket
    restored = _values_before(services, by.actor, before, status) if back else {}
    if restored:
        reopened = before.status is Status.SOLVED and status is Status.OPEN
        steps.add(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, restored)
    else:
        if status is Status.NEW:
            raise Conflict("The status cannot be taken back any more.", version=before.version)
        rules.check_status(by.mover, before, status)
        steps.enter_status(status)
    brought = undo_values(before, steps.ticket) | {"timers": [before.timers, steps.ticket.timers]}
    steps.events[-1] = steps.events[-1].with_data(undo=brought)


def _values_before(services: Services, actor: Actor, ticket: Ticket, status: Status) -> dict[str, Any]:
    """Return what the actor's own change of the status replaced; nothing if another actor set the current status."""
    found = store.events_after(services, ticket.number, max(0, ticket.version - LOOKBACK_VERSIONS))
    event = next((each for each in reversed(found) if each.type in STATUS_EVENTS), None)
    if event is None or event.by.id != actor.id or list(event.undo.get("status", ())) != [status, ticket.status]:
        return {}
    old = {name: pair[0] for name, pair in event.undo.items()}
    return {"snoozed_until": None} | old | {"status": status} | timers.restored_timers(ticket, event.undo)


def _snooze_or_spam(services: Services, steps: ChangesetBuilder, wanted: BulkTicketChange, *, back: bool) -> None:
    until = wanted.snooze
    if until is not None and back and until <= steps.at:
        until = None  # that time has passed
    if until is not None:
        out_of_queue.check_until(services, until)
        steps.add(EventType.TICKET_SNOOZED, out_of_queue.snoozed_fields(until))
    elif wanted.names("snooze"):
        steps.add(EventType.TICKET_UNSNOOZED, out_of_queue.UNSNOOZED_FIELDS)
    if wanted.spam is not None and wanted.spam is not steps.ticket.spam:
        steps.add(EventType.SPAM_MARKED, out_of_queue.spam_fields(wanted.spam))


UNDOABLE_FIELDS = (
    "status",
    "status_since",
    "waiting_since",
    "timers",
    "suspended",
    "snoozed_until",
    "accepted",
    "assignee",
    "assignee_name",
    "assignee_team",
)


"""What an agent's message may change in addition, and what undoing it restores."""


def assignment_of(agent: Person) -> dict[str, Any]:
    """Return the fields of a ticket that is assigned to this agent."""
    return {"assignee": agent.id, "assignee_name": agent.name, "assignee_team": agent.home or NO_TEAM}


def undo_values(before: Ticket, after: Ticket) -> dict[str, Any]:
    """Return [before, after] of each field that a message changes, for undo."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in UNDOABLE_FIELDS}
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}
