"""Entries of the admin audit log: who did what to which thing, from where, and what changed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from ..plumbing.fields import Instant, Value

Changes = dict[str, tuple[Any, Any]]
"""What changed: name -> (before, after). Null stands for a value that did not exist."""


class AuditAction(StrEnum):
    """The type of a change, in the past tense. Each has its text in every catalogue (`audit-…`)."""

    TEAM_ADDED = "TeamAdded"
    TEAM_CHANGED = "TeamChanged"
    TEAM_REMOVED = "TeamRemoved"
    CATEGORY_ADDED = "CategoryAdded"
    CATEGORY_CHANGED = "CategoryChanged"
    CATEGORY_REMOVED = "CategoryRemoved"
    SETTINGS_CHANGED = "SettingsChanged"
    SAVED_REPLY_ADDED = "SavedReplyAdded"
    SAVED_REPLY_CHANGED = "SavedReplyChanged"
    SAVED_REPLY_REMOVED = "SavedReplyRemoved"
    MAIL_TEXT_CHANGED = "MailTextChanged"
    MAIL_TEXT_RESET = "MailTextReset"
    AGENT_INVITED = "AgentInvited"
    AGENT_CHANGED = "AgentChanged"
    AGENT_DEACTIVATED = "AgentDeactivated"
    AGENT_ACTIVATED = "AgentActivated"
    MAIL_RELEASED = "MailReleased"
    MAIL_DISMISSED = "MailDismissed"
    BLOCKLIST_CHANGED = "BlocklistChanged"
    ADDRESS_RELEASED = "AddressReleased"


class Acting(Protocol):
    """The caller, as described by the token. `source` is the IP address of the request."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def source(self) -> str: ...


class AuditActor(Value):
    """Who made the change."""

    id: str
    name: str
    role: str


class AuditTarget(Value):
    """The thing that was changed. Leave `name` empty for people: their names are looked up when the log is read."""

    kind: str  # team, category, settings, saved_reply, mail_text, person …
    id: str
    name: str = ""  # the thing's name at that time


class Entry(Value):
    """`seq` numbers all entries without gaps. `action` is text, because the log outlives the code that wrote it."""

    seq: int
    at: Instant
    by: AuditActor
    source: str = ""
    action: str
    target: AuditTarget
    changes: Changes = {}
    hash: str = ""  # links it to all entries before it; see `chain`


class Head(Value):
    """The end of the log: its last entry, and the months that have entries (`202601`)."""

    seq: int = 0
    hash: str = ""
    at: Instant = 0
    months: tuple[str, ...] = ()


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Changes:
    """Return what changed between two states of a thing; None for a state before it was created, or after it was deleted."""
    old, new = before or {}, after or {}
    names = [*old, *(name for name in new if name not in old)]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}
