"""What a signed link says, and that no other key can make a valid one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.links.tokens import LIFETIME_MS, Purpose, SignedLink, key_version, link_for, link_of, token_of, url_of
from chalicelib.plumbing.clock import SECOND
from chalicelib.plumbing.seals import KeyRing
from tests.doubles import MONDAY_MORNING as NOW

RING = KeyRing({3: b"k" * 32}, 3, 0)
links = st.builds(
    SignedLink,
    purpose=st.sampled_from(Purpose),
    person=st.text(max_size=40),
    ticket=st.integers(0, 10**12),
    rev=st.integers(0, 10**6),
    about=st.text(max_size=30),
    issued=st.integers(0, 10**13),
    expires=st.integers(0, 10**10).map(lambda s: s * SECOND),
)


@given(link=links)
def test_token_decodes_to_its_link(link: SignedLink) -> None:
    token = token_of(RING, link)
    assert link_of(RING, token) == link
    assert key_version(token) == 3


@given(link=links, data=st.data())
def test_token_with_a_changed_character_is_invalid(link: SignedLink, data: st.DataObject) -> None:
    token = token_of(RING, link)
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    bent = token[:position] + character + token[position + 1 :]
    assert (link_of(RING, bent) is not None) is (bent == token)


@pytest.mark.parametrize("token", ["", "x", "=", "AAAA", "A" * 2_000, "ünder", "a b", "../../etc"])
def test_malformed_token_is_invalid(token: str) -> None:
    assert link_of(RING, token) is None


def test_token_signed_with_another_key_is_invalid() -> None:
    token = token_of(KeyRing({3: b"other" * 8}, 3, 0), link_for(Purpose.VIEW, "mona", NOW, ticket=7))
    assert link_of(RING, token) is None


def test_a_link_is_good_for_as_long_as_its_purpose_allows() -> None:
    link = link_for(Purpose.CONFIRM, "mona", NOW)
    assert link.expires == NOW + LIFETIME_MS[Purpose.CONFIRM]


def test_rating_links_of_one_request_share_one_use() -> None:
    four, five = (link_for(Purpose.RATE, "mona", NOW, ticket=7, rev=3, about=score) for score in "45")
    assert four.use == five.use
    assert link_for(Purpose.RATE, "mona", NOW, ticket=7, rev=9).use != four.use
    assert link_for(Purpose.SOLVE, "mona", NOW, ticket=7, rev=3).use != four.use


def test_token_is_in_the_fragment_of_the_address() -> None:
    address = url_of("https://help.example.org", RING, link_for(Purpose.VIEW, "mona", NOW, ticket=7))
    assert address.startswith("https://help.example.org/link.html#")
    assert "?" not in address
