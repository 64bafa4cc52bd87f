"""Creates tickets for people without an account.

Before an address is confirmed there is neither a ticket nor a person, and the email that asks for confirmation contains
nothing that was typed here, so that the form cannot be used to send text to other people. The response is the same for
every address, and no address is looked up.
"""

from dataclasses import replace

from ..configuration import actions as configuration
from ..configuration import rules as form
from ..people import actions as people
from ..people.model import Caller, Role
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Invalid, TooLarge
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.throttle import admit, admit_mail, mailbox_limit, mailbox_of, may_mail, source_limit
from ..tickets import actions as tickets
from ..tickets.actions import Act
from ..tickets.forms import NewTicket
from ..tickets.model import Ticket
from . import rules, store
from .forms import GuestTicket
from .store import Waiting

SAID = {"email", "name", "subject", "body", "category", "fields", "language", "time_zone"}


def submit(services: Services, new: GuestTicket, once: Once | None, source: str) -> None:
    """Keep a request until the address is confirmed, and send a confirmation email, once an hour. 6 RT, 1 RRU + 5 WRU and
    1 per KB.

    Requests from bots and beyond an address's limit are dropped, with the same response. Raises `TooMany` by source and
    address, and `Invalid` or `TooLarge` for a request that cannot become a ticket.
    """
    now = services.clock.real()
    admit_mail(services.live, "source:guest", source, source_limit(services.settings.source_limit), now)
    admit(services.live, "email:guest", new.email, services.settings.email_limit, now)
    _check(services, new)
    if rules.by_a_machine(new.website, new.took_ms):
        return
    key = rules.key_of(new.email)
    id_ = once.key if once else services.new_id()
    there = store.waiting(services, key)
    if not any(each.id == id_ for each in there):
        store.keep(services, key, id_, new.model_dump_json(include=SAID), [w.place for w in there if w.number is None])
    if store.may_mail(services, key) and _mailbox_takes_more(services, new.email, now):
        _ask(services, new, key)


def confirm(services: Services, key: str, use: str, source: str) -> list[Ticket]:
    """Create tickets from all waiting requests of an address, each exactly once, including those of an earlier
    attempt with this link.

    1 RT, 1 RRU and more; for each ticket 4–5 RT and some 16 WRU. Only the first one is acknowledged by email, since all
    numbers are shown on the confirmation page.
    """
    there = store.waiting(services, key)
    told = any(each.use == use for each in there)
    numbers = [each.number for each in there if each.number is not None and each.use == use]
    raised: list[Ticket] = []
    for each in there:
        if each.number is None:
            ticket = _become(services, key, use, each, source, quiet=told)
            raised += [ticket] if ticket else []
            told = True
    return [*tickets.tickets_by_number(services, numbers, consistent=True), *raised]


def _check(services: Services, new: GuestTicket) -> None:
    if len(new.model_dump_json(include=SAID).encode()) > rules.MOST_BYTES:
        raise TooLarge(f"This is over {rules.MOST_BYTES // 1024} KB. Please shorten it.")
    configured = configuration.current(services)
    category = configured.category_or_default(new.category)
    form.answers(category, new.fields, before={}, by_agent=False, whole=True)


def _mailbox_takes_more(services: Services, email: str, now: int) -> bool:
    """Return whether this mailbox has not reached its limit of codes and confirmations. 1 RT, 1 WRU."""
    limit = mailbox_limit(services.settings.email_limit)
    return may_mail(services.live, people.CODES, mailbox_of(email), limit, now)


def _ask(services: Services, new: GuestTicket, key: str) -> None:
    try:
        services.mail_queue.send({"confirmation": {"email": new.email, "language": new.language}})
    except Exception:
        store.no_mail_after_all(services, key)
        raise


def _become(services: Services, key: str, use: str, waiting: Waiting, source: str, *, quiet: bool) -> Ticket | None:
    """Create the ticket of a request; None if another call came first."""
    said = GuestTicket.model_validate_json(waiting.said)
    person = people.add_person(
        services, said.email, said.name, Role.CUSTOMER, language=said.language, time_zone=said.time_zone,
    )  # fmt: skip
    caller = Caller(id=person.id, email=person.email, name=person.name, role=Role.CUSTOMER, source=source)

    def raised(act: Act) -> Act:
        first = act.events[0].with_data(hushed=quiet)
        done = store.became(services, key, waiting, act.ticket.number, use)
        return replace(act, events=(first,), also=(*act.also, done))

    try:
        return tickets.create(services, caller, _as_said(services, said), raised=raised).ticket
    except ConditionFailed:
        return None


def _as_said(services: Services, said: GuestTicket) -> NewTicket:
    """Build the ticket's form, without its answers if the category's form has changed so that they are no longer valid."""
    new = NewTicket(
        subject=said.subject, body=said.body, language=said.language, category=said.category, fields=said.fields
    )  # fmt: skip
    category = configuration.current(services).category_or_default(new.category)
    try:
        form.answers(category, new.fields, before={}, by_agent=False, whole=True)
    except Invalid:
        asks_nothing = next((each for each in configuration.current(services).categories if not each.fields), None)
        return new.model_copy(update={"category": asks_nothing.id if asks_nothing else None, "fields": {}})
    return new
