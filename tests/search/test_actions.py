"""Who finds what: the words decide where to look, the tables what may be seen. Every role, every kind of ticket, every place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import undo
from chalicelib.conversation.forms import NewNote
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.errors import Invalid, NotAllowed, Unavailable
from chalicelib.plumbing.services import use
from chalicelib.relations import actions as relations_actions
from chalicelib.search import actions as search_actions
from chalicelib.search import jobs as search_jobs
from chalicelib.search.forms import SearchQuery
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Spam, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, MALLORY, ROOT
from tests.conftest import SHOP
from tests.doubles import Unreachable
from tests.search.conftest import SearchDesk

WITH_SECRETS = SHOP.model_copy(
    update={
        "teams": (*SHOP.teams, Team(id="legal", name="Legal", open=False)),
        "categories": (*SHOP.categories, Category(id="threat", team="legal", names={"en": "A threat"})),
    }
)
MEMBER = BORIS.model_copy(update={"teams": {"legal": Right.READ}})
ASKING_AGENT = ALAN


@dataclass
class Words:
    """One ticket in an open team, one in a team for its members, one raised by an agent there; each place says another word."""

    searching: SearchDesk
    open: Ticket
    closed: Ticket
    agents: Ticket

    def ids(self, *names: str) -> set[str]:
        return {getattr(self, name).id for name in names}


@pytest.fixture
def words(searching: SearchDesk) -> Words:
    services = searching.services
    configuration_actions.replace_all(services, WITH_SECRETS)
    tickets_of = {
        "open": makers.a_ticket(services, subject="Subject zephyr", body="Message zephyr"),
        "closed": makers.a_ticket(services, subject="Subject zephyr", body="Message zephyr", category="threat"),
        "agents": makers.a_ticket(
            services, subject="Subject zephyr", body="Message zephyr", by=ASKING_AGENT, category="threat"
        ),
    }
    for ticket in tickets_of.values():
        conversation_actions.add_note(services, ROOT, ticket.id, NewNote(body="Note mistral"))
    searching.settle()
    return Words(searching, **tickets_of)


RIGHTS: dict[str, tuple[Caller, tuple[str, ...], tuple[str, ...]]] = {
    # who, whose messages they find, whose notes they find
    "the requester": (CARLA, ("open", "closed"), ()),
    "another customer": (MALLORY, (), ()),
    "an agent": (ADA, ("open",), ("open",)),
    "a lead": (LENA, ("open",), ("open",)),
    "an agent in the other team alone": (MEMBER, ("open", "closed", "agents"), ("open", "closed", "agents")),
    "an agent who asked for help": (ASKING_AGENT, ("open", "agents"), ("open",)),
    "an admin": (ROOT, ("open", "closed", "agents"), ("open", "closed", "agents")),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_each_role_finds_only_what_it_may_read(words: Words, who: str) -> None:
    caller, messages, notes = RIGHTS[who]

    assert set(words.searching.found(caller, "message zephyr")) == words.ids(*messages)
    assert set(words.searching.found(caller, "subject zephyr")) == words.ids(*messages)
    assert set(words.searching.found(caller, "mistral")) == words.ids(*notes)
    for name in ("open", "closed", "agents"):
        number = getattr(words, name).id
        assert words.searching.found(caller, f"#{number}") == ([number] if name in messages else [])


@pytest.mark.parametrize("who", RIGHTS)
def test_rights_are_checked_again_after_the_index_answers(words: Words, who: str) -> None:
    """An index that gives everything to everybody, and calls what is internal public."""
    caller, messages, notes = RIGHTS[who]
    services = words.searching.services
    numbers = [getattr(words, name).number for name in ("open", "closed", "agents")]

    class Careless:
        def ask(self, _question: dict[str, Any]) -> dict[str, Any]:
            keys = [[(f"{n}-1", False), (f"{n}-2", self.lies), (f"{n}-0", False)] for n in numbers]
            return {"terms": [[["x"], 0, False]], "found": keys, "more": False, "complete": True}

        lies = True

    for lies in (True, False):
        careless = Careless()
        careless.lies = lies
        found = search_actions.find_tickets(replace(services, finder=careless), caller, SearchQuery(q="x"))
        assert {match.ticket.id for match in found.items} == words.ids(*messages)
        for match in found.items:
            internal = [event for event in match.hits if event is not None and event.internal]
            assert bool(internal) is (lies and match.ticket.id in words.ids(*notes))


def test_search_of_a_customer_is_restricted_in_the_index(searching: SearchDesk) -> None:
    unreachable = Unreachable()
    services = replace(searching.services, finder=unreachable)

    for caller in (CARLA, ADA):
        with pytest.raises(Unavailable):
            search_actions.find_tickets(services, caller, SearchQuery(q="lamp"))

    assert [question.get("requester") for question in unreachable.asked] == ["carla", None]


def test_undoable_message_is_found_by_agents_only(searching: SearchDesk) -> None:
    services = searching.services
    configuration_actions.replace_all(services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(services, makers.a_ticket(services), body="A zephyr.")
    searching.settle()
    assert (searching.found(ADA, "zephyr"), searching.found(CARLA, "zephyr")) == ([ticket.id], [])

    searching.desk.clock.advance(ms=10_000)

    assert searching.found(CARLA, "zephyr") == [ticket.id]


def test_undone_reply_is_not_found_even_before_the_index_is_updated(searching: SearchDesk) -> None:
    services = searching.services
    configuration_actions.replace_all(services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(services, makers.a_ticket(services), body="A zephyr.")
    searching.settle()

    undo.withdraw(services, ADA, ticket.id, f"{ticket.id}-2")

    assert [searching.found(who, "zephyr") for who in (ADA, CARLA, ROOT)] == [[], [], []]


def test_a_ticket_that_moves_to_another_team_is_found_by_its_agents_at_once(words: Words) -> None:
    change = TicketChange.model_validate({"team": "legal"})
    services, ticket = words.searching.services, words.open

    tickets_actions.change(services, ROOT, ticket.id, change, words.searching.now(ticket).version)

    assert words.searching.found(ADA, "zephyr") == []
    assert set(words.searching.found(MEMBER, "zephyr")) == words.ids("open", "closed", "agents")


def test_spam_is_found_by_agents_who_ask_for_it(words: Words) -> None:
    services, ticket = words.searching.services, words.searching.now(words.open)
    triage_actions.mark_spam(services, ADA, ticket.id, Spam.SPAM, ticket.version)

    assert words.searching.found(ADA, "zephyr") == []
    assert words.searching.found(ADA, "zephyr", spam=True) == [ticket.id]
    assert ticket.id not in words.searching.found(CARLA, "zephyr")
    with pytest.raises(Invalid):
        words.searching.found(CARLA, "zephyr", spam=True)


def test_message_of_a_merged_ticket_is_found_in_that_ticket(words: Words) -> None:
    services = words.searching.services
    other = makers.a_ticket(services, by=MALLORY, subject="Other", body="Pampero.")
    words.searching.settle()
    relations_actions.merge(services, ADA, other.id, words.open.id, words.searching.now(other).version)
    words.searching.settle()

    assert words.searching.found(ADA, "pampero") == [other.id]
    assert words.searching.found(MALLORY, "pampero") == [other.id]
    assert words.searching.found(CARLA, "pampero") == []
    makers.answered(services, other, by=MALLORY, body="Sirocco.")
    words.searching.settle()
    assert set(words.searching.found(ADA, "sirocco")) == {other.id, words.open.id}
    assert words.searching.found(CARLA, "sirocco") == []


def test_customers_cannot_search_for_people(searching: SearchDesk) -> None:
    assert searching.people_found(ADA, "mallory") == ["mallory"]
    for caller in (CARLA, MALLORY):
        with pytest.raises(NotAllowed):
            searching.people_found(caller, "mallory")


class TestCustomersOfClosedTeams:
    """The search knows the same customers as the directory does."""

    @pytest.fixture(autouse=True)
    def _closed(self, searching: SearchDesk) -> None:
        configuration_actions.replace_all(searching.services, WITH_SECRETS)
        makers.a_ticket(searching.services, by=MALLORY, category="threat")
        searching.settle()

    @pytest.mark.parametrize(
        ("who", "found"), [(ADA, []), (LENA, []), (MEMBER, ["mallory"]), (ROOT, ["mallory"])], ids=str
    )
    @pytest.mark.parametrize("words", ["mallory", "mallory@example.com", "mal"])
    def test_customer_of_a_closed_team_alone_is_found_by_its_members_and_admins_only(
        self, searching: SearchDesk, who: Caller, found: list[str], words: str
    ) -> None:
        assert searching.people_found(who, words) == found

    def test_customer_is_found_once_they_have_a_ticket_in_an_open_team(self, searching: SearchDesk) -> None:
        makers.a_ticket(searching.services, by=MALLORY)
        assert searching.people_found(ADA, "mallory") == ["mallory"]

    def test_page_of_people_is_full_despite_hidden_customers_in_between(self, searching: SearchDesk) -> None:
        for n in range(6):
            who = Caller(id=f"zora-{n}", email=f"zora{n}@example.com", name="Zora", role=Role.CUSTOMER)
            makers.an_agent(searching.services, agent=who)
            makers.a_ticket(searching.services, by=who, category="threat" if n % 2 else "delivery")
        searching.settle()
        seen, cursor = list[list[str]](), None
        for _ in range(5):
            page = search_actions.find_people(
                searching.services, ADA, SearchQuery(q="zora", kind="people", limit=2, cursor=cursor)
            )
            seen.append([person.id for person in page.items])
            cursor = page.next
            if cursor is None:
                break
        assert sorted(person for page in seen for person in page) == ["zora-0", "zora-2", "zora-4"]
        assert [len(each) for each in seen] == [2, 1]


def test_search_for_tickets_finds_no_people(searching: SearchDesk) -> None:
    assert searching.found(ADA, "mallory") == searching.found(MALLORY, "mallory") == []


class TestNumbers:
    @pytest.mark.parametrize("typed", ["#{}", "# {}", "{}", " {} "])
    def test_ticket_found_by_number_comes_first(self, searching: SearchDesk, typed: str) -> None:
        ticket = makers.a_ticket(searching.services, subject="Lamp")
        makers.a_ticket(searching.services, body=f"As I wrote in {ticket.id}.")
        searching.settle()

        assert searching.found(ADA, typed.format(ticket.id))[0] == ticket.id

    def test_ticket_found_by_number_comes_once_and_before_tickets_that_mention_it(self, searching: SearchDesk) -> None:
        ticket = makers.a_ticket(searching.services, body="My number is 10001.")
        other = makers.a_ticket(searching.services, body=f"As I wrote in {ticket.id}.")
        searching.settle()

        assert ticket.id == "10001"
        assert searching.found(ADA, "10001") == [ticket.id, other.id]
        assert searching.found(ADA, "#10001") == [ticket.id]

    def test_page_after_a_ticket_found_by_number_lists_tickets_that_mention_it(self, searching: SearchDesk) -> None:
        ticket = makers.a_ticket(searching.services)
        other = makers.a_ticket(searching.services, body=f"As I wrote in {ticket.id}.")
        searching.settle()
        query = SearchQuery(q=ticket.id, limit=1)

        first = search_actions.find_tickets(searching.services, ADA, query)
        second = search_actions.find_tickets(searching.services, ADA, query.model_copy(update={"cursor": first.next}))

        assert [match.ticket.id for match in (*first.items, *second.items)] == [ticket.id, other.id]
        assert second.next is None

    def test_a_number_needs_no_index(self, searching: SearchDesk) -> None:
        ticket = makers.a_ticket(searching.services)
        services = replace(searching.services, finder=Unreachable())

        marked = search_actions.find_tickets(services, ADA, SearchQuery(q=f"#{ticket.id}"))
        plain = search_actions.find_tickets(services, ADA, SearchQuery(q=ticket.id))

        assert [match.ticket.id for match in (*marked.items, *plain.items)] == [ticket.id] * 2
        assert (marked.complete, plain.complete) == (True, False)

    def test_unknown_ticket_number_finds_nothing(self, searching: SearchDesk) -> None:
        assert searching.found(ADA, "#99999") == []
        assert searching.found(ADA, "#0") == []


class TestPages:
    @pytest.fixture
    def many(self, searching: SearchDesk) -> SearchDesk:
        """Every third one is in a team that Ada is no member of."""
        configuration_actions.replace_all(searching.services, WITH_SECRETS)
        for n in range(45):
            category = "threat" if n % 3 == 0 else "delivery"
            makers.a_ticket(searching.services, subject=f"Lamp {n}", body="Zephyr.", category=category)
            searching.desk.clock.advance(minutes=5)
        searching.settle()
        return searching

    def pages(self, searching: SearchDesk, caller: Caller, **asked: Any) -> Iterator[list[str]]:
        cursor: str | None = None
        while True:
            query = SearchQuery.model_validate({"q": "zephyr", **asked, **({"cursor": cursor} if cursor else {})})
            page = search_actions.find_tickets(searching.services, caller, query)
            yield [match.ticket.id for match in page.items]
            cursor = page.next
            if cursor is None:
                return

    @pytest.mark.parametrize(("caller", "count"), [(ROOT, 45), (ADA, 30), (CARLA, 45), (MALLORY, 0)])
    @pytest.mark.parametrize("limit", [1, 4, 10, 30])
    def test_every_ticket_is_on_one_page(self, many: SearchDesk, caller: Caller, count: int, limit: int) -> None:
        pages = list(self.pages(many, caller, limit=limit))

        found = [number for page in pages for number in page]
        assert len(found) == len(set(found)) == count
        assert all(len(page) == limit for page in pages[:-1])

    def test_the_newest_come_first_where_all_is_equal(self, many: SearchDesk) -> None:
        (first, *_) = self.pages(many, ROOT, limit=3)

        assert first == ["10045", "10044", "10043"]

    def test_page_with_few_readable_results_is_short_and_has_a_next_page(self, searching: SearchDesk) -> None:
        configuration_actions.replace_all(searching.services, WITH_SECRETS)
        wanted = makers.a_ticket(searching.services, body="Zephyr.")
        for _ in range(20):
            searching.desk.clock.advance(minutes=5)
            makers.a_ticket(searching.services, body="Zephyr.", category="threat")
        searching.settle()

        pages = list(self.pages(searching, ADA, limit=1))

        assert pages == [[], [], [wanted.id]]

    def test_a_cursor_is_for_its_reader_and_its_question(self, many: SearchDesk) -> None:
        cursor = search_actions.find_tickets(many.services, ADA, SearchQuery(q="zephyr", limit=2)).next

        for caller, asked in ((LENA, {}), (ADA, {"q": "lamp"}), (ADA, {"spam": True})):
            query = SearchQuery.model_validate({"q": "zephyr", "cursor": cursor, **asked})
            with pytest.raises(Invalid):
                search_actions.find_tickets(many.services, caller, query)

    def test_people_are_found_in_pages(self, searching: SearchDesk) -> None:
        query = SearchQuery(q="desk", kind="people", limit=2)  # their addresses end so
        first = search_actions.find_people(searching.services, ADA, query)
        second = search_actions.find_people(searching.services, ADA, query.model_copy(update={"cursor": first.next}))

        assert len({person.id for person in (*first.items, *second.items)}) == 4


def test_a_ticket_comes_with_its_best_hits_only(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, body="Zephyr.")
    for _ in range(6):
        makers.answered(searching.services, ticket, body="Zephyr again.")
    searching.settle()

    assert searching.found(ADA, "zephyr") == [ticket.id]
    assert len(searching.hits(ADA, "zephyr")) == 3


def test_results_for_deleted_records_are_dropped(searching: SearchDesk) -> None:
    class Outdated:
        def ask(self, question: dict[str, Any]) -> dict[str, Any]:
            key = "P-gone" if question.get("people") else "77777-1"
            return {"terms": [], "found": [[(key, False)]], "more": False, "complete": True}

    services = replace(searching.services, finder=Outdated())

    assert search_actions.find_tickets(services, ADA, SearchQuery(q="lamp")).items == []
    assert search_actions.find_people(services, ADA, SearchQuery(q="lamp", kind="people")).items == []


class TestUnavailableSearch:
    def test_search_without_its_function_is_unavailable(self, searching: SearchDesk) -> None:
        services = replace(searching.services, finder=Unreachable())

        for kind in ("tickets", "people"):
            find: Callable[..., object] = (
                search_actions.find_people if kind == "people" else search_actions.find_tickets
            )
            query = SearchQuery.model_validate({"q": "lamp", "kind": kind})
            with pytest.raises(Unavailable, match="everything else works") as refused:
                find(services, ADA, query)
            assert refused.value.facts == {"retry_after": 5}

    def test_tickets_can_be_used_while_search_is_unavailable(self, searching: SearchDesk) -> None:
        services = replace(searching.services, finder=Unreachable())
        use(lambda: services)

        ticket = makers.replied(services, makers.a_ticket(services))

        assert tickets_transaction.ticket_for(services, CARLA, ticket.id).version == 2

    def test_loaded_index_is_searched_while_the_bucket_does_not_answer(self, searching: SearchDesk) -> None:
        ticket = makers.a_ticket(searching.services, body="Zephyr.")
        searching.settle()
        assert searching.found(ADA, "zephyr") == [ticket.id]

        searching.bucket.failing = True

        assert searching.found(ADA, "zephyr") == [ticket.id]
        search_jobs._index.cache_clear()
        with pytest.raises(ConnectionError):
            search_jobs.find(searching.services, {"text": "zephyr"})


def test_results_of_an_unfinished_index_are_marked_incomplete(searching: SearchDesk) -> None:
    assert not search_actions.find_tickets(searching.services, ADA, SearchQuery(q="zephyr")).complete
