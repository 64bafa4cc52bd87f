"""Requests about triage."""

from ..plumbing.fields import InstantIn, Strict
from ..tickets.forms import Id
from ..tickets.model import Spam


class Snooze(Strict):
    until: InstantIn


class SpamMark(Strict):
    kind: Spam = Spam.SPAM


class NewFollower(Strict):
    """A follower: `me`, or another agent's id."""

    agent: Id = "me"
