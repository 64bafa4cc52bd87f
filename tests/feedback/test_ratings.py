"""The list of the ratings that an agent got credit for, and its numbers."""

from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.feedback import ratings
from chalicelib.feedback import store as feedback_store
from chalicelib.feedback.forms import RatingsQuery
from chalicelib.people.model import Caller
from chalicelib.plumbing import read_models
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.aws.dynamo import UNCONDITIONAL
from chalicelib.plumbing.aws.marshal import item_from_wire
from chalicelib.queues import ticket_counters
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.model import Status, Ticket
from tests import events, makers
from tests.budgets import BODY, RATINGS_BUDGETS, Budget
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, ROOT
from tests.client import Answer, get, post
from tests.conftest import SHOP, Desk


@pytest.fixture(autouse=True)
def _agents(desk: Desk) -> None:
    for agent in (ADA, ALAN, BORIS, LENA, ROOT):
        makers.an_agent(desk.services, agent=agent)


class Stream:
    """What the two functions behind the stream of the core table do with the changes since the last time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.seen = 0

    def settle(self, times: int = 1) -> None:
        """`times`: how often the news is delivered. That a batch of changes counts once is the work of DynamoDB's token."""
        changes, start = self.desk.meter.changes[self.seen :], self.seen
        self.seen += len(changes)
        news = events.stream_event([each for each in changes if events.is_news(each)], first=start + 1)
        for _ in range(times):
            answer = stream.each_new_item(news, lambda item: reactions.on_new_item(self.desk.services, item))
            assert answer == {"batchItemFailures": []}
        tickets = events.stream_event([each for each in changes if events.is_ticket(each)], first=start + 1)
        ticket_counters.apply_stream(self.desk.services, list(stream.changes(tickets)))


@pytest.fixture
def changes(desk: Desk) -> Stream:
    return Stream(desk)


def solved(desk: Desk, *, by: Caller = ADA, category: str = "delivery", subject: str = "Where is my parcel?") -> Ticket:
    ticket = makers.a_ticket(desk.services, category=category, subject=subject)
    return makers.replied(desk.services, ticket, by=by, status=Status.SOLVED)


def rated(desk: Desk, score: int, comment: str = "", **more: Any) -> Ticket:
    ticket = solved(desk, **more)
    rate(ticket, score, comment)
    return ticket


def rate(ticket: Ticket, score: int, comment: str = "") -> None:
    assert post(CARLA, f"/v1/tickets/{ticket.id}/rating", {"score": score, "comment": comment}).status == 200


def listed(who: Caller, agent: str = "ada", **query: Any) -> Answer:
    return get(who, f"/v1/agents/{agent}/ratings?" + "&".join(f"{name}={value}" for name, value in query.items()))


def scores(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.json
    return [item["score"] for item in answer.json["items"]]


def summary(who: Caller, agent: str = "ada") -> tuple[int, float | None]:
    found = listed(who, agent).json["summary"]
    return found["count"], found["average"]


def test_rating_is_listed_with_its_ticket_comment_and_customer(desk: Desk, changes: Stream) -> None:
    ticket = rated(desk, 5, "Quick and kind")
    changes.settle()

    assert listed(ADA).json == {
        "items": [
            {
                "ticket": {"id": ticket.id, "subject": "Where is my parcel?"},
                "score": 5,
                "comment": "Quick and kind",
                "at": "2026-01-05T09:00:00.000Z",
                "customer": {"id": "carla", "name": "Carla Romero"},
            }
        ],
        "next": None,
        "summary": {"days": 90, "count": 1, "average": 5.0},
    }


def test_agent_without_ratings_has_an_empty_list_and_no_average() -> None:
    assert listed(ADA).json == {"items": [], "next": None, "summary": {"days": 90, "count": 0, "average": None}}


def test_rating_goes_to_the_last_replier_and_not_to_the_assignee(desk: Desk, changes: Stream) -> None:
    ticket = makers.assigned(desk.services, makers.a_ticket(desk.services), to=ADA)
    rate(makers.replied(desk.services, ticket, by=ALAN, status=Status.SOLVED), 4)
    changes.settle()

    assert (scores(listed(LENA, "ada")), scores(listed(LENA, "alan"))) == ([], [4])
    assert (summary(LENA, "ada"), summary(LENA, "alan")) == ((0, None), (1, 4.0))


def test_rating_without_a_reply_is_in_no_agents_list(desk: Desk, changes: Stream) -> None:
    ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.SOLVED)
    rate(ticket, 3)
    changes.settle()

    assert [scores(listed(LENA, agent)) for agent in ("ada", "alan", "lena")] == [[], [], []]


