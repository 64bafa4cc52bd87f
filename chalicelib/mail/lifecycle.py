"""The lifecycle of an email as a state machine: our attempts until it is sent, and what the provider reports afterwards.

    wanted ──► sending ──► sent ──► delayed, returned ──► delivered ──► bounced, rejected, complained
      ▲  │        │  │                                     (only to the right, in whatever order events arrive)
      │  │        │  └── no response ──► unknown ── event ──► sent …, or after a while sending, or a person decides
      │  └────────┴── not to be sent ──► skipped
      └─ waiting ◄── rejected, so certainly not sent

Before `sent`, an email belongs to the attempt that has claimed it. From `sent` on, its state only advances to the
highest one reported, so that late, duplicate or out-of-order events change nothing.
"""

from .model import MailState

UNCLAIMED = frozenset({MailState.WANTED, MailState.WAITING})
"""Any attempt may claim it."""
IN_DOUBT = frozenset({MailState.SENDING, MailState.UNKNOWN})
UNFINISHED = UNCLAIMED | {MailState.SENDING}
"""It will be sent, and before any later email about the same ticket to the same person."""
FAILED = frozenset({MailState.BOUNCED, MailState.REJECTED, MailState.COMPLAINED})
"""It did not reach its reader, or was marked as spam."""
FINAL = FAILED | {MailState.DELIVERED, MailState.SKIPPED}
"""No expected event changes it."""

_RANKS = {state: rank for rank, state in enumerate(MailState)}


def rank(state: MailState) -> int:
    """Return the rank of a state: once an email is sent, its state only changes to one with a higher rank."""
    return _RANKS[state]


def is_done(state: MailState) -> bool:
    """Return whether we are done with it: it is sent, or will not be."""
    return rank(state) >= _RANKS[MailState.SKIPPED]


def after(state: MailState, reported: MailState) -> MailState:
    """Return the state of an email after a report from the provider, whatever was reported before."""
    return max(state, reported, key=rank)
