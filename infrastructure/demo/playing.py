"""Executes a plan with the app's own actions, each at its time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.closure import jobs as closure_jobs
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import Availability, Slot
from chalicelib.plumbing.clock import MINUTE, SECOND, Clock
from chalicelib.plumbing.errors import Conflict, VersionMismatch
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.tickets import access as tickets_access
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import due_timers
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Reason
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import Ticket
from chalicelib.tickets.transaction import TicketResult

from ..services import NullQueue
from .people import AGENTS, Player
from .planning import Scenario
from .scripts import Does, Turn
from .shop import team_of
from .staffing import Step, staffed

ROOM_FOR_ANYTHING = 1_000_000


class HistoryClock(Clock):
    """A clock with a settable business time; real time is unchanged."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def now(self) -> int:
        """Return the current time in the history."""
        return self.at


def history_services(services: Services, clock: Clock) -> Services:
    """Return the services with a clock of their own, and without notifications."""
    return replace(
        services,
        clock=clock,
        silent=True,
        mail_queue=NullQueue(),
        routing_queue=NullQueue(),
        new_salt=lambda: f"{clock.now():012x}",  # the people are fictional; the same numbers reproduce the same data
    )


def bring_agents_online(services: Services, until: int | None = None) -> None:
    """Set every agent online: without end; or, for history, until then and with unlimited capacity.

    Loads fall only when the stream is processed, much later than in the plan, so history needs unlimited capacity. And because
    the end is in the past for the running app, the app assigns nothing before the history is complete.
    """
    for agent in AGENTS:
        known = people_actions.own_profile(services, agent.id)
        person = known.model_copy(update={"cap": ROOM_FOR_ANYTHING}) if until else known
        roster.set_availability(services, person, Availability.ONLINE, until)


def raise_ticket(services: Services, scenario: Scenario, key: str | None) -> Ticket:
    """Create a planned ticket; returns the existing one if it was created before with this key."""
    script, customer = scenario.script, scenario.customer
    new = NewTicket(
        subject=script.subject.format_map(scenario.words),
        body=filled_in(scenario, scenario.turns[0].body, AGENTS[0]),
        category=script.category,
        priority=script.priority,
        language=customer.language,
    )
    idempotency_key = IdempotencyKey.of(key, new.model_dump_json().encode(), "demo") if key else None
    return tickets_actions.create(services, customer.caller, new, idempotency_key).ticket


def play(
    services: Services, scenarios: Sequence[Scenario], ends_at: int, tick: Callable[[], None], workers: int
) -> None:
    """Create all tickets in order, so that numbers increase with time; then continue each independently."""
    raised: list[Ticket] = []
    for scenario in scenarios:
        past = history_services(services, HistoryClock(scenario.times[0]))
        raised.append(raise_ticket(past, scenario, f"{ends_at}-{len(raised)}"))
        tick()

    def go_on(scenario: Scenario, ticket: Ticket, steps: list[Step]) -> None:
        clock = HistoryClock(ticket.updated_at)
        ScenarioPlayer(history_services(services, clock), clock, scenario, ticket).play(steps, ends_at)
        tick()

    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(go_on, *each) for each in zip(scenarios, raised, staffed(scenarios), strict=True)]:
            future.result()


@dataclass
class ScenarioPlayer:
    """The execution of one ticket's plan; `ticket` is its current state."""

    services: Services
    clock: HistoryClock
    scenario: Scenario
    ticket: Ticket

    def play(self, steps: Sequence[Step], ends_at: int) -> None:
        """Execute the steps, except those that an interrupted run has already done."""
        for step in steps:
            if step.at <= self.ticket.updated_at:
                continue
            self._let_fall_due(step.at)
            self.clock.at = step.at
            self._do(step)
        self._let_fall_due(ends_at)

    def _do(self, step: Step) -> None:
        """Execute a step; retry if the ticket has changed, because the app's own scheduled jobs may have sent a reminder."""
        step_action = self._route if step.reason else self._turn
        try:
            result = step_action(step)
        except (Conflict, VersionMismatch):
            self._read()
            result = step_action(step)
        if result is None:
            self._read()
        else:
            self.ticket = result.ticket

    def _route(self, step: Step) -> TicketResult | None:
        """Assign the ticket as routing does, with the same reason."""
        reason = step.reason or Reason(rule="least_loaded", at=step.at)
        return tickets_actions.assign(self.services, self.ticket.number, self.slot(step.agent), reason)

    def slot(self, agent: Player) -> Slot:
        """Return the agent's slot."""
        return roster.slot_of(self.services, agent.home, agent.id)

    def _turn(self, step: Step) -> TicketResult:
        turn = step.turn
        if turn is None:
            raise ValueError("a step without a turn is routing's")
        who = step.agent if turn.by_agent else self.scenario.customer
        body = filled_in(self.scenario, turn.body, step.agent)
        match turn.does:
            case Does.REPLY:
                message = NewMessage.model_validate({"body": body, "status": (turn.by_agent and turn.value) or None})
                return conversation_actions.add_message(
                    self.services, who.caller, self.ticket.id, message, self.ticket.version
                )
            case Does.NOTE:
                return conversation_actions.add_note(self.services, who.caller, self.ticket.id, NewNote(body=body))
        change = TicketChange.model_validate(fields(turn, step.agent))
        version = tickets_access.version_for(who.caller, self.ticket, configuration_actions.current(self.services))
        return tickets_actions.change(self.services, who.caller, self.ticket.id, change, version)

    def _let_fall_due(self, until: int) -> None:
        """Send reminders and close as the scheduled jobs do, in the minute after a timer is due."""
        while self.ticket.due:
            kind, due_at = self.ticket.due
            checked_at = due_at - due_at % MINUTE + MINUTE + 4 * SECOND
            if checked_at >= until:
                return
            self.clock.at = checked_at
            if kind in closure_jobs.DUE:
                acted = closure_jobs.DUE[kind](self.services, self.ticket.number)
            else:
                due_timers.cancel_timer(self.services, self.ticket.number, kind)  # no rating requests in the past
                acted = True
            self._read()
            if not acted:
                return

    def _read(self) -> None:
        self.ticket = tickets_transaction.ticket_for(self.services, AGENTS[0].caller, self.ticket.id)


def filled_in(scenario: Scenario, body: str, agent: Player) -> str:
    """Return a body with its placeholders filled in."""
    return body.format_map({**scenario.words, "customer": scenario.customer.first_name, "agent": agent.first_name})


def fields(turn: Turn, agent: Player) -> dict[str, Any]:
    """Return the changes of a turn without a message."""
    wanted: dict[Does, dict[str, Any]] = {
        Does.SET: {"status": turn.value},
        Does.TAG: {"tags": [tag.strip() for tag in turn.value.split(",")]},
        Does.PRIORITY: {"priority": turn.value},
        Does.MOVE: {"category": turn.value, "team": team_of(turn.value)},
        Does.HAND_OVER: {"assignee": agent.id},
    }
    return wanted[turn.does]
