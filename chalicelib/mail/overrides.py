"""Admins' own email texts, in the core table.

    TPL    <kind>#<language>    replaces a template, with a version; one that was reset remains, empty

RT: sequential round trips. RRU, WRU: read and write units (eventually consistent reads at half price).
"""

from ..plumbing.aws.dynamo import NOT_EXISTS, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.cached import Cached
from ..plumbing.clock import SECOND
from ..plumbing.services import Services
from .model import Kind, Override, Template

PK = "TPL"
FRESH_MS = 60 * SECOND

_cached: Cached[Template | None] = Cached(FRESH_MS)


def template_in_force(services: Services, kind: Kind, language: str) -> Template | None:
    """Read the text that replaces the default template, if any. At most a minute old.

    1 RT and half a RRU per started 4 KB, once a minute for each kind and language in a warm function.
    """
    return _cached.get(
        (services.core.name, kind, language), services.clock.real(), lambda: _template(services, kind, language)
    )


def _template(services: Services, kind: Kind, language: str) -> Template | None:
    found = find(services, kind, language)
    return found.template if found else None


def find(services: Services, kind: Kind, language: str, *, consistent: bool = False) -> Override | None:
    """Read one text. 1 RT, half a RRU per started 4 KB, 1 RRU if consistent."""
    item = services.core.get(PK, f"{kind}#{language}", consistent=consistent)
    return _override(item) if item else None


def list_overrides(services: Services) -> list[Override]:
    """Read all texts. 1 RT per MB, 1 RRU per started 4 KB."""
    found: list[Override] = []
    after, more = "-", True
    while more:
        page = services.core.query("#pk = :pk AND #sk > :after", pk=PK, after=after, limit=500, consistent=True)
        found += [_override(item) for item in page.items]
        after, more = (page.items[-1]["sk"], page.more) if page.items else (after, False)
    return found


def write(services: Services, before: Override | None, after: Override) -> Write:
    """Build the write of a text: 2 WRU per started KB. Fails unless `before` is the stored one."""
    item = {
        "pk": PK,
        "sk": f"{after.kind}#{after.language}",
        **after.model_dump(exclude={"kind", "language"}, exclude_none=True),
    }
    if before is None:
        return services.core.put(item, NOT_EXISTS)
    return services.core.put(item, "#version = :before", before=before.version)


def _override(item: Item) -> Override:
    kind, _, language = str(item["sk"]).partition("#")
    return Override.model_validate({**item, "kind": kind, "language": language})
