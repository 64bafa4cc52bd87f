"""Creates tickets for people without an account.

Before an address is confirmed there is neither a ticket nor a person, and the email that asks for confirmation contains
nothing that was typed here, so that the form cannot be used to send text to other people. The response is the same for
every address, and no address is looked up.
"""

from dataclasses import replace

from ..configuration import actions as configuration_actions
from ..configuration import rules as configuration_rules
from ..people import actions as people_actions
from ..people.model import Caller, Role
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.aws.throttle import admit, admit_mail, mailbox_limit, mailbox_of, may_mail, source_limit
from ..plumbing.errors import Invalid, TooLarge
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import actions as tickets_actions
from ..tickets import queries
from ..tickets.forms import NewTicket
from ..tickets.model import Ticket
from ..tickets.transaction import Changeset
from . import rules, store
from .forms import GuestTicket
from .store import HeldRequest

FORM_FIELDS = {"email", "name", "subject", "body", "category", "fields", "language", "time_zone"}


def hold_request(services: Services, new: GuestTicket, idempotency_key: IdempotencyKey | None, source: str) -> None:
    """Keep a request until the address is confirmed, and send a confirmation email, once an hour. 6 RT, 1 RRU + 5 WRU and
    1 per KB.

    Requests from bots and beyond an address's limit are dropped, with the same response. Raises `TooManyRequests` by source and
    address, and `Invalid` or `TooLarge` for a request that cannot become a ticket.
    """
    now = services.clock.real()
    admit_mail(services.live, "source:guest", source, source_limit(services.settings.source_limit), now)
    admit(services.live, "email:guest", new.email, services.settings.email_limit, now)
    _check(services, new)
    if rules.is_bot(new.website, new.took_ms):
        return
    key = rules.key_of(new.email)
    id_ = idempotency_key.key if idempotency_key else services.new_id()
    there = store.held_requests(services, key)
    if not any(each.id == id_ for each in there):
        store.hold(
            services, key, id_, new.model_dump_json(include=FORM_FIELDS), [w.place for w in there if w.number is None]
        )
    if store.take_mail_slot(services, key) and _mailbox_takes_more(services, new.email, now):
        _request_confirmation(services, new, key)


def confirm_address(services: Services, key: str, use: str, source: str) -> list[Ticket]:
    """Create tickets from all waiting requests of an address, each exactly once, including those of an earlier
    attempt with this link.

    1 RT, 1 RRU and more; for each ticket 4–5 RT and some 16 WRU. Only the first one is acknowledged by email, since all
    numbers are shown on the confirmation page.
    """
    there = store.held_requests(services, key)
    is_announced = any(each.use == use for each in there)
    numbers = [each.number for each in there if each.number is not None and each.use == use]
    raised: list[Ticket] = []
    for each in there:
        if each.number is None:
            ticket = _create_ticket(services, key, use, each, source, silent=is_announced)
            raised += [ticket] if ticket else []
            is_announced = True
    return [*queries.find_tickets(services, numbers, consistent=True), *raised]


def _check(services: Services, new: GuestTicket) -> None:
    if len(new.model_dump_json(include=FORM_FIELDS).encode()) > rules.MAX_BYTES:
        raise TooLarge(f"This is over {rules.MAX_BYTES // 1024} KB. Please shorten it.")
    configured = configuration_actions.current(services)
    category = configured.category_or_default(new.category)
    configuration_rules.answers(category, new.fields, before={}, by_agent=False, whole=True)


def _mailbox_takes_more(services: Services, email: str, now: int) -> bool:
    """Return whether this mailbox has not reached its limit of codes and confirmations. 1 RT, 1 WRU."""
    limit = mailbox_limit(services.settings.email_limit)
    return may_mail(services.live, people_actions.CODES, mailbox_of(email), limit, now)


def _request_confirmation(services: Services, new: GuestTicket, key: str) -> None:
    try:
        services.mail_queue.send({"confirmation": {"email": new.email, "language": new.language}})
    except Exception:
        store.release_mail_slot(services, key)
        raise


def _create_ticket(
    services: Services, key: str, use: str, waiting: HeldRequest, source: str, *, silent: bool
) -> Ticket | None:
    """Create the ticket of a request; None if another call came first."""
    request = GuestTicket.model_validate_json(waiting.request)
    person = people_actions.add_person(
        services,
        request.email,
        request.name,
        Role.CUSTOMER,
        language=request.language,
        time_zone=request.time_zone,
    )
    caller = Caller(id=person.id, email=person.email, name=person.name, role=Role.CUSTOMER, source=source)

    def raised(changeset: Changeset) -> Changeset:
        first = changeset.events[0].with_data(suppress_auto_replies=silent)
        conversion = store.mark_created(services, key, waiting, changeset.ticket.number, use)
        return replace(changeset, events=(first,), extra_writes=(*changeset.extra_writes, conversion))

    try:
        return tickets_actions.create(services, caller, _as_new_ticket(services, request), raised=raised).ticket
    except ConditionFailed:
        return None


def _as_new_ticket(services: Services, request: GuestTicket) -> NewTicket:
    """Build the ticket's form, without its answers if the category's form has changed so that they are no longer valid."""
    new = NewTicket(
        subject=request.subject,
        body=request.body,
        language=request.language,
        category=request.category,
        fields=request.fields,
    )
    category = configuration_actions.current(services).category_or_default(new.category)
    try:
        configuration_rules.answers(category, new.fields, before={}, by_agent=False, whole=True)
    except Invalid:
        asks_nothing = next(
            (each for each in configuration_actions.current(services).categories if not each.fields), None
        )
        return new.model_copy(update={"category": asks_nothing.id if asks_nothing else None, "fields": {}})
    return new
