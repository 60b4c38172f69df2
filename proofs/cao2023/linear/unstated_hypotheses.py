"""What the linear part takes for granted: centring, the solvability of Assumption 2.1, the sign of γ.

Labels are a family y with y_i² = 1, and x_i = y_i z_i.

The paper centres the data first, so Assumption 2.1 is one on centred data: it forces Σ y_i = 0 (``centring-balance``),
and data that satisfy it before centring, with unbalanced labels, need not satisfy it after (``centring``). Every
counterexample to the linear part is centred by joining to each (x_i, y_i) its mirror image (−x_i, −y_i): each z_i is
then there twice, which changes no mean over samples.

Assumption 2.1 has a solution if and only if Σ c_i z_i = 0 implies Σ c_i = 0. That the condition is necessary is decided
for all c (``assumption-necessary``), with z_i = 0 and z_i = −z_j as examples; that it is sufficient is the alternative
theorem of linear algebra, which ``bnverify check --data`` decides for a given dataset with exact certificates.

From w(0) = −a w*, a > 0, gradient descent leaves w where it is and lowers γ by more than η/2 while γ ≥ 0, whatever
η > 0 is. So γ(t) ≥ 0 fails after at most 2/η steps: "for all t ≥ 0" in Lemmas 4.2 and 4.4 needs γ(t) ≥ 0 said.
"""

from proofs.cao2023.linear.lemma_4_5.lemma_4_5 import (
    C_21_step,
)
from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import (
    C_23_product,
)
from proofs.cao2023.linear.vocabulary import *

(a,) = symbols("a")
z_i, z_j = model.z(i), model.z(j)
uniform = (model.uniform(w_star),)
labels = (equal(family("y", i) ** 2, 1),)
x_sum = vector_total(j, family("y", j) * z_j)  # Σ x_j

centring_sum = paper.claim(
    "centring-sum",
    equal(inner(w_star, x_sum), total(i, family("y", i))),
    given=uniform,
    edition="beyond",
    source="ours, on x̄ = 0 in Section 2",
    title="Under Assumption 2.1, ⟨w*, Σ x_i⟩ = Σ y_i",
)
centring_balance = paper.claim(
    "centring-balance",
    total(i, family("y", i)) <= 0,
    total(i, family("y", i)) >= 0,
    given=(*uniform, equal(inner(w_star, x_sum), 0)),
    edition="beyond",
    source="ours, on x̄ = 0 in Section 2",
    title="Centred data that satisfy Assumption 2.1 have balanced labels: Σ y_i = 0",
    certificates=(because(-1 * inner(w_star, x_sum)), because(inner(w_star, x_sum))),
    steps=(centring_sum,),
)
centring = paper.claim(
    "centring",
    equal(inner(w_star, z_i - family("y", i) / n * x_sum), 1),
    given=(*uniform, *labels),
    edition="beyond",
    kind="hidden hypothesis",
    source="ours, on x̄ = 0 in Section 2",
    title="If w* is a uniform margin solution, it is one for the centred data z_i − y_i x̄",
    expected="REFUTED",
    remark="Only if Σ y_i = 0: centring changes the margins to 1 − y_i ȳ. Assumption 2.1 is one on the centred data.",
)
centring_margins = paper.claim(
    "centring-margins",
    equal(inner(w_star, z_i - family("y", i) / n * x_sum), 1 - family("y", i) * mean(j, family("y", j))),
    given=uniform,
    edition="beyond",
    source="ours, on x̄ = 0 in Section 2",
    title="The margins of w* on the centred data are 1 − y_i ȳ",
)
claim_4_1_labels, claim_4_1_labels_repaired = paper.mended(
    "4.1-labels",
    printed=wording(
        equal(inner(w_star, family("y", i) * z_i), 1),
        title="⟨w*, x_i⟩ = 1 for all i",
        remark="It is ⟨w*, z_i⟩ that is 1; ⟨w*, x_i⟩ = y_i.",
    ),
    repaired=wording(
        equal(inner(w_star, family("y", i) * z_i), family("y", i)),
        title="⟨w*, x_i⟩ = y_i for all i",
    ),
    given=(*uniform, *labels),
    source="Section 4, after (4.1)",
    fault="slip",
)
combination = vector_total(i, family("c", i) * z_i)
star = inner(w_star, w_star)


def schwarz_remainder(q: VectorExpr) -> Scalar:
    """Return ‖w*‖₂²‖q − ⟨w*,q⟩‖w*‖₂⁻² w*‖₂², which is ‖w*‖₂²‖q‖₂² − ⟨w*,q⟩²."""
    return star * inner(q - inner(w_star, q) / star * w_star, q - inner(w_star, q) / star * w_star)


