"""Theorem 3.3, Appendix D.2, first part: Example 3.1 and its patch-wise uniform margin classifier.

Example 3.1: x_i^(p) = y_i u + ξ_i^(p), and every noise is orthogonal to u ≠ 0. A label is written y_i = s_i/|s_i| with
a real s_i ≠ 0, so that it is 1 or −1 and nothing else is assumed of it. What is decided holds for every such sample.

Not decided here, as the language has no probability and no existence: that the noise differences span u^⊥ with
probability 1 (their number is decided, and what follows once they do), and that a minimiser of (3.1) exists (a feasible
point is given; the rest is that a closed set has a point of least norm).
"""

from proofs.cao2023.vocabulary import *

c, d, m, s = symbols("c d m s")
u, w, a, b = vector("u"), vector("w"), vector("a"), vector("b")
nonzero = inner(u, u) > 0


def y(sample: Index) -> Scalar:
    """Return the label y_i, 1 or −1."""
    return named("y", family("s", sample) / absolute(family("s", sample)), sample)


def x(sample: Index, patch: Index) -> VectorExpr:
    """Return the patch x_i^(p) of Example 3.1."""
    return y(sample) * u + vector("ξ", sample, patch)


orthogonal = equal(inner(u, vector("ξ", i, p)), 0)
claim_3_3_margin_of_u = paper.claim(
    "3.3-margin-of-u",
    equal(y(i) * inner(u, x(i, p)), inner(u, u)),
    equal(y(i) * inner(c * u, x(i, p)), c * inner(u, u)),
    given=(orthogonal,),
    source="Appendix D.2, existence of w_uniform",
    title="u has the margin ‖u‖₂² on every patch, and cu has c‖u‖₂², for c of either sign",
)
claim_3_3_assumption_3_1 = paper.claim(
    "3.3-assumption-3.1",
    equal(inner(1 / inner(u, u) * u, y(i) * x(i, p)), 1),
    given=(orthogonal, nonzero),
    edition="beyond",
    source="ours",
    title="Example 3.1 keeps Assumption 3.1 for every n, P and d: u/‖u‖₂² solves the system",
)
claim_3_3_separable = paper.claim(
    "3.3-separable",
    y(i) * inner(u, vector_total(p, x(i, p))) > 0,
    inner(1 / (P * inner(u, u)) * u, y(i) * vector_total(p, x(i, p))) >= 1,
    given=(orthogonal, nonzero),
    source="Appendix D.2, existence of w_max",
    title="u separates all data, and u/(P‖u‖₂²) is feasible for (3.1)",
    certificates=(because(P * inner(u, u)), because()),
)
z_i = vector("z", i)
claim_3_3_convex = paper.claim(
    "3.3-convex",
    inner(c * a + (1 - c) * b, z_i) >= 1,
    given=(inner(a, z_i) >= 1, inner(b, z_i) >= 1, c >= 0, c <= 1),
    source="Appendix D.2, uniqueness of w_max",
    title="The constraints of (3.1) are convex",
    certificates=(because(c * (inner(a, z_i) - 1), (1 - c) * (inner(b, z_i) - 1)),),
)
claim_3_3_strongly_convex = paper.claim(
    "3.3-strongly-convex",
    equal(
        inner(c * a + (1 - c) * b, c * a + (1 - c) * b),
        c * inner(a, a) + (1 - c) * inner(b, b) - c * (1 - c) * inner(a - b, a - b),
    ),
    source="Appendix D.2, uniqueness of w_max",
    title="‖w‖₂² is strongly convex",
)
halfway = inner(a + b, a + b) / 4
claim_3_3_unique_w_max = paper.claim(
    "3.3-unique-w_max",
    inner(a - b, a - b) <= 0,
    given=(inner(a, a) <= halfway, inner(b, b) <= halfway),
    source="Appendix D.2, uniqueness of w_max",
    title="Two solutions of (3.1), neither longer than the feasible point halfway between them, coincide",
    certificates=(because(2 * (halfway - inner(a, a)), 2 * (halfway - inner(b, b))),),
    rests_on=(claim_3_3_convex, claim_3_3_strongly_convex),
)
same_margin = equal(y(j) * inner(w, x(j, q)), y(i) * inner(w, x(i, p)))
difference = inner(w, y(j) * vector("ξ", j, q) - y(i) * vector("ξ", i, p))
margin_gap = y(j) * inner(w, x(j, q)) - y(i) * inner(w, x(i, p))
D_13 = paper.claim(
    "D.13",
    difference >= 0,
    difference <= 0,
    given=(same_margin,),
    source="(D.13)",
    title="⟨w, y_i'ξ_i'^(p') − y_iξ_i^(p)⟩ = 0 where all patch margins are equal",
    certificates=(because(margin_gap), because(-margin_gap)),
)
claim_3_3_count = paper.claim(
    "3.3-count",
    n * P >= 2 * d,
    given=(P >= 4, equal(d, 2 * n)),
    kind="display of numbers",
    source="Appendix D.2, after (D.13)",
    title="nP ≥ 4n = 2d",
    certificates=(because(n * (P - 4)),),
)
claim_3_3_count_two = paper.claim(
    "3.3-count-two",
    n * P - 1 >= d - 1,
    given=(P >= 2, equal(d, 2 * n)),
    edition="beyond",
    source="ours",
    title="P ≥ 2 is enough for as many independent noise differences, nP − 1, as u^⊥ has dimensions, d − 1",
    certificates=(because(n * (P - 2)),),
)
claim_3_3_count_one = paper.claim(
    "3.3-count-one",
    n * P - 1 < d - 1,
    given=(equal(P, 1), equal(d, 2 * n)),
    edition="beyond",
    source="ours",
    title="With P = 1 the n − 1 differences cannot span the 2n − 1 dimensions of u^⊥: w_uniform is not unique",
)
e = vector("e", i, p)
claim_3_3_kernel = paper.claim(
    "3.3-kernel",
    equal(inner(w, vector_total(i, j, p, q, family("a", i, j, p, q) * (vector("e", j, q) - vector("e", i, p)))), 0),
    given=(equal(inner(w, e), m),),
    source="Appendix D.2, after (D.13)",
    title="By (D.13) w is orthogonal to all combinations of the differences, e_i^(p) = y_iξ_i^(p)",
    rests_on=(D_13,),
)
residue = w - inner(w, u) / inner(u, u) * u
claim_3_3_parallel = paper.claim(
    "3.3-parallel",
    inner(residue, u) >= 0,
    inner(residue, u) <= 0,
    inner(residue, residue) <= 0,
    given=(nonzero, equal(inner(w, residue), 0)),
    source="Appendix D.2, after (D.13)",
    title="w is parallel to u: w − ⟨w,u⟩‖u‖₂⁻²u lies in u^⊥, the span of the differences, so ⟨w, ·⟩ is 0 there",
    certificates=(because(), because(), because(-inner(w, residue))),
    rests_on=(claim_3_3_kernel,),
)
label = named("y", s / absolute(s))
noise = vector("ξ", p)
test_total = vector_total(p, label * u + noise)
claim_3_3_test_uniform = paper.claim(
    "3.3-test-uniform",
    equal(label * inner(u, test_total), P * inner(u, u)),
    given=(equal(inner(u, noise), 0),),
    edition="beyond",
    source="ours, for the test error of w_uniform in Appendix D.2",
    remark="The paper equates the probability that this is negative with that of ‖u‖₂² < 0; both are 0.",
    title="y⟨u, Σ_p (yu + ξ^(p))⟩ = P‖u‖₂² for every test point",
)
claim_3_3_every_multiple = paper.claim(
    "3.3-every-multiple",
    label * inner(c * u, test_total) > 0,
    given=(equal(inner(u, noise), 0), nonzero, c > 0),
    source="Theorem 3.3, test error of w_uniform",
    remark="c > 0: of the two directions with D_patch(w) = 0 the one of positive margin is meant.",
    title="Every classifier cu with c > 0 is right on every test point",
    certificates=(because(c * (P * inner(u, u))),),
    rests_on=(claim_3_3_parallel, claim_3_3_margin_of_u),
)
