"""What unverified mails can do to the person they name: nothing. They hold none of theirs back, and show them nothing."""

import pytest

from chalicelib.inbox import quarantine, reconciliation
from chalicelib.inbox import store as inbox_store
from chalicelib.inbox.model import Outcome, QuarantineReason
from chalicelib.mail import threads
from chalicelib.mail.threads import ReplyPurpose
from chalicelib.plumbing.seals import key_ring
from chalicelib.search import jobs as search_jobs
from chalicelib.tickets import queries
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.client import get, post
from tests.conftest import Desk
from tests.inbox.makers import comes_in, raw
from tests.search.conftest import SearchDesk, searching

__all__ = ["searching"]


@pytest.fixture
def desk(searching: SearchDesk) -> Desk:
    return searching.desk


def address(desk: Desk, ticket: Ticket, person: str = "carla", purpose: ReplyPurpose = ReplyPurpose.CUSTOMER) -> str:
    return threads.reply_address(key_ring(desk.services), "desk.example", ticket.number, person, purpose)


def forged(n: int, sender: str = f"Carla <{CARLA.email}>", source: str = "192.0.2.66") -> bytes:
    content = raw(f"Forged {n}.", sender=sender, subject=f"Forged {n}", dmarc="fail", message_id=f"<{n}@evil.test>")
    return content.replace(b"[192.0.2.1]", f"[{source}]".encode())


@pytest.mark.parametrize("count", [21, 60])
def test_verified_reply_is_accepted_after_many_forged_emails_in_the_same_name(desk: Desk, count: int) -> None:
    ticket = makers.a_ticket(desk.services)
    arrivals = [comes_in(desk, forged(n), f"forged-{n}") for n in range(count)]
    answer = comes_in(desk, raw("It is me.", to=address(desk, ticket)), "answer")
    assert (answer.outcome, answer.ticket) == (Outcome.MESSAGE, ticket.number)
    assert {each.reason for each in arrivals[desk.services.settings.mail_limit :]} == {QuarantineReason.RATE_LIMIT}


