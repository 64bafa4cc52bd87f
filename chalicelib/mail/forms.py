"""What agents may ask about addresses."""

from ..plumbing.fields import Email, Strict


class SuppressionQuery(Strict):
    email: Email
