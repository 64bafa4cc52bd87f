"""Executes a plan with the app's own actions, each at its time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.closure import jobs as closure
from chalicelib.configuration import actions as configuration
from chalicelib.people import actions as people
from chalicelib.people import roster
from chalicelib.people.model import Seat, State
from chalicelib.plumbing.clock import MINUTE, SECOND, Clock
from chalicelib.plumbing.errors import Conflict, OutOfDate
from chalicelib.plumbing.once import Once
from chalicelib.plumbing.services import Services
from chalicelib.tickets import access
from chalicelib.tickets import actions as tickets
from chalicelib.tickets.actions import Done
from chalicelib.tickets.forms import NewMessage, NewNote, NewTicket, TicketChange
from chalicelib.tickets.model import Because, Ticket
from infrastructure.demo.people import AGENTS, Player
from infrastructure.demo.planning import Story
from infrastructure.demo.scripts import Does, Turn
from infrastructure.demo.shop import team_of
from infrastructure.demo.staffing import Step, staffed
from infrastructure.services import Silence

ROOM_FOR_ANYTHING = 1_000_000


class HistoryClock(Clock):
    """A clock with a settable business time; real time is unchanged."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def now(self) -> int:
        """Return the current time in the history."""
        return self.at


def of_the_past(services: Services, clock: Clock) -> Services:
    """Return the services with a clock of their own, and without notifications."""
    return replace(
        services,
        clock=clock,
        quiet=True,
        mail_queue=Silence(),
        routing_queue=Silence(),
        new_salt=lambda: f"{clock.now():012x}",  # the people are fictional; the same numbers reproduce the same data
    )


def staff(services: Services, until: int | None = None) -> None:
    """Set every agent online: without end; or, for history, until then and with unlimited capacity.

    Loads fall only when the stream is processed, much later than in the plan, so history needs unlimited capacity. And because
    the end is in the past for the running app, the app assigns nothing before the history is complete.
    """
    for agent in AGENTS:
        known = people.own_profile(services, agent.id)
        person = known.model_copy(update={"cap": ROOM_FOR_ANYTHING}) if until else known
        roster.set_availability(services, person, State.ONLINE, until)


def raise_ticket(services: Services, story: Story, key: str | None) -> Ticket:
    """Create a planned ticket; returns the existing one if it was created before with this key."""
    script, customer = story.script, story.customer
    new = NewTicket(
        subject=script.subject.format_map(story.words), body=said(story, story.turns[0].body, AGENTS[0]),
        category=script.category, priority=script.priority, language=customer.language,
    )  # fmt: skip
    once = Once.of(key, new.model_dump_json().encode(), "demo") if key else None
    return tickets.create(services, customer.caller, new, once).ticket


def play(services: Services, stories: Sequence[Story], ends_at: int, tick: Callable[[], None], workers: int) -> None:
    """Create all tickets in order, so that numbers increase with time; then continue each independently."""
    raised: list[Ticket] = []
    for story in stories:
        past = of_the_past(services, HistoryClock(story.times[0]))
        raised.append(raise_ticket(past, story, f"{ends_at}-{len(raised)}"))
        tick()

    def go_on(story: Story, ticket: Ticket, steps: list[Step]) -> None:
        clock = HistoryClock(ticket.updated_at)
        Telling(of_the_past(services, clock), clock, story, ticket).tell(steps, ends_at)
        tick()

    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(go_on, *each) for each in zip(stories, raised, staffed(stories), strict=True)]:
            done.result()


@dataclass
class Telling:
    """The execution of one ticket's plan; `ticket` is its current state."""

    services: Services
    clock: HistoryClock
    story: Story
    ticket: Ticket

    def tell(self, steps: Sequence[Step], ends_at: int) -> None:
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
        act = self._route if step.because else self._turn
        try:
            done = act(step)
        except (Conflict, OutOfDate):
            self._read()
            done = act(step)
        if done is None:
            self._read()
        else:
            self.ticket = done.ticket

    def _route(self, step: Step) -> Done | None:
        """Assign the ticket as routing does, with the same reason."""
        because = step.because or Because(rule="least_loaded", at=step.at)
        return tickets.assign(self.services, self.ticket.number, self.seat(step.agent), because)

    def seat(self, agent: Player) -> Seat:
        """Return the agent's slot."""
        return roster.of_agent(self.services, agent.home, agent.id)

    def _turn(self, step: Step) -> Done:
        turn = step.turn
        if turn is None:
            raise ValueError("a step without a turn is routing's")
        who = step.agent if turn.by_agent else self.story.customer
        body = said(self.story, turn.body, step.agent)
        match turn.does:
            case Does.SAY:
                message = NewMessage.model_validate({"body": body, "status": (turn.by_agent and turn.value) or None})
                return tickets.add_message(self.services, who.caller, self.ticket.id, message, self.ticket.version)
            case Does.NOTE:
                return tickets.add_note(self.services, who.caller, self.ticket.id, NewNote(body=body))
        change = TicketChange.model_validate(fields(turn, step.agent))
        version = access.version_for(who.caller, self.ticket, configuration.current(self.services))
        return tickets.change(self.services, who.caller, self.ticket.id, change, version)

    def _let_fall_due(self, until: int) -> None:
        """Send reminders and close as the scheduled jobs do, in the minute after a timer is due."""
        while self.ticket.due:
            kind, due_at = self.ticket.due
            looked_at = due_at - due_at % MINUTE + MINUTE + 4 * SECOND
            if looked_at >= until:
                return
            self.clock.at = looked_at
            if kind in closure.DUE:
                acted = closure.DUE[kind](self.services, self.ticket.number)
            else:
                tickets.put_off(self.services, self.ticket.number, kind)  # no rating requests in the past
                acted = True
            self._read()
            if not acted:
                return

    def _read(self) -> None:
        self.ticket = tickets.ticket_for(self.services, AGENTS[0].caller, self.ticket.id)


def said(story: Story, body: str, agent: Player) -> str:
    """Return a body with its placeholders filled in."""
    return body.format_map({**story.words, "customer": story.customer.first_name, "agent": agent.first_name})


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
