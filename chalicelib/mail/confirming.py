"""The email that asks a person to confirm their address: the only email to people who are not known yet.

It contains nothing that was typed into the form, not even a name, so that the form cannot be used to send text to other
people. It is sent at most once, like every email: claimed, sent, settled.
"""

import logging
from collections.abc import Callable
from typing import Any

from ..guests.rules import key_of
from ..links import tokens
from ..links.tokens import Link, Purpose
from ..plumbing.clock import HOUR, SECOND
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.fields import Value
from ..plumbing.seals import ring
from ..plumbing.services import SendFailed, Services
from ..plumbing.texts import language_for
from . import overrides
from .model import Desk, Kind, SetAside, State
from .news import OUTBOX_TAG

log = logging.getLogger(__name__)

Send = Callable[[Services, dict[str, Any]], None]
CLAIMABLE = "attribute_not_exists(#pk) OR #state = :waiting"


class Wish(Value):
    """A request to confirm an address, in a language."""

    email: str
    language: str = "en"


def or_else(send: Send) -> Send:
    """Return a handler of queue messages that sends confirmations, and passes all others to `send`."""

    def either(services: Services, message: dict[str, Any]) -> None:
        if "confirmation" in message:
            ask(services, Wish.model_validate(message["confirmation"]))
        else:
            send(services, message)

    return either


def ask(services: Services, wish: Wish) -> None:
    """Send a confirmation. 3 RT, 2 WRU, and the keys. Raises `SendFailed` for the queue to retry, `SetAside` in doubt."""
    from . import writing  # only the function that writes emails loads it

    settings, now = services.settings, services.clock.real()
    link = _link(wish, now)
    address = tokens.address_of(settings.portal_url, ring(services), link)
    desk = Desk(settings.desk_name, settings.from_address, settings.portal_url)
    language = language_for(wish.language, "mail")
    template = overrides.in_force(services, Kind.CONFIRMATION, language)
    context = writing.ConfirmationContext(desk, wish.email, language, address, now, template)
    mail = writing.confirmation(context, f"confirm-{link.use}")
    if not _claimed(services, link):
        return
    try:
        services.mailer.send(mail, {OUTBOX_TAG: f"confirm-{link.use}"})
    except SendFailed as failed:
        _settle(services, link, State.WAITING if failed.known else State.UNKNOWN)
        if failed.known:
            raise
        raise SetAside(f"confirmation: {failed}") from None
    _settle(services, link, State.SENT)
    log.info("confirmation sent", extra={"outbox_id": f"confirm-{link.use}"})


def _link(wish: Wish, now: int) -> Link:
    """Make a link that is the same within an hour: a later request for the same address is another use."""
    return tokens.link_for(Purpose.CONFIRM, key_of(wish.email), now, rev=now // HOUR, about=language_for(wish.language))


def _claimed(services: Services, link: Link) -> bool:
    now = services.clock.real()
    row = {"pk": _pk(link), "sk": "#", "state": State.SENDING, "ttl": link.expires // SECOND, "claimed_at": now}
    try:
        services.live.write(services.live.put(row, CLAIMABLE, waiting=State.WAITING))
    except ConditionFailed:
        return False
    return True


def _settle(services: Services, link: Link, state: State) -> None:
    services.live.write(services.live.change(_pk(link), "#", "SET #state = :state", state=state))


def _pk(link: Link) -> str:
    return f"OB#confirm#{link.use}"
