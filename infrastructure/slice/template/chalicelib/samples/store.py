"""Samples in the core table.

    SAMPLES    #         `last`, the number of the newest one
    SAMPLES    <number>  one of them, ten digits with leading zeros

RT: sequential round trips. RRU, WRU: read and write units (eventual reads at half price).
"""

from ..plumbing.aws.dynamo import UNCONDITIONAL, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from .model import Sample

PK = "SAMPLES"
LAST = "#"
MAX_NUMBER = 9_999_999_999


def next_number(services: Services) -> int:
    """Take the next number; a failed creation leaves a gap. 1 RT, 1 WRU."""
    return int(services.core.write(services.core.change(PK, LAST, "ADD #last :one", UNCONDITIONAL, one=1))["last"])


def find(services: Services, number: int) -> Sample | None:
    """Read one sample consistently. 1 RT, 1 RRU."""
    item = services.core.get(PK, _sk(number), consistent=True)
    return _sample(item) if item else None


def list_before(services: Services, number: int | None, limit: int) -> tuple[list[Sample], bool]:
    """Read up to `limit` samples before a number, newest first, and whether there are more.

    1 RT, half a RRU per started 4 KB.
    """
    last = MAX_NUMBER if number is None else number - 1
    where = "#pk = :pk AND #sk BETWEEN :first AND :last"
    page = services.core.query(where, pk=PK, first=_sk(0), last=_sk(last), limit=limit, descending=True)
    return [_sample(item) for item in page.items], page.more


def add(services: Services, sample: Sample) -> Write:
    """Build the write of a new sample: 2 WRU. Fails if the number is taken."""
    return services.core.put(_item(sample))


def replace(services: Services, before: Sample, after: Sample) -> Write:
    """Build the write of a changed sample: 1 WRU. Fails unless `before` is the stored one."""
    return services.core.put(_item(after), "#version = :before", before=before.version)


def remove(services: Services, sample: Sample) -> Write:
    """Build the deletion: 1 WRU. Fails unless this version is the stored one."""
    return services.core.remove(PK, _sk(sample.number), "#version = :before", before=sample.version)


def _sk(number: int) -> str:
    return f"{number:010d}"


def _item(sample: Sample) -> Item:
    return {"pk": PK, "sk": _sk(sample.number), **sample.model_dump(exclude={"number"})}


def _sample(item: Item) -> Sample:
    return Sample.model_validate({**item, "number": int(item["sk"])})
