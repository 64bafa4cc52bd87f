"""Why a ticket is in its current state: each module registers its reasons, and how long each of them applies.

`chalicelib/policies.py` lists them all. The texts are in `locales/*/reason.ftl`, two for each reason. Pure: no I/O.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .event import Reason
from .model import Ticket


def always(_ticket: Ticket) -> bool:
    """Return True: for reasons that always apply."""
    return True


@dataclass(frozen=True)
class ReasonSpec:
    """A reason, named as in `Reason.rule`; `holds` returns whether it still explains the ticket's state."""

    rule: str
    holds: Callable[[Ticket], bool] = always


_reasons: dict[str, ReasonSpec] = {}


def use(slices: Mapping[str, Iterable[ReasonSpec]]) -> None:
    """Set the reasons of this process: place -> reasons. Raises `ValueError` if two places define the same one."""
    places: dict[str, str] = {}
    chosen: dict[str, ReasonSpec] = {}
    for place, reasons in slices.items():
        for reason in reasons:
            if reason.rule in places:
                raise ValueError(f"The reason {reason.rule!r} is registered twice: {places[reason.rule]} and {place}.")
            places[reason.rule], chosen[reason.rule] = place, reason
    _reasons.clear()
    _reasons.update(chosen)


def registered() -> Mapping[str, ReasonSpec]:
    """Return the reasons in use. Raises `LookupError` if none are set."""
    if not _reasons:
        raise LookupError("No reasons are registered: import chalicelib.policies.")
    return _reasons


def check(reason: Reason | None) -> None:
    """Raise `LookupError` for an unregistered reason, as it is unknown how long it applies."""
    if reason is not None and reason.rule not in registered():
        raise LookupError(
            f"The reason {reason.rule!r} is not registered: add it to its slice and chalicelib/policies.py."
        )


def holding(ticket: Ticket) -> Reason | None:
    """Return the reason for the ticket's state, if it still applies.

    An unknown reason, written by a later version of this software, is returned as it is.
    """
    if ticket.reason is None:
        return None
    known = registered().get(ticket.reason.rule)
    return ticket.reason if known is None or known.holds(ticket) else None
