"""Who looks at a ticket just now, and who writes in it: known to colleagues, forgotten soon, never told to customers."""

import pytest

from chalicelib.conversation import presence
from chalicelib.plumbing.clock import SECOND
from chalicelib.plumbing.errors import NotFound
from chalicelib.plumbing.services import Services
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA
from tests.client import call
from tests.conftest import Desk


def there(services: Services, ticket: str) -> list[tuple[str, str]]:
    return [(each.name, each.state) for each in presence.report_presence(services, LENA, ticket, "viewing")]


def test_colleagues_see_who_views_a_ticket_and_who_is_typing(services: Services) -> None:
    ticket = makers.a_ticket(services)
    presence.report_presence(services, ADA, ticket.id, "viewing")
    presence.report_presence(services, ALAN, ticket.id, "typing")

    assert there(services, ticket.id) == [("Ada", "viewing"), ("Alan", "typing")]


def test_presence_expires_after_30_seconds(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    presence.report_presence(desk.services, ADA, ticket.id, "typing")
    desk.clock.advance(ms=29 * SECOND)
    assert there(desk.services, ticket.id) == [("Ada", "typing")]

    desk.clock.advance(ms=1 * SECOND)

    assert there(desk.services, ticket.id) == []


def test_leaving_removes_presence_at_once(services: Services) -> None:
    ticket = makers.a_ticket(services)
    presence.report_presence(services, ADA, ticket.id, "viewing")
    presence.end_presence(services, ADA, ticket.id)
    presence.end_presence(services, ADA, ticket.id)

    assert there(services, ticket.id) == []


def test_presence_is_stored_per_ticket(services: Services) -> None:
    one, two = makers.a_ticket(services), makers.a_ticket(services)
    presence.report_presence(services, ADA, one.id, "viewing")

    assert there(services, two.id) == []


def test_presence_on_an_unknown_ticket_is_not_found(services: Services) -> None:
    with pytest.raises(NotFound):
        presence.report_presence(services, ADA, "99999", "viewing")


def test_presence_routes_are_for_agents(services: Services) -> None:
    ticket = makers.a_ticket(services)
    path = f"/v1/tickets/{ticket.id}/presence"

    assert call(ADA, "PUT", path, {"state": "typing"}).json == {"items": []}
    assert call(ALAN, "PUT", path, {}).json == {"items": [{"id": "ada", "name": "Ada", "state": "typing"}]}
    assert call(CARLA, "PUT", path, {}).status == 403
    assert call(ADA, "PUT", path, {"state": "sleeping"}).status == 422
    assert call(ADA, "DELETE", path).status == 204
