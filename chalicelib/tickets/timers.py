"""The timers of a ticket: which module owns which, when they start, and what happens while a ticket is snoozed, spam or merged.

Each module registers one `TimerPolicy`. After every change it is asked for its own timers only, so no module can lose
or move another's. `chalicelib/policies.py` lists them all.

The timers of a ticket that is snoozed, spam or merged are suspended: none of them fires, and the time left on each is
kept. When the ticket returns to its queue they resume **with the time that was left**, so nothing falls due because of
the pause. A policy that runs meanwhile (`while_out_of_queue`) is never suspended. A closed ticket has no timers. Pure: no I/O.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .model import Status, Ticket


@dataclass(frozen=True)
class Moment:
    """When a policy is asked, and after which change.

    `before` is the ticket before the change, None for a new one. `restarts`: there was a message, the status was set,
    or the customer asked for more time, so waiting times start again.
    """

    at: int
    before: Ticket | None = None
    restarts: bool = False


Starts = Callable[[Ticket, Moment], Mapping[str, int]]
"""(the ticket after the change, the moment) -> all timers of this owner that are to be set, and when they are due."""


@dataclass(frozen=True)
class TimerPolicy:
    """The timers of one module. `starts` keeps a timer by returning its value in `ticket.timers`."""

    owner: str
    kinds: frozenset[str]
    starts: Starts
    while_out_of_queue: bool = False

    @property
    def place(self) -> str:
        """Where the policy is defined, for error messages."""
        return f"{self.starts.__module__}.{self.starts.__qualname__}"


TIMED = ("timers", "suspended")
"""The fields of a ticket that hold timers."""

_policies: list[TimerPolicy] = []


def use(policies: Iterable[TimerPolicy]) -> tuple[TimerPolicy, ...]:
    """Set the policies of this process and return the previous ones. Raises `ValueError` if two own the same kind."""
    chosen = tuple(policies)
    owners: dict[str, TimerPolicy] = {}
    for policy in chosen:
        for kind in sorted(policy.kinds):
            other = owners.setdefault(kind, policy)
            if other is not policy:
                raise ValueError(f"The timer {kind!r} is registered twice: {other.place} and {policy.place}.")
    before = tuple(_policies)
    _policies[:] = chosen
    return before


def registered() -> tuple[TimerPolicy, ...]:
    """Return the policies in use. Raises `LookupError` if there are none, as timers would be lost silently."""
    if not _policies:
        raise LookupError("No timer policies are registered: import chalicelib.policies.")
    return tuple(_policies)


def own(ticket: Ticket, kinds: Iterable[str]) -> dict[str, int]:
    """Return the running timers of these kinds: what a policy returns if it changes nothing."""
    return {kind: ticket.timers[kind] for kind in kinds if kind in ticket.timers}


def settled(ticket: Ticket, before: Ticket | None, at: int, *, restarts: bool = False) -> Ticket:
    """Return the ticket after a change, with its timers suspended or resumed as needed and every policy applied.

    Idempotent, so it can be applied to each step of a change and once more to the whole.
    """
    policies = registered()
    if ticket.status is Status.CLOSED:
        return _with(ticket, {}, {})
    if ticket.out_of_queue is not None:
        running = frozenset().union(*(policy.kinds for policy in policies if policy.while_out_of_queue))
        ticket = _suspended(ticket, at, running)
    elif ticket.suspended:
        ticket = _with(ticket, ticket.timers | {kind: at + left for kind, left in ticket.suspended.items()}, {})
    moment = Moment(at, before, restarts=restarts)
    for policy in policies:
        if policy.while_out_of_queue or ticket.out_of_queue is None:
            ticket = ticket.with_timers(policy.kinds, _checked(policy, policy.starts(ticket, moment)))
    return ticket


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> frozenset[str]:
    """Return the kinds of timers that a change set, cleared or moved."""
    return frozenset(kind for kind in before.keys() | after.keys() if before.get(kind) != after.get(kind))


def restored_timers(ticket: Ticket, undo: Mapping[str, Sequence[Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Return the ticket's timers with those that a change moved restored; all others stay.

    `undo` is what the change did: field -> [before, after]. A timer that it started may have been suspended since, so
    what it moved is removed from both fields.
    """
    pairs = {name: undo.get(name, ({}, {})) for name in TIMED}
    kinds = frozenset().union(*(moved(before, after) for before, after in pairs.values()))
    return {
        name: {
            **{kind: at for kind, at in getattr(ticket, name).items() if kind not in kinds},
            **{kind: at for kind, at in before.items() if kind in kinds},
        }
        for name, (before, _) in pairs.items()
    }


def _suspended(ticket: Ticket, at: int, running: frozenset[str]) -> Ticket:
    stops = {kind: max(0, due - at) for kind, due in ticket.timers.items() if kind not in running}
    return _with(ticket, own(ticket, running), ticket.suspended | stops)


def _with(ticket: Ticket, timers: Mapping[str, int], suspended: Mapping[str, int]) -> Ticket:
    return ticket.model_copy(update={"timers": dict(timers), "suspended": dict(suspended)})


def _checked(policy: TimerPolicy, answer: Mapping[str, int]) -> Mapping[str, int]:
    foreign = answer.keys() - policy.kinds
    if foreign:
        raise ValueError(f"{policy.place} sets {', '.join(sorted(foreign))}, which is not its own.")
    return answer
