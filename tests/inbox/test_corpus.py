"""What becomes of the mails of the corpus, of those that CPython ships, and of malformed ones: each one has an end."""

import dataclasses
import random
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.inbox import reconciliation
from chalicelib.inbox.model import Arrival, Outcome, QuarantineReason
from chalicelib.mail import actions as mail_actions
from chalicelib.mail import threads
from chalicelib.mail.threads import ReplyPurpose
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Caller, Role
from chalicelib.plumbing.seals import key_ring
from tests import makers
from tests.conftest import Desk
from tests.inbox.corpus import FOLDER, case
from tests.inbox.makers import comes_in, raw

MADE_FOR_MESSAGE_ID = "<10001-2-replied-carla@desk.example>"
MAX_ATTEMPTS = 3


@pytest.fixture
def plain_desk(memory_desk: Desk) -> Desk:
    """No history, no limit, and the address that the corpus writes to."""
    settings = memory_desk.services.settings.model_copy(
        update={"from_address": "support@desk.example", "mail_limit": 0}
    )
    return dataclasses.replace(memory_desk, services=dataclasses.replace(memory_desk.services, settings=settings))


def shown(arrival: Arrival) -> str:
    return f"quarantine:{arrival.reason}" if arrival.outcome is Outcome.QUARANTINED else arrival.outcome.value


def answered_to(desk: Desk, path: Path, n: int) -> bytes:
    """The mail as an answer to one of ours, where it is one: about a ticket of its sender."""
    sender = case(path).expected.get("sender") or "carla@customer.example"
    person = people_actions.person_for_address(desk.services, sender, "Whoever")
    caller = Caller(id=person.id, email=person.email, name=person.name, role=Role.CUSTOMER)
    ticket = makers.a_ticket(desk.services, by=caller)
    address = threads.reply_address(
        key_ring(desk.services), "desk.example", ticket.number, person.id, ReplyPurpose.CUSTOMER
    )
    message_id = f"<{n}-ours@desk.example>"
    mail_actions.remember_answer(desk.services, ticket.number, message_id)
    return case(path, address, message_id).raw


def test_every_email_of_the_corpus_has_its_expected_outcome(plain_desk: Desk) -> None:
    found, wanted = dict[str, str](), dict[str, str]()
    for n, path in enumerate(sorted(FOLDER.rglob("*.eml"))):
        name = str(path.relative_to(FOLDER).with_suffix(""))
        content = path.read_bytes().replace(
            b"<k@customer.example>", b"<k%d@customer.example>" % n
        )  # many are one mail, bent
        if b"{{" in content:
            content = answered_to(plain_desk, path, n)
        found[name] = shown(comes_in(plain_desk, content, f"mail-{n}"))
        wanted[name] = str(case(path).expected["outcome"])
    assert {name: (end, wanted[name]) for name, end in found.items() if end != wanted[name]} == {}
    account = reconciliation.reconcile(plain_desk.services, 1)
    assert account.gap == 0
    assert account.days[0].raw == len(found)


def test_every_cpython_email_has_an_outcome(plain_desk: Desk) -> None:
    data = pytest.importorskip("test.test_email").__path__[0]
    files = sorted(Path(data, "data").glob("msg_*.txt"))
    assert len(files) >= 40
    ends = Counter(shown(comes_in(plain_desk, file.read_bytes(), file.stem)) for file in files)
    assert ends.keys() <= {"ticket", "message", "duplicate", *(f"quarantine:{reason}" for reason in QuarantineReason)}
    assert f"quarantine:{QuarantineReason.FAILED}" not in ends
    account = reconciliation.reconcile(plain_desk.services, 1)
    assert (account.gap, account.days[0].raw) == (0, len(files))


@pytest.mark.parametrize("seed", range(5))
def test_mutated_email_has_an_outcome_and_the_next_one_is_a_ticket(plain_desk: Desk, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - bends mails, guards nothing
    files = sorted(FOLDER.rglob("*.eml"))
    for n in range(40):
        content = bytearray(rng.choice(files).read_bytes() or b" ")
        for _ in range(rng.randint(1, 30)):
            at = rng.randrange(len(content) + 1)
            content[at : at + rng.randint(0, 20)] = rng.randbytes(rng.randint(0, 20))
        arrival = comes_in(plain_desk, bytes(content), f"bent-{n}")
        assert arrival.reason is not QuarantineReason.FAILED, bytes(content)
    assert comes_in(plain_desk, raw("Next.", to="support@desk.example"), "next").outcome is Outcome.TICKET
    assert reconciliation.reconcile(plain_desk.services, 1).gap == 0


HUGE = b"Subject: huge\r\nFrom: carla@example.com\r\nContent-Type: text/plain\r\n\r\n"
NESTED = (
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(300))
    + b"Content-Type: text/plain\r\n\r\ndeep\r\n"
)


@pytest.mark.parametrize(
    "content",
    [
        HUGE + b"x" * (41 * 1024 * 1024),
        b"From: carla@example.com\r\nSubject: nested\r\n" + NESTED,
        b"From: carla@example.com\r\n" + b"X-More: x\r\n" * 10_000 + b"\r\nHello",
        b"From: carla@example.com\r\nFrom: eve@example.net\r\nSubject: two\r\n\r\nHello",
        b"Subject: nobody\r\n\r\nHello",
        b"From: carla@example.com\r\nSubject: no id\r\n\r\nHello",
        b"From: carla@example.com\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe\xe4\xf6",
        b"From: carla@example.com\x00\r\nSubject: a\x00b\r\n\r\nHe\x00llo",
    ],
    ids=["40 MB", "300 nested parts", "10,000 headers", "two From", "no From", "no id", "charset", "null bytes"],
)
def test_malformed_email_is_a_ticket_or_held_with_a_reason_and_the_next_is_a_ticket(
    plain_desk: Desk, content: bytes
) -> None:
    arrival = comes_in(plain_desk, content)
    assert arrival.outcome in {Outcome.TICKET, Outcome.QUARANTINED}
    assert arrival.outcome is Outcome.TICKET or (arrival.reason is not QuarantineReason.FAILED and arrival.why)
    assert comes_in(plain_desk, raw("Next."), "next").outcome is Outcome.TICKET