def test_every_page_of_ratings_continues_where_the_last_one_ended(desk: Desk, changes: Stream) -> None:
    for score in (3, 4, 5, 4, 3):
        desk.clock.advance(hours=1)
        rated(desk, score)
    changes.settle()

    pages, cursor = [], ""
    while True:
        answer = listed(ADA, limit=2, **({"cursor": cursor} if cursor else {}))
        pages.append(scores(answer))
        cursor = answer.json["next"]
        if not cursor:
            break

    assert pages == [[3, 4], [5, 4], [3]]
    assert listed(LENA, cursor=listed(ADA, limit=2).json["next"]).pointers == ["/cursor"]


def test_second_solution_can_be_rated_too_and_both_ratings_count(desk: Desk, changes: Stream) -> None:
    ticket = rated(desk, 5, "Good")
    desk.clock.advance(days=1)
    ticket = makers.answered(desk.services, desk_now(desk, ticket), body="It is broken again.")
    ticket = makers.replied(desk.services, ticket, by=ADA, status=Status.SOLVED)
    rate(ticket, 3, "Better late than never")
    changes.settle()

    assert [(item["score"], item["comment"]) for item in listed(ADA).json["items"]] == [
        (3, "Better late than never"),
        (5, "Good"),
    ]
    assert summary(ADA) == (2, 4.0)


def desk_now(desk: Desk, ticket: Ticket) -> Ticket:
    found = tickets_store.find(desk.services, ticket.number, consistent=True)
    assert found is not None
    return found


def test_low_rating_that_reopens_its_ticket_counts_once(desk: Desk, changes: Stream) -> None:
    rated(desk, 1, "No")
    changes.settle()

    assert scores(listed(ADA)) == [1]
    assert summary(ADA) == (1, 1.0)


def test_redelivered_rating_event_adds_no_rating(desk: Desk, changes: Stream) -> None:
    rated(desk, 5)
    rated(desk, 2)
    changes.settle(times=3)

    assert sorted(scores(listed(ADA))) == [2, 5]
    assert summary(ADA) == (2, 3.5)


def test_rating_averages_cover_the_last_ninety_days(desk: Desk, changes: Stream) -> None:
    rated(desk, 1)
    changes.settle()
    desk.clock.advance(days=89)
    rated(desk, 5)
    changes.settle()
    assert summary(ADA) == (2, 3.0)

    desk.clock.advance(days=1)

    assert summary(ADA) == (1, 5.0)
    assert len(scores(listed(ADA))) == 2


class TestReaders:
    def test_agents_see_their_own_ratings_only(self, desk: Desk, changes: Stream) -> None:
        rated(desk, 5)
        changes.settle()

        assert scores(listed(ADA, "me")) == scores(listed(ADA, "ada")) == [5]
        assert listed(ALAN, "ada").status == 403

    def test_leads_and_admins_see_ratings_of_all_agents(self, desk: Desk, changes: Stream) -> None:
        rated(desk, 5)
        changes.settle()

        assert scores(listed(LENA)) == scores(listed(ROOT)) == [5]

    def test_customers_see_no_ratings_list(self) -> None:
        assert listed(CARLA, "carla").status == 403

    @pytest.mark.parametrize("agent", ["carla", "99999"])
    def test_ratings_of_a_person_who_is_no_agent_are_not_found(self, agent: str) -> None:
        assert listed(LENA, agent).status == 404

    def test_ratings_of_tickets_that_the_reader_may_not_see_are_left_out_of_the_list(
        self, desk: Desk, changes: Stream
    ) -> None:
        for score in (3, 4, 5):
            rated(desk, score, by=ROOT, category="refund", subject="Confidential")
            desk.clock.advance(hours=1)
        open_one = rated(desk, 2, by=ROOT)
        changes.settle()
        closed = [team.model_copy(update={"open": team.id != "billing"}) for team in SHOP.teams]
        configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"teams": tuple(closed)}))

        answer = listed(LENA, "root")

        assert [item["ticket"]["id"] for item in answer.json["items"]] == [open_one.id]
        assert "Confidential" not in str(answer.json)
        assert answer.json["summary"] == {"days": 90, "count": 4, "average": 3.5}
        assert len(scores(listed(ROOT, "me"))) == 4

    def test_page_of_ratings_continues_past_ratings_that_are_left_out(self, desk: Desk, changes: Stream) -> None:
        rated(desk, 2, by=ROOT)
        for score in (3, 4, 5, 4, 3):
            desk.clock.advance(hours=1)
            rated(desk, score, by=ROOT, category="refund")
        changes.settle()
        closed = [team.model_copy(update={"open": team.id != "billing"}) for team in SHOP.teams]
        configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"teams": tuple(closed)}))

        first = listed(LENA, "root", limit=1)
        second = listed(LENA, "root", limit=1, cursor=first.json["next"])

        assert (scores(first), scores(second), second.json["next"]) == ([], [2], None)


