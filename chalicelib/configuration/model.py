"""Teams, categories and which team a category belongs to."""

from pydantic import Field, model_validator

from ..plumbing.fields import Name, Value


class Team(Value):
    """Agents who share a queue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    name: Name


class Category(Value):
    """What a ticket is about; decides its team."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    team: str
    names: dict[str, Name]  # by language

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class Configuration(Value):
    """A fresh desk has one team and one category."""

    teams: tuple[Team, ...] = (Team(id="support", name="Support"),)
    categories: tuple[Category, ...] = (
        Category(id="other", team="support", names={"en": "Something else", "ar": "شيء آخر"}),
    )
    default_team: str = "support"

    @model_validator(mode="after")
    def _teams_exist(self) -> "Configuration":
        known = {team.id for team in self.teams}
        strangers = {category.team for category in self.categories} - known
        if strangers or self.default_team not in known:
            raise ValueError(f"no such team: {', '.join(sorted(strangers or {self.default_team}))}")
        return self

    def team(self, team: str) -> Team:
        """The team, or one that shows its id where it has been removed since."""
        return next((each for each in self.teams if each.id == team), Team.model_construct(id=team, name=team))

    def has_team(self, team: str) -> bool:
        return any(each.id == team for each in self.teams)

    def has_category(self, category: str) -> bool:
        return any(each.id == category for each in self.categories)

    def category_or_default(self, category: str | None) -> Category:
        """The category; for one that is unknown or missing, one that leads to the default team."""
        known = next((each for each in self.categories if each.id == category), None)
        general = (each for each in self.categories if each.team == self.default_team)
        return known or next(general, Category(id="other", team=self.default_team, names={"en": "Something else"}))
