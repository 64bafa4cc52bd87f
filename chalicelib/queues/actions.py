"""Saved views: an agent's private ones, or those shared by all agents; their tickets are counted by filter.

A change writes the whole list (an agent's or the shared views) and the list of counted filters in one transaction; on a
conflict, it decides again on the current state.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..configuration import actions as configuration_actions
from ..configuration.model import Configuration
from ..people.model import Caller, Role
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from . import store
from .forms import NewView, TicketQuery, ViewChange
from .model import Filter, Order, SavedView, Sort, ViewList
from .store import ViewLists

MAX_OWN = 50
MAX_SHARED = 100
LEADS = frozenset({Role.LEAD, Role.ADMIN})

Decide = Callable[[ViewLists], tuple[ViewLists, SavedView]]


@dataclass(frozen=True)
class ViewResult:
    """The result of a change of a view. `replayed`: the idempotency key was used before and nothing was done."""

    view: SavedView
    replayed: bool = False


def views_of(services: Services, caller: Caller) -> list[SavedView]:
    """List the caller's own views, then shared ones visible to them. 1 RT; 1 RRU per started 4 KB of three items."""
    return views_of_lists(store.load_views(services, caller.id), caller, configuration_actions.current(services))


def views_of_lists(view_lists: ViewLists, caller: Caller, configured: Configuration) -> list[SavedView]:
    """List the views of lists that are already loaded, in the same order."""
    shared = (_visible_view(view, caller, configured) for view in view_lists.shared.views)
    return [*view_lists.own.views, *filter(None, shared)]


def resolve_query(services: Services, caller: Caller, query: TicketQuery) -> tuple[Filter, Sort | None, Order | None]:
    """Return the filter and order of a query: parameters of the query override those of its saved view."""
    named = Filter.model_validate(query.model_dump(include=query.model_fields_set & Filter.model_fields.keys()))
    if query.view is None:
        return named, query.sort, query.order
    try:
        view = _visible(
            store.load_views(services, caller.id), caller, query.view, configuration_actions.current(services)
        )
    except NotFound as unknown:
        raise Invalid.field("view", unknown.detail) from None
    merged = view.filter.model_copy(
        update=named.model_dump(include=query.model_fields_set & Filter.model_fields.keys())
    )
    return Filter.model_validate(merged.model_dump()), query.sort or view.sort, query.order or view.order


def missing_values(view: SavedView, caller: Caller, configured: Configuration) -> list[tuple[str, str]]:
    """Return (member, value) of filter values that do not exist or are not visible to this caller."""
    teams = {team.id for team in tickets_access.readable_teams(caller, configured)}
    gone = [("team", team) for team in view.filter.team if team not in teams]
    return gone + [("category", each) for each in view.filter.category if not configured.has_category(each)]


def add(services: Services, caller: Caller, new: NewView, idempotency_key: IdempotencyKey | None = None) -> ViewResult:
    """Save a view. 2 RT, 3 RRU + 4 WRU and more for every KB. Raises `Conflict` if there are too many."""
    _check_may_share(caller, shared=new.shared, team=new.team)
    _check_named(services, caller, new.filter, new.team)
    now = services.clock.now()
    view = SavedView(
        id=services.new_id(),
        name=new.name,
        filter=Filter.model_validate(new.filter.plain()),
        sort=new.sort,
        order=new.order,
        position=new.position or 0,
        owner=caller.id,
        shared=new.shared,
        team=new.team,
        created_at=now,
        updated_at=now,
    )

    def decide(before: ViewLists) -> tuple[ViewLists, SavedView]:
        view_list = before.shared if view.shared else before.own
        position = view_list.next_position() if new.position is None else new.position
        return _place(services, before, None, view.model_copy(update={"position": position}))

    return _record(services, caller, decide, idempotency_key)


def change(services: Services, caller: Caller, view_id: str, wanted: ViewChange, expected: int | None) -> ViewResult:
    """Change a view. 2 RT, 3 RRU + 2 WRU and more for every KB. Raises `VersionRequired`, `VersionMismatch`, `Conflict`."""
    if wanted.filter is not None:
        _check_named(services, caller, wanted.filter, None)

    def decide(before: ViewLists) -> tuple[ViewLists, SavedView]:
        view = _visible(before, caller, view_id, configuration_actions.current(services))
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
        return _place(services, before, view, view.model_copy(update=updates))

    return _record(services, caller, decide)


