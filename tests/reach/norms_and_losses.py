"""Statements on norms of families, signs, small losses and constraints, true and false, with no proof written.

``TRUE`` are to be PROVED by what the tool finds itself, ``FALSE`` to be REFUTED.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from verify.author import (
    absolute,
    derivative,
    differs,
    ell,
    equal,
    exp,
    family,
    fixed_steps,
    indicator,
    inner,
    least,
    log,
    mean,
    n,
    norm,
    phi,
    pi,
    rational,
    relu,
    samples,
    sign,
    sqrt,
    square_norm,
    symbols,
    total,
    vector,
)

Stated: TypeAlias = tuple[Any, Any]

i, k = samples("i k")
x, y, z, a, b, c, m, r = symbols("x y z a b c m r")
(T,) = fixed_steps("T")
u, v = family("u", i), family("v", i)
uk = family("u", k)
w, zi, zk = vector("w"), vector("z", i), vector("z", k)
THIRD, QUARTER, HALVES = Fraction(1, 3), Fraction(1, 4), Fraction(3, 2)
LOG_2 = log(rational(2))
SIGNS = [u >= 0, v >= 0]

TRUE: dict[str, Stated] = {
    "Hölder with 3 and 3/2": (total(i, u * v) <= total(i, u**3) ** THIRD * total(i, v**HALVES) ** (2 * THIRD), SIGNS),
    "Hölder of means": (mean(i, u * v) <= mean(i, u**3) ** THIRD * mean(i, v**HALVES) ** (2 * THIRD), SIGNS),
    "Hölder with 4 and 4/3": (
        total(i, absolute(u * v)) <= total(i, u**4) ** QUARTER * total(i, absolute(v) ** (4 * THIRD)) ** (3 * QUARTER),
        [],
    ),
    "the norms 1 and 2": (total(i, absolute(u)) <= sqrt(n) * sqrt(total(i, u**2)), []),
    "means of powers 1 and 3": (mean(i, u) <= mean(i, u**3) ** THIRD, [u >= 0]),
    "means of powers 2 and 3": (sqrt(mean(i, u**2)) <= mean(i, u**3) ** THIRD, [u >= 0]),
    "means of powers 2 and 4": (sqrt(mean(i, u**2)) <= mean(i, u**4) ** QUARTER, []),
    "a sign and a modulus": (equal(sign(x) * absolute(x), x), []),
    "a member's sign": (equal(sign(u) * absolute(u), u), []),
    "a modulus by the sign": (equal(absolute(x), x * sign(x)), []),
    "the square of a sign": (equal(sign(x) ** 2, 1), [differs(x, 0)]),
    "relu by an indicator": (equal(relu(x), x * indicator(x)), []),
    "the slope of relu": (equal(derivative(relu(x), x), indicator(x)), [differs(x, 0)]),
    "the slope of a modulus": (equal(derivative(absolute(x), x), sign(x)), [differs(x, 0)]),
    "a small mean loss": (u > 0, [mean(k, ell(uk)) < LOG_2 / n]),
    "a small total loss": (u >= 0, [total(k, ell(uk)) <= LOG_2]),
    "a small loss of a classifier": (inner(w, zi) > 0, [mean(k, ell(inner(w, zk))) < LOG_2 / n]),
    "a small loss written out": (u > 0, [total(k, log(1 + exp(-uk))) < LOG_2]),
    "a small exponential loss": (u > 0, [mean(k, exp(-uk)) < 1 / n]),
    "the least margin of a small loss": (least(i, u) > 0, [total(k, ell(uk)) < LOG_2]),
    "a loss below that of a margin": (u >= m, [total(k, ell(uk)) <= ell(m)]),
    "a margin from the exponential loss": (u >= -log(n * a), [mean(k, exp(-uk)) <= a, a > 0]),
    "a loss is at most the total": (ell(u) <= n * a, [mean(k, ell(uk)) <= a]),
    "one member's margin": (inner(w, zi) ** 2 <= r**2 * square_norm(w), [norm(zi) <= r]),
    "a mean of logarithms of roots": (mean(i, log(sqrt(u))) <= log(mean(i, u)) / 2, [u > 0]),
    "a logarithm of a quotient": (equal(log(x / (y + z)), log(x) - log(y + z)), [x > 0, y > 0, z > 0]),
    "a logarithm of a quotient of sums": (
        equal(log((x + y) / (y + z)), log(x + y) - log(y + z)),
        [x > 0, y > 0, z > 0],
    ),
    "the peak of the normal density": (phi(u) <= 1 / sqrt(2 * pi), []),
    "the normal density written out": (equal(phi(x), exp(-(x**2) / 2) / sqrt(2 * pi)), []),
    "the normal density falls": (phi(x) <= phi(y), [x >= y, y >= 0]),
    "powers and exponentials": ((1 - x) ** T <= exp(-T * x), [x >= 0, x <= 1]),
    "a geometric rate": ((1 - a * b) ** T <= exp(-a * b * T), [a > 0, b > 0, a * b <= 1]),
    "powers and quotients": ((1 - x) ** T <= 1 / (1 + T * x), [x >= 0, x <= 1]),
    "two numbers of sum 1": (x**2 + y**2 >= rational(1, 2), [equal(x + y, 1)]),
    "three numbers of sum 1": (x * y + y * z + z * x <= rational(1, 3), [equal(x + y + z, 1)]),
    "a weighted sum": (x * y <= rational(9, 8), [equal(x + 2 * y, 3)]),
    "fourth powers": (x**4 + y**4 >= rational(1, 8), [equal(x + y, 1)]),
}

FALSE: dict[str, Stated] = {
    "Hölder with 3 and 2": (total(i, u * v) <= total(i, u**3) ** THIRD * sqrt(total(i, v**2)), [*SIGNS, n >= 3]),
    "Hölder with exponents below 1": (total(i, u * v) <= total(i, u**3) ** THIRD * total(i, v**3) ** THIRD, SIGNS),
    "the norms 1 and 2 without n": (total(i, absolute(u)) <= sqrt(total(i, u**2)), []),
    "means of powers turned": (sqrt(mean(i, u**2)) >= mean(i, u**3) ** THIRD, [u >= 0]),
    "a sign is 1": (equal(sign(x) * x, x), []),
    "the square of a sign at 0": (equal(sign(x) ** 2, 1), []),
    "the slope of relu is 1": (equal(derivative(relu(x), x), 1), [differs(x, 0)]),
    "a mean loss below log 2": (u > 0, [mean(k, ell(uk)) < LOG_2]),
    "a loss that is not below log 2": (u >= 0, [total(k, ell(uk)) <= rational(3, 4)]),
    "a mean exponential loss below 1": (u > 0, [mean(k, exp(-uk)) < 1]),
    "a loss is at most the mean": (ell(u) <= a, [mean(k, ell(uk)) <= a]),
    "one member's margin without the bound squared": (inner(w, zi) ** 2 <= r * square_norm(w), [norm(zi) <= r]),
    "a logarithm of a sum split": (equal(log(x + y / z), log(x) + log(y) - log(z)), [x > 0, y > 0, z > 0]),
    "a mean of logarithms of roots, too much": (mean(i, log(sqrt(u))) <= log(mean(i, u)) / 3, [u > 0]),
    "the peak of the normal density, too low": (phi(x) <= rational(39, 100), []),
    "powers and exponentials beyond 1": ((1 - x) ** T <= exp(-T * x), [x >= 0]),
    "two numbers of sum 1, too much": (x**2 + y**2 >= rational(3, 5), [equal(x + y, 1)]),
}
