"""Admin actions: each changes the configuration and writes the audit log in one transaction.

A change or deletion must name the version of the configuration that it is based on.
"""

from collections.abc import Mapping
from typing import Any

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget, Entry, differences
from ..configuration import actions as configuration_actions
from ..configuration import changes as configuration_changes
from ..configuration.actions import ConfigurationChange, ConfigurationResult
from ..configuration.model import Category, Configuration, FormField, Team
from ..people import actions as people_actions
from ..people.model import Caller
from ..plumbing.errors import Conflict
from ..plumbing.http import paging
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import index as tickets_index
from ..tickets.model import OPEN_STATUSES, OutOfQueue
from .forms import AuditQuery, CategoryChange, CategoryForm, SettingsChange, TeamChange, TeamForm

PLACES = (*(status.value for status in OPEN_STATUSES), OutOfQueue.SNOOZED.value, OutOfQueue.SPAM.value)
"""The queues of a team's tickets that are not closed. The counters by status exclude snoozed and spam tickets."""


def add_team(
    services: Services, caller: Caller, form: TeamForm, idempotency_key: IdempotencyKey | None
) -> ConfigurationResult:
    """Add a team. 3 RT."""
    team = Team(id=form.id or configuration_changes.id_of(form.name), name=form.name, open=form.open)

    def decide(before: Configuration) -> ConfigurationChange:
        after = configuration_changes.with_team(before, team)
        return ConfigurationChange(after, AuditAction.TEAM_ADDED, _team(team), differences(None, _tracked(team)))

    return configuration_actions.change(services, caller, decide, idempotency_key)


def change_team(
    services: Services, caller: Caller, team: str, form: TeamChange, expected: int | None
) -> ConfigurationResult:
    """Change a team. 3 RT."""

    def decide(before: Configuration) -> ConfigurationChange | None:
        old = configuration_changes.known_team(before, team)
        configuration_changes.check_version(before, expected)
        after = configuration_changes.team_changed(before, team, form.model_dump(exclude_unset=True))
        change_event = differences(_tracked(old), _tracked(after.team(team)))
        return (
            ConfigurationChange(after, AuditAction.TEAM_CHANGED, _team(after.team(team)), change_event)
            if change_event
            else None
        )

    return configuration_actions.change(services, caller, decide)


def remove_team(services: Services, caller: Caller, team: str, expected: int | None) -> ConfigurationResult:
    """Delete a team. 3 RT, and 7 times 1 RT and half a RRU for each shard. Raises `Conflict` for a team that is in use.

    A ticket that is moved to it within the next minute stays under its id until it is moved again.
    """

    def decide(before: Configuration) -> ConfigurationChange:
        old = configuration_changes.known_team(before, team)
        configuration_changes.check_version(before, expected)
        after = configuration_changes.without_team(before, team)
        if any(tickets_index.queue_rows(services, team, place, 1, None) for place in PLACES):
            raise Conflict(
                "It has tickets that are not closed. Move them to another team first.", version=before.version
            )
        return ConfigurationChange(after, AuditAction.TEAM_REMOVED, _team(old), differences(_tracked(old), None))

    return configuration_actions.change(services, caller, decide)


def add_category(
    services: Services, caller: Caller, form: CategoryForm, idempotency_key: IdempotencyKey | None
) -> ConfigurationResult:
    """Add a category. 3 RT."""
    made = form.id or configuration_changes.id_of(form.names["en"])
    category = Category(id=made, team=form.team, names=form.names, fields=_fields(form.fields))

    def decide(before: Configuration) -> ConfigurationChange:
        after = configuration_changes.with_category(before, category, form.position)
        return ConfigurationChange(
            after, AuditAction.CATEGORY_ADDED, _category(category), differences(None, _with_position(after, made))
        )

    return configuration_actions.change(services, caller, decide, idempotency_key)


