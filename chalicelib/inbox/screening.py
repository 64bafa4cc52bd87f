"""Decides which emails are accepted: one small check for each reason, in order. Pure.

A check returns the reason why an email is held, with an explanation for agents, or None. The first reason counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .model import QuarantineReason
from .parsing.model import AuthFinding, Origin, ParsedMail


@dataclass(frozen=True)
class Facts:
    """What is known about an email when it is screened. Reads are made only if a check needs them."""

    mail: ParsedMail
    own_addresses: frozenset[str]  # the help desk's own addresses
    domain: str  # the domain of sealed reply addresses
    written_here: bool  # its Message-ID is one of ours
    belongs: bool  # it belongs to a known ticket
    blocklist: Callable[[], frozenset[str]] = field(default=frozenset)
    over_limit: Callable[[], bool] = field(default=lambda: False)

    @property
    def email(self) -> str:
        return self.mail.sender.address.email if self.mail.sender.address else ""


Check = Callable[[Facts], "Refusal | None"]


@dataclass(frozen=True)
class Refusal:
    reason: QuarantineReason
    why: str


def missing_sender(facts: Facts) -> Refusal | None:
    return (
        None
        if facts.email
        else Refusal(QuarantineReason.UNREADABLE, facts.mail.sender.why or "It does not say whom it is from.")
    )


def own_address(facts: Facts) -> Refusal | None:
    if facts.written_here:
        return Refusal(QuarantineReason.OWN_ADDRESS, "Its Message-ID is one of ours.")
    local, _, domain = facts.email.rpartition("@")
    if facts.email in facts.own_addresses or (domain == facts.domain and local.startswith("reply+")):
        return Refusal(QuarantineReason.OWN_ADDRESS, f"It says that it is from {facts.email}.")
    return None


def virus(facts: Facts) -> Refusal | None:
    return (
        Refusal(QuarantineReason.VIRUS, "The virus check failed.")
        if facts.mail.verdicts.virus is AuthFinding.FAIL
        else None
    )


def spam(facts: Facts) -> Refusal | None:
    return (
        Refusal(QuarantineReason.SPAM, "The spam check failed.")
        if facts.mail.verdicts.spam is AuthFinding.FAIL
        else None
    )


def bounce(facts: Facts) -> Refusal | None:
    if facts.mail.origin is not Origin.BOUNCE:
        return None
    return Refusal(QuarantineReason.BOUNCE, facts.mail.origin_why or "It says that a mail could not be delivered.")


def blocked(facts: Facts) -> Refusal | None:
    listed = facts.blocklist()
    named = {facts.email, "@" + facts.email.rpartition("@")[2]} & listed
    return Refusal(QuarantineReason.BLOCKED, f"{min(named)} is on the list.") if named else None


def automatic(facts: Facts) -> Refusal | None:
    """Hold automatic emails, except those that belong to a ticket: these are shown there and change nothing."""
    if facts.mail.origin is not Origin.AUTOMATIC or facts.belongs:
        return None
    return Refusal(QuarantineReason.AUTOMATIC, facts.mail.origin_why or "A machine wrote it.")


def rate_limit(facts: Facts) -> Refusal | None:
    return (
        Refusal(QuarantineReason.RATE_LIMIT, f"{facts.email} writes too much just now.") if facts.over_limit() else None
    )


CHECKS: tuple[Check, ...] = (missing_sender, own_address, virus, spam, bounce, blocked, automatic, rate_limit)
"""Checks that need a read come last."""


def refusal(facts: Facts) -> Refusal | None:
    """Return the reason why the email is held, from the first check that has one."""
    return next((found for found in (check(facts) for check in CHECKS) if found), None)
