"""What an agent's record becomes. Facts in, the next record out; the very same where nothing would be different."""

from collections.abc import Mapping
from typing import Any

from ..people import rules as people
from ..people.model import Absence, Person
from ..plumbing.names import display_name

Fields = Mapping[str, Any]
"""Members of a `Person`."""


def invited(known: Person, name: str, described: Fields) -> Person:
    """A customer as an agent. Whoever was known by nothing but an address gets the name they are invited by."""
    is_nameless = display_name(known.name, known.email) == display_name(None, known.email)
    called = name if is_nameless else known.name
    home = known.home or people.home_of(described["teams"])
    return people.next_version(known, {**described, "active": True, "name": called, "home": home})


def is_as_described(known: Person, described: Fields) -> bool:
    """Whether this very invitation has been sent before."""
    return changed(known, {**described, "active": True}) is known


def changed(agent: Person, named: Fields) -> Person:
    return people.next_version(agent, named)


def deactivated(agent: Person) -> Person:
    return people.next_version(agent, {"active": False, "absence": None})


def activated(agent: Person) -> Person:
    return people.next_version(agent, {"active": True})


def absent(agent: Person, begins: int, ends: int) -> Person:
    """One that has begun goes on where only its end is another."""
    known = agent.absence
    goes_on = known is not None and known.begun and known.begins == begins
    return people.next_version(agent, {"absence": Absence(begins=begins, ends=ends, begun=goes_on)})


def present(agent: Person) -> Person:
    return people.next_version(agent, {"absence": None})


def begun(agent: Person, now: int) -> Person:
    """Whose absence has come, as they are from now on."""
    absence = agent.absence
    if absence is None or absence.begun or absence.begins > now:
        return agent
    return people.next_version(agent, {"absence": absence.model_copy(update={"begun": True})})
