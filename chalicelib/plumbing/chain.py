"""Tamper-evident chains: one canonical text for one thing, and a hash that links it to everything before it.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url

Whoever changes, removes or reorders a link breaks every link after it. What is in a link is its owner's affair.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any


def canonical(told: Mapping[str, Any]) -> str:
    """One text for one thing: names in order, sets sorted, nothing for the eye."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=sorted)


def new_salt() -> str:
    """72 random bits: what has a digest with one and is erased with it cannot be guessed any more."""
    return base64.urlsafe_b64encode(secrets.token_bytes(9)).decode()


def link(head: str, text: str) -> str:
    """The hash of what comes after `head` (empty for the first): 43 characters."""
    digest = hashlib.sha256(f"{head}\n{text}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
