"""Theorem 3.3, Appendix D.2, last part: (D.17), (D.18) and the test error of the maximum margin classifier.

Notation as in ``theorem_3_3_margin``; r is the projection of w = w_max on u^⊥. The conclusion, ``3.3-error``, says that
on a test point the mean score is at most 4 standard deviations of its noise: so the test error is at least
P(N(0,1) < −4) > 3·10⁻⁵ whatever n, d and P are. That last step is not decided, as the language has no probability.
"""

from proofs.cao2023.examples.theorem_3_3_margin import (
    D_16,
    D_16_norm,
    combination,
    dimension,
    length,
    orthogonal,
    outer_high,
    sigma,
    sigma_max,
    small,
    spectrum,
    two,
    xi,
)
from proofs.cao2023.vocabulary import *

d, m = symbols("d m")
u, w, r = vector("u"), vector("w"), vector("r")

constraint = inner(w, P * u + xi(i)) >= 1
D_17 = paper.claim(
    "D.17",
    1 - inner(w, P * u) >= rational(1, 2),
    inner(w, xi(i)) >= rational(1, 2),
    inner(w, xi(i)) > 0,
    given=(constraint, inner(w, u) <= small),
    source="(D.17)",
    title="⟨w_max, ξ_i⟩ ≥ 1 − ⟨w_max, Pu⟩ ≥ 1/2 (> 0)",
    certificates=(
        because(P * (small - inner(w, u))),
        because(inner(w, P * u + xi(i)) - 1, P * (small - inner(w, u))),
        because(inner(w, P * u + xi(i)) - 1, P * (small - inner(w, u)), rational(1, 2)),
    ),
    rests_on=(D_16,),
)
inside, outside = vector("a"), vector("b")
D_18_span = paper.claim(
    "D.18-span",
    equal(inner(inside + outside, vector("z", i)), inner(inside, vector("z", i))),
    given=(equal(inner(outside, vector("z", i)), 0),),
    source="Appendix D.2, before (D.18)",
    title="The part a of w = a + b in the span of all Pu + ξ_i has the margins of w when b is orthogonal to them",
)
D_18_shortest = paper.claim(
    "D.18-shortest",
    inner(outside, outside) <= 0,
    given=(equal(inner(outside, inside), 0), inner(inside + outside, inside + outside) <= inner(inside, inside)),
    source="Appendix D.2, before (D.18)",
    title="So b = 0 where a + b is shortest, and w_max lies in the span of u and all ξ_i",
    certificates=(because(inner(inside, inside) - inner(inside + outside, inside + outside)),),
    rests_on=(D_18_span,),
)
spanned = m * u + combination(j)
D_18_projection = paper.claim(
    "D.18-projection",
    equal(inner(spanned - inner(spanned, u) / inner(u, u) * u, v), inner(combination(j), v)),
    equal(inner(combination(j), xi(i)), inner(spanned, xi(i))),
    given=(orthogonal, inner(u, u) > 0),
    source="(D.18), first equality",
    title="For w = m u + Γc the projection of w on u^⊥ is Γc, and Γ^⊤Γc = Γ^⊤w",
    rests_on=(D_18_shortest,),
)
D_18_quadratic = paper.claim(
    "D.18-quadratic",
    equal(inner(combination(j), combination(j)), total(i, family("c", i) * inner(spanned, xi(i)))),
    given=(orthogonal,),
    source="(D.18), second equality",
    title="‖Γc‖₂² = (Γ^⊤w)^⊤c = (Γ^⊤w)^⊤(Γ^⊤Γ)⁻¹(Γ^⊤w)",
    rests_on=(D_16_norm,),
)
scores = sqrt(total(i, inner(w, xi(i)) ** 2))
r_given = (spectrum, InSpan(r, xi(i)), equal(inner(r, xi(i)), inner(w, xi(i))), inner(w, xi(i)) > 0)
r_excess = named("excess", high * inner(r, r) - total(i, inner(r, xi(i)) ** 2) / n)
D_18_sigma_max = paper.claim(
    "D.18-sigma-max",
    length(r) >= scores / sigma_max,
    given=(*r_given, high > 0),
    source="(D.18), first inequality",
    title="r = (I − uu^⊤/‖u‖₂²)w_max in the span of all ξ_i has ‖r‖₂ ≥ ‖Γ^⊤w_max‖₂/σ_max(Γ)",
    certificates=(because(r_excess / high, times=length(r) + scores / sigma_max, rayleigh=(r,)),),
    rests_on=(D_18_projection, D_18_quadratic),
)
at_least_half = inner(w, xi(i)) >= rational(1, 2)
high_event = sigma_max <= outer_high
D_18_scores = paper.claim(
    "D.18-scores",
    scores >= sqrt(n) / 2,
    given=(at_least_half,),
    source="(D.18), second inequality",
    title="‖Γ^⊤w_max‖₂ ≥ √n/2",
    certificates=(
        because(
            total(i, (inner(w, xi(i)) - rational(1, 2)) ** 2),
            total(i, inner(w, xi(i)) - rational(1, 2)),
            times=scores + sqrt(n) / 2,
        ),
    ),
    rests_on=(D_17,),
)
middle = sqrt(n) / 2 / outer_high
D_18_given = (*r_given, at_least_half, high > 0, dimension, d > 0, sigma > 0, high_event)
D_18_steps = paper.claim(
    "D.18-steps",
    scores / sigma_max >= middle,
    middle >= 1 / (8 * sigma * sqrt(P)),
    given=D_18_given,
    source="(D.18), second and third inequality",
    title="‖Γ^⊤w_max‖₂/σ_max(Γ) ≥ √n/2 · (2σ√(Pd))⁻¹ ≥ σ⁻¹P^-1/2/8",
    certificates=(
        because(
            named("gap", scores - sqrt(n) / 2) / sigma_max,
            sqrt(n) / 2 * named("gap", outer_high - sigma_max) / (sigma_max * outer_high),
            uses=(lemma(D_18_scores),),
        ),
        because(1 / (4 * two * sigma * sqrt(P)), times=2 + two),
    ),
)
D_18 = paper.claim(
    "D.18",
    length(r) >= 1 / (8 * sigma * sqrt(P)),
    given=D_18_given,
    source="(D.18)",
    title="‖(I − uu^⊤/‖u‖₂²)w_max‖₂ ≥ σ⁻¹P^-1/2/8",
    certificates=(
        because(
            length(r) - scores / sigma_max,
            scores / sigma_max - middle,
            middle - 1 / (8 * sigma * sqrt(P)),
            uses=(lemma(D_18_sigma_max), lemma(D_18_steps), lemma(D_18_steps, conclusion=1)),
        ),
    ),
)
deviation = length(r) * sigma * sqrt(P)
claim_3_3_test = paper.claim(
    "3.3-test",
    inner(w, P * u) <= rational(1, 2),
    deviation >= rational(1, 8),
    given=(inner(w, u) <= small, length(r) >= 1 / (8 * sigma * sqrt(P)), sigma > 0),
    source="Appendix D.2, after (D.18)",
    title="⟨w_max, Pu⟩ ≤ 1/2, and the noise of a test point has the standard deviation ‖r‖₂σ√P ≥ 1/8",
    certificates=(
        because(P * (small - inner(w, u))),
        because(sigma * sqrt(P) * named("gap", length(r) - 1 / (8 * sigma * sqrt(P)))),
    ),
)
outcome = inner(w, P * u) <= 4 * deviation
claim_3_3_error = paper.claim(
    "3.3-error",
    outcome,
    given=(inner(w, u) <= small, length(r) >= 1 / (8 * sigma * sqrt(P)), sigma > 0),
    source="Theorem 3.3, test error of w_max",
    title="The mean score of w_max on a test point is at most 4 standard deviations of its noise",
    certificates=(
        because(
            P * named("gap", small - inner(w, u)),
            4 * sigma * sqrt(P) * named("gap", length(r) - 1 / (8 * sigma * sqrt(P))),
        ),
    ),
    rests_on=(D_16, D_17, D_18, claim_3_3_test),
    remark="So its test error is at least P(N(0,1) < −4), for all n and P for which (D.14) and (D.15) hold.",
)
