"""What follows from an email's state: what is recorded, shown on its message, and notified."""

from collections.abc import Iterable

from ..audit import actions as audit
from ..audit.model import About, Act
from ..customers.access import visible_customers
from ..people import actions as people
from ..people.model import Caller, Role
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import NotFound
from ..plumbing.services import Services
from ..tickets import delivering
from ..tickets.event_data import Delivery
from ..tickets.model import Because
from . import rules, store
from .kind_specs import spec_of
from .lifecycle import rank
from .model import Known, Mail, Row, State, Suppression, Why


def was_sent(services: Services, mail: Mail, row: Row, message_id: str) -> None:
    """Record that an email was sent. Idempotent. 2 RT, 2 WRU; for a reply 1 RT more and 1 WRU per started KB of it."""
    store.remember(services, mail, message_id)
    store.no_longer_waits(services, mail, row)
    show(services, mail, State.SENT)


def show(services: Services, mail: Mail, state: State, reason: str = "") -> None:
    """Record the delivery status on the event of a reply or a last notice. 1 RT, 1 WRU per started KB."""
    if spec_of(mail.kind).recorded_on_event:
        delivery = Delivery(state=state, reason=reason, at=services.clock.now())
        delivering.show(services, mail.ticket, mail.rev, delivery, rank(state))


def failed(services: Services, mail: Mail, state: State, reason: str) -> None:
    """Reopen the ticket and notify its assignee, once per email. 1 RT, 1 RRU; the first time also `delivering.undelivered`."""
    facts: dict[str, str | int | list[str]] = {
        "state": reason if reason == Why.CAPPED else state.value,
        "reason": reason,
        "message": f"{mail.ticket}-{mail.rev}",
    }
    because = Because(rule=delivering.UNDELIVERED, facts=facts, at=services.clock.now())

    def is_news() -> bool:
        row = store.find(services, mail)
        return row is not None and not row.failure

    if is_news():
        delivering.undelivered(services, mail.ticket, because, is_news, store.failure(services, mail))


def skipped(services: Services, mail: Mail, row: Row, why: str) -> None:
    """Record that an email is not sent. Idempotent. 1 RT, 1 WRU; for a reply 1 RT more."""
    store.no_longer_waits(services, mail, row)
    show(services, mail, State.SKIPPED, why)
    if rules.calls_for_a_person(mail.kind, State.SKIPPED, why):
        failed(services, mail, State.SKIPPED, why)


def known(services: Services, message_ids: Iterable[str]) -> dict[str, Known]:
    """Read what is known about Message-IDs, for 90 days. 1 RT per 100; half a RRU each.

    Ids may have brackets and the domain that SES adds, or not.
    """
    return store.known(services, message_ids)


def remember_answer(services: Services, ticket: int, message_id: str) -> None:
    """Remember the ticket of a received email, for replies that reference it. 1 RT, 1 WRU."""
    store.remember_answer(services, ticket, message_id)


def came_back(services: Services, mail: Mail, reason: str) -> None:
    """Record that a mail server has sent a bounce for one of our emails. Costs the same as an SES event about it.

    Any recipient of our email can forge such a bounce: so it reopens the ticket for review, and suppresses no address.
    """
    row = store.find(services, mail)
    if row is None or rank(row.state) >= rank(State.BOUNCED):
        return
    show(services, mail, State.BOUNCED, reason)
    if rules.calls_for_a_person(mail.kind, State.BOUNCED):
        failed(services, mail, State.BOUNCED, reason)
    store.rise(services, mail, State.BOUNCED, row.answer)


def suppression_of(services: Services, caller: Caller, email: str) -> Suppression:
    """Read why an address is suppressed. 1 RT, half a RRU; if it is, 2 RT, 1.5 RRU and the cost of `visible_customers`.

    Raises `NotFound` if the address is not suppressed, or belongs to a customer whom the caller may not see.
    """
    found = store.suppression(services, email)
    if found is not None:
        owner = people.person_with_address(services, email)
        if owner is None or owner.role is not Role.CUSTOMER or visible_customers(services, caller, [owner]):
            return found
    raise NotFound("Mail goes to this address.")


def release(services: Services, caller: Caller, suppression: str) -> None:
    """Remove the suppression of an address, with an entry in the audit log. 3 RT, 1.5 RRU + 6 WRU. Raises `NotFound`."""
    found = store.suppression_by_id(services, suppression)
    if found is None:
        raise NotFound("Mail goes to this address.")
    changes = {"cause": (found.cause.value, None)}
    about = About(kind="address", id=found.id)
    try:
        audit.record(services, caller, Act.ADDRESS_RELEASED, about, changes, also=[store.release(services, found)])
    except ConditionFailed:
        raise NotFound("It has changed meanwhile. Look again.") from None
