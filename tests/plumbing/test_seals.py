"""What the desk sealed it knows again; what anybody else made or changed, it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing import seals
from chalicelib.plumbing.seals import MAX_KEYS, ROTATED_AFTER_MS, KeyRing, key_ring
from tests.conftest import Desk

RING = KeyRing({1: b"a" * 32, 2: b"b" * 32}, 2, 0)


@given(sealed=st.binary(max_size=64), bit=st.integers(0, 17 * 8 - 1))
def test_seal_is_invalid_for_other_data_purpose_or_with_one_bit_changed(sealed: bytes, bit: int) -> None:
    seal = RING.seal("link", sealed)
    assert RING.holds("link", sealed, seal)
    bent = bytearray(seal)
    bent[bit // 8] ^= 1 << bit % 8
    assert not RING.holds("link", sealed, bytes(bent))
    assert not RING.holds("reply", sealed, seal)
    assert not RING.holds("link", sealed + b"x", seal)
    assert not RING.holds("link", sealed, seal[:-1])


def test_seal_separates_purpose_from_data() -> None:
    assert not RING.holds("lin", b"k\0told", RING.seal("link", b"told"))


def test_keys_are_created_on_first_use_and_shared(desk: Desk) -> None:
    made = key_ring(desk.services)
    seals._cached.clear()
    assert key_ring(desk.services) == made
    assert desk.services.core.get("KY", consistent=True)


def test_keys_are_read_once_in_five_minutes(desk: Desk) -> None:
    key_ring(desk.services)
    trips = []
    for minutes in (0, 1, 2, 3):
        desk.clock.advance(minutes=minutes)
        desk.meter.reset()
        key_ring(desk.services)
        trips.append(desk.meter.spent.trips)
    assert trips == [0, 0, 0, 1]


def test_a_new_key_seals_and_the_old_ones_are_recognised_until_they_are_forgotten(desk: Desk) -> None:
    first = key_ring(desk.services).seal("link", b"told")
    assert not seals.rotate(desk.services)
    for age in range(1, MAX_KEYS + 1):
        desk.clock.advance(ms=ROTATED_AFTER_MS)
        assert seals.rotate(desk.services)
        assert key_ring(desk.services).newest == 1 + age
        assert key_ring(desk.services).holds("link", b"told", first) is (age < MAX_KEYS)


def test_seal_with_a_newer_key_reloads_the_keys(desk: Desk) -> None:
    old = key_ring(desk.services)
    desk.clock.advance(ms=ROTATED_AFTER_MS)
    seals.rotate(desk.services)
    seal = key_ring(desk.services).seal("link", b"told")
    seals._cached.put(desk.services.core.name, desk.clock.real(), old)
    assert key_ring(desk.services) == old
    assert key_ring(desk.services, seal[0]).holds("link", b"told", seal)


def test_of_two_who_add_a_key_at_once_both_get_the_first(desk: Desk) -> None:
    before = key_ring(desk.services)
    first = seals._make(desk.services, before, desk.clock.real())
    second = seals._make(desk.services, before, desk.clock.real())
    assert second == first


@given(st.binary(max_size=100))
def test_masked_bytes_come_back_with_the_key_alone_and_never_look_alike(shown: bytes) -> None:
    keys = KeyRing({1: b"a" * 32}, 1, 0), KeyRing({1: b"b" * 32}, 1, 0)
    masked = keys[0].masked("cursor", shown)

    assert keys[0].unmasked("cursor", masked) == shown
    assert masked != keys[0].masked("cursor", shown)
    assert len(shown) < 8 or keys[1].unmasked("cursor", masked) != shown
    assert len(shown) < 8 or keys[0].unmasked("other", masked) != shown


@pytest.mark.parametrize("masked", [b"", b"\x01", b"\x02" + b"n" * 8 + b"body"])
def test_data_masked_with_an_unknown_key_is_not_unmasked(masked: bytes) -> None:
    assert KeyRing({1: b"a" * 32}, 1, 0).unmasked("cursor", masked) is None
