"""Request bodies for merging, splitting and linking."""

from typing import Annotated

from pydantic import AfterValidator, Field

from ..plumbing.fields import Line, Strict
from ..tickets.forms import Subject, TicketId
from ..tickets.model import LinkKind
from .rules import MANUAL_KINDS


def _by_hand(kind: LinkKind) -> LinkKind:
    if kind not in MANUAL_KINDS:
        raise ValueError("This must be 'parent', 'child', 'related' or 'duplicate'. Follow-ups link themselves.")
    return kind


class Merge(Strict):
    """`into` is the surviving ticket."""

    into: TicketId


class Split(Strict):
    """`event` is the message to split off."""

    event: Annotated[Line, Field(pattern=r"^[1-9]\d{0,11}-[1-9]\d{0,5}$")]
    subject: Subject


class Link(Strict):
    """`kind` is what the other ticket is to this one."""

    ticket: TicketId
    kind: Annotated[LinkKind, AfterValidator(_by_hand)] = LinkKind.RELATED
