"""Filters, sort orders, and saved views that combine both."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from ..plumbing.fields import Instant, Value
from ..tickets.forms import Id, Language, Tag
from ..tickets.model import Priority, Status

MAX_VALUES = 20
MAX_COUNTERS = 300

Order = Literal["asc", "desc"]
LimitedList = Field(max_length=MAX_VALUES)


class Sort(StrEnum):
    UPDATED = "updated"  # by the minute of the last change
    CREATED = "created"
    DUE = "due"  # by the next timer; tickets without one last
    WAITING = "waiting"  # by the oldest unanswered message; tickets without one last
    PRIORITY = "priority"  # by priority, then longest waiting first


class Filter(Value):
    """A ticket filter: a ticket must match one value of each field. An empty field matches everything.

    `me` is the caller. `requester` finds all tickets of one person, including closed ones; all other filters find tickets that
    are not closed. `language` matches a language with all its regions, or one region of it.
    """

    status: Annotated[list[Status], LimitedList] = []
    priority: Annotated[list[Priority], LimitedList] = []
    team: Annotated[list[Id], LimitedList] = []
    category: Annotated[list[Id], LimitedList] = []
    tag: Annotated[list[Tag], LimitedList] = []
    language: Annotated[list[Language], LimitedList] = []
    channel: Annotated[list[Id], LimitedList] = []
    assignee: Id | None = None  # an agent, `me`, or `none`
    requester: Id | None = None
    followed: Literal["me"] | None = None
    place: Literal["snoozed", "spam"] | None = None

    @property
    def relative(self) -> bool:
        """Whether the result depends on the caller."""
        return "me" in {self.assignee, self.followed}

    @property
    def countable(self) -> bool:
        """Whether all results are in some queue: closed and merged tickets are not counted."""
        return self.requester is None and Status.CLOSED not in self.status

    def plain(self) -> dict[str, Any]:
        """Return the normal form: no empty fields, values sorted and unique. Equal filters have equal forms."""
        named = {name: value for name, value in self.model_dump(mode="json").items() if value}
        return {name: sorted(set(value)) if isinstance(value, list) else value for name, value in named.items()}


class SavedView(Value):
    """A named filter and order. Private to its owner, or shared with all agents or with those of a team."""

    id: str
    name: str
    filter: Filter
    sort: Sort | None = None
    order: Order | None = None
    position: int
    owner: str
    shared: bool = False
    team: str | None = None  # only agents who may read this team's tickets see the view
    counter: int | None = None  # the number of the counter of its tickets, if they are counted
    version: int = 1
    created_at: Instant
    updated_at: Instant


class ViewList(Value):
    """One agent's private views, or all shared views: stored in one item."""

    views: tuple[SavedView, ...] = ()
    version: int = 0

    def find(self, view: str) -> SavedView | None:
        return next((each for each in self.views if each.id == view), None)

    def without(self, view: str) -> "ViewList":
        return self.model_copy(update={"views": tuple(each for each in self.views if each.id != view)})

    def with_view(self, view: SavedView) -> "ViewList":
        """Return the list with this view added, or replaced if the id exists."""
        others = self.without(view.id).views
        return self.model_copy(
            update={"views": tuple(sorted((*others, view), key=lambda each: (each.position, each.id)))}
        )

    def next_position(self) -> int:
        return max((each.position for each in self.views), default=0) + 1


class ViewCounter(Value):
    """A filter with a counter, shared by all views that have this filter. `ready`: the counters are complete."""

    filter: Filter
    uses: int
    since: int  # real time, milliseconds
    ready: bool = False


class ViewCounters(Value):
    """All counted filters by number. A number is never reused."""

    by_number: dict[str, ViewCounter] = {}
    last: int = 0
    version: int = 0

    def using(self, wanted: Filter, real_now: int) -> tuple["ViewCounters", int | None]:
        """Add one use of this filter; the number is None if it cannot be counted or the limit is reached."""
        if not wanted.countable:
            return self, None
        same = wanted.plain()
        known = next((number for number, counter in self.by_number.items() if counter.filter.plain() == same), None)
        if known is not None:
            counter = self.by_number[known]
            return self._with({known: counter.model_copy(update={"uses": counter.uses + 1})}), int(known)
        if len(self.by_number) >= MAX_COUNTERS:
            return self, None
        number = self.last + 1
        counter = ViewCounter(filter=Filter.model_validate(same), uses=1, since=real_now)
        return self._with({str(number): counter}).model_copy(update={"last": number}), number

    def releasing(self, number: int | None) -> "ViewCounters":
        """Remove one use of this number."""
        counter = self.by_number.get(str(number))
        if counter is None:
            return self
        if counter.uses > 1:
            return self._with({str(number): counter.model_copy(update={"uses": counter.uses - 1})})
        others = {name: each for name, each in self.by_number.items() if name != str(number)}
        return self.model_copy(update={"by_number": others})

    def made_ready(self, numbers: set[str]) -> "ViewCounters":
        known = {name: self.by_number[name] for name in numbers & self.by_number.keys()}
        return self._with({name: counter.model_copy(update={"ready": True}) for name, counter in known.items()})

    def _with(self, changed: Mapping[str, ViewCounter]) -> "ViewCounters":
        return self.model_copy(update={"by_number": {**self.by_number, **changed}})
