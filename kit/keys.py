"""One key for each use, derived from a secret key, so that no two uses share one."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derived_key(secret_key: bytes, use: bytes) -> bytes:
    """Return the 32 bytes that are the key of one use; `use` names it and never changes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use).derive(secret_key)
