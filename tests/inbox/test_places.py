"""Which ticket a mail goes into, and as whose words."""

import pytest

from chalicelib.inbox import places
from chalicelib.inbox.places import As, Writer
from chalicelib.mail.threads import Purpose, ReplyTo, read_reply_address, reply_address
from chalicelib.people.model import Role
from chalicelib.plumbing.seals import Ring
from tests.mail.makers import a_person, a_ticket, an_agent

RING = Ring({1: b"k" * 32}, 1, 0)
TICKET = a_ticket()
MONA = Writer("mona@example.org", a_person(), vouched=True)
NOBODY_VOUCHES = Writer("mona@example.org", a_person(), vouched=False)
STRANGER = Writer("eve@example.net", None, vouched=True)
ANA = Writer("ana@desk.example.org", an_agent(), vouched=True)


def made_for(person: str, purpose: Purpose) -> ReplyTo:
    found = read_reply_address(
        RING, "desk.example", reply_address(RING, "desk.example", TICKET.number, person, purpose)
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [(MONA, As.REQUESTER), (NOBODY_VOUCHES, As.STRANGER), (STRANGER, As.STRANGER), (ANA, As.STRANGER)],
)
def test_customer_reply_address_accepts_the_requester_and_marks_others_unverified(writer: Writer, wanted: As) -> None:
    assert places.by_address(made_for("mona", Purpose.CUSTOMER), TICKET, writer) is wanted


def test_customer_reply_address_expires_when_the_requester_changes() -> None:
    reply = made_for("mona", Purpose.CUSTOMER)
    assert places.by_address(reply, a_ticket(requester="nora"), MONA) is None


@pytest.mark.parametrize(
    ("writer", "wanted"),
    [
        (ANA, As.AGENT),
        (Writer("ana@desk.example.org", an_agent(), vouched=False), As.NOBODY),  # spoofed From
        (Writer("jo@desk.example.org", an_agent(id="jo"), vouched=True), As.NOBODY),  # a colleague with ana's address
        (Writer("ana@desk.example.org", an_agent(active=False), vouched=True), As.NOBODY),
        (Writer("ana@desk.example.org", an_agent(role=Role.CUSTOMER), vouched=True), As.NOBODY),
        (MONA, As.NOBODY),
        (STRANGER, As.NOBODY),
    ],
)
def test_agent_reply_address_accepts_that_agent_only(writer: Writer, wanted: As) -> None:
    assert places.by_address(made_for("ana", Purpose.AGENT), TICKET, writer) is wanted


@pytest.mark.parametrize(
    ("writer", "wanted"), [(MONA, As.REQUESTER), (NOBODY_VOUCHES, As.STRANGER), (STRANGER, None), (ANA, None)]
)
def test_reference_is_followed_for_the_requesters_address_only(writer: Writer, wanted: As | None) -> None:
    assert places.by_reference(TICKET, writer) is wanted


@pytest.mark.parametrize(
    ("writer", "wanted"), [(MONA, As.REQUESTER), (NOBODY_VOUCHES, None), (STRANGER, None), (ANA, None)]
)
def test_ticket_number_without_a_reference_counts_for_the_requester_only(writer: Writer, wanted: As | None) -> None:
    assert places.by_number(TICKET, writer) is wanted


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
    assert places.number_in(subject) == number
