"""Request bodies for availability."""

from typing import Self

from pydantic import model_validator

from ..people.model import State
from ..plumbing.fields import InstantIn, Strict


class Availability(Strict):
    """`until` ends being online automatically; without it, there is no end."""

    state: State
    until: InstantIn | None = None

    @model_validator(mode="after")
    def _only_online_ends(self) -> Self:
        if self.until is not None and self.state is not State.ONLINE:
            raise ValueError("Only being online can have an end. Leave `until` out.")
        return self
