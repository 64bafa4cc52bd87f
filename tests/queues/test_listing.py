"""Lists of tickets: every driver, every filter, page by page."""

import base64
import dataclasses
import itertools
import json
from typing import Any

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import NewNote, TimelineQuery
from chalicelib.people.model import Caller
from chalicelib.plumbing import seals
from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.http import paging
from chalicelib.plumbing.services import Services
from chalicelib.queues import listing
from chalicelib.queues.forms import TicketQuery
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, MALLORY
from tests.conftest import Desk


def query(**asked: Any) -> TicketQuery:
    return TicketQuery.model_validate(asked)


def numbers(services: Services, caller: Caller, **asked: Any) -> list[int]:
    """All pages of a list."""
    found: list[int] = []
    cursor = None
    for _ in range(50):
        page = listing.list_tickets(services, caller, query(**asked, **({"cursor": cursor} if cursor else {})))
        found += [row["number"] for row in page.items]
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


def changed(services: Services, ticket: Ticket, **fields: Any) -> Ticket:
    return tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate(fields), ticket.version).ticket


@dataclasses.dataclass
class Shop:
    """One ticket of each kind, a minute apart, raised in this order."""

    plain: Ticket
    urgent: Ticket
    refund: Ticket
    ada: Ticket
    pending: Ticket
    closed: Ticket
    mallorys: Ticket


@pytest.fixture
def shop(desk: Desk) -> Shop:
    services = desk.services
    makers.an_agent(services, agent=ADA)

    def tick(ticket: Ticket) -> Ticket:
        desk.clock.advance(minutes=1)
        return ticket

    return Shop(
        plain=tick(makers.a_ticket(services)),
        urgent=tick(changed(services, makers.a_ticket(services), priority="urgent", tags=["vip", "parcel"])),
        refund=tick(makers.a_ticket(services, category="refund")),
        ada=tick(makers.assigned(services, makers.a_ticket(services))),
        pending=tick(changed(services, makers.a_ticket(services), status=Status.PENDING)),
        closed=tick(makers.closed(services, makers.a_ticket(services))),
        mallorys=tick(makers.a_ticket(services, by=MALLORY, category="other")),
    )


