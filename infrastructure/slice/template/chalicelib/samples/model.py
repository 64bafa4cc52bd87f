"""The sample: a name, and the agent who added it."""

from ..plumbing.fields import Instant, Value


class Sample(Value):
    """Samples are numbered from 1. The version rises with each change."""

    number: int
    name: str
    owner: str  # the id of the agent who added it
    created_at: Instant
    updated_at: Instant
    version: int = 1

    @property
    def id(self) -> str:
        return str(self.number)

    def renamed(self, name: str, at: int) -> "Sample":
        """Return the sample with a new name, as its next version."""
        return self.model_copy(update={"name": name, "updated_at": at, "version": self.version + 1})
