"""A share of many things, drawn so that anybody can draw the same again."""

from __future__ import annotations

import hashlib

ALL = 100
_STEPS = 1 << 64


def is_drawn(key: str, *, seed: str, share: int) -> bool:
    """Whether a thing belongs to the share, in percent, that is drawn under a seed.

    It hangs on the seed and its own key alone, so what is added later changes nothing,
    and a larger share holds all of a smaller one.
    """
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8]) * ALL < share * _STEPS
