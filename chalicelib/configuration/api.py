"""Public information: configuration, health and API description."""

from typing import Any

from .. import VERSION
from ..plumbing.fields import Instant, Value
from ..plumbing.services import Services
from ..plumbing.texts import DEFAULT, LANGUAGES
from ..plumbing.web import PUBLIC, Routes
from . import actions
from .model import Category, FieldKind, FormField

routes = Routes(__name__)

PRIORITIES = ("low", "normal", "high", "urgent")


class OptionView(Value):
    id: str
    name: str


class FieldView(Value):
    """One field of the customer's form; its answer goes into a new ticket's `fields`, under this id."""

    id: str
    kind: FieldKind
    name: str
    required: bool
    options: list[OptionView]


class CategoryView(Value):
    id: str
    name: str
    fields: list[FieldView]


class ConfigView(Value):
    desk: str
    languages: list[str]
    default_language: str
    categories: list[CategoryView]
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
        desk=services.settings.desk_name, languages=list(LANGUAGES), default_language=DEFAULT,
        categories=[_category(each, plain) for each in configured.categories],
        priorities=list(PRIORITIES),
    )  # fmt: skip


def _category(category: Category, language: str) -> CategoryView:
    asked = [_field(field, language) for field in category.fields if field.for_customers]
    return CategoryView(id=category.id, name=category.name(language), fields=asked)


def _field(field: FormField, language: str) -> FieldView:
    options = [OptionView(id=option.id, name=option.name(language)) for option in field.options]
    return FieldView(id=field.id, kind=field.kind, name=field.name(language), required=field.required, options=options)


@routes.get("/v1/health", allow=PUBLIC)
def read_health(services: Services) -> HealthView:
    """Read the health status and the current time."""
    table = "ok" if actions.reachable(services) else "unreachable"
    status = "ok" if table == "ok" else "degraded"
    return HealthView(status=status, version=VERSION, time=services.clock.now(), dependencies={"table": table})


@routes.get("/v1/openapi.json", allow=PUBLIC)
def read_openapi() -> dict[str, Any]:
    """Read the OpenAPI description."""
    from ..plumbing import openapi  # rarely requested, so other requests do not load it

    return openapi.document(openapi.endpoints(routes.current_app.routes), "Customer Care Registry", VERSION)
