"""Revoking the links in emails about a ticket."""

import base64
import json

import pytest

from chalicelib.links import tokens as links_tokens
from chalicelib.links.rules import is_revoked
from chalicelib.links.tokens import LIFETIME_MS, Purpose
from chalicelib.people.model import Caller
from chalicelib.plumbing.clock import DAY, SECOND
from chalicelib.plumbing.seals import key_ring
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY, ROOT
from tests.client import Answer, call, get
from tests.conftest import Desk
from tests.links.conftest import LinkClient

OF_TICKET = [Purpose.VIEW, Purpose.KEEP_OPEN, Purpose.SOLVE, Purpose.RATE]


def revoke(ticket: Ticket, by: Caller | None = ADA) -> Answer:
    return call(by, "DELETE", f"/v1/tickets/{ticket.id}/email-links")


def now(desk: Desk, ticket: Ticket) -> Ticket:
    return queries.load_ticket(desk.services, ticket.number)


@pytest.mark.parametrize(
    ("issued", "revoked_at", "revoked"), [(5, None, False), (5, 4, False), (5, 5, True), (5, 6, True)]
)
def test_links_made_until_the_revocation_are_revoked(
    desk: Desk, issued: int, revoked_at: int | None, *, revoked: bool
) -> None:
    ticket = makers.a_ticket(desk.services).model_copy(update={"links_revoked_at": revoked_at})

    assert is_revoked(issued, ticket) is revoked


@pytest.mark.parametrize("purpose", OF_TICKET)
def test_revoked_link_answers_like_an_expired_one_and_a_new_one_works(
    desk: Desk, links: LinkClient, purpose: Purpose
) -> None:
    ticket = makers.a_ticket(desk.services)
    old, expired = (links.token(purpose, ticket) for _ in range(2))
    assert links.exchange(old).status == 200

    assert revoke(ticket).status == 200

    refused = links.exchange(old)
    desk.clock.advance(ms=1)
    assert links.exchange(links.token(purpose, ticket)).status == 200
    desk.clock.advance(ms=LIFETIME_MS[purpose])
    assert refused.status == 410
    assert refused.json == links.exchange(expired).json


def test_open_page_of_a_revoked_link_stops_working_at_once(desk: Desk, links: LinkClient) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED)
    view, rate = (links.access(links.token(purpose, ticket)) for purpose in (Purpose.VIEW, Purpose.RATE))

    revoke(ticket)

    tried = [
        links.press("ticket", view),
        links.press("messages", view, body="Hello"),
        links.press("attachment", view, attachment="x"),
        links.press("rate", rate, score=1),
    ]
    assert [(answer.status, answer.json["reason"]) for answer in tried] == [(410, "expired")] * 4
    assert now(desk, ticket).rating is None


def test_links_to_unsubscribe_still_work_after_revoking(desk: Desk, links: LinkClient) -> None:
    ticket = makers.a_ticket(desk.services)
    token = links.token(Purpose.UNSUBSCRIBE, ticket, about="reminder")

    revoke(ticket)

    assert links.use("unsubscribe", token).status == 204


def test_links_to_other_tickets_are_not_revoked(desk: Desk, links: LinkClient) -> None:
    ticket, other = (makers.a_ticket(desk.services) for _ in range(2))
    token = links.token(Purpose.VIEW, other)

    revoke(ticket)

    assert links.exchange(token).status == 200


