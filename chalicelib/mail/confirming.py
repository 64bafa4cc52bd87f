"""The mail that asks somebody to confirm their address: the one mail to people who are nobody yet.

It holds nothing that was typed into the form, not even a name: whoever types somebody else's address can make this desk say
nothing but this. At most once, like every mail: claimed, sent, settled.
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
    """Somebody has typed this address, and speaks this language."""

    email: str
    language: str = "en"


def or_else(send: Send) -> Send:
    """What a message of the mail queue asks for: a confirmation, or a mail about a ticket."""

    def either(services: Services, message: dict[str, Any]) -> None:
        if "confirmation" in message:
            ask(services, Wish.model_validate(message["confirmation"]))
        else:
            send(services, message)

    return either


def ask(services: Services, wish: Wish) -> None:
    """Ask for a confirmation. 3 RT, 2 WRU, and the keys. Raises `SendFailed` for the queue to try again, `SetAside` in doubt."""
    from . import writing  # only the function that writes mail pays for it

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
    """One for each hour: the next request of the same address is another use."""
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
