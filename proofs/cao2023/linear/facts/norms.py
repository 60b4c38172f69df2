"""Facts about norms that Appendix C.4 uses in passing: Cauchy–Schwarz with its cases of zero, λ_min and λ_max.

Where a norm must not be zero the reason is a claim too: ‖w‖_Σ > 0 gives w ≠ 0, and ⟨w*,z_i⟩ = 1 gives z_i ≠ 0.
"""

from proofs.cao2023.linear.vocabulary import *

x, y = vector("x"), vector("y")


sigma_w = 1 / n * vector_total(k, inner(w, z(k)) * z(k))  # Σw, as x_k x_k^⊤ = z_k z_k^⊤

cauchy_schwarz = paper.claim(
    "cauchy-schwarz",
    absolute(inner(x, y)) <= norm(x) * norm(y),
    given=(squared(x) > 0, squared(y) > 0),
    source="used throughout Appendix C.4",
    title="|⟨x,y⟩| ≤ ‖x‖₂‖y‖₂ for x, y ≠ 0",
    certificates=(
        because(
            squared(norm(y) * x - inner(x, y) / norm(y) * y),
            times=norm(y) ** 2 * (norm(x) * norm(y) + absolute(inner(x, y))) / squared(y),
        ),
    ),
)
cauchy_schwarz_squared = paper.claim(
    "cauchy-schwarz-squared",
    inner(x, y) ** 2 <= squared(x) * squared(y),
    given=(squared(y) > 0,),
    source="used throughout Appendix C.4",
    title="⟨x,y⟩² ≤ ‖x‖₂²‖y‖₂² for y ≠ 0",
    certificates=(because(squared(squared(y) * x - inner(x, y) * y), times=squared(y)),),
)
sample_nonzero = paper.claim(
    "sample-nonzero",
    squared(z(i)) > 0,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="⟨w*,z_i⟩ = 1 gives z_i ≠ 0",
    certificates=(
        because(
            squared(z(i) - 1 / (1 + squared(w_star)) * w_star),
            (2 + squared(w_star)) / (1 + squared(w_star)) ** 2,
        ),
    ),
)
shrink = 1 / (1 + largest_square)
w_nonzero = paper.claim(
    "w-nonzero",
    squared(w) > 0,
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="‖w‖_Σ > 0 gives w ≠ 0",
    certificates=(
        because(
            mean(k, squared(w - shrink * inner(w, z(k)) * z(k))),
            shrink**2 * mean(k, inner(w, z(k)) ** 2 * (largest_square - squared(z(k)))),
            shrink**2 * mean(k, inner(w, z(k)) ** 2),
            shrink * model.squared_norm(),
        ),
    ),
)
spectrum_positive = paper.claim(
    "spectrum-positive",
    high > 0,
    given=(spectrum,),
    edition="beyond",
    source="ours",
    title="λ_max > 0",
    certificates=(because(high - low, low),),
)
largest_positive = paper.claim(
    "largest-positive",
    largest_square > 0,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="max ‖x_i‖₂ > 0",
    certificates=(
        because(mean(j, largest_square - squared(z(j))), mean(j, squared(z(j))), uses=(lemma(sample_nonzero),)),
    ),
)


combined = 1 / n * vector_total(k, family("c", k) * z(k))
combination_spectral = paper.claim(
    "combination-spectral",
    squared(combined) <= high * mean(k, family("c", k) ** 2),
    given=(spectrum,),
    edition="beyond",
    source="ours",
    title="‖(1/n) Σ c_i z_i‖₂² ≤ λ_max (1/n) Σ c_i²",
    certificates=(
        because(
            mean(k, (family("c", k) - inner(combined, z(k)) / high) ** 2) * high,
            (high * squared(combined) - model.squared_norm(combined)) / high,
            uses=(lemma(spectrum_positive),),
            rayleigh=(combined,),
        ),
    ),
)
combination_largest = paper.claim(
    "combination-largest",
    squared(combined) <= largest_square * mean(k, family("c", k) ** 2),
    edition="beyond",
    source="ours, in the place of the first inequality of Appendix C.4",
    title="‖(1/n) Σ c_i z_i‖₂² ≤ max‖x_i‖₂² (1/n) Σ c_i²",
    certificates=(
        because(
            mean(i, j, squared(family("c", i) * z(i) - family("c", j) * z(j))) / 2,
            mean(i, family("c", i) ** 2 * (largest_square - squared(z(i)))),
        ),
    ),
)
sigma_norm_largest = paper.claim(
    "sigma-norm-largest",
    model.squared_norm() <= largest_square * squared(w),
    source="used in Appendix C.4",
    given=(model.defined,),
    title="‖w‖_Σ ≤ max‖x_i‖₂ ‖w‖₂",
    certificates=(
        because(
            mean(k, squared(squared(w) * z(k) - inner(w, z(k)) * w)),
            mean(k, squared(w) ** 2 * (largest_square - squared(z(k)))),
            times=squared(w),
            uses=(lemma(w_nonzero),),
        ),
    ),
)
sigma_w_nonzero = paper.claim(
    "sigma-w-nonzero",
    squared(sigma_w) > 0,
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="‖w‖_Σ > 0 gives Σw ≠ 0",
    certificates=(
        because(
            squared(sigma_w - model.squared_norm() / squared(w) * w),
            model.squared_norm() ** 2 / squared(w),
            uses=(lemma(w_nonzero),),
        ),
    ),
)
sigma_norm_smallest = paper.claim(
    "sigma-norm-smallest",
    model.squared_norm() >= low * squared(w),
    given=(spectrum, InSpan(w, z(i))),
    source="used in Appendix C.4",
    title="‖w‖_Σ² ≥ λ_min ‖w‖₂²",
    certificates=(because(model.squared_norm() - low * squared(w), rayleigh=(w,)),),
)
