"""Request bodies and queries for email texts and suppressions."""

from typing import Annotated

from pydantic import Field

from ..plumbing.fields import Email, Line, Strict, Text
from .templates import MAX_BODY, MAX_SUBJECT


class TemplateForm(Strict):
    """An email text: plain text with placeholders in double braces; an empty line ends a paragraph."""

    subject: Annotated[Line, Field(min_length=1, max_length=MAX_SUBJECT)]
    body: Annotated[Text, Field(min_length=1, max_length=MAX_BODY)]


class SuppressionQuery(Strict):
    email: Email
