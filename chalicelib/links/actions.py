"""What signed links do: each is for one person, one ticket and one purpose. Opening one changes nothing; an action uses it up.

    LK#<use>  marks a link as used, until it would have expired

A link acts as the customer it was made for, and only while they are the ticket's requester. Agents can revoke all links of a
ticket that were made until now.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..attachments import actions as attachments_actions
from ..closure import actions as closure_actions
from ..configuration import actions as configuration_actions
from ..conversation import actions as conversation_actions
from ..conversation import downloads, timeline
from ..conversation.forms import NewMessage, TimelineQuery
from ..feedback import actions as feedback_actions
from ..feedback.forms import NewRating
from ..guests import actions as guests_actions
from ..people import actions as people_actions
from ..people.model import NOTICES, Caller, Role
from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.aws.throttle import admit
from ..plumbing.clock import SECOND
from ..plumbing.errors import Conflict, Gone, NotFound, Unavailable
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.seals import KeyRing, key_ring
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import changes as tickets_changes
from ..tickets import queries
from ..tickets import rules as tickets_rules
from ..tickets import transaction as tickets_transaction
from ..tickets.event_specs import EventType
from ..tickets.forms import TicketChange
from ..tickets.model import Status, Ticket
from ..tickets.transaction import Changeset, TicketResult
from . import rules, tokens
from .tokens import LIFETIME_MS, Purpose, SignedLink

SINGLE_USE = frozenset({Purpose.KEEP_OPEN, Purpose.SOLVE, Purpose.RATE, Purpose.CONFIRM})
PASSES_PER_LINK = 5
"""Factor for the rate limit, which is higher than for other public calls: tokens cannot be guessed, and a whole office may
share one network address.
"""


@dataclass(frozen=True)
class OpenedLink:
    """An opened link. `ticket` is its ticket, or the surviving one after a merge, if the link is about one."""

    link: SignedLink
    caller: Caller | None = None
    ticket: Ticket | None = None

    @property
    def customer(self) -> Caller:
        if self.caller is None:
            raise _not_found()
        return self.caller

    @property
    def own_ticket(self) -> Ticket:
        if self.ticket is None:
            raise _not_found()
        return self.ticket


def exchange(services: Services, token: str, source: str) -> tuple[OpenedLink, str]:
    """Exchange a link's token for an access token that allows exactly the same. Only counts the call. 3–4 RT, 2.5 RRU + 1 WRU.

    Raises `NotFound` for a token that is invalid or no longer applies, `Gone` for one that is used or expired.
    """
    admit(
        services.live, "source:links", source, PASSES_PER_LINK * services.settings.source_limit, services.clock.real()
    )
    keys = key_ring(services, tokens.key_version(token))
    link = tokens.link_of(keys, token)
    if link is None:
        raise _not_found()
    found = _open_link(services, link, source)
    _check_unused(services, link)
    if link.purpose is Purpose.RATE and tickets_rules.is_rated(found.own_ticket):
        raise _already_used(link)
    return found, tokens.access_of(keys, link, services.clock.real())


def read_ticket(
    services: Services, access: str, query: TimelineQuery, source: str
) -> tuple[OpenedLink, timeline.TimelinePage]:
    """Read the ticket and a page of its timeline, as its customer sees them. 3 RT, 1.5 RRU and the timeline's cost."""
    found = _open_access(services, access, Purpose.VIEW, source)
    return found, timeline.timeline_page(services, found.customer, found.own_ticket.id, query)


def add_message(
    services: Services, access: str, body: str, idempotency_key: IdempotencyKey | None, source: str
) -> tuple[OpenedLink, TicketResult]:
    """Add a message as the requester. 2 RT, 1.5 RRU more than `tickets.actions.add_message`."""
    found = _open_access(services, access, Purpose.VIEW, source)
    link = found.link
    own = (
        IdempotencyKey.of(idempotency_key.key, body.encode(), link.person, "link", str(link.ticket))
        if idempotency_key
        else None
    )
    return found, conversation_actions.add_message(
        services, found.customer, str(link.ticket), NewMessage(body=body), None, own
    )


