"""The demo's conversations: one file per language, in `conversations`.

A script is a list of turns, each with a head and, after a colon, the text:

    C: …            the customer writes; `C slow: …` only after a reminder
    A: …            the agent replies; `A pending: …`, `A on_hold: …`, `A solved: …` set the status with it
    N: …            the agent adds an internal note
    C solved        the customer, or the agent, sets the status without a message
    A tags: a, b    the agent tags; `A priority: high`, `A move: refund` (another category, and its team's queue)
    A hand-over     the agent reassigns the ticket to a colleague
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.tickets import rules as tickets_rules
from chalicelib.tickets.model import Priority, Status

FOLDER = Path(__file__).parent / "conversations"


class Does(StrEnum):
    """The type of a turn."""

    REPLY = "reply"
    NOTE = "note"
    SET = "set"
    TAG = "tag"
    PRIORITY = "priority"
    MOVE = "move"
    HAND_OVER = "hand-over"


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation. `value`: a status, tags, a priority or a category, depending on `does`."""

    does: Does
    by_agent: bool
    value: str = ""
    body: str = ""


@dataclass(frozen=True)
class Script:
    """One conversation; its first turn creates the ticket."""

    id: str
    language: str
    category: str
    subject: str
    turns: tuple[Turn, ...]
    priority: Priority = Priority.NORMAL

    def statuses(self) -> tuple[Status, ...]:
        """Return the status after each turn."""
        found = [Status.NEW]
        for turn in self.turns[1:]:
            found.append(_after(found[-1], turn))
        return tuple(found)


@dataclass(frozen=True)
class Language:
    """A language's texts: scripts of the past, openings for today, and names of a few plants."""

    scripts: tuple[Script, ...]
    today: tuple[Script, ...]
    plants: tuple[str, ...]


@lru_cache
def language(name: str) -> Language:
    """Load the scripts of a language. Raises `KeyError` or `ValueError` for a malformed script."""
    payload = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return Language(
        tuple(_script(name, each) for each in payload["script"]),
        tuple(_script(name, {"turns": [f"C: {each['body']}"], **each}) for each in payload.get("today", ())),
        tuple(payload["plants"]),
    )


def _script(language_name: str, payload: dict[str, Any]) -> Script:
    return Script(
        f"{language_name}/{payload['id']}",
        language_name,
        payload["category"],
        payload["subject"],
        tuple(map(_turn, payload["turns"])),
        Priority(payload.get("priority", Priority.NORMAL)),
    )


def _turn(text: str) -> Turn:
    head, _, body = text.partition(":")
    who, _, what = head.strip().partition(" ")
    body, by_agent = body.strip(), who in {"A", "N"}
    if who not in {"A", "C", "N"}:
        raise ValueError(f"Who does this? {text}")
    if who == "N":
        return Turn(Does.NOTE, by_agent, body=body)
    match what:
        case "tags" | "priority" | "move":
            return Turn({"tags": Does.TAG, "priority": Does.PRIORITY, "move": Does.MOVE}[what], by_agent, body)
        case "hand-over":
            return Turn(Does.HAND_OVER, by_agent)
        case "" | "slow":
            return Turn(Does.REPLY, by_agent, what, body)
    return Turn(Does.REPLY if body else Does.SET, by_agent, Status(what).value, body)


def _after(status: Status, turn: Turn) -> Status:
    if turn.does is Does.SET:
        return Status(turn.value)
    if turn.does is not Does.REPLY:
        return status
    if turn.by_agent:
        return tickets_rules.after_agent_message(status, Status(turn.value) if turn.value else None)
    return tickets_rules.after_customer_message(status, needs_reply=True)
