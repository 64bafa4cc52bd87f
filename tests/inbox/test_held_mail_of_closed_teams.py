"""A held mail that belongs to a ticket of a members-only team is for its members and admins alone, by every route."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.inbox import store as inbox_store
from chalicelib.inbox.actions import inbound_key, quarantine_failed
from chalicelib.inbox.model import Outcome
from chalicelib.mail import actions as mail_actions
from chalicelib.mail import threads
from chalicelib.mail.threads import ReplyPurpose
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.seals import key_ring
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import queries
from chalicelib.tickets.model import Ticket
from tests import makers
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.client import Answer, get, post
from tests.conftest import SHOP, Desk
from tests.inbox.makers import comes_in, is_known, raw

MEMBER = Caller(id="mia", email="mia@desk.example", name="Mia", role=Role.AGENT, teams={"billing": Right.FULL})
READER = Caller(id="rob", email="rob@desk.example", name="Rob", role=Role.AGENT, teams={"billing": Right.READ})


def close_team(desk: Desk, team: str, **more: Any) -> None:
    teams = tuple(Team(id=each.id, name=each.name, open=each.id != team) for each in SHOP.teams)
    configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"teams": teams, **more}))


@pytest.fixture
def desk(memory_desk: Desk) -> Desk:
    return memory_desk


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """A ticket of the members-only team."""
    is_known(desk, CARLA)
    for agent in (ADA, LENA, MEMBER, READER, ROOT):
        makers.an_agent(desk.services, agent=agent)
    close_team(desk, "billing")
    return makers.a_ticket(desk.services, category="refund")


def sealed(desk: Desk, ticket: Ticket, person: str = "carla", purpose: ReplyPurpose = ReplyPurpose.CUSTOMER) -> str:
    return threads.reply_address(key_ring(desk.services), "desk.example", ticket.number, person, purpose)


def mail_to_its_address(desk: Desk, ticket: Ticket) -> bytes:
    return raw(to=sealed(desk, ticket), spam="FAIL")


def mail_to_an_agents_address(desk: Desk, ticket: Ticket) -> bytes:
    return raw(to=sealed(desk, ticket, MEMBER.id, ReplyPurpose.AGENT))


def mail_that_refers_to_it(desk: Desk, ticket: Ticket) -> bytes:
    mail_actions.remember_answer(desk.services, ticket.number, "<known@example.com>")
    return raw(spam="FAIL", headers={"References": "<other@x> <known@example.com>"})


def mail_that_names_its_number(_desk: Desk, ticket: Ticket) -> bytes:
    return raw(spam="FAIL", subject=f"Re: [#{ticket.number}] Refund", sender="Eve <eve@example.net>")


def mail_that_quotes_its_address(desk: Desk, ticket: Ticket) -> bytes:
    return raw(f"Reply-To: {sealed(desk, ticket)}\n\nHello", spam="FAIL")


def mail_with_its_address_in_a_file(desk: Desk, ticket: Ticket) -> bytes:
    return raw(spam="FAIL", files={"mail.eml": f"To: {sealed(desk, ticket)}".encode()})


def bounce_of_its_mail(desk: Desk, ticket: Ticket) -> bytes:
    mail_actions.remember_answer(desk.services, ticket.number, "<ours@example.com>")
    return (
        b"Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@example.com>\r\nTo: care@desk.example\r\n"
        b"Subject: Undelivered Mail\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@example.com>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    )


def unreadable_mail(desk: Desk, ticket: Ticket) -> bytes:
    return f"From: a@b.example\r\nTo: {sealed(desk, ticket)}\r\n".encode() + b"X-More: x\r\n" * 5_000 + b"\r\nHello"


def unreadable_mail_that_refers_to_it(desk: Desk, ticket: Ticket) -> bytes:
    mail_actions.remember_answer(desk.services, ticket.number, "<known@example.com>")
    return b"From: a@b.example\r\nReferences: <x@y>\r\n <known@example.com>\r\n" + b"X: x\r\n" * 5_000 + b"\r\nHello"


KINDS: list[Callable[[Desk, Ticket], bytes]] = [
    mail_to_its_address,
    mail_to_an_agents_address,
    mail_that_refers_to_it,
    mail_that_names_its_number,
    mail_that_quotes_its_address,
    mail_with_its_address_in_a_file,
    bounce_of_its_mail,
    unreadable_mail,
    unreadable_mail_that_refers_to_it,
]


def answers(who: Caller, mail: str) -> list[Answer]:
    at = f"/v1/mail/quarantine/{mail}"
    return [get(who, at), get(who, f"{at}/original"), post(who, f"{at}/release", {}), post(who, f"{at}/dismiss", {})]


def listed(who: Caller) -> list[str]:
    return [each["id"] for each in get(who, "/v1/mail/quarantine").json["items"]]


@pytest.mark.parametrize("kind", KINDS)
def test_held_mail_of_a_closed_team_does_not_exist_for_others(
    desk: Desk, ticket: Ticket, kind: Callable[[Desk, Ticket], bytes]
) -> None:
    arrival = comes_in(desk, kind(desk, ticket))
    assert arrival.outcome is Outcome.QUARANTINED
    for who in (ADA, LENA):
        found, missing = answers(who, "mail-1"), answers(who, "no-such-mail")
        assert [(each.status, each.json) for each in found] == [(each.status, each.json) for each in missing]
        assert {each.status for each in found} == {404}
        assert listed(who) == []
    assert inbox_store.find(desk.services, "mail-1") == arrival
    for who in (MEMBER, READER, ROOT):
        assert listed(who) == ["mail-1"]
        assert [get(who, f"/v1/mail/quarantine/mail-1{end}").status for end in ("", "/original")] == [200, 200]


def test_member_who_may_only_read_neither_releases_nor_dismisses_a_held_mail(desk: Desk, ticket: Ticket) -> None:
    comes_in(desk, mail_to_its_address(desk, ticket))
    assert [each.status for each in answers(READER, "mail-1")] == [200, 200, 403, 403]
    assert post(MEMBER, "/v1/mail/quarantine/mail-1/release", {}).json["ticket"] == ticket.id


def test_released_email_belongs_to_its_ticket(desk: Desk, ticket: Ticket) -> None:
    comes_in(desk, mail_to_its_address(desk, ticket))
    post(MEMBER, "/v1/mail/quarantine/mail-1/release", {})
    assert get(MEMBER, "/v1/mail/quarantine/mail-1").status == 200
    assert {each.status for each in answers(ADA, "mail-1")} == {404}


def test_dismissed_mail_of_a_closed_team_stays_hidden(desk: Desk, ticket: Ticket) -> None:
    comes_in(desk, mail_to_its_address(desk, ticket))
    post(MEMBER, "/v1/mail/quarantine/mail-1/dismiss", {})
    assert {each.status for each in answers(ADA, "mail-1")} == {404}


def test_mail_that_failed_three_times_belongs_to_the_ticket_its_headers_name(desk: Desk, ticket: Ticket) -> None:
    desk.inbox.write(inbound_key("mail-1"), mail_to_its_address(desk, ticket))
    quarantine_failed(desk.services, "mail-1", "RuntimeError")
    assert (listed(ADA), listed(MEMBER)) == ([], ["mail-1"])


@pytest.mark.usefixtures("ticket")
def test_held_mail_that_names_no_ticket_belongs_to_the_team_of_new_tickets(desk: Desk) -> None:
    comes_in(desk, raw(spam="FAIL"))
    assert (listed(ADA), listed(MEMBER)) == (["mail-1"], ["mail-1"])
    close_team(desk, "billing", default_team="billing")
    assert (listed(ADA), listed(MEMBER)) == ([], ["mail-1"])
    assert {each.status for each in answers(ADA, "mail-1")} == {404}


def test_held_mail_follows_its_ticket_into_another_team(desk: Desk, ticket: Ticket) -> None:
    open_ticket = makers.a_ticket(desk.services)
    comes_in(desk, raw(to=sealed(desk, open_ticket), spam="FAIL"))
    assert listed(ADA) == ["mail-1"]
    relations_actions.merge(
        desk.services, ROOT, open_ticket.id, ticket.id, queries.load_ticket(desk.services, open_ticket.number).version
    )
    assert (listed(ADA), listed(MEMBER)) == ([], ["mail-1"])


def test_held_mail_that_names_two_tickets_is_for_those_who_may_read_both(desk: Desk, ticket: Ticket) -> None:
    open_ticket = makers.a_ticket(desk.services)
    comes_in(desk, raw(to=f"{sealed(desk, open_ticket)}, {sealed(desk, ticket)}", spam="FAIL"))
    assert (listed(ADA), listed(MEMBER)) == ([], ["mail-1"])


def test_sealed_address_of_a_closed_teams_ticket_is_shown_to_no_one_else(desk: Desk, ticket: Ticket) -> None:
    secret = sealed(desk, ticket)
    for n, kind in enumerate(KINDS):
        comes_in(desk, kind(desk, ticket).replace(b"Hello", b"Hello %d" % n), f"mail-{n}")
    text = json.dumps(
        [get(ADA, "/v1/mail/quarantine").json, *(a.json for n in range(len(KINDS)) for a in answers(ADA, f"mail-{n}"))]
    )
    assert secret not in text


def test_page_of_held_emails_is_full_despite_hidden_ones_in_between(desk: Desk, ticket: Ticket) -> None:
    for n in range(6):
        hidden = n % 2 == 0
        comes_in(desk, raw(f"{n}", to=sealed(desk, ticket) if hidden else "care@desk.example", spam="FAIL"), f"m{n}")
        desk.clock.advance(minutes=1)
    page = get(ADA, "/v1/mail/quarantine?limit=2").json
    rest = get(ADA, f"/v1/mail/quarantine?limit=2&cursor={page['next']}").json
    assert [[each["id"] for each in some["items"]] for some in (page, rest)] == [["m5", "m3"], ["m1"]]
