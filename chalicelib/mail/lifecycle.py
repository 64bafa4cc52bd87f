"""The life of a mail as one state machine: what we do with it until it is sent, and what the provider tells of it afterwards.

    wanted ──► sending ──► sent ──► delayed, returned ──► delivered ──► bounced, rejected, complained
      ▲  │        │  │                                          (only ever to the right, in whatever order news comes)
      │  │        │  └── no answer ──► unknown ── news ──► sent …, or after a while sending, or a person decides
      │  └────────┴── not to be sent after all ──► skipped
      └─ waiting ◄── refused, so certainly not sent

Left of `sent` a mail belongs to the try that has claimed it. From `sent` on it is out of our hands and its state only rises:
the highest of what was told, so that news that is late, doubled or out of order changes nothing.
"""

from .model import State

FREE = frozenset({State.WANTED, State.WAITING})
"""Any try may take it."""
IN_DOUBT = frozenset({State.SENDING, State.UNKNOWN})
OPEN = FREE | {State.SENDING}
"""It will go out, and before any later one of the same ticket to the same person."""
LOST = frozenset({State.BOUNCED, State.REJECTED, State.COMPLAINED})
"""Its reader has not got it, or does not want any."""
FINAL = LOST | {State.DELIVERED, State.SKIPPED}
"""Nothing that can be expected changes it."""

_RANKS = {state: rank for rank, state in enumerate(State)}


def rank(state: State) -> int:
    """How far a mail has come: a state gives way to those with a higher one, once it is sent."""
    return _RANKS[state]


def is_done(state: State) -> bool:
    """Whether nothing of ours is left to do: it is sent, or will not be."""
    return rank(state) >= _RANKS[State.SKIPPED]


def after(state: State, told: State) -> State:
    """What a mail is when the provider tells something of it, whatever it told before."""
    return max(state, told, key=rank)
