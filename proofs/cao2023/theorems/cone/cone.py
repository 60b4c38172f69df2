"""The cone around w* in which the second stage lives: there all margins are nearly equal.

Write a = ⟨w,w*⟩/‖w*‖₂², w_⊥ = w − a w*, X = max‖x_i‖₂ and R = X‖w*‖₂. The *cone* is

    ⟨w,w*⟩ > 0,   48 R‖w_⊥‖₂ ≤ ‖w‖₂,   32 γR‖w_⊥‖₂ ≤ ‖w‖₂,   γ ≥ 1/2,

stated with squares. As u_i = a + ⟨w_⊥,z_i⟩, every margin u_i and their root mean square s = ‖w‖_Σ lie within a/47 of a,
and every output F_i = γu_i/s within 1/15 of γ. All constants are comfortable, none is best.

The paper has (C.25)–(C.28) here, with |F_i − γ| ≤ 3/4.
"""

from proofs.cao2023.linear.facts.norms import w_nonzero
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.vocabulary import *

(x,) = symbols("x")

cone_breadth = paper.claim(
    "cone-breadth",
    breadth >= 1,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="R = max‖x_i‖₂‖w*‖₂ ≥ 1, since 1 = ⟨w*,z_i⟩ ≤ ‖w*‖₂‖z_i‖₂",
    certificates=(
        because(
            mean(i, (largest_square - squared(z(i))) * star),
            mean(i, star * squared(z(i)) - inner(w_star, z(i)) ** 2),
        ),
    ),
)
cone_margin_offset = paper.claim(
    "cone-margin-offset",
    (u(i) - alignment) ** 2 <= largest_square * away,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="|u_i − a| = |⟨w_⊥,z_i⟩| ≤ X‖w_⊥‖₂",
    certificates=(
        because(
            (largest_square - squared(z(i))) * away,
            away * squared(z(i)) - inner(offset, z(i)) ** 2,
            uses=(lemma(w_star_nonzero),),
        ),
    ),
)
cone_narrow = paper.claim(
    "cone-narrow",
    2303 * largest_square * away <= alignment**2,
    1023 * gamma**2 * largest_square * away <= alignment**2,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="2303 X²‖w_⊥‖₂² ≤ a² and 1023 γ²X²‖w_⊥‖₂² ≤ a²",
    certificates=(
        because(
            length - 2304 * breadth * away,
            (breadth - 1) * away,
            times=star,
            uses=(lemma(w_star_nonzero), lemma(cone_breadth)),
        ),
        because(
            rational(1023, 1024) * (length - 1024 * gamma**2 * breadth * away),
            (length - 2304 * breadth * away) / 1024,
            rational(9, 4) * (breadth - 1) * away,
            rational(5, 4) * away,
            times=star,
            uses=(lemma(w_star_nonzero), lemma(cone_breadth)),
        ),
    ),
)
absolute_above = paper.claim(
    "absolute-above",
    absolute(x) - x >= 0,
    absolute(x) + x >= 0,
    edition="beyond",
    source="ours",
    title="±x ≤ |x|",
)
why_narrow = (lemma(w_star_nonzero), lemma(cone_margin_offset), lemma(cone_narrow), lemma(cone_narrow, conclusion=1))
cone_margin_distance = paper.claim(
    "cone-margin-distance",
    47 * absolute(u(i) - alignment) <= alignment,
    31 * absolute(gamma * (u(i) - alignment)) <= alignment,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="|u_i − a| ≤ a/47 and γ|u_i − a| ≤ a/31",
    certificates=(
        because(
            2209 * (largest_square * away - (u(i) - alignment) ** 2),
            rational(2209, 2303) * (alignment**2 - 2303 * largest_square * away),
            rational(94, 2303) * alignment**2,
            times=alignment + 47 * absolute(u(i) - alignment),
            uses=why_narrow,
        ),
        because(
            961 * gamma**2 * (largest_square * away - (u(i) - alignment) ** 2),
            rational(961, 1023) * (alignment**2 - 1023 * gamma**2 * largest_square * away),
            rational(62, 1023) * alignment**2,
            times=alignment + 31 * absolute(gamma * (u(i) - alignment)),
            uses=why_narrow,
        ),
    ),
)
from_distance = (
    lemma(w_star_nonzero),
    lemma(cone_margin_distance),
    lemma(cone_margin_distance, conclusion=1),
    *(lemma(absolute_above, {x: u(i) - alignment}, conclusion=number) for number in (0, 1)),
    *(lemma(absolute_above, {x: gamma * (u(i) - alignment)}, conclusion=number) for number in (0, 1)),
)
cone_margins = paper.claim(
    "cone-margins",
    u(i) >= part(46, 47),
    u(i) <= part(48, 47),
    gamma * u(i) >= gamma * alignment - part(1, 31),
    gamma * u(i) <= gamma * alignment + part(1, 31),
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="(46/47)a ≤ u_i ≤ (48/47)a, and γu_i within a/31 of γa",
    certificates=tuple(
        because(
            (alignment - factor * absolute(scale * (u(i) - alignment))) / factor,
            absolute(scale * (u(i) - alignment)) + sign * scale * (u(i) - alignment),
            uses=from_distance,
        )
        for factor, scale in ((47, rational(1)), (31, gamma))
        for sign in (1, -1)
    ),
)
from_margins = (lemma(w_star_nonzero), *(lemma(cone_margins, conclusion=number) for number in range(4)))
below, above = u(i) - part(46, 47), part(48, 47) - u(i)
slow_low, slow_high = gamma * (u(i) - alignment) + part(1, 31), part(1, 31) - gamma * (u(i) - alignment)
from_half = gamma - rational(1, 2)
past = alignment * from_half + part(29, 62)  # γa − a/31, seen to be positive
cone_norm = paper.claim(
    "cone-norm",
    s >= part(46, 47),
    s <= part(48, 47),
    gamma * s >= gamma * alignment - part(1, 31),
    gamma * s <= gamma * alignment + part(1, 31),
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="The same of s = ‖w‖_Σ, the root mean square of the margins",
    certificates=(
        because(mean(i, below**2), part(92, 47) * mean(i, below), times=s + part(46, 47), uses=from_margins),
        because(mean(i, above * below), part(94, 47) * mean(i, above), times=s + part(48, 47), uses=from_margins),
        because(
            mean(i, slow_low**2), 2 * past * mean(i, slow_low), times=from_half * s + s / 2 + past, uses=from_margins
        ),
        because(
            mean(i, slow_high * slow_low),
            2 * (past + part(1, 31)) * mean(i, slow_high),
            times=from_half * s + s / 2 + past + part(2, 31),
            uses=from_margins,
        ),
    ),
)
from_norm = (*from_margins, *(lemma(cone_norm, conclusion=number) for number in range(4)))
cone_shares = paper.claim(
    "cone-shares",
    24 * u(i) >= 23 * s,
    23 * u(i) <= 24 * s,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="23/24 ≤ u_i/s ≤ 24/23",
    certificates=(
        because(24 * below, 23 * (part(48, 47) - s), uses=from_norm),
        because(23 * above, 24 * (s - part(46, 47)), uses=from_norm),
    ),
)
cone_outputs = paper.claim(
    "cone-outputs",
    model.output(i) >= gamma - rational(1, 15),
    model.output(i) <= gamma + rational(1, 15),
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.27) and (C.28)",
    title="|F_i − γ| ≤ 1/15",
    certificates=tuple(
        because(
            sign_one,
            sign_two,
            (s - part(46, 47)) / 15,
            part(16, 705 * 31),
            times=s,
            uses=from_norm,
        )
        for sign_one, sign_two in (
            (slow_low, gamma * alignment + part(1, 31) - gamma * s),
            (slow_high, gamma * s - gamma * alignment + part(1, 31)),
        )
    ),
)
cone_length = paper.claim(
    "cone-length",
    alignment**2 * star <= length,
    2304 * alignment**2 * star >= 2303 * length,
    given=beside,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="(2303/2304)‖w‖₂² ≤ a²‖w*‖₂² ≤ ‖w‖₂²",
    certificates=(
        because(away, uses=(lemma(w_star_nonzero), lemma(w_nonzero))),
        because(
            length - 2304 * breadth * away,
            2304 * (breadth - 1) * away,
            uses=(lemma(w_star_nonzero), lemma(cone_breadth)),
        ),
    ),
)