def attachment(services: Services, access: str, id_: str, source: str) -> str:
    """Return a link to a file in this ticket's timeline, valid for a minute.

    5 RT. Raises `NotFound` for any other file, even of the same person.
    """
    found = _open_access(services, access, Purpose.VIEW, source)
    upload = attachments_actions.find(services, id_)
    tickets = {str(found.link.ticket), found.own_ticket.id, *found.own_ticket.merged_from}
    if upload is None or not any(str(place.ticket) in tickets for place in upload.places):
        raise NotFound("There is no such attachment, or it is not in this ticket.")
    return downloads.download(services, found.customer, id_)


def keep_open(services: Services, access: str, source: str) -> TicketResult:
    """Extend the time to reply. If the ticket does not wait for the customer, nothing is done and the link is not used up."""
    found = _open_access(services, access, Purpose.KEEP_OPEN, source)
    return _use_once(
        services, found, lambda also: closure_actions.defer_closure(services, found.customer, found.own_ticket.id, also)
    )


def solve(services: Services, access: str, source: str) -> TicketResult:
    """Mark the ticket as solved. If it already is, nothing is done and the link is not used up."""
    found = _open_access(services, access, Purpose.SOLVE, source)

    def solved(extra_writes: tuple[Write, ...]) -> TicketResult:
        def decide(ticket: Ticket) -> Changeset | None:
            if ticket.status is Status.SOLVED:
                return None
            wanted = TicketChange(status=Status.SOLVED)
            by = tickets_changes.authority_of(found.customer, ticket)
            tickets_changes.check_change(by.mover, ticket, wanted, back=False)
            changeset = tickets_changes.build_changeset(services, by, ticket, wanted, None)
            return replace(changeset, extra_writes=(*changeset.extra_writes, *extra_writes)) if changeset else None

        return tickets_transaction.perform(services, found.customer, found.own_ticket.id, decide)

    return _use_once(services, found, solved)


def rate(services: Services, access: str, given: NewRating, source: str) -> TicketResult:
    """Rate a solution, once, whichever of the stars in the email was clicked."""
    found = _open_access(services, access, Purpose.RATE, source)
    return _use_once(
        services, found, lambda also: feedback_actions.rate(services, found.customer, found.own_ticket.id, given, also)
    )


def unsubscribe(services: Services, access: str, source: str) -> None:
    """Switch off one kind of email. Idempotent."""
    found = _open_access(services, access, Purpose.UNSUBSCRIBE, source)
    people_actions.unsubscribe(services, found.link.person, found.link.about)


def unsubscribe_at_once(services: Services, token: str, source: str) -> None:
    """Switch off one kind of email with the mail client's own button, without a page in between."""
    found, access = exchange(services, token, source)
    if found.link.purpose is not Purpose.UNSUBSCRIBE:
        raise _not_found()
    unsubscribe(services, access, source)


def confirm(services: Services, access: str, source: str) -> list[tuple[Ticket, str]]:
    """Create the tickets that waited for this address; returns each with a token that opens it.

    The link is marked as used after the tickets are created: an interrupted attempt can be repeated and creates each
    ticket once.
    """
    found = _open_access(services, access, Purpose.CONFIRM, source)
    link, now = found.link, services.clock.real()
    raised = guests_actions.confirm_address(services, link.person, link.use, source)
    try:
        services.live.write(_use(services, link))
    except ConditionFailed:
        raised = raised or guests_actions.confirm_address(services, link.person, link.use, source)  # a concurrent call
    return [(ticket, view_token(key_ring(services), ticket, now)) for ticket in raised]


