"""Why a ticket is where it is: who gives which reason, until when it holds, and what it says."""

import ast
from pathlib import Path

import pytest

from chalicelib import policies
from chalicelib.plumbing import i18n
from chalicelib.plumbing.services import Services
from chalicelib.tickets import queries, reasons
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Reason
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from chalicelib.tickets.reasons import ReasonSpec
from tests import makers
from tests.tickets.test_rules import a_ticket

CODE = Path(policies.__file__).parent
FACTS = {
    "agent": "Ada",
    "team": "Orders",
    "load": 1,
    "cap": 8,
    "days": 3,
    "closes_at": 0,
    "score": 1,
    "state": "bounced",
    "reason": "no such mailbox",
}


@pytest.mark.parametrize(
    ("rule", "status", "assignee", "holds"),
    [
        ("no_agent_online", "new", None, True),
        ("all_at_capacity", "open", None, True),
        ("all_at_capacity", "solved", None, False),
        ("no_agent_online", "new", "ada", False),
        ("reminder", "pending", None, True),
        ("reminder", "open", None, False),
        ("least_loaded", "solved", "ada", True),
        ("unanswered", "closed", None, True),
    ],
)
def test_reason_is_given_as_long_as_it_holds(rule: str, status: str, assignee: str | None, *, holds: bool) -> None:
    reason = Reason(rule=rule, at=0)
    ticket = a_ticket(status=Status(status), assignee=assignee, reason=reason)

    assert reasons.holding(ticket) == (reason if holds else None)


def test_ticket_without_a_reason_gives_none() -> None:
    assert reasons.holding(a_ticket(reason=None)) is None


def test_reason_of_a_later_version_is_shown_as_it_is() -> None:
    reason = Reason(rule="of_the_future", at=0)

    assert reasons.holding(a_ticket(reason=reason)) == reason


@pytest.mark.parametrize("language", i18n.languages_of("reason"))
@pytest.mark.parametrize(
    "rule", sorted(rule for each in policies.REASONS.values() for rule in {one.rule for one in each})
)
def test_every_reason_has_its_texts_in_every_language(rule: str, language: str) -> None:
    for reader in ("agent", "customer"):
        assert i18n.format_text(language, f"reason-{rule}-{reader}", **FACTS)


def test_every_reason_that_the_code_names_is_registered() -> None:
    named = {
        keyword.value.value
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason"
        for keyword in node.keywords
        if keyword.arg == "rule" and isinstance(keyword.value, ast.Constant)
    }

    assert len(named) > 5
    assert named <= reasons.registered().keys()


def test_unregistered_reason_is_refused_before_anything_is_written(services: Services) -> None:
    ticket = makers.a_ticket(services)

    def decide(now: Ticket) -> tickets_transaction.Changeset:
        reason = Reason(rule="never_registered", at=0)
        after = now.next(services.clock.now(), reason=reason)
        return tickets_transaction.Changeset(
            after, (tickets_transaction.system_event(EventType.TICKET_CHANGED, now, after, reason),)
        )

    with pytest.raises(LookupError, match="never_registered"):
        tickets_transaction.perform_as_system(services, ticket.number, decide)
    assert queries.load_ticket(services, ticket.number) == ticket


def test_reason_registered_twice_names_both_places() -> None:
    with pytest.raises(ValueError, match="'solved' is registered twice: closure and promises"):
        reasons.use({"closure": (ReasonSpec("solved"),), "promises": (ReasonSpec("solved"),)})
    assert "least_loaded" in reasons.registered(), "the ones in use stay"
