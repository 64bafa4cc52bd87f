"""HTTP routes for agents."""

from ..configuration import actions as configuration_actions
from ..people import revocations
from ..people.model import ADMINS, AGENTS, LEADS, Caller, Person, Slot
from ..people.sign_in import caller_of
from ..people.transaction import PersonChanged
from ..plumbing.errors import VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, views
from .forms import AgentChange, AgentQuery, Invitation, NewAbsence

routes = Routes(__name__, caller_of)


@routes.get("/v1/agents", allow=AGENTS)
def list_agents(services: Services, caller: Caller, query: AgentQuery) -> views.AgentList:
    """List agents, active ones first; with `team` only those of one team."""
    page = actions.list_agents(services, caller, query)
    return views.AgentList(items=[_view(services, caller, *each) for each in page.items], next=page.next)


@routes.post("/v1/agents", allow=ADMINS, status=201)
def invite_agent(
    services: Services, caller: Caller, body: Invitation, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.InvitedView]:
    """Invite an agent. They get an email with a temporary password; with an existing account they sign in as before."""
    result = actions.invite(services, caller, body, idempotency_key)
    view = _view(services, caller, *actions.agent_with_slot(services, result.agent))
    shown = views.InvitedView(**dict(view), invitation_sent=result.invitation_sent)
    at = f"/api/v1/agents/{result.agent.id}"
    return ApiResponse(shown, result.agent.version, location=at, replayed=result.replayed)


@routes.get("/v1/agents/{agent}", allow=AGENTS)
def read_agent(services: Services, caller: Caller, agent: str) -> ApiResponse[views.AgentView]:
    """Read one agent. Use the ETag for `If-Match`; it does not cover availability."""
    return _reply(services, caller, *actions.find_agent(services, agent))


@routes.patch("/v1/agents/{agent}", allow=ADMINS)
def change_agent(
    services: Services, caller: Caller, agent: str, body: AgentChange, if_match: int | None
) -> ApiResponse[views.AgentView]:
    """Change role, teams, skills, languages, cap or name. Changed rights take effect within half a minute."""
    try:
        person = actions.change(services, caller, agent, body, if_match)
    except PersonChanged as stale:
        now = _view(services, caller, *actions.agent_with_slot(services, stale.person)).model_dump(mode="json")
        raise VersionMismatch("The agent has changed meanwhile. Look at them and try again.", agent=now) from None
    return _reply(services, caller, *actions.agent_with_slot(services, person))


@routes.post("/v1/agents/{agent}/deactivate", allow=ADMINS)
def deactivate_agent(services: Services, caller: Caller, agent: str) -> ApiResponse[views.AgentView]:
    """Deactivate an agent: signed out everywhere within a minute, open tickets reassigned. Idempotent."""
    return _reply(services, caller, *actions.agent_with_slot(services, actions.deactivate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/activate", allow=ADMINS)
def activate_agent(services: Services, caller: Caller, agent: str) -> ApiResponse[views.AgentView]:
    """Reactivate an agent with the rights they had. They set themselves online. Idempotent."""
    return _reply(services, caller, *actions.agent_with_slot(services, actions.activate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/invitation", allow=ADMINS, status=202)
def resend_invitation(services: Services, agent: str) -> None:
    """Email a new temporary password to an agent who has never signed in; the previous one becomes invalid."""
    actions.resend_invitation(services, agent)


@routes.put("/v1/agents/me/absence", allow=AGENTS)
def set_own_absence(services: Services, caller: Caller, body: NewAbsence) -> ApiResponse[views.AgentView]:
    """Set your out-of-office time. You get no tickets then, and your open tickets are reassigned when it begins."""
    return _absence(services, caller, caller.id, body)


@routes.delete("/v1/agents/me/absence", allow=AGENTS, status=200)
def end_own_absence(services: Services, caller: Caller) -> ApiResponse[views.AgentView]:
    """End or cancel your out-of-office time. Set yourself online again; reassigned tickets do not come back."""
    return _absence(services, caller, caller.id, None)


@routes.put("/v1/agents/{agent}/absence", allow=LEADS)
def set_absence(services: Services, caller: Caller, agent: str, body: NewAbsence) -> ApiResponse[views.AgentView]:
    """Set another agent's out-of-office time."""
    return _absence(services, caller, agent, body)


@routes.delete("/v1/agents/{agent}/absence", allow=LEADS, status=200)
def end_absence(services: Services, caller: Caller, agent: str) -> ApiResponse[views.AgentView]:
    """End or cancel another agent's out-of-office time."""
    return _absence(services, caller, agent, None)


def _absence(services: Services, caller: Caller, agent: str, wanted: NewAbsence | None) -> ApiResponse[views.AgentView]:
    person = actions.set_absence(services, caller, agent, wanted)
    return _reply(services, caller, *actions.agent_with_slot(services, person))


def _view(services: Services, caller: Caller, person: Person, slot: Slot) -> views.AgentView:
    configured, now = configuration_actions.current(services), services.clock.now()
    unfinished = revocations.is_held(services, person.id)
    return views.agent_view(person, slot, caller, configured, now, unfinished=unfinished)


def _reply(services: Services, caller: Caller, person: Person, slot: Slot) -> ApiResponse[views.AgentView]:
    return ApiResponse(_view(services, caller, person, slot), person.version, provisional=True)
