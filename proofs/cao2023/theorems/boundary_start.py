"""Theorem 2.2 for every short w(0): a start between γ → ∞ and γ → −∞, and what is missing.

(f(−w, −γ, x) = f(w, γ, x), so that a run with γ → −∞ beside −w* is as good a limit as one with γ → ∞ beside w*.)

Proved: from w(0) = −a w*, γ(0) = 1, for every η ≤ 1/8, γ falls to −1/2 while w stays (``behind-start``). From a step
with γ ≤ −1/2 at which −w is in the state of the second stage, γ ≤ −1/2 for ever, and L ≤ (9/4)/(η(t − t₀) + 1)
(``behind-for-ever``, by Lemma 4.6 repaired on (−w, −γ)). From every short start with ⟨w(0),w*⟩ ≥ −(1 − ε²)r‖w*‖₂,
γ ≥ 1/2 from some step on (``theorem-2.2`` repaired).

Both places are entered by conditions that hold near a run too, and neither is left. On a path of starts of length r
from the one kind to the other, in two dimensions or more, some start should then be of neither kind, and the run from
it not one of the theorem. Missing are, claim by claim:

- for each step t, (w(t), γ(t)) depends continuously on w(0): this needs statements about two runs, with the same data
  and other starts; the language has one run in a statement;
- two open sets that hold the two ends of a path and do not meet leave a point of it out: the intermediate value
  theorem, which needs sets of real numbers and their least upper bounds; "there is" has numbers and vectors only;
- L(w(t), γ(t)) → 0 and D(w(t)) → 0 as fast as printed put (w(t), γ(t)) into one of the two places at some step: by
  Lemma 4.3 on D and Jensen's inequality on L; this can be stated, and has no derivation yet.

So Theorem 2.2 "for every short w(0)" is not decided here. As printed it is refuted all the same, by the loss and by the
rate (``as_printed``, ``rate_as_printed``), on data and starts that have nothing to do with the boundary.
"""

from proofs.cao2023.linear.facts.norms import spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.lemma_4_6_repaired import lemma_4_6_repaired, loss_now
from proofs.cao2023.theorems.stages.second_stage import numbers, span_defined, state
from proofs.cao2023.theorems.stages.second_stage_run import (
    elapsed,
    gamma_now,
    gamma_then,
    moved,
    second_stage_run,
    t,
    t_0,
)
from proofs.cao2023.theorems.vocabulary import *

a, x = symbols("a x")
T, S = fixed_steps("T S")
(m,) = steps("m")
opposite = {vector("w", m): -1 * vector("w", m), family("γ", m): -family("γ", m)}  # the mirror image of the run
behind = tuple(moved(one, {w: -1 * vector("w", t_0), gamma: -gamma_then}) for one in state)
behind_for_ever = paper.claim(
    "behind-for-ever",
    for_all(t, gamma_now <= -rational(1, 2), start=t_0),
    for_all(t, inner(vector("w", t), w_star) < 0, start=t_0),
    for_all(t, loss_now <= rational(9, 4) / (elapsed + 1), start=t_0),
    given=(
        *data,
        InSpan(vector("w", t_0), z(i)),
        *model.descends(eta, t, start=t_0),
        *numbers,
        *behind,
        -gamma_then <= rational(3, 2),
    ),
    edition="beyond",
    source="ours, on Theorem 2.2 for every short w(0)",
    title="From beside −w* with γ ≤ −1/2: so for ever, and the loss is at most (9/4)/(η(t − t₀) + 1)",
    steps=(lemma_4_6_repaired,),
    certificates=tuple(
        by_steps(
            apply(w_star_nonzero),
            apply(spectrum_positive),
            apply(second_stage_run, opposite),
            apply(span_defined, {w: -1 * vector("w", m)}, over=(m, t_0, None)),
            apply(lemma_4_6_repaired, opposite),
        )
        for _ in range(3)
    ),
)
slope_before = paper.claim(
    "slope-before",
    sigmabar(x) >= rational(3, 8),
    given=(x <= rational(1, 2),),
    edition="beyond",
    source="ours",
    title="σ̄(x) ≥ 3/8 for x ≤ 1/2",
)
slope_at_most_one = paper.claim(
    "slope-at-most-one",
    sigmabar(x) <= 1,
    edition="beyond",
    source="ours",
    title="σ̄(x) ≤ 1",
)
falls = rational(3, 8) * eta
behind_start = paper.claim(
    "behind-start",
    exists(
        T,
        4 / eta + 1 >= T,
        for_all(t, equal_vectors(vector("w", t), -a * w_star), stop=T + 1),
        family("γ", T) <= -rational(1, 2),
        family("γ", T) >= -rational(3, 2),
    ),
    given=(
        model.uniform(w_star),
        a > 0,
        equal_vectors(vector("w", 0), -a * w_star),
        equal(family("γ", 0), 1),
        *model.descends(eta, t),
        eta > 0,
        small,
    ),
    edition="beyond",
    source="ours, on Theorem 2.2 for every short w(0)",
    title="From w(0) = −a w*, w stays and γ falls to −1/2",
    certificates=(
        by_steps(
            induct(t, equal_vectors(vector("w", t), -a * w_star)),
            then=first_exit(
                t,
                gamma_now > -rational(1, 2),
                bound=4 / eta + 1,
                last="S",
                late=by_steps(
                    induct(
                        t,
                        gamma_now <= 1 - falls * t,
                        stop=S + 1,
                        step=[
                            because(
                                eta * (sigmabar(-gamma_now) - rational(3, 8)),
                                1 - falls * t - gamma_now,
                                uses=lemma(slope_before, {x: -gamma_now}),
                            )
                        ],
                    ),
                    then=because(family("γ", S) + rational(1, 2), 1 - falls * S - family("γ", S), times=falls),
                ),
                parts=(
                    None,
                    None,
                    None,
                    by_steps(
                        induct(
                            m,
                            family("γ", m) >= -rational(5, 8),
                            stop=T + 1,
                            step=[
                                because(
                                    family("γ", m) + rational(1, 2),
                                    eta * (1 - sigmabar(-family("γ", m))),
                                    rational(1, 8) - eta,
                                    uses=lemma(slope_at_most_one, {x: -family("γ", m)}),
                                )
                            ],
                        ),
                    ),
                ),
            ),
        ),
    ),
)
