"""From a raw mail in the bucket to what becomes of it."""

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import TimelineQuery
from chalicelib.inbox import jobs as inbox_jobs
from chalicelib.inbox import reconciliation
from chalicelib.inbox import store as inbox_store
from chalicelib.inbox.actions import inbound_key
from chalicelib.inbox.model import Arrival, Outcome, QuarantineReason
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import sender as mail_sender
from chalicelib.mail import threads
from chalicelib.mail.model import Kind, Notice
from chalicelib.mail.threads import ReplyPurpose
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Caller
from chalicelib.plumbing.aws.counter import Counter
from chalicelib.plumbing.aws.objects import Missing
from chalicelib.plumbing.seals import key_ring
from chalicelib.relations import actions as relations_actions
from chalicelib.relations.forms import Split
from chalicelib.tickets import queries
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_data import CustomerMessage
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.attachments.samples import PDF
from tests.cast import ADA, BORIS, CARLA, MALLORY, ROOT
from tests.client import get
from tests.conftest import Desk
from tests.inbox.makers import DESK_ADDRESS, comes_in, is_known, raw


@pytest.fixture(autouse=True)
def _people(desk: Desk) -> None:
    for who in (CARLA, MALLORY):
        is_known(desk, who)
    makers.an_agent(desk.services, agent=ADA)


def ticket_of(desk: Desk, arrival: Arrival) -> Ticket:
    assert arrival.ticket is not None
    return queries.load_ticket(desk.services, arrival.ticket)


def events_of(desk: Desk, number: int) -> list[Event]:
    return timeline.timeline_page(desk.services, ROOT, str(number), TimelineQuery(limit=100)).events


def address(desk: Desk, ticket: Ticket, person: str = "carla", purpose: ReplyPurpose = ReplyPurpose.CUSTOMER) -> str:
    return threads.reply_address(key_ring(desk.services), "desk.example", ticket.number, person, purpose)


def test_email_becomes_a_ticket_of_its_sender(desk: Desk) -> None:
    arrival = comes_in(desk, raw())
    ticket = ticket_of(desk, arrival)
    assert (arrival.outcome, arrival.rev, arrival.verified) == (Outcome.TICKET, 1, True)
    assert (ticket.subject, ticket.requester, ticket.channel) == ("Where is my parcel?", "carla", "email")
    assert (ticket.unverified, ticket.thread) == (False, ("<first@example.com>",))
    (created,) = events_of(desk, ticket.number)
    assert (created.body, created.mail, created.sender) == ("It was due on Friday.", "mail-1", None)
    assert (created.by.id, created.by.role) == ("carla", "customer")


def test_raw_email_is_stored_by_day_once_processed(desk: Desk) -> None:
    content = raw()
    arrival = comes_in(desk, content)
    assert list(desk.inbox.objects) == ["kept/2026-01-05/mail-1"] == [arrival.key]
    assert desk.inbox.objects[arrival.key][0] == content
    assert arrival.size == len(content)


def test_new_sender_is_added_as_a_person(desk: Desk) -> None:
    arrival = comes_in(desk, raw(sender="Nora Nagy <nora@example.org>"))
    person = people_actions.person_with_address(desk.services, "nora@example.org")
    assert person is not None
    assert person.name == "Nora Nagy"
    assert ticket_of(desk, arrival).requester == person.id


@pytest.mark.parametrize("times", [1, 2, 5])
def test_redelivered_email_event_changes_nothing(desk: Desk, times: int) -> None:
    first = comes_in(desk, raw())
    for _ in range(times):
        inbox_jobs.on_mail(desk.services, {"object": {"key": inbound_key("mail-1")}})
    assert inbox_store.find(desk.services, "mail-1") == first
    assert queries.load_ticket(desk.services, int(str(first.ticket))).version == 1


def test_event_for_an_email_that_is_not_stored_yet_is_retried(desk: Desk) -> None:
    with pytest.raises(Missing):
        inbox_jobs.on_mail(desk.services, {"object": {"key": inbound_key("late")}})
    assert comes_in(desk, raw(), "late").outcome is Outcome.TICKET


def test_setup_notification_of_ses_is_not_an_email(desk: Desk) -> None:
    inbox_jobs.on_mail(desk.services, {"object": {"key": "inbound/AMAZON_SES_SETUP_NOTIFICATION"}})
    assert inbox_store.find(desk.services, "AMAZON_SES_SETUP_NOTIFICATION") is None


