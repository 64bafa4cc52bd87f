"""Splitting a message off, and linking."""

import itertools

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import NewNote, TimelineQuery
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.relations import rules as relations_rules
from chalicelib.relations.forms import Split
from chalicelib.tickets import queries
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import LinkKind, Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA
from tests.client import call, get, post


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.answered(services, makers.a_ticket(services), body="And my invoice is wrong.")


def now(services: Services, ticket: Ticket) -> Ticket:
    return tickets_transaction.ticket_for(services, ADA, ticket.id)


def split(services: Services, ticket: Ticket, rev: int = 2) -> Ticket:
    result = relations_actions.split(
        services, ADA, ticket.id, Split(event=f"{ticket.id}-{rev}", subject="Wrong invoice"), ticket.version
    )
    return queries.load_ticket(services, result.events[-1].other or 0)


class TestSplit:
    def test_split_message_is_a_new_ticket_and_stays_in_the_old_one(self, services: Services, ticket: Ticket) -> None:
        new = split(services, ticket)

        (first,) = timeline.timeline_page(services, CARLA, new.id, TimelineQuery()).events
        assert (first.type, first.body, first.by.id) == (EventType.TICKET_CREATED, "And my invoice is wrong.", "carla")
        assert (new.subject, new.requester, new.team, new.status) == ("Wrong invoice", "carla", "orders", Status.NEW)
        remaining = timeline.timeline_page(services, CARLA, ticket.id, TimelineQuery()).events
        assert [event.body for event in remaining] == ["It was due on Friday.", "And my invoice is wrong."]

    def test_split_links_both_tickets_and_is_recorded_in_the_old_one(self, services: Services, ticket: Ticket) -> None:
        new = split(services, ticket)

        assert new.links == {ticket.id: LinkKind.RELATED}
        assert now(services, ticket).links == {new.id: LinkKind.RELATED}
        last = timeline.timeline_page(services, ADA, ticket.id, TimelineQuery(order="desc")).events[0]
        assert (last.type, last.other) == (EventType.TICKET_SPLIT, new.number)

    def test_note_cannot_be_split_off(self, services: Services, ticket: Ticket) -> None:
        noted = conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Hm.")).ticket

        for rev in (3, 99):
            with pytest.raises(Invalid):
                split(services, noted, rev)

    def test_message_of_another_ticket_cannot_be_split_off(self, services: Services, ticket: Ticket) -> None:
        other = makers.a_ticket(services)

        with pytest.raises(Invalid):
            relations_actions.split(
                services, ADA, ticket.id, Split(event=f"{other.id}-1", subject="Mine"), ticket.version
            )

    def test_split_route_checks_version_role_and_body(self, ticket: Ticket) -> None:
        path, body = f"/v1/tickets/{ticket.id}/split", {"event": f"{ticket.id}-2", "subject": "Wrong invoice"}

        first = post(ADA, path, body, If_Match='"2"', Idempotency_Key="k")
        again = post(ADA, path, body, If_Match='"2"', Idempotency_Key="k")

        assert (first.status, first.headers["Location"]) == (201, f"/api/v1/tickets/{first.json['id']}")
        assert (again.status, again.json["id"], again.headers["Idempotent-Replay"]) == (201, first.json["id"], "true")
        assert first.json["subject"] == "Wrong invoice"
        for wrong in ({**body, "event": "10001"}, {**body, "subject": ""}, {"event": f"{ticket.id}-2"}):
            assert post(ADA, path, wrong, If_Match='"3"').status == 422
        assert post(CARLA, path, body, If_Match='"3"').status == 403


class TestLinks:
    @pytest.mark.parametrize("kind", relations_rules.MANUAL_KINDS)
    def test_link_is_shown_on_both_tickets_with_inverse_kinds(self, services: Services, kind: LinkKind) -> None:
        one, two = makers.a_ticket(services), makers.a_ticket(services)
        relations_actions.link(services, ADA, one.id, two.id, kind)
        opposite = {"parent": "child", "child": "parent"}.get(kind, kind)

        assert (now(services, one).links, now(services, two).links) == ({two.id: kind}, {one.id: opposite})
        assert relations_actions.link(services, ADA, one.id, two.id, kind).events == ()

        relations_actions.unlink(services, ADA, two.id, one.id)

        assert now(services, one).links == now(services, two).links == {}

    def test_link_of_another_kind_replaces_the_first(self, services: Services) -> None:
        one, two = makers.a_ticket(services), makers.a_ticket(services)
        for kind in (LinkKind.RELATED, LinkKind.PARENT):
            relations_actions.link(services, ADA, one.id, two.id, kind)

        assert now(services, two).links == {one.id: LinkKind.CHILD}

    def test_link_that_makes_a_ticket_its_own_ancestor_is_refused(self, services: Services) -> None:
        family = [makers.a_ticket(services) for _ in range(4)]
        for child, parent in itertools.pairwise(family):
            relations_actions.link(services, ADA, child.id, parent.id, LinkKind.PARENT)

        for child in family[:3]:
            with pytest.raises(Conflict, match="its own parent"):
                relations_actions.link(services, ADA, family[3].id, child.id, LinkKind.PARENT)
            with pytest.raises(Conflict, match="its own parent"):
                relations_actions.link(services, ADA, child.id, family[3].id, LinkKind.CHILD)

    def test_link_to_itself_or_an_unknown_ticket_is_refused(self, services: Services) -> None:
        one = makers.a_ticket(services)

        for other in (one.id, "99999"):
            with pytest.raises(Invalid):
                relations_actions.link(services, ADA, one.id, other, LinkKind.RELATED)
        with pytest.raises(NotFound):
            relations_actions.unlink(services, ADA, one.id, "99999")

    def test_link_cannot_replace_a_follow_up(self, services: Services) -> None:
        old = makers.closed(services, makers.a_ticket(services))
        new = makers.answered(services, old)

        with pytest.raises(Conflict):
            relations_actions.link(services, ADA, new.id, old.id, LinkKind.RELATED)
        with pytest.raises(NotFound):
            relations_actions.unlink(services, ADA, new.id, old.id)

    def test_ticket_has_at_most_twenty_links(self, services: Services) -> None:
        one = makers.a_ticket(services)
        for _ in range(relations_rules.MAX_LINKS):
            relations_actions.link(services, ADA, one.id, makers.a_ticket(services).id, LinkKind.RELATED)

        with pytest.raises(Conflict, match="at most 20"):
            relations_actions.link(services, ADA, one.id, makers.a_ticket(services).id, LinkKind.RELATED)

    def test_customers_see_no_links_set_by_agents(self, services: Services) -> None:
        one, two = makers.a_ticket(services), makers.a_ticket(services)
        path = f"/v1/tickets/{one.id}/links"

        assert post(ADA, path, {"ticket": two.id, "kind": "duplicate"}).json["links"] == [
            {"ticket": two.id, "kind": "duplicate"}
        ]
        assert get(CARLA, f"/v1/tickets/{one.id}").json["links"] == []
        assert post(ADA, path, {"ticket": two.id, "kind": "follow_up"}).status == 422
        assert post(ADA, path, {"ticket": "x"}).status == 422
        assert call(ADA, "DELETE", f"{path}/{two.id}").json["links"] == []
        assert call(ADA, "DELETE", f"{path}/{two.id}").status == 404
