"""Followers of a ticket: they are notified of new messages and have it in their list."""

from collections.abc import Callable, Sequence

from ..people import actions as people_actions
from ..people.model import Caller
from ..plumbing.aws.dynamo import Write
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.services import Services
from ..tickets import rules as tickets_rules
from ..tickets import store as tickets_store
from ..tickets.event_specs import EventType
from ..tickets.model import Ticket
from ..tickets.transaction import Changeset, TicketResult, actor_of, new_event, perform

MAX_FOLLOWERS = 50


def find_agents(services: Services, ids: Sequence[str]) -> frozenset[str]:
    """Read the agents that a note mentions. 1 RT and half a RRU each. Raises `Invalid` for anyone who is not an agent."""
    found = {person.id for person in people_actions.people_by_id(services, ids) if person.is_agent}
    unknown = [n for n, each in enumerate(ids) if each not in found]
    if unknown:
        raise Invalid.field(f"mentions/{unknown[0]}", "There is no such agent.")
    return frozenset(ids)


def follow(services: Services, caller: Caller, ticket_id: str, agent: str) -> TicketResult:
    """Add a follower to a ticket. 2–3 RT, 1–1.5 RRU + 10 WRU; writes nothing if they already follow it."""
    follower = {agent} if agent == caller.id else find_agents(services, [agent])
    return _change_followers(services, caller, ticket_id, lambda followers: followers | follower)


def unfollow(services: Services, caller: Caller, ticket_id: str, agent: str) -> TicketResult:
    """Remove a follower from a ticket. 2 RT, 1 RRU + 10 WRU."""
    return _change_followers(services, caller, ticket_id, lambda followers: followers - {agent})


def follower_writes(services: Services, before: Ticket | None, after: Ticket) -> tuple[Write, ...]:
    """Build the writes that go with a change of `followers`: each follower has a row in the list of what they follow."""
    known = before.followers if before else frozenset()
    come, gone = sorted(after.followers - known), sorted(known - after.followers)
    if len(after.followers) > MAX_FOLLOWERS and come:
        raise Conflict(f"At most {MAX_FOLLOWERS} people can follow a ticket.", version=before.version if before else 0)
    added = (tickets_store.follow(services, after, agent) for agent in come)
    removed = (tickets_store.unfollow(services, after, agent) for agent in gone)
    return (*added, *removed)


def _change_followers(
    services: Services, caller: Caller, ticket_id: str, change: Callable[[frozenset[str]], frozenset[str]]
) -> TicketResult:
    def decide(ticket: Ticket) -> Changeset | None:
        tickets_rules.check_open(ticket)
        followers = change(ticket.followers)
        if followers == ticket.followers:
            return None
        now = services.clock.now()
        after = ticket.next(now, followers=followers)
        event = new_event(EventType.FOLLOWERS_CHANGED, after, actor_of(caller), before=ticket)
        return Changeset(after, (event,), extra_writes=follower_writes(services, ticket, after))

    return perform(services, caller, ticket_id, decide)