class TestDriversAndFilters:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["mallorys", "pending", "ada", "refund", "urgent", "plain"]),
            ({"status": ["new"]}, ["mallorys", "ada", "refund", "urgent", "plain"]),
            ({"status": ["pending", "open"]}, ["pending"]),
            ({"team": ["billing"]}, ["refund"]),
            ({"team": ["orders"], "status": ["new"]}, ["ada", "urgent", "plain"]),
            ({"assignee": "me"}, ["ada"]),
            ({"assignee": "ada"}, ["ada"]),
            ({"assignee": "alan"}, []),
            ({"assignee": "none"}, ["mallorys", "pending", "refund", "urgent", "plain"]),
            ({"assignee": "none", "team": ["orders"], "status": ["new"]}, ["urgent", "plain"]),
            ({"priority": ["urgent"]}, ["urgent"]),
            ({"priority": ["urgent", "normal"], "category": ["refund"]}, ["refund"]),
            ({"tag": ["vip"]}, ["urgent"]),
            ({"tag": ["VIP"]}, []),
            ({"category": ["delivery"], "sort": "created"}, ["pending", "ada", "urgent", "plain"]),
            ({"sort": "due"}, ["pending", "plain", "urgent", "refund", "ada", "mallorys"]),
            ({"requester": "mallory"}, ["mallorys"]),
            ({"requester": "carla"}, ["closed", "pending", "ada", "refund", "urgent", "plain"]),
            ({"requester": "carla", "status": ["closed"]}, ["closed"]),
            ({"requester": "carla", "assignee": "me"}, ["ada"]),
            ({"requester": "carla", "assignee": "none", "status": ["new"]}, ["refund", "urgent", "plain"]),
            ({"requester": "carla", "tag": ["parcel"]}, ["urgent"]),
            ({"requester": "carla", "team": ["billing"]}, ["refund"]),
            ({"requester": "nobody"}, []),
        ],
    )
    @pytest.mark.parametrize("limit", [1, 50])
    def test_an_agent_gets_exactly_what_was_asked_for_in_order(
        self, services: Services, shop: Shop, asked: dict[str, Any], expected: list[str], limit: int
    ) -> None:
        names = {ticket.number: name for name, ticket in vars(shop).items()}

        assert [names[number] for number in numbers(services, ADA, **asked, limit=limit)] == expected

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["closed", "pending", "ada", "refund", "urgent", "plain"]),
            ({"status": ["closed"]}, ["closed"]),
            ({"status": ["pending", "new"]}, ["pending", "ada", "refund", "urgent", "plain"]),
        ],
    )
    @pytest.mark.parametrize("limit", [1, 2, 50])
    def test_customers_get_their_own_newest_first(
        self, services: Services, shop: Shop, asked: dict[str, Any], expected: list[str], limit: int
    ) -> None:
        names = {ticket.number: name for name, ticket in vars(shop).items()}

        assert [names[number] for number in numbers(services, CARLA, **asked, limit=limit)] == expected

    @pytest.mark.parametrize("field", ["priority", "team", "assignee", "requester", "category", "tag"])
    def test_a_customer_is_refused_what_only_agents_may_filter_by(self, desk: Desk, shop: Shop, field: str) -> None:
        value = "carla" if field in {"assignee", "requester"} else ["urgent"]
        desk.meter.reset()

        with pytest.raises(Invalid) as refused:
            listing.list_tickets(desk.services, MALLORY, query(**{field: value}))

        assert refused.value.facts["errors"][0]["pointer"] == f"/{field}"
        assert (desk.meter.spent.trips, shop.plain.requester) == (0, "carla")

    def test_closed_tickets_are_listed_only_for_one_customer_at_a_time(self, services: Services) -> None:
        with pytest.raises(Invalid, match="validate") as refused:
            listing.list_tickets(services, ADA, query(status=["closed", "open"]))

        assert refused.value.facts["errors"][0]["pointer"] == "/status"

    def test_a_team_that_does_not_exist_is_refused(self, services: Services) -> None:
        with pytest.raises(Invalid) as refused:
            listing.list_tickets(services, ADA, query(team=["nope"]))

        assert refused.value.facts["errors"][0]["pointer"] == "/team"

    def test_a_customers_rows_are_all_their_own(self, services: Services, shop: Shop) -> None:
        for caller in (CARLA, MALLORY):
            page = listing.list_tickets(services, caller, query())
            assert {row["requester"] for row in page.items} == {caller.id}
        assert shop.mallorys.number not in numbers(services, CARLA)


DRIVERS: list[tuple[Caller, dict[str, Any]]] = [
    (ADA, {}),
    (ADA, {"sort": "created"}),
    (ADA, {"sort": "due", "team": ["orders"]}),
    (ADA, {"assignee": "none"}),
    (LENA, {"requester": "carla"}),
    (CARLA, {}),
]


