"""Request bodies for saved replies."""

from pydantic import Field, StrictBool

from ..plumbing.fields import Name, Strict, left_out
from ..tickets.forms import Body, Id, Language


class NewReply(Strict):
    """Private, or `shared` (leads and admins): with a team's agents, without a `team` with all agents."""

    name: Name
    body: Body
    shared: StrictBool = False
    team: Id | None = None
    language: Language | None = None


class ReplyChange(Strict):
    """Only the fields sent are changed. `team` null: for all agents; `language` null: for any."""

    name: Name = Field(default="", json_schema_extra=left_out)
    body: Body = Field(default="", json_schema_extra=left_out)
    team: Id | None = None
    language: Language | None = None
