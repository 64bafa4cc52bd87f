"""A desk that can be searched: the index in memory, both functions of the search called where they would be invoked."""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.people.model import Caller
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.services import Services, use
from chalicelib.search import actions as search_actions
from chalicelib.search import jobs as search_jobs
from chalicelib.search.forms import SearchQuery
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.model import Ticket
from tests import events, makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, MALLORY, ROOT
from tests.conftest import Desk
from tests.doubles import ListQueue, MemoryBucket

__all__ = ["SearchDesk"]


class InProcess:
    """Answers as the function does, through the same JSON."""

    services: Services

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            json.dumps(search_jobs.find(self.services, json.loads(json.dumps(question))))
        )
        return answer


@dataclass
class SearchDesk:
    """A desk, and what has reached its index."""

    desk: Desk
    services: Services
    bucket: MemoryBucket
    position: int = field(default=0)

    @property
    def errands(self) -> ListQueue:
        return self.desk.errands

    def settle(self) -> None:
        """Everything that has happened reaches the reactions, and their errands the index."""
        self.react()
        messages, self.errands.messages = self.errands.messages, []
        assert search_jobs.index(self.services, messages) == set()

    def react(self) -> None:
        changes = [each for each in self.desk.meter.changes[self.position :] if events.is_news(each)]
        self.position = len(self.desk.meter.changes)
        answer = stream.each_new_item(
            events.stream_event(changes), lambda item: reactions.on_new_item(self.services, item)
        )
        assert answer == {"batchItemFailures": []}

    def now(self, ticket: Ticket) -> Ticket:
        """As it is by now: routing may have written down why it is unassigned."""
        return tickets_transaction.ticket_for(self.services, ROOT, ticket.id)

    def found(self, caller: Caller, text: str, **asked: Any) -> list[str]:
        """The numbers of the tickets found, best first."""
        query = SearchQuery.model_validate({"q": text, **asked})
        return [match.ticket.id for match in search_actions.find_tickets(self.services, caller, query).items]

    def people_found(self, caller: Caller, text: str) -> list[str]:
        query = SearchQuery.model_validate({"q": text, "kind": "people"})
        return [person.id for person in search_actions.find_people(self.services, caller, query).items]

    def hits(self, caller: Caller, text: str) -> list[str]:
        """What is shown of the best ticket found: ids of events, `subject`."""
        (best, *_) = search_actions.find_tickets(self.services, caller, SearchQuery(q=text)).items
        return [event.id if event else "subject" for event in best.hits]


@pytest.fixture
def searching(memory_desk: Desk) -> SearchDesk:
    """With everybody in it, and nothing said yet."""
    desk = memory_desk
    finder = InProcess()
    services = dataclasses.replace(desk.services, finder=finder)
    finder.services = services
    use(lambda: services)
    for each in (CARLA, MALLORY, ADA, ALAN, BORIS, LENA, ROOT):
        makers.an_agent(services, agent=each)
    bucket: Any = services.index_bucket
    made = SearchDesk(desk, services, bucket)
    made.settle()
    desk.meter.reset()
    return made
