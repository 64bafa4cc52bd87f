"""What must hold when senders and news of the same mail meet, on the local AWS's tables."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.configuration import actions as configuration
from chalicelib.mail import delivery, outbox, sender, store
from chalicelib.mail.model import Kind, Mail
from chalicelib.people import store as people
from chalicelib.tickets import store as tickets
from chalicelib.tickets.model import EventType
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests import tables
from tests.conftest import SHOP, Desk, make_desk
from tests.desk import free_ports
from tests.mail.makers import a_person, a_ticket, event_of, news
from tests.stack.test_races import at_once

pytestmark = pytest.mark.stack
_prefixes = itertools.count(1)
MESSAGE = {"rev": 3, "internal": False, "kind": "replied", "to": "mona"}


@pytest.fixture(scope="module")
def mail_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home: Path = tmp_path_factory.mktemp("aws")
    places = Places(port=free_ports(), home=home)
    running = LocalAws(places, enforce_iam=False)
    running.start()
    yield boto3.client(
        "dynamodb", endpoint_url=places.aws, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
        config=Config(max_pool_connections=40, retries={"mode": "standard", "max_attempts": 5}),
    )  # fmt: skip
    running.stop()


@dataclass
class SharedPost:
    """A provider that several use at once."""

    sent: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:  # noqa: ARG002
        with self.lock:
            self.sent[tags["outbox_id"]] += 1
        return f"ses-of-{tags['outbox_id']}"


@pytest.fixture
def post() -> SharedPost:
    return SharedPost()


@pytest.fixture
def racing(mail_aws: Any, post: SharedPost) -> Desk:
    made = make_desk(mail_aws, tables.create(mail_aws, f"mail{next(_prefixes)}"))
    configuration.set_up(made.services, SHOP)
    people.add(made.services, a_person())
    return replace(made, services=replace(made.services, mailer=post))


def test_of_eight_senders_with_one_message_one_sends_it(racing: Desk, post: SharedPost) -> None:
    for number in range(1, 6):
        event = event_of(Kind.REPLIED, ticket=number)
        tickets.record(racing.services, [tickets.Change(None, a_ticket(number=number), (event,))])
        outbox.tell(racing.services, event)
        at_once(*[partial(sender.send_one, racing.services, {**MESSAGE, "ticket": number})] * 8)
    assert post.sent == {f"{number}-3-replied-mona": 1 for number in range(1, 6)}


def test_news_of_every_kind_at_once_ends_with_the_worst_and_one_failure(racing: Desk) -> None:
    for number in range(1, 4):
        name = f"{number}-3-replied-mona"
        event = event_of(Kind.REPLIED, ticket=number)
        tickets.record(racing.services, [tickets.Change(None, a_ticket(number=number), (event,))])
        outbox.tell(racing.services, event)
        told = [
            news(type_, name, to=f"{number}@example.org")
            for type_ in ("Send", "Delivery", "Bounce", "Bounce", "Complaint")
        ]
        work = [partial(delivery.on_news, racing.services, each) for each in told]

        at_once(partial(sender.send_one, racing.services, {**MESSAGE, "ticket": number}), *work)
        for each in work:  # what failed in the crowd is told again
            each()

        row = store.find(racing.services, Mail(ticket=number, rev=3, kind="replied", to="mona"))
        assert row is not None
        assert row.state == "complained"
        _, events = tickets.everything(racing.services, number)
        assert [each.type for each in events].count(EventType.DELIVERY_FAILED) == 1
        (said,) = [each for each in events if each.type is EventType.AGENT_REPLIED]
        assert said.delivery is not None
        assert said.delivery.state == "complained"


def test_a_second_has_as_many_places_as_the_account_may_use(racing: Desk) -> None:
    taken = at_once(*[partial(store.take_slot, racing.services, 5)] * 16)
    assert Counter(taken) == {True: 5, False: 11}
