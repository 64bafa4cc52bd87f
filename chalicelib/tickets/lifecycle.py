"""The lifecycle of a ticket as a state machine: every move, where it leads from each status, and who may make it.

    new ── an agent writes ──► open ◄──► pending, on_hold         the customer writes: open
     │                          │
     └──────────► solved ◄──────┘         solved ── the customer or an agent reopens it ──► open
                    └── the system ──► closed, for good      pending, solved ── our email bounced ──► open

A move that is not listed for a status is rejected. Routing and assigning move nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

from .model import Status

NEW, OPEN, PENDING, ON_HOLD, SOLVED, CLOSED = Status


class Move(StrEnum):
    """What can happen to a status."""

    CUSTOMER_WRITES = "customer_writes"
    CUSTOMER_THANKS = "customer_thanks"  # nothing but thanks, or an automatic reply
    CUSTOMER_SOLVES = "customer_solves"
    CUSTOMER_REOPENS = "customer_reopens"
    AGENT_WRITES = "agent_writes"
    AGENT_OPENS = "agent_opens"
    AGENT_ASKS = "agent_asks"  # pending: waiting on the customer
    AGENT_HOLDS = "agent_holds"
    AGENT_SOLVES = "agent_solves"
    SYSTEM_CLOSES = "clock_closes"
    SYSTEM_REOPENS = "clock_reopens"  # our email did not reach the customer, so there is no reply to wait for


class Mover(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "clock"


def mover(move: Move) -> Mover:
    """Return who makes this move: the first word of its value."""
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
    Move.SYSTEM_CLOSES: {PENDING: CLOSED, SOLVED: CLOSED},
    Move.SYSTEM_REOPENS: {PENDING: OPEN, SOLVED: OPEN},
}

CHOICES: Mapping[Mover, Mapping[Status, Move]] = {
    Mover.CUSTOMER: {OPEN: Move.CUSTOMER_REOPENS, SOLVED: Move.CUSTOMER_SOLVES},
    Mover.AGENT: {
        OPEN: Move.AGENT_OPENS,
        PENDING: Move.AGENT_ASKS,
        ON_HOLD: Move.AGENT_HOLDS,
        SOLVED: Move.AGENT_SOLVES,
    },
    Mover.SYSTEM: {},
}
"""Which statuses each role may choose, whatever the ticket, and the move that leads there."""


def after(status: Status, move: Move) -> Status | None:
    """Return the status that a move leads to; None if the move is not possible."""
    return MOVES[move].get(status)


def choosable(who: Mover, status: Status) -> frozenset[Status]:
    """Return the statuses that this role may choose for a ticket in this status."""
    return frozenset(wanted for wanted, move in CHOICES[who].items() if after(status, move) is wanted)
