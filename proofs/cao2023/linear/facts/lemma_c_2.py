"""Lemma C.2 and Appendix E.2: the recursion a⁺ = a + c e^-a, c > 0.

The lemma speaks of a(t) for every t. It is decided by induction on t: ``lemma-C.2`` is the step from t = k + 1 to
k + 2, and ``C.2-t=0`` and ``C.2-t=1`` are where it begins. The sequence is written as y = e^a > 0, so a = log y and
a⁺ = log y + c/y, and E stands for e^a(0). The upper bound that is carried along, log y ≤ c/E + log(c(t−1)+E), is
sharper than the printed one, which follows by the last conclusion. The continuous sequence of (E.4) is not needed.
"""

from proofs.cao2023.linear.vocabulary import *

a, c, x, y, E, k_ = symbols("a c x y E k")

C_2_exponential_step = paper.claim(
    "C.2-exponential-step",
    exp(a + c * exp(-a)) >= exp(a) + c,
    source="Appendix E.2, in the place of (E.4)",
    title="e^(a⁺) ≥ e^a + c: from it e^a(t) ≥ e^a(0) + ct",
    edition="beyond",
)
C_2_log_tangent = paper.claim(
    "C.2-log-tangent",
    log(y) + c / y >= log(y + c),
    given=(c > 0, y > 0),
    source="Appendix E.2, first part",
    title="a⁺ ≥ log(e^a + c)",
    edition="beyond",
)
C_2_log_rises = paper.claim(
    "C.2-log-rises",
    log(y) >= log(x),
    given=(x > 0, y >= x),
    edition="beyond",
    source="ours, for Appendix E.2",
    title="log rises",
)
C_2_lower_step = paper.claim(
    "C.2-lower-step",
    log(y) + c / y >= log(x + c),
    given=(c > 0, x > 0, y > 0, y >= x),
    edition="beyond",
    source="ours, for Appendix E.2, first part",
    title="a ≥ log x implies a⁺ ≥ log(x + c)",
    certificates=(
        because(
            log(y) + c / y - log(y + c),
            log(y + c) - log(x + c),
            uses=(lemma(C_2_log_tangent), lemma(C_2_log_rises, {x: x + c, y: y + c})),
        ),
    ),
    steps=(C_2_exponential_step,),
)
C_2_log_increment = paper.claim(
    "C.2-log-increment",
    c / (x + c) <= log(x + c) - log(x),
    given=(c > 0, x > 0),
    edition="beyond",
    source="ours, for Appendix E.2, last inequality",
    title="One term of Σ c/(cτ+E) is at most the integral over the step before it",
)
C_2_upper_step = paper.claim(
    "C.2-upper-step",
    log(y) + c / y <= a + log(x + c),
    given=(c > 0, x > 0, y > 0, y >= x + c, log(y) <= a + log(x)),
    edition="beyond",
    source="ours, for Appendix E.2, second part",
    title="log(x + c) ≤ a(t) ≤ A + log x implies a(t+1) ≤ A + log(x + c)",
    certificates=(
        because(
            a + log(x) - log(y),
            log(x + c) - log(x) - c / (x + c),
            c * (y - (x + c)) / (y * (x + c)),
            uses=(lemma(C_2_log_increment),),
        ),
    ),
)
C_2_telescoped, C_2_telescoped_repaired = paper.mended(
    "C.2-telescoped",
    printed=wording(
        equal(a, a + c * exp(-a)),
        kind="display of numbers",
        title="a(t) = a(0) + c Σ_{τ=0..t} e^-a(τ), here at t = 0",
        remark="The sum must end at t − 1; only the upper bound that is drawn from it is needed, and it holds.",
    ),
    repaired=wording(
        a <= a + c * exp(-a),
        title="a(t) ≤ a(0) + c Σ_{τ=0..t} e^-a(τ), here at t = 0",
    ),
    given=(c > 0,),
    source="Appendix E.2, first line of the second part, at t = 0",
    fault="slip",
)
C_2_t_0 = paper.claim(
    "C.2-t=0",
    log(E) <= log(E),
    log(E) <= c / E + log(E),
    given=(c > 0, E > 0),
    edition="beyond",
    source="ours, for Lemma C.2 at t = 0",
    title="Both bounds at t = 0",
)
C_2_t_1 = paper.claim(
    "C.2-t=1",
    log(E) + c / E >= log(c + E),
    log(E) + c / E <= c / E + log(E),
    given=(c > 0, E > 0),
    edition="beyond",
    source="ours, for Lemma C.2 at t = 1",
    title="Both bounds at t = 1, where the induction begins",
)
lemma_C_2 = paper.claim(
    "lemma-C.2",
    log(y) + c / y >= log(c * (k_ + 1) + E + c),
    log(y) + c / y <= c / E + log(c * k_ + E + c),
    c / E + log(c * k_ + E + c) <= c / E + log(c * (k_ + 1) + E + c),
    given=(c > 0, E > 0, k_ >= 0, y > 0, y >= c * (k_ + 1) + E, log(y) <= c / E + log(c * k_ + E)),
    edition="beyond",
    source="ours, for Lemma C.2",
    title="log(ct + e^a(0)) ≤ a(t) ≤ c e^-a(0) + log(ct + e^a(0)), from t = k + 1 to k + 2",
    remark="The step of an induction on t, in y = e^a(t) and E = e^a(0); with it the lemma holds as printed.",
    certificates=(
        because(
            log(y) + c / y - log(c * (k_ + 1) + E + c),
            uses=(lemma(C_2_lower_step, {x: c * (k_ + 1) + E}),),
        ),
        because(
            c / E + log(c * k_ + E + c) - (log(y) + c / y),
            uses=(lemma(C_2_upper_step, {x: c * k_ + E, a: c / E}),),
        ),
        because(
            log(c * (k_ + 1) + E + c) - log(c * k_ + E + c),
            uses=(lemma(C_2_log_rises, {x: c * k_ + E + c, y: c * (k_ + 1) + E + c}),),
        ),
    ),
    steps=(C_2_t_0, C_2_t_1, C_2_lower_step, C_2_upper_step),
)
