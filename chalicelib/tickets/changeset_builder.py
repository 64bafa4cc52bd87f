"""Builds the events of one changeset, each with the version it creates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import timers
from .event import Actor, Event, Reason
from .event_data import EventData
from .event_specs import EventType
from .model import Status, Ticket
from .transaction import new_event

UNASSIGNED: dict[str, Any] = {"assignee": None, "assignee_name": None, "assignee_team": None}


@dataclass
class ChangesetBuilder:
    """A ticket during the steps of one changeset, all at the same time and by the same actor."""

    ticket: Ticket
    by: Actor
    at: int
    events: list[Event] = field(default_factory=list)

    def add(
        self,
        type_: EventType,
        fields: Mapping[str, Any],
        *,
        data: EventData | None = None,
        reason: Reason | None = None,
    ) -> None:
        """Add a step, unless nothing would change."""
        if all(getattr(self.ticket, name) == value for name, value in fields.items() if name != "reason"):
            return
        self._record(type_, self.ticket.next(self.at, **fields), data=data, reason=reason)

    def _record(
        self,
        type_: EventType,
        after: Ticket,
        *,
        restarts: bool = False,
        data: EventData | None = None,
        reason: Reason | None = None,
    ) -> None:
        after = timers.settled(after, self.ticket, self.at, restarts=restarts)
        self.events.append(new_event(type_, after, self.by, data=data, before=self.ticket, reason=reason))
        self.ticket = after

    def enter_status(self, status: Status) -> None:
        """Change the status. Solving ends the customer's wait, reopening starts it again; a snooze ends."""
        reopened = self.ticket.status is Status.SOLVED and status is Status.OPEN
        fields: dict[str, Any] = {"snoozed_until": None}
        if reopened or status is Status.SOLVED:
            fields["waiting_since"] = self.at if reopened else None
        after = self.ticket.next(self.at, **fields).entering(status, self.at)
        self._record(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, after, restarts=True)
