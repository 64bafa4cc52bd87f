"""Several events of one act, each with the version it made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import timers
from .model import Actor, Event, EventType, Status, Ticket
from .recording import fact

NOBODY: dict[str, Any] = {"assignee": None, "assignee_name": None, "assignee_team": None}


@dataclass
class Steps:
    """A ticket on its way through the steps of one act, all at the same time and by the same person."""

    ticket: Ticket
    by: Actor
    at: int
    events: list[Event] = field(default_factory=list)

    def take(self, type_: EventType, fields: Mapping[str, Any], **more: Any) -> None:
        """One step further, unless nothing would be different. `more` are further members of the event."""
        if all(getattr(self.ticket, name) == value for name, value in fields.items() if name != "because"):
            return
        self._record(type_, self.ticket.next(self.at, **fields), **more)

    def _record(self, type_: EventType, after: Ticket, *, restarts: bool = False, **more: Any) -> None:
        after = timers.settled(after, self.ticket, self.at, restarts=restarts)
        self.events.append(fact(type_, after, self.by, self.at, before=self.ticket, **more))
        self.ticket = after

    def enter(self, status: Status) -> None:
        """Into another status. Nobody waits for what is solved, and again for what is not; a snoozed ticket is awake."""
        reopened = self.ticket.status is Status.SOLVED and status is Status.OPEN
        fields: dict[str, Any] = {"snoozed_until": None}
        if reopened or status is Status.SOLVED:
            fields["waiting_since"] = self.at if reopened else None
        after = self.ticket.next(self.at, **fields).entering(status, self.at)
        self._record(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, after, restarts=True)
