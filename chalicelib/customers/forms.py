"""Request bodies for customers."""

from typing import Any

from pydantic import Field

from ..people.model import Language, TimeZone
from ..plumbing.fields import Email, Strict
from ..plumbing.names import PersonName


def _left_out(schema: dict[str, Any]) -> None:
    """Remove the default from the schema: it stands for "not sent" and is not a valid value."""
    del schema["default"]


class NewCustomer(Strict):
    email: Email
    name: PersonName
    language: Language = "en"
    time_zone: TimeZone = "UTC"


class CustomerChange(Strict):
    """Only the fields sent are changed."""

    name: PersonName = Field(default="", json_schema_extra=_left_out)
    language: Language = Field(default="", json_schema_extra=_left_out)
    time_zone: TimeZone = Field(default="", json_schema_extra=_left_out)


class CustomerQuery(Strict):
    email: Email
