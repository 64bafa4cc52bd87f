"""Request bodies and queries for people with a link."""

from typing import Annotated

from pydantic import Field

from ..attachments.forms import UploadId
from ..feedback.forms import NewRating
from ..plumbing.fields import Strict
from ..tickets.forms import Body
from .tokens import LONGEST

Sealed = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Token(Strict):
    token: Sealed


class Access(Strict):
    """`access`: the access token from `POST /v1/links/exchange`."""

    access: Sealed


class LinkedTicket(Access):
    limit: Annotated[int, Field(ge=1, le=100)] = 30
    cursor: Annotated[str, Field(max_length=400)] | None = None


class LinkedMessage(Access):
    body: Body


class LinkedAttachment(Access):
    attachment: UploadId


class LinkedRating(Access, NewRating):
    pass


class OneClick(Strict):
    """A mail client's unsubscribe button (RFC 8058): the token in the URL, and a form with a fixed value."""

    token: Annotated[str, Field(max_length=LONGEST)] = ""