def revoke(services: Services, caller: Caller, ticket_id: str) -> TicketResult:
    """Revoke the links to a ticket in all emails sent so far, whatever its status. 2 RT, 1 RRU + 7 WRU.

    They answer as if they had expired. Links to unsubscribe still work, and new emails contain new links. Raises `NotAllowed`.
    """

    def decide(ticket: Ticket) -> Changeset:
        tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
        after = ticket.next(services.clock.now(), links_revoked_at=services.clock.real())
        event = tickets_transaction.new_event(
            EventType.EMAIL_LINKS_REVOKED, after, tickets_transaction.actor_of(caller), before=ticket
        )
        return Changeset(after, (event,))

    return tickets_transaction.perform(services, caller, ticket_id, decide)


def view_token(keys: KeyRing, ticket: Ticket, now: int) -> str:
    """Make a token that opens a ticket for its requester."""
    return tokens.token_of(keys, tokens.link_for(Purpose.VIEW, ticket.requester, now, ticket=ticket.number))


def _open_access(services: Services, access: str, purpose: Purpose, source: str) -> OpenedLink:
    """Open the link behind an access token. Raises `NotFound` for a token for another purpose."""
    link = tokens.link_of_access(key_ring(services, tokens.key_version(access)), access)
    if link is None or link.purpose is not purpose:
        raise _not_found()
    return _open_link(services, link, source)


def _open_link(services: Services, link: SignedLink, source: str) -> OpenedLink:
    """Check a link and read its person and ticket.

    1–2 RT, 1.5 RRU; 1 RT and 1 RRU more after a merge into another ticket of theirs.
    """
    if link.expires <= services.clock.real():
        raise _expired(link)
    if link.purpose is Purpose.CONFIRM:
        return OpenedLink(link)
    person = people_actions.person_by_id(services, link.person)
    if person is None or not person.active:
        raise _not_found()
    caller = Caller(id=person.id, email=person.email, name=person.name, role=Role.CUSTOMER, source=source)
    if link.purpose is Purpose.UNSUBSCRIBE:
        if link.about not in NOTICES:
            raise _not_found()
        return OpenedLink(link, caller)
    ticket = tickets_transaction.ticket_for(services, caller, str(link.ticket))
    survivor = queries.merge_survivor(services, ticket) if ticket.same_requester else ticket
    if survivor.requester != person.id:
        raise _not_found()
    if any(rules.is_revoked(link.issued, each) for each in (ticket, survivor)):
        raise _expired(link)
    return OpenedLink(link, caller, survivor)


def _use_once(
    services: Services, found: OpenedLink, action: Callable[[tuple[Write, ...]], TicketResult]
) -> TicketResult:
    """Run an action and use the link up in the same transaction. 1 RT and 1 RRU more, 2 WRU. Raises `Gone` the second time."""
    _check_unused(services, found.link)
    try:
        return action((_use(services, found.link),))
    except (Conflict, Unavailable):
        _check_unused(services, found.link)  # the conflict may be an earlier request with this link
        raise


def _use(services: Services, link: SignedLink) -> Write:
    """Build the write that uses a link up: 2 WRU."""
    now = services.clock.real()
    row = {"pk": f"LK#{link.use}", "sk": "#", "at": now, "ttl": (now + LIFETIME_MS[link.purpose]) // SECOND}
    return services.live.put(row)


def _check_unused(services: Services, link: SignedLink) -> None:
    """Raise `Gone` if a single-use link is used. 1 RT, 1 RRU, for such links."""
    if link.purpose in SINGLE_USE and services.live.get(f"LK#{link.use}", consistent=True) is not None:
        raise _already_used(link)


def _expired(link: SignedLink) -> Gone:
    return Gone("This link has expired.", reason="expired", purpose=link.purpose.value)


def _already_used(link: SignedLink) -> Gone:
    return Gone("This link has been used.", reason="used", purpose=link.purpose.value)


def _not_found() -> NotFound:
    return NotFound("This link leads nowhere.")
