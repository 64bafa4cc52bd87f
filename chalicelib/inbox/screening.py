"""Decides which emails are accepted: one small check for each reason, in order. Pure.

A check returns the reason why an email is held, with an explanation for agents, or None. The first reason counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .arrivals import Reason
from .model import Finding, Mail, Origin


@dataclass(frozen=True)
class Facts:
    """What is known about an email when it is screened. Reads are made only if a check needs them."""

    mail: Mail
    ours: frozenset[str]  # the help desk's own addresses
    domain: str  # the domain of sealed reply addresses
    written_here: bool  # its Message-ID is one of ours
    belongs: bool  # it belongs to a known ticket
    banned: Callable[[], frozenset[str]] = field(default=frozenset)
    too_many: Callable[[], bool] = field(default=lambda: False)

    @property
    def email(self) -> str:
        return self.mail.sender.address.email if self.mail.sender.address else ""


Check = Callable[[Facts], "Refusal | None"]


@dataclass(frozen=True)
class Refusal:
    reason: Reason
    why: str


def no_sender(facts: Facts) -> Refusal | None:
    return (
        None if facts.email else Refusal(Reason.UNREADABLE, facts.mail.sender.why or "It does not say whom it is from.")
    )


def own(facts: Facts) -> Refusal | None:
    if facts.written_here:
        return Refusal(Reason.OWN, "Its Message-ID is one of ours.")
    local, _, domain = facts.email.rpartition("@")
    if facts.email in facts.ours or (domain == facts.domain and local.startswith("reply+")):
        return Refusal(Reason.OWN, f"It says that it is from {facts.email}.")
    return None


def virus(facts: Facts) -> Refusal | None:
    return Refusal(Reason.VIRUS, "The virus check failed.") if facts.mail.verdicts.virus is Finding.FAIL else None


def spam(facts: Facts) -> Refusal | None:
    return Refusal(Reason.SPAM, "The spam check failed.") if facts.mail.verdicts.spam is Finding.FAIL else None


def bounce(facts: Facts) -> Refusal | None:
    if facts.mail.origin is not Origin.BOUNCE:
        return None
    return Refusal(Reason.BOUNCE, facts.mail.origin_why or "It says that a mail could not be delivered.")


def banned(facts: Facts) -> Refusal | None:
    listed = facts.banned()
    named = {facts.email, "@" + facts.email.rpartition("@")[2]} & listed
    return Refusal(Reason.BANNED, f"{min(named)} is on the list.") if named else None


def automatic(facts: Facts) -> Refusal | None:
    """Hold automatic emails, except those that belong to a ticket: these are shown there and change nothing."""
    if facts.mail.origin is not Origin.AUTOMATIC or facts.belongs:
        return None
    return Refusal(Reason.AUTOMATIC, facts.mail.origin_why or "A machine wrote it.")


def rate(facts: Facts) -> Refusal | None:
    return Refusal(Reason.RATE, f"{facts.email} writes too much just now.") if facts.too_many() else None


CHECKS: tuple[Check, ...] = (no_sender, own, virus, spam, bounce, banned, automatic, rate)
"""Checks that need a read come last."""


def refusal(facts: Facts) -> Refusal | None:
    """Return the reason why the email is held, from the first check that has one."""
    return next((found for found in (check(facts) for check in CHECKS) if found), None)
