"""What the API shows of samples."""

from ..people.model import Caller
from ..plumbing.fields import Instant, Value
from . import rules
from .model import Sample


class SampleView(Value):
    """`owner` is the id of the agent who added it. `may_change`: whether the caller may change and delete it."""

    id: str
    name: str
    owner: str
    may_change: bool
    version: int
    created_at: Instant
    updated_at: Instant


class SampleList(Value):
    """Newest first. `next` is the cursor of the next page, null on the last one."""

    items: list[SampleView]
    next: str | None


def sample_view(sample: Sample, caller: Caller) -> SampleView:
    """Return the sample as this caller sees it."""
    return SampleView(
        id=sample.id,
        name=sample.name,
        owner=sample.owner,
        may_change=rules.may_change(caller, sample),
        version=sample.version,
        created_at=sample.created_at,
        updated_at=sample.updated_at,
    )