def remove(services: Services, caller: Caller, view_id: str) -> None:
    """Delete a view. 2 RT, 3 RRU + 2 WRU and more for every KB."""

    def decide(before: ViewLists) -> tuple[ViewLists, SavedView]:
        view = _visible(before, caller, view_id, configuration_actions.current(services))
        _check_may_change(caller, view)
        own, shared = before.own.without(view.id), before.shared.without(view.id)
        counters = before.counters.releasing(view.counter)
        return ViewLists(shared=shared, own=own, counters=counters), view

    _record(services, caller, decide)


def _record(
    services: Services, caller: Caller, decide: Decide, idempotency_key: IdempotencyKey | None = None
) -> ViewResult:
    def attempt() -> ViewResult:
        before = store.load_views(services, caller.id)
        try:
            after, view = decide(before)
        except Conflict:
            if idempotency_key and (resource := idempotency_key.used(services.core)):
                return ViewResult(_replayed_view(before, resource), replayed=True)
            raise
        try:
            writes = _writes(services, caller, before, after)
            if idempotency_key:
                writes.append(idempotency_key.write(services.core, view.id, services.clock.real()))
            if writes:
                services.dynamo.transact(writes)
        except ConditionFailed as failed:
            if idempotency_key and (resource := idempotency_key.replayed(failed)):
                return ViewResult(_replayed_view(before, resource), replayed=True)
            raise
        return ViewResult(view)

    return retry_until_written(services.clock, attempt, "The views change too quickly. Try again.")


def _writes(services: Services, caller: Caller, before: ViewLists, after: ViewLists) -> list[Write]:
    writes = []
    if after.own != before.own:
        writes.append(store.write_own(services, caller.id, after.own))
    if after.shared != before.shared:
        writes.append(store.write_shared(services, after.shared))
    if after.counters != before.counters:
        writes.append(store.write_counters(services, after.counters))
    return writes


def _replayed_view(view_lists: ViewLists, view: str) -> SavedView:
    found = view_lists.own.find(view) or view_lists.shared.find(view)
    if found is None:
        raise Conflict("What this Idempotency-Key made has been removed since.")
    return found


def _place(
    services: Services, before: ViewLists, old: SavedView | None, view: SavedView
) -> tuple[ViewLists, SavedView]:
    """Put the view on its list, and count its filter. Raises `Conflict` if the list is full."""
    counters = before.counters
    if old is None or old.filter.plain() != view.filter.plain():
        counters = counters.releasing(old.counter if old else None)
        counters, number = counters.using(view.filter, services.clock.real())
        view = view.model_copy(update={"counter": number})
    bare = replace(before, own=before.own.without(view.id), shared=before.shared.without(view.id), counters=counters)
    if view.shared:
        _check_room(bare.shared, MAX_SHARED, "shared views. Remove one that nobody needs")
        return replace(bare, shared=bare.shared.with_view(view)), view
    _check_room(bare.own, MAX_OWN, "views of your own. Remove one first")
    return replace(bare, own=bare.own.with_view(view)), view


def _check_room(view_list: ViewList, limit: int, of_what: str) -> None:
    if len(view_list.views) >= limit:
        raise Conflict(f"There can be {limit} {of_what}.")


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


def _check_may_change(caller: Caller, view: SavedView) -> None:
    if view.shared and caller.role not in LEADS:
        raise NotAllowed("Only leads and admins change shared views.")


def _check_named(services: Services, caller: Caller, wanted: Filter, team: str | None) -> None:
    """Raise `Invalid` for teams and categories that do not exist or are not visible to the caller."""
    configured = configuration_actions.current(services)
    teams = {each.id for each in tickets_access.readable_teams(caller, configured)}
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


def _visible(view_lists: ViewLists, caller: Caller, view_id: str, configured: Configuration) -> SavedView:
    """Return the stored view if it is visible to the caller. Raises `NotFound`."""
    own, shared = view_lists.own.find(view_id), view_lists.shared.find(view_id)
    found = own or (shared if shared and _visible_view(shared, caller, configured) else None)
    if found is None:
        raise NotFound("There is no such view, or it is not for you.")
    return found


def _visible_view(view: SavedView, caller: Caller, configured: Configuration) -> SavedView | None:
    """Return a shared view without teams hidden from this caller; None if the view itself is not visible."""

    def hidden(team: str) -> bool:
        return configured.has_team(team) and tickets_access.team_right(caller, team, configured) is None

    if view.team is not None and hidden(view.team):
        return None
    shown = [team for team in view.filter.team if not hidden(team)]
    if view.filter.team and not shown:
        return None
    return view.model_copy(update={"filter": view.filter.model_copy(update={"team": shown})})
