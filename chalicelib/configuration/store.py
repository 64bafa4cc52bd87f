"""The configuration, stored in one item of the core table."""

from ..plumbing.aws.dynamo import Write
from ..plumbing.services import Services
from .model import Configuration

PK, SK = "CFG", "DESK"


def load(services: Services, *, consistent: bool = False) -> Configuration:
    """Load the configuration; the default if none is stored. Half a read unit per started 4 KB, a whole one if consistent."""
    item = services.core.get(PK, SK, consistent=consistent)
    return Configuration.model_validate(item) if item else Configuration()


def write(services: Services, before: Configuration, after: Configuration) -> Write:
    """Build the write of a changed configuration: 2 write units per started KB. Fails unless `before` is the stored one."""
    unversioned = "attribute_not_exists(#version) OR " if before.version == 0 else ""
    item = {"pk": PK, "sk": SK, **after.model_dump()}
    return services.core.put(item, f"{unversioned}#version = :before", before=before.version)
