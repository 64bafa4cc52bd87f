"""HTTP for those who work here."""

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
    """List colleagues, those who work here first; of one team with `team`."""
    page = actions.page(services, caller, query)
    return views.AgentList(items=[_view(services, caller, *each) for each in page.items], next=page.next)


@routes.post("/v1/agents", allow=ADMINS, status=201)
def invite_agent(services: Services, caller: Caller, body: Invitation, once: Once | None) -> Reply[views.InvitedView]:
    """Invite somebody to work here. They get a mail with a first password; who has an account signs in as before."""
    done = actions.invite(services, caller, body, once)
    view = _view(services, caller, *actions.with_seat(services, done.agent))
    shown = views.InvitedView(**dict(view), invited=done.mailed)
    at = f"/api/v1/agents/{done.agent.id}"
    return Reply(shown, done.agent.version, location=at, replayed=done.replayed)


@routes.get("/v1/agents/{agent}", allow=AGENTS)
def read_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Read one colleague. The ETag is for `If-Match`; availability changes without it."""
    return _reply(services, caller, *actions.one(services, agent))


@routes.patch("/v1/agents/{agent}", allow=ADMINS)
def change_agent(
    services: Services, caller: Caller, agent: str, body: AgentChange, if_match: int | None
) -> Reply[views.AgentView]:
    """Change role, teams, skills, languages, cap or name. New rights hold within half a minute, lost ones too."""
    try:
        person = actions.change(services, caller, agent, body, if_match)
    except Stale as stale:
        now = _view(services, caller, *actions.with_seat(services, stale.person)).model_dump(mode="json")
        raise OutOfDate("The agent has changed meanwhile. Look at them and try again.", agent=now) from None
    return _reply(services, caller, *actions.with_seat(services, person))


@routes.post("/v1/agents/{agent}/deactivate", allow=ADMINS)
def deactivate_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Somebody leaves: signed out everywhere within a minute; what waits on them goes to others. May be repeated."""
    return _reply(services, caller, *actions.with_seat(services, actions.deactivate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/activate", allow=ADMINS)
def activate_agent(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Somebody is back, with the rights they had. They go online themselves. May be repeated."""
    return _reply(services, caller, *actions.with_seat(services, actions.activate(services, caller, agent)))


@routes.post("/v1/agents/{agent}/invitation", allow=ADMINS, status=202)
def invite_again(services: Services, agent: str) -> None:
    """Mail another first password to somebody who has not signed in yet; the one before is void."""
    actions.invite_again(services, agent)


@routes.put("/v1/agents/me/absence", allow=AGENTS)
def set_own_absence(services: Services, caller: Caller, body: NewAbsence) -> Reply[views.AgentView]:
    """Say when you are out of office. You get nothing then, and what waits on you goes to others as it begins."""
    return _absence(services, caller, caller.id, body)


@routes.delete("/v1/agents/me/absence", allow=AGENTS, status=200)
def end_own_absence(services: Services, caller: Caller) -> Reply[views.AgentView]:
    """Say that you are not out of office, or back. You go online yourself; no ticket comes back."""
    return _absence(services, caller, caller.id, None)


@routes.put("/v1/agents/{agent}/absence", allow=LEADS)
def set_absence(services: Services, caller: Caller, agent: str, body: NewAbsence) -> Reply[views.AgentView]:
    """Say when a colleague is out of office."""
    return _absence(services, caller, agent, body)


@routes.delete("/v1/agents/{agent}/absence", allow=LEADS, status=200)
def end_absence(services: Services, caller: Caller, agent: str) -> Reply[views.AgentView]:
    """Say that a colleague is not out of office, or back."""
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
