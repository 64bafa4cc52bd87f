"""How a person changes. Pure."""

from collections.abc import Mapping
from typing import Any

from ..audit.model import Changes, differences
from ..plumbing.names import clean_name
from .model import NO_TEAM, Person, ProfileChange, Right

RIGHTS = ("role", "teams", "active")
"""What decides what an agent may do: the token carries it, and it changes nowhere but in `recording`."""
TOLD = ("role", "teams", "skills", "languages", "cap", "active")
"""What the log tells of an agent: never what they are called."""


def changed(person: Person, change: ProfileChange) -> Person:
    """The person after a change of their own; the very same where it changes nothing."""
    told = change.model_dump(exclude_unset=True)
    told["notifications"] = {**person.notifications, **change.notifications}
    after = next_version(person, told)
    return after if after is person else after.model_copy(update={"noted": False})


def noted(person: Person, fields: Mapping[str, Any]) -> Person:
    """What an agent writes down about somebody; the very same where it changes nothing."""
    after = next_version(person, fields)
    return after if after is person else after.model_copy(update={"noted": True})


def introduced(person: Person, name: str, language: str, time_zone: str) -> Person:
    """What people say of themselves when they first come in counts more than what an agent noted down about them.

    Whoever has changed their profile since has spoken; then it stays as it is. What was left empty stays, too.
    """
    if person.version > 1 and not person.noted:
        return person
    said = {"name": clean_name(name), "language": language, "time_zone": time_zone}
    return next_version(person, {"noted": False, **{field: value for field, value in said.items() if value}})


def home_of(teams: Mapping[str, Right]) -> str:
    """Whose roster is to keep an agent's seat: the first team whose tickets they get, else the first, else none."""
    return next(iter([*(team for team, right in teams.items() if right is Right.FULL), *teams]), NO_TEAM)


def same_rights(before: Person, after: Person) -> bool:
    return all(getattr(before, name) == getattr(after, name) for name in RIGHTS)


def lost(before: Person | None, after: Person) -> tuple[str, ...]:
    """The teams whose tickets routing gave them, and gives them no more."""
    return tuple(sorted(before.routed_to - after.routed_to)) if before else ()


def told(before: Person | None, after: Person) -> Changes:
    """What the log tells of a change. That somebody is called otherwise, and not how: names can be forgotten, the log cannot."""
    renamed = {"renamed": (False, True)} if before and before.name != after.name else {}
    return differences(_told(before) if before else None, _told(after)) | renamed


def _told(person: Person) -> dict[str, Any]:
    plain = person.model_dump(mode="json", include={*TOLD, "absence"}, exclude={"absence": {"begun"}})
    return plain | {"skills": sorted(person.skills)}


def next_version(person: Person, fields: Mapping[str, Any]) -> Person:
    """The very same where nothing would be different."""
    if all(getattr(person, field) == value for field, value in fields.items()):
        return person
    return person.model_copy(update={**fields, "version": person.version + 1})
