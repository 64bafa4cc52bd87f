"""The SES adapter, against botocore's own stub and against a server that answers badly."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import get_session

from chalicelib.plumbing.aws.ses import SesMailer
from chalicelib.plumbing.ports import SendFailed

NO_SERVER = "http://127.0.0.1:1"
RETRYING: Any = {"mode": "standard", "max_attempts": 5}


@dataclass
class Ses:
    """A little SES: answers every call with `status`, or hangs up without a word when there is none."""

    status: int | None = 200
    code: str = ""
    wait_s: float = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def ses() -> Iterator[Ses]:
    fake = Ses()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            fake.over.wait(fake.wait_s)
            if fake.status is None:
                self.close_connection = True
                return
            good = fake.status == 200
            body = json.dumps(
                {"MessageId": "0100-abc"} if good else {"message": "mona@example.org is not verified"}
            ).encode()
            self.send_response(fake.status)
            self.send_header("Content-Length", str(len(body)))
            if not good:
                self.send_header("x-amzn-ErrorType", fake.code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    fake.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def mailer(url: str) -> SesMailer:
    """Made as the desk makes it: with a client that would repeat what fails."""
    config = Config(retries=RETRYING, connect_timeout=1, read_timeout=0.3)
    session = get_session()
    session.set_credentials("testing", "testing")
    return SesMailer(lambda: session.create_client("sesv2", region_name="eu-west-1", endpoint_url=url, config=config))


def a_mail(to: str = "mona@example.org", subject: str = "[#10432] New answer: Printer on fire") -> EmailMessage:
    mail = EmailMessage()
    local, _, domain = to.rpartition("@")
    mail["From"] = Address("Customer Care", "support", "desk.example.org")
    mail["To"] = Address("منى", local, domain)
    mail["Subject"] = subject
    mail.set_content("مرحبًا\n")
    return mail


def test_a_mail_is_sent_raw_with_its_receiver_and_its_tags(ses: Ses) -> None:
    assert mailer(ses.url).send(a_mail(), {"outbox_id": "10432-3-replied-mona"}) == "0100-abc"
    (call,) = ses.calls
    assert call["FromEmailAddress"] == "support@desk.example.org"
    assert call["Destination"] == {"ToAddresses": ["mona@example.org"]}
    assert call["EmailTags"] == [{"Name": "outbox_id", "Value": "10432-3-replied-mona"}]
    raw = base64.b64decode(call["Content"]["Raw"]["Data"])
    assert b"\n" not in raw.replace(b"\r\n", b"")
    read = message_from_bytes(raw, policy=policy.default)
    assert read["To"].addresses[0].display_name == "منى"
    assert read["Subject"] == "[#10432] New answer: Printer on fire"


WORDS = "ضوء الطابعة يومض منذ الصباح ولا أعرف لماذا، وقد جربت كل شيء ولم ينفع شيء حتى الآن"
LONG = ["x " * 60, "x" * 60, "x" * 200, "x" * 1500, WORDS, WORDS.replace(" ", ""), "é" * 90, "👩‍👩‍👧‍👦 " * 20]


@pytest.mark.parametrize("text", LONG)
def test_subjects_and_names_of_any_length_arrive_as_they_were(ses: Ses, text: str) -> None:
    text = text.strip()
    mail = a_mail(subject=f"[#1] {text}")
    mail.replace_header("To", Address(text, "mona", "example.org"))
    mailer(ses.url).send(mail, {})
    raw = base64.b64decode(ses.calls[0]["Content"]["Raw"]["Data"])
    read = message_from_bytes(raw, policy=policy.default)
    assert read["Subject"] == f"[#1] {text}"
    assert [each.addr_spec for each in read["To"].addresses] == ["mona@example.org"]
    name, address = parseaddr(str(make_header(decode_header(message_from_bytes(raw)["To"]))))
    assert (name, address) == (text, "mona@example.org")
    words = re.findall(rb"=\?\S+\?=", raw)
    assert max(map(len, words), default=0) <= 75


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "MessageRejected"),
        (400, "MailFromDomainNotVerifiedException"),
        (403, "AccessDenied"),
        (429, "TooManyRequests"),
    ],
)
def test_a_refusal_certainly_sent_nothing_and_names_no_address(ses: Ses, status: int, code: str) -> None:
    ses.status, ses.code = status, code
    with pytest.raises(SendFailed, match=code) as refused:
        mailer(ses.url).send(a_mail(), {})
    assert refused.value.known
    assert "@" not in str(refused.value)
    assert len(ses.calls) == 1


@pytest.mark.parametrize(("status", "wait_s"), [(500, 0), (503, 0), (None, 0), (200, 1)])
def test_without_a_clear_answer_the_outcome_is_unknown_and_nothing_is_repeated(
    ses: Ses, status: int | None, wait_s: float
) -> None:
    ses.status, ses.code, ses.wait_s = status, "InternalFailure", wait_s
    with pytest.raises(SendFailed) as lost:
        mailer(ses.url).send(a_mail(), {})
    assert not lost.value.known
    assert len(ses.calls) == 1


def test_a_mail_that_never_reached_ses_was_certainly_not_sent() -> None:
    with pytest.raises(SendFailed, match="EndpointConnectionError") as failed:
        mailer(NO_SERVER).send(a_mail(), {})
    assert failed.value.known


def test_a_mail_that_cannot_be_put_on_the_wire_was_certainly_not_sent(ses: Ses) -> None:
    mail = a_mail()
    del mail["From"]
    mail["From"] = "two@example.org, senders@example.org"
    with pytest.raises(SendFailed) as failed:
        mailer(ses.url).send(mail, {})
    assert failed.value.known
    assert ses.calls == []


def test_the_client_is_made_on_the_first_mail_and_once(ses: Ses) -> None:
    made = []
    session = get_session()
    session.set_credentials("testing", "testing")

    def connect() -> Any:
        made.append(1)
        return session.create_client("sesv2", region_name="eu-west-1", endpoint_url=ses.url)

    one = SesMailer(connect)
    assert made == []
    one.send(a_mail(), {})
    one.send(a_mail(), {})
    assert made == [1]
