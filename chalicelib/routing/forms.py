"""Request bodies for availability."""

from typing import Self

from pydantic import model_validator

from ..people.model import Availability
from ..plumbing.fields import InstantIn, Strict


class NewAvailability(Strict):
    """`until` ends being online automatically; without it, there is no end."""

    state: Availability
    until: InstantIn | None = None

    @model_validator(mode="after")
    def _only_online_ends(self) -> Self:
        if self.until is not None and self.state is not Availability.ONLINE:
            raise ValueError("Only being online can have an end. Leave `until` out.")
        return self
