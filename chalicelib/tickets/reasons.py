"""Why a ticket is where it is: each slice registers the reasons that it gives, and until when each of them holds.

`chalicelib/policies.py` lists them all. The texts are in `locales/*/because.ftl`, two for each reason. Pure: no I/O.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .model import Because, Ticket


def always(_ticket: Ticket) -> bool:
    """What has happened stays true."""
    return True


@dataclass(frozen=True)
class Reason:
    """A reason by the name that `Because.rule` says; `holds` tells whether it still explains how a ticket stands."""

    rule: str
    holds: Callable[[Ticket], bool] = always


_reasons: dict[str, Reason] = {}


def use(slices: Mapping[str, Iterable[Reason]]) -> None:
    """Choose the reasons of this process: place -> reasons. Raises `ValueError` where two places give the same one."""
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
    """The reasons in use. Raises `LookupError` where none were chosen."""
    if not _reasons:
        raise LookupError("No reasons are registered: import chalicelib.policies.")
    return _reasons


def check(because: Because | None) -> None:
    """Raises `LookupError` for a reason that no slice has registered: nobody could say when it stops being true."""
    if because is not None and because.rule not in registered():
        raise LookupError(
            f"The reason {because.rule!r} is not registered: add it to its slice and chalicelib/policies.py."
        )


def holding(ticket: Ticket) -> Because | None:
    """Why the ticket is where it is, as long as that holds: an old reason for waiting explains nothing.

    A reason that a later version of the desk has written is shown as it is.
    """
    if ticket.because is None:
        return None
    known = registered().get(ticket.because.rule)
    return ticket.because if known is None or known.holds(ticket) else None