class TestPaging:
    @pytest.mark.parametrize(("caller", "asked"), DRIVERS)
    @pytest.mark.parametrize("apart", [0, 1])
    def test_paging_through_everything_gives_each_ticket_once(
        self, desk: Desk, caller: Caller, asked: dict[str, Any], apart: int
    ) -> None:
        made = []
        for category in itertools.islice(itertools.cycle(["delivery", "delivery", "delivery"]), 7):
            made.append(makers.a_ticket(desk.services, category=category).number)
            desk.clock.advance(minutes=apart)

        for limit in (1, 3, 7):
            found = numbers(desk.services, caller, **asked, limit=limit)
            assert len(found) == len(set(found))
            assert sorted(found) == made

    @pytest.mark.parametrize(("caller", "asked"), DRIVERS)
    def test_unchanged_tickets_are_listed_once_while_others_change(
        self, desk: Desk, caller: Caller, asked: dict[str, Any]
    ) -> None:
        services = desk.services
        made = [makers.a_ticket(services) for _ in range(6)]
        moving = made[::2]
        seen: list[int] = []
        cursor = None
        for step in range(20):
            page = listing.list_tickets(
                services, caller, query(**asked, limit=1, **({"cursor": cursor} if cursor else {}))
            )
            seen += [row["number"] for row in page.items]
            desk.clock.advance(minutes=1)
            if step < len(moving):
                changed(services, moving[step], priority="high")
            cursor = page.next
            if cursor is None:
                break

        still = [ticket.number for ticket in made[1::2]]
        assert sorted(number for number in seen if number in still) == still
        assert len(seen) == len(set(seen))

    def test_a_rare_status_among_many_is_found_in_bounded_steps(self, desk: Desk) -> None:
        services = desk.services
        rare = makers.with_status(services, makers.a_ticket(services), Status.SOLVED, by=CARLA)
        for _ in range(7):
            makers.a_ticket(services)
        desk.meter.reset()

        first = listing.list_tickets(services, CARLA, query(status=["solved"], limit=1))

        assert desk.meter.spent.trips <= 2 * listing.MAX_ROUNDS
        assert (first.items, first.next is not None) == ([], True)
        assert numbers(services, CARLA, status=["solved"], limit=1) == [rare.number]

    def test_a_full_last_page_is_not_followed_by_an_empty_one(self, services: Services) -> None:
        for _ in range(4):
            makers.a_ticket(services)

        for caller, asked in DRIVERS:
            assert listing.list_tickets(services, caller, query(**asked, limit=4)).next is None


def cursor_of(services: Services, caller: Caller, **asked: Any) -> str:
    found = listing.list_tickets(services, caller, query(**asked, limit=1)).next
    assert found is not None
    return found


class TestCursors:
    @pytest.fixture(autouse=True)
    def _some(self, services: Services) -> None:
        for _ in range(3):
            makers.a_ticket(services)

    def test_a_cursor_is_good_for_another_page_size(self, services: Services) -> None:
        cursor = cursor_of(services, ADA)

        assert len(listing.list_tickets(services, ADA, query(cursor=cursor, limit=100)).items) == 2

    @pytest.mark.parametrize(
        ("caller", "asked"),
        [(ALAN, {}), (ADA, {"status": ["new"]}), (ADA, {"sort": "due"}), (ADA, {"assignee": "none"})],
    )
    def test_a_cursor_of_another_caller_or_query_is_refused(
        self, services: Services, caller: Caller, asked: dict[str, Any]
    ) -> None:
        cursor = cursor_of(services, ADA)

        with pytest.raises(Invalid) as refused:
            listing.list_tickets(services, caller, query(**asked, cursor=cursor))

        assert refused.value.facts["errors"][0]["pointer"] == "/cursor"

    @pytest.mark.parametrize(
        "cursor",
        ["x", "", "%%%", "é", "W10", "bnVsbA", "e30", "WzEsMl0", base64.urlsafe_b64encode(b"[" * 300).decode()],
    )
    def test_malformed_cursor_is_refused(self, services: Services, cursor: str) -> None:
        for caller in (ADA, CARLA):
            with pytest.raises(Invalid):
                listing.list_tickets(services, caller, query(cursor=cursor or "="))
        assert numbers(services, CARLA) == [10_003, 10_002, 10_001]

    @pytest.mark.parametrize("position", ["~", "", "\ud800", "9" * 50, -1, 1.5, None, ["x"], True, "1#2#3", "٣"])
    def test_correctly_sealed_cursor_with_an_invalid_position_is_refused(
        self, services: Services, position: object
    ) -> None:
        bound = listing.resolve_question(services, CARLA, query()).bound()
        forged = base64.urlsafe_b64encode(json.dumps([paging._seal(bound), position]).encode()).decode().rstrip("=")

        with pytest.raises(Invalid):
            listing.list_tickets(services, CARLA, query(cursor=forged))

    def test_forged_position_only_skips_rows_of_the_own_list(self, services: Services) -> None:
        mallorys = makers.a_ticket(services, by=MALLORY)
        forged = paging.encode("9999999999999#9999999999", listing.resolve_question(services, CARLA, query()).bound())

        page = listing.list_tickets(services, CARLA, query(cursor=forged))

        assert [row["number"] for row in page.items] == [10_003, 10_002, 10_001]
        assert mallorys.number == 10_004