assumption_necessary = paper.claim(
    "assumption-necessary",
    total(i, family("c", i)) ** 2 <= star * inner(combination, combination),
    given=(*uniform, star > 0),
    edition="beyond",
    source="ours, on Assumption 2.1",
    title="(Σ c_i)² ≤ ‖w*‖₂²‖Σ c_i z_i‖₂²: so Σ c_i z_i = 0 with Σ c_i ≠ 0 excludes Assumption 2.1",
    certificates=(because(schwarz_remainder(combination)),),
)
assumption_opposite = paper.claim(
    "assumption-opposite",
    inner(z_i + z_j, z_i + z_j) * star >= 4,
    given=(*uniform, star > 0),
    edition="beyond",
    source="ours, on Assumption 2.1",
    title="‖z_i + z_j‖₂ ≥ 2/‖w*‖₂: Assumption 2.1 excludes z_i = −z_j (and, for i = j, z_i = 0)",
    certificates=(because(schwarz_remainder(z_i + z_j)),),
    steps=(C_23_product,),
)
w_star_length = paper.claim(
    "w*-length",
    low * star <= 1,
    high * star >= 1,
    given=(*uniform, InSpan(w_star, z_i), Spectrum(low, high, z_i)),
    edition="beyond",
    source="ours",
    title="λ_max^-½ ≤ ‖w*‖₂ ≤ λ_min^-½",
    certificates=(
        because(1 - low * star, rayleigh=(w_star,)),
        because(high * star - 1, rayleigh=(w_star,)),
    ),
)
gamma_first = paper.claim(
    "gamma-first",
    next_gamma >= 0,
    given=(*uniform, InSpan(w_star, z_i), InSpan(w, z_i), model.defined, equal(gamma, 1), eta > 0),
    source='Lemmas 4.2 and 4.4, "for all t ≥ 0"',
    title="γ(1) ≥ 0 from γ(0) = 1",
    edition="beyond",
    kind="hidden hypothesis",
    expected="REFUTED",
    remark="For misclassified data γ falls by up to η in the first step; see gamma-mirror for small η.",
    fault="breaks",
)
gamma_first_kept = paper.claim(
    "gamma-first-kept",
    next_gamma >= 0,
    given=(*uniform, model.defined, gamma >= 0, eta > 0, model.margin(i) >= 0),
    edition="beyond",
    source='Lemmas 4.2 and 4.4, "for all t ≥ 0"',
    title="γ stays nonnegative in a step where no sample is misclassified",
    certificates=(because(gamma, eta / model.norm() * mean(i, model.slope(i) * model.margin(i))),),
)
gamma_later = paper.claim(
    "gamma-later",
    next_gamma >= 0,
    given=(*uniform, InSpan(w_star, z_i), InSpan(w, z_i), model.defined, gamma > 0, eta > 0, eta <= rational(1, 8)),
    source='Lemmas 4.2 and 4.4, "for all t ≥ 0"',
    title="γ⁺ ≥ 0 in every step from γ > 0 with η ≤ 1/8",
    edition="beyond",
    kind="hidden hypothesis",
    expected="REFUTED",
    remark="Small steps do not help: near γ = 0 a misclassified dataset turns the sign of γ; from γ(0) = 1 the mirror "
    "start of gamma-mirror gets there.",
    fault="breaks",
)
gamma_later_kept = paper.claim(
    "gamma-later-kept",
    next_gamma >= 0,
    given=(model.defined, eta > 0, gamma >= eta),
    edition="beyond",
    source='Lemmas 4.2 and 4.4, "for all t ≥ 0"',
    title="γ⁺ ≥ 0 in a step from γ ≥ η, whatever the margins",
    certificates=(because(gamma - eta, eta - (gamma - next_gamma), uses=(lemma(C_21_step, conclusion=1),)),),
)
mirrored = {w: -a * w_star}
gamma_mirror_w = paper.claim(
    "gamma-mirror-w",
    substitute(equal(inner(model.descended_w(eta), v), inner(w, v)), mirrored),
    given=(*uniform, a > 0),
    edition="beyond",
    source="ours",
    title="From w = −a w*, a step leaves w where it is (seen along every v)",
)
gamma_mirror = paper.claim(
    "gamma-mirror",
    substitute(equal(next_gamma, gamma - eta * sigmabar(-gamma)), mirrored),
    given=(*uniform, a > 0),
    edition="beyond",
    source="ours",
    title="From w = −a w*, γ⁺ = γ − ησ̄(−γ)",
)
gamma_mirror_falls = paper.claim(
    "gamma-mirror-falls",
    gamma - eta * sigmabar(-gamma) <= gamma - eta / 2,
    given=(gamma >= 0, eta > 0),
    edition="beyond",
    source="ours",
    title="so γ falls by at least η/2 as long as it is ≥ 0, and becomes negative after at most 2/η + 1 steps",
    steps=(gamma_mirror_w, gamma_mirror),
)
