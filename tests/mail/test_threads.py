"""Addresses to reply to, and the ids of mails."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.threads import ReplyPurpose, id_key, key_version, read_reply_address, references, reply_address
from chalicelib.plumbing.seals import KeyRing

DOMAIN = "desk.example.org"
RING = KeyRing({3: b"k" * 32}, 3, 0)
people = st.text(min_size=1, max_size=40)
tickets = st.integers(1, 999_999_999_999)


@given(ticket=tickets, person=people, purpose=st.sampled_from(ReplyPurpose))
def test_reply_address_is_read_back_in_any_case(ticket: int, person: str, purpose: ReplyPurpose) -> None:
    address = reply_address(RING, DOMAIN, ticket, person, purpose)
    assert len(address.partition("@")[0]) <= 64
    for seen in (address, address.upper(), address.title()):
        found = read_reply_address(RING, DOMAIN, seen)
        assert found is not None
        assert (found.ticket, found.purpose, found.is_for(person)) == (ticket, purpose, True)
        assert not found.is_for(person + "x")
        assert key_version(seen) == 3


@given(position=st.integers(0, 52), character=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_reply_address_with_a_changed_character_is_invalid(position: int, character: str) -> None:
    local = reply_address(RING, DOMAIN, 10_432, "mona", ReplyPurpose.CUSTOMER).partition("@")[0].removeprefix("reply+")
    bent = local[:position] + character + local[position + 1 :]
    found = read_reply_address(RING, DOMAIN, f"reply+{bent}@{DOMAIN}")
    assert (found is not None) is (bent == local)


@pytest.mark.parametrize(
    "address",
    [
        "reply+@desk.example.org",
        "reply+mmaaaa@desk.example.org",
        "reply+" + "a" * 53 + "@desk.example.org",
        "support@desk.example.org",
        "",
        "@",
        "reply+10432-deadbeef@desk.example.org",
        "reply+ü@desk.example.org",
    ],
)
def test_malformed_reply_address_is_invalid(address: str) -> None:
    assert read_reply_address(RING, DOMAIN, address) is None


def test_reply_address_of_another_domain_or_key_is_invalid() -> None:
    address = reply_address(RING, DOMAIN, 1, "mona", ReplyPurpose.CUSTOMER)
    assert read_reply_address(RING, "elsewhere.example", address) is None
    assert read_reply_address(KeyRing({3: b"other" * 8}, 3, 0), DOMAIN, address) is None
    assert read_reply_address(KeyRing({4: b"k" * 32}, 4, 0), DOMAIN, address) is None


def test_customer_reply_address_cannot_be_turned_into_an_agents() -> None:
    local = reply_address(RING, DOMAIN, 1, "mona", ReplyPurpose.CUSTOMER).partition("@")[0].removeprefix("reply+")
    content = base64.b32decode(local.upper() + "=" * (-len(local) % 8))
    forged = base64.b32encode(b"a" + content[1:]).decode().rstrip("=").lower()
    assert read_reply_address(RING, DOMAIN, f"reply+{forged}@{DOMAIN}") is None


def test_message_id_reported_by_ses_matches_the_one_in_the_email() -> None:
    text = "0100018f3c2a-1b2c-4d5e-000000"
    assert id_key(text) == id_key(f"<{text}@email.amazonses.com>") == id_key(f" <{text}@eu-central-1.amazonses.com> ")
    assert id_key(f"<{text}@amazonses.com.evil.example>") != id_key(text)
    assert id_key("<a@x.example>") == id_key("<a@X.example>") != id_key("<A@x.example>")


def test_references_start_with_the_ticket_and_end_with_the_last_email() -> None:
    assert references(7, DOMAIN, ("<first@x>", "<last@x>")) == f"<ticket-7@{DOMAIN}> <first@x> <last@x>"
