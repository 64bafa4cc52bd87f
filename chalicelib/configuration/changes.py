"""Changes of the configuration: from one configuration to the next, or an error.

Ids never change, and data stored under an id outlives it: a deleted team is remembered, a deleted category is no longer
offered.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..plumbing import versions
from ..plumbing.chain import canonical
from ..plumbing.errors import Conflict, Invalid, NotFound
from .model import Category, Configuration, Team

MAX_TEAMS = 50
MAX_CATEGORIES = 100
MAX_FIELDS = 30  # per category; checked when parsing the request, like the next two
MAX_OPTIONS = 100  # per choice
MAX_LANGUAGES = 20  # per name
MAX_BYTES = 100 * 1024  # in total: each warm function reads it once a minute

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
NO_ID = "No id can be made of that name. Choose one of a–z, digits and hyphens that begins with a letter."


def id_of(name: str) -> str:
    """Make an id from a name: `VIP & friends` → `vip-friends`. Raises `Invalid` if the name has no usable letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:40].strip("-")
    if not ID.fullmatch(made):
        raise Invalid.field("id", NO_ID)
    return made


def check_version(configured: Configuration, expected: int | None) -> None:
    versions.check(expected, configured.version, "configuration", current=configured)


def check_size(configured: Configuration) -> None:
    size = len(canonical(configured.model_dump(mode="json")).encode())
    if size > MAX_BYTES:
        raise Conflict(
            f"Teams, categories and their forms would take {size // 1024 + 1} KB together, and {MAX_BYTES // 1024} KB is the "
            "most. Shorten or remove something first.",
            version=configured.version - 1,
        )


def known_team(configured: Configuration, team: str) -> Team:
    if not configured.has_team(team):
        raise NotFound("There is no such team.")
    return configured.team(team)


def known_category(configured: Configuration, category: str) -> Category:
    found = configured.category(category)
    if found is None:
        raise NotFound("There is no such category.")
    return found


def with_team(configured: Configuration, team: Team) -> Configuration:
    """Add a team; a deleted team with this id is restored."""
    if configured.has_team(team.id):
        raise Invalid.field("id", f"There is a team “{team.id}” already. Choose another id.")
    _check_room(configured, "teams", len(configured.teams), MAX_TEAMS)
    past = tuple(each for each in configured.past_teams if each.id != team.id)
    return configured.model_copy(update={"teams": (*configured.teams, team), "past_teams": past})


def team_changed(configured: Configuration, team: str, fields: Mapping[str, Any]) -> Configuration:
    changed = known_team(configured, team).model_copy(update=dict(fields))
    return configured.model_copy(
        update={"teams": tuple(changed if each.id == team else each for each in configured.teams)}
    )


def without_team(configured: Configuration, team: str) -> Configuration:
    """Delete a team. Raises `Conflict` for the default team, and for one used by categories."""
    gone = known_team(configured, team)
    if configured.default_team == team:
        raise Conflict(
            "This is the default team. Choose another one in the settings first.", version=configured.version
        )
    led = [each.id for each in configured.categories if each.team == team]
    if led:
        text = ", ".join(f"“{each}”" for each in led)
        raise Conflict(f"Categories lead to it: {text}. Give them another team first.", version=configured.version)
    remaining = tuple(each for each in configured.teams if each.id != team)
    return configured.model_copy(update={"teams": remaining, "past_teams": (*configured.past_teams, gone)})


def with_category(configured: Configuration, category: Category, position: int | None) -> Configuration:
    """Add a category at a position in the list, 0 for the first; without one at the end."""
    if configured.has_category(category.id):
        raise Invalid.field("id", f"There is a category “{category.id}” already. Choose another id.")
    _check_room(configured, "categories", len(configured.categories), MAX_CATEGORIES)
    _check_team(configured, "team", category.team)
    return _placed(configured, category, len(configured.categories) if position is None else position)


def category_changed(
    configured: Configuration, category: str, fields: Mapping[str, Any], position: int | None
) -> Configuration:
    """Change a category. Raises `Invalid` if a field's type changes, because existing answers could not be read any more."""
    before = known_category(configured, category)
    after = before.model_copy(update=dict(fields))
    _check_team(configured, "team", after.team)
    kinds = {field.id: field.kind for field in before.fields}
    for n, field in enumerate(after.fields):
        if kinds.get(field.id, field.kind) is not field.kind:
            raise Invalid.field(
                f"fields/{n}/kind", "What a field asks for stays. Add another field with an id of its own."
            )
    return _placed(configured, after, position_of(configured, category) if position is None else position)


def without_category(configured: Configuration, category: str) -> Configuration:
    """Delete a category; tickets keep its id. Raises `Conflict` for the last one, because every request needs a category."""
    known_category(configured, category)
    if len(configured.categories) == 1:
        raise Conflict("This is the only category. Add another one first.", version=configured.version)
    remaining = tuple(each for each in configured.categories if each.id != category)
    return configured.model_copy(update={"categories": remaining})


def settings_changed(configured: Configuration, fields: Mapping[str, Any]) -> Configuration:
    if "default_team" in fields:
        _check_team(configured, "default_team", fields["default_team"])
    return configured.model_copy(update=dict(fields))


def position_of(configured: Configuration, category: str) -> int | None:
    """Return a category's position in the list; None if it is missing."""
    ids = [each.id for each in configured.categories]
    return ids.index(category) if category in ids else None


def _placed(configured: Configuration, category: Category, position: int | None) -> Configuration:
    others = [each for each in configured.categories if each.id != category.id]
    others.insert(len(others) if position is None else position, category)
    return configured.model_copy(update={"categories": tuple(others)})


def _check_team(configured: Configuration, name: str, team: str) -> None:
    if not configured.has_team(team):
        raise Invalid.field(name, f"There is no team “{team}”.")


def _check_room(configured: Configuration, what: str, there: int, limit: int) -> None:
    if there >= limit:
        raise Conflict(f"There are {limit} {what}, which is the most. Remove one first.", version=configured.version)
