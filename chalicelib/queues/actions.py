"""Saved views: an agent's private ones, or those shared by all agents; their tickets are counted by filter.

A change writes the whole shelf (an agent's or the shared views) and the list of counted filters in one transaction; on a
conflict, it decides again on the current state.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..configuration import actions as configuration
from ..configuration.model import Configuration
from ..people.model import Caller, Role
from ..plumbing import versions
from ..plumbing.dynamo import ConditionFailed, Write
from ..plumbing.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..tickets import access
from . import store
from .forms import NewView, TicketQuery, ViewChange
from .model import Filter, Order, Shelf, Sort, View
from .store import Shelves

MOST_OWN = 50
MOST_SHARED = 100
TRIES = 8
LEADS = frozenset({Role.LEAD, Role.ADMIN})

Decide = Callable[[Shelves], tuple[Shelves, View]]


@dataclass(frozen=True)
class Kept:
    """The result of a change of a view. `replayed`: the idempotency key was used before and nothing was done."""

    view: View
    replayed: bool = False


def views_of(services: Services, caller: Caller) -> list[View]:
    """List the caller's own views, then shared ones visible to them. 1 RT; 1 RRU per started 4 KB of three items."""
    return views_on(store.shelves(services, caller.id), caller, configuration.current(services))


def views_on(shelves: Shelves, caller: Caller, configured: Configuration) -> list[View]:
    """List the views of shelves that are already loaded, in the same order."""
    shared = (_as_seen(view, caller, configured) for view in shelves.shared.views)
    return [*shelves.own.views, *filter(None, shared)]


def wanted(services: Services, caller: Caller, query: TicketQuery) -> tuple[Filter, Sort | None, Order | None]:
    """Return the filter and order of a query: parameters of the query override those of its saved view."""
    named = Filter.model_validate(query.model_dump(include=query.model_fields_set & Filter.model_fields.keys()))
    if query.view is None:
        return named, query.sort, query.order
    try:
        view = _visible(store.shelves(services, caller.id), caller, query.view, configuration.current(services))
    except NotFound as unknown:
        raise Invalid.field("view", unknown.detail) from None
    merged = view.filter.model_copy(
        update=named.model_dump(include=query.model_fields_set & Filter.model_fields.keys())
    )
    return Filter.model_validate(merged.model_dump()), query.sort or view.sort, query.order or view.order


def missing(view: View, caller: Caller, configured: Configuration) -> list[tuple[str, str]]:
    """Return (member, value) of filter values that do not exist or are not visible to this caller."""
    teams = {team.id for team in access.readable_teams(caller, configured)}
    gone = [("team", team) for team in view.filter.team if team not in teams]
    return gone + [("category", each) for each in view.filter.category if not configured.has_category(each)]


def add(services: Services, caller: Caller, new: NewView, once: Once | None = None) -> Kept:
    """Save a view. 2 RT, 3 RRU + 4 WRU and more for every KB. Raises `Conflict` if there are too many."""
    _check_may_share(caller, shared=new.shared, team=new.team)
    _check_named(services, caller, new.filter, new.team)
    now = services.clock.now()
    view = View(
        id=services.new_id(), name=new.name, filter=Filter.model_validate(new.filter.plain()), sort=new.sort, order=new.order,
        position=new.position or 0, owner=caller.id, shared=new.shared, team=new.team, created_at=now, updated_at=now,
    )  # fmt: skip

    def decide(before: Shelves) -> tuple[Shelves, View]:
        shelf = before.shared if view.shared else before.own
        position = shelf.next_position() if new.position is None else new.position
        return _placed(services, before, None, view.model_copy(update={"position": position}))

    return _record(services, caller, decide, once)


def change(services: Services, caller: Caller, view_id: str, wanted: ViewChange, expected: int | None) -> Kept:
    """Change a view. 2 RT, 3 RRU + 2 WRU and more for every KB. Raises `VersionNeeded`, `OutOfDate`, `Conflict`."""
    if wanted.filter is not None:
        _check_named(services, caller, wanted.filter, None)

    def decide(before: Shelves) -> tuple[Shelves, View]:
        view = _visible(before, caller, view_id, configuration.current(services))
        changes = _changes(wanted)
        shared, team = changes.get("shared", view.shared), changes.get("team", view.team)
        _check_may_change(caller, view)
        _check_may_share(caller, shared=shared, team=team if shared else None)
        versions.check(expected, view.version, "view")
        if "team" in changes:
            _check_named(services, caller, Filter(), changes["team"])
        moved = {"owner": caller.id} if view.shared and not shared else {}
        updates = changes | moved | {"team": team if shared else None}
        if all(getattr(view, name) == value for name, value in updates.items()):
            return before, view
        updates |= {"version": view.version + 1, "updated_at": services.clock.now()}
        return _placed(services, before, view, view.model_copy(update=updates))

    return _record(services, caller, decide)


def remove(services: Services, caller: Caller, view_id: str) -> None:
    """Delete a view. 2 RT, 3 RRU + 2 WRU and more for every KB."""

    def decide(before: Shelves) -> tuple[Shelves, View]:
        view = _visible(before, caller, view_id, configuration.current(services))
        _check_may_change(caller, view)
        own, shared = before.own.without(view.id), before.shared.without(view.id)
        tallies = before.tallies.releasing(view.tally)
        return Shelves(shared=shared, own=own, tallies=tallies), view

    _record(services, caller, decide)


