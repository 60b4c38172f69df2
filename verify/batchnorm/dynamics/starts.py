"""Starts of a descent from data: a given w(0), or one drawn from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flint import fmpq, fmpq_mat, fmpz

from verify.batchnorm.dynamics.problem import Start
from verify.errors import InputError

_WORD_BITS = 32
_WORDS = 12


def start_at(z: fmpq_mat, weights: Sequence[fmpq], *, gamma: fmpq, uniform: Sequence[fmpq] | None = None) -> Start:
    """Make the start w(0) = ``weights`` for the rows of Z = ``z``; ``uniform`` is w*, Z w* = 1, where there is one.

    ``z`` is (nP × d), ``weights`` and ``uniform`` have d entries. Raises InputError where the lengths do not fit, where
    ``uniform`` is not a w*, and where every margin is 0.

    >>> start_at(fmpq_mat([[1, 0], [0, 2]]), [fmpq(3), fmpq(4)], gamma=fmpq(1), uniform=[fmpq(1), fmpq(1, 2)])
    Start(margins=(3, 8), gamma=1, norm_squared=25, alignment=5)
    """
    w = _column(z, weights, "w(0)")
    alignment = None
    if uniform is not None:
        w_star = _column(z, uniform, "w*")
        if any(margin != 1 for margin in (z * w_star).entries()):
            raise InputError(
                "the w* given does not have margin 1 on every row: leave it out or give a solution of Z w = 1"
            )
        alignment = (w.transpose() * w_star)[0, 0]
    return Start(
        margins=tuple((z * w).entries()),
        gamma=fmpq(gamma),
        norm_squared=(w.transpose() * w)[0, 0],
        alignment=alignment,
    )


def random_weights(d: int, *, seed: int | str, scale: fmpq) -> tuple[fmpq, ...]:
    """Draw d exact rationals, about normal with mean 0 and standard deviation ``scale``, the same on every machine.

    Entry j is ``scale`` · (u_1 + … + u_12 − 6), u_k = (word k + 1/2)/2^32, with the words the first twelve big-endian
    32-bit words of SHA-512("bnverify start 1 SEED j"): mean 0, variance 1 to within 2^−64, support (−6, 6).
    Raises InputError where ``scale`` is not positive.

    >>> random_weights(2, seed=7, scale=fmpq(1, 10)) == random_weights(3, seed=7, scale=fmpq(1, 10))[:2]
    True
    """
    if scale <= 0:
        raise InputError(f"scale {scale} of a random start is not positive: give a scale above 0")
    return tuple(scale * _normal(seed, index) for index in range(d))


def random_start(z: fmpq_mat, *, seed: int, scale: fmpq, gamma: fmpq, uniform: Sequence[fmpq] | None = None) -> Start:
    """Make the start whose w(0) is ``random_weights`` for the rows of Z = ``z``.

    Raises InputError as ``start_at`` and ``random_weights`` do.

    >>> random_start(fmpq_mat([[1, 0]]), seed=7, scale=fmpq(1), gamma=fmpq(1)).margins
    (-1734457333/4294967296,)
    """
    return start_at(z, random_weights(z.ncols(), seed=seed, scale=scale), gamma=gamma, uniform=uniform)


def _normal(seed: int | str, index: int) -> fmpq:
    digest = hashlib.sha512(f"bnverify start 1 {seed} {index}".encode("ascii")).digest()
    width = _WORD_BITS // 8
    words = [int.from_bytes(digest[width * k : width * (k + 1)], "big") for k in range(_WORDS)]
    # Twelve halves of a unit in the last place make 6 units.
    return fmpq(fmpz(sum(words) + _WORDS // 2), fmpz(2) ** _WORD_BITS) - _WORDS // 2


def _column(z: fmpq_mat, values: Sequence[fmpq], name: str) -> fmpq_mat:
    if len(values) != z.ncols():
        raise InputError(f"{name} has {len(values)} entries for data of {z.ncols()} features: give one a feature")
    return fmpq_mat(len(values), 1, list(values))
