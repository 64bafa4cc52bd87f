"""HTTP routes of uploads. Files are downloaded through their messages: see the tickets' routes."""

from ..people.model import EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from . import actions, views
from .forms import NewUpload

routes = Routes(__name__, caller_of)


@routes.post("/v1/uploads", allow=EVERYBODY, status=201)
def offer_upload(
    services: Services, caller: Caller, body: NewUpload, once: Once | None, language: str
) -> Reply[views.OfferView]:
    """Create an upload for one file. Send the file within five minutes, and use its id in a message."""
    upload, post, replayed = actions.offer(services, caller, body, once)
    view = views.offer_view(upload, post, actions.POST_S, language)
    return Reply(view, location=f"/api/v1/uploads/{upload.id}", replayed=replayed)


@routes.get("/v1/uploads/{upload}", allow=EVERYBODY)
def read_upload(services: Services, caller: Caller, upload: str, language: str) -> views.UploadView:
    """Read whether your upload has been scanned, and why it was rejected if it was."""
    return views.upload_view(actions.own(services, caller, upload), language)
