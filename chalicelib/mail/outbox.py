"""From an event to the mail queue."""

from ..plumbing.services import Services
from ..tickets.model import Event
from . import rules


def tell(services: Services, event: Event) -> None:
    """Ask for every mail the event calls for. One round trip each, no reads; asking twice does no harm."""
    delay_s = rules.held_back_s(event, services.clock.now())
    for notice in rules.notices(event):
        services.mail_queue.send(notice.model_dump(mode="json", exclude={"force"}), delay_s=delay_s)
