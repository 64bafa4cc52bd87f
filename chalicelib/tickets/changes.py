"""Decides how a change of fields affects a ticket, from facts that have already been read."""

from collections.abc import Mapping
from typing import Any

from ..configuration import actions as configuration
from ..configuration import rules as forms
from ..people import actions as people
from ..people.model import Caller, Person
from ..plumbing import versions
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.services import Services
from . import access, asides, public, rules, store, timers
from .forms import TicketChange, WideChange
from .lifecycle import Mover
from .messages import given_to, put_back
from .model import Actor, Event, EventType, Status, Ticket
from .recording import Act, known_version, said_by
from .rules import Authority
from .steps import NOBODY, Steps

MOST_TAGS = 20
OF_THE_STATUS = frozenset({EventType.STATUS_CHANGED, EventType.TICKET_REOPENED})
GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "assignee": ("assignee_name", "team"),  # the team decides who may be assigned
    "team": ("team", "assignee_name"),  # moving a ticket to another team unassigns it
    "category": ("category", "fields"),
    "fields": ("fields", "category"),
    "add_tags": ("tags",),
    "remove_tags": ("tags",),
    "snooze": ("snoozed_until", "status"),
}
"""What a field of a change sets or depends on, where that is not just the field of the same name."""
LOOKED_BACK = 10  # versions: more than one changeset creates


def check_fields(services: Services, wanted: TicketChange) -> None:
    """Check that the values exist. Raises `Invalid` for a value that no ticket can have."""
    configured = configuration.current(services)
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
    person = people.person_by_id(services, id_)
    if person is None or not person.is_agent:
        raise Invalid.field("assignee", "There is no such agent.")
    return person


def changed(
    services: Services,
    by: Authority,
    ticket: Ticket,
    wanted: TicketChange,
    assignee: Person | None,
    *,
    back: bool = False,
) -> Act | None:
    """Build one event for the assignment, one for the status and one for the rest, as needed, in one changeset.

    `back` undoes a status that the same person has just set, with all that it changed: 1 RT and half a RRU more.
    """
    now = services.clock.now()
    steps = Steps(ticket, by.actor, now)
    wide = wanted if isinstance(wanted, WideChange) else None
    if wide and wide.names("spam") and wide.spam is None and ticket.spam is not None:
        steps.take(EventType.SPAM_RELEASED, asides.RELEASED)
    steps.take(EventType.TICKET_CHANGED, _plain_changes(services, ticket, wanted))
    if wanted.names("assignee"):
        if assignee:
            access.check_may_have(assignee, steps.ticket.team, configuration.current(services))
        type_ = EventType.TICKET_ASSIGNED if assignee else EventType.TICKET_UNASSIGNED
        steps.take(type_, _assigned_to(assignee) if assignee else NOBODY)
    if wanted.status is not None and wanted.status is not ticket.status:
        _enter(services, by, steps, wanted.status, back=back)
    if wide:
        _set_aside(services, steps, wide, back=back)
    return Act(steps.ticket, tuple(steps.events)) if steps.events else None


def authority_of(caller: Caller, ticket: Ticket) -> Authority:
    """Return the role in which the caller changes this ticket."""
    return Authority(said_by(caller, ticket.requester), rules.mover_of(caller))


def check_unrelated(
    services: Services, caller: Caller, ticket: Ticket, wanted: TicketChange, expected: int | None
) -> None:
    """Accept a change against an older version, unless what happened since is related to it.

    It is related if one of the same fields has changed or, for a change of the status, if a message was added that the
    caller has not seen. Raises `VersionNeeded`, and `OutOfDate` with the fields (`changed`) and the messages
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
    internal = access.sees_internal(caller, ticket, configuration.current(services))
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
    events, _ = store.slice_of(services, ticket.number, store.MOST_EVENTS, None, internal=True, descending=True)
    found: list[Event] = []
    acts: set[tuple[int, str]] = set()
    for event in events:
        act = (event.at, event.by.id)
        if access.is_public(event) and act not in acts:
            if len(acts) == count:
                break
            acts.add(act)
        found.append(event)
    return found[::-1]


def _touched(wanted: TicketChange) -> frozenset[str]:
    """Return the fields, as named in events, that a change sets or depends on."""
    return frozenset(name for field in wanted.model_fields_set for name in GOES_WITH.get(field, (field,)))


def _unseen(services: Services, caller: Caller, ticket: Ticket, events: list[Event]) -> list[Event]:
    """Return other people's messages that the caller may see and has not seen, including those of a merged ticket."""
    configured, now = configuration.current(services), services.clock.now()
    internal = access.sees_internal(caller, ticket, configured)
    said = [event for event in events if event.type is EventType.MERGE_RECEIVED or event in rules.unseen(events)]
    seen = [event for event in said if access.may_see_event(caller, event, now, internal=internal)]
    return [event for event in seen if event.by.id != caller.id]


