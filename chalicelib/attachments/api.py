"""HTTP routes of uploads. Files are downloaded through their messages: see the tickets' routes."""

from ..people.model import EVERYONE, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, views
from .forms import NewUpload

routes = Routes(__name__, caller_of)


@routes.post("/v1/uploads", allow=EVERYONE, status=201)
def offer_upload(
    services: Services, caller: Caller, body: NewUpload, idempotency_key: IdempotencyKey | None, language: str
) -> ApiResponse[views.OfferView]:
    """Create an upload for one file. Send the file within five minutes, and use its id in a message."""
    upload, post, replayed = actions.offer_upload(services, caller, body, idempotency_key)
    view = views.offer_view(upload, post, actions.UPLOAD_FORM_S, language)
    return ApiResponse(view, location=f"/api/v1/uploads/{upload.id}", replayed=replayed)


@routes.get("/v1/uploads/{upload}", allow=EVERYONE)
def read_upload(services: Services, caller: Caller, upload: str, language: str) -> views.UploadView:
    """Read whether your upload has been scanned, and why it was rejected if it was."""
    return views.upload_view(actions.find_own(services, caller, upload), language)
