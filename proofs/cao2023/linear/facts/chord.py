"""Facts about chords of σ̄(x) = 1/(1+e^x), in the place of (C.4), where margins may have any sign.

K(a,b) = (aσ̄(b) − bσ̄(a))/(a−b) is the intercept of the chord of σ̄ through a and b. Its lower bounds are stated
without division, so that nothing is lost where a = b: (a−b)(aσ̄(b) − bσ̄(a)) is K(a,b)(a−b)².
"""

from proofs.cao2023.linear.vocabulary import *

a, b, m, x = symbols("a b m x")
W = Apply("lambertw", (exp(-1),))  # W₀(1/e) = 0.2784…
chord = (a - b) * (a * sigmabar(b) - b * sigmabar(a))


def at_either_sign(at: Scalar) -> Scalar:
    """Return σ̄ at a point, written so that a proof has to look at both signs of the point."""
    return sigmabar(maximum(at, 0)) + sigmabar(minimum(at, 0)) - rational(1, 2)


sigmabar_falls = paper.claim(
    "sigmabar-falls",
    sigmabar(a) <= sigmabar(b),
    given=(a >= b,),
    kind="display of numbers",
    source="(C.7), first fact",
    title="1/(1+e^z) decreases",
)
sigmabar_smaller = paper.claim(
    "sigmabar-smaller",
    sigmabar(minimum(a, b)) >= sigmabar(a),
    edition="beyond",
    source="ours",
    title="σ̄ at the smaller of two points is at least σ̄ at either",
)
chord_absolute = paper.claim(
    "chord-absolute",
    chord >= (a - b) ** 2 * sigmabar(minimum(absolute(a), absolute(b))),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="K(a,b) ≥ max{σ̄(|a|), σ̄(|b|)} for a, b of any sign",
)
C_4_chord = paper.claim(
    "C.4-chord",
    chord >= (a - b) ** 2 * minimum(rational(1, 2), sigmabar(maximum(a, 0)), sigmabar(maximum(b, 0))),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="K(a,b) ≥ min{σ̄(max{a,0}), σ̄(max{b,0})} for a, b of any sign",
)
tangent_share = paper.claim(
    "tangent-share",
    x * sigmabar(x) <= W,
    edition="beyond",
    source="ours",
    title="x σ̄(x) ≤ W₀(1/e) = 0.2784…",
)
tangent_share_below_one = paper.claim(
    "tangent-share-below-one",
    (1 - W) * m >= 0,
    given=(m >= 0,),
    edition="beyond",
    source="ours",
    title="W₀(1/e) ≤ 1",
)
chord_share_split = paper.claim(
    "chord-share-split",
    chord >= (1 - W) * (a - b) ** 2 * at_either_sign(maximum(a, b)),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="K(a,b) ≥ (1−W₀(1/e)) σ̄(max{a,b}), with σ̄ written for both signs of max{a,b}",
)
chord_split = paper.claim(
    "chord-split",
    at_either_sign(maximum(a, b)) >= minimum(sigmabar(a), sigmabar(b)),
    edition="beyond",
    source="ours",
    title="min{σ̄(a), σ̄(b)} ≤ σ̄(max{a,b}), written for both signs of max{a,b}",
)
above_smaller = at_either_sign(maximum(a, b)) - minimum(sigmabar(a), sigmabar(b))
chord_share = paper.claim(
    "chord-share",
    chord >= (1 - W) * (a - b) ** 2 * minimum(sigmabar(a), sigmabar(b)),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="K(a,b) ≥ (1−W₀(1/e)) min{σ̄(a), σ̄(b)} for a, b of any sign",
    certificates=(
        because(
            chord - (1 - W) * (a - b) ** 2 * at_either_sign(maximum(a, b)),
            (1 - W) * (a - b) ** 2 * above_smaller,
            uses=(
                lemma(chord_share_split),
                lemma(chord_split),
                lemma(tangent_share_below_one, {m: (a - b) ** 2 * above_smaller}),
            ),
        ),
    ),
    steps=(tangent_share,),
)
slope_lipschitz = paper.claim(
    "slope-lipschitz",
    absolute(sigmabar(b) - sigmabar(a)) <= maximum(sigmabar(a), sigmabar(b)) * absolute(a - b),
    (a - b) * (sigmabar(b) - sigmabar(a)) >= 0,
    edition="beyond",
    source="ours, for (C.18), its two inequalities",
    title="|ℓ'(a) − ℓ'(b)| ≤ max{|ℓ'(a)|, |ℓ'(b)|}·|a−b|, and ℓ' rises",
)
slope_below_one = paper.claim(
    "slope-below-one",
    sigmabar(x) <= 1,
    edition="beyond",
    source="ours",
    title="|ℓ'(x)| ≤ 1",
)
product_of_absolutes = paper.claim(
    "product-of-absolutes",
    a * b <= absolute(a) * absolute(b),
    edition="beyond",
    source="ours",
    title="ab ≤ |a||b|",
)
maximum_above_both = paper.claim(
    "maximum-above-both",
    maximum(a, b) >= a,
    maximum(a, b) >= b,
    edition="beyond",
    source="ours",
    title="max{a,b} ≥ a, b",
)
