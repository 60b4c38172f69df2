"""False statements that are written to deceive a prover, of all kinds; none may ever be PROVED.

Quotients whose monomials collide, names that print alike or look like those that the tool makes, products that no
vectors have, ties far below rounding, unknown functions, runs, products over any number of steps, parities,
whole numbers, constants. ``DECEPTIVE`` are to be REFUTED, ``OUT_OF_REACH`` not proved, ``REFUSED`` are no statements.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from verify.author import (
    P,
    Phi,
    absolute,
    convex,
    derivative,
    differs,
    equal,
    exp,
    family,
    fixed_steps,
    function_variable,
    gradient_dominated,
    greatest,
    homogeneous,
    indicator,
    inner,
    least,
    log,
    mean,
    minimised,
    n,
    norm,
    patches,
    phi,
    product_over,
    rational,
    relu,
    samples,
    sigmabar,
    sign,
    smooth,
    sqrt,
    square_norm,
    steps,
    strongly_convex,
    symbols,
    tanh,
    there_are_constants,
    total,
    vector,
)

Stated: TypeAlias = tuple[Any, Any]

i, j, k = samples("i j k")
p, q = patches("p q")
x, y, z, a, b, c, t = symbols("x y z a b c t")
L, mu, eta, K = symbols("L μ η K")
w, g, v, e = vector("w"), vector("g"), vector("v"), vector("e")
zi, zj = vector("z", i), vector("z", j)
(s,), (T,) = steps("s"), fixed_steps("T")
f, h = function_variable("f"), function_variable("h")
# e^{r(Ax − By)} with A/B next to no simple fraction
A_, B_ = 2 * 175407226, 2 * 30987291
nrm = norm


def E(r: int) -> Any:
    """Return e^{r(Ax − By)}."""
    return exp(r * A_ * x - r * B_ * y)


def u(*places: Any) -> Any:
    """Return a member of the family u."""
    return family("u", *places)


def at(step: Any) -> Any:
    """Return a(t)."""
    return family("a", step)


def wt(step: Any) -> Any:
    """Return w(t)."""
    return vector("w", step)


DECEPTIVE: dict[str, Stated] = {
    "colliding powers of one exponential": (
        (2 * E(-2) + E(1) - 2 * E(3)) / (1 - E(1) - E(2)) <= 2 * E(-2) + E(1),
        [x >= 1],
    ),
    "colliding exponents, two variables": (
        (exp(3 * x - y) - exp(6 * x - 2 * y)) / (1 - exp(3 * x - y)) <= exp(3 * x - y) - 1,
        [x >= 0],
    ),
    "a quotient at its pole": ((x**2 - 1) / (x - 1) <= x + rational(999999, 10**6), [x > 0]),
    "a quotient whose parts cancel elsewhere": (equal((x**3 - y**3) / (x - y), x**2 + x * y - y**2), [differs(x, y)]),
    "a quotient of exponentials": (equal((exp(2 * x) - 1) / (exp(x) - 1), exp(x) + 1 + exp(-40) * x), [x > 0]),
    "1/x is between": (1 / x <= x, [x >= rational(999, 1000)]),
    "a removed denominator that may be negative": (x / y <= 1, [x <= y]),
    "squared away": (x <= y, [x**2 <= y**2]),
    "a symbol like a member": (equal(symbols("u[sample]")[0] - u(i), 0), []),
    "a symbol of a function's entry": (f(w) >= symbols("f.a")[0], [convex(f), minimised(f, 0 * w), equal(f(0 * w), 0)]),
    "a vector like a unit vector": (inner(vector("e1"), w) ** 2 >= inner(w, w), [convex(f), equal(f(w), f(w))]),
    "a family and a symbol of one name": (equal(family("x", i), x), []),
    "three vectors with impossible products": (
        inner(w, g) >= rational(-9, 10),
        [equal(inner(w, w), 1), equal(inner(g, g), 1)],
    ),
    "three unit vectors": (
        inner(w, g) + inner(g, v) + inner(v, w) >= -rational(149, 100),
        [equal(inner(w, w), 1), equal(inner(g, g), 1), equal(inner(v, v), 1)],
    ),
    "the gap of Cauchy and Schwarz": (inner(w, g) <= nrm(w) * nrm(g) * rational(999999, 10**6), []),
    "a triangle, strict": (nrm(w + g) < nrm(w) + nrm(g), [inner(w, w) > 0, inner(g, g) > 0]),
    "angles add up to less": (
        inner(w, v) >= 2 * inner(w, g) * inner(g, v),
        [equal(inner(w, w), 1), equal(inner(g, g), 1), equal(inner(v, v), 1)],
    ),
    "a Gram bound without n": (total(i, inner(w, zi)) ** 2 <= inner(w, w) * total(i, inner(zi, zi)), []),
    "Bessel for vectors that are not orthogonal": (
        total(i, inner(w, zi) ** 2) <= inner(w, w),
        [equal(inner(zi, zi), 1)],
    ),
    "a tie below 10^-40": (exp(x) >= 1 + x + x**2 / 2 - rational(1, 10**40) + rational(2, 10**40), [x >= 0]),
    "root sums": (sqrt(rational(2)) + sqrt(rational(3)) <= rational(314626436994197234, 10**17), [x >= 0]),
    "log 2 to many digits": (
        log(rational(2)) * x <= rational("0.6931471805599453094172321214581765680755") * x,
        [x >= 0],
    ),
    "e to many digits": (exp(rational(1)) <= rational("2.718281828459045235360287471352662497757"), [x >= 0]),
    "a huge number": (x + 1 <= x + rational(1) - rational(1, 10**400), [x >= 0]),
    "sigma near 1": (sigmabar(-x) <= 1 - exp(-x) * rational(1000001, 10**6), [x >= 30]),
    "strict at one point": (exp(x) > 1 + x, []),
    "a double root": ((x - 1) ** 2 * (x - 2) ** 2 > 0, [x > rational(3, 2)]),
    "tanh of large": (tanh(x) <= 1 - rational(1, 10**30), [x >= 0]),
    "convex composes": (f((w + v) / 2) <= f(w) / 3 + 2 * f(v) / 3, [convex(f)]),
    "two minimisers are one": (inner(w - v, w - v) <= 0, [convex(f), minimised(f, w), minimised(f, v)]),
    "smooth means a small gradient": (inner(f.gradient(w), f.gradient(w)) <= L**2, [smooth(f, L), L > 0]),
    "co-coercive without convexity": (inner(f.gradient(w) - f.gradient(v), w - v) >= 0, [smooth(f, L), L > 0]),
    "descent with 4/L": (
        f(w - 4 * f.gradient(w) / L) <= f(w) - inner(f.gradient(w), f.gradient(w)) / (8 * L),
        [smooth(f, L), convex(f), L > 0],
    ),
    "homogeneous of degree K is convex": (f(w) + f(v) >= 2 * f((w + v) / 2), [homogeneous(f, 2)]),
    "a difference of convex functions": (
        f(w) - h(w) >= f(v) - h(v) + inner(f.gradient(v) - h.gradient(v), w - v),
        [convex(f), convex(h)],
    ),
    "strongly convex with twice the modulus": (strongly_convex(f, 2 * mu), [strongly_convex(f, mu), mu > 0]),
    "PL with twice the modulus": (gradient_dominated(f, 2 * mu, a), [gradient_dominated(f, mu, a), mu > 0]),
    "a run that starts above": (at(s) <= x, [at(s + 1) <= at(s)]),
    "a run falls to 0": (at(s) <= at(0) / 2, [equal(at(s + 1), at(s) / 2), at(0) >= 0]),
    "the first step is lost": (total(s, at(s), stop=T) <= T * at(0), [at(s + 1) >= at(s)]),
    "linear instead of geometric": (
        at(s) <= (1 + s * c) * at(0),
        [equal(at(s + 1), (1 + c) * at(s)), c >= 0, at(0) >= 0],
    ),
    "always two steps": (at(s + 1) <= at(s), [equal(at(s + 1), 2 * at(s))]),
    "2^T against T^2": (rational(2) ** T >= 3 * T, []),
    "Bernoulli the wrong way": ((1 + x) ** T <= 1 + T * x, [x >= 0]),
    "a product of numbers below 1": (product_over(s, at(s), stop=T) <= at(0), [at(s) <= 1]),
    "an empty product": (product_over(s, at(s), stop=T) <= rational(1, 2), [at(s) >= 0, at(s) <= rational(1, 2)]),
    "an empty sum": (total(s, at(s), stop=T) >= 1, [at(s) >= 1]),
    "an odd function that is even": (equal(tanh(-x), tanh(x)), []),
    "sigma is odd": (equal(sigmabar(-x), -sigmabar(x)), []),
    "phi is odd": (equal(phi(-x), -phi(x)), []),
    "Phi is even": (equal(Phi(-x), Phi(x)), []),
    "relu of both": (relu(x) + relu(-x) <= x, []),
    "sign at 0": (sign(x) ** 2 >= 1, []),
    "indicator of both": (equal(indicator(x) + indicator(-x), 1), []),
    "a modulus of a root": (sqrt(x**2) <= x, []),
    "n is at least 2": (n >= 2, []),
    "n is odd or 2": (n * (n - 1) >= 2, []),
    "n squared": (n**2 >= 2 * n, []),
    "between 1 and 2": ((2 * n - 3) * (n - 2) >= 1, []),
    "n and P": (n * P >= n + P, []),
    "P not 1": (rational(1, 2) >= 1 / P, []),
    "no whole number from 2.5 to 3.5": ((n - 3) ** 2 >= rational(1, 4), []),
    "mean of one member": (total(i, (u(i) - mean(k, u(k))) ** 2) > 0, []),
    "the slope of |x| at 0": (derivative(absolute(x), x) <= rational(1, 2), []),
    "the derivative of a square": (equal(derivative(x**2, x, at=y), 2 * x), []),
    "log of a square": (equal(log(x**2), 2 * log(absolute(x)) + log(1 + x**2 * rational(1, 10**20))), [differs(x, 0)]),
    "an extremum of negatives": (
        greatest(i, u(i)) * greatest(j, family("v", j)) >= greatest(k, u(k) * family("v", k)),
        [],
    ),
    "least is at least 0": (least(i, absolute(u(i))) >= least(i, u(i)) + rational(1, 10**12), []),
    "log-sum-exp, strict above": (log(total(i, exp(u(i)))) > greatest(i, u(i)), []),
    "any function is convex": (convex(f), [minimised(f, w)]),
}

OUT_OF_REACH: dict[str, Stated] = {
    "norms that fall": (
        square_norm(wt(s + 1)) <= square_norm(wt(s)),
        [equal(wt(s + 1), wt(s) + vector("g", s)), equal(inner(wt(s), vector("g", s)), 0)],
    ),
    "a constant for all rates": (
        there_are_constants(c, given=[equal(at(0), 0), equal(at(s + 1), at(s) + eta), eta > 0], then=[at(s) <= c]),
        [],
    ),
    "a constant for all x": (there_are_constants(c, given=[x >= 0], then=[x <= c]), []),
}

REFUSED: dict[str, Stated] = {
    "a symbol like a vector's coordinate": (symbols("w·1")[0] >= 0, [inner(w, w) >= 0]),
    "a symbol like a step's member": (at(s) <= symbols("a(0)")[0], [at(0) <= symbols("a(0)")[0], x >= 0]),
    "a symbol like a range": (
        total(s, at(s), stop=T)
        <= symbols(
            '["range","sum",["s0","step"],["step",null,"0"],["step",["sym","T"],"0"],["idx","a",[["step",["s0","step"],"0"]]]]'
        )[0],
        [T >= 0],
    ),
    "a symbol like a value": (f(w) <= symbols('["value","f",["vec","w",[]]]')[0], [convex(f)]),
    "a vector like a freshly made one": (inner(vector("v"), wt(s)) <= inner(vector("v'"), wt(s)), []),
}
