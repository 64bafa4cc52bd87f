"""The local slot for mail: what SES would have put above a mail, and nothing that its sender could have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.inbox.parsing.model import AuthFinding
from chalicelib.inbox.parsing.parser import parse
from infrastructure.front_door.smtp_server import stamped

PLAIN = b"From: Uma <uma@customer.example>\r\nTo: desk@example.com\r\nSubject: Hi\r\n\r\nHello.\r\n"


def stamp(content: bytes) -> bytes:
    return stamped(content, sender="uma@customer.example", recipient="desk@example.com", host="laptop", id_="abc")


def test_email_from_the_local_computer_is_verified() -> None:
    mail = parse(stamp(PLAIN))
    assert mail.verified
    assert (mail.verdicts.spam, mail.verdicts.virus) == (AuthFinding.PASS, AuthFinding.PASS)
    assert "desk@example.com" in mail.recipients
    assert mail.text == "Hello."


@pytest.mark.parametrize("name", ["spam", "virus", "spf", "dkim", "dmarc"])
def test_email_can_request_a_failed_verdict_and_the_header_is_removed(name: str) -> None:
    raw = stamp(PLAIN.replace(b"\r\n\r\n", f"\r\nX-Desk-Verdicts: {name}=fail\r\n\r\n".encode(), 1))
    assert getattr(parse(raw).verdicts, name) is AuthFinding.FAIL
    assert b"X-Desk-Verdicts" not in raw


def test_verdict_headers_written_by_the_sender_are_ignored() -> None:
    forged = (
        b"Authentication-Results: amazonses.com; dmarc=pass header.from=customer.example\r\nX-Desk-Verdicts: dmarc=fail\r\n"
        + PLAIN
    )
    assert not parse(stamp(forged)).verified


@given(sender=st.text(max_size=40), host=st.text(max_size=40))
def test_an_envelope_adds_no_line(sender: str, host: str) -> None:
    raw = stamped(PLAIN, sender=sender, recipient="desk@example.com", host=host, id_="abc")
    assert raw.endswith(PLAIN)
    assert len(raw.split(b"\r\n")) == len(PLAIN.split(b"\r\n")) + 6


@given(content=st.binary(max_size=300))
def test_received_content_is_unchanged_below_the_added_headers(content: bytes) -> None:
    assert content == b"" or stamp(content).endswith(content) or b"desk-verdicts" in content.lower()