def change_category(
    services: Services, caller: Caller, category: str, form: CategoryChange, expected: int | None
) -> ConfigurationResult:
    """Change a category. 3 RT."""
    payload = form.model_dump(exclude_unset=True, exclude={"position", "fields"})
    payload |= {"fields": _fields(form.fields)} if "fields" in form.model_fields_set else {}
    position = form.position if "position" in form.model_fields_set else None

    def decide(before: Configuration) -> ConfigurationChange | None:
        configuration_changes.known_category(before, category)
        configuration_changes.check_version(before, expected)
        after = configuration_changes.category_changed(before, category, payload, position)
        changes = differences(_with_position(before, category), _with_position(after, category))
        about = _category(configuration_changes.known_category(after, category))
        return ConfigurationChange(after, AuditAction.CATEGORY_CHANGED, about, changes) if changes else None

    return configuration_actions.change(services, caller, decide)


def remove_category(services: Services, caller: Caller, category: str, expected: int | None) -> ConfigurationResult:
    """Delete a category. 3 RT. Tickets keep its id."""

    def decide(before: Configuration) -> ConfigurationChange:
        old = configuration_changes.known_category(before, category)
        configuration_changes.check_version(before, expected)
        after = configuration_changes.without_category(before, category)
        return ConfigurationChange(
            after, AuditAction.CATEGORY_REMOVED, _category(old), differences(_with_position(before, category), None)
        )

    return configuration_actions.change(services, caller, decide)


def change_settings(
    services: Services, caller: Caller, form: SettingsChange, expected: int | None
) -> ConfigurationResult:
    """Change settings. 3 RT."""
    payload = form.model_dump(exclude_unset=True)

    def decide(before: Configuration) -> ConfigurationChange | None:
        configuration_changes.check_version(before, expected)
        after = configuration_changes.settings_changed(before, payload)
        changes = differences(_settings(before, payload), _settings(after, payload))
        return (
            ConfigurationChange(after, AuditAction.SETTINGS_CHANGED, AuditTarget(kind="settings", id="desk"), changes)
            if changes
            else None
        )

    return configuration_actions.change(services, caller, decide)


def log(services: Services, caller: Caller, query: AuditQuery) -> audit_actions.AuditPage:
    """Return a page of the audit log, newest first; `next` is a cursor. Costs as `audit.actions.recent`."""
    bound = [caller.id, "audit", query.by or "", *query.action]
    position = paging.decode(query.cursor, bound) if query.cursor else None

    def wanted(entry: Entry) -> bool:
        return (not query.action or entry.action in query.action) and query.by in {None, entry.by.id}

    found = audit_actions.recent(services, query.limit, position, wanted)
    return audit_actions.AuditPage(found.entries, paging.encode(found.next, bound) if found.next else None)


def names_of_people(services: Services, entries: list[Entry]) -> dict[str, str]:
    """Look up the names of people in entries. No read if there are none, otherwise 1 RT and half a RRU each."""
    ids = sorted({entry.target.id for entry in entries if entry.target.kind == "person"})
    return {person.id: person.name for person in people_actions.people_by_id(services, ids)}


def _team(team: Team) -> AuditTarget:
    return AuditTarget(kind="team", id=team.id, name=team.name)


def _category(category: Category) -> AuditTarget:
    return AuditTarget(kind="category", id=category.id, name=category.name("en"))


def _tracked(thing: Team | Category) -> dict[str, Any]:
    return thing.model_dump(mode="json", exclude={"id"})


def _with_position(configured: Configuration, category: str) -> dict[str, Any]:
    """Return a category with its position in the list."""
    return {
        **_tracked(configuration_changes.known_category(configured, category)),
        "position": configuration_changes.position_of(configured, category),
    }


def _settings(configured: Configuration, asked: Mapping[str, Any]) -> dict[str, Any]:
    return configured.model_dump(mode="json", include=set(asked))


def _fields(forms: tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(FormField.model_validate(form.model_dump()) for form in forms)
