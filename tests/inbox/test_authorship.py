"""Which ticket a mail goes into, and as whose words."""

import pytest

from chalicelib.inbox import authorship
from chalicelib.inbox.authorship import AuthorRole, MailWriter
from chalicelib.mail.threads import ReplyPurpose, ReplyTo, read_reply_address, reply_address
from chalicelib.people.model import Role
from chalicelib.plumbing.seals import KeyRing
from tests.mail.makers import a_person, a_ticket, an_agent

RING = KeyRing({1: b"k" * 32}, 1, 0)
TICKET = a_ticket()
MONA = MailWriter("mona@example.org", a_person(), verified=True)
UNVERIFIED = MailWriter("mona@example.org", a_person(), verified=False)
OUTSIDER = MailWriter("eve@example.net", None, verified=True)
ANA = MailWriter("ana@desk.example.org", an_agent(), verified=True)


def made_for(person: str, purpose: ReplyPurpose) -> ReplyTo:
    found = read_reply_address(
        RING, "desk.example", reply_address(RING, "desk.example", TICKET.number, person, purpose)
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [
        (MONA, AuthorRole.REQUESTER),
        (UNVERIFIED, AuthorRole.UNVERIFIED),
        (OUTSIDER, AuthorRole.UNVERIFIED),
        (ANA, AuthorRole.UNVERIFIED),
    ],
)
def test_customer_reply_address_accepts_the_requester_and_marks_others_unverified(
    writer: MailWriter, wanted: AuthorRole
) -> None:
    assert authorship.by_address(made_for("mona", ReplyPurpose.CUSTOMER), TICKET, writer) is wanted


def test_customer_reply_address_expires_when_the_requester_changes() -> None:
    reply = made_for("mona", ReplyPurpose.CUSTOMER)
    assert authorship.by_address(reply, a_ticket(requester="nora"), MONA) is None


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [
        (ANA, AuthorRole.AGENT),
        (MailWriter("ana@desk.example.org", an_agent(), verified=False), AuthorRole.UNKNOWN),  # spoofed From
        (
            MailWriter("jo@desk.example.org", an_agent(id="jo"), verified=True),
            AuthorRole.UNKNOWN,
        ),  # a colleague with ana's address
        (MailWriter("ana@desk.example.org", an_agent(active=False), verified=True), AuthorRole.UNKNOWN),
        (MailWriter("ana@desk.example.org", an_agent(role=Role.CUSTOMER), verified=True), AuthorRole.UNKNOWN),
        (MONA, AuthorRole.UNKNOWN),
        (OUTSIDER, AuthorRole.UNKNOWN),
    ],
)
def test_agent_reply_address_accepts_that_agent_only(writer: MailWriter, wanted: AuthorRole) -> None:
    assert authorship.by_address(made_for("ana", ReplyPurpose.AGENT), TICKET, writer) is wanted


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [(MONA, AuthorRole.REQUESTER), (UNVERIFIED, AuthorRole.UNVERIFIED), (OUTSIDER, None), (ANA, None)],
)
def test_reference_is_followed_for_the_requesters_address_only(writer: MailWriter, wanted: AuthorRole | None) -> None:
    assert authorship.by_reference(TICKET, writer) is wanted


@pytest.mark.parametrize(
    ("writer", "wanted"), [(MONA, AuthorRole.REQUESTER), (UNVERIFIED, None), (OUTSIDER, None), (ANA, None)]
)
def test_ticket_number_without_a_reference_counts_for_the_requester_only(
    writer: MailWriter, wanted: AuthorRole | None
) -> None:
    assert authorship.by_number(TICKET, writer) is wanted


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: [#10432] New answer: Printer on fire", 10_432),
        ("AW: WG: [#10432] …", 10_432),
        ("[#0] nothing", None),
        ("[#007] nothing", None),
        ("#10432", None),
        ("[#9999999999999] too long", None),
        ("[#\uff11\uff10\uff14\uff13\uff12] full width", None),
        ("", None),
    ],
)
def test_ticket_number_is_read_from_brackets_in_the_subject(subject: str, number: int | None) -> None:
    assert authorship.number_in(subject) == number
