"""Lemmas 4.5 and 4.6 as printed: they fail whatever their constants, with the data in closed form.

Lemma 4.5, item 2. Take *isotropic* data, λ_min = λ_max = b⁴, with max‖x_i‖₂ = k²b² (for orthogonal samples in R^n,
k² = √n, and b² scales the data), w(0) ⊥ w* with ‖w(0)‖₂ = 1/(20b), and the largest η that the second of the printed
conditions allows. For every c₁, c₂ > 0, once b is large, all printed conditions hold, ‖w_⊥(0)‖₂ > ε‖w(0)‖₂, so that
t₀ ≥ 1, and ‖w(1)‖₂ > (1 + ε/2)‖w(0)‖₂. Here ε = 1/(48k²), as the minimum in it is 1/3; two
of the printed conditions are stated squared. (At b = k = 1, up to constants,
this is z_1 = c(1, 1), z_2 = c(1, −1), w(0) = r(0, 1).)

Lemma 4.6, result 3. From w(t₀) = −a w*, γ(t₀) = 1, which no condition of the lemma excludes, γ falls for every η > 0.
"""

from proofs.cao2023.linear.lemma_4_2.lemma_4_2 import lemma_4_2_repaired
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.unstated_hypotheses import gamma_mirror
from proofs.cao2023.theorems.vocabulary import *

a, b, k_, c_1, c_2, x = symbols("a b k c_1 c_2 x")
isotropic = (
    *in_span,
    equal(low, b**4),
    equal(high, b**4),
    equal(largest_square, k_**4 * b**4),
    equal(star, 1 / b**4),
    *(b > 0, k_ >= 1),
)
start = (equal(length, 1 / (400 * b**2)), equal(inner(w, w_star), 0), equal(gamma, 1))
step_size = (c_1 > 0, c_2 > 0, equal(eta, c_2 / (19200 * k_**5 * b)))
far_out = (b >= 1, 20 * b * c_1 >= k_, b**3 >= 277 * k_**9, b * c_2 >= 30 * k_**4)
longest = k_**2 * b**2  # max‖x_i‖₂


def isotropic_data(b: int, values: dict[str, Fraction]) -> Instance:
    """Return data in three dimensions with λ_min = λ_max = b⁴ and max‖x_i‖₂ = (9/4)b², so that k = 3/2.

    b²(1, q, r) for (q, r) = (±2, ±1/4) and (±1/4, ±2), four times each, and 33 times b²(1, 0, 0): q² and r² are 1 in
    the mean. (In two dimensions k⁴ − 1 would be the square of a fraction, as it never is.)
    """
    long, short, square = Fraction(2), Fraction(1, 4), Fraction(b) ** 2
    pairs = [(x * sign, y * other) for x, y in ((long, short), (short, long)) for sign in (1, -1) for other in (1, -1)]
    rows = [(square, square * q, square * r) for q, r in pairs * 4 + [(Fraction(0), Fraction(0))] * 33]
    nought, level = Fraction(0), Fraction(b) ** 4
    return Instance(
        n=len(rows),
        scalars={"b": Fraction(b), "k": Fraction(3, 2), "λ_min": level, "λ_max": level, "γ": Fraction(1), **values},
        vectors={
            "z": {(number,): row for number, row in enumerate(rows)},
            "w": {(): (nought, Fraction(1, 20 * b), nought)},
            "w*": {(): (1 / square, nought, nought)},
        },
    )


