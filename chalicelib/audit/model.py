"""One line of the admin log: who did what to which thing, from where, and what was different afterwards."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from ..plumbing.fields import Instant, Value

Changes = dict[str, tuple[Any, Any]]
"""What was different: name -> (before, after). Null stands for what was not there."""


class Act(StrEnum):
    """A fact in the past tense. Each has its text in every catalogue (`audit-…`)."""

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
    MAIL_PUT_AWAY = "MailPutAway"
    BANS_CHANGED = "BansChanged"
    ADDRESS_RELEASED = "AddressReleased"


class Actor(Protocol):
    """Whoever acts: a caller, as the token says. `source` is the network address the call came from."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def source(self) -> str: ...


class By(Value):
    """Who did it."""

    id: str
    name: str
    role: str


class About(Value):
    """The thing an act was about. Leave `name` empty for people: they are named when the log is read."""

    kind: str  # team, category, settings, saved_reply, mail_text, person …
    id: str
    name: str = ""  # what the thing was called then


class Entry(Value):
    """`seq` counts all entries without a gap. `act` is text, since a log outlives the code that wrote it."""

    seq: int
    at: Instant
    by: By
    source: str = ""
    act: str
    about: About
    changes: Changes = {}
    hash: str = ""  # links it to everything before it; see `chain`


class Head(Value):
    """The end of the log: its last entry, and the months in which there are any (`202601`)."""

    seq: int = 0
    hash: str = ""
    at: Instant = 0
    months: tuple[str, ...] = ()


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Changes:
    """What is different between two states of a thing; None for the state before it was there, or after it is gone."""
    old, new = before or {}, after or {}
    names = [*old, *(name for name in new if name not in old)]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}
