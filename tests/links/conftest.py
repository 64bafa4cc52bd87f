"""Links as mails carry them, and the people they were made for."""

from dataclasses import dataclass

import pytest

from chalicelib.links import tokens as links_tokens
from chalicelib.links.tokens import Purpose
from chalicelib.people import actions as people_actions
from chalicelib.plumbing.seals import key_ring
from chalicelib.plumbing.services import Services
from chalicelib.tickets.model import Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY, stored
from tests.client import Answer, post
from tests.conftest import Desk


@dataclass(frozen=True)
class LinkClient:
    """Makes links, and follows them as the page does."""

    services: Services

    def token(
        self, purpose: Purpose, ticket: Ticket | None = None, *, to: str = "carla", rev: int = 0, about: str = ""
    ) -> str:
        number, now = ticket.number if ticket else 0, self.services.clock.real()
        link = links_tokens.link_for(purpose, to, now, ticket=number, rev=rev, about=about)
        return links_tokens.token_of(key_ring(self.services), link)

    def exchange(self, token: str) -> Answer:
        return post(None, "/v1/links/exchange", {"token": token})

    def access(self, token: str) -> str:
        answer = self.exchange(token)
        assert answer.status == 200, answer.text
        return str(answer.json["access"])

    def use(self, path: str, token: str, **body: object) -> Answer:
        """Exchange and press the button."""
        return self.press(path, self.access(token), **body)

    def press(self, path: str, access: str, **body: object) -> Answer:
        return post(None, f"/v1/links/{path}", {"access": access, **body})


@pytest.fixture
def links(desk: Desk) -> LinkClient:
    for customer in (CARLA, MALLORY):
        people_actions.add_person(desk.services, **stored(customer).model_dump(exclude={"created_at"}))
    makers.an_agent(desk.services, agent=ADA)
    return LinkClient(desk.services)
