"""What a message does to a ticket: the decision, made of facts that have been read."""

from typing import Any

from ..attachments.model import Attachment
from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.clock import SECOND
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from . import rules, store, thanks
from .event_data import AgentMessage, CustomerMessage
from .forms import NewMessage
from .model import Because, By, EventType, Mailed, Status, Ticket
from .recording import Act, new_event, said_by
from .store import Change

Files = tuple[Attachment, ...]
UNDONE_WITH_IT = ("status", "status_since", "waiting_since", "timers", "snoozed_until")
"""What an agent's message may change besides, and what taking it back puts back."""


def agent_message(
    services: Services, caller: Caller, ticket: Ticket, message: NewMessage, files: Files, now: int,
    mailed: Mailed | None = None,
) -> Act:  # fmt: skip
    """An agent's public message: for some seconds it can be taken back, and until then nobody outside sees it.

    `message.also` names parts of other people, who get the same words and files in their own ticket: 1 RT and 1 RRU, and for
    each some 6 WRU more.
    """
    status = rules.after_agent_message(ticket.status, message.status)
    timers = services.timers(status, now)  # the customer's time to answer starts with our latest word
    after = ticket.next(now, waiting_since=None, snoozed_until=None).entering(status, now, timers)
    hold_ms = configuration.current(services).undo_send_s * SECOND
    said = AgentMessage(
        body=message.body, attachments=files, sends_at=now + hold_ms if hold_ms else None,
        mail=mailed.mail if mailed else None, hushed=mailed is not None and mailed.hushed,
    )  # fmt: skip
    by = said_by(caller)
    copies = tuple(_copy(part, by, now, said) for part in _parts(services, ticket, message.also))
    undo = put_back(ticket, after) if hold_ms else {}
    data = said.model_copy(update={"undo": undo, "copies": {copy.ticket.id: copy.ticket.version for copy in copies}})
    event = new_event(EventType.AGENT_REPLIED, after, by, now, data=data, before=ticket)
    return Act(after, (event,), others=copies)


def _parts(services: Services, ticket: Ticket, named: list[str]) -> list[Ticket]:
    """Tickets of other people that were merged into this one. Raises `Invalid` for any other."""
    strangers = [n for n, number in enumerate(named) if number not in ticket.merged_from]
    if strangers:
        raise Invalid.field(f"also/{strangers[0]}", "That ticket was not merged into this one.")
    found = store.find_many(services, sorted(map(int, set(named)))) if named else []
    return [part for part in found if part.requester != ticket.requester]


def _copy(part: Ticket, by: By, now: int, said: AgentMessage) -> Change:
    after = part.next(now)
    return Change(part, after, (new_event(EventType.AGENT_REPLIED, after, by, now, data=said),))


def put_back(before: Ticket, after: Ticket) -> dict[str, Any]:
    """The old value of each field that a message changes besides saying something."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in UNDONE_WITH_IT}
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def customer_message(
    services: Services, caller: Caller, ticket: Ticket, body: str, files: Files, now: int, *, automatic: bool,
    mailed: Mailed | None = None,
) -> Act:  # fmt: skip
    """A customer's message: what waits on others is ours again, unless a machine wrote it, or it says nothing but thanks.

    Whoever raised a ticket that nobody could vouch for, and writes in it as somebody we know, vouches for it.
    """
    said = CustomerMessage(body=body, attachments=files, automatic=automatic)
    if mailed is not None:
        said = said.model_copy(update=dict(mailed.marks))
        ticket = ticket.model_copy(update={"thread": mailed.goes_on(ticket.thread)})
    if ticket.unverified and caller.id == ticket.requester:
        ticket = ticket.model_copy(update={"unverified": False})
    if ticket.spam is not None:
        return _said(caller, ticket, ticket.next(now), said)
    why = _says_nothing(ticket, body, now, attached=bool(files), automatic=automatic)
    status = rules.after_customer_message(ticket.status, says_something=why is None)
    changes: dict[str, Any] = {"because": why} if why else {"waiting_since": ticket.waiting_since or now}
    if not automatic:
        changes["snoozed_until"] = None
    untouched = automatic or (why is not None and ticket.status is Status.SOLVED and ticket.snoozed_until is None)
    timers = ticket.timers if untouched else services.timers(status, now)
    after = ticket.next(now, **changes).entering(status, now, timers)
    return _said(caller, ticket, after, said, because=why)


def _said(
    caller: Caller, before: Ticket, after: Ticket, said: CustomerMessage, *, because: Because | None = None
) -> Act:
    by, now = said_by(caller, before.requester), after.updated_at
    event = new_event(EventType.CUSTOMER_REPLIED, after, by, now, data=said, before=before, because=because)
    return Act(after, (event,))


def _says_nothing(ticket: Ticket, body: str, now: int, *, attached: bool, automatic: bool) -> Because | None:
    """Why a message moves nothing; None where it does, or where there is nothing to be moved."""
    if ticket.status not in rules.WAITING_ON_OTHERS:
        return None
    if automatic:
        return Because(rule="automatic", at=now)
    names = (ticket.requester_name, ticket.assignee_name or "")
    return Because(rule="thanks_only", at=now) if thanks.only_thanks(body, attached=attached, names=names) else None
