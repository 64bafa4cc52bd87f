"""HTTP routes for samples: read the request, call one action, build the response."""

from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, views
from .forms import NewSample, SampleChange, SampleQuery

routes = Routes(__name__, caller_of)


@routes.get("/v1/samples", allow=AGENTS)
def list_samples(services: Services, caller: Caller, query: SampleQuery) -> views.SampleList:
    """List the samples, newest first."""
    page = actions.list_samples(services, caller, query)
    return views.SampleList(items=[views.sample_view(each, caller) for each in page.samples], next=page.next)


@routes.post("/v1/samples", allow=AGENTS, status=201)
def create_sample(
    services: Services, caller: Caller, body: NewSample, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.SampleView]:
    """Add a sample."""
    result = actions.create(services, caller, body, idempotency_key)
    at = f"/api/v1/samples/{result.sample.id}"
    view = views.sample_view(result.sample, caller)
    return ApiResponse(view, result.sample.version, location=at, replayed=result.replayed)


@routes.get("/v1/samples/{sample}", allow=AGENTS)
def read_sample(services: Services, caller: Caller, sample: str) -> ApiResponse[views.SampleView]:
    """Read a sample."""
    found = actions.sample_for(services, sample)
    return ApiResponse(views.sample_view(found, caller), found.version)


@routes.patch("/v1/samples/{sample}", allow=AGENTS)
def change_sample(
    services: Services, caller: Caller, sample: str, body: SampleChange, if_match: int | None
) -> ApiResponse[views.SampleView]:
    """Change a sample: your own, or as a lead or admin any."""
    after = actions.change(services, caller, sample, body, if_match)
    return ApiResponse(views.sample_view(after, caller), after.version)


@routes.delete("/v1/samples/{sample}", allow=AGENTS)
def remove_sample(services: Services, caller: Caller, sample: str, if_match: int | None) -> None:
    """Delete a sample: your own, or as a lead or admin any."""
    actions.remove(services, caller, sample, if_match)