def check_change(mover: Mover, ticket: Ticket, wanted: TicketChange, *, back: bool) -> None:
    """Check that the ticket's state allows the change. Raises `Conflict` if not."""
    rules.check_open(ticket)
    wide = wanted if isinstance(wanted, WideChange) else None
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
        category = configuration.current(services).category_or_default(plain.get("category", ticket.category))
        asked = {field.id for field in category.fields}
        before = {
            name: answer for name, answer in ticket.fields.items() if name in asked
        }  # answers to questions of another form are dropped
        plain["fields"] = forms.answers(category, wanted.fields or {}, before=before, by_agent=True, whole=False)
    if plain.get("team", ticket.team) != ticket.team and not wanted.names("assignee"):
        plain |= NOBODY  # it moves to the other team's queue, unassigned
    return plain


def _tags(ticket: Ticket, wanted: TicketChange) -> frozenset[str]:
    tags = ticket.tags if wanted.tags is None else frozenset(wanted.tags)
    if isinstance(wanted, WideChange):
        tags = (tags | set(wanted.add_tags)) - set(wanted.remove_tags)
    if len(tags) > max(MOST_TAGS, len(ticket.tags)):
        raise Invalid.field("add_tags", f"A ticket has at most {MOST_TAGS} tags.")
    return tags


def _assigned_to(agent: Person) -> dict[str, Any]:
    return {**given_to(agent), "because": None}


def _enter(services: Services, by: Authority, steps: Steps, status: Status, *, back: bool) -> None:
    before = steps.ticket
    restored = _just_before(services, by.actor, before, status) if back else {}
    if restored:
        reopened = before.status is Status.SOLVED and status is Status.OPEN
        steps.take(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, restored)
    else:
        if status is Status.NEW:
            raise Conflict("The status cannot be taken back any more.", version=before.version)
        rules.check_status(by.mover, before, status)
        steps.enter(status)
    brought = put_back(before, steps.ticket) | {"timers": [before.timers, steps.ticket.timers]}
    steps.events[-1] = steps.events[-1].with_data(undo=brought)


def _just_before(services: Services, actor: Actor, ticket: Ticket, status: Status) -> dict[str, Any]:
    """Return what the actor's own change of the status replaced; nothing if another actor set the current status."""
    found = store.events_after(services, ticket.number, max(0, ticket.version - LOOKED_BACK))
    event = next((each for each in reversed(found) if each.type in OF_THE_STATUS), None)
    if event is None or event.by.id != actor.id or list(event.undo.get("status", ())) != [status, ticket.status]:
        return {}
    old = {name: pair[0] for name, pair in event.undo.items()}
    return {"snoozed_until": None} | old | {"status": status} | timers.put_back(ticket, event.undo)


def _set_aside(services: Services, steps: Steps, wanted: WideChange, *, back: bool) -> None:
    until = wanted.snooze
    if until is not None and back and until <= steps.at:
        until = None  # that time has passed
    if until is not None:
        asides.check_until(services, until)
        steps.take(EventType.TICKET_SNOOZED, asides.asleep(until))
    elif wanted.names("snooze"):
        steps.take(EventType.TICKET_WOKEN, asides.AWAKE)
    if wanted.spam is not None and wanted.spam is not steps.ticket.spam:
        steps.take(EventType.SPAM_MARKED, asides.as_spam(wanted.spam))
