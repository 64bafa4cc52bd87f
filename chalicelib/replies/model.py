"""Saved replies: a name and a Markdown body, with variables in double braces."""

from typing import Any

from ..plumbing.fields import Instant, Value


class SavedReply(Value):
    """A private saved reply, or one shared with the agents of a team or with all agents."""

    id: str
    name: str
    body: str
    owner: str | None = None  # the owner of a private one; None if shared
    team: str | None = None  # of a shared one; None for all agents
    language: str | None = None  # the language of the body; None for any
    updated_at: Instant
    version: int = 1

    @property
    def shared(self) -> bool:
        return self.owner is None

    def next(self, at: int, **changes: Any) -> "SavedReply":
        return self.model_copy(update={**changes, "updated_at": at, "version": self.version + 1})
