"""How does an identity number become a reference that says nothing about the person?

By a keyed hash: without the secret nobody can go back, nor try all numbers. It is written in letters only, so that it never looks like a number.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from yibao.fields import Reference

LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
SHORTEST = 16
"""How many bytes a secret has at least."""


def check_secret(secret: bytes) -> None:
    """Raises ValueError where a secret has fewer than 16 bytes."""
    if len(secret) < SHORTEST:
        raise ValueError(f"a secret has {SHORTEST} bytes or more, got {len(secret)}: make one with `openssl rand -hex 32`")


def keyed_reference(secret: bytes, value: str) -> Reference:
    """The reference of a person or institution: HMAC-SHA-256 of the value under a secret that stays with the caller.

    The same value under the same secret always gives the same 32 letters, in whatever case and width it is written.
    Raises ValueError where the secret has fewer than 16 bytes,
    or the value is empty.
    """
    check_secret(secret)
    # 123x, 123 X and full-width １２３Ｘ, perhaps with the mark that some programs put before a file, are the same number.
    plain = "".join(unicodedata.normalize("NFKC", value).replace("\ufeff", "").upper().split())
    if not plain:
        raise ValueError("there is nothing to make a reference of")
    return Reference(hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()[:32].translate(LETTERS))
