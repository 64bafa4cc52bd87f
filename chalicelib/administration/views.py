"""Response bodies for the configuration and the audit log."""

from typing import Any

from ..audit.model import Entry
from ..configuration.model import Category, Configuration, FieldKind, Team
from ..plumbing.fields import Instant, Value


class TeamItem(Value):
    """`open`: visible to all agents; otherwise only to members and admins."""

    id: str
    name: str
    open: bool
    default: bool  # the team of requests without a matching category


class TeamList(Value):
    """`version` is the ETag of the whole configuration."""

    items: list[TeamItem]
    next: None
    version: int


class OptionItem(Value):
    id: str
    names: dict[str, str]


class FieldItem(Value):
    id: str
    kind: FieldKind
    names: dict[str, str]
    required: bool
    for_customers: bool  # otherwise only agents see and set it
    options: list[OptionItem]


class CategoryItem(Value):
    """`name` is in the reader's language, `names` in all of them."""

    id: str
    name: str
    names: dict[str, str]
    team: str
    fields: list[FieldItem]


class CategoryList(Value):
    """In the order that customers see. `version` is the ETag of the whole configuration."""

    items: list[CategoryItem]
    next: None
    version: int


class SettingsView(Value):
    default_team: str
    undo_send_s: int  # seconds in which an agent can undo a reply
    version: int


class AuditActorView(Value):
    id: str
    name: str
    role: str


class AuditTargetView(Value):
    """`name` is the current name, or the last one if the thing was deleted."""

    kind: str
    id: str
    name: str


class EntryView(Value):
    """`text` describes the change in the reader's language; `changes` holds [before, after] of what changed."""

    id: str
    at: Instant
    by: AuditActorView
    source: str
    action: str
    text: str
    target: AuditTargetView
    changes: dict[str, tuple[Any, Any]]
    hash: str


class EntryList(Value):
    items: list[EntryView]
    next: str | None


def team_item(team: Team, configured: Configuration) -> TeamItem:
    return TeamItem(id=team.id, name=team.name, open=team.open, default=team.id == configured.default_team)


def team_list(configured: Configuration) -> TeamList:
    items = [team_item(team, configured) for team in configured.teams]
    return TeamList(items=items, next=None, version=configured.version)


def category_item(category: Category, language: str) -> CategoryItem:
    payload = category.model_dump(mode="json")
    return CategoryItem(**payload, name=category.name(_plain(language)))


def category_list(configured: Configuration, language: str) -> CategoryList:
    items = [category_item(category, language) for category in configured.categories]
    return CategoryList(items=items, next=None, version=configured.version)


def settings_view(configured: Configuration) -> SettingsView:
    return SettingsView(
        default_team=configured.default_team, undo_send_s=configured.undo_send_s, version=configured.version
    )


def entry_view(entry: Entry, name: str, text: str) -> EntryView:
    return EntryView(
        id=str(entry.seq),
        at=entry.at,
        by=AuditActorView(**entry.by.model_dump()),
        source=entry.source,
        action=entry.action,
        text=text,
        target=AuditTargetView(kind=entry.target.kind, id=entry.target.id, name=name),
        changes=entry.changes,
        hash=entry.hash,
    )


def name_of(entry: Entry, configured: Configuration, people: dict[str, str], language: str) -> str:
    """Return the current name of an entry's thing in the reader's language; if deleted, its name at that time."""
    about = entry.target
    match about.kind:
        case "team" if configured.has_team(about.id):
            return configured.team(about.id).name
        case "category" if category := configured.category(about.id):
            return category.name(_plain(language))
        case "person":
            return people.get(about.id, about.name or about.id)
    return about.name or about.id


def _plain(language: str) -> str:
    return language.split("-", maxsplit=1)[0]
