"""Saved views: whose they are, who may share and change them, how many there can be, and what they still name."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.aws.dynamo import Dynamo, Table
from chalicelib.plumbing.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    VersionMismatch,
    VersionRequired,
)
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.queues import actions as queues_actions
from chalicelib.queues import listing
from chalicelib.queues import store as queues_store
from chalicelib.queues.actions import ViewResult
from chalicelib.queues.forms import NewView, TicketQuery, ViewChange
from chalicelib.queues.model import SavedView, Sort
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA, ROOT
from tests.conftest import SHOP, Desk
from tests.queues.world import LAWYER, OFFICE, open_up

ORDERS_LEAD = Caller(id="lou", email="lou@desk.example", name="Lou", role=Role.LEAD, teams={"legal": Right.READ})


class Overtaken:
    """A client whose first transaction another caller gets ahead of."""

    def __init__(self, client: Any, first: Callable[[], object]) -> None:
        self._client = client
        self._first = [first]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        while self._first:
            self._first.pop()()
        return self._client.transact_write_items(**request)


@pytest.fixture
def services(memory_desk: Desk) -> Services:
    return open_up(memory_desk)


def saved(
    services: Services, by: Caller = ADA, idempotency_key: IdempotencyKey | None = None, **fields: Any
) -> SavedView:
    new = NewView.model_validate({"name": "v", "filter": {}} | fields)
    return queues_actions.add(services, by, new, idempotency_key).view


def changed(
    services: Services, view: SavedView, by: Caller = ADA, version: int | None = None, **fields: Any
) -> SavedView:
    wanted = ViewChange.model_validate(fields)
    return queues_actions.change(services, by, view.id, wanted, version or view.version).view


def names(services: Services, who: Caller) -> list[str]:
    return [view.name for view in queues_actions.views_of(services, who)]


class TestSharing:
    def test_own_views_are_hidden_from_others(self, services: Services) -> None:
        view = saved(services, ADA, name="mine")

        assert names(services, ADA) == ["mine"]
        for other in (ALAN, LENA, ROOT):
            assert names(services, other) == []
            with pytest.raises(NotFound):
                changed(services, view, other, name="yours")
            with pytest.raises(NotFound):
                queues_actions.remove(services, other, view.id)
            with pytest.raises(Invalid):
                listing.list_tickets(services, other, TicketQuery(view=view.id))

    def test_leads_share_views_with_all_agents(self, services: Services) -> None:
        saved(services, LENA, name="ours", shared=True)

        assert [names(services, who) for who in (ADA, ALAN, LAWYER, ROOT)] == [["ours"]] * 4
        with pytest.raises(NotAllowed):
            saved(services, ADA, shared=True)

    def test_view_shared_with_a_team_is_listed_for_those_who_may_read_it(self, services: Services) -> None:
        saved(services, ROOT, name="for lawyers", shared=True, team="legal")
        saved(services, LENA, name="for orders", shared=True, team="orders")

        assert names(services, LAWYER) == ["for lawyers", "for orders"]
        assert names(services, ADA) == ["for orders"]
        assert names(services, LENA) == ["for orders"]

    def test_shared_view_hides_teams_its_reader_may_not_see(self, services: Services) -> None:
        saved(services, ROOT, name="legal only", shared=True, filter={"team": ["legal"]})
        saved(services, ROOT, name="both", shared=True, filter={"team": ["legal", "orders"]})

        (seen,) = queues_actions.views_of(services, ADA)

        assert (seen.name, seen.filter.team) == ("both", ["orders"])
        assert [view.filter.team for view in queues_actions.views_of(services, LAWYER)] == [
            ["legal"],
            ["legal", "orders"],
        ]

    def test_hidden_teams_of_a_view_are_retained_when_it_is_changed(self, services: Services) -> None:
        view = saved(services, ROOT, shared=True, filter={"team": ["legal", "orders"]})

        changed(services, view, LENA, name="renamed")

        (seen,) = queues_actions.views_of(services, LAWYER)
        assert (seen.name, seen.filter.team) == ("renamed", ["legal", "orders"])

    def test_agents_change_and_remove_only_their_own_views(self, services: Services) -> None:
        view = saved(services, LENA, name="ours", shared=True)

        with pytest.raises(NotAllowed):
            changed(services, view, ADA, name="mine")
        with pytest.raises(NotAllowed):
            queues_actions.remove(services, ADA, view.id)
        assert changed(services, view, ROOT, name="everybody's").owner == "lena"

    def test_view_can_be_shared_later_and_unshared(self, services: Services) -> None:
        view = saved(services, LENA, name="x")

        view = changed(services, view, LENA, shared=True, team="orders")
        assert names(services, ADA) == ["x"]
        assert names(services, LENA) == ["x"]

        view = changed(services, view, ROOT, shared=False)
        assert (view.owner, view.team, names(services, ADA), names(services, ROOT)) == ("root", None, [], ["x"])

    def test_own_view_cannot_have_a_team(self, services: Services) -> None:
        with pytest.raises(Invalid) as refused:
            saved(services, LENA, team="orders")

        assert refused.value.facts["errors"][0]["pointer"] == "/team"


class TestChanging:
    def test_only_submitted_view_fields_change(self, services: Services) -> None:
        view = saved(services, name="a", filter={"tag": ["x"]}, sort="priority", position=7)

        after = changed(services, view, name="b", sort=None)

        assert after.model_copy(update={"name": "a", "sort": Sort.PRIORITY, "version": 1}) == view
        assert queues_actions.views_of(services, ADA) == [after]

    def test_view_changed_to_its_current_values_keeps_its_version(self, services: Services) -> None:
        view = saved(services, name="a")

        assert changed(services, view, name="a") == view

    def test_change_of_a_view_needs_its_current_version(self, services: Services) -> None:
        view = saved(services)
        changed(services, view, name="other")

        with pytest.raises(VersionMismatch) as stale:
            changed(services, view, name="mine", version=1)
        with pytest.raises(VersionRequired):
            queues_actions.change(services, ADA, view.id, ViewChange(name="x"), None)
        assert stale.value.facts["version"] == 2

    def test_concurrent_changes_of_two_views_are_both_saved(self, memory_desk: Desk, services: Services) -> None:
        """Another caller writes between reading and writing: it is decided again on what is there then."""
        overtaken = Overtaken(memory_desk.meter, lambda: saved(services, LENA, name="hers", shared=True))
        dynamo = Dynamo(lambda: overtaken)
        slower = dataclasses.replace(services, dynamo=dynamo, core=Table(dynamo, services.core.name))
        saved(slower, ROOT, name="his", shared=True, filter={"tag": ["r"]})

        assert names(services, ADA) == ["hers", "his"]
        assert len(queues_store.load_counters(services).by_number) == 2

    def test_views_are_ordered_by_position_and_new_ones_come_last(self, services: Services) -> None:
        for name, position in (("c", 3), ("a", 1), ("b", 2)):
            saved(services, name=name, position=position)
        saved(services, name="last")

        assert names(services, ADA) == ["a", "b", "c", "last"]

    def test_removed_view_is_gone(self, services: Services) -> None:
        view = saved(services)

        queues_actions.remove(services, ADA, view.id)

        assert names(services, ADA) == []
        with pytest.raises(NotFound):
            queues_actions.remove(services, ADA, view.id)


class TestBounds:
    def test_own_views_are_limited_to_fifty(self, services: Services) -> None:
        for n in range(50):
            saved(services, name=str(n))

        with pytest.raises(Conflict, match="50 views of your own"):
            saved(services)
        assert len(saved(services, ALAN).id) > 0

    def test_shared_views_are_limited_to_a_hundred(self, services: Services) -> None:
        for n in range(100):
            saved(services, LENA, name=str(n), shared=True)
        own = saved(services, LENA)

        with pytest.raises(Conflict, match="100 shared views"):
            saved(services, ROOT, shared=True)
        with pytest.raises(Conflict):
            changed(services, own, LENA, shared=True)
        shared = queues_actions.views_of(services, LENA)[-1]
        assert changed(services, shared, LENA, name="still to be changed").name == "still to be changed"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "x" * 101},
            {"filter": {"tags": ["a"]}},
            {"filter": {"status": ["lost"]}},
            {"sort": "name"},
            {"filter": {"status": ["closed"]}},
            {"filter": {"limit": 5}},
            {"filter": {"place": "closed"}},
            {"filter": None},
            {"filter": {"tag": ["x"] * 21}},
            {"position": -1},
            {"owner": "alan"},
            {"filter": {"followed": "alan"}},
        ],
    )
    def test_invalid_view_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            NewView.model_validate({"name": "v", "filter": {}} | wrong)
        with pytest.raises(ValueError, match="validation error"):
            ViewChange.model_validate(wrong)

    def test_view_of_followed_closed_tickets_is_accepted(self, services: Services) -> None:
        assert saved(services, filter={"status": ["closed"], "followed": "me"}).counter is None


class TestRemovedTeamsAndCategories:
    def test_new_view_with_an_unknown_team_or_category_is_refused(self, services: Services) -> None:
        with pytest.raises(Invalid) as refused:
            saved(services, filter={"team": ["orders", "legal", "nope"], "category": ["refund", "lost"]})

        entries = [each["pointer"] for each in refused.value.facts["errors"]]
        assert entries == ["/filter/team/1", "/filter/team/2", "/filter/category/1"]

    def test_view_with_a_removed_team_or_category_is_listed_with_what_is_missing(self, services: Services) -> None:
        view = saved(services, ROOT, filter={"team": ["orders", "legal"], "category": ["claim", "delivery"]})
        makers.a_ticket(services)

        configuration_actions.replace_all(services, SHOP)

        (still,) = queues_actions.views_of(services, ROOT)
        assert queues_actions.missing_values(still, ROOT, SHOP) == [("team", "legal"), ("category", "claim")]
        assert len(listing.list_tickets(services, ROOT, TicketQuery(view=view.id)).items) == 1

    def test_view_of_removed_teams_only_finds_nothing(self, services: Services) -> None:
        view = saved(services, ROOT, filter={"team": ["legal"]})
        makers.a_ticket(services)

        configuration_actions.replace_all(services, SHOP)

        assert listing.list_tickets(services, ROOT, TicketQuery(view=view.id)).items == []

    def test_team_hidden_from_the_reader_counts_as_missing(self, services: Services) -> None:
        view = saved(services, LAWYER, filter={"team": ["legal"]})
        makers.a_ticket(services, category="claim")
        left = LAWYER.model_copy(update={"teams": {}})

        assert queues_actions.missing_values(view, left, OFFICE) == [("team", "legal")]
        assert listing.list_tickets(services, left, TicketQuery(view=view.id)).items == []
        assert len(listing.list_tickets(services, LAWYER, TicketQuery(view=view.id)).items) == 1


class TestListing:
    def test_query_parameters_override_filter_and_order_of_a_view(self, services: Services) -> None:
        view = saved(services, filter={"category": ["refund"], "tag": []}, sort="created", order="asc")
        made = [makers.a_ticket(services, category=category).number for category in ("refund", "delivery", "refund")]

        def listed(**more: Any) -> list[int]:
            query = TicketQuery.model_validate({"view": view.id} | more)
            return [row["number"] for row in listing.list_tickets(services, ADA, query).items]

        assert listed() == [made[0], made[2]]
        assert listed(order="desc") == [made[2], made[0]]
        assert listed(category=["delivery"]) == [made[1]]
        assert listed(category=[]) == made

    def test_a_cursor_is_no_longer_good_once_the_view_asks_for_something_else(self, services: Services) -> None:
        view = saved(services)
        for _ in range(3):
            makers.a_ticket(services)
        cursor = listing.list_tickets(services, ADA, TicketQuery(view=view.id, limit=1)).next
        changed(services, view, filter={"status": ["new"]})

        with pytest.raises(Invalid):
            listing.list_tickets(services, ADA, TicketQuery(view=view.id, cursor=cursor))

    def test_customers_cannot_use_views(self, services: Services) -> None:
        view = saved(services)

        with pytest.raises(Invalid) as refused:
            listing.list_tickets(services, CARLA, TicketQuery(view=view.id))
        assert refused.value.facts["errors"][0]["pointer"] == "/view"


class TestOnce:
    KEY = IdempotencyKey.of("k", b"{}", "ada", "POST", "/v1/views")

    def test_repeated_request_adds_no_second_view(self, services: Services) -> None:
        new = NewView.model_validate({"name": "v", "filter": {}})
        first, again = (queues_actions.add(services, ADA, new, self.KEY) for _ in range(2))

        assert again == ViewResult(first.view, replayed=True)
        assert names(services, ADA) == ["v"]

    def test_repeated_request_is_accepted_when_its_view_was_the_last_allowed(self, services: Services) -> None:
        for n in range(49):
            saved(services, name=str(n))
        last = saved(services, idempotency_key=self.KEY)

        assert saved(services, idempotency_key=self.KEY) == last

    def test_repeated_request_does_not_restore_a_removed_view(self, services: Services) -> None:
        queues_actions.remove(services, ADA, saved(services, idempotency_key=self.KEY).id)

        with pytest.raises(Conflict):
            saved(services, idempotency_key=self.KEY)
        assert names(services, ADA) == []


class TestViewCounters:
    def test_equal_filters_of_two_views_share_one_counter(self, services: Services) -> None:
        first = saved(services, ADA, filter={"status": ["open"], "team": ["orders", "billing"]})
        second = saved(services, ALAN, filter={"team": ["billing", "orders"], "status": ["open", "open"]})

        assert first.counter == second.counter == 1
        queues_actions.remove(services, ADA, first.id)
        assert queues_store.load_counters(services).by_number.keys() == {"1"}
        queues_actions.remove(services, ALAN, second.id)
        assert queues_store.load_counters(services).by_number == {}

    def test_a_view_that_asks_for_something_else_is_counted_elsewhere(self, services: Services) -> None:
        view = saved(services, filter={"status": ["open"]})

        after = changed(services, view, filter={"status": ["new"]})

        assert (view.counter, after.counter) == (1, 2)
        assert queues_store.load_counters(services).by_number.keys() == {"2"}

    def test_renamed_or_moved_view_keeps_its_counter(self, services: Services) -> None:
        view = saved(services, LENA, filter={"status": ["open"]})

        view = changed(services, view, LENA, name="b", shared=True, position=3, filter={"status": ["open"]})

        assert view.counter == 1
        assert queues_store.load_counters(services).by_number["1"].uses == 1

    def test_refused_view_creates_no_counter(self, services: Services) -> None:
        for n in range(50):
            saved(services, name=str(n))
        before = queues_store.load_counters(services)

        with pytest.raises(Refused):
            saved(services, filter={"tag": ["new"]})

        assert queues_store.load_counters(services) == before