def test_same_email_by_two_routes_is_one_ticket(desk: Desk) -> None:
    first = comes_in(desk, raw(), "one")
    other_way = (
        b"Return-Path: <x@example.com>\r\nReceived: from elsewhere by inbound-smtp.eu-west-1.amazonaws.com;\r\n" + raw()
    )
    second = comes_in(desk, other_way, "two")
    assert second.outcome is Outcome.DUPLICATE
    assert (second.why, second.ticket) == ("one", first.ticket)
    assert queries.load_ticket(desk.services, int(str(first.ticket))).version == 1


def test_different_email_with_the_same_id_is_another_ticket(desk: Desk) -> None:
    first, second = comes_in(desk, raw(), "one"), comes_in(desk, raw("Something else altogether."), "two")
    assert second.outcome is Outcome.TICKET
    assert second.ticket != first.ticket


def test_reply_to_the_reply_address_is_added_and_reopens_the_ticket(desk: Desk) -> None:
    ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.PENDING)
    arrival = comes_in(desk, raw("Here it is.", to=address(desk, ticket), subject="Re: whatever"))
    assert (arrival.outcome, arrival.ticket) == (Outcome.MESSAGE, ticket.number)
    after = ticket_of(desk, arrival)
    assert (after.status, after.thread) == (Status.OPEN, ("<first@example.com>",))
    last = events_of(desk, ticket.number)[-1]
    assert (last.type, last.by.id, last.body, last.sender) == (EventType.CUSTOMER_REPLIED, "carla", "Here it is.", None)


