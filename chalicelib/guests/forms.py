"""Request bodies for guests."""

from typing import Annotated

from pydantic import Field

from ..people.model import Language, TimeZone
from ..plumbing.fields import Email, Line, Strict
from ..plumbing.names import PersonName
from ..tickets.forms import Answers, Body, Id, Subject


class GuestTicket(Strict):
    """A guest's request. `website` is a hidden field and `took_ms` how long the form was open: both reveal bots."""

    email: Email
    name: PersonName | None = None
    subject: Subject
    body: Body
    category: Id | None = None
    fields: Answers = {}
    language: Language = "en"
    time_zone: TimeZone = "UTC"
    website: Annotated[Line, Field(max_length=200)] = ""
    took_ms: Annotated[int, Field(ge=0)] | None = None
