"""Statements of the kind that papers on implicit bias lean on: margins, losses, steps, softmax, weight norms.

``TRUE`` are to be PROVED by what the tool finds itself, ``FALSE`` to be REFUTED.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from verify.author import (
    absolute,
    derivative,
    differs,
    ell,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    mean,
    n,
    norm,
    rational,
    relu,
    samples,
    sigmabar,
    softplus,
    sqrt,
    square_norm,
    symbols,
    tanh,
    total,
    vector,
)

Stated: TypeAlias = tuple[Any, Any]

i, j, k = samples("i j k")
x, y, z, a, b, c, t, r, m = symbols("x y z a b c t r m")
η, γ, ρ, L, μ = symbols("η γ ρ L μ")
u, v, p, q = (family(name, i) for name in "uvpq")
uk, vk = family("u", k), family("v", k)
w, g, d, e = vector("w"), vector("g"), vector("d"), vector("e")
zi = vector("z", i)
sq = square_norm

TRUE: dict[str, Stated] = {
    "margin of a scaled classifier": (equal(inner(c * w, zi) / norm(c * w), inner(w, zi) / norm(w)), [c > 0]),
    "least margin is at most the mean margin": (least(i, inner(w, zi)) <= mean(i, inner(w, zi)), []),
    "least margin and the norm": (least(i, inner(w, zi)) <= norm(w) * greatest(i, norm(zi)), []),
    "derivative of the logistic loss": (equal(derivative(log(1 + exp(-x)), x), -1 / (1 + exp(x))), []),
    "second derivative of the logistic loss": (
        equal(derivative(derivative(ell(x), x), x), sigmabar(x) * (1 - sigmabar(x))),
        [],
    ),
    "logistic loss is convex in its slope": (ell(y) >= ell(x) - sigmabar(x) * (y - x), []),
    "logistic loss is a quarter smooth at 0": (ell(x) <= log(rational(2)) - x / 2 + x**2 / 8, []),
    "the slope is at most the exponential": (sigmabar(x) <= exp(-x), []),
    "the slope from below": (sigmabar(x) >= exp(-x) / 2, [x >= 0]),
    "loss and half the exponential": (ell(x) >= exp(-x) / 2, [x >= 0]),
    "norm after a step along an orthogonal gradient": (
        equal(sq(w - η * g), sq(w) + η**2 * sq(g)),
        [equal(inner(w, g), 0)],
    ),
    "norms after an orthogonal step grow": (norm(w - η * g) >= norm(w), [equal(inner(w, g), 0)]),
    "the gradient of a normalised loss is orthogonal": (
        equal(inner(g / norm(w) - inner(g, w) / norm(w) ** 3 * w, w), 0),
        [],
    ),
    "projected gradients are shorter": (sq(g - inner(g, w) / sq(w) * w) <= sq(g), [sq(w) > 0]),
    "weight norm has norm g": (equal(sq(γ / norm(w) * w), γ**2), [sq(w) > 0]),
    "weight norm's margin": (absolute(γ * inner(w, zi) / norm(w)) <= absolute(γ) * norm(zi), []),
    "descent lemma with a step below 2/L": (
        a <= b - η * (1 - L * η / 2) * sq(g),
        [a <= b - η * sq(g) + L * η**2 / 2 * sq(g)],
    ),
    "a Lyapunov function falls": (
        a - c + sq(w - η * g - e) / (2 * η) <= b - c + sq(w - e) / (2 * η),
        [η > 0, η * L <= 1, a <= b - η * sq(g) + L * η**2 / 2 * sq(g), c >= b + inner(g, e - w), b >= c],
    ),
    "contraction by strong convexity": (
        sq(w - η * g - e) <= (1 - η * μ) * sq(w - e),
        [η > 0, μ > 0, inner(g, w - e) >= μ * sq(w - e) / 2 + sq(g) / (2 * L), L > 0, η * L <= 1],
    ),
    "log-sum-exp shifts": (equal(log(total(i, exp(u + c))), log(total(i, exp(u))) + c), []),
    "log-sum-exp is above the mean": (log(mean(i, exp(u))) >= mean(i, u), []),
    "softmax members are below 1": (exp(u) / total(k, exp(uk)) <= 1, []),
    "softmax is positive": (exp(u) / total(k, exp(uk)) > 0, []),
    "softmax sums to 1": (equal(total(i, exp(u) / total(k, exp(uk))), 1), []),
    "softmax of shifted logits": (equal(exp(u + c) / total(k, exp(uk + c)), exp(u) / total(k, exp(uk))), []),
    "softmax mean is at most the greatest": (
        total(i, u * exp(u)) / total(k, exp(uk)) <= greatest(j, family("u", j)),
        [],
    ),
    "the smoothed margin is below the least margin": (-log(total(i, exp(-u))) <= least(i, u), []),
    "mean loss below a bound of each": (mean(i, ell(u)) <= exp(-m), [u >= m]),
    "Sigma norm and mean margin": (mean(i, inner(w, zi)) <= sqrt(mean(i, inner(w, zi) ** 2)), []),
    "normalised margins have mean square 1": (
        equal(mean(i, inner(w, zi) ** 2 / mean(k, inner(w, vector("z", k)) ** 2)), 1),
        [mean(k, inner(w, vector("z", k)) ** 2) > 0],
    ),
    "a normalised margin is at most root n": (
        inner(w, zi) / sqrt(mean(k, inner(w, vector("z", k)) ** 2)) <= sqrt(n),
        [mean(k, inner(w, vector("z", k)) ** 2) > 0],
    ),
    "Jensen for squares": (mean(i, u) ** 2 <= mean(i, u**2), []),
    "Jensen for softplus": (softplus(mean(i, u)) <= mean(i, softplus(u)), []),
    "weights of a mean": (total(i, p * u) ** 2 <= total(i, p * u**2), [p >= 0, equal(total(k, family("p", k)), 1)]),
    "Nesbitt": (a / (b + c) + b / (c + a) + c / (a + b) >= rational(3, 2), [a > 0, b > 0, c > 0]),
    "Schur of degree 1": (
        a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b) >= 0,
        [a >= 0, b >= 0, c >= 0],
    ),
    "sum of squares and products": (a**2 + b**2 + c**2 >= a * b + b * c + c * a, []),
    "cubes and the product": (a**3 + b**3 + c**3 >= 3 * a * b * c, [a >= 0, b >= 0, c >= 0]),
    "a sum of two inequalities": (exp(x) + y**2 + 1 >= 1 + x + 2 * y, []),
    "a product of two inequalities": ((x**2 + 1) * (exp(y) + 1) >= 2 * x * (2 + y), [x >= 0, y >= -2]),
    "the exponential of a composed one": (exp(a**2 + b**2) >= exp(2 * a * b), []),
    "log of means": (log((a + b) / 2) >= (log(a) + log(b)) / 2, [a > 0, b > 0]),
    "a root of a mean": (sqrt((a + b) / 2) >= (sqrt(a) + sqrt(b)) / 2, [a >= 0, b >= 0]),
    "harmonic and geometric mean": (2 * a * b / (a + b) <= sqrt(a * b), [a > 0, b > 0]),
    "tanh is sublinear": (absolute(tanh(x)) <= absolute(x), []),
    "relu is a contraction": (absolute(relu(x) - relu(y)) <= absolute(x - y), []),
    "Huber below the square": (sqrt(1 + x**2) - 1 <= x**2 / 2, []),
    "three vectors": (sq(w + g + d) <= 3 * (sq(w) + sq(g) + sq(d)), []),
    "momentum's mean": (sq(ρ * w + (1 - ρ) * g) <= ρ * sq(w) + (1 - ρ) * sq(g), [ρ >= 0, ρ <= 1]),
    "log of a root": (equal(log(sqrt(a)), log(a) / 2), [a > 0]),
    "the smoothed margin is near the least margin": (-log(total(i, exp(-u))) >= least(i, u) - log(n), []),
    "Sigma norm below the largest member": (mean(i, inner(w, zi) ** 2) <= r**2 * sq(w), [norm(zi) <= r]),
    "the greatest of sums": (greatest(i, u + v) <= greatest(i, u) + greatest(i, v), []),
    "the greatest of differences": (greatest(i, u) - greatest(i, v) <= greatest(i, u - v), []),
    "the greatest exponential": (greatest(i, 1 + u) <= greatest(i, exp(u)), []),
    "the least exponential": (least(i, 1 + u) <= least(i, exp(u)), []),
    "the least is at most the greatest": (least(i, u) <= greatest(i, u), []),
    "the range is not negative": (greatest(i, u) - least(i, u) >= 0, []),
    "a multiple of the range": (3 * least(i, u) <= 3 * greatest(i, u), []),
    "the greatest of what is turned": (equal(greatest(i, -2 * u), -2 * least(i, u)), []),
    "the greatest multiple": (equal(greatest(i, a * u / n), a * greatest(i, u) / n), [a >= 0]),
    "the greatest of one number": (equal(greatest(i, a), a), []),
    "the least is above the greatest modulus, turned": (least(i, u) >= -greatest(i, absolute(u)), []),
    "a member is above the greatest modulus, turned": (u >= -greatest(k, absolute(uk)), []),
    "the greatest of deviations": (greatest(i, u) - mean(k, uk) <= greatest(i, absolute(u - mean(k, uk))), []),
    "the greatest modulus of sums": (
        greatest(i, absolute(u + v)) <= greatest(i, absolute(u)) + greatest(i, absolute(v)),
        [],
    ),
    "greatest entries are as near as all": (
        absolute(greatest(i, u) - greatest(i, v)) <= greatest(i, absolute(u - v)),
        [],
    ),
    "the modulus of the greatest": (absolute(greatest(i, u)) <= greatest(i, absolute(u)), []),
    "the greatest of what adds up to 0": (greatest(i, u) >= 0, [equal(total(i, u), 0)]),
    "the least of what is not positive in the mean": (least(i, u) <= 0, [mean(i, u) <= 0]),
    "the range, moved": (greatest(i, u) - a >= least(i, u) - a, []),
    "the greatest modulus and the range": (
        greatest(i, absolute(u)) <= greatest(i, u) - least(i, u),
        [least(i, u) <= 0, greatest(i, u) >= 0],
    ),
}

FALSE: dict[str, Stated] = {
    "margin scaled by any number": (
        equal(inner(c * w, zi) / norm(c * w), inner(w, zi) / norm(w)),
        [differs(c, 0), sq(w) > 0],
    ),
    "least margin above the mean": (least(i, inner(w, zi)) >= mean(i, inner(w, zi)), []),
    "derivative of the loss, sign lost": (equal(derivative(log(1 + exp(-x)), x), 1 / (1 + exp(x))), []),
    "second derivative, one factor": (equal(derivative(derivative(ell(x), x), x), sigmabar(x)), []),
    "slope above the exponential": (sigmabar(x) >= exp(-x), [x >= 0]),
    "loss above the exponential": (ell(x) >= rational(9, 10) * exp(-x), [x >= 0]),
    "orthogonal step, η not squared": (equal(sq(w - η * g), sq(w) + η * sq(g)), [equal(inner(w, g), 0)]),
    "a norm's power lost": (equal(inner(g / norm(w) - inner(g, w) / sq(w) * w, w), 0), [sq(w) > 0]),
    "weight norm has norm 1": (equal(sq(γ / norm(w) * w), γ), [sq(w) > 0]),
    "descent for every step": (a <= b, [L > 0, η > 0, a <= b - η * sq(g) + L * η**2 / 2 * sq(g)]),
    "contraction squared": (
        sq(w - η * g - e) <= (1 - 2 * η * μ) * sq(w - e),
        [η > 0, μ > 0, inner(g, w - e) >= μ * sq(w - e) / 2 + sq(g) / (2 * L), L > 0, η * L <= 1],
    ),
    "log-sum-exp scales": (equal(log(total(i, exp(c * u))), c * log(total(i, exp(u)))), [c > 0]),
    "softmax below 1 over n": (exp(u) / total(k, exp(uk)) <= 1 / n, []),
    "smoothed margin above": (-log(total(i, exp(-u))) >= least(i, u), []),
    "log n lost": (-log(total(i, exp(-u))) >= least(i, u) - 1, []),
    "the mean loss makes margins positive": (u >= 0, [mean(k, ell(uk)) <= log(rational(2))]),
    "the greatest of deviations, by half": (
        2 * (greatest(i, u) - mean(k, uk)) <= greatest(i, absolute(u - mean(k, uk))),
        [],
    ),
    "the greatest modulus is at most that of the greatest": (absolute(greatest(i, u)) >= greatest(i, absolute(u)), []),
    "the least of what adds up to 0": (least(i, u) >= 0, [equal(total(i, u), 0)]),
    "the greatest of what is not positive in the mean": (greatest(i, u) <= 0, [mean(i, u) <= 0]),
    "the range is positive": (greatest(i, u) - least(i, u) > 0, []),
    "the greatest of what is turned is the greatest, turned": (equal(greatest(i, -u), -greatest(i, u)), []),
    "the greatest multiple of any sign": (equal(greatest(i, a * u), a * greatest(i, u)), []),
    "the greatest quotient of any sign": (equal(greatest(i, u / a), greatest(i, u) / a), [a**2 > 0]),
    "the greatest multiple of a member": (equal(greatest(k, u * uk), u * greatest(k, uk)), []),
    "the least is above the least modulus, turned": (least(i, u) >= -least(i, absolute(u)), []),
    "the greatest of sums, turned": (greatest(i, u + v) >= greatest(i, u) + greatest(i, v), []),
    "the greatest of differences, turned": (greatest(i, u) - greatest(i, v) >= greatest(i, u - v), []),
    "the least of sums, turned": (least(i, u + v) <= least(i, u) + least(i, v), []),
    "the greatest exponential, too much": (greatest(i, 2 + u) <= greatest(i, exp(u)), []),
    "Sigma norm, r not squared": (mean(i, inner(w, zi) ** 2) <= r * sq(w), [norm(zi) <= r]),
    "a normalised margin below 1": (
        inner(w, zi) / sqrt(mean(k, inner(w, vector("z", k)) ** 2)) <= 1,
        [mean(k, inner(w, vector("z", k)) ** 2) > 0],
    ),
    "weights that add to anything": (total(i, p * u) ** 2 <= total(i, p * u**2), [p >= 0]),
    "Nesbitt with 8/5": (a / (b + c) + b / (c + a) + c / (a + b) >= rational(8, 5), [a > 0, b > 0, c > 0]),
    "cubes without signs": (a**3 + b**3 + c**3 >= 3 * a * b * c, []),
    "a product without its sign": ((x**2 + 1) * (exp(y) + 1) >= 2 * x * (2 + y) + rational(1, 10), []),
    "three vectors with 2": (sq(w + g + d) <= 2 * (sq(w) + sq(g) + sq(d)), []),
    "momentum beyond 1": (sq(ρ * w + (1 - ρ) * g) <= ρ * sq(w) + (1 - ρ) * sq(g), [ρ >= 0]),
    "relu expands": (absolute(relu(x) - relu(y)) >= absolute(x - y) / 2, []),
    "a root of a mean turned": (sqrt((a + b) / 2) <= (sqrt(a) + sqrt(b)) / 2, [a >= 0, b >= 0]),
}
