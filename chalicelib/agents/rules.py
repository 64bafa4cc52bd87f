"""How an agent's record changes. Pure: facts in, the next record out; the same object if nothing changes."""

from collections.abc import Mapping
from typing import Any

from ..people import rules as people_rules
from ..people.model import Absence, Person
from ..plumbing.names import display_name

Fields = Mapping[str, Any]
"""Fields of a `Person`."""


def as_agent(known: Person, name: str, described: Fields) -> Person:
    """Make a customer an agent. A person without a name of their own gets the name in the invitation."""
    is_nameless = display_name(known.name, known.email) == display_name(None, known.email)
    called = name if is_nameless else known.name
    home = known.home or people_rules.home_of(described["teams"])
    return people_rules.next_version(known, {**described, "active": True, "name": called, "home": home})


def is_as_described(known: Person, described: Fields) -> bool:
    """Whether the agent already matches this invitation."""
    return changed(known, {**described, "active": True}) is known


def changed(agent: Person, named: Fields) -> Person:
    return people_rules.next_version(agent, named)


def deactivated(agent: Person) -> Person:
    return people_rules.next_version(agent, {"active": False, "absence": None})


def activated(agent: Person) -> Person:
    return people_rules.next_version(agent, {"active": True})


def with_absence(agent: Person, begins: int, ends: int) -> Person:
    """Set the absence. One that has begun stays begun if only its end changes."""
    known = agent.absence
    goes_on = known is not None and known.begun and known.begins == begins
    return people_rules.next_version(agent, {"absence": Absence(begins=begins, ends=ends, begun=goes_on)})


def back(agent: Person) -> Person:
    return people_rules.next_version(agent, {"absence": None})


def absence_begun(agent: Person, now: int) -> Person:
    """Return the agent after a due absence has begun."""
    absence = agent.absence
    if absence is None or absence.begun or absence.begins > now:
        return agent
    return people_rules.next_version(agent, {"absence": absence.model_copy(update={"begun": True})})
