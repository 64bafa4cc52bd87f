"""Signatures for values that the app issues and later recognises, such as reply addresses and links in emails.

A seal is HMAC-SHA-256 cut to 128 bits, over the purpose and the sealed bytes, with a versioned key. Keys are stored in the
core table and created when first needed. A new one is added every `ROTATED_AFTER_MS`; the last `MAX_KEYS` remain valid, and older
ones are deleted, which invalidates their seals.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from .aws.dynamo import NOT_EXISTS, ConditionFailed
from .aws.marshal import Item
from .cached import Cached
from .clock import DAY, MINUTE
from .services import Services

KEYS = "KY"
KEY_BYTES = 32
SEAL_BYTES = 16
NONCE_BYTES = 8
ROTATED_AFTER_MS = 90 * DAY
MAX_KEYS = 12
MAX_VERSIONS = 256  # a version is one byte and wraps around
FRESH_MS = 5 * MINUTE

_cached: Cached["KeyRing"] = Cached(FRESH_MS)


@dataclass(frozen=True)
class KeyRing:
    """The keys by version, and the version that signs."""

    keys: Mapping[int, bytes]
    newest: int
    made_at: int  # of the newest key: ms of real time

    def seal(self, purpose: str, sealed: bytes) -> bytes:
        """Return 17 bytes: the key's version, then the signature, which cannot be forged without the key."""
        return bytes([self.newest]) + _seal(self.keys[self.newest], purpose, sealed)

    def holds(self, purpose: str, sealed: bytes, seal: bytes) -> bool:
        """Verify that these bytes were sealed for this purpose with a key that is still valid. In constant time."""
        if len(seal) != 1 + SEAL_BYTES:
            return False
        key = self.keys.get(seal[0])
        return key is not None and hmac.compare_digest(_seal(key, purpose, sealed), seal[1:])

    def masked(self, purpose: str, shown: bytes) -> bytes:
        """Encrypt the bytes, after the key version and a nonce. No two results are the same."""
        head = bytes([self.newest]) + secrets.token_bytes(NONCE_BYTES)
        return head + _masked(self.keys[self.newest], purpose, head, shown)

    def unmasked(self, purpose: str, masked: bytes) -> bytes | None:
        """Decrypt what `masked` returned; None if the key is no longer valid. There is no integrity check."""
        head, body = masked[: 1 + NONCE_BYTES], masked[1 + NONCE_BYTES :]
        key = self.keys.get(head[0]) if len(head) == 1 + NONCE_BYTES else None
        return None if key is None else _masked(key, purpose, head, body)


def key_ring(services: Services, version: int | None = None) -> KeyRing:
    """Return the keys, at most five minutes old; creates them if there are none. 1 RT and 1 RRU every five minutes.

    Pass a seal's `version` to read again if it is unknown, because it may have been added since.
    """
    now = services.clock.real()

    def read() -> KeyRing:
        return _load(services) or _make(services, None, now)

    return _cached.get(services.core.name, now, read, usable=lambda held: version is None or version in held.keys)


def rotate(services: Services) -> bool:
    """Add a key if the newest is due for rotation; return whether one was added. 1 RT, 1 RRU; 1 RT and 1 WRU more if so."""
    before, now = _load(services), services.clock.real()
    if before is None or now - before.made_at < ROTATED_AFTER_MS:
        return False
    _make(services, before, now)
    return True


def _masked(key: bytes, purpose: str, head: bytes, body: bytes) -> bytes:
    """XOR with a stream derived from the key and the nonce; the function is its own inverse."""
    blocks = range(len(body) // SEAL_BYTES + 1)
    stream = b"".join(_seal(key, f"{purpose} mask", head + block.to_bytes(4, "big")) for block in blocks)
    return bytes(a ^ b for a, b in zip(body, stream, strict=False))


def _seal(key: bytes, purpose: str, sealed: bytes) -> bytes:
    content = purpose.encode() + b"\0" + sealed
    return hmac.new(key, content, hashlib.sha256).digest()[:SEAL_BYTES]


def _load(services: Services) -> KeyRing | None:
    item = services.core.get(KEYS, consistent=True)
    return _ring_of(item) if item else None


def _ring_of(item: Item) -> KeyRing:
    keys = {int(version): bytes.fromhex(key) for version, key in item["keys"].items()}
    return KeyRing(keys, item["newest"], item["made_at"])


def _make(services: Services, before: KeyRing | None, now: int) -> KeyRing:
    """Create a key. If two functions do so concurrently, both get the one that was written first."""
    newest = (before.newest + 1) % MAX_VERSIONS if before else 1
    keys = {**(before.keys if before else {}), newest: secrets.token_bytes(KEY_BYTES)}
    recent = [(newest - back) % MAX_VERSIONS for back in range(MAX_KEYS)]
    made = KeyRing({version: keys[version] for version in recent if version in keys}, newest, now)
    item = {
        "pk": KEYS,
        "sk": "#",
        "newest": made.newest,
        "made_at": now,
        "keys": {str(version): key.hex() for version, key in made.keys.items()},
    }
    write = (
        services.core.put(item, "#newest = :before", show=True, before=before.newest)
        if before
        else services.core.put(item, NOT_EXISTS, show=True)
    )
    try:
        services.core.write(write)
    except ConditionFailed as overtaken:
        first = overtaken.items[0]
        if first is None:
            raise
        return _ring_of(first)
    return made