small_data = isotropic_data(1, {"η": Fraction(1, 1000)})
constants = {"c_1": Fraction(1), "c_2": Fraction(10)}
large_data = isotropic_data(23, {**constants, "η": constants["c_2"] / (19200 * Fraction(3, 2) ** 5 * 23)})
slope_at_one = paper.claim(
    "slope-at-one",
    sigmabar(x) >= rational(13, 50),
    given=(x <= 1,),
    edition="beyond",
    source="ours",
    title="σ̄(x) ≥ 13/50 for x ≤ 1",
)
one_positive = paper.claim(
    "one-positive",
    gamma > 0,
    given=(equal(gamma, 1),),
    edition="beyond",
    source="ours",
    title="γ = 1 is positive",
    certificates=(because(rational(1)),),
)
at_least_one = paper.claim(
    "at-least-one",
    k_ > 0,
    given=(k_ >= 1,),
    edition="beyond",
    source="ours",
    title="What is at least 1 is positive",
)
isotropic_step = paper.claim(
    "isotropic-step",
    eta > 0,
    given=(*step_size, b > 0, k_ >= 1),
    edition="beyond",
    source="ours",
    title="The step size is positive",
    certificates=(because(c_2 / (19200 * k_**5 * b), uses=(lemma(at_least_one),)),),
)
isotropic_norm = paper.claim(
    "isotropic-norm",
    s <= b / 20,
    given=(*isotropic, *start),
    edition="beyond",
    source="ours",
    title="‖w‖_Σ ≤ λ_max^½‖w‖₂ = b/20",
    examples=(small_data,),
    certificates=(because(high * length - s_square, times=s + b / 20, rayleigh=(w,)),),
)
isotropic_gain = paper.claim(
    "isotropic-gain",
    b * growth >= rational(26, 5) * eta,
    given=(*isotropic, *start, eta > 0),
    edition="beyond",
    source="ours",
    title="⟨w⁺ − w, w*⟩ ≥ (26/5)η/b",
    examples=(small_data,),
    certificates=(
        because(
            b * (growth - gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma)),
            b * eta / s**3 * varied * (sigmabar(gamma) - rational(13, 50)),
            rational(13, 50) * b * eta / s**3 * (varied - low * squared(residual)),
            rational(13, 50) * b * eta / s**3 * b**4 * sigma_product**2 * star,
            rational(13, 50) * b**3 * eta / 400 / s**3 * (b / 20 - s) * (b**2 / 400 + b * s / 20 + s**2) * 8000 / b**3,
            uses=(
                lemma(one_positive),
                lemma(lemma_4_2_repaired),
                lemma(slope_at_one, {x: gamma}),
                lemma(isotropic_norm),
            ),
            rayleigh=(residual,),
        ),
    ),
)
positive = (lemma(at_least_one), lemma(isotropic_step))
lemma_4_5_no_constants = paper.claim(
    "lemma-4.5-no-constants",
    norm(w) <= c_1,
    length * longest * star * high**three_halves <= c_1**2 * low,
    eta <= c_2,
    eta**2 * longest**3 <= (c_2 / (48 * k_**2) * length * low) ** 2,
    eta <= c_2 / (48 * k_**2) ** 4 * low**3 * high ** Fraction(-3, 2) / star_norm * longest**-3,
    rational(1, 3) <= sqrt(low) / (40 * high ** Fraction(3, 4) * norm(w)),
    equal(1 / (16 * longest * star_norm) * rational(1, 3), 1 / (48 * k_**2)),
    away > length / (48 * k_**2) ** 2,
    next_length > (1 + 1 / (96 * k_**2)) ** 2 * length,
    given=(*isotropic, *start, *step_size, *far_out),
    edition="beyond",
    source="ours, on Lemma 4.5 as printed",
    title="For all c₁, c₂ > 0 and b large, the printed conditions hold and ‖w(1)‖₂ > (1 + ε/2)‖w(0)‖₂",
    examples=(large_data,),
    certificates=(
        because((20 * b * c_1 - k_) / (20 * b), (k_ - 1) / (20 * b)),
        because(
            b**2 / 400 * (20 * b * c_1 - k_) ** 2,
            k_ * b**2 / 200 * (20 * b * c_1 - k_),
            uses=positive,
        ),
        because(
            19200 * eta * (k_ - 1) * (k_**4 + k_**3 + k_**2 + k_ + 1) * b,
            19200 * eta * (b - 1),
            19199 * eta,
            uses=positive,
        ),
        because(rational(0)),
        because(
            c_2 / (48**4 * k_**14 * b) * (b**3 - 277 * k_**9),
            rational(277 * 19200 - 48**4) * c_2 / (19200 * 48**4 * k_**5 * b),
            uses=positive,
        ),
        because(rational(1, 6)),
        None,
        because(
            (k_ - 1) * (k_**3 + k_**2 + k_ + 1) / (400 * b**2 * k_**4),
            rational(2303, 2304) / (400 * b**2 * k_**4),
            uses=positive,
        ),
        because(
            squared(eta * gradient + growth / star * w_star),
            b**2 * (b * growth - rational(26, 5) * eta) ** 2,
            rational(52, 5) * eta * b**2 * (b * growth - rational(26, 5) * eta),
            rational(676, 25) / (19200**2 * k_**10 * b**2) * (b * c_2 - 30 * k_**4) ** 2,
            rational(8112, 5) / (19200**2 * k_**6 * b**2) * (b * c_2 - 30 * k_**4),
            rational(107, 7680000) * (k_ - 1) * (k_ + 1) / (k_**4 * b**2),
            rational(1259, 92160000) / (k_**4 * b**2),
            uses=(lemma(w_star_nonzero), *positive, lemma(isotropic_gain)),
        ),
    ),
)
lemma_4_6_no_constants = paper.claim(
    "lemma-4.6-no-constants",
    substitute(next_gamma, {w: -a * w_star}) < gamma,
    log(eta / 8 + exp(gamma)) > gamma,
    given=(model.uniform(w_star), a > 0, eta > 0),
    edition="beyond",
    source="ours, on Lemma 4.6, result 3, as printed",
    title="From w(t₀) = −a w* and every η > 0: γ(t₀+1) < γ(t₀) < log(η/8 + e^γ(t₀))",
    certificates=(because(eta * sigmabar(-gamma)), None),
    steps=(gamma_mirror,),
)
