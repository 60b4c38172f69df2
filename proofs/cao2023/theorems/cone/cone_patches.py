"""The cone of the CNN: ``cone``, patch by patch, with Γ = Pγ in the place of γ. The first step towards Theorem 3.2.

X is the largest ‖x_i^(p)‖₂, u stands for the margin ⟨w, z_i^(p)⟩ of one patch, and s = ‖w‖_Σ is the root mean square of
all these. Every Γu/s is within 1/15 of Γ, and so is the output F_i, which is their mean over the patches of sample i.
"""

from fractions import Fraction

from proofs.cao2023.cnn.lemma_d_4.lemma_d_4_gradient import D_4_w_star_not_zero
from proofs.cao2023.cnn.vocabulary import *
from proofs.cao2023.theorems.cone.cone import absolute_above

(x,) = symbols("x")
u, star, length, away = inner(w, z(i, p)), squared(w_star), squared(w), squared(offset)
own = greatest(q, squared(z(i, q)))  # max_p‖x_i^(p)‖₂²
largest_square = greatest(k, greatest(q, squared(z(k, q))))
breadth, scale = largest_square * star, P * gamma  # R² and Γ
beside = (
    *assumed,
    InSpan(w, z(i, p)),
    InSpan(w_star, z(i, p)),
    spectrum,
    inner(w, w_star) > 0,
    2304 * breadth * away <= length,
)
cone = (*beside, 1024 * scale**2 * breadth * away <= length, scale >= rational(1, 2))
nonzero = lemma(D_4_w_star_not_zero)


one = Fraction(1)
along_the_star = Instance(  # one sample of two patches z = 1, with w along w* = 1 and Γ = 2
    P=2,
    scalars={"γ": one, "λ_min": one, "λ_max": one},
    vectors={"z": {(0, 0): (one,), (0, 1): (one,)}, "w": {(): (one / 100,)}, "w*": {(): (one,)}},
)


def part(numerator: int, denominator: int) -> Scalar:
    """Return a fraction of a, the margin that every patch of ŵ = a w* has."""
    return rational(numerator, denominator) * alignment


