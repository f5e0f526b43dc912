"""Seals: a promise of a file that nobody can read yet and that cannot be changed afterwards (gate.md)."""

import hashlib
import secrets
from typing import Final

SALT_LENGTH: Final = 32


def new_salt() -> str:
    """Return 32 random bytes as 64 hexadecimal digits; the member keeps them until the deadline has passed."""
    return secrets.token_bytes(SALT_LENGTH).hex()


def digest(salt: str, data: bytes) -> str:
    """Return the SHA-256 of the salt's bytes followed by the file's, in hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + data).hexdigest()


def opens(sha256: str, salt: str, data: bytes) -> bool:
    """Whether ``salt`` shows that ``data`` is what was sealed."""
    return secrets.compare_digest(digest(salt, data), sha256)
