"""Who may see and do what with tickets. All permission checks for tickets are here.

Customers see their own tickets, without internal notes and events. What an agent may do with a team's tickets:

    team     member, full   member, read-only   not a member
    open     everything     read, add notes     everything
    closed   everything     read, add notes     nothing: the ticket does not exist for them

Admins may do everything. A read-only membership also applies in an open team: it overrides what the team allows to all
agents, in that team only. Leads have the same rights as agents.
"""

from collections.abc import Iterable

from ..configuration.model import Configuration, Team
from ..people.model import Caller, Person, Right, Role
from ..plumbing.errors import Invalid, NotAllowed
from . import public
from .event import Event
from .model import Ticket


def team_right(caller: Caller, team: str, configured: Configuration) -> Right | None:
    """Return what an agent may do with the tickets of a team, by the table above; None for nothing."""
    if caller.role is Role.ADMIN:
        return Right.FULL
    if not caller.is_agent:
        return None
    general = Right.FULL if configured.team(team).open else None
    return caller.teams.get(team, general)


def right_in_all(caller: Caller, teams: Iterable[str], configured: Configuration) -> Right | None:
    """Return the lowest right that an agent has in any of these teams: what they may do with something that
    belongs to all of them.
    """
    rights = [team_right(caller, team, configured) for team in teams]
    if not rights or None in rights:
        return None
    return Right.READ if Right.READ in rights else Right.FULL


def may_read(caller: Caller, ticket: Ticket, configured: Configuration) -> bool:
    """Return whether the ticket exists for this caller."""
    return caller.id == ticket.requester or team_right(caller, ticket.team, configured) is not None


def may_find(caller: Caller, ticket: Ticket, configured: Configuration) -> bool:
    """Return whether the ticket is in this caller's lists and search results.

    Customers do not find what an unverified sender created in their name, until an agent has replied to it.
    """
    listed = not ticket.unverified or ticket.accepted or sees_internal(caller, ticket, configured)
    return listed and may_read(caller, ticket, configured)


def sees_internal(caller: Caller, ticket: Ticket, configured: Configuration) -> bool:
    """Return whether this caller sees notes and internal events: an agent without rights in the team sees what its
    requester sees.
    """
    return team_right(caller, ticket.team, configured) is not None


def version_for(caller: Caller, ticket: Ticket, configured: Configuration) -> int:
    """Return the ticket's version as this caller sees it: its ETag, which If-Match is compared with."""
    return ticket.version if sees_internal(caller, ticket, configured) else public.version_of(ticket)


def may_see_event(caller: Caller, event: Event, now: int, *, internal: bool) -> bool:
    """Return whether a caller who may read the ticket may see this event of it.

    `internal`: whether they see internal events there, as returned by `sees_internal`. A reply that can still be undone
    is shown only to agents and to its author.
    """
    return internal or (is_public(event) and (is_sent(event, now) or event.by.id == caller.id))


def is_public(event: Event) -> bool:
    """Return whether customers may see the event at all, now or once it is sent."""
    return not event.internal


def is_sent(event: Event, now: int) -> bool:
    """Return whether the event can no longer be undone, so that it is shown to all its readers."""
    return event.sends_at is None or event.sends_at <= now


def writes_as_agent(caller: Caller, ticket: Ticket) -> bool:
    """Return whether the caller acts as an agent; on their own tickets agents act as customers."""
    return caller.is_agent and caller.id != ticket.requester


def check_may_change(caller: Caller, ticket: Ticket, configured: Configuration) -> None:
    """Raise `NotAllowed` for a member who may only read."""
    if caller.id != ticket.requester and team_right(caller, ticket.team, configured) is not Right.FULL:
        raise NotAllowed(f"You may read the tickets of {configured.team(ticket.team).name}, and not change them.")


def may_work_on(agent: Person, team: str, configured: Configuration) -> bool:
    """Return whether an agent may be assigned tickets of a team, by their record."""
    return team_right(agent.as_caller, team, configured) is Right.FULL


def check_assignable(agent: Person, team: str, configured: Configuration) -> None:
    """Raise `Invalid` for an agent who may not work on the tickets of a team."""
    if not may_work_on(agent, team, configured):
        name = configured.team(team).name
        raise Invalid.field("assignee", f"{agent.name} may not work on the tickets of {name}.")


def readable_teams(caller: Caller, configured: Configuration) -> list[Team]:
    """Return the teams whose tickets an agent may list and count."""
    return [team for team in configured.teams if team_right(caller, team.id, configured) is not None]
