"""Public information: configuration, health and API description."""

from typing import Any

from .. import VERSION
from ..plumbing.fields import Instant, Value
from ..plumbing.http.web import PUBLIC, Routes
from ..plumbing.i18n import DEFAULT, LANGUAGES
from ..plumbing.services import Services
from . import actions
from .model import Category, FieldKind, FormField

routes = Routes(__name__)

PRIORITIES = ("low", "normal", "high", "urgent")


class ConfigOption(Value):
    id: str
    name: str


class ConfigField(Value):
    """One field of the customer's form; its answer goes into a new ticket's `fields`, under this id."""

    id: str
    kind: FieldKind
    name: str
    required: bool
    options: list[ConfigOption]


class ConfigCategory(Value):
    id: str
    name: str
    fields: list[ConfigField]


class ConfigView(Value):
    desk: str
    languages: list[str]
    default_language: str
    categories: list[ConfigCategory]
    priorities: list[str]


class HealthView(Value):
    status: str  # ok, degraded
    version: str
    time: Instant  # business time
    dependencies: dict[str, str]


@routes.get("/v1/config", allow=PUBLIC)
def read_config(services: Services, language: str) -> ConfigView:
    """Read what the portal needs before sign-in; names are in the reader's language."""
    configured = actions.current(services)
    plain = language.split("-", maxsplit=1)[0]
    return ConfigView(
        desk=services.settings.desk_name,
        languages=list(LANGUAGES),
        default_language=DEFAULT,
        categories=[_category(each, plain) for each in configured.categories],
        priorities=list(PRIORITIES),
    )


def _category(category: Category, language: str) -> ConfigCategory:
    asked = [_field(field, language) for field in category.fields if field.for_customers]
    return ConfigCategory(id=category.id, name=category.name(language), fields=asked)


def _field(field: FormField, language: str) -> ConfigField:
    options = [ConfigOption(id=option.id, name=option.name(language)) for option in field.options]
    return ConfigField(
        id=field.id, kind=field.kind, name=field.name(language), required=field.required, options=options
    )


@routes.get("/v1/health", allow=PUBLIC)
def read_health(services: Services) -> HealthView:
    """Read the health status and the current time."""
    table = "ok" if actions.reachable(services) else "unreachable"
    status = "ok" if table == "ok" else "degraded"
    return HealthView(status=status, version=VERSION, time=services.clock.now(), dependencies={"table": table})


@routes.get("/v1/openapi.json", allow=PUBLIC)
def read_openapi() -> dict[str, Any]:
    """Read the OpenAPI description."""
    from ..plumbing.http import openapi  # rarely requested, so other requests do not load it

    return openapi.document(openapi.endpoints(routes.current_app.routes), "Customer Care Registry", VERSION)
