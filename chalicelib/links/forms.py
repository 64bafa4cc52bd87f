"""Request bodies and queries for people with a link."""

from typing import Annotated

from pydantic import Field

from ..attachments.forms import UploadId
from ..feedback.forms import NewRating
from ..plumbing.fields import Strict
from ..tickets.forms import Body
from .tokens import MAX_LENGTH

SignedToken = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]


class Token(Strict):
    token: SignedToken


class AccessToken(Strict):
    """`access`: the access token from `POST /v1/links/exchange`."""

    access: SignedToken


class LinkedTicket(AccessToken):
    limit: Annotated[int, Field(ge=1, le=100)] = 30
    cursor: Annotated[str, Field(max_length=400)] | None = None


class LinkedMessage(AccessToken):
    body: Body


class LinkedAttachment(AccessToken):
    attachment: UploadId


class LinkedRating(AccessToken, NewRating):
    pass


class OneClickUnsubscribe(Strict):
    """A mail client's unsubscribe button (RFC 8058): the token in the URL, and a form with a fixed value."""

    token: Annotated[str, Field(max_length=MAX_LENGTH)] = ""
