"""What agents do with samples: load, decide, write once."""

from dataclasses import dataclass

from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.errors import NotFound, VersionMismatch
from ..plumbing.http import paging
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from . import rules, store
from .forms import NewSample, SampleChange, SampleQuery
from .model import Sample


@dataclass(frozen=True)
class SamplePage:
    """One page, newest first, and the cursor of the next one."""

    samples: list[Sample]
    next: str | None


@dataclass(frozen=True)
class SampleResult:
    """The new sample. `replayed`: the idempotency key was used before and nothing was done."""

    sample: Sample
    replayed: bool = False


def list_samples(services: Services, caller: Caller, query: SampleQuery) -> SamplePage:
    """List the samples, newest first. 1 RT, half a RRU per 4 KB."""
    bound = [caller.id, "samples"]
    before = int(paging.decode(query.cursor, bound)) if query.cursor else None
    found, more = store.list_before(services, before, query.limit)
    return SamplePage(found, paging.encode(found[-1].number, bound) if more else None)


def sample_for(services: Services, sample_id: str) -> Sample:
    """Load the sample with this id from a request. 1 RT, 1 RRU. Raises `NotFound`."""
    number = rules.number_of(sample_id)
    found = None if number is None else store.find(services, number)
    if found is None:
        raise NotFound("This does not exist, or it was deleted.")
    return found


def create(
    services: Services, caller: Caller, new: NewSample, idempotency_key: IdempotencyKey | None = None
) -> SampleResult:
    """Add the sample. 2 RT, 3 WRU; 2 WRU more with an idempotency key."""
    now = services.clock.now()
    number = store.next_number(services)
    sample = Sample(number=number, name=new.name, owner=caller.id, created_at=now, updated_at=now)
    writes = [store.add(services, sample)]
    if idempotency_key:
        writes.append(idempotency_key.write(services.core, sample.id, services.clock.real()))
    try:
        services.dynamo.transact(writes)
    except ConditionFailed as failed:
        made = idempotency_key.replayed(failed) if idempotency_key else None
        if made is None:
            raise
        return SampleResult(sample_for(services, made), replayed=True)
    return SampleResult(sample)


def change(services: Services, caller: Caller, sample_id: str, wanted: SampleChange, expected: int | None) -> Sample:
    """Change the sample if `expected` is its version. 2 RT, 1 RRU + 1 WRU; writes nothing if nothing changes.

    Raises `NotFound`, `NotAllowed`, `VersionRequired`, `VersionMismatch`.
    """
    before = sample_for(services, sample_id)
    rules.check_may_change(caller, before)
    versions.check(expected, before.version, "sample")
    if wanted.name == before.name:
        return before
    after = before.renamed(wanted.name, services.clock.now())
    try:
        services.core.write(store.replace(services, before, after))
    except ConditionFailed:
        raise _out_of_date(services, sample_id) from None
    return after


def remove(services: Services, caller: Caller, sample_id: str, expected: int | None) -> None:
    """Delete the sample if `expected` is its version. 2 RT, 1 RRU + 1 WRU. Raises the same as `change`."""
    sample = sample_for(services, sample_id)
    rules.check_may_change(caller, sample)
    versions.check(expected, sample.version, "sample")
    try:
        services.core.write(store.remove(services, sample))
    except ConditionFailed:
        raise _out_of_date(services, sample_id) from None


def _out_of_date(services: Services, sample_id: str) -> VersionMismatch:
    """Return the error for a concurrent change. Raises `NotFound` if it was a deletion."""
    return versions.out_of_date("sample", version=sample_for(services, sample_id).version)
