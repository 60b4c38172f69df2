"""Differences that Cauchy and Schwarz say are never negative, and near misses of which they say nothing."""

from fractions import Fraction

from verify.author import inner, sqrt, symbols, vector

(x,) = symbols("x")
u, v, w = vector("u"), vector("v"), vector("w")

SCHWARZ = {
    "of squares": inner(v, v) * inner(w, w) - inner(v, w) ** 2,
    "with sums and multiples of vectors": inner(x * v + w, x * v + w) * inner(w, w) - inner(w, x * v + w) ** 2,
    "of lengths": sqrt(inner(v, v)) * sqrt(inner(w, w)) - inner(v, w),
    "of lengths, the other sign": sqrt(inner(v, v)) * sqrt(inner(w, w)) + inner(v, w),
}
NO_SCHWARZ = {
    "a third vector": inner(v, v) * inner(w, w) - inner(v, u) ** 2,
    "one length twice": inner(v, v) * inner(v, v) - inner(v, w) ** 2,
    "no length": inner(v, u) * inner(w, w) - inner(v, w) ** 2,
    "twice too much": inner(v, v) * inner(w, w) - 2 * inner(v, w) ** 2,
    "another power": inner(v, v) * inner(w, w) - inner(v, w) ** 4,
    "a square against lengths": sqrt(inner(v, v)) * sqrt(inner(w, w)) - inner(v, w) ** 2,
    "squares against the first power": inner(v, v) * inner(w, w) - inner(v, w),
    "another root": inner(v, v) ** Fraction(1, 3) * sqrt(inner(w, w)) - inner(v, w),
    "the wrong way round": inner(v, w) ** 2 - inner(v, v) * inner(w, w),
    "a root the wrong way round": inner(v, w) - sqrt(inner(v, v)) * sqrt(inner(w, w)),
}