def test_erased_comment_is_not_shown(desk: Desk, changes: Stream) -> None:
    ticket = rated(desk, 5, "Quick")
    changes.settle()
    row = feedback_store.ratings_before(desk.services, "ada", None, 1)[0]
    assert vars(row) == {"agent": "ada", "ticket": ticket.number, "rev": row.rev, "score": 5, "at": row.at}
    event = tickets_store.find_events(desk.services, [(row.ticket, row.rev, False)])[row.ticket, row.rev]
    erased = tickets_chain.erase(event, ["data.body"])
    desk.services.core.write(desk.services.core.put(tickets_items.event_item(erased), UNCONDITIONAL))

    assert [item["comment"] for item in listed(ADA).json["items"]] == [None]


def rebuild(desk: Desk, *, upside_down: bool = False) -> int:
    client: Any = desk.meter._client
    stored = [item_from_wire(wire) for wire in client.tables[desk.services.core.name].items.values()]
    work = read_models.READ_MODELS["ratings of agents"](desk.services)
    for item in reversed(stored) if upside_down else stored:
        work.take(item)
    return work.finish()


@pytest.mark.parametrize("upside_down", [False, True])
def test_rebuild_makes_list_and_numbers_of_days_that_are_over_again(
    desk: Desk, changes: Stream, *, upside_down: bool
) -> None:
    rated(desk, 5, "Quick")
    rated(desk, 2, by=ALAN)
    changes.settle()
    desk.clock.advance(days=1)
    before = [listed(LENA, agent).json for agent in ("ada", "alan")]
    client: Any = desk.meter._client
    for wire in list(client.tables[desk.services.stats.name].items.values()):
        item = item_from_wire(wire)
        desk.services.stats.write(desk.services.stats.remove(item["pk"], item["sk"]))
    assert [scores(listed(LENA, agent)) for agent in ("ada", "alan")] == [[], []]

    assert rebuild(desk, upside_down=upside_down) == 4

    assert [listed(LENA, agent).json for agent in ("ada", "alan")] == before


def test_rebuilding_complete_ratings_changes_nothing(desk: Desk, changes: Stream) -> None:
    rated(desk, 5)
    changes.settle()
    desk.clock.advance(days=1)
    rated(desk, 4)
    changes.settle()
    client: Any = desk.meter._client
    before = dict(client.tables[desk.services.stats.name].items)

    for _ in range(2):
        rebuild(desk)

    assert client.tables[desk.services.stats.name].items == before


def test_ticket_whose_rating_cannot_be_read_keeps_no_other_counter_from_counting(desk: Desk, changes: Stream) -> None:
    ticket = rated(desk, 5)
    tickets = [change for change in desk.meter.changes if events.is_ticket(change)]
    for _, new in tickets:
        if new is not None and "rating" in new:
            new["rating"] = {"S": "broken"}

    ticket_counters.apply_stream(desk.services, list(stream.changes(events.stream_event(tickets))))

    assert summary(ADA) == (0, None)
    assert ticket_counters.counts_for(desk.services, ADA).teams[ticket.team].solved == 1
    changes.settle()


class Prepared:
    """A desk with twenty-five ratings on as many tickets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        for _ in range(25):
            rated(desk, 4, BODY[:200])
        Stream(desk).settle()

    def list_twenty_own_ratings(self) -> None:
        ratings.page(self.desk.services, ADA, "me", RatingsQuery())

    def list_twenty_ratings_of_an_agent(self) -> None:
        ratings.page(self.desk.services, LENA, "ada", RatingsQuery())

    def record_a_rating(self) -> None:
        row = feedback_store.ratings_before(self.desk.services, "ada", None, 1)[0]
        self.desk.meter.reset()
        event = tickets_store.find_events(self.desk.services, [(row.ticket, row.rev, False)])[row.ticket, row.rev]
        self.desk.meter.reset()
        ratings.record(self.desk.services, event)


@pytest.mark.parametrize("case", RATINGS_BUDGETS)
def test_ratings_cost_exactly_their_budget(desk: Desk, case: str) -> None:
    prepared = Prepared(desk)
    configuration_actions.current(desk.services)  # a warm function has read it within the minute
    desk.meter.reset()

    getattr(prepared, case)()

    spent = desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == RATINGS_BUDGETS[case]
