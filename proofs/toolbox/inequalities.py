"""The inequalities that a theorist uses without a proof: sums and means, vectors, Jensen, log-sum-exp.

No certificate is written here: each is proved by what the tool finds itself, and its proof names the lemmas. Use one in
a certificate of your own with ``lemma(...)``, at values of its variables.
"""

from fractions import Fraction

from verify.author import (
    Claim,
    absolute,
    claim,
    ell,
    exp,
    family,
    greatest,
    inner,
    least,
    log,
    mean,
    n,
    rational,
    samples,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.statement.tree import Relation

i, k = samples("i k")
a, b, L = symbols("a b L")
u, v, w, z = family("u", i), family("v", i), vector("w"), vector("z")


def fact(id: str, title: str, conclusion: Relation, given: Relation | tuple[Relation, ...] = ()) -> Claim:
    """Return a claim of the toolbox."""
    return claim(
        f"toolbox-{id}", conclusion, given=given, title=title, source="toolbox", edition="beyond", expected="PROVED"
    )


member = fact(
    "member", "A nonnegative number is at most the sum it stands in", u <= total(k, family("u", k)), given=u >= 0
)
member_square = fact("member-square", "A square is at most the sum of squares", u**2 <= total(k, family("u", k) ** 2))
least_mean = fact("least-mean", "The least is at most the mean", least(i, u) <= mean(i, u))
mean_greatest = fact("mean-greatest", "The mean is at most the greatest", mean(i, u) <= greatest(i, u))
modulus_of_sum = fact("modulus-of-sum", "|Σ u_i| ≤ Σ |u_i|", absolute(total(i, u)) <= total(i, absolute(u)))
square_of_sum = fact("square-of-sum", "Σ u_i² ≤ (Σ u_i)² for u ≥ 0", total(i, u**2) <= total(i, u) ** 2, given=u >= 0)
root_mean_square = fact("root-mean-square", "A mean is at most the root mean square", mean(i, u) <= sqrt(mean(i, u**2)))
popoviciu = fact(
    "popoviciu",
    "Popoviciu: a variance in [a, b] is at most (b − a)²/4",
    mean(i, u**2) - mean(i, u) ** 2 <= (b - a) ** 2 / 4,
    given=(u >= a, u <= b),
)
titu = fact("titu", "Titu: Σ u_i²/v_i ≥ (Σ u_i)²/Σ v_i for v > 0",
            total(i, u**2 / v) >= total(i, u) ** 2 / total(i, v), given=v > 0)  # fmt: skip
titu_shifted = fact("titu-shifted", "Titu at u/(u + a): Σ u_i²/(u_i + a) ≥ (Σ u_i)²/(Σ u_i + n·a)",
                    total(i, u**2 / (u + a)) >= total(i, u) ** 2 / (total(i, u) + n * a),
                    given=(u > 0, a > 0))  # fmt: skip
hoelder = fact("hoelder", "Hölder with the exponents 3 and 3/2",
               total(i, u * v) <= total(i, u**3) ** Fraction(1, 3) * total(i, v ** Fraction(3, 2)) ** Fraction(2, 3),
               given=(u >= 0, v >= 0))  # fmt: skip
hoelder_largest = fact("hoelder-largest", "Hölder with the exponents ∞ and 1",
                       total(i, u * v) <= greatest(i, absolute(u)) * total(i, absolute(v)))  # fmt: skip
power_means = fact("power-means", "The mean of third powers bounds the mean of squares",
                   sqrt(mean(i, u**2)) <= mean(i, u**3) ** Fraction(1, 3), given=u >= 0)  # fmt: skip
schwarz_sums = fact(
    "schwarz-sums", "Cauchy and Schwarz for families", total(i, u * v) ** 2 <= total(i, u**2) * total(i, v**2)
)
schwarz = fact("schwarz", "Cauchy and Schwarz", inner(w, z) <= sqrt(inner(w, w)) * sqrt(inner(z, z)))
triangle = fact(
    "triangle", "The triangle inequality", sqrt(inner(w + z, w + z)) <= sqrt(inner(w, w)) + sqrt(inner(z, z))
)
reverse_triangle = fact(
    "reverse-triangle",
    "The reverse triangle inequality",
    absolute(sqrt(inner(w, w)) - sqrt(inner(z, z))) <= sqrt(inner(w - z, w - z)),
)
jensen_exp = fact("jensen-exp", "Jensen for exp", exp(mean(i, u)) <= mean(i, exp(u)))
jensen_ell = fact("jensen-ell", "Jensen for the logistic loss", ell(mean(i, u)) <= mean(i, ell(u)))
jensen_log = fact("jensen-log", "Jensen for log", mean(i, log(u)) <= log(mean(i, u)), given=u > 0)
log_sum_exp_low = fact("log-sum-exp-low", "max u ≤ log Σ e^u", greatest(i, u) <= log(total(i, exp(u))))
log_sum_exp_high = fact(
    "log-sum-exp-high", "log Σ e^u ≤ max u + log n", log(total(i, exp(u))) <= greatest(i, u) + log(n)
)
small_loss = fact("small-loss", "A mean loss below log(2)/n makes every margin positive",
                  u > 0, given=mean(k, ell(family("u", k))) < log(rational(2)) / n)  # fmt: skip