patch_cone_breadth = paper.claim(
    "patch-cone-breadth",
    breadth >= 1,
    given=assumption,
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="R = max‖x_i^(p)‖₂‖w*‖₂ ≥ 1",
    certificates=(
        because(
            mean(i, p, (largest_square - own) * star),
            mean(i, p, (own - squared(z(i, p))) * star),
            mean(i, p, star * squared(z(i, p)) - inner(w_star, z(i, p)) ** 2),
        ),
    ),
)
patch_cone_margin_offset = paper.claim(
    "patch-cone-margin-offset",
    (u - alignment) ** 2 <= largest_square * away,
    given=assumption,
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="|u − a| = |⟨w_⊥,z_i^(p)⟩| ≤ X‖w_⊥‖₂",
    certificates=(
        because(
            (largest_square - own) * away,
            (own - squared(z(i, p))) * away,
            away * squared(z(i, p)) - inner(offset, z(i, p)) ** 2,
            uses=(nonzero,),
        ),
    ),
)
patch_cone_narrow = paper.claim(
    "patch-cone-narrow",
    2303 * largest_square * away <= alignment**2,
    1023 * scale**2 * largest_square * away <= alignment**2,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="2303 X²‖w_⊥‖₂² ≤ a² and 1023 Γ²X²‖w_⊥‖₂² ≤ a²",
    certificates=(
        because(
            length - 2304 * breadth * away, (breadth - 1) * away, times=star, uses=(nonzero, lemma(patch_cone_breadth))
        ),
        because(
            rational(1023, 1024) * (length - 1024 * scale**2 * breadth * away),
            (length - 2304 * breadth * away) / 1024,
            rational(9, 4) * (breadth - 1) * away,
            rational(5, 4) * away,
            times=star,
            uses=(nonzero, lemma(patch_cone_breadth)),
        ),
    ),
)
why_narrow = (
    nonzero,
    lemma(patch_cone_margin_offset),
    lemma(patch_cone_narrow),
    lemma(patch_cone_narrow, conclusion=1),
)
patch_cone_margin_distance = paper.claim(
    "patch-cone-margin-distance",
    47 * absolute(u - alignment) <= alignment,
    31 * absolute(scale * (u - alignment)) <= alignment,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="|u − a| ≤ a/47 and Γ|u − a| ≤ a/31",
    certificates=(
        because(
            2209 * (largest_square * away - (u - alignment) ** 2),
            rational(2209, 2303) * (alignment**2 - 2303 * largest_square * away),
            rational(94, 2303) * alignment**2,
            times=alignment + 47 * absolute(u - alignment),
            uses=why_narrow,
        ),
        because(
            961 * scale**2 * (largest_square * away - (u - alignment) ** 2),
            rational(961, 1023) * (alignment**2 - 1023 * scale**2 * largest_square * away),
            rational(62, 1023) * alignment**2,
            times=alignment + 31 * absolute(scale * (u - alignment)),
            uses=why_narrow,
        ),
    ),
)
from_distance = (
    nonzero,
    lemma(patch_cone_margin_distance),
    lemma(patch_cone_margin_distance, conclusion=1),
    *(lemma(absolute_above, {x: u - alignment}, conclusion=number) for number in (0, 1)),
    *(lemma(absolute_above, {x: scale * (u - alignment)}, conclusion=number) for number in (0, 1)),
)
patch_cone_margins = paper.claim(
    "patch-cone-margins",
    u >= part(46, 47),
    u <= part(48, 47),
    scale * u >= scale * alignment - part(1, 31),
    scale * u <= scale * alignment + part(1, 31),
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="(46/47)a ≤ u ≤ (48/47)a, and Γu within a/31 of Γa",
    certificates=tuple(
        because(
            (alignment - factor * absolute(times * (u - alignment))) / factor,
            absolute(times * (u - alignment)) + sign * times * (u - alignment),
            uses=from_distance,
        )
        for factor, times in ((47, rational(1)), (31, scale))
        for sign in (1, -1)
    ),
)
from_margins = (nonzero, *(lemma(patch_cone_margins, conclusion=number) for number in range(4)))
below, above = u - part(46, 47), part(48, 47) - u
slow_low, slow_high = scale * (u - alignment) + part(1, 31), part(1, 31) - scale * (u - alignment)
from_half = scale - rational(1, 2)
past = alignment * from_half + part(29, 62)  # Γa − a/31, seen to be positive
patch_cone_norm = paper.claim(
    "patch-cone-norm",
    s >= part(46, 47),
    s <= part(48, 47),
    scale * s >= scale * alignment - part(1, 31),
    scale * s <= scale * alignment + part(1, 31),
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="The same of s = ‖w‖_Σ, the root mean square of the margins of all patches",
    certificates=(
        because(mean(i, p, below**2), part(92, 47) * mean(i, p, below), times=s + part(46, 47), uses=from_margins),
        because(mean(i, p, above * below), part(94, 47) * mean(i, p, above), times=s + part(48, 47), uses=from_margins),
        because(
            mean(i, p, slow_low**2),
            2 * past * mean(i, p, slow_low),
            times=from_half * s + s / 2 + past,
            uses=from_margins,
        ),
        because(
            mean(i, p, slow_high * slow_low),
            2 * (past + part(1, 31)) * mean(i, p, slow_high),
            times=from_half * s + s / 2 + past + part(2, 31),
            uses=from_margins,
        ),
    ),
)
from_norm = (*from_margins, *(lemma(patch_cone_norm, conclusion=number) for number in range(4)))
patch_cone_scores = paper.claim(
    "patch-cone-scores",
    scale * u / s >= scale - rational(1, 15),
    scale * u / s <= scale + rational(1, 15),
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="|Γu/s − Γ| ≤ 1/15 for every patch",
    certificates=tuple(
        because(one, two, (s - part(46, 47)) / 15, part(16, 705 * 31), times=s, uses=from_norm)
        for one, two in (
            (slow_low, scale * alignment + part(1, 31) - scale * s),
            (slow_high, scale * s - scale * alignment + part(1, 31)),
        )
    ),
)
cnn_cone_outputs = paper.claim(
    "cnn-cone-outputs",
    output(i) >= scale - rational(1, 15),
    output(i) <= scale + rational(1, 15),
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2, in the place of (C.27) and (C.28)",
    title="|F_i − Γ| ≤ 1/15, as F_i is the mean of Γu/s over the patches of sample i",
    certificates=(
        because(mean(p, scale * u / s - (scale - rational(1, 15))), uses=(lemma(patch_cone_scores),)),
        because(mean(p, scale + rational(1, 15) - scale * u / s), uses=(lemma(patch_cone_scores, conclusion=1),)),
    ),
)
