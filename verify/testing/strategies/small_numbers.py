"""Blocks of small whole numbers, drawn as bytes: one choice of Hypothesis for a block, so that drawing is quick.

A byte is looked up in a table whose first entries are 0, 1, −1, 2, −2, … As Hypothesis shrinks bytes towards 0, the
numbers shrink towards small ones; most bytes mean numbers from −5 to 5, a few larger ones.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]

SMALL = 5
_FIRST = [0, *(sign * k for k in range(1, SMALL + 1) for sign in (1, -1))]
_RARE = [sign * k for k in (7, 12, 25, 100, 1000) for sign in (1, -1)]
TABLE: Whole = np.array([*_FIRST, *_RARE, *(_FIRST[k % len(_FIRST)] for k in range(256 - len(_FIRST) - len(_RARE)))])


def blocks(size: int) -> SearchStrategy[bytes]:
    """Return a strategy of blocks of ``size`` bytes."""
    return st.binary(min_size=size, max_size=size)


def numbers(block: bytes | NDArray[np.uint8]) -> Whole:
    """Return the numbers that bytes stand for.

    >>> numbers(bytes([0, 1, 2, 3, 4])).tolist()
    [0, 1, -1, 2, -2]
    """
    found: Whole = TABLE[np.frombuffer(block, dtype=np.uint8) if isinstance(block, bytes) else block]
    return found


def spread(pool: bytes, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return an array of bytes of a shape, each of them somewhere from a smaller pool; always the same places.

    The places are pseudo-random, so that rows and columns of the array are as good as independent.
    """
    places = np.random.default_rng(len(pool)).integers(0, len(pool), size=shape)
    return np.frombuffer(pool, dtype=np.uint8)[places]


def towards_zero(low: int, high: int) -> SearchStrategy[Any]:
    """Return a strategy of the whole numbers from ``low`` to ``high`` that shrinks to the one nearest to 0."""
    return st.sampled_from(sorted(range(low, high + 1), key=lambda k: (abs(k), k < 0)))