def test_reply_address_is_found_in_any_header(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    for n, header in enumerate(("Cc", "Delivered-To", "X-Original-To")):
        content = raw(f"Again {n}.", headers={header: address(desk, ticket).upper()}, message_id=f"<{n}@example.com>")
        assert comes_in(desk, content, f"mail-{n}").ticket == ticket.number


def test_reply_without_the_reply_address_is_matched_by_its_references(desk: Desk) -> None:
    first = comes_in(desk, raw(), "one")
    content = raw("More.", message_id="<second@example.com>", headers={"In-Reply-To": "<first@example.com>"})
    second = comes_in(desk, content, "two")
    assert (second.outcome, second.ticket) == (Outcome.MESSAGE, first.ticket)
    third = comes_in(
        desk, raw("Even more.", message_id="<3@x>", headers={"References": "<second@example.com>"}), "three"
    )
    assert third.ticket == first.ticket
    assert ticket_of(desk, third).thread == ("<first@example.com>", "<3@x>")


def test_ticket_number_in_the_subject_counts_for_the_requester_only(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    subject = f"Re: [#{ticket.number}] New answer"
    own = comes_in(desk, raw("Mine.", subject=subject), "own")
    assert own.ticket == ticket.number
    for n, content in enumerate(
        (
            raw("Let me in.", subject=subject, sender="Eve <eve@example.net>", message_id="<e@x>"),
            raw("I am Carla!", subject=subject, dmarc="fail", message_id="<f@x>"),
            raw("It is mine.", subject=subject, sender=f"M <{MALLORY.email}>", message_id="<g@x>"),
        )
    ):
        arrival = comes_in(desk, content, f"stranger-{n}")
        assert arrival.outcome is Outcome.TICKET
        assert arrival.ticket != ticket.number
    assert queries.load_ticket(desk.services, ticket.number).version == ticket.version + 1


class TestTicketThatAMailNames:
    """A stranger's mail that names another ticket makes its own, and agents who may read that other one are told."""

    def notified(self, desk: Desk, who: Caller, content: bytes) -> object:
        arrival = comes_in(desk, content, f"named-{len(desk.inbox.objects)}")
        assert arrival.outcome is Outcome.TICKET
        return get(who, f"/v1/tickets/{arrival.ticket}").json["refers_to"]

    def test_agent_sees_which_ticket_another_persons_subject_names(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        subject = f"Re: [#{ticket.number}] New answer"
        content = raw("Let me in.", subject=subject, sender="Eve <eve@example.net>", message_id="<e@x>")
        assert self.notified(desk, ADA, content) == ticket.id
        assert queries.load_ticket(desk.services, ticket.number) == ticket

    def test_agent_sees_which_ticket_another_person_replies_to(self, desk: Desk) -> None:
        first = comes_in(desk, raw())
        content = raw(
            "Me too.", sender=f"M <{MALLORY.email}>", message_id="<m@x>", headers={"In-Reply-To": "<first@example.com>"}
        )
        assert self.notified(desk, ADA, content) == str(first.ticket)

    def test_customer_does_not_see_which_ticket_an_email_names(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        content = raw("Hm.", subject=f"[#{ticket.number}] x", sender=f"M <{MALLORY.email}>", message_id="<m@x>")
        assert self.notified(desk, MALLORY, content) is None

    def test_agent_without_access_does_not_see_which_ticket_an_email_names(self, desk: Desk) -> None:
        teams = configuration_actions.current(desk.services).teams
        shut = tuple(team.model_copy(update={"open": team.id != "billing"}) for team in teams)
        configuration_actions.replace_all(
            desk.services, configuration_actions.current(desk.services).model_copy(update={"teams": shut})
        )
        ticket = makers.a_ticket(desk.services, category="refund")
        for n, (who, text) in enumerate(((ADA, None), (ROOT, ticket.id))):
            content = raw(
                f"{n}", subject=f"[#{ticket.number}] x", sender="Eve <eve@example.net>", message_id=f"<{n}@x>"
            )
            assert self.notified(desk, who, content) == text

    @pytest.mark.parametrize("subject", ["[#99999] x", "[#10108a]", "Where is [#]?"])
    def test_number_of_a_missing_ticket_is_not_shown(self, desk: Desk, subject: str) -> None:
        assert self.notified(desk, ADA, raw("Hm.", subject=subject, sender="Eve <eve@example.net>")) is None


def test_unverified_email_creates_an_unverified_ticket_without_notifications(desk: Desk) -> None:
    arrival = comes_in(desk, raw(dmarc="fail"))
    ticket = ticket_of(desk, arrival)
    (created,) = events_of(desk, ticket.number)
    assert (ticket.unverified, created.sender, created.suppress_auto_replies) == (True, CARLA.email, True)
    assert not arrival.verified


def test_verified_reply_by_the_requester_verifies_the_ticket(desk: Desk) -> None:
    arrival = comes_in(desk, raw(dmarc="fail"))
    makers.answered(desk.services, ticket_of(desk, arrival))
    assert not ticket_of(desk, arrival).unverified


def test_message_of_another_sender_to_a_reply_address_is_shown_to_agents_as_unverified(
    desk: Desk,
) -> None:
    ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.SOLVED)
    content = raw("It was me.", to=address(desk, ticket), sender="Carla <eve@example.net>")
    arrival = comes_in(desk, content)
    assert (arrival.outcome, arrival.ticket) == (Outcome.MESSAGE, ticket.number)
    last = events_of(desk, ticket.number)[-1]
    assert (last.by.id, last.by.role, last.sender, last.suppress_auto_replies) == (
        "unverified",
        "customer",
        "eve@example.net",
        True,
    )
    assert (last.type, last.by.name) == (EventType.UNVERIFIED_REPLY_RECEIVED, "eve@example.net")
    assert ticket_of(desk, arrival).status is Status.OPEN


def test_message_of_another_sender_to_a_reply_address_is_hidden_from_the_customer(desk: Desk) -> None:
    """Otherwise anyone with a ticket could register anywhere with its address, and read the code that is sent there."""
    ticket = makers.a_ticket(desk.services)
    writer = "4711 is your code <someone@elsewhere.example>"
    comes_in(desk, raw("The code is 4711.", to=address(desk, ticket), sender=writer, files={"4711.pdf": PDF}))
    timelines = [
        timeline.timeline_page(desk.services, who, ticket.id, TimelineQuery(limit=100)).events for who in (CARLA, ADA)
    ]
    assert ["4711" in str(events) for events in timelines] == [False, True]


def test_unverified_message_from_the_requesters_address_is_shown_as_unverified(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    comes_in(desk, raw("Is it me?", to=address(desk, ticket), dmarc="fail"))
    last = events_of(desk, ticket.number)[-1]
    assert (last.type, last.by.id, last.sender) == (EventType.CUSTOMER_REPLIED, "unverified", CARLA.email)


def test_forged_reply_address_is_ignored(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    forged = address(desk, ticket)[:-20] + "aaaaaa" + address(desk, ticket)[-14:]
    arrival = comes_in(desk, raw(to=forged))
    assert arrival.ticket != ticket.number


def test_an_agent_answers_by_mail_to_their_own_address(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    content = raw("It left today.", to=address(desk, ticket, ADA.id, ReplyPurpose.AGENT), sender=f"Ada <{ADA.email}>")
    arrival = comes_in(desk, content)
    last = events_of(desk, ticket.number)[-1]
    assert arrival.outcome is Outcome.MESSAGE
    assert (last.type, last.by.id, last.by.role) == (EventType.AGENT_REPLIED, "ada", "agent")
    assert ticket_of(desk, arrival).status is Status.OPEN


@pytest.mark.parametrize(
    ("sender", "dmarc"),
    [
        (f"Ada <{ADA.email}>", "fail"),
        ("Ada <ada@evil.example>", "pass"),
        (f"Carla <{CARLA.email}>", "pass"),
        (f'"{ADA.email}" <eve@example.net>', "pass"),
    ],
)
def test_agent_reply_address_is_refused_for_other_senders(desk: Desk, sender: str, dmarc: str) -> None:
    ticket = makers.a_ticket(desk.services)
    arrival = comes_in(
        desk, raw("Send money.", to=address(desk, ticket, ADA.id, ReplyPurpose.AGENT), sender=sender, dmarc=dmarc)
    )
    assert (arrival.outcome, arrival.reason) == (Outcome.QUARANTINED, QuarantineReason.AGENT)
    assert queries.load_ticket(desk.services, ticket.number) == ticket


def test_agent_without_access_to_the_ticket_cannot_reply_by_email(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    teams = configuration_actions.current(desk.services).teams
    shut = configuration_actions.current(desk.services).model_copy(
        update={"teams": tuple(team.model_copy(update={"open": team.id != "orders"}) for team in teams)}
    )
    configuration_actions.replace_all(desk.services, shut)
    makers.an_agent(desk.services, agent=BORIS)
    content = raw("Hello.", to=address(desk, ticket, BORIS.id, ReplyPurpose.AGENT), sender=f"Boris <{BORIS.email}>")
    arrival = comes_in(desk, content)
    assert (arrival.outcome, arrival.reason) == (Outcome.QUARANTINED, QuarantineReason.AGENT)
    assert queries.load_ticket(desk.services, ticket.number) == ticket


def test_out_of_office_reply_is_shown_and_changes_no_status(desk: Desk) -> None:
    ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.PENDING)
    content = raw(
        "I am away.", to=address(desk, ticket), headers={"Auto-Submitted": "auto-replied"}, subject="Out of office"
    )
    arrival = comes_in(desk, content)
    after = ticket_of(desk, arrival)
    assert arrival.outcome is Outcome.MESSAGE
    assert (after.status, after.timers) == (Status.PENDING, ticket.timers)
    message = events_of(desk, ticket.number)[-1].data
    assert isinstance(message, CustomerMessage)
    assert message.automatic


def test_out_of_office_email_without_a_ticket_is_held(desk: Desk) -> None:
    arrival = comes_in(desk, raw("I am away.", headers={"Auto-Submitted": "auto-replied"}))
    assert (arrival.outcome, arrival.reason) == (Outcome.QUARANTINED, QuarantineReason.AUTOMATIC)
    assert arrival.why


def test_email_of_a_mailing_list_is_a_ticket_without_acknowledgement(desk: Desk) -> None:
    arrival = comes_in(desk, raw(headers={"Precedence": "list", "List-Id": "<gardeners.example.com>"}))
    (created,) = events_of(desk, ticket_of(desk, arrival).number)
    assert (arrival.outcome, created.suppress_auto_replies) == (Outcome.TICKET, True)


@pytest.mark.parametrize(
    "subject",
    ["Undeliverable: New answer", "Unzustellbar: Neue Antwort", "تعذر التسليم: رد جديد", "வழங்க முடியாதது: புதிய பதில்"],
)
def test_mail_that_may_be_a_bounce_becomes_a_ticket_without_an_acknowledgement(desk: Desk, subject: str) -> None:
    arrival = comes_in(desk, raw("See the attached report.", subject=subject))
    (created,) = events_of(desk, ticket_of(desk, arrival).number)
    mail_outbox.enqueue_notifications(desk.services, created)
    assert (arrival.outcome, created.suppress_auto_replies) == (Outcome.TICKET, True)
    assert [each["kind"] for each in desk.mails.messages if each.get("to") == "carla"] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (raw(spam="FAIL"), QuarantineReason.SPAM),
        (raw(virus="FAIL"), QuarantineReason.VIRUS),
        (raw(sender=f"Desk <{DESK_ADDRESS}>"), QuarantineReason.OWN_ADDRESS),
        (raw(sender=""), QuarantineReason.UNREADABLE),
        (b"", QuarantineReason.UNREADABLE),
        (b"\x00" * 1_000, QuarantineReason.UNREADABLE),
    ],
    ids=["spam", "virus", "own", "nobody", "empty", "zeros"],
)
def test_refused_email_is_held_with_its_reason(desk: Desk, content: bytes, reason: QuarantineReason) -> None:
    arrival = comes_in(desk, content)
    assert (arrival.outcome, arrival.reason, arrival.waits) == (Outcome.QUARANTINED, reason, True)
    assert arrival.why
    assert desk.inbox.objects[arrival.key][0] == content


def test_emails_over_the_senders_limit_are_held_and_other_senders_are_not(desk: Desk) -> None:
    limit = desk.services.settings.mail_limit
    found = [comes_in(desk, raw(message_id=f"<{n}@x>", text=f"{n}"), f"m{n}") for n in range(limit + 2)]
    assert [each.reason for each in found[limit:]] == [QuarantineReason.RATE_LIMIT, QuarantineReason.RATE_LIMIT]
    assert {each.outcome for each in found[:limit]} == {Outcome.TICKET}
    other = comes_in(desk, raw(sender=f"M <{MALLORY.email}>", message_id="<m@x>"), "other")
    assert other.outcome is Outcome.TICKET


def test_files_are_attached_and_refused_ones_are_listed(desk: Desk) -> None:
    arrival = comes_in(desk, raw(files={"invoice.pdf": PDF, "winmail.dat": b"\x78\x9f\x3e\x22"}))
    (created,) = events_of(desk, ticket_of(desk, arrival).number)
    assert [each.name for each in created.attachments] == ["invoice.pdf"]
    assert created.body == "It was due on Friday.\n\n📎 winmail.dat"
    assert [key for key in desk.files.stored if key.startswith("quarantine/")]


def test_files_are_attached_once_after_redelivery(desk: Desk) -> None:
    content = raw(files={"invoice.pdf": PDF})
    first = comes_in(desk, content)
    desk.services.core.write(desk.services.core.remove("IN#mail-1", "#"))  # died before it was written down
    desk.inbox.move(first.key, inbound_key("mail-1"))
    again = comes_in(desk, content)
    assert again.ticket == first.ticket
    assert len(desk.files.stored) == 1
    assert queries.load_ticket(desk.services, int(str(first.ticket))).version == 1


def test_email_reply_to_closed_ticket_creates_follow_up(desk: Desk) -> None:
    ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
    arrival = comes_in(desk, raw("It broke again.", to=address(desk, ticket)))
    after = ticket_of(desk, arrival)
    assert arrival.outcome is Outcome.TICKET
    assert after.links == {ticket.id: "follow_up_of"}
    assert after.channel == "email"


def test_empty_email_becomes_a_ticket_with_a_placeholder(desk: Desk) -> None:
    arrival = comes_in(desk, raw("", subject=""))
    (created,) = events_of(desk, ticket_of(desk, arrival).number)
    assert created.body
    assert ticket_of(desk, arrival).subject


def test_email_that_fails_three_times_is_held_and_the_next_one_is_processed(desk: Desk) -> None:
    class BrokenCounter(Counter):
        def next(self, now: int) -> int:  # noqa: ARG002
            raise RuntimeError("a fault of ours")

    from dataclasses import replace

    services = replace(desk.services, numbers=BrokenCounter(desk.services.core, "ticket", 1))
    desk.inbox.write(inbound_key("bad"), raw())
    for _ in range(inbox_jobs.MAX_ATTEMPTS - 1):
        with pytest.raises(RuntimeError):
            inbox_jobs.on_mail(services, {"object": {"key": inbound_key("bad")}})
    inbox_jobs.on_mail(services, {"object": {"key": inbound_key("bad")}})
    found = inbox_store.find(desk.services, "bad")
    assert found is not None
    assert (found.outcome, found.reason, found.why) == (Outcome.QUARANTINED, QuarantineReason.FAILED, "RuntimeError")
    assert comes_in(desk, raw(message_id="<next@x>"), "next").outcome is Outcome.TICKET
    assert reconciliation.reconcile(desk.services, 1).gap == 0


def test_unprocessed_email_is_retried_once_an_hour(desk: Desk) -> None:
    desk.inbox.write(inbound_key("forgotten"), raw())
    inbox_jobs.requeue_stuck(desk.services)
    desk.clock.advance(minutes=61)
    written_at = desk.inbox.objects[inbound_key("forgotten")][2]
    assert inbox_jobs.requeue_stuck(desk.services) == 1
    assert desk.inbox.objects[inbound_key("forgotten")][2] > written_at
    assert inbox_jobs.requeue_stuck(desk.services) == 0


def a_bounce(original: str, status: str) -> bytes:
    """As mail servers write it (RFC 3464)."""
    return (
        "Return-Path: <>\r\nReceived: from mx by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1; now\r\n"
        "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
        "Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass header.from=example.com;\r\n"
        "From: Mail Delivery System <MAILER-DAEMON@example.com>\r\nTo: care@desk.example\r\nSubject: Undelivered Mail\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; carla@example.com\r\nAction: failed\r\nStatus: {status}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(("status", "notified"), [("5.1.1", True), ("4.2.2", False)])
def test_bounce_is_held_and_a_permanent_one_reopens_the_ticket(
    desk: Desk,
    status: str,
    notified: bool,  # noqa: FBT001 - a row of the table
) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
    notice = Notice(ticket=ticket.number, rev=ticket.version, kind=Kind.REPLIED, to="carla")
    message = notice.model_dump(mode="json")
    mail_outbox.enqueue_notifications(desk.services, events_of(desk, ticket.number)[-1])
    mail_sender.send_one(desk.services, message)
    for n in range(2):
        arrival = comes_in(desk, a_bounce("<provider-1@email.amazonses.com>", status), f"bounce-{n}")
        assert arrival.outcome in {Outcome.QUARANTINED, Outcome.DUPLICATE}
    after = queries.load_ticket(desk.services, ticket.number)
    assert after.status is (Status.OPEN if notified else Status.PENDING)
    assert after.version == ticket.version + notified


def test_sender_name_that_is_a_link_is_not_used(desk: Desk) -> None:
    content = raw(sender="Buy pills http://evil.test <victim@example.org>")
    ticket = ticket_of(desk, comes_in(desk, content))
    person = people_actions.person_with_address(desk.services, "victim@example.org")
    assert person is not None
    for name in (person.name, ticket.requester_name):
        assert "evil" not in name
        assert "http" not in name


@pytest.mark.parametrize("address", [CARLA.email, "victim@example.org"])
def test_splitting_an_unverified_email_sends_no_email(desk: Desk, address: str) -> None:
    arrival = comes_in(desk, raw(sender=f"Somebody <{address}>", dmarc="fail"))
    old = ticket_of(desk, arrival)

    result = relations_actions.split(
        desk.services, ADA, old.id, Split(event=f"{old.id}-1", subject="Another matter"), old.version
    )

    new = queries.load_ticket(desk.services, result.events[-1].other or 0)
    for event in (*events_of(desk, old.number), *events_of(desk, new.number)):
        mail_outbox.enqueue_notifications(desk.services, event)
    waiting = list(desk.mails.messages)
    forged = {"ticket": new.number, "rev": 1, "internal": False, "kind": "received", "to": new.requester}
    for message in [*waiting, forged]:  # the last as if the outbox had asked for it all the same
        mail_sender.send_one(desk.services, message)
    assert (old.unverified, new.unverified) == (True, True)
    assert desk.post.sent == []


@pytest.mark.parametrize("dmarc", ["pass", "fail"])
@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("Thank you so much, Ada!", {}),
        ("I am out of office until Monday.", {"Auto-Submitted": "auto-replied"}),
    ],
)
def test_email_without_a_request_stays_in_the_closed_ticket(
    desk: Desk, text: str, headers: dict[str, str], dmarc: str
) -> None:
    ticket = makers.closed(desk.services, makers.replied(desk.services, makers.a_ticket(desk.services)))

    arrival = comes_in(desk, raw(text, to=address(desk, ticket), headers=headers, dmarc=dmarc))

    assert (arrival.outcome, arrival.ticket) == (Outcome.MESSAGE, ticket.number)
    event = events_of(desk, ticket.number)[-1]
    mail_outbox.enqueue_notifications(desk.services, event)
    assert (ticket_of(desk, arrival).status, event.body, desk.mails.messages) == (Status.CLOSED, text, [])
    assert queries.find_tickets(desk.services, [ticket.number + 1]) == []
