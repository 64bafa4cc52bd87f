"""Permissions for saved replies."""

from ..configuration.model import Configuration
from ..people.model import LEADS, Caller, Right
from ..plumbing.errors import Invalid, NotAllowed
from ..tickets.access import team_right
from .model import SavedReply


def may_read(caller: Caller, reply: SavedReply, configured: Configuration) -> bool:
    """Agents may read their own replies, and shared ones of teams whose tickets they see."""
    if not reply.shared:
        return reply.owner == caller.id
    return reply.team is None or team_right(caller, reply.team, configured) is not None


def may_change(caller: Caller, reply: SavedReply, configured: Configuration) -> bool:
    """Agents may change their own replies; leads and admins also shared ones of teams in which they may reply."""
    if not reply.shared:
        return reply.owner == caller.id
    return caller.role in LEADS and _answers_in(caller, reply.team, configured)


def check_may_share(caller: Caller) -> None:
    if caller.role not in LEADS:
        raise NotAllowed("Leads and admins share replies. Keep this one for yourself.")


def check_may_change(caller: Caller, reply: SavedReply, configured: Configuration) -> None:
    if not may_change(caller, reply, configured):
        raise NotAllowed("Leads and admins change shared replies, in the teams where they may answer.")


def check_team(caller: Caller, team: str | None, configured: Configuration) -> None:
    """Raise `Invalid` for a team with which the caller may not share."""
    if team is not None and not (configured.has_team(team) and _answers_in(caller, team, configured)):
        raise Invalid.field("team", f"There is no team “{team}”, or you cannot answer in it.")


def _answers_in(caller: Caller, team: str | None, configured: Configuration) -> bool:
    return team is None or team_right(caller, team, configured) is Right.FULL
