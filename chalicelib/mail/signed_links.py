"""The links in an email, signed for its reader."""

from collections.abc import Callable

from ..links.tokens import Purpose, link_for, token_of, url_of
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from .kind_specs import spec_of
from .model import SCORES, Links, Notice

ONE_CLICK = "api/v1/links/unsubscribe?token="


def links_for(services: Services, notice: Notice) -> Links:
    """Make the links in the email of a notice. 1 RT and 1 RRU every five minutes, for the keys.

    Customers open their ticket with a signed link, whether they have a password or not; agents log in.
    """
    keys, portal, now = key_ring(services), services.settings.portal_url, services.clock.real()
    of_ticket = {"ticket": notice.ticket, "rev": notice.rev}

    def at(purpose: Purpose, about: str = "") -> str:
        return url_of(portal, keys, link_for(purpose, notice.to, now, about=about, **of_ticket))

    spec = spec_of(notice.kind)
    off = link_for(Purpose.UNSUBSCRIBE, notice.to, now, about=notice.kind)
    return Links(
        ticket=f"{portal}/console/tickets/{notice.ticket}" if spec.for_agents else at(Purpose.VIEW),
        keep_open=at(Purpose.KEEP_OPEN) if "keep_open" in spec.blocks else "",
        solve=at(Purpose.SOLVE) if "solve" in spec.blocks else "",
        stars=_stars(at) if "stars" in spec.blocks else (),
        unsubscribe=url_of(portal, keys, off) if spec.can_be_switched_off else "",
        one_click=f"{portal}/{ONE_CLICK}{token_of(keys, off)}" if spec.can_be_switched_off else "",
    )


def _stars(at: Callable[[Purpose, str], str]) -> tuple[str, ...]:
    return tuple(at(Purpose.RATE, str(score)) for score in SCORES)
