"""Links as mails carry them: read off a mail, or sealed with the desk's own key."""

import re
from typing import Any

from chalicelib.links import tokens as links_tokens
from chalicelib.links.tokens import Purpose
from chalicelib.plumbing import seals
from chalicelib.plumbing.seals import key_ring
from infrastructure import cloudformation
from infrastructure.services import services_of
from tests.calls import anybody
from tests.journeys.cast import Shop, until

TOKEN = re.compile(r"/link\.html#([A-Za-z0-9_-]+)")


def token_for(
    shop: Shop, purpose: Purpose, person: str, number: str = "0", *, rev: int = 0, about: str = "", ago_ms: int = 0
) -> str:
    """A link that a mail could have carried, `ago_ms` ago."""
    outputs = cloudformation.outputs(cloudformation.describe(shop.desk.aws, str(shop.desk.stack["stack"])) or {})
    services = services_of(shop.desk.aws, outputs)
    seals._cached.clear()  # of another story's desk, whose tables have the same names
    made_at = services.clock.real() - ago_ms
    link = links_tokens.link_for(purpose, person, made_at, ticket=int(number), rev=rev, about=about)
    return links_tokens.token_of(key_ring(services), link)


def token_in_the_last_mail(shop: Shop, email: str) -> str:
    """What the newest mail to this address leads to."""
    mails = until(lambda: [mail for mail in shop.mails() if any(email in each for each in mail["to"])])
    found = TOKEN.search(mails[-1]["text"])
    assert found is not None, mails[-1]["text"]
    return found[1]


def tokens_in(mail: dict[str, Any]) -> list[str]:
    """Everything a mail leads to by signed links, in the order of its text."""
    return TOKEN.findall(mail["text"])


def exchanged(shop: Shop, token: str) -> Any:
    answer = anybody(shop.desk).call("POST", "/links/exchange", {"token": token})
    assert answer.status_code == 200, answer.text
    return answer.json()


def pressed(shop: Shop, path: str, token: str, **body: Any) -> Any:
    """Open the link and press its button."""
    access = exchanged(shop, token)["access"]
    answer = anybody(shop.desk).call("POST", f"/links/{path}", {"access": access, **body})
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()
