"""What agents do among themselves changes no byte that a customer gets: no version, no number of an event, no time."""

import dataclasses
import re

import pytest

from app import app
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people.model import Caller
from chalicelib.plumbing.services import use
from chalicelib.tickets import transaction as tickets_transaction
from tests import makers
from tests.cast import ADA, CARLA
from tests.client import call
from tests.conftest import Desk
from tests.people.doubles import Pool

READ = sorted(
    path
    for path, methods in app.routes.items()
    if "GET" in methods and re.findall(r"{(\w+)}", path) in ([], ["ticket"])
)


@pytest.fixture
def number(memory_desk: Desk) -> str:
    services = dataclasses.replace(memory_desk.services, directory=Pool())
    use(lambda: services)
    for caller in (CARLA, ADA):
        makers.an_agent(services, agent=caller)
    return makers.replied(services, makers.a_ticket(services)).id


def answers(who: Caller, number: str) -> dict[str, tuple[str, str | None]]:
    """The bytes and the ETag that every route which reads returns of a ticket to a caller."""
    found = {path: call(who, "GET", path.replace("{ticket}", number)) for path in READ if path != "/v1/openapi.json"}
    return {path: (answer.text, answer.headers.get("ETag")) for path, answer in found.items()}


def test_internal_actions_change_nothing_customers_see(memory_desk: Desk, number: str) -> None:
    before, inside = answers(CARLA, number), answers(ADA, number)
    memory_desk.clock.advance(minutes=5)
    conversation_actions.add_note(memory_desk.services, ADA, number, NewNote(body="Between us"))
    assert call(ADA, "POST", f"/v1/tickets/{number}/followers", {}).status == 200
    after = answers(CARLA, number)
    assert {path for path in before if before[path] != after[path]} <= {"/v1/health"}
    assert answers(ADA, number) != inside


def test_next_public_event_has_the_next_number_after_notes(memory_desk: Desk, number: str) -> None:
    for n in range(3):
        conversation_actions.add_note(memory_desk.services, ADA, number, NewNote(body=f"Note {n}"))
    makers.answered(memory_desk.services, tickets_transaction.ticket_for(memory_desk.services, CARLA, number))
    items = call(CARLA, "GET", f"/v1/tickets/{number}/timeline").json["items"]
    assert [each["id"] for each in items] == [f"{number}-{n + 1}" for n in range(len(items))]
