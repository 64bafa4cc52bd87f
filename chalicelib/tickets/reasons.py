"""Why a ticket is in its current state: each module registers its reasons, and how long each of them applies.

`chalicelib/policies.py` lists them all. The texts are in `locales/*/because.ftl`, two for each reason. Pure: no I/O.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .model import Because, Ticket


def always(_ticket: Ticket) -> bool:
    """Return True: for reasons that always apply."""
    return True


@dataclass(frozen=True)
class Reason:
    """A reason, named as in `Because.rule`; `holds` returns whether it still explains the ticket's state."""

    rule: str
    holds: Callable[[Ticket], bool] = always


_reasons: dict[str, Reason] = {}


def use(slices: Mapping[str, Iterable[Reason]]) -> None:
    """Set the reasons of this process: place -> reasons. Raises `ValueError` if two places define the same one."""
    places: dict[str, str] = {}
    chosen: dict[str, Reason] = {}
    for place, reasons in slices.items():
        for reason in reasons:
            if reason.rule in places:
                raise ValueError(f"The reason {reason.rule!r} is registered twice: {places[reason.rule]} and {place}.")
            places[reason.rule], chosen[reason.rule] = place, reason
    _reasons.clear()
    _reasons.update(chosen)


def registered() -> Mapping[str, Reason]:
    """Return the reasons in use. Raises `LookupError` if none are set."""
    if not _reasons:
        raise LookupError("No reasons are registered: import chalicelib.policies.")
    return _reasons


def check(because: Because | None) -> None:
    """Raise `LookupError` for an unregistered reason, as it is unknown how long it applies."""
    if because is not None and because.rule not in registered():
        raise LookupError(
            f"The reason {because.rule!r} is not registered: add it to its slice and chalicelib/policies.py."
        )


def holding(ticket: Ticket) -> Because | None:
    """Return the reason for the ticket's state, if it still applies.

    An unknown reason, written by a later version of this software, is returned as it is.
    """
    if ticket.because is None:
        return None
    known = registered().get(ticket.because.rule)
    return ticket.because if known is None or known.holds(ticket) else None