def test_verified_reply_of_an_agent_is_accepted_after_many_forged_emails(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    for n in range(25):
        comes_in(desk, forged(n, sender=f"Ada <{ADA.email}>"), f"forged-{n}")
    content = raw("It left.", to=address(desk, ticket, ADA.id, ReplyPurpose.AGENT), sender=f"Ada <{ADA.email}>")
    assert comes_in(desk, content, "answer").outcome is Outcome.MESSAGE


def test_unverified_email_from_another_source_is_accepted_after_many_forged_ones(desk: Desk) -> None:
    for n in range(25):
        comes_in(desk, forged(n), f"forged-{n}")
    assert comes_in(desk, forged(99, source="198.51.100.7"), "elsewhere").outcome is Outcome.TICKET


def test_forger_with_a_whole_ipv6_network_counts_as_one(desk: Desk) -> None:
    limit = desk.services.settings.mail_limit
    found = [comes_in(desk, forged(n, source=f"IPv6:2001:db8::{n + 1:x}"), f"forged-{n}") for n in range(limit + 3)]
    assert [each.reason for each in found[limit:]] == [QuarantineReason.RATE_LIMIT] * 3


class TestUnverifiedTickets:
    """A ticket that an unverified mail has made is for agents, until one of them has answered it."""

    def listed(self) -> list[str]:
        found: list[str] = []
        for query in ("", "?sort=updated", "?status=new"):
            found += [each["id"] for each in get(CARLA, f"/v1/tickets{query}").json["items"]]
        return found

    def found(self, searching: SearchDesk, number: int) -> list[str]:
        search_jobs.index(searching.services, [{"ticket": number}])
        return [each for words in ("forged", f"#{number}", str(number)) for each in searching.found(CARLA, words)]

    def test_unverified_ticket_is_listed_for_agents_and_not_for_its_requester(
        self, desk: Desk, searching: SearchDesk
    ) -> None:
        arrival = comes_in(desk, forged(1))
        number = int(str(arrival.ticket))
        assert (self.listed(), self.found(searching, number)) == ([], [])
        assert searching.found(ADA, "forged") == [str(number)]
        assert [each["id"] for each in get(ADA, f"/v1/tickets?requester={CARLA.id}").json["items"]] == [str(number)]

    def test_unverified_ticket_is_listed_for_its_requester_after_an_agent_replied(
        self, desk: Desk, searching: SearchDesk
    ) -> None:
        number = int(str(comes_in(desk, forged(1)).ticket))
        ticket = queries.load_ticket(desk.services, number)
        makers.replied(desk.services, ticket, status=Status.OPEN)
        after = queries.load_ticket(desk.services, number)
        assert (after.unverified, after.accepted) == (True, True)
        assert self.listed().count(str(number)) == 2
        assert set(self.found(searching, number)) == {str(number)}

    def test_page_of_tickets_is_full_despite_unverified_ones_in_between(self, desk: Desk) -> None:
        first = makers.a_ticket(desk.services)
        for n in range(6):
            desk.clock.advance(minutes=16)
            comes_in(desk, forged(n), f"forged-{n}")
        last = makers.a_ticket(desk.services)
        page = get(CARLA, "/v1/tickets?limit=2").json
        assert [each["id"] for each in page["items"]] == [last.id, first.id]

    def test_undone_reply_does_not_accept_an_unverified_ticket(self, desk: Desk) -> None:
        from chalicelib.configuration import actions as configuration_actions
        from chalicelib.conversation import undo

        configured = configuration_actions.current(desk.services)
        configuration_actions.replace_all(desk.services, configured.model_copy(update={"undo_send_s": 30}))
        ticket = queries.load_ticket(desk.services, int(str(comes_in(desk, forged(1)).ticket)))
        after = makers.replied(desk.services, ticket)
        assert after.accepted
        undo.withdraw(desk.services, ADA, ticket.id, f"{ticket.number}-{after.version}")
        assert not queries.load_ticket(desk.services, ticket.number).accepted
        assert self.listed() == []

    def test_unverified_ticket_in_an_agents_name_is_listed_in_their_teams(self, desk: Desk) -> None:
        arrival = comes_in(desk, forged(1, sender=f"Alan <{ALAN.email}>"))
        assert str(arrival.ticket) in [each["id"] for each in get(ALAN, "/v1/tickets").json["items"]]


class TestSameMailTwice:
    """A verified mail counts, whatever unverified or held copy of it came first."""

    def test_verified_copy_of_an_unverified_mail_counts(self, desk: Desk) -> None:
        first = comes_in(desk, raw(dmarc="fail"), "forged")
        second = comes_in(desk, raw(), "real")
        assert (first.outcome, second.outcome) == (Outcome.TICKET, Outcome.TICKET)
        assert first.ticket != second.ticket
        assert not queries.load_ticket(desk.services, int(str(second.ticket))).unverified
        assert comes_in(desk, raw(), "again").why == "real"
        assert comes_in(desk, raw(dmarc="fail"), "forged-again").why == "real"

    def test_unverified_copy_of_a_verified_mail_is_a_copy(self, desk: Desk) -> None:
        comes_in(desk, raw(), "real")
        assert comes_in(desk, raw(dmarc="fail"), "forged").outcome is Outcome.DUPLICATE

    def test_unverified_copy_of_a_held_mail_is_a_copy(self, desk: Desk) -> None:
        comes_in(desk, raw(dmarc="fail", spam="FAIL"), "held")
        assert comes_in(desk, raw(dmarc="fail"), "copy").outcome is Outcome.DUPLICATE

    @pytest.mark.parametrize("dmarc", ["fail", "pass"])
    def test_verified_copy_of_a_held_email_is_accepted_and_removes_it_from_the_list(
        self, desk: Desk, dmarc: str
    ) -> None:
        comes_in(desk, raw(spam="FAIL", dmarc=dmarc), "held")
        second = comes_in(desk, raw(), "real")
        assert second.outcome is Outcome.TICKET
        held = inbox_store.find(desk.services, "held")
        assert held is not None
        assert (held.outcome, held.why, held.ticket) == (Outcome.DUPLICATE, "real", second.ticket)
        assert quarantine.list_waiting(desk.services, ADA, 10, None) == ([], None)
        (today,) = reconciliation.reconcile(desk.services, 1).days
        assert (today.outcomes["ticket"], today.outcomes["duplicate"], today.gap) == (1, 1, 0)
        assert post(ADA, "/v1/mail/quarantine/held/release", {}).status == 404

    def test_verified_copy_that_is_also_held_is_a_duplicate(self, desk: Desk) -> None:
        comes_in(desk, raw(spam="FAIL"), "held")
        assert comes_in(desk, raw(spam="FAIL"), "again").why == "held"
        assert [each.id for each in quarantine.list_waiting(desk.services, ADA, 10, None)[0]] == ["held"]

    def test_verified_copy_of_a_released_mail_is_a_copy(self, desk: Desk) -> None:
        comes_in(desk, raw(spam="FAIL"), "held")
        released = quarantine.release(desk.services, ADA, "held")
        copy = comes_in(desk, raw(), "again")
        assert (copy.outcome, copy.ticket) == (Outcome.DUPLICATE, released.ticket)

    def test_verified_reply_is_accepted_although_its_forged_copy_came_first(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        comes_in(desk, raw("Yes.", to=address(desk, ticket), dmarc="fail"), "forged")
        real = comes_in(desk, raw("Yes.", to=address(desk, ticket)), "real")
        assert (real.outcome, real.ticket) == (Outcome.MESSAGE, ticket.number)