class TestTimelines:
    @pytest.fixture
    def ticket(self, services: Services) -> Ticket:
        ticket = makers.a_ticket(services)
        for n in range(4):
            ticket = makers.answered(services, ticket, body=f"word {n}")
            ticket = conversation_actions.add_note(services, ADA, ticket.id, NewNote(body=f"note {n}")).ticket
        return ticket

    def pages(self, services: Services, caller: Caller, ticket: Ticket, limit: int, order: str) -> list[int]:
        revs: list[int] = []
        cursor = None
        while True:
            asked = {"limit": limit, "order": order, **({"cursor": cursor} if cursor else {})}
            page = timeline.timeline_page(services, caller, ticket.id, TimelineQuery.model_validate(asked))
            assert len(page.events) <= limit
            revs += [event.rev for event in page.events]
            cursor = page.next
            if cursor is None:
                return revs

    @pytest.mark.parametrize("order", ["asc", "desc"])
    @pytest.mark.parametrize("limit", [1, 4, 5, 8, 9, 10, 100])
    def test_every_page_size_lists_the_whole_timeline_once(
        self, services: Services, ticket: Ticket, limit: int, order: str
    ) -> None:
        everything, public = list(range(1, 10)), [1, 2, 4, 6, 8]
        turn = slice(None, None, -1 if order == "desc" else 1)

        assert self.pages(services, ADA, ticket, limit, order) == everything[turn]
        assert self.pages(services, CARLA, ticket, limit, order) == public[turn]

    @pytest.mark.parametrize(("caller", "limit", "trips"), [(CARLA, 5, 1), (ADA, 9, 1), (CARLA, 3, 2), (ADA, 7, 3)])
    def test_timeline_that_fits_one_page_costs_one_round_trip(
        self, desk: Desk, ticket: Ticket, caller: Caller, limit: int, trips: int
    ) -> None:
        seals.key_ring(desk.services)  # customers' cursors are sealed with it; a process reads it once in five minutes
        desk.meter.reset()

        timeline.timeline_page(desk.services, caller, ticket.id, TimelineQuery(limit=limit))

        assert desk.meter.spent.trips == trips

    def test_a_cursor_belongs_to_its_ticket_caller_and_order(self, services: Services, ticket: Ticket) -> None:
        other = makers.answered(services, makers.a_ticket(services))
        cursor = timeline.timeline_page(services, ADA, ticket.id, TimelineQuery(limit=1)).next

        for caller, ticket_id, order in [(BORIS, ticket.id, "asc"), (ADA, other.id, "asc"), (ADA, ticket.id, "desc")]:
            asked = TimelineQuery.model_validate({"limit": 1, "cursor": cursor, "order": order})
            with pytest.raises(Invalid):
                timeline.timeline_page(services, caller, ticket_id, asked)

    def test_a_position_that_is_no_rev_is_refused(self, services: Services, ticket: Ticket) -> None:
        forged = paging.encode("1#2", [ADA.id, "timeline", ticket.id, "asc"])

        with pytest.raises(Invalid):
            timeline.timeline_page(services, ADA, ticket.id, TimelineQuery(cursor=forged))
