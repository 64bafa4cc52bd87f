"""Admin actions: each changes the configuration and writes the audit log in one transaction.

A change or deletion must name the version of the configuration that it is based on.
"""

from collections.abc import Mapping
from typing import Any

from ..audit import actions as audit
from ..audit.model import About, Act, Entry, differences
from ..configuration import actions as configuration
from ..configuration import changing
from ..configuration.actions import Done, Plan
from ..configuration.model import Category, Configuration, FormField, Team
from ..people import actions as people
from ..people.model import Caller
from ..plumbing import paging
from ..plumbing.errors import Conflict
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..tickets import cards
from ..tickets.model import UNCLOSED, Aside
from .forms import AuditQuery, CategoryChange, CategoryForm, SettingsChange, TeamChange, TeamForm

PLACES = (*(status.value for status in UNCLOSED), Aside.SNOOZED.value, Aside.SPAM.value)
"""The queues of a team's tickets that are not closed. The counters by status exclude snoozed and spam tickets."""


def add_team(services: Services, caller: Caller, form: TeamForm, once: Once | None) -> Done:
    """Add a team. 3 RT."""
    team = Team(id=form.id or changing.id_of(form.name), name=form.name, open=form.open)

    def decide(before: Configuration) -> Plan:
        after = changing.with_team(before, team)
        return Plan(after, Act.TEAM_ADDED, _team(team), differences(None, _told(team)))

    return configuration.change(services, caller, decide, once)


def change_team(services: Services, caller: Caller, team: str, form: TeamChange, expected: int | None) -> Done:
    """Change a team. 3 RT."""

    def decide(before: Configuration) -> Plan | None:
        old = changing.known_team(before, team)
        changing.check_version(before, expected)
        after = changing.team_changed(before, team, form.model_dump(exclude_unset=True))
        told = differences(_told(old), _told(after.team(team)))
        return Plan(after, Act.TEAM_CHANGED, _team(after.team(team)), told) if told else None

    return configuration.change(services, caller, decide)


def remove_team(services: Services, caller: Caller, team: str, expected: int | None) -> Done:
    """Delete a team. 3 RT, and 7 times 1 RT and half a RRU for each shard. Raises `Conflict` for a team that is in use.

    A ticket that is moved to it within the next minute stays under its id until it is moved again.
    """

    def decide(before: Configuration) -> Plan:
        old = changing.known_team(before, team)
        changing.check_version(before, expected)
        after = changing.without_team(before, team)
        if any(cards.queue(services, team, place, 1, None) for place in PLACES):
            raise Conflict(
                "It has tickets that are not closed. Move them to another team first.", version=before.version
            )
        return Plan(after, Act.TEAM_REMOVED, _team(old), differences(_told(old), None))

    return configuration.change(services, caller, decide)


def add_category(services: Services, caller: Caller, form: CategoryForm, once: Once | None) -> Done:
    """Add a category. 3 RT."""
    made = form.id or changing.id_of(form.names["en"])
    category = Category(id=made, team=form.team, names=form.names, fields=_fields(form.fields))

    def decide(before: Configuration) -> Plan:
        after = changing.with_category(before, category, form.position)
        return Plan(after, Act.CATEGORY_ADDED, _category(category), differences(None, _placed(after, made)))

    return configuration.change(services, caller, decide, once)


def change_category(
    services: Services, caller: Caller, category: str, form: CategoryChange, expected: int | None
) -> Done:
    """Change a category. 3 RT."""
    told = form.model_dump(exclude_unset=True, exclude={"position", "fields"})
    told |= {"fields": _fields(form.fields)} if "fields" in form.model_fields_set else {}
    position = form.position if "position" in form.model_fields_set else None

    def decide(before: Configuration) -> Plan | None:
        changing.known_category(before, category)
        changing.check_version(before, expected)
        after = changing.category_changed(before, category, told, position)
        changes = differences(_placed(before, category), _placed(after, category))
        about = _category(changing.known_category(after, category))
        return Plan(after, Act.CATEGORY_CHANGED, about, changes) if changes else None

    return configuration.change(services, caller, decide)


def remove_category(services: Services, caller: Caller, category: str, expected: int | None) -> Done:
    """Delete a category. 3 RT. Tickets keep its id."""

    def decide(before: Configuration) -> Plan:
        old = changing.known_category(before, category)
        changing.check_version(before, expected)
        after = changing.without_category(before, category)
        return Plan(after, Act.CATEGORY_REMOVED, _category(old), differences(_placed(before, category), None))

    return configuration.change(services, caller, decide)


def change_settings(services: Services, caller: Caller, form: SettingsChange, expected: int | None) -> Done:
    """Change settings. 3 RT."""
    told = form.model_dump(exclude_unset=True)

    def decide(before: Configuration) -> Plan | None:
        changing.check_version(before, expected)
        after = changing.settings_changed(before, told)
        changes = differences(_settings(before, told), _settings(after, told))
        return Plan(after, Act.SETTINGS_CHANGED, About(kind="settings", id="desk"), changes) if changes else None

    return configuration.change(services, caller, decide)


def log(services: Services, caller: Caller, query: AuditQuery) -> audit.Found:
    """Return a page of the audit log, newest first; `next` is a cursor. Costs as `audit.actions.recent`."""
    bound = [caller.id, "audit", query.by or "", *query.act]
    position = paging.decode(query.cursor, bound) if query.cursor else None

    def wanted(entry: Entry) -> bool:
        return (not query.act or entry.act in query.act) and query.by in {None, entry.by.id}

    found = audit.recent(services, query.limit, position, wanted)
    return audit.Found(found.entries, paging.encode(found.next, bound) if found.next else None)


def people_named(services: Services, entries: list[Entry]) -> dict[str, str]:
    """Look up the names of people in entries. No read if there are none, otherwise 1 RT and half a RRU each."""
    ids = sorted({entry.about.id for entry in entries if entry.about.kind == "person"})
    return {person.id: person.name for person in people.persons_by_id(services, ids)}


def _team(team: Team) -> About:
    return About(kind="team", id=team.id, name=team.name)


def _category(category: Category) -> About:
    return About(kind="category", id=category.id, name=category.name("en"))


def _told(thing: Team | Category) -> dict[str, Any]:
    return thing.model_dump(mode="json", exclude={"id"})


def _placed(configured: Configuration, category: str) -> dict[str, Any]:
    """Return a category with its position in the list."""
    return {
        **_told(changing.known_category(configured, category)),
        "position": changing.position_of(configured, category),
    }


def _settings(configured: Configuration, asked: Mapping[str, Any]) -> dict[str, Any]:
    return configured.model_dump(mode="json", include=set(asked))


def _fields(forms: tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(FormField.model_validate(form.model_dump()) for form in forms)