@pytest.mark.usefixtures("links")
def test_customer_does_not_see_that_links_were_revoked(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    before = get(CARLA, f"/v1/tickets/{ticket.id}")

    answer = revoke(ticket)

    assert answer.headers["ETag"] == '"2"'
    events = get(ADA, f"/v1/tickets/{ticket.id}/timeline").json["items"]
    assert (events[-1]["type"], events[-1]["by"]["name"]) == ("EmailLinksRevoked", ADA.name)
    assert get(CARLA, f"/v1/tickets/{ticket.id}").headers["ETag"] == before.headers["ETag"]
    assert "EmailLinksRevoked" not in get(CARLA, f"/v1/tickets/{ticket.id}/timeline").text


@pytest.mark.usefixtures("links")
def test_agents_and_admins_revoke_links_and_customers_do_not(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)

    answers = [revoke(ticket, by).status for by in (None, CARLA, MALLORY, ADA, ROOT)]

    assert answers == [401, 403, 403, 200, 200]


def test_links_to_a_closed_ticket_can_be_revoked(desk: Desk, links: LinkClient) -> None:
    ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
    token = links.token(Purpose.VIEW, ticket)

    assert revoke(ticket).status == 200

    assert links.exchange(token).status == 410
    assert now(desk, ticket).status is Status.CLOSED


@pytest.mark.usefixtures("links")
def test_revoking_links_leaves_timers_and_queue_alone(desk: Desk) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
    desk.clock.advance(ms=DAY)

    revoke(ticket)

    after = now(desk, ticket)
    assert (after.timers, after.status, after.place) == (ticket.timers, ticket.status, ticket.place)
    (event,) = tickets_store.events_after(desk.services, ticket.number, ticket.version)
    assert (event.type, event.changes) == (EventType.EMAIL_LINKS_REVOKED, {})


class TestMerged:
    def test_revoking_links_of_the_surviving_ticket_covers_those_of_merged_ones(
        self, desk: Desk, links: LinkClient
    ) -> None:
        part, survivor = (makers.a_ticket(desk.services) for _ in range(2))
        token = links.token(Purpose.VIEW, part)
        relations_actions.merge(desk.services, ADA, part.id, survivor.id, part.version)
        assert links.exchange(token).status == 200

        revoke(survivor)

        assert links.exchange(token).status == 410
        relations_actions.unmerge(desk.services, ADA, part.id, now(desk, part).version)
        assert links.exchange(token).status == 410, "it had been revoked"

    def test_revoked_links_stay_revoked_when_their_ticket_is_merged(self, desk: Desk, links: LinkClient) -> None:
        first, second, third = (makers.a_ticket(desk.services) for _ in range(3))
        token = links.token(Purpose.VIEW, first)
        relations_actions.merge(desk.services, ADA, first.id, second.id, first.version)
        revoke(second)

        relations_actions.merge(desk.services, ADA, second.id, third.id, now(desk, second).version)

        assert links.exchange(token).status == 410
        relations_actions.unmerge(desk.services, ADA, first.id, now(desk, first).version)
        assert links.exchange(token).status == 410

    def test_another_requesters_links_are_left_alone(self, desk: Desk, links: LinkClient) -> None:
        part, survivor = makers.a_ticket(desk.services, by=MALLORY), makers.a_ticket(desk.services)
        others_link, own_link = links.token(Purpose.VIEW, part, to="mallory"), links.token(Purpose.VIEW, survivor)
        relations_actions.merge(desk.services, ADA, part.id, survivor.id, part.version)

        revoke(survivor)

        assert links.exchange(others_link).status == 200
        assert links.exchange(own_link).status == 410
        relations_actions.unmerge(desk.services, ADA, part.id, now(desk, part).version)
        assert links.exchange(others_link).status == 200


def test_token_without_a_time_of_issue_works_until_it_is_revoked(desk: Desk, links: LinkClient) -> None:
    ticket = makers.a_ticket(desk.services)
    link = links_tokens.link_for(Purpose.VIEW, "carla", desk.services.clock.real(), ticket=ticket.number)
    sealed = json.dumps(["view", "carla", ticket.number, 0, "", link.expires // SECOND]).encode()
    old = base64.urlsafe_b64encode(sealed + key_ring(desk.services).seal("link", sealed)).decode().rstrip("=")
    assert links.exchange(old).status == 200

    revoke(ticket)

    assert links.exchange(old).status == 410
    desk.clock.advance(ms=1)
    assert links.exchange(links.token(Purpose.VIEW, ticket)).status == 200


def test_links_of_a_ticket_with_revoked_links_cost_no_further_read(desk: Desk, links: LinkClient) -> None:
    ticket = makers.a_ticket(desk.services)

    def reads() -> int:
        token, before = links.token(Purpose.VIEW, ticket), desk.meter.spent.trips
        assert links.exchange(token).status == 200
        return desk.meter.spent.trips - before

    first = reads()
    revoke(ticket)
    desk.clock.advance(ms=1)

    assert reads() == first
