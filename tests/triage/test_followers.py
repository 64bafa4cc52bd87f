"""Following tickets, and being mentioned in a note."""

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Role
from chalicelib.plumbing.errors import Conflict, Invalid
from chalicelib.plumbing.services import Services
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import queries
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status
from chalicelib.triage import followers
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA
from tests.client import call, get, post


@pytest.fixture(autouse=True)
def _people(services: Services) -> None:
    for agent in (ADA, ALAN, BORIS):
        people_actions.add_person(services, agent.email, agent.name, Role.AGENT, id=agent.id)
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id=CARLA.id)


def followed(services: Services, agent: str) -> list[int]:
    return [number for _, number in tickets_index.numbers_followed_by(services, agent, 10, None)]


def test_followed_tickets_are_listed_newest_first(services: Services) -> None:
    one, two = makers.a_ticket(services), makers.a_ticket(services)
    for ticket in (one, two):
        followers.follow(services, ADA, ticket.id, "ada")

    assert followed(services, "ada") == [two.number, one.number]
    assert tickets_transaction.ticket_for(services, ADA, one.id).followers == {"ada"}


def test_following_twice_and_leaving_twice_changes_nothing_more(services: Services) -> None:
    ticket = makers.a_ticket(services)
    followers.follow(services, ADA, ticket.id, "ada")
    assert followers.follow(services, ADA, ticket.id, "ada").events == ()

    left = followers.unfollow(services, ADA, ticket.id, "ada")

    assert [event.type for event in left.events] == [EventType.FOLLOWERS_CHANGED]
    assert followers.unfollow(services, ADA, ticket.id, "ada").events == ()
    assert followed(services, "ada") == []


def test_agents_mentioned_in_a_note_follow_the_ticket(services: Services) -> None:
    ticket = makers.a_ticket(services)
    result = conversation_actions.add_note(
        services, ADA, ticket.id, NewNote(body="@Alan, @Boris?", mentions=["alan", "boris"])
    )

    assert result.events[0].mentions == result.ticket.followers == {"alan", "boris"}
    assert followed(services, "alan") == followed(services, "boris") == [ticket.number]


@pytest.mark.parametrize("mentions", [["nobody"], ["carla"], ["alan", "carla"]])
def test_only_agents_can_be_mentioned(services: Services, mentions: list[str]) -> None:
    ticket = makers.a_ticket(services)

    with pytest.raises(Invalid) as refused:
        conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Hm", mentions=mentions))

    assert refused.value.facts["errors"][0]["pointer"] == f"/mentions/{len(mentions) - 1}"
    assert tickets_transaction.ticket_for(services, ADA, ticket.id).version == 1


def test_later_events_carry_the_followers(services: Services) -> None:
    ticket = makers.a_ticket(services)
    followers.follow(services, ALAN, ticket.id, "alan")

    after = makers.answered(services, ticket)

    assert after.followers == {"alan"}
    assert queries.find_public_event(services, after, f"{after.id}-{after.version}").followers == {"alan"}  # type: ignore[union-attr]


def test_a_closed_ticket_is_not_followed_any_more(services: Services) -> None:
    ticket = makers.closed(services, makers.replied(services, makers.a_ticket(services), status=Status.SOLVED))

    with pytest.raises(Conflict):
        followers.follow(services, ADA, ticket.id, "ada")


def test_follower_routes_are_for_agents_and_hidden_from_customers(services: Services) -> None:
    ticket = makers.a_ticket(services)
    path = f"/v1/tickets/{ticket.id}/followers"

    assert post(ADA, path, {}).json["followers"] == ["ada"]
    assert post(ADA, path, {"agent": "alan"}).json["followers"] == ["ada", "alan"]
    assert post(ADA, path, {"agent": "carla"}).status == 422
    assert post(CARLA, path, {}).status == 403
    assert get(CARLA, f"/v1/tickets/{ticket.id}").json["followers"] == []
    assert call(ADA, "DELETE", f"{path}/me").json["followers"] == ["alan"]
