"""What lists are made of: a filter, an order, and both saved under a name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from ..plumbing.fields import Instant, Value
from ..tickets.forms import Id, Language, Tag
from ..tickets.model import Priority, Status

MOST_VALUES = 20
MOST_TALLIES = 300

Order = Literal["asc", "desc"]
Few = Field(max_length=MOST_VALUES)


class Sort(StrEnum):
    UPDATED = "updated"  # by the minute of the last change
    CREATED = "created"
    DUE = "due"  # by the next timer; those without one last
    WAITING = "waiting"  # by the oldest message nobody has answered; those without one last
    PRIORITY = "priority"  # of one priority, whoever waits longest


class Filter(Value):
    """Which tickets: of each member one of its values, and of all members together all. A member left empty asks nothing.

    `me` is whoever asks. `requester` asks for somebody's whole story, closed tickets among it; everything else shows what is
    not closed. `language` names a language with all its regions, or one region of it.
    """

    status: Annotated[list[Status], Few] = []
    priority: Annotated[list[Priority], Few] = []
    team: Annotated[list[Id], Few] = []
    category: Annotated[list[Id], Few] = []
    tag: Annotated[list[Tag], Few] = []
    language: Annotated[list[Language], Few] = []
    channel: Annotated[list[Id], Few] = []
    assignee: Id | None = None  # an agent, `me`, or `none`
    requester: Id | None = None
    followed: Literal["me"] | None = None
    place: Literal["snoozed", "spam"] | None = None

    @property
    def relative(self) -> bool:
        """Whether it depends on who asks."""
        return "me" in {self.assignee, self.followed}

    @property
    def countable(self) -> bool:
        """Whether all it finds stands in some queue: what is closed or merged has no number."""
        return self.requester is None and Status.CLOSED not in self.status

    def plain(self) -> dict[str, Any]:
        """The same for the same question: without what asks nothing, values in order and once."""
        named = {name: value for name, value in self.model_dump(mode="json").items() if value}
        return {name: sorted(set(value)) if isinstance(value, list) else value for name, value in named.items()}


class View(Value):
    """A filter and an order with a name. Its owner's alone, or shared: with all agents, or with those of a team."""

    id: str
    name: str
    filter: Filter
    sort: Sort | None = None
    order: Order | None = None
    position: int
    owner: str
    shared: bool = False
    team: str | None = None  # only those who may read its tickets see the view
    tally: int | None = None  # where its tickets are counted, if they are
    version: int = 1
    created_at: Instant
    updated_at: Instant


class Shelf(Value):
    """The views of one agent, or those that are shared: read and written as one."""

    views: tuple[View, ...] = ()
    version: int = 0

    def find(self, view: str) -> View | None:
        return next((each for each in self.views if each.id == view), None)

    def without(self, view: str) -> "Shelf":
        return self.model_copy(update={"views": tuple(each for each in self.views if each.id != view)})

    def holding(self, view: View) -> "Shelf":
        """With this view in the place of the one that has its id, or as another one."""
        others = self.without(view.id).views
        return self.model_copy(
            update={"views": tuple(sorted((*others, view), key=lambda each: (each.position, each.id)))}
        )

    def next_position(self) -> int:
        return max((each.position for each in self.views), default=0) + 1


class Tally(Value):
    """A filter whose tickets are counted, once for all views that have it. `ready`: its counters hold what is there."""

    filter: Filter
    uses: int
    since: int  # real time, milliseconds
    ready: bool = False


class Tallies(Value):
    """Every filter that is counted, by number. A number is never used again."""

    by_number: dict[str, Tally] = {}
    last: int = 0
    version: int = 0

    def using(self, wanted: Filter, real_now: int) -> tuple["Tallies", int | None]:
        """With one view more that has this filter; the number is None where it cannot be counted, or too many are."""
        if not wanted.countable:
            return self, None
        same = wanted.plain()
        known = next((number for number, tally in self.by_number.items() if tally.filter.plain() == same), None)
        if known is not None:
            tally = self.by_number[known]
            return self._with({known: tally.model_copy(update={"uses": tally.uses + 1})}), int(known)
        if len(self.by_number) >= MOST_TALLIES:
            return self, None
        number = self.last + 1
        tally = Tally(filter=Filter.model_validate(same), uses=1, since=real_now)
        return self._with({str(number): tally}).model_copy(update={"last": number}), number

    def releasing(self, number: int | None) -> "Tallies":
        """With one view less that is counted there."""
        tally = self.by_number.get(str(number))
        if tally is None:
            return self
        if tally.uses > 1:
            return self._with({str(number): tally.model_copy(update={"uses": tally.uses - 1})})
        others = {name: each for name, each in self.by_number.items() if name != str(number)}
        return self.model_copy(update={"by_number": others})

    def made_ready(self, numbers: set[str]) -> "Tallies":
        known = {name: self.by_number[name] for name in numbers & self.by_number.keys()}
        return self._with({name: tally.model_copy(update={"ready": True}) for name, tally in known.items()})

    def _with(self, changed: Mapping[str, Tally]) -> "Tallies":
        return self.model_copy(update={"by_number": {**self.by_number, **changed}})
