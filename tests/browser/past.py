"""Tickets whose story is over when a test begins: told by the desk's own actions, at the times when it happened."""

from chalicelib.closure import jobs as closure_jobs
from chalicelib.closure import rules as closure_rules
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.people.model import Caller, Role
from chalicelib.plumbing.clock import DAY, MINUTE
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import NewTicket
from chalicelib.tickets.model import Status
from infrastructure import cloudformation
from infrastructure.demo.playing import HistoryClock, history_services
from infrastructure.services import services_of
from tests.journeys.cast import Person, Shop

LONG_AGO = 30 * DAY


def closed_ticket(shop: Shop, customer: Person, subject: str, body: str = "It was due on Friday.") -> str:
    """The number of a ticket that was solved a month ago and closed since."""
    outputs = cloudformation.outputs(cloudformation.describe(shop.desk.aws, str(shop.desk.stack["stack"])) or {})
    present = services_of(shop.desk.aws, outputs)
    clock = HistoryClock(present.clock.now() - LONG_AGO)
    services = history_services(present, clock)
    carla = Caller(id=customer.get("/me")["id"], email=customer.email, name=customer.name, role=Role.CUSTOMER)
    ana = Caller(id=shop.ana.id, email=shop.ana.email, name=shop.ana.name, role=Role.AGENT)
    ticket = tickets_actions.create(services, carla, NewTicket(subject=subject, body=body, category="delivery")).ticket
    clock.at += MINUTE
    answer = NewMessage(body="It came today.", status=Status.SOLVED)
    ticket = conversation_actions.add_message(services, ana, ticket.id, answer, ticket.version).ticket
    clock.at = ticket.timers[closure_rules.CLOSE]
    assert closure_jobs.DUE[closure_rules.CLOSE](services, ticket.number)
    return ticket.id
