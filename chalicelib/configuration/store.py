"""The configuration is one item of the core table."""

from ..plumbing.services import Services
from .model import Configuration

PK, SK = "CFG", "DESK"


def load(services: Services) -> Configuration:
    """Half a read unit per started 4 KB. Nothing stored: the configuration of a fresh desk."""
    item = services.core.get(PK, SK)
    return Configuration.model_validate(item) if item else Configuration()


def save(services: Services, configuration: Configuration) -> None:
    """One write unit per started KB."""
    item = {"pk": PK, "sk": SK, **configuration.model_dump()}
    services.core.write(services.core.put(item, "attribute_exists(#pk) OR attribute_not_exists(#pk)"))
