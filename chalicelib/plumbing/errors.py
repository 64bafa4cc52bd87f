"""Errors that are reported to the client. Any other exception is a bug or an outage."""

from typing import Any


class Refused(Exception):  # noqa: N818 - a response, not an error
    """The request is refused; `detail` says what to change.

    `facts` are further members of the problem document (RFC 9457, section 3.2).
    """

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class Malformed(Refused):
    """The request could not be parsed."""


class SignInRequired(Refused):
    """The caller is not authenticated, or the token is no longer valid."""


class NotAllowed(Refused):
    """The caller's role may not do this."""


class NotFound(Refused):
    """The resource does not exist or is not visible to the caller: both get the same response."""


class Invalid(Refused):
    """A field is invalid. `errors` in the facts: [{"pointer", "detail"}]."""

    @classmethod
    def field(cls, name: str, detail: str) -> "Invalid":
        return cls("The request did not validate.", errors=[{"pointer": f"/{name}", "detail": detail}])


class VersionRequired(Refused):
    """The change must name the version that it is based on (RFC 6585, 428)."""


class Conflict(Refused):
    """The current state does not allow the change."""


class Gone(Refused):
    """The resource existed but was used or has expired (RFC 9110, 410)."""


class VersionMismatch(Refused):
    """The version named is not the current one (RFC 9110, 412)."""


class TooLarge(Refused):
    """The body is over the limit."""


class NotJson(Refused):
    """The body is not `application/json`."""


class TooManyRequests(Refused):
    """Rate limit exceeded; `retry_after` in the facts, in seconds."""


class Unavailable(Refused):
    """A required service does not respond; the client can retry. `retry_after` in seconds."""
