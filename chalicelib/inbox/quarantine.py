"""Mails that wait: looked at, let in with one act, or put away. Agents see them all, since they belong to no team yet."""

from typing import Any

from ..audit import actions as audit
from ..audit.model import About, Act
from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Invalid, NotFound, Unavailable
from ..plumbing.functions import NoAnswer
from ..plumbing.services import Services
from ..tickets import access
from ..tickets import actions as tickets
from . import store
from .arrivals import Arrival

LINK_S = 60


def waiting(services: Services, limit: int, after: str | None) -> tuple[list[Arrival], str | None]:
    """Those that wait, the newest first, and where the next page begins. 2 RT; a RRU each."""
    found = store.waiting(services, limit + 1, after)
    shown = found[:limit]
    there = store.find_many(services, [id_ for _, id_ in shown])
    listed = [there[id_] for _, id_ in shown if id_ in there and there[id_].waits]
    return listed, shown[-1][0] if len(found) > limit else None


def look_at(services: Services, id_: str) -> dict[str, Any]:
    """What one of them says, as `reading.look` has it. 1 RT to another function. Raises `NotFound`, `Unavailable`."""
    return _ask(services, {"look": find(services, id_).id})


def original(services: Services, arrival: Arrival) -> str:
    """An address that hands out the raw mail for a minute. Rights have been looked at; nothing is read."""
    return services.mail_bucket.link(arrival.key, name=f"{arrival.id[:40]}.eml", seconds=LINK_S)


def find(services: Services, id_: str) -> Arrival:
    """1 RT, 1 RRU. Raises `NotFound`."""
    arrival = store.find(services, id_)
    if arrival is None:
        raise NotFound("There is no such mail.")
    return arrival


def mail_of(services: Services, caller: Caller, ticket_id: str, id_: str) -> Arrival:
    """The mail that a message of a ticket came in, for whoever sees what is internal there. 2 RT, 2 RRU. Raises `NotFound`."""
    ticket = tickets.ticket_for(services, caller, ticket_id)
    arrival = store.find(services, id_)
    seen = access.sees_internal(caller, ticket, configuration.current(services))
    if arrival is None or arrival.ticket != ticket.number or not seen:
        raise NotFound("There is no such mail, or it is not yours.")
    return arrival


def release(services: Services, caller: Caller, id_: str) -> Arrival:
    """Let a mail in as if nothing had stood in its way. Twice is once. Costs as `take_in`, and 3 RT and 8 WRU more.

    Raises `NotFound`, `Unavailable`, and `Invalid` for one that cannot be read or may not be what it says.
    """
    before = find(services, id_)
    if not before.waits:
        return before
    answer = _ask(services, {"release": id_})
    if "arrival" not in answer:
        raise Invalid(answer["refused"])
    after = Arrival.model_validate(answer["arrival"]).model_copy(update={"settled": True})
    return _change(services, caller, before, after, Act.MAIL_RELEASED)


def put_away(services: Services, caller: Caller, id_: str) -> Arrival:
    """Take a mail off the list; it is kept. Twice is once. 3 RT, 1 RRU + 8 WRU. Raises `NotFound`."""
    before = find(services, id_)
    if not before.waits:
        return before
    return _change(services, caller, before, before.model_copy(update={"settled": True}), Act.MAIL_PUT_AWAY)


def _change(services: Services, caller: Caller, before: Arrival, after: Arrival, act: Act) -> Arrival:
    after = after.model_copy(update={"version": before.version + 1})
    changes = {"ticket": (None, after.ticket)} if after.ticket else {}
    about = About(kind="mail", id=before.id)
    try:
        audit.record(services, caller, act, about, changes, store.changed(services, before, after))
    except ConditionFailed:
        now = find(services, before.id)
        if not now.settled:
            raise
        return now
    return after


def _ask(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    try:
        return services.mail_reader.ask(question)
    except NoAnswer:
        raise Unavailable("Mails cannot be read just now. Try again.", retry_after=2) from None
