"""Forms carry a mark that only this browser's own pages can hold (WEB-2)."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256


def new_seed() -> str:
    """A value for the cookie of a browser that is not signed in."""
    return secrets.token_urlsafe(24)


def mark(secret: bytes, seed: str) -> str:
    """The mark that belongs to a session token, or to the cookie before there is a session."""
    return hmac.new(secret, b"form:" + seed.encode(), sha256).hexdigest()


def fits(secret: bytes, seed: str, sent: str) -> bool:
    """Whether a form's mark belongs to this seed."""
    return bool(seed) and hmac.compare_digest(mark(secret, seed).encode(), sent.encode())
