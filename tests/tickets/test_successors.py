"""Tickets that are made from another: no protection is lost on the way."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.configuration.model import Category, Configuration, Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.feedback import actions as feedback_actions
from chalicelib.feedback.forms import NewRating
from chalicelib.mail import rules as mail_rules
from chalicelib.people.model import Right
from chalicelib.plumbing.errors import Conflict
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.relations.forms import Split
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Event, MailOrigin, Reason
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.incoming import Via
from chalicelib.tickets.model import INHERITED, OWN, Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, stored
from tests.conftest import in_memory

ROOT = Path(__file__).parents[2]
DESK = Configuration(
    teams=(Team(id="orders", name="Orders"), Team(id="board", name="Board", open=False)),
    categories=(
        Category(id="delivery", team="orders", names={"en": "Delivery"}),
        Category(id="complaint", team="board", names={"en": "Complaint"}),
    ),
    default_team="orders",
    undo_send_s=0,
)
AGENT = ADA.model_copy(update={"teams": {"orders": Right.FULL, "board": Right.FULL}})


def closed_as_solved(services: Services, ticket: Ticket) -> Ticket:
    now = services.clock.now()

    def decide(before: Ticket) -> tickets_transaction.Changeset:
        reason = Reason(rule="solved", facts={"days": 14, "solved_at": now}, at=now)
        after = before.next(now, reason=reason).entering(Status.CLOSED, now)
        return tickets_transaction.Changeset(
            after, (tickets_transaction.system_event(EventType.TICKET_CLOSED, before, after, reason),)
        )

    result = tickets_transaction.perform_as_system(services, ticket.number, decide)
    assert result is not None
    return result.ticket


def split_off(services: Services, old: Ticket) -> None:
    relations_actions.split(services, AGENT, old.id, Split(event=f"{old.id}-1", subject="Another matter"), old.version)


def split_off_a_reply(services: Services, old: Ticket) -> None:
    replied = makers.replied(services, old, by=AGENT)
    relations_actions.split(
        services, AGENT, old.id, Split(event=f"{old.id}-{replied.version}", subject="Another matter"), replied.version
    )


def follow_up_by_an_agent(services: Services, old: Ticket) -> None:
    closed = closed_as_solved(services, old)
    tickets_actions.create(services, AGENT, NewTicket(subject="Again", body="They called.", follow_up_of=closed.id))


def rate_low_once_closed(services: Services, old: Ticket) -> None:
    closed = closed_as_solved(services, old)
    feedback_actions.rate(services, CARLA, closed.id, NewRating(score=1))


def write_once_closed(services: Services, old: Ticket) -> None:
    closed = closed_as_solved(services, old)
    conversation_actions.add_message(services, CARLA, closed.id, NewMessage(body="It is broken again."), None)


def follow_up_by_the_customer(services: Services, old: Ticket) -> None:
    closed = closed_as_solved(services, old)
    new = NewTicket(subject="Again", body="It is broken again.", follow_up_of=closed.id)
    tickets_actions.create(services, CARLA, new)


BY_OTHERS: tuple[Callable[[Services, Ticket], None], ...] = (
    split_off,
    split_off_a_reply,
    follow_up_by_an_agent,
    rate_low_once_closed,
)
BY_THE_REQUESTER: tuple[Callable[[Services, Ticket], None], ...] = (write_once_closed, follow_up_by_the_customer)


def made_from(services: Services, old: Ticket) -> tuple[Ticket, Event]:
    """The newest ticket and its first event."""
    ticket, (first, *_) = tickets_store.load_all(services, old.number + 1)
    assert ticket is not None
    return ticket, first


mails = st.builds(
    MailOrigin,
    mail=st.just("mail-1"),
    sender=st.none() | st.just(CARLA.email),
    suppress_auto_replies=st.booleans(),
)


def an_old_ticket(services: Services, mailed: MailOrigin | None, category: str, language: str) -> Ticket:
    """From Carla; `mailed` says whether anybody vouches for that."""
    new = NewTicket(subject="Parcel", body="Where is it?", category=category, language=language)
    ticket = tickets_actions.create(services, CARLA, new, mailed=mailed).ticket
    return makers.replied(services, ticket, by=AGENT)  # so that Carla finds it, also if another person raised it


@given(
    change=st.sampled_from(BY_OTHERS + BY_THE_REQUESTER),
    mailed=st.none() | mails,
    category=st.sampled_from(["delivery", "complaint"]),
    moved=st.none() | st.just("board"),
    language=st.sampled_from(["en", "ar", "de"]),
)
def test_tickets_made_from_another_keep_its_protective_marks(
    change: Callable[[Services, Ticket], None],
    mailed: MailOrigin | None,
    category: str,
    moved: str | None,
    language: str,
) -> None:
    services = in_memory(DESK).services
    makers.an_agent(services, agent=AGENT)
    old = an_old_ticket(services, mailed, category, language)
    if moved:
        wanted = TicketChange(team=moved)
        old = tickets_actions.change(services, AGENT, old.id, wanted, old.version).ticket

    change(services, old)

    new, first = made_from(services, old)
    names = ("requester", "requester_name", "requester_email", "team", "language", "accepted")
    assert [getattr(new, name) for name in names] == [getattr(old, name) for name in names]
    assert new.unverified == (old.unverified and change in BY_OTHERS)
    assert first.suppress_auto_replies or not new.unverified
    to_requester = [notice for notice in mail_rules.notifications_of(first) if notice.to == old.requester]
    assert not (new.unverified and to_requester)
    if change is split_off and mailed is not None:
        assert (first.mail, first.sender, first.suppress_auto_replies) == (
            "mail-1",
            mailed.sender,
            mailed.suppress_auto_replies or new.unverified,
        )


@given(marks=mails, data=st.data())
def test_split_message_keeps_its_marks(marks: MailOrigin, data: st.DataObject) -> None:
    automatic = data.draw(st.booleans(), label="automatic")
    services = in_memory(DESK).services
    makers.an_agent(services, agent=AGENT)
    old = an_old_ticket(services, None, "delivery", "en")
    message = NewMessage(body="And my invoice is wrong.")
    old = conversation_actions.add_received_message(services, CARLA, old.id, message, Via(automatic, marks)).ticket

    relations_actions.split(services, AGENT, old.id, Split(event=f"{old.id}-3", subject="Invoice"), old.version)

    new, first = made_from(services, old)
    assert (first.sender, first.automatic, first.mail) == (marks.sender, automatic, "mail-1")
    assert new.unverified == (marks.sender is not None)
    assert first.suppress_auto_replies == (marks.suppress_auto_replies or new.unverified)


@given(mailed=st.none() | mails)
def test_reply_that_can_still_be_undone_is_not_shown_by_splitting_it(mailed: MailOrigin | None) -> None:
    services = in_memory(DESK.model_copy(update={"undo_send_s": 10})).services
    makers.an_agent(services, agent=AGENT)
    old = an_old_ticket(services, mailed, "delivery", "en")

    with pytest.raises(Conflict, match="still be undone"):
        split_off_a_reply(services, old)


def test_every_ticket_field_is_either_inherited_or_own() -> None:
    assert set(Ticket.model_fields) == INHERITED | OWN
    assert INHERITED.isdisjoint(OWN)


def test_follow_up_in_the_name_of_a_person_keeps_their_record() -> None:
    services = in_memory(DESK).services
    makers.an_agent(services, agent=AGENT)
    old = closed_as_solved(services, an_old_ticket(services, None, "delivery", "ar"))
    renamed = stored(CARLA).as_caller.model_copy(update={"name": "Carla Nueva"})

    conversation_actions.add_message(services, renamed, old.id, NewMessage(body="It is broken again."), None)

    new, _ = made_from(services, old)
    assert (new.requester, new.requester_name, new.language) == ("carla", "Carla Nueva", "ar")


PLACES = {
    "chalicelib/tickets/model.py": "the successor of a ticket",
    "chalicelib/tickets/actions.py": "a new ticket",
    "chalicelib/mail/examples.py": "what a template is shown with, never stored",
}


def test_only_new_tickets_are_constructed_directly() -> None:
    made = [
        path.relative_to(ROOT).as_posix()
        for folder in ("chalicelib", "infrastructure")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "Ticket"
    ]
    assert sorted(made) == sorted(PLACES), "make a ticket from another by Ticket.successor"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
