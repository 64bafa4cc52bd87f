"""The life of a ticket as one state machine: every move, where it leads from each status, and who may make it.

    new ── an agent writes ──► open ◄──► pending, on_hold        the customer writes: open
     │                           │
     └──────────► solved ◄───────┘        solved ── the customer or an agent opens it again ──► open
                    └── the clock ──► closed, for good      pending, solved ── our mail did not arrive ──► open

A move that a status does not list is refused there. Routing and assigning move nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

from .model import Status

NEW, OPEN, PENDING, ON_HOLD, SOLVED, CLOSED = Status


class Move(StrEnum):
    """What can happen to a status."""

    CUSTOMER_WRITES = "customer_writes"
    CUSTOMER_THANKS = "customer_thanks"  # thanks and nothing else, or a machine that answers for them
    CUSTOMER_SOLVES = "customer_solves"
    CUSTOMER_REOPENS = "customer_reopens"
    AGENT_WRITES = "agent_writes"
    AGENT_OPENS = "agent_opens"
    AGENT_ASKS = "agent_asks"  # pending: it is the customer's turn
    AGENT_HOLDS = "agent_holds"
    AGENT_SOLVES = "agent_solves"
    CLOCK_CLOSES = "clock_closes"
    CLOCK_REOPENS = "clock_reopens"  # the customer never got our mail, so that nobody can wait for their answer


class Mover(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    CLOCK = "clock"


def mover(move: Move) -> Mover:
    """Who makes this move: its first word."""
    return Mover(move.partition("_")[0])


MOVES: Mapping[Move, Mapping[Status, Status]] = {
    Move.CUSTOMER_WRITES: {NEW: NEW, OPEN: OPEN, PENDING: OPEN, ON_HOLD: OPEN, SOLVED: OPEN},
    Move.CUSTOMER_THANKS: {NEW: NEW, OPEN: OPEN, PENDING: PENDING, ON_HOLD: ON_HOLD, SOLVED: SOLVED},
    Move.CUSTOMER_SOLVES: {NEW: SOLVED, OPEN: SOLVED, PENDING: SOLVED, ON_HOLD: SOLVED},
    Move.CUSTOMER_REOPENS: {SOLVED: OPEN},
    Move.AGENT_WRITES: {NEW: OPEN, OPEN: OPEN, PENDING: PENDING, ON_HOLD: ON_HOLD, SOLVED: SOLVED},
    Move.AGENT_OPENS: {NEW: OPEN, PENDING: OPEN, ON_HOLD: OPEN, SOLVED: OPEN},
    Move.AGENT_ASKS: {NEW: PENDING, OPEN: PENDING, ON_HOLD: PENDING, SOLVED: PENDING},
    Move.AGENT_HOLDS: {NEW: ON_HOLD, OPEN: ON_HOLD, PENDING: ON_HOLD, SOLVED: ON_HOLD},
    Move.AGENT_SOLVES: {NEW: SOLVED, OPEN: SOLVED, PENDING: SOLVED, ON_HOLD: SOLVED},
    Move.CLOCK_CLOSES: {PENDING: CLOSED, SOLVED: CLOSED},
    Move.CLOCK_REOPENS: {PENDING: OPEN, SOLVED: OPEN},
}

CHOICES: Mapping[Mover, Mapping[Status, Move]] = {
    Mover.CUSTOMER: {OPEN: Move.CUSTOMER_REOPENS, SOLVED: Move.CUSTOMER_SOLVES},
    Mover.AGENT: {
        OPEN: Move.AGENT_OPENS, PENDING: Move.AGENT_ASKS, ON_HOLD: Move.AGENT_HOLDS, SOLVED: Move.AGENT_SOLVES,
    },
    Mover.CLOCK: {},
}  # fmt: skip
"""Who may choose which status, whatever the ticket; the move that leads there."""


def after(status: Status, move: Move) -> Status | None:
    """Where a move leads from a status; None where it is not possible."""
    return MOVES[move].get(status)


def choosable(who: Mover, status: Status) -> frozenset[Status]:
    """The statuses that somebody may choose for a ticket in this one."""
    return frozenset(wanted for wanted, move in CHOICES[who].items() if after(status, move) is wanted)
