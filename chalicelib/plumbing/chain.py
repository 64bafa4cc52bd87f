"""Tamper-evident hash chains: a canonical text for each entry, and a hash that links it to all entries before it.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url

Changing, removing or reordering a link breaks every link after it. The content of a link is up to the caller.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any


def canonical(payload: Mapping[str, Any]) -> str:
    """Serialise to the one canonical text: sorted names and sets, no whitespace."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=sorted)


def new_salt() -> str:
    """Return 72 random bits. A digest made with a salt can no longer be guessed once the salt is erased."""
    return base64.urlsafe_b64encode(secrets.token_bytes(9)).decode()


def link(head: str, text: str) -> str:
    """Return the hash of the link after `head` (empty for the first link): 43 characters."""
    digest = hashlib.sha256(f"{head}\n{text}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
