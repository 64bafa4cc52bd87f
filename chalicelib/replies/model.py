"""A saved reply: a name and words in Markdown, with variables in double braces."""

from typing import Any

from ..plumbing.fields import Instant, Value


class SavedReply(Value):
    """Somebody's own, or shared: with those who see the tickets of a team, or with every agent."""

    id: str
    name: str
    body: str
    owner: str | None = None  # whose own it is; None for a shared one
    team: str | None = None  # of a shared one; None for every agent
    language: str | None = None  # it is written in; None where it does not matter
    updated_at: Instant
    version: int = 1

    @property
    def shared(self) -> bool:
        return self.owner is None

    def next(self, at: int, **changes: Any) -> "SavedReply":
        return self.model_copy(update={**changes, "updated_at": at, "version": self.version + 1})
