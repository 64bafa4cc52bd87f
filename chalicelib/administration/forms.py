"""Request bodies for administration. A change affects only the fields sent; no field can be emptied."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StrictBool

from ..audit.model import AuditAction
from ..configuration.changes import MAX_CATEGORIES, MAX_FIELDS, MAX_LANGUAGES, MAX_OPTIONS
from ..configuration.model import FormField, Option
from ..plumbing.fields import Name, Strict, left_out
from ..plumbing.i18n import DEFAULT
from ..tickets.forms import Id


def _with_default(names: dict[str, str]) -> dict[str, str]:
    """Require a name in the default language, which all other readers see."""
    if DEFAULT not in names:
        raise ValueError(f"A name is needed in “{DEFAULT}”, for readers of every other language.")
    return names


NewId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Names = Annotated[dict[LanguageCode, Name], Field(max_length=MAX_LANGUAGES), AfterValidator(_with_default)]
"""By language, without region: `{"en": "Delivery", "ar": "التوصيل"}`."""
Position = Annotated[int, Field(ge=0, le=MAX_CATEGORIES)]


class TeamForm(Strict):
    """Without an `id`, one is made from the name. It never changes."""

    id: NewId | None = None
    name: Name
    open: StrictBool = True


class TeamChange(Strict):
    name: Name = Field(default="", json_schema_extra=left_out)
    open: StrictBool = Field(default=True, json_schema_extra=left_out)


class OptionForm(Option):
    model_config = ConfigDict(extra="forbid")

    names: Names


class FieldForm(FormField):
    """`options` are for a choice, which needs at least one."""

    model_config = ConfigDict(extra="forbid")

    names: Names
    required: StrictBool = False
    for_customers: StrictBool = True
    options: Annotated[tuple[OptionForm, ...], Field(max_length=MAX_OPTIONS)] = ()


def _no_field_twice(fields: tuple[FieldForm, ...]) -> tuple[FieldForm, ...]:
    if len({field.id for field in fields}) < len(fields):
        raise ValueError("Two fields have the same id.")
    return fields


Fields = Annotated[tuple[FieldForm, ...], Field(max_length=MAX_FIELDS), AfterValidator(_no_field_twice)]
"""In form order."""


class CategoryForm(Strict):
    """Without an `id`, one is made from the English name. It never changes. `position` 0 is the first in the list."""

    id: NewId | None = None
    team: Id
    names: Names
    fields: Fields = ()
    position: Position | None = None


class CategoryChange(Strict):
    """`fields` is the whole form: a field that is not sent is removed from it."""

    team: Id = Field(default="", json_schema_extra=left_out)
    names: Names = Field(default_factory=dict)
    fields: Fields = Field(default_factory=tuple)
    position: Position = Field(default=0, json_schema_extra=left_out)


class SettingsChange(Strict):
    default_team: Id = Field(default="", json_schema_extra=left_out)
    undo_send_s: Annotated[int, Field(ge=0, le=60, strict=True)] = Field(default=0, json_schema_extra=left_out)


class AuditQuery(Strict):
    """`action` can be repeated; `by` is a person's id."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None
    action: list[AuditAction] = []
    by: Id | None = None
