"""HTTP routes for administration: parse the request, call one action, build the response."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from ..configuration import actions as configuration
from ..configuration import changing
from ..configuration.model import Configuration
from ..people.model import ADMINS, AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import OutOfDate
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.texts import say
from ..plumbing.web import Reply, Routes
from . import actions, views
from .forms import AuditQuery, CategoryChange, CategoryForm, SettingsChange, TeamChange, TeamForm

routes = Routes(__name__, caller_of)


@routes.get("/v1/teams", allow=AGENTS)
def list_teams(services: Services) -> Reply[views.TeamList]:
    """List the teams."""
    configured = configuration.present(services)
    return Reply(views.team_list(configured), configured.version)


@routes.post("/v1/teams", allow=ADMINS, status=201)
def create_team(services: Services, caller: Caller, body: TeamForm, once: Once | None) -> Reply[views.TeamItem]:
    """Add a team."""
    done = actions.add_team(services, caller, body, once)
    return _team(done)


@routes.patch("/v1/teams/{team}", allow=ADMINS)
def change_team(
    services: Services, caller: Caller, team: str, body: TeamChange, if_match: int | None
) -> Reply[views.TeamItem]:
    """Change a team's name, or who sees its tickets."""
    with _shown("team", lambda now: views.team_item(now.team(team), now) if now.has_team(team) else None):
        done = actions.change_team(services, caller, team, body, if_match)
    return Reply(views.team_item(done.configuration.team(team), done.configuration), done.configuration.version)


@routes.delete("/v1/teams/{team}", allow=ADMINS, status=200)
def remove_team(services: Services, caller: Caller, team: str, if_match: int | None) -> Reply[views.TeamList]:
    """Delete a team that no category uses and that has no active tickets. Returns the remaining teams."""
    with _shown("team", lambda now: views.team_item(now.team(team), now) if now.has_team(team) else None):
        done = actions.remove_team(services, caller, team, if_match)
    return Reply(views.team_list(done.configuration), done.configuration.version)


@routes.get("/v1/ticket-categories", allow=AGENTS)
def list_categories(services: Services, language: str) -> Reply[views.CategoryList]:
    """List categories with their complete forms. Customers read theirs in /v1/config."""
    configured = configuration.present(services)
    return Reply(views.category_list(configured, language), configured.version)


@routes.post("/v1/ticket-categories", allow=ADMINS, status=201)
def create_category(
    services: Services, caller: Caller, body: CategoryForm, once: Once | None, language: str
) -> Reply[views.CategoryItem]:
    """Add a category with its form."""
    done = actions.add_category(services, caller, body, once)
    shown = changing.known_category(done.configuration, done.about)
    at = f"/api/v1/ticket-categories/{shown.id}"
    item = views.category_item(shown, language)
    return Reply(item, done.configuration.version, location=at, replayed=done.replayed)


@routes.patch("/v1/ticket-categories/{category}", allow=ADMINS)
def change_category(
    services: Services, caller: Caller, category: str, body: CategoryChange, if_match: int | None, language: str
) -> Reply[views.CategoryItem]:
    """Change a category's team, names, form, or position in the list."""
    with _shown("category", lambda now: _category_now(now, category, language)):
        done = actions.change_category(services, caller, category, body, if_match)
    shown = changing.known_category(done.configuration, category)
    return Reply(views.category_item(shown, language), done.configuration.version)


@routes.delete("/v1/ticket-categories/{category}", allow=ADMINS, status=200)
def remove_category(
    services: Services, caller: Caller, category: str, if_match: int | None, language: str
) -> Reply[views.CategoryList]:
    """Delete a category; tickets keep its id. Returns the remaining categories."""
    with _shown("category", lambda now: _category_now(now, category, language)):
        done = actions.remove_category(services, caller, category, if_match)
    return Reply(views.category_list(done.configuration, language), done.configuration.version)


@routes.get("/v1/settings", allow=ADMINS)
def read_settings(services: Services) -> Reply[views.SettingsView]:
    """Read the settings."""
    configured = configuration.present(services)
    return Reply(views.settings_view(configured), configured.version)


@routes.patch("/v1/settings", allow=ADMINS)
def change_settings(
    services: Services, caller: Caller, body: SettingsChange, if_match: int | None
) -> Reply[views.SettingsView]:
    """Change the settings."""
    with _shown("settings", views.settings_view):
        done = actions.change_settings(services, caller, body, if_match)
    return Reply(views.settings_view(done.configuration), done.configuration.version)


@routes.get("/v1/audit", allow=ADMINS)
def read_log(services: Services, caller: Caller, query: AuditQuery, language: str) -> views.EntryList:
    """Read the audit log, newest first."""
    found = actions.log(services, caller, query)
    configured = configuration.current(services)
    people = actions.people_named(services, found.entries)
    items = []
    for entry in found.entries:
        name = views.name_of(entry, configured, people, language)
        items.append(views.entry_view(entry, name, _text(language, entry.act, name)))
    return views.EntryList(items=items, next=found.next)


def _team(done: configuration.Done) -> Reply[views.TeamItem]:
    team = changing.known_team(done.configuration, done.about)
    shown = views.team_item(team, done.configuration)
    return Reply(shown, done.configuration.version, location=f"/api/v1/teams/{team.id}", replayed=done.replayed)


def _category_now(configured: Configuration, category: str, language: str) -> views.CategoryItem | None:
    found = configured.category(category)
    return views.category_item(found, language) if found else None


def _text(language: str, act: str, name: str) -> str:
    """Return the text of a change; for an unknown type, its name."""
    try:
        return say(language, f"audit-{act}", name=name)
    except KeyError:
        return act


@contextmanager
def _shown(name: str, view: Callable[[Configuration], BaseModel | None]) -> Iterator[None]:
    """Add the current state to the error for an outdated version; null if the thing was deleted."""
    try:
        yield
    except OutOfDate as refusal:
        now = view(refusal.facts.pop("current"))
        refusal.facts[name] = now.model_dump(mode="json") if now else None
        raise
