"""One key for each use, derived from a secret key, so that no two uses share one."""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derived_key(secret_key: str, use: bytes) -> str:
    """Return the key of one use, in base64; `secret_key` is 32 bytes in base64."""
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use)
    return base64.b64encode(derivation.derive(base64.b64decode(secret_key))).decode()
