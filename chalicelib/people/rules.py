"""How a person changes. Pure."""

from typing import Any

from .model import Person, ProfileChange


def changed(person: Person, change: ProfileChange) -> Person:
    """The person after the change; the very same where it changes nothing."""
    told = change.model_dump(exclude_unset=True)
    told["notifications"] = {**person.notifications, **change.notifications}
    return _next(person, told)


def introduced(person: Person, name: str, language: str, time_zone: str) -> Person:
    """What people say of themselves when they first come in counts more than what an agent noted down about them.

    Whoever has changed their profile since has spoken; then it stays as it is. What was left empty stays, too.
    """
    if person.version > 1:
        return person
    said = {"name": name, "language": language, "time_zone": time_zone}
    return _next(person, {field: value for field, value in said.items() if value})


def _next(person: Person, fields: dict[str, Any]) -> Person:
    if all(getattr(person, field) == value for field, value in fields.items()):
        return person
    return person.model_copy(update={**fields, "version": person.version + 1})
