"""What follows from an email's state: what is recorded, shown on its message, and notified."""

from collections.abc import Iterable

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget
from ..conversation import delivery as conversation_delivery
from ..customers.access import visible_customers
from ..people import actions as people_actions
from ..people.model import Caller, Role
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.errors import NotFound
from ..plumbing.services import Services
from ..tickets.event import Reason
from ..tickets.event_data import Delivery
from . import rules, store
from .kind_specs import spec_of
from .lifecycle import rank
from .model import KnownMessageId, MailId, MailState, OutboxRow, SkipReason, Suppression


def record_sent(services: Services, mail: MailId, row: OutboxRow, message_id: str) -> None:
    """Record that an email was sent. Idempotent. 2 RT, 2 WRU; for a reply 1 RT more and 1 WRU per started KB of it."""
    store.remember(services, mail, message_id)
    store.clear_late(services, mail, row)
    show_delivery(services, mail, MailState.SENT)


def show_delivery(services: Services, mail: MailId, state: MailState, reason: str = "") -> None:
    """Record the delivery status on the event of a reply or a last notice. 1 RT, 1 WRU per started KB."""
    if spec_of(mail.kind).recorded_on_event:
        delivery = Delivery(state=state, reason=reason, at=services.clock.now())
        conversation_delivery.show_delivery(services, mail.ticket, mail.rev, delivery, rank(state))


def record_failure(services: Services, mail: MailId, state: MailState, reason: str) -> None:
    """Reopen the ticket and notify its assignee, once per email.

    1 RT, 1 RRU; the first time also `conversation.delivery.record_delivery_failure`.
    """
    facts: dict[str, str | int | list[str]] = {
        "state": reason if reason == SkipReason.CAPPED else state.value,
        "reason": reason,
        "message": f"{mail.ticket}-{mail.rev}",
    }
    reason_given = Reason(rule=conversation_delivery.UNDELIVERED, facts=facts, at=services.clock.now())

    def is_news() -> bool:
        row = store.find(services, mail)
        return row is not None and not row.failure

    if is_news():
        conversation_delivery.record_delivery_failure(
            services, mail.ticket, reason_given, is_news, store.record_failure(services, mail)
        )


def record_skip(services: Services, mail: MailId, row: OutboxRow, why: str) -> None:
    """Record that an email is not sent. Idempotent. 1 RT, 1 WRU; for a reply 1 RT more."""
    store.clear_late(services, mail, row)
    show_delivery(services, mail, MailState.SKIPPED, why)
    if rules.needs_failure_report(mail.kind, MailState.SKIPPED, why):
        record_failure(services, mail, MailState.SKIPPED, why)


def find_known(services: Services, message_ids: Iterable[str]) -> dict[str, KnownMessageId]:
    """Read what is known about Message-IDs, for 90 days. 1 RT per 100; half a RRU each.

    Ids may have brackets and the domain that SES adds, or not.
    """
    return store.find_known(services, message_ids)


def remember_answer(services: Services, ticket: int, message_id: str) -> None:
    """Remember the ticket of a received email, for replies that reference it. 1 RT, 1 WRU."""
    store.remember_answer(services, ticket, message_id)


def record_bounce(services: Services, mail: MailId, reason: str) -> None:
    """Record that a mail server has sent a bounce for one of our emails. Costs the same as an SES event about it.

    Any recipient of our email can forge such a bounce: so it reopens the ticket for review, and suppresses no address.
    """
    row = store.find(services, mail)
    if row is None or rank(row.state) >= rank(MailState.BOUNCED):
        return
    show_delivery(services, mail, MailState.BOUNCED, reason)
    if rules.needs_failure_report(mail.kind, MailState.BOUNCED):
        record_failure(services, mail, MailState.BOUNCED, reason)
    store.advance_state(services, mail, MailState.BOUNCED, row.answer)


def suppression_of(services: Services, caller: Caller, email: str) -> Suppression:
    """Read why an address is suppressed. 1 RT, half a RRU; if it is, 2 RT, 1.5 RRU and the cost of `visible_customers`.

    Raises `NotFound` if the address is not suppressed, or belongs to a customer whom the caller may not see.
    """
    found = store.find_suppression(services, email)
    if found is not None:
        owner = people_actions.person_with_address(services, email)
        if owner is None or owner.role is not Role.CUSTOMER or visible_customers(services, caller, [owner]):
            return found
    raise NotFound("Mail goes to this address.")


def release_address(services: Services, caller: Caller, suppression: str) -> None:
    """Remove the suppression of an address, with an entry in the audit log. 3 RT, 1.5 RRU + 6 WRU. Raises `NotFound`."""
    found = store.find_suppression_by_id(services, suppression)
    if found is None:
        raise NotFound("Mail goes to this address.")
    changes = {"cause": (found.cause.value, None)}
    about = AuditTarget(kind="address", id=found.id)
    try:
        audit_actions.record(
            services,
            caller,
            AuditAction.ADDRESS_RELEASED,
            about,
            changes,
            other_writes=[store.remove_suppression(services, found)],
        )
    except ConditionFailed:
        raise NotFound("It has changed meanwhile. Look again.") from None
