"""Who may do what with samples. Pure: facts in, verdict out."""

import re

from ..people.model import LEADS, Caller
from ..plumbing.errors import NotAllowed
from .model import Sample

ID = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)


def number_of(id_: str) -> int | None:
    """Return the number in an id from a request; None for a malformed one."""
    return int(id_) if ID.fullmatch(id_) else None


def may_change(caller: Caller, sample: Sample) -> bool:
    """Agents may change what they added; leads and admins may change all."""
    return caller.role in LEADS or caller.id == sample.owner


def check_may_change(caller: Caller, sample: Sample) -> None:
    """Raise `NotAllowed` if the caller may not change the sample."""
    if not may_change(caller, sample):
        raise NotAllowed("Only the agent who added this, leads and admins can change it.")
