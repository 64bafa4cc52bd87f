"""How a person's record changes. Pure functions."""

from collections.abc import Mapping
from typing import Any

from ..audit.model import Changes, differences
from ..plumbing.names import clean_name
from .model import NO_TEAM, Person, ProfileChange, Right

RIGHTS = ("role", "teams", "active")
"""Fields that decide an agent's rights: they are in the token, and only `transaction` changes them."""
TRACKED_FIELDS = ("role", "teams", "skills", "languages", "cap", "active")
"""Fields of an agent that the audit log shows: never the name."""


def changed(person: Person, change: ProfileChange) -> Person:
    """Apply a user's own change. Returns the same object if nothing changes."""
    payload = change.model_dump(exclude_unset=True)
    payload["notifications"] = {**person.notifications, **change.notifications}
    after = next_version(person, payload)
    return after if after is person else after.model_copy(update={"noted": False})


def with_notes(person: Person, fields: Mapping[str, Any]) -> Person:
    """Apply what an agent entered about a person. Returns the same object if nothing changes."""
    after = next_version(person, fields)
    return after if after is person else after.model_copy(update={"noted": True})


def introduced(person: Person, name: str, language: str, time_zone: str) -> Person:
    """Apply the profile that a user enters at first sign-in; it replaces what an agent entered.

    If the user has edited the profile since, it stays unchanged. Empty values change nothing.
    """
    if person.version > 1 and not person.noted:
        return person
    fields = {"name": clean_name(name), "language": language, "time_zone": time_zone}
    return next_version(person, {"noted": False, **{field: value for field, value in fields.items() if value}})


def home_of(teams: Mapping[str, Right]) -> str:
    """Choose the roster that stores an agent's slot: the first team that routes to them, else the first, else none."""
    return next(iter([*(team for team, right in teams.items() if right is Right.FULL), *teams]), NO_TEAM)


def same_rights(before: Person, after: Person) -> bool:
    return all(getattr(before, name) == getattr(after, name) for name in RIGHTS)


def lost_teams(before: Person | None, after: Person) -> tuple[str, ...]:
    """Return the teams whose tickets routing no longer assigns to the agent."""
    return tuple(sorted(before.routed_to - after.routed_to)) if before else ()


def tracked_changes(before: Person | None, after: Person) -> Changes:
    """Return a change as the audit log shows it. It records that a name changed but not the name, which must stay erasable."""
    renamed = {"renamed": (False, True)} if before and before.name != after.name else {}
    return differences(_tracked(before) if before else None, _tracked(after)) | renamed


def _tracked(person: Person) -> dict[str, Any]:
    plain = person.model_dump(mode="json", include={*TRACKED_FIELDS, "absence"}, exclude={"absence": {"begun"}})
    return plain | {"skills": sorted(person.skills)}


def next_version(person: Person, fields: Mapping[str, Any]) -> Person:
    """Return the next version of the record. Returns the same object if nothing changes."""
    if all(getattr(person, field) == value for field, value in fields.items()):
        return person
    return person.model_copy(update={**fields, "version": person.version + 1})
