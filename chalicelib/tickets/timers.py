"""The timers of a ticket: which slice owns which, when they start, and what happens to them while a ticket is aside.

A slice registers one `TimerPolicy`. It is asked after every act and answers with its own timers alone, so no slice can lose
or move another's. `chalicelib/policies.py` lists them all.

A ticket that is snoozed, spam or merged is aside: its timers are suspended, which means that none of them fires and the time
left on each is kept. When it comes back they resume: **the time that was left goes on**, and nothing falls due because of
the time spent aside. A policy that runs while the ticket is aside (`while_aside`) is never suspended. A closed ticket has no
timers. Pure: no I/O.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .model import Status, Ticket


@dataclass(frozen=True)
class Moment:
    """When a policy is asked, and after what.

    `before` is the ticket before the act, None for a new one. `restarts`: something was said, the status was set, or the
    customer asked for more time, so whoever waits for an answer starts to wait anew.
    """

    at: int
    before: Ticket | None = None
    restarts: bool = False


Starts = Callable[[Ticket, Moment], Mapping[str, int]]
"""(the ticket after the act, the moment) -> every timer of this owner's that shall be set, and when it is due."""


@dataclass(frozen=True)
class TimerPolicy:
    """The timers of one slice. `starts` leaves a timer as it is by answering with what `ticket.timers` says of it."""

    owner: str
    kinds: frozenset[str]
    starts: Starts
    while_aside: bool = False

    @property
    def place(self) -> str:
        """Where it is written, for whoever has to look."""
        return f"{self.starts.__module__}.{self.starts.__qualname__}"


TIMED = ("timers", "suspended")
"""The fields of a ticket that hold timers."""

_policies: list[TimerPolicy] = []


def use(policies: Iterable[TimerPolicy]) -> tuple[TimerPolicy, ...]:
    """Choose the policies of this process; gives those before. Raises `ValueError` where two own the same kind."""
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
    """The policies in use. Raises `LookupError` where none were chosen, so that no timer is lost in silence."""
    if not _policies:
        raise LookupError("No timer policies are registered: import chalicelib.policies.")
    return tuple(_policies)


def own(ticket: Ticket, kinds: Iterable[str]) -> dict[str, int]:
    """The timers of these kinds that run: what a policy answers when nothing of its own changes."""
    return {kind: ticket.timers[kind] for kind in kinds if kind in ticket.timers}


def settled(ticket: Ticket, before: Ticket | None, at: int, *, restarts: bool = False) -> Ticket:
    """The ticket after an act, with its timers suspended or resumed where it went aside or came back, and each policy asked.

    Settling it again changes nothing, so it does no harm to do so for each step of an act and once more for the whole.
    """
    policies = registered()
    if ticket.status is Status.CLOSED:
        return _with(ticket, {}, {})
    if ticket.aside is not None:
        kept = frozenset().union(*(policy.kinds for policy in policies if policy.while_aside))
        ticket = _suspended(ticket, at, kept)
    elif ticket.suspended:
        ticket = _with(ticket, ticket.timers | {kind: at + left for kind, left in ticket.suspended.items()}, {})
    moment = Moment(at, before, restarts=restarts)
    for policy in policies:
        if policy.while_aside or ticket.aside is None:
            ticket = ticket.with_timers(policy.kinds, _checked(policy, policy.starts(ticket, moment)))
    return ticket


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> frozenset[str]:
    """The kinds that an act set, cleared or moved."""
    return frozenset(kind for kind in before.keys() | after.keys() if before.get(kind) != after.get(kind))


def put_back(ticket: Ticket, undo: Mapping[str, Sequence[Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """The timers of a ticket with those that an act moved as they were before it; every other one stays.

    `undo` is what the act did: field -> [before, after]. A timer that it started may have been suspended since, so what it
    moved is taken out of both fields.
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


def _suspended(ticket: Ticket, at: int, kept: frozenset[str]) -> Ticket:
    stops = {kind: max(0, due - at) for kind, due in ticket.timers.items() if kind not in kept}
    return _with(ticket, own(ticket, kept), ticket.suspended | stops)


def _with(ticket: Ticket, timers: Mapping[str, int], suspended: Mapping[str, int]) -> Ticket:
    return ticket.model_copy(update={"timers": dict(timers), "suspended": dict(suspended)})


def _checked(policy: TimerPolicy, answer: Mapping[str, int]) -> Mapping[str, int]:
    foreign = answer.keys() - policy.kinds
    if foreign:
        raise ValueError(f"{policy.place} sets {', '.join(sorted(foreign))}, which is not its own.")
    return answer
