"""Validates the answers in a category's form, field by field."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ..plumbing.errors import Invalid
from ..plumbing.fields import clean_line
from .model import Category, FieldKind, FormField

MAX_CHARACTERS = 500
MAX_DIGITS = 20
NEEDED = "This is needed."
Answer = str | bool


def answers(
    category: Category, given: Mapping[str, Any], *, before: Mapping[str, Answer], by_agent: bool, whole: bool
) -> dict[str, Answer]:
    """Return the answers after merging `given` into `before`: text, an option's id, a number as text, `YYYY-MM-DD`, or a boolean.

    A null or empty answer is removed. `whole` checks required fields, as far as this person may set them.
    Raises `Invalid` with a pointer for each field; for customers, fields not meant for them do not exist.
    """
    fields = {field.id: field for field in category.fields if by_agent or field.for_customers}
    found, errors = dict(before), {}
    for name, value in given.items():
        try:
            answer = _read(fields[name], value) if name in fields else _no_such_field()
        except ValueError as wrong:
            errors[name] = str(wrong)
            continue
        found.pop(name, None)
        if answer is not None:
            found[name] = answer
    if whole:
        errors |= {name: NEEDED for name, each in fields.items() if each.required and not found.get(name)}
    if errors:
        entries = [{"pointer": f"/fields/{name}", "detail": detail} for name, detail in errors.items()]
        raise Invalid("The request did not validate.", errors=entries)
    return found


def _no_such_field() -> Answer | None:
    raise ValueError("The form of this category has no such field. Leave it out.")


def _read(field: FormField, value: Any) -> Answer | None:
    if value is None or value == "":
        return None
    return READERS[field.kind](field, value)


def _text(_field: FormField, value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError("Send text.")  # noqa: TRY004 - reported to the client as an invalid value
    text = clean_line(value)
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"This may have at most {MAX_CHARACTERS} characters.")
    return text or None


def _option(field: FormField, value: Any) -> str:
    known = [option.id for option in field.options]
    if value not in known:
        raise ValueError(f"This must be one of: {', '.join(known)}.")
    return str(value)


def _number(_field: FormField, value: Any) -> str:
    try:
        number = Decimal(str(value)) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    small = number is not None and number.is_finite() and abs(number.adjusted()) < MAX_DIGITS
    if number is None or not small or len(text := f"{number.normalize():f}") > MAX_DIGITS:
        raise ValueError(f"Send a number of at most {MAX_DIGITS} digits, like 12 or 12.5.")
    return "0" if number == 0 else text


def _date(_field: FormField, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("Send a date like 2026-01-31.") from None


def _checkbox(_field: FormField, value: Any) -> bool | None:
    if not isinstance(value, bool):
        raise ValueError("Send true or false.")  # noqa: TRY004 - reported to the client as an invalid value
    return value or None


READERS = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _option,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHECKBOX: _checkbox,
}
