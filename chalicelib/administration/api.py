"""HTTP routes for administration: parse the request, call one action, build the response."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from ..configuration import actions as configuration_actions
from ..configuration import changes as configuration_changes
from ..configuration.model import Configuration
from ..people.model import ADMINS, AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.i18n import format_text
from ..plumbing.services import Services
from . import actions, views
from .forms import AuditQuery, CategoryChange, CategoryForm, SettingsChange, TeamChange, TeamForm

routes = Routes(__name__, caller_of)


@routes.get("/v1/teams", allow=AGENTS)
def list_teams(services: Services) -> ApiResponse[views.TeamList]:
    """List the teams."""
    configured = configuration_actions.load_current(services)
    return ApiResponse(views.team_list(configured), configured.version)


@routes.post("/v1/teams", allow=ADMINS, status=201)
def create_team(
    services: Services, caller: Caller, body: TeamForm, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.TeamItem]:
    """Add a team."""
    result = actions.add_team(services, caller, body, idempotency_key)
    return _team(result)


@routes.patch("/v1/teams/{team}", allow=ADMINS)
def change_team(
    services: Services, caller: Caller, team: str, body: TeamChange, if_match: int | None
) -> ApiResponse[views.TeamItem]:
    """Change a team's name, or who sees its tickets."""
    with _rendering_conflicts("team", lambda now: views.team_item(now.team(team), now) if now.has_team(team) else None):
        result = actions.change_team(services, caller, team, body, if_match)
    return ApiResponse(
        views.team_item(result.configuration.team(team), result.configuration), result.configuration.version
    )


@routes.delete("/v1/teams/{team}", allow=ADMINS, status=200)
def remove_team(services: Services, caller: Caller, team: str, if_match: int | None) -> ApiResponse[views.TeamList]:
    """Delete a team that no category uses and that has no active tickets. Returns the remaining teams."""
    with _rendering_conflicts("team", lambda now: views.team_item(now.team(team), now) if now.has_team(team) else None):
        result = actions.remove_team(services, caller, team, if_match)
    return ApiResponse(views.team_list(result.configuration), result.configuration.version)


@routes.get("/v1/ticket-categories", allow=AGENTS)
def list_categories(services: Services, language: str) -> ApiResponse[views.CategoryList]:
    """List categories with their complete forms. Customers read theirs in /v1/config."""
    configured = configuration_actions.load_current(services)
    return ApiResponse(views.category_list(configured, language), configured.version)


@routes.post("/v1/ticket-categories", allow=ADMINS, status=201)
def create_category(
    services: Services, caller: Caller, body: CategoryForm, idempotency_key: IdempotencyKey | None, language: str
) -> ApiResponse[views.CategoryItem]:
    """Add a category with its form."""
    result = actions.add_category(services, caller, body, idempotency_key)
    shown = configuration_changes.known_category(result.configuration, result.target)
    at = f"/api/v1/ticket-categories/{shown.id}"
    item = views.category_item(shown, language)
    return ApiResponse(item, result.configuration.version, location=at, replayed=result.replayed)


@routes.patch("/v1/ticket-categories/{category}", allow=ADMINS)
def change_category(
    services: Services, caller: Caller, category: str, body: CategoryChange, if_match: int | None, language: str
) -> ApiResponse[views.CategoryItem]:
    """Change a category's team, names, form, or position in the list."""
    with _rendering_conflicts("category", lambda now: _category_now(now, category, language)):
        result = actions.change_category(services, caller, category, body, if_match)
    shown = configuration_changes.known_category(result.configuration, category)
    return ApiResponse(views.category_item(shown, language), result.configuration.version)


@routes.delete("/v1/ticket-categories/{category}", allow=ADMINS, status=200)
def remove_category(
    services: Services, caller: Caller, category: str, if_match: int | None, language: str
) -> ApiResponse[views.CategoryList]:
    """Delete a category; tickets keep its id. Returns the remaining categories."""
    with _rendering_conflicts("category", lambda now: _category_now(now, category, language)):
        result = actions.remove_category(services, caller, category, if_match)
    return ApiResponse(views.category_list(result.configuration, language), result.configuration.version)


@routes.get("/v1/settings", allow=ADMINS)
def read_settings(services: Services) -> ApiResponse[views.SettingsView]:
    """Read the settings."""
    configured = configuration_actions.load_current(services)
    return ApiResponse(views.settings_view(configured), configured.version)


@routes.patch("/v1/settings", allow=ADMINS)
def change_settings(
    services: Services, caller: Caller, body: SettingsChange, if_match: int | None
) -> ApiResponse[views.SettingsView]:
    """Change the settings."""
    with _rendering_conflicts("settings", views.settings_view):
        result = actions.change_settings(services, caller, body, if_match)
    return ApiResponse(views.settings_view(result.configuration), result.configuration.version)


@routes.get("/v1/audit", allow=ADMINS)
def read_log(services: Services, caller: Caller, query: AuditQuery, language: str) -> views.EntryList:
    """Read the audit log, newest first."""
    found = actions.log(services, caller, query)
    configured = configuration_actions.current(services)
    people = actions.names_of_people(services, found.entries)
    items = []
    for entry in found.entries:
        name = views.name_of(entry, configured, people, language)
        items.append(views.entry_view(entry, name, _text(language, entry.action, name)))
    return views.EntryList(items=items, next=found.next)


def _team(result: configuration_actions.ConfigurationResult) -> ApiResponse[views.TeamItem]:
    team = configuration_changes.known_team(result.configuration, result.target)
    shown = views.team_item(team, result.configuration)
    return ApiResponse(
        shown, result.configuration.version, location=f"/api/v1/teams/{team.id}", replayed=result.replayed
    )


def _category_now(configured: Configuration, category: str, language: str) -> views.CategoryItem | None:
    found = configured.category(category)
    return views.category_item(found, language) if found else None


def _text(language: str, action: str, name: str) -> str:
    """Return the text of a change; for an unknown type, its name."""
    try:
        return format_text(language, f"audit-{action}", name=name)
    except KeyError:
        return action


@contextmanager
def _rendering_conflicts(name: str, view: Callable[[Configuration], BaseModel | None]) -> Iterator[None]:
    """Add the current state to the error for an outdated version; null if the thing was deleted."""
    try:
        yield
    except VersionMismatch as refusal:
        now = view(refusal.facts.pop("current"))
        refusal.facts[name] = now.model_dump(mode="json") if now else None
        raise
