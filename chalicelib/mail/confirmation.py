"""The email that asks a person to confirm their address: the only email to people who are not known yet.

It contains nothing that was typed into the form, not even a name, so that the form cannot be used to send text to other
people. It is sent at most once, like every email: claimed, sent, settled.
"""

import logging
from collections.abc import Callable
from typing import Any

from ..guests.rules import key_of
from ..links import tokens as links_tokens
from ..links.tokens import Purpose, SignedLink
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.clock import HOUR, SECOND
from ..plumbing.fields import Value
from ..plumbing.i18n import language_for
from ..plumbing.ports import SendFailed
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from . import overrides
from .model import DeliveryAbandoned, Kind, MailState, SenderIdentity
from .ses_events import OUTBOX_TAG

log = logging.getLogger(__name__)

Send = Callable[[Services, dict[str, Any]], None]
CLAIMABLE = "attribute_not_exists(#pk) OR #state = :waiting"


class ConfirmationRequest(Value):
    """A request to confirm an address, in a language."""

    email: str
    language: str = "en"


def dispatch(send: Send) -> Send:
    """Return a handler of queue messages that sends confirmations, and passes all others to `send`."""

    def either(services: Services, message: dict[str, Any]) -> None:
        if "confirmation" in message:
            send_confirmation(services, ConfirmationRequest.model_validate(message["confirmation"]))
        else:
            send(services, message)

    return either


def send_confirmation(services: Services, wish: ConfirmationRequest) -> None:
    """Send a confirmation.

    3 RT, 2 WRU, and the keys. Raises `SendFailed` for the queue to retry, `DeliveryAbandoned` in doubt.
    """
    from . import composing  # only the function that writes emails loads it

    settings, now = services.settings, services.clock.real()
    link = _link(wish, now)
    address = links_tokens.url_of(settings.portal_url, key_ring(services), link)
    desk = SenderIdentity(settings.desk_name, settings.from_address, settings.portal_url)
    language = language_for(wish.language, "mail")
    template = overrides.template_in_force(services, Kind.CONFIRMATION, language)
    context = composing.ConfirmationContext(desk, wish.email, language, address, now, template)
    mail = composing.compose_confirmation(context, f"confirm-{link.use}")
    if not _claim(services, link):
        return
    try:
        services.mailer.send(mail, {OUTBOX_TAG: f"confirm-{link.use}"})
    except SendFailed as failed:
        _settle(services, link, MailState.WAITING if failed.known else MailState.UNKNOWN)
        if failed.known:
            raise
        raise DeliveryAbandoned(f"confirmation: {failed}") from None
    _settle(services, link, MailState.SENT)
    log.info("confirmation sent", extra={"outbox_id": f"confirm-{link.use}"})


def _link(wish: ConfirmationRequest, now: int) -> SignedLink:
    """Make a link that is the same within an hour: a later request for the same address is another use."""
    return links_tokens.link_for(
        Purpose.CONFIRM, key_of(wish.email), now, rev=now // HOUR, about=language_for(wish.language)
    )


def _claim(services: Services, link: SignedLink) -> bool:
    now = services.clock.real()
    row = {"pk": _pk(link), "sk": "#", "state": MailState.SENDING, "ttl": link.expires // SECOND, "claimed_at": now}
    try:
        services.live.write(services.live.put(row, CLAIMABLE, waiting=MailState.WAITING))
    except ConditionFailed:
        return False
    return True


def _settle(services: Services, link: SignedLink, state: MailState) -> None:
    services.live.write(services.live.change(_pk(link), "#", "SET #state = :state", state=state))


def _pk(link: SignedLink) -> str:
    return f"OB#confirm#{link.use}"
