"""Request bodies for registration, sign-in and profile changes."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ..plumbing.fields import Email, Line, Strict
from ..plumbing.names import PersonName
from .model import Language, Password, TimeZone, TypedPassword

Client = Literal["api"]
Code = Annotated[Line, Field(min_length=1, max_length=32, pattern=r"^\S+$")]
Opaque = Annotated[str, Field(min_length=1, max_length=8192)]


class Registration(Strict):
    email: Email
    password: Password
    name: PersonName
    language: Language = "en"
    time_zone: TimeZone = "UTC"


class Address(Strict):
    email: Email


class Confirmation(Strict):
    email: Email
    code: Code


class SignIn(Strict):
    email: Email
    password: TypedPassword
    client: Client | None = None


class ChallengeAnswer(Strict):
    """Exactly one of `new_password` and `code`, as required by the challenge."""

    email: Email
    challenge: Annotated[str, Field(pattern=r"^[A-Z_]{1,64}$")]
    session: Opaque
    new_password: Password | None = None
    code: Code | None = None
    client: Client | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if (self.new_password is None) == (self.code is None):
            raise ValueError("Send either new_password or code, as the challenge asks.")
        return self


class RefreshToken(Strict):
    """Empty for browsers, which send the token in a cookie."""

    client: Client | None = None
    refresh_token: Opaque | None = None


class NewPassword(Strict):
    email: Email
    code: Code
    password: Password


class EndedSessions(Strict):
    everywhere: bool = False
