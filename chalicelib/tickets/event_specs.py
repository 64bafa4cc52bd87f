"""Every type of event: its data, who sees it, and how pages show it. One row each; everything else is derived from the rows.

The effects of an event are in `reactions.REACTIONS`.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .event_data import (
    AgentMessage,
    CustomerMessage,
    EventData,
    MergedTicketMessage,
    NoData,
    Note,
    OtherTicket,
    Rated,
    Reminder,
    StatusChange,
    TicketCreated,
    Unknown,
)


class EventType(StrEnum):
    """The type of a timeline entry: a fact in the past tense."""

    TICKET_CREATED = "TicketCreated"
    CUSTOMER_REPLIED = "CustomerReplied"
    AGENT_REPLIED = "AgentReplied"
    STATUS_CHANGED = "StatusChanged"
    TICKET_ASSIGNED = "TicketAssigned"
    TICKET_REOPENED = "TicketReopened"
    TICKET_CLOSED = "TicketClosed"
    TICKET_MERGED = "TicketMerged"
    TICKET_UNMERGED = "TicketUnmerged"
    REMINDER_SENT = "ReminderSent"
    FOLLOW_UP_CREATED = "FollowUpCreated"
    NOTE_ADDED = "NoteAdded"
    TICKET_CHANGED = "TicketChanged"
    TICKET_UNASSIGNED = "TicketUnassigned"
    ROUTING_DEFERRED = "RoutingDeferred"
    REPLY_WITHDRAWN = "ReplyWithdrawn"
    FOLLOWERS_CHANGED = "FollowersChanged"
    TICKET_SNOOZED = "TicketSnoozed"
    TICKET_UNSNOOZED = "TicketUnsnoozed"
    SPAM_MARKED = "SpamMarked"
    SPAM_RELEASED = "SpamReleased"
    TICKET_LINKED = "TicketLinked"
    TICKET_UNLINKED = "TicketUnlinked"
    TICKET_SPLIT = "TicketSplit"
    MERGE_RECEIVED = "MergeReceived"
    MERGE_UNDONE = "MergeUndone"
    DELIVERY_FAILED = "DeliveryFailed"  # one of our emails did not reach the customer
    MERGED_TICKET_REPLIED = (
        "MergedTicketReplied"  # the requester of a ticket that was merged into this one wrote in theirs
    )
    UNVERIFIED_REPLY_RECEIVED = (
        "UnverifiedReplyReceived"  # by email to the ticket's address, from an address that is not its requester's
    )
    CLOSURE_DEFERRED = "ClosureDeferred"  # the customer asked for more time to reply
    RATING_REQUESTED = "RatingRequested"
    TICKET_RATED = "TicketRated"
    EMAIL_LINKS_REVOKED = "EmailLinksRevoked"  # those in all emails about the ticket until then
    UNKNOWN = "Unknown"  # recorded by another version of this software


@dataclass(frozen=True)
class EventSpec:
    """One type of event.

    `internal`: never shown to customers; this depends on the type only, never on the caller. `conversation`: a message by a
    person that an agent must have seen before replying. `text` is the id of the page's text for an entry without a body.
    """

    event_type: EventType
    data: type[EventData]
    internal: bool
    conversation: bool
    icon: str
    text: str


class EventSpecs(Mapping[EventType, EventSpec]):
    """The table of event types, with one row for each type."""

    def __init__(self) -> None:
        self._specs: dict[EventType, EventSpec] = {}
        self._places: dict[EventType, str] = {}

    def add(
        self,
        type_: EventType,
        data: type[EventData],
        icon: str,
        text: str,
        *,
        public: bool = False,
        conversation: bool = False,
    ) -> None:
        """Register a type, internal unless `public`. Raises `ValueError` for a type that is already registered."""
        caller = sys._getframe(1)  # noqa: SLF001 - where the row stands, for the message
        place = f"{caller.f_code.co_filename}:{caller.f_lineno}"
        if type_ in self._specs:
            raise ValueError(f"{type_} is registered twice: at {self._places[type_]} and at {place}.")
        self._specs[type_] = EventSpec(type_, data, not public, conversation, icon, text)
        self._places[type_] = place

    def check_complete(self) -> None:
        """Raise `ValueError` for types without a row."""
        missing = [type_.value for type_ in EventType if type_ not in self._specs]
        if missing:
            raise ValueError(f"These event types have no row in {__name__}: {', '.join(missing)}.")

    def __getitem__(self, type_: EventType) -> EventSpec:
        return self._specs[type_]

    def __iter__(self) -> Iterator[EventType]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)


EVENT_SPECS = EventSpecs()
row = EVENT_SPECS.add

row(EventType.TICKET_CREATED, TicketCreated, "info", "event-created", public=True, conversation=True)
row(EventType.CUSTOMER_REPLIED, CustomerMessage, "info", "event-other", public=True, conversation=True)
row(EventType.AGENT_REPLIED, AgentMessage, "info", "event-other", public=True, conversation=True)
row(EventType.NOTE_ADDED, Note, "info", "event-other", conversation=True)
row(EventType.MERGED_TICKET_REPLIED, MergedTicketMessage, "info", "event-other", conversation=True)
row(EventType.UNVERIFIED_REPLY_RECEIVED, CustomerMessage, "info", "event-other", conversation=True)
row(EventType.TICKET_RATED, Rated, "star", "event-other", public=True, conversation=True)

row(EventType.STATUS_CHANGED, StatusChange, "refresh-cw", "event-status", public=True)
row(EventType.TICKET_REOPENED, StatusChange, "rotate-ccw", "event-reopened", public=True)
row(EventType.TICKET_CLOSED, NoData, "check", "event-closed", public=True)
row(EventType.REMINDER_SENT, Reminder, "bell", "event-reminder", public=True)
row(EventType.CLOSURE_DEFERRED, NoData, "clock", "event-other", public=True)
row(EventType.RATING_REQUESTED, NoData, "info", "event-other", public=True)
row(EventType.REPLY_WITHDRAWN, NoData, "undo-2", "event-withdrawn")
row(EventType.DELIVERY_FAILED, NoData, "info", "event-other")

row(EventType.TICKET_ASSIGNED, NoData, "user", "event-assigned", public=True)
row(EventType.TICKET_UNASSIGNED, NoData, "user", "event-unassigned")
row(EventType.ROUTING_DEFERRED, NoData, "info", "event-other")
row(EventType.TICKET_CHANGED, NoData, "pencil", "event-changed")
row(EventType.FOLLOWERS_CHANGED, NoData, "eye", "event-followers")
row(EventType.TICKET_SNOOZED, NoData, "alarm-clock", "event-snoozed")
row(EventType.TICKET_UNSNOOZED, NoData, "alarm-clock", "event-unsnoozed")
row(EventType.SPAM_MARKED, NoData, "ban", "event-spam")
row(EventType.SPAM_RELEASED, NoData, "ban", "event-released")

row(EventType.TICKET_MERGED, OtherTicket, "merge", "event-merged", public=True)
row(EventType.TICKET_UNMERGED, OtherTicket, "merge", "event-unmerged", public=True)
row(EventType.FOLLOW_UP_CREATED, OtherTicket, "reply", "event-follow-up", public=True)
row(EventType.TICKET_SPLIT, OtherTicket, "split", "event-split")
row(EventType.MERGE_RECEIVED, OtherTicket, "merge", "event-merge-received")
row(EventType.MERGE_UNDONE, OtherTicket, "merge", "event-merge-undone")
row(EventType.TICKET_LINKED, OtherTicket, "link", "event-linked")
row(EventType.TICKET_UNLINKED, OtherTicket, "link", "event-unlinked")
row(EventType.EMAIL_LINKS_REVOKED, NoData, "unlink", "event-email-links-revoked")

row(EventType.UNKNOWN, Unknown, "info", "event-unknown")

EVENT_SPECS.check_complete()

INTERNAL_EVENTS = frozenset(type_ for type_, spec in EVENT_SPECS.items() if spec.internal)
"""What customers never see: the store gives these events keys that no customer's query reaches."""

CONVERSATION_EVENTS = frozenset(type_ for type_, spec in EVENT_SPECS.items() if spec.conversation)
"""Events with a person's message, which an agent must have seen before replying."""


def data_of(type_: EventType, members: Mapping[str, Any]) -> EventData:
    """Make the data of an event type from those `members` that it has."""
    data = EVENT_SPECS[type_].data
    return data.model_validate({name: value for name, value in members.items() if name in data.model_fields})
