"""Statements that papers on optimisation, losses and normalisation lean on, true and false, with no proof written.

They are facts and formulas of the field. ``TRUE`` are to be PROVED by what the tool finds itself, ``FALSE`` are to be
REFUTED.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

from verify.author import (
    Phi,
    absolute,
    ell,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    maximum,
    mean,
    n,
    rational,
    relu,
    samples,
    sigmabar,
    sigmoid,
    softplus,
    sqrt,
    symbols,
    tanh,
    total,
    vector,
)

Stated: TypeAlias = tuple[Any, Iterable[Any]]

i, j, k = samples("i j k")
x, y, z, a, b, c, t, r = symbols("x y z a b c t r")
L, μ, η, M, q, ρ = symbols("L μ η M q ρ")
u, v, s = family("u", i), family("v", i), family("s", i)
uk, vk = family("u", k), family("v", k)
w, g, d, e = vector("w"), vector("g"), vector("d"), vector("e")
zi = vector("z", i)


def square(vector: Any) -> Any:
    """Return ‖vector‖²."""
    return inner(vector, vector)


def norm(vector: Any) -> Any:
    """Return ‖vector‖."""
    return sqrt(square(vector))


TRUE: dict[str, Stated] = {
    # sums and means
    "a member and the sum of squares": (u**2 <= total(k, uk**2), ()),
    "the largest entry and the Euclidean norm": (greatest(i, absolute(u)) <= sqrt(total(i, u**2)), ()),
    "the least, the mean and the greatest": (least(i, u) <= mean(i, u), ()),
    "the mean is at most the greatest": (mean(i, u) <= greatest(i, u), ()),
    "modulus of a sum": (absolute(total(i, u)) <= total(i, absolute(u)), ()),
    "modulus of a mean": (absolute(mean(i, u)) <= mean(i, absolute(u)), ()),
    "root mean square and mean": (mean(i, u) <= sqrt(mean(i, u**2)), ()),
    "Cauchy and Schwarz for families": (total(i, u * v) ** 2 <= total(i, u**2) * total(i, v**2), ()),
    "squares of nonnegative numbers": (total(i, u**2) <= total(i, u) ** 2, (u >= 0,)),
    "Popoviciu": (mean(i, u**2) - mean(i, u) ** 2 <= (b - a) ** 2 / 4, (u >= a, u <= b)),
    "Titu": (total(i, u**2 / v) >= total(i, u) ** 2 / total(i, v), (v > 0,)),
    "Titu with a shift": (total(i, u**2 / (u + a)) >= total(i, u) ** 2 / (total(i, u) + n * a), (u > 0, a > 0)),
    "Chebyshev's sum of one order": (mean(i, u**2) >= mean(i, u) * mean(i, u), ()),
    "the variance is not negative": (mean(i, (u - mean(k, uk)) ** 2) >= 0, ()),
    "the variance is the mean square minus the squared mean": (
        equal(mean(i, (u - mean(k, uk)) ** 2), mean(i, u**2) - mean(k, uk) ** 2), ()),
    "unbiased and biased variance": (
        total(i, (u - mean(k, uk)) ** 2) / (n - 1) >= mean(i, (u - mean(k, uk)) ** 2), (n >= 2,)),
    "n over n minus 1": (n / (n - 1) <= 2, (n >= 2,)),
    "harmonic and arithmetic mean": (n / total(i, 1 / u) <= mean(i, u), (u > 0,)),
    # losses
    "logistic and exponential loss": (ell(u) <= exp(-u), ()),
    "their means": (mean(i, ell(u)) <= mean(i, exp(-u)), ()),
    "slope and value of the logistic loss": (sigmabar(u) <= ell(u), ()),
    "mean slope and mean loss": (mean(i, sigmabar(u)) <= mean(i, ell(u)), ()),
    "a logit and its opposite": (equal(sigmabar(x) + sigmabar(-x), 1), ()),
    "the logistic loss written out": (equal(ell(x), log(1 + exp(-x))), ()),
    "losses of opposite margins": (equal(ell(-x) - ell(x), x), ()),
    "the loss is above its hinge": (ell(u) >= relu(-u), ()),
    "the loss and its hinge differ by log 2": (ell(u) <= relu(-u) + log(rational(2)), ()),
    "the slope is a contraction": (sigmabar(x) * (1 - sigmabar(x)) <= rational(1, 4), ()),
    "softplus bounds relu": (relu(x) <= softplus(x), ()),
    "tanh is below its argument": (tanh(x) <= x, (x >= 0,)),
    "a sigmoid is below a half and a quarter line": (sigmoid(x) <= rational(1, 2) + x / 4, (x >= 0,)),
    "the exponential at every member": (exp(u) >= 1 + u, ()),
    "the mean exponential": (mean(i, exp(u)) >= 1 + mean(i, u), ()),
    "Jensen for the exponential": (exp(mean(i, u)) <= mean(i, exp(u)), ()),
    "Jensen for the logistic loss": (ell(mean(i, u)) <= mean(i, ell(u)), ()),
    "Jensen for the logarithm": (mean(i, log(u)) <= log(mean(i, u)), (u > 0,)),
    "log-sum-exp from below": (greatest(i, u) <= log(total(i, exp(u))), ()),
    "log-sum-exp from above": (log(total(i, exp(u))) <= greatest(i, u) + log(n), ()),
    "the exponential of a mean square": (exp((x**2 + y**2) / 2) <= (exp(x**2) + exp(y**2)) / 2, ()),
    "Gibbs": (total(i, u * log(u)) >= total(i, u) - n, (u > 0,)),
    "a probability of the normal distribution": (Phi(x) <= 1, ()),
    "a small loss means a large margin": (exp(-u) <= 2 * log(1 + exp(-u)), (u >= 0,)),
    "a loss below log 2 means a positive margin": (ell(x) >= log(rational(2)), (x <= 0,)),
    # vectors
    "Cauchy and Schwarz": (inner(w, g) <= norm(w) * norm(g), ()),
    "triangle": (norm(w + g) <= norm(w) + norm(g), ()),
    "reverse triangle": (absolute(norm(w) - norm(g)) <= norm(w - g), ()),
    "parallelogram": (equal(square(w + g) + square(w - g), 2 * square(w) + 2 * square(g)), ()),
    "polarisation": (equal(4 * inner(w, g), square(w + g) - square(w - g)), ()),
    "three points": (equal(2 * inner(w - g, d - g), square(w - g) + square(d - g) - square(w - d)), ()),
    "Young for vectors": (2 * inner(w, g) <= a * square(w) + square(g) / a, (a > 0,)),
    "norm of a mean": (square((w + g) / 2) <= (square(w) + square(g)) / 2, ()),
    "a margin and a norm": (inner(w, zi) <= norm(w) * r, (norm(zi) <= r, r >= 0)),
    # optimisation
    "descent of one step": (
        a <= b - square(g) / (2 * L), (L > 0, a <= b - square(g) / L + L / 2 * square(g / L))),
    "one step on a smooth convex function": (
        a - c <= L * square(w - e) / 6,
        (L > 0,
         # f(w) = b with gradient g, f(w − g/L) = a with gradient d, and the least value c, attained at e
         c >= b + inner(g, e - w) + square(g) / (2 * L),
         c >= a + inner(d, e - w + g / L) + square(d) / (2 * L),
         b >= a + inner(d, g / L) + square(g - d) / (2 * L),
         a >= c + square(d) / (2 * L))),
    "one step, a worse constant": (
        a - c <= L * square(w - e) / 2,
        (L > 0, c >= b + inner(g, e - w), a <= b - square(g) / (2 * L))),
    "Polyak and Lojasiewicz": (
        a - c <= (1 - μ / L) * (b - c), (L > 0, μ > 0, a <= b - q / (2 * L), q >= 2 * μ * (b - c))),
    "a strongly convex function": (
        inner(g, w - e) >= μ * square(w - e),
        (a >= b + inner(d, w - e) + μ / 2 * square(w - e), b >= a + inner(g, e - w) + μ / 2 * square(w - e),
         equal(inner(d, w - e), 0))),
    "distance after a step": (
        equal(square(w - η * g - e), square(w - e) - 2 * η * inner(g, w - e) + η**2 * square(g)), ()),
    # numbers
    "plain linear arithmetic": (x + y + z <= M**2, (x <= M, y <= M, z <= M, equal(M, 10))),
    "arithmetic and geometric mean": (sqrt(x * y) <= (x + y) / 2, (x >= 0, y >= 0)),
    "three numbers of product 1": (a + b + c >= 3, (a > 0, b > 0, c > 0, equal(a * b * c, 1))),
    "weighted means": (
        x / 6 + y / 3 + z / 2 >= x ** Fraction(1, 6) * y ** Fraction(1, 3) * z ** Fraction(1, 2),
        (x > 0, y > 0, z > 0)),
    "on a circle": (x + 2 * y <= sqrt(rational(5)), (equal(x**2 + y**2, 1),)),
    "two roots": (sqrt(a + 1) + sqrt(b + 1) <= sqrt(rational(6)), (a >= -1, b >= -1, equal(a + b, 1))),
    "a normalised step": (t / 2 / sqrt(t**2 / 4 + rational(1, 4)) <= t / sqrt(1 + t**2), (t >= 0,)),
    "a sum in separate variables": (exp(x) + exp(y) >= 2 + x + y, ()),
    "a product in separate variables": (exp(x) * exp(y) >= (1 + x) * (1 + y), (x >= 0, y >= 0)),
    "from both sides": (equal(x, y), (x <= y, y <= x)),
    "a hypothesis": (equal(a * c, b), (equal(a * c, b),)),
    "the logarithm of a product": (equal(log(a * b), log(a) + log(b)), (a > 0, b > 0)),
    "a maximum of two": (maximum(x, y) <= absolute(x) + absolute(y), ()),
    # normalisation
    "a normalised family has mean square one": (
        equal(mean(i, (u / sqrt(mean(k, uk**2))) ** 2), 1), (mean(k, uk**2) > 0,)),
    "a normalised member": (u**2 / total(k, uk**2) <= 1, (total(k, uk**2) > 0,)),
    "a normalised member is at most root n": (
        absolute(u) / sqrt(mean(k, uk**2)) <= sqrt(n), (mean(k, uk**2) > 0,)),
    "with ε the mean square is below one": (mean(i, u**2 / (mean(k, uk**2) + a)) <= 1, (a > 0,)),
    "weight norms grow": (
        square(w + g) >= square(w), (equal(inner(w, g), 0),)),
}  # fmt: skip

FALSE: dict[str, Stated] = {
    "a member and a mean of squares": (u**2 <= mean(k, uk**2), ()),
    "the sum below a modulus": (total(i, absolute(u)) <= absolute(total(i, u)), ()),
    "mean and root mean square turned": (sqrt(mean(i, u**2)) <= mean(i, u), ()),
    "Popoviciu with an eighth": (mean(i, u**2) - mean(i, u) ** 2 <= (b - a) ** 2 / 8, (u >= a, u <= b)),
    "squares of any numbers": (total(i, u**2) <= total(i, u) ** 2, ()),
    "logistic above exponential loss": (ell(u) >= exp(-u), ()),
    "slope above value": (mean(i, sigmabar(u)) >= mean(i, ell(u)), ()),
    "Jensen turned": (mean(i, exp(u)) <= exp(mean(i, u)), ()),
    "log-sum-exp without log n": (log(total(i, exp(u))) <= greatest(i, u), ()),
    "triangle with a difference": (norm(w + g) <= norm(w - g), ()),
    "a linear slip": (x + y + z <= 2 * M, (x <= M, y <= M, z <= M, equal(M, 10))),
    "below rounding": (x * (1 + rational(1, 10**13)) <= x, (x >= 1,)),
    "n minus 1": (n / (n - 1) <= 2 - rational(1, 10), (n >= 2,)),
    "Young with the wrong constant": (x * y <= x**2 / 3 + y**2 / 2, ()),
    "a descent that is too good": (
        a <= b - square(g) / L, (L > 0, a <= b - square(g) / L + L / 2 * square(g / L))),
    "a rate without its factor": (
        a - c <= (1 - 2 * μ / L) * (b - c), (L > 0, μ > 0, a <= b - q / (2 * L), q >= 2 * μ * (b - c))),
    "a normalised member below one": (
        absolute(u) / sqrt(mean(k, uk**2)) <= 1, (mean(k, uk**2) > 0,)),
    "the slope is an eighth": (sigmabar(x) * (1 - sigmabar(x)) <= rational(1, 8), ()),
    "three numbers of product 1, too much": (a + b + c >= rational(31, 10), (a > 0, b > 0, c > 0, equal(a * b * c, 1))),
    "log of a sum": (equal(log(a + b), log(a) + log(b)), (a > 0, b > 0)),
    "weight norms shrink": (square(w + g) <= square(w), (equal(inner(w, g), 0),)),
    "a hinge without log 2": (ell(u) <= relu(-u) + rational(1, 2), ()),
}  # fmt: skip
