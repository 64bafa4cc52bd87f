"""What somebody with a link may send."""

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
    """What `POST /v1/links/exchange` gave for a link's token."""

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
    """A mail program's own button (RFC 8058): the token in the address, and a form that says nothing else."""

    token: Annotated[str, Field(max_length=LONGEST)] = ""
