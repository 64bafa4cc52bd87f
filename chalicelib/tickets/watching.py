"""Followers of a ticket: they are notified of new messages and have it in their list."""

from collections.abc import Callable, Sequence

from ..people import actions as people
from ..people.model import Caller
from ..plumbing.dynamo import Write
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.services import Services
from . import rules, store
from .model import EventType, Ticket
from .recording import Act, Done, new_event, perform, said_by

MOST_WATCHERS = 50


def agents_named(services: Services, ids: Sequence[str]) -> frozenset[str]:
    """Read the agents that a note mentions. 1 RT and half a RRU each. Raises `Invalid` for anyone who is not an agent."""
    found = {person.id for person in people.persons_by_id(services, ids) if person.is_agent}
    strangers = [n for n, each in enumerate(ids) if each not in found]
    if strangers:
        raise Invalid.field(f"mentions/{strangers[0]}", "There is no such agent.")
    return frozenset(ids)


def follow(services: Services, caller: Caller, ticket_id: str, agent: str) -> Done:
    """Add a follower to a ticket. 2–3 RT, 1–1.5 RRU + 10 WRU; writes nothing if they already follow it."""
    watcher = {agent} if agent == caller.id else agents_named(services, [agent])
    return _watched_by(services, caller, ticket_id, lambda watchers: watchers | watcher)


def unfollow(services: Services, caller: Caller, ticket_id: str, agent: str) -> Done:
    """Remove a follower from a ticket. 2 RT, 1 RRU + 10 WRU."""
    return _watched_by(services, caller, ticket_id, lambda watchers: watchers - {agent})


def rows(services: Services, before: Ticket | None, after: Ticket) -> tuple[Write, ...]:
    """Build the writes that go with a change of `watchers`: each follower has a row in the list of what they follow."""
    known = before.watchers if before else frozenset()
    come, gone = sorted(after.watchers - known), sorted(known - after.watchers)
    if len(after.watchers) > MOST_WATCHERS and come:
        raise Conflict(f"At most {MOST_WATCHERS} people can follow a ticket.", version=before.version if before else 0)
    added = (store.follow(services, after, agent) for agent in come)
    removed = (store.unfollow(services, after, agent) for agent in gone)
    return (*added, *removed)


def _watched_by(
    services: Services, caller: Caller, ticket_id: str, change: Callable[[frozenset[str]], frozenset[str]]
) -> Done:
    def decide(ticket: Ticket) -> Act | None:
        rules.check_open(ticket)
        watchers = change(ticket.watchers)
        if watchers == ticket.watchers:
            return None
        now = services.clock.now()
        after = ticket.next(now, watchers=watchers)
        event = new_event(EventType.WATCHERS_CHANGED, after, said_by(caller), now, before=ticket)
        return Act(after, (event,), also=rows(services, ticket, after))

    return perform(services, caller, ticket_id, decide)
