"""Every way in starts in `app.py`, hands over in one statement, and is there with its own rights."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import Role
from chalicelib.queues import ticket_counters
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.model import Status
from tests import events, makers
from tests.cast import ADA, CARLA
from tests.conftest import Desk

ROOT = Path(__file__).parent.parent.parent
TRIGGERED = {
    "on_ticket_event",
    "on_ticket_change",
    "send_mail",
    "on_agent_free",
    "on_upload",
    "on_mail",
    "on_delivery",
    "index_search",
    "on_due",
    "route_waiting",
}
INVOKED = {"find", "read_mail"}  # by another function of ours
HANDLERS = TRIGGERED | INVOKED
TREE = ast.parse((ROOT / "app.py").read_text("utf-8"))
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))


def test_app_has_the_listed_triggered_and_invoked_functions() -> None:
    assert {source.name for source in app.event_sources} == TRIGGERED
    assert {function.name for function in app.pure_lambda_functions} == INVOKED


def test_only_app_declares_handlers() -> None:
    words = ("on_sqs_message", "on_dynamodb_record", "on_cw_event", "@app.", "schedule(", "lambda_function(")
    unknown = [
        path.name
        for path in (ROOT / "chalicelib").rglob("*.py")
        if any(word in path.read_text("utf-8") for word in words)
    ]

    assert unknown == []


@pytest.mark.parametrize("handler", sorted(HANDLERS))
def test_each_handler_is_one_return_statement(handler: str) -> None:
    (function,) = [each for each in TREE.body if isinstance(each, ast.FunctionDef) and each.name == handler]

    assert len(function.body) == 1
    assert isinstance(function.body[0], ast.Return)


def test_app_defines_handlers_only() -> None:
    assert {each.name for each in TREE.body if isinstance(each, ast.FunctionDef | ast.ClassDef)} == HANDLERS


def test_every_function_is_configured_and_every_configured_one_is_there() -> None:
    assert CONFIG["lambda_functions"].keys() == HANDLERS | {"api_handler"}


def test_every_function_has_a_policy_of_its_own_and_every_policy_a_function() -> None:
    named = [each["iam_policy_file"] for each in CONFIG["lambda_functions"].values()]
    found = sorted(path.name for path in (ROOT / ".chalice").glob("policy-*.json"))

    assert sorted(named) == found
    assert CONFIG["autogen_policy"] is False
    for name in named:
        statements = json.loads((ROOT / ".chalice" / name).read_text("utf-8"))["Statement"]
        assert statements
        assert all(each["Action"] != "*" and (each["Effect"] == "Allow" or "Condition" in each) for each in statements)


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "chalicelib").rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
    assert len(folders) > 5


def test_importing_the_desk_imports_nothing_a_request_may_not_need() -> None:
    """In a process of its own: a cold start pays for every import."""
    heavy = ["boto3", "botocore", "fluent", "babel", "jinja2", "chalicelib.plumbing.http.openapi"]
    heavy += ["chalicelib.attachments.content", "chalicelib.attachments.archives"]
    heavy += ["tantivy", "Stemmer", "snowballstemmer", "sqlite3", "chalicelib.search.index", "chalicelib.search.stems"]
    heavy += ["email.parser", "bs4", "soupsieve", "markdownify", "mailparser_reply", "chalicelib.inbox.parsing.parser"]
    program = f"import app, sys; print([name for name in {heavy!r} if name in sys.modules])"

    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert process.stdout == "[]\n"


class TestHandlers:
    def test_new_ticket_is_queued_for_email_and_routed(self, desk: Desk) -> None:
        makers.a_slot(desk.services, agent=ADA)
        ticket = makers.a_ticket(desk.services)
        entries = [change for change in desk.meter.changes if events.is_event(change)]

        answer = app_handler("on_ticket_event")(events.stream_event(entries), None)

        assert answer == {"batchItemFailures": []}
        assert [message["kind"] for message in desk.mails.messages] == ["received"]
        after = tickets_store.find(desk.services, ticket.number)
        assert after is not None
        assert after.assignee == "ada"

    def test_messages_and_people_are_queued_for_indexing(self, desk: Desk) -> None:
        makers.a_ticket(desk.services)
        people_actions.add_person(desk.services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
        entries = [change for change in desk.meter.changes if events.is_news(change)]

        answer = app_handler("on_ticket_event")(events.stream_event(entries), None)

        assert answer == {"batchItemFailures": []}
        assert desk.errands.messages == [{"ticket": 10_001, "rev": 1, "subject": True}, {"person": "carla"}]

    def test_index_message_is_processed_and_a_malformed_one_is_returned(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services, body="Zephyr.")

        answer = app_handler("index_search")(events.queue_event([{"ticket": ticket.number}, {"no": "errand"}]), None)

        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
        found = app_handler("find")({"text": "zephyr"}, None)
        assert found["found"] == [[["10001-1", False]]]

    def test_ticket_change_is_counted(self, desk: Desk) -> None:
        makers.a_ticket(desk.services)
        entries = [change for change in desk.meter.changes if events.is_ticket(change)]

        app_handler("on_ticket_change")(events.stream_event(entries), None)

        assert ticket_counters.counts_for(desk.services, ADA).teams["orders"].new == 1

    def test_message_about_a_free_agent_assigns_waiting_tickets(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        makers.a_slot(desk.services, agent=ADA)

        answer = app_handler("on_agent_free")(events.queue_event([{"team": "orders"}, {"no": "team"}]), None)

        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
        after = tickets_store.find(desk.services, ticket.number)
        assert after is not None
        assert after.assignee == "ada"

    def test_malformed_email_message_is_returned(self, desk: Desk) -> None:
        answer = app_handler("send_mail")(events.queue_event([{"what": "?"}]), None)

        assert answer == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
        assert desk.post.sent == []

    def test_schedule_runs_due_timers(self, desk: Desk) -> None:
        ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
        desk.clock.advance(days=3)

        assert app_handler("on_due")(events.schedule_event(), None) == {"remind": 1}
        after = tickets_store.find(desk.services, ticket.number)
        assert after is not None
        assert after.timers.keys() == {"last_notice", "close"}

    def test_schedule_assigns_waiting_tickets(self, desk: Desk) -> None:
        makers.a_ticket(desk.services)
        makers.a_slot(desk.services, agent=ADA)

        swept = app_handler("route_waiting")(events.schedule_event(), None)

        assert swept == {"assigned": 1, "waiting": 0, "failed": 0}
        assert roster.slot_of(desk.services, "orders", "ada").load == 1


def app_handler(name: str) -> Any:
    """The function as the template names it: `app.<name>`."""
    import app as switchboard

    return getattr(switchboard, name)
