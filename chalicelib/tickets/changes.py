"""What a change of fields makes of a ticket: the decision, made of facts that have been read."""

from typing import Any

from ..configuration import actions as configuration
from ..configuration import rules as forms
from ..people import actions as people
from ..people.model import NO_TEAM, Caller, Person
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.services import Services
from . import access, asides, rules, store
from .forms import TicketChange, WideChange
from .messages import put_back
from .model import EventType, Status, Ticket
from .recording import Act, said_by
from .steps import NOBODY, Steps

MOST_TAGS = 20
OF_THE_STATUS = frozenset({EventType.STATUS_CHANGED, EventType.TICKET_REOPENED})
LOOKED_BACK = 10  # versions: more than one act makes


def check_fields(services: Services, wanted: TicketChange) -> None:
    """Raises `Invalid` for what no ticket could be given."""
    configured = configuration.current(services)
    for name in ("status", "priority", "subject", "category", "tags", "fields", "team"):
        if wanted.names(name) and getattr(wanted, name) is None:
            raise Invalid.field(name, "This cannot be empty.")
    if wanted.category is not None and not configured.has_category(wanted.category):
        raise Invalid.field("category", f"There is no category “{wanted.category}”.")
    if wanted.team is not None and not configured.has_team(wanted.team):
        raise Invalid.field("team", f"There is no team “{wanted.team}”.")


def assignee_of(services: Services, caller: Caller, wanted: TicketChange) -> Person | None:
    """The agent who shall have it. 1 RT, half a RRU where one is named. Raises `Invalid` for somebody who is none."""
    if not wanted.names("assignee") or wanted.assignee is None:
        return None
    person = people.person_by_id(services, caller.id if wanted.assignee == "me" else wanted.assignee)
    if person is None or not person.is_agent:
        raise Invalid.field("assignee", "There is no such agent.")
    return person


def changed(
    services: Services, caller: Caller, ticket: Ticket, wanted: TicketChange, assignee: Person | None, *, back: bool
) -> Act | None:
    """One event for the assignment, one for the status, one for the rest: as many as there are, in one transaction.

    `back` takes a status back that the caller has just set, with all it had brought: 1 RT and half a RRU more.
    """
    now = services.clock.now()
    steps = Steps(ticket, said_by(caller, ticket.requester), now)
    wide = wanted if isinstance(wanted, WideChange) else None
    if wide and wide.names("spam") and wide.spam is None and ticket.spam is not None:
        steps.take(EventType.SPAM_RELEASED, asides.released(services, ticket))
    steps.take(EventType.TICKET_CHANGED, _plain_changes(services, ticket, wanted))
    if wanted.names("assignee"):
        if assignee:
            access.check_may_have(assignee, steps.ticket.team, configuration.current(services))
        type_ = EventType.TICKET_ASSIGNED if assignee else EventType.TICKET_UNASSIGNED
        steps.take(type_, _given_to(assignee) if assignee else NOBODY)
    if wanted.status is not None and wanted.status is not ticket.status:
        _enter(services, caller, steps, wanted.status, back=back)
    if wide:
        _set_aside(services, steps, wide, back=back)
    return Act(steps.ticket, tuple(steps.events)) if steps.events else None


def check_change(caller: Caller, ticket: Ticket, wanted: TicketChange, *, back: bool) -> None:
    """Raises `Conflict` where the ticket, as it is, cannot be changed like that."""
    rules.check_open(ticket)
    wide = wanted if isinstance(wanted, WideChange) else None
    releases = wide is not None and wide.names("spam") and wide.spam is None
    works = wanted.status is not None or (wide is not None and wide.names("snooze"))
    if works and not releases:
        rules.check_not_spam(ticket)
    if wanted.status is not None and not back:
        rules.check_status(caller, ticket, wanted.status)


def _plain_changes(services: Services, ticket: Ticket, wanted: TicketChange) -> dict[str, Any]:
    """What is neither the status nor the assignee."""
    plain = {name: getattr(wanted, name) for name in ("priority", "subject", "category", "team") if wanted.names(name)}
    if (tags := _tags(ticket, wanted)) != ticket.tags:
        plain["tags"] = tags
    if wanted.fields is not None or plain.get("category", ticket.category) != ticket.category:
        category = configuration.current(services).category_or_default(plain.get("category", ticket.category))
        asked = {field.id for field in category.fields}
        before = {
            name: answer for name, answer in ticket.fields.items() if name in asked
        }  # another form asks other things
        plain["fields"] = forms.answers(category, wanted.fields or {}, before=before, by_agent=True, whole=False)
    if plain.get("team", ticket.team) != ticket.team and not wanted.names("assignee"):
        plain |= NOBODY  # another team's queue: its own people take it from there
    return plain


def _tags(ticket: Ticket, wanted: TicketChange) -> frozenset[str]:
    tags = ticket.tags if wanted.tags is None else frozenset(wanted.tags)
    if isinstance(wanted, WideChange):
        tags = (tags | set(wanted.add_tags)) - set(wanted.remove_tags)
    if len(tags) > max(MOST_TAGS, len(ticket.tags)):
        raise Invalid.field("add_tags", f"A ticket has at most {MOST_TAGS} tags.")
    return tags


def _given_to(agent: Person) -> dict[str, Any]:
    home = agent.home or NO_TEAM
    return {"assignee": agent.id, "assignee_name": agent.name, "assignee_team": home, "because": None}


def _enter(services: Services, caller: Caller, steps: Steps, status: Status, *, back: bool) -> None:
    before = steps.ticket
    restored = _just_before(services, caller, before, status) if back else {}
    if restored:
        reopened = before.status is Status.SOLVED and status is Status.OPEN
        steps.take(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, restored)
    else:
        if status is Status.NEW:
            raise Conflict("The status cannot be taken back any more.", version=before.version)
        rules.check_status(caller, before, status)
        steps.enter(status, services.timers(status, steps.at))
    brought = put_back(before, steps.ticket) | {"timers": [before.timers, steps.ticket.timers]}
    steps.events[-1] = steps.events[-1].with_data(undo=brought)


def _just_before(services: Services, caller: Caller, ticket: Ticket, status: Status) -> dict[str, Any]:
    """What the caller's own change of the status had replaced; nothing where somebody else has set it."""
    found = store.events_after(services, ticket.number, max(0, ticket.version - LOOKED_BACK))
    event = next((each for each in reversed(found) if each.type in OF_THE_STATUS), None)
    if event is None or event.by.id != caller.id or list(event.undo.get("status", ())) != [status, ticket.status]:
        return {}
    old = {name: pair[0] for name, pair in event.undo.items()}
    return {"snoozed_until": None} | old | {"status": status, "timers": dict(old["timers"])}


def _set_aside(services: Services, steps: Steps, wanted: WideChange, *, back: bool) -> None:
    until = wanted.snooze
    if until is not None and back and until <= steps.at:
        until = None  # it would be awake by now
    if until is not None:
        asides.check_until(services, until)
        steps.take(EventType.TICKET_SNOOZED, asides.asleep(until))
    elif wanted.names("snooze"):
        steps.take(EventType.TICKET_WOKEN, asides.awake(services, steps.ticket))
    if wanted.spam is not None and wanted.spam is not steps.ticket.spam:
        steps.take(EventType.SPAM_MARKED, asides.as_spam(wanted.spam))