def _record(services: Services, caller: Caller, decide: Decide, once: Once | None = None) -> Kept:
    for _ in range(TRIES):
        before = store.shelves(services, caller.id)
        try:
            after, view = decide(before)
        except Conflict:
            if once and (resource := once.used(services.core)):
                return Kept(_of_an_earlier_call(before, resource), replayed=True)
            raise
        try:
            writes = _writes(services, caller, before, after)
            if once:
                writes.append(once.write(services.core, view.id, services.clock.real()))
            if writes:
                services.dynamo.transact(writes)
        except ConditionFailed as failed:
            if once and (resource := once.replayed(failed)):
                return Kept(_of_an_earlier_call(before, resource), replayed=True)
        else:
            return Kept(view)
    raise Unavailable("The views change too quickly. Try again.", retry_after=1)


def _writes(services: Services, caller: Caller, before: Shelves, after: Shelves) -> list[Write]:
    writes = []
    if after.own != before.own:
        writes.append(store.own_kept(services, caller.id, after.own))
    if after.shared != before.shared:
        writes.append(store.shared_kept(services, after.shared))
    if after.tallies != before.tallies:
        writes.append(store.tallies_kept(services, after.tallies))
    return writes


def _of_an_earlier_call(shelves: Shelves, view: str) -> View:
    found = shelves.own.find(view) or shelves.shared.find(view)
    if found is None:
        raise Conflict("What this Idempotency-Key made has been removed since.")
    return found


def _placed(services: Services, before: Shelves, old: View | None, view: View) -> tuple[Shelves, View]:
    """Put the view on its shelf, and count its filter. Raises `Conflict` if the shelf is full."""
    tallies = before.tallies
    if old is None or old.filter.plain() != view.filter.plain():
        tallies = tallies.releasing(old.tally if old else None)
        tallies, number = tallies.using(view.filter, services.clock.real())
        view = view.model_copy(update={"tally": number})
    bare = replace(before, own=before.own.without(view.id), shared=before.shared.without(view.id), tallies=tallies)
    if view.shared:
        _check_room(bare.shared, MOST_SHARED, "shared views. Remove one that nobody needs")
        return replace(bare, shared=bare.shared.holding(view)), view
    _check_room(bare.own, MOST_OWN, "views of your own. Remove one first")
    return replace(bare, own=bare.own.holding(view)), view


def _check_room(shelf: Shelf, most: int, of_what: str) -> None:
    if len(shelf.views) >= most:
        raise Conflict(f"There can be {most} {of_what}.")


def _changes(wanted: ViewChange) -> dict[str, Any]:
    changes = wanted.named()
    if wanted.filter is not None:
        changes["filter"] = Filter.model_validate(wanted.filter.plain())
    return changes


def _check_may_share(caller: Caller, *, shared: bool, team: str | None) -> None:
    if shared and caller.role not in LEADS:
        raise NotAllowed("Only leads and admins share views.")
    if team is not None and not shared:
        raise Invalid.field("team", "Only a shared view can be for a team.")


def _check_may_change(caller: Caller, view: View) -> None:
    if view.shared and caller.role not in LEADS:
        raise NotAllowed("Only leads and admins change shared views.")


def _check_named(services: Services, caller: Caller, wanted: Filter, team: str | None) -> None:
    """Raise `Invalid` for teams and categories that do not exist or are not visible to the caller."""
    configured = configuration.current(services)
    teams = {each.id for each in access.readable_teams(caller, configured)}
    errors = [
        {"pointer": f"/filter/team/{n}", "detail": f"There is no team “{each}”, or its tickets are not for you."}
        for n, each in enumerate(wanted.team)
        if each not in teams
    ]
    errors += [
        {"pointer": f"/filter/category/{n}", "detail": f"There is no category “{each}”."}
        for n, each in enumerate(wanted.category)
        if not configured.has_category(each)
    ]
    if team is not None and team not in teams:
        errors.append({"pointer": "/team", "detail": f"There is no team “{team}”, or its tickets are not for you."})
    if errors:
        raise Invalid("The request did not validate.", errors=errors)


def _visible(shelves: Shelves, caller: Caller, view_id: str, configured: Configuration) -> View:
    """Return the stored view if it is visible to the caller. Raises `NotFound`."""
    own, shared = shelves.own.find(view_id), shelves.shared.find(view_id)
    found = own or (shared if shared and _as_seen(shared, caller, configured) else None)
    if found is None:
        raise NotFound("There is no such view, or it is not for you.")
    return found


def _as_seen(view: View, caller: Caller, configured: Configuration) -> View | None:
    """Return a shared view without teams hidden from this caller; None if the view itself is not visible."""

    def hidden(team: str) -> bool:
        return configured.has_team(team) and access.right_in(caller, team, configured) is None

    if view.team is not None and hidden(view.team):
        return None
    shown = [team for team in view.filter.team if not hidden(team)]
    if view.filter.team and not shown:
        return None
    return view.model_copy(update={"filter": view.filter.model_copy(update={"team": shown})})
