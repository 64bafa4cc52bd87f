"""HTTP routes for agents."""

from ..configuration import actions as configuration
from ..people import revocations
from ..people.model import ADMINS, AGENTS, LEADS, Caller, Person, Seat
from ..people.recording import Stale
from ..people.sign_in import caller_of
from ..plumbing.errors import OutOfDate
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from . import actions, views
from .forms import AgentChange, AgentQuery, Invitation, NewAbsence

routes = Routes(__name__, caller_of)


@routes.get("/v1/agents", allow=AGENTS)
def list_agents(services: Services, caller: Caller, query: AgentQuery) -> views.AgentList:
    """List agents, active ones first; with `team` only those of one team."""
    page = actions.page(services, caller, query)
    return views.AgentList(items=[_view(services, caller, *each) for each in page.items], next=page.next)


@routes.post("/v1/agents", allow=ADMINS, status=201)
def invite_agent(services: Services, caller: Caller, body: Invitation, once: Once | None) -> Reply[views.InvitedView]:
    """Invite an agent. They get an email with a temporary password; with an existing account they sign in as before."""
    done = actions.invite(services, caller, body, once)
    view = _view(services, caller, *actions.with_seat(services, done.agent))
    shown = views.InvitedView(**dict(view), invited=done.mailed)
    at = f"/api/v1/agents/{done.agent.id}"
    return Reply(shown, done.agent.version, location=at, replayed=done.replayed)


@routes.get("/v1/agents/{agent}", allow=AGENTS)
def read_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Read one agent. Use the ETag for `If-Match`; it does not cover availability."""
    return _reply(services, caller, *actions.one(services, agent))


@routes.patch("/v1/agents/{agent}", allow=ADMINS)
def change_agent(
    services: Services, caller: Caller, agent: str, body: AgentChange, if_match: int | None
) -> Reply[views.AgentView]:
    """Change role, teams, skills, languages, cap or name. Changed rights take effect within half a minute."""
    try:
        person = actions.change(services, caller, agent, body, if_match)
    except Stale as stale:
        now = _view(services, caller, *actions.with_seat(services, stale.person)).model_dump(mode="json")
        raise OutOfDate("The agent has changed meanwhile. Look at them and try again.", agent=now) from None
    return _reply(services, caller, *actions.with_seat(services, person))


@routes.post("/v1/agents/{agent}/deactivate", allow=ADMINS)
def deactivate_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Deactivate an agent: signed out everywhere within a minute, open tickets reassigned. Idempotent."""
    return _reply(services, caller, *actions.with_seat(services, actions.deactivate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/activate", allow=ADMINS)
def activate_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Reactivate an agent with the rights they had. They set themselves online. Idempotent."""
    return _reply(services, caller, *actions.with_seat(services, actions.activate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/invitation", allow=ADMINS, status=202)
def invite_again(services: Services, agent: str) -> None:
    """Email a new temporary password to an agent who has never signed in; the previous one becomes invalid."""
    actions.invite_again(services, agent)


@routes.put("/v1/agents/me/absence", allow=AGENTS)
def set_own_absence(services: Services, caller: Caller, body: NewAbsence) -> Reply[views.AgentView]:
    """Set your out-of-office time. You get no tickets then, and your open tickets are reassigned when it begins."""
    return _absence(services, caller, caller.id, body)


@routes.delete("/v1/agents/me/absence", allow=AGENTS, status=200)
def end_own_absence(services: Services, caller: Caller) -> Reply[views.AgentView]:
    """End or cancel your out-of-office time. Set yourself online again; reassigned tickets do not come back."""
    return _absence(services, caller, caller.id, None)


@routes.put("/v1/agents/{agent}/absence", allow=LEADS)
def set_absence(services: Services, caller: Caller, agent: str, body: NewAbsence) -> Reply[views.AgentView]:
    """Set another agent's out-of-office time."""
    return _absence(services, caller, agent, body)


@routes.delete("/v1/agents/{agent}/absence", allow=LEADS, status=200)
def end_absence(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """End or cancel another agent's out-of-office time."""
    return _absence(services, caller, agent, None)


def _absence(services: Services, caller: Caller, agent: str, wanted: NewAbsence | None) -> Reply[views.AgentView]:
    person = actions.set_absence(services, caller, agent, wanted)
    return _reply(services, caller, *actions.with_seat(services, person))


def _view(services: Services, caller: Caller, person: Person, seat: Seat) -> views.AgentView:
    configured, now = configuration.current(services), services.clock.now()
    unfinished = revocations.is_held(services, person.id)
    return views.agent_view(person, seat, caller, configured, now, unfinished=unfinished)


def _reply(services: Services, caller: Caller, person: Person, seat: Seat) -> Reply[views.AgentView]:
    return Reply(_view(services, caller, person, seat), person.version, provisional=True)
