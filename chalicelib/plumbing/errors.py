"""The ways a request can be refused. Anything else that is raised is a bug or an outage."""

from typing import Any


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The caller asked for something the desk will not do; `detail` says what to change.

    `facts` are further members of the problem document (RFC 9457, section 3.2).
    """

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class Malformed(Refused):
    """The request could not be read at all."""


class SignInAgain(Refused):
    """Nobody, or nobody we can name, is asking."""


class NotAllowed(Refused):
    """This role may never do this."""


class NotFound(Refused):
    """Missing, or not yours: the two answer alike."""


class Invalid(Refused):
    """A field is wrong. `errors` in the facts: [{"pointer", "detail"}]."""

    @classmethod
    def field(cls, name: str, detail: str) -> "Invalid":
        return cls("The request did not validate.", errors=[{"pointer": f"/{name}", "detail": detail}])


class VersionNeeded(Refused):
    """The change must name the version it was made against (RFC 6585, 428)."""


class Conflict(Refused):
    """Something that happened meanwhile stands in the way."""


class Gone(Refused):
    """It was there once: used, or past its time (RFC 9110, 410)."""


class OutOfDate(Refused):
    """The version named is not the present one (RFC 9110, 412)."""


class TooLarge(Refused):
    """The body is over the limit."""


class NotJson(Refused):
    """The body is not `application/json`."""


class TooMany(Refused):
    """Throttled; `retry_after` in the facts, in seconds."""


class Unavailable(Refused):
    """Something the desk needs does not answer; worth another try. `retry_after` in seconds."""
