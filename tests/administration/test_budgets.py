"""What governing costs: rare acts that may read the whole configuration, and never work that grows with the tickets."""

from collections.abc import Callable

import pytest

from chalicelib.administration import actions as administration_actions
from chalicelib.administration.forms import AuditQuery, CategoryForm, FieldForm, TeamChange, TeamForm
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import FieldKind
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import TrailQuery
from chalicelib.replies import actions as replies_actions
from chalicelib.replies.forms import NewReply, ReplyChange
from tests import makers
from tests.budgets import BODY, GOVERNING, Budget
from tests.cast import ADA, LENA, ROOT
from tests.conftest import Desk

WORDS = "Hello {{customer.first_name}}, " + BODY[:360]
Work = Callable[[], object]


def a_form(name: str) -> CategoryForm:
    fields = [
        FieldForm(id=f"field_{n}", kind=FieldKind.TEXT, names={"en": f"What we ask for {n}", "ar": "ما نسأل عنه"})
        for n in range(10)
    ]
    return CategoryForm(id=name, team="support", names={"en": name.title()}, fields=tuple(fields))


class Prepared:
    """A desk in which everything is there that the work needs."""

    def __init__(self, desk: Desk) -> None:
        self.services = desk.services
        for n in range(10):
            administration_actions.add_category(self.services, ROOT, a_form(f"category-{n}"), None)

    @property
    def version(self) -> int:
        return configuration_actions.load_current(self.services).version

    def reply(self, *, shared: bool) -> str:
        return replies_actions.add(
            self.services, LENA, NewReply(name="On its way", body=WORDS, shared=shared), None
        ).reply.id

    def read_teams(self) -> Work:
        return lambda: configuration_actions.load_current(self.services)

    def change_team(self) -> Work:
        version, change = self.version, TeamChange(name="Sales")
        return lambda: administration_actions.change_team(self.services, ROOT, "orders", change, version)

    def add_category(self) -> Work:
        return lambda: administration_actions.add_category(
            self.services, ROOT, CategoryForm(team="support", names={"en": "One more"}), None
        )

    def remove_team(self) -> Work:
        administration_actions.add_team(self.services, ROOT, TeamForm(name="Staff"), None)
        version = self.version
        return lambda: administration_actions.remove_team(self.services, ROOT, "staff", version)

    def read_log(self) -> Work:
        return lambda: administration_actions.log(self.services, ROOT, AuditQuery())

    def list_replies(self) -> Work:
        for _ in range(20):
            self.reply(shared=True)
            self.reply(shared=False)
        return lambda: replies_actions.list_replies(self.services, LENA)

    def add_own_reply(self) -> Work:
        self.reply(shared=False)
        return lambda: self.reply(shared=False)

    def add_shared_reply(self) -> Work:
        self.reply(shared=True)
        return lambda: self.reply(shared=True)

    def change_shared_reply(self) -> Work:
        made = self.reply(shared=True)
        return lambda: replies_actions.change(self.services, LENA, made, ReplyChange(name="Soon"), 1)

    def remove_own_reply(self) -> Work:
        made = self.reply(shared=False)
        return lambda: replies_actions.remove(self.services, LENA, made, 1)

    def fill_reply(self) -> Work:
        made, ticket = self.reply(shared=True), makers.a_ticket(self.services)
        return lambda: replies_actions.fill_reply(self.services, LENA, ticket.id, made)

    def read_trail(self) -> Work:
        ticket = makers.replied(self.services, makers.a_ticket(self.services, body=BODY), by=ADA, body=BODY)
        return lambda: timeline.audit_trail(self.services, LENA, ticket.id, TrailQuery())


@pytest.mark.parametrize("case", GOVERNING)
def test_admin_operation_costs_exactly_its_budget(memory_desk: Desk, case: str) -> None:
    prepared = Prepared(memory_desk)
    work = getattr(prepared, case)()
    configuration_actions.current(memory_desk.services)  # a warm function has read it within the minute
    memory_desk.meter.reset()

    work()

    spent = memory_desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == GOVERNING[case], dict(spent.by_index)


def test_every_admin_operation_has_a_budget() -> None:
    helpers = {"version", "reply"}
    cases = {name for name in vars(Prepared) if not name.startswith("_")} - helpers

    assert cases == GOVERNING.keys()
