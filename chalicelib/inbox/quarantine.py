"""Held emails: read, released or dismissed by agents who may see every ticket that the email belongs to or names.

An email that names no ticket belongs to the team that would get a new ticket from it.
"""

from collections.abc import Sequence
from typing import Any

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget
from ..configuration import actions as configuration_actions
from ..people.model import Caller, Right
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.aws.functions import NoAnswer
from ..plumbing.errors import Invalid, NotAllowed, NotFound, Unavailable
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import queries
from ..tickets import transaction as tickets_transaction
from ..tickets.model import Ticket
from . import store
from .model import Arrival

LINK_S = 60
MAX_ROUNDS = 5


def list_waiting(services: Services, caller: Caller, limit: int, after: str | None) -> tuple[list[Arrival], str | None]:
    """List the held emails this caller may see, newest first, and the cursor of the next page.

    3 RT a round, `MAX_ROUNDS` at most; a RRU for each email and half a RRU for each ticket they name.
    """
    listed: list[Arrival] = []
    for _ in range(MAX_ROUNDS):
        found = store.list_waiting(services, limit - len(listed) + 1, after)
        shown = found[: limit - len(listed)]
        held = store.find_many(services, [id_ for _, id_ in shown])
        rights = _rights(services, caller, list(held.values()))
        listed += [held[id_] for _, id_ in shown if id_ in held and held[id_].waits and rights[id_] is not None]
        after = shown[-1][0] if len(found) > len(shown) else None
        if after is None or len(listed) >= limit:
            break
    return listed, after


def preview(services: Services, caller: Caller, id_: str) -> tuple[Arrival, dict[str, Any]]:
    """Read one held email and its content, as returned by `reading.look`. 1 RT to another function.

    Raises `NotFound`, `Unavailable`.
    """
    arrival = held_mail_for(services, caller, id_)
    return arrival, _ask(services, {"look": arrival.id})


def original_of(services: Services, caller: Caller, id_: str) -> str:
    """Return a link to the raw email, valid for a minute. Costs the same as `held_mail_for`. Raises `NotFound`."""
    return link_to_original(services, held_mail_for(services, caller, id_))


def link_to_original(services: Services, arrival: Arrival) -> str:
    """Return a link to the raw email, valid for a minute. Checks no permissions and reads nothing."""
    return services.mail_bucket.link(arrival.key, name=f"{arrival.id[:40]}.eml", seconds=LINK_S)


def held_mail_for(services: Services, caller: Caller, id_: str) -> Arrival:
    """Read an email that is or was in quarantine, and check that this caller may see it.

    The email decides which rights are needed: those of the tickets it names or belongs to, or of the team that would
    get its new ticket. 1 RT and 1 RRU, and 1 RT and half a RRU for each ticket it names. Raises `NotFound`, both for an
    email that does not exist and for one that the caller may not see.
    """
    return _with_right(services, caller, id_)[0]


def _with_right(services: Services, caller: Caller, id_: str) -> tuple[Arrival, Right]:
    arrival = store.find(services, id_)
    if arrival is None or (arrival.reason is None and not arrival.settled):
        raise no_such_mail()
    right = _rights(services, caller, [arrival])[arrival.id]
    if right is None:
        raise no_such_mail()
    return arrival, right


def _changeable(services: Services, caller: Caller, id_: str) -> Arrival:
    """Read a held email for a caller who may change the tickets it belongs to. Raises `NotFound`, `NotAllowed`."""
    arrival, right = _with_right(services, caller, id_)
    if right is not Right.FULL:
        raise NotAllowed("You may read the mails of this team, and not release or dismiss them.")
    return arrival


def _rights(services: Services, caller: Caller, arrivals: Sequence[Arrival]) -> dict[str, Right | None]:
    """Return the caller's right for each of these emails, by id.

    0–1 RT, half a RRU for each ticket named; 1 RT for a merged one.
    """
    configured = configuration_actions.current(services)
    teams = {number: _teams_of(services, ticket) for number, ticket in _named(services, arrivals).items()}
    default = {configured.category_or_default(None).team}
    return {
        each.id: tickets_access.right_in_all(
            caller, set[str]().union(*(teams.get(n, ()) for n in _numbers(each))) or default, configured
        )
        for each in arrivals
    }


def _named(services: Services, arrivals: Sequence[Arrival]) -> dict[int, Ticket]:
    numbers = sorted({number for each in arrivals for number in _numbers(each)})
    found = queries.find_tickets(services, numbers) if numbers else []
    return {ticket.number: ticket for ticket in found}


def _numbers(arrival: Arrival) -> tuple[int, ...]:
    return arrival.named if arrival.ticket is None else (*arrival.named, arrival.ticket)


def _teams_of(services: Services, ticket: Ticket) -> set[str]:
    return {ticket.team, queries.merge_survivor(services, ticket).team}


def no_such_mail() -> NotFound:
    return NotFound("There is no such mail, or it is not yours.")


def find_for_ticket(services: Services, caller: Caller, ticket_id: str, id_: str) -> Arrival:
    """Read the email that a message came in, for callers who see internal notes there. 2 RT, 2 RRU. Raises `NotFound`."""
    ticket = tickets_transaction.ticket_for(services, caller, ticket_id)
    arrival = store.find(services, id_)
    seen = tickets_access.sees_internal(caller, ticket, configuration_actions.current(services))
    if arrival is None or arrival.ticket != ticket.number or not seen:
        raise no_such_mail()
    return arrival


def release(services: Services, caller: Caller, id_: str) -> Arrival:
    """Release a held email: process it without screening. Idempotent. Costs the same as `process_mail`, and 4 RT and 8 WRU more.

    Raises `NotFound`, `NotAllowed`, `Unavailable`, and `Invalid` for one that cannot be read or whose sender may not
    write in its ticket.
    """
    before = _changeable(services, caller, id_)
    if not before.waits:
        return before
    answer = _ask(services, {"release": id_})
    if "arrival" not in answer:
        raise Invalid(answer["refused"])
    after = Arrival.model_validate(answer["arrival"]).model_copy(update={"settled": True})
    return _change(services, caller, before, after, AuditAction.MAIL_RELEASED)


def dismiss(services: Services, caller: Caller, id_: str) -> Arrival:
    """Dismiss a held email; it is kept. Idempotent. 4 RT, 1.5 RRU + 8 WRU. Raises `NotFound`, `NotAllowed`."""
    before = _changeable(services, caller, id_)
    if not before.waits:
        return before
    return _change(services, caller, before, before.model_copy(update={"settled": True}), AuditAction.MAIL_DISMISSED)


def _change(services: Services, caller: Caller, before: Arrival, after: Arrival, action: AuditAction) -> Arrival:
    after = after.model_copy(update={"version": before.version + 1})
    changes = {"ticket": (None, after.ticket)} if after.ticket else {}
    target = AuditTarget(kind="mail", id=before.id)
    try:
        audit_actions.record(services, caller, action, target, changes, store.change_writes(services, before, after))
    except ConditionFailed:
        now = store.find(services, before.id)
        if now is None or not now.settled:
            raise
        return now
    return after


def _ask(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    try:
        return services.mail_reader.ask(question)
    except NoAnswer:
        raise Unavailable("Mails cannot be read just now. Try again.", retry_after=2) from None
