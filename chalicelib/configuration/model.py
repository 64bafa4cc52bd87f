"""Teams, and categories with their forms and teams."""

from enum import StrEnum

from pydantic import Field, model_validator

from ..plumbing.fields import Name, Value


class Team(Value):
    """Agents who share a queue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    name: Name
    open: bool = True  # visible to all agents; otherwise only to members and admins


class FieldKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"


class Option(Value):
    """One option of a choice field."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    names: dict[str, Name]  # by language

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class FormField(Value):
    """One field of a category's form."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    kind: FieldKind
    names: dict[str, Name]  # by language
    required: bool = False
    for_customers: bool = True  # otherwise only agents see and set it
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _a_choice_has_options(self) -> "FormField":
        if (self.kind is FieldKind.CHOICE) != bool(self.options):
            raise ValueError("A choice has options, and nothing else has.")
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("Two options have the same id.")
        return self

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class Category(Value):
    """The topic of a ticket; decides its team."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    team: str
    names: dict[str, Name]  # by language
    fields: tuple[FormField, ...] = ()

    @model_validator(mode="after")
    def _no_field_twice(self) -> "Category":
        if len({field.id for field in self.fields}) < len(self.fields):
            raise ValueError("Two fields have the same id.")
        return self

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class Configuration(Value):
    """The whole configuration. A new installation has one team and one category."""

    teams: tuple[Team, ...] = (Team(id="support", name="Support"),)
    categories: tuple[Category, ...] = (
        Category(id="other", team="support", names={"en": "Something else", "ar": "شيء آخر"}),
    )
    past_teams: tuple[Team, ...] = ()
    """Deleted teams: closed tickets still refer to them, and remain visible to the same agents."""
    default_team: str = "support"
    undo_send_s: int = Field(default=10, ge=0, le=60)
    """Seconds in which an agent can undo a reply. The customer sees it, and is notified, only afterwards."""
    version: int = 0  # increases with every change

    @model_validator(mode="after")
    def _teams_exist(self) -> "Configuration":
        known = {team.id for team in self.teams}
        unknown = {category.team for category in self.categories} - known
        if unknown or self.default_team not in known:
            raise ValueError(f"no such team: {', '.join(sorted(unknown or {self.default_team}))}")
        return self

    def team(self, team: str) -> Team:
        """Return the team, even if deleted; for an unknown id, a team that is named by it."""
        known = (each for each in (*self.teams, *self.past_teams) if each.id == team)
        return next(known, Team.model_construct(id=team, name=team))

    def has_team(self, team: str) -> bool:
        return any(each.id == team for each in self.teams)

    def has_category(self, category: str) -> bool:
        return self.category(category) is not None

    def category(self, category: str) -> Category | None:
        return next((each for each in self.categories if each.id == category), None)

    def category_or_default(self, category: str | None) -> Category:
        """Return the category; for an unknown or missing one, a category of the default team."""
        known = self.category(category) if category else None
        general = (each for each in self.categories if each.team == self.default_team)
        return known or next(general, Category(id="other", team=self.default_team, names={"en": "Something else"}))
