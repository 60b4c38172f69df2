"""Lemma 4.5 as printed, with its quantifiers: two samples in two dimensions break it whatever c₁, c₂ and c₃ are.

With b ≥ 1, 1/c₁, 10⁶/c₂ let z_1 = b²(1, 1), z_2 = b²(1, −1), so that w* = b⁻²(1, 0), λ_min = λ_max = b⁴ and
max‖x_i‖₂ = √2 b², and w(0) = (3/5, 4/5)/(20b). All conditions allow the step η = 1/(150 D b²), which takes w to
w(1) = (1/(12b), 0) in span{w*}, where w stays for ever. t₀ = 0 breaks result 3, and t₀ ≥ 1 result 2 at t = 1: there
‖w(1)‖₂ = (5/3)‖w(0)‖₂, and at most (1 + ε/2)‖w(0)‖₂ with ε < 1/48 is allowed.

In one dimension the lemma is true, as w(0) has nothing beside w* there. ``negative`` has the family of data with
w(0) ⊥ w*, of which the run is not closed.
"""

from fractions import Fraction
from typing import Any

from proofs.cao2023.theorems.printed.negative import lemma_4_5_no_constants
from proofs.cao2023.theorems.stages.first_stage_run import minimum_below_both
from proofs.cao2023.theorems.vocabulary import *

a, b, x, y = symbols("a b x y")
c_1, c_2, c_3, e, X, W, ρ, μ, N, Q = symbols("c_1 c_2 c_3 e X W ρ μ N Q")
(t,), (t_0,) = steps("t"), fixed_steps("t₀")
quarters, halves, third = Fraction(3, 4), Fraction(3, 2), rational(1, 3)
radius, scale, long = norm(vector("w", 0)), family("γ", t), norm(w)
smaller = minimum(third, sqrt(low) / (40 * high**quarters * radius))
ε = smaller / (16 * largest_norm * star_norm)


def now(node: Any) -> Any:
    """Return an expression of (w, γ) at step t."""
    return substitute(node, of_run(t))


def apart(above: Scalar, below: Scalar, power: int) -> Scalar:
    """Return above^k − below^k as a product that is seen not to be negative where below ≤ above."""
    between = above ** (power - 1)
    for number in range(1, power):
        between = between + above ** (power - 1 - number) * below**number
    return (above - below) * between


given = (
    *data,
    InSpan(vector("w", 0), z(i)),
    equal(family("γ", 0), 1),
    eta > 0,
    radius <= c_1,
    radius <= c_1 * sqrt(low) / (sqrt(largest_norm) * star_norm * high**quarters),
    eta <= c_2,
    eta <= c_2 * ε * radius**2 * low / largest_norm**halves,
    eta <= c_2 * ε**4 * low**3 / (high**halves * star_norm * largest_norm**3),
    *model.descends(eta, t),
)
stage = exists(
    t_0,
    t_0 <= c_3 * high**halves * radius**2 * star_norm / (eta * ε**2 * low),
    for_all(t, scale >= rational(1, 2), stop=t_0 + 1),
    for_all(t, scale <= rational(3, 2), stop=t_0 + 1),
    for_all(t, radius <= now(long), stop=t_0 + 1),
    for_all(t, now(long) <= (1 + ε / 2) * radius, stop=t_0 + 1),
    substitute(away, of_run(t_0)) <= ε**2 * radius**2,
)

# what the numbers of the data have to fulfil, with a letter for each number
greatest_of_three = paper.claim(
    "greatest-of-three",
    maximum(x, y, a) >= x,
    maximum(x, y, a) >= y,
    maximum(x, y, a) >= a,
    edition="beyond",
    source="ours",
    title="max{x, y, a} ≥ x, y, a",
)
least_of_two = paper.claim(
    "least-of-two",
    minimum(x, y) >= a,
    given=(x >= a, y >= a),
    edition="beyond",
    source="ours",
    title="min{x, y} ≥ a where x, y ≥ a",
)
root = (b**4) ** quarters
quartic_root = paper.claim(
    "quartic-root",
    root <= b**3,
    given=(b > 0,),
    edition="beyond",
    source="ours",
    title="(b⁴)^{3/4} ≤ b³",
    certificates=(because(times=root**3 + root**2 * b**3 + root * b**6 + b**9),),
)
share = 1 / (150 * (sigmabar(rational(7, 5)) / 5 + rational(7, 5) * sigmabar(rational(-1, 5))))
half_below_nought = paper.claim(
    "half-below-nought",
    sigmabar(x) >= rational(1, 2),
    given=(x <= 0,),
    edition="beyond",
    source="ours",
    title="σ̄(x) ≥ 1/2 for x ≤ 0",
)
share_small = paper.claim(
    "share-small",
    share <= rational(1, 105),
    edition="beyond",
    source="ours",
    title="1/(150(σ̄(7/5)/5 + 7σ̄(−1/5)/5)) ≤ 1/105",
    certificates=(
        because(
            sigmabar(rational(7, 5)) / 525,
            (sigmabar(rational(-1, 5)) - rational(1, 2)) / 75,
            times=1 / (150 * share),
            uses=(lemma(half_below_nought, {x: rational(-1, 5)}),),
        ),
    ),
)


def example(**values: Fraction | int) -> tuple[Instance, ...]:
    """Return an example of such numbers, at b = 1."""
    every = {"b": 1, "W": 1, "ρ": Fraction(1, 20), "X": Fraction(7, 5), "λ_min": 1, "λ_max": 1, "c_2": 10**6, **values}
    return (Instance(scalars={name: Fraction(value) for name, value in every.items()}),)


step_example = example(e=Fraction(1, 200), η=Fraction(1, 200), μ=Fraction(1, 3))
numbers = (b > 0, X > 0, b >= 1, equal(W, b**-2), equal(ρ, 1 / (20 * b)), b**2 <= X, rational(3, 2) * b**2 >= X)
small_step = (e > 0, e <= rational(1, 105), equal(eta, e / b**2), equal(low, b**4), equal(high, b**4))
root_X = sqrt(X)
longest_root = paper.claim(
    "longest-root",
    root_X <= rational(5, 4) * b,
    given=(b > 0, X > 0, rational(3, 2) * b**2 >= X),
    edition="beyond",
    source="ours",
    title="√X ≤ (5/4)b where X ≤ (3/2)b²",
    examples=example(),
    certificates=(because(rational(3, 2) * b**2 - X, b**2 / 16, times=root_X + rational(5, 4) * b),),
)
start_allowed = paper.claim(
    "start-allowed",
    ρ <= c_1 * sqrt(low) / (root_X * W * Q),
    given=(*numbers, equal(low, b**4), c_1 > 0, b * c_1 >= 1, Q > 0, b**3 >= Q),
    edition="beyond",
    source="ours",
    title="The second condition on ‖w(0)‖₂",
    examples=example(c_1=1, Q=1),
    certificates=(
        because(
            20 * b**4 * (b * c_1 - 1),
            (rational(5, 4) * b - root_X) * Q,
            rational(5, 4) * b * (b**3 - Q),
            (20 - rational(5, 4)) * b**4,
            times=20 * b * root_X * Q,
            uses=(longest_root,),
        ),
    ),
)
ε_here = μ / (16 * X * W)
five = Fraction(5, 4)
second_allowed = paper.claim(
    "second-allowed",
    eta <= c_2 * ε_here * ρ**2 * low / X**halves,
    given=(*numbers, *small_step, c_2 > 0, b * c_2 >= 10**6, μ >= third),
    edition="beyond",
    source="ours",
    title="The second condition on η",
    examples=step_example,
    certificates=(
        because(
            c_2 * b**6 / 6400 * (μ - third),
            b**5 / 19200 * (b * c_2 - 10**6),
            e * apart(five * b, root_X, 5),
            five**5 * b**5 * (rational(1, 105) - e),
            (Fraction(10**6, 19200) - five**5 / 105) * b**5,
            times=b**2 * root_X**5,
            uses=(longest_root,),
        ),
    ),
)
third_allowed = paper.claim(
    "third-allowed",
    eta <= c_2 * ε_here**4 * low**3 / (high**halves * W * X**3),
    given=(*numbers, *small_step, c_2 > 0, b * c_2 >= 10**6, μ >= third),
    edition="beyond",
    source="ours",
    title="The third condition on η",
    examples=step_example,
    certificates=(
        because(
            c_2 * b**18 / 16**4 * ((μ - third) ** 2 + rational(2, 3) * (μ - third)) * (μ**2 + rational(1, 9)),
            b**17 / 48**4 * (b * c_2 - 10**6),
            Fraction(10**6, 48**4) * b**14 * (b - 1) * (b**2 + b + 1),
            e * apart(halves * b**2, X, 7),
            halves**7 * b**14 * (rational(1, 105) - e),
            (Fraction(10**6, 48**4) - halves**7 / 105) * b**14,
            times=b**2 * X**7,
        ),
    ),
)
far_enough = paper.claim(
    "far-enough",
    1 / (625 * b**2) > ε_here**2 * ρ**2,
    given=(*numbers, μ >= third, μ <= third),
    edition="beyond",
    source="ours",
    title="‖w_⊥(0)‖₂ > ε‖w(0)‖₂",
    examples=example(μ=Fraction(1, 3)),
    certificates=(
        because(
            b**2 / 102400 * (third - μ) * (μ - third),
            b**2 / 153600 * (third - μ),
            apart(X, b**2, 2) / (921600 * b**2),
            X**2 / b**2 * (rational(1, 625) - rational(1, 921600)),
            times=X**2,
        ),
    ),
)
grown_too_far = paper.claim(
    "grown-too-far",
    (1 + ε_here / 2) * ρ < N,
    given=(*numbers, μ <= third, equal(N, 1 / (12 * b))),
    edition="beyond",
    source="ours",
    title="‖w(1)‖₂ > (1 + ε/2)‖w(0)‖₂",
    examples=example(μ=Fraction(1, 3), N=Fraction(1, 12)),
    certificates=(
        because(
            b / 640 * (third - μ),
            (X - b**2) / (1920 * b),
            X / b * (rational(1, 12) - rational(1, 20) - rational(1, 1920)),
            times=X,
        ),
    ),
)

size = maximum(1, 1 / c_1, 10**6 / c_2)  # b
first = family("first", t)  # 1 at t = 0, and 0 later
gain = (7 * sigmabar(rational(7, 5)) - sigmabar(rational(-1, 5))) / 10  # (γ(1) − γ(0))/η
runs: dict[str, tuple[Any, Any]] = {
    "w_1": (3 / (100 * size), 1 / (12 * size)),
    "w_2": (1 / (25 * size), 0),
    "first": (1, 0),
    "γ": (1, scale + share / size**2 * (first * gain + (1 - first) * sigmabar(scale))),
}
values: dict[str, Any] = {
    "symbols": {low: size**4, high: size**4, eta: share / size**2},
    "vectors": {
        "z": [(size**2, size**2), (size**2, -(size**2))],
        "w*": (size**-2, 0),
        "w": (family("w_1", t), family("w_2", t)),
    },
    "runs": runs,
}
on_data = whatever_constants(t, **values).data
longest, star_here, start_here = map(on_data.number, (largest_norm, star_norm, radius))
root_here, least_here = on_data.number(high**quarters), on_data.number(smaller)
letters: dict[Any, Any] = {b: size, X: longest, W: star_here, ρ: start_here, μ: least_here, Q: root_here, e: share}
letters |= values["symbols"] | {N: on_data.number(substitute(long, of_run(1)))}


def on_the_data(used: Claim, *wanted: Symbol) -> Any:
    """Return the move that says of the numbers of the data what a claim says of letters."""
    return apply(used, {letter: letters[letter] for letter in wanted})


def of_size(number: int) -> Any:
    """Return what b ≥ 1, 1/c₁, 10⁶/c₂ says, as a lemma."""
    return lemma(greatest_of_three, {x: 1, y: 1 / c_1, a: 10**6 / c_2}, conclusion=number)


below, above = least_here.arguments  # type: ignore[attr-defined]
about_numbers = (
    have(size >= 1, because(size - 1, uses=of_size(0))),
    have(size > 0, because(size - 1, 1)),
    have(size * c_1 >= 1, because(c_1 * (size - 1 / c_1), uses=of_size(1))),
    have(size * c_2 >= 10**6, because(c_2 * (size - 10**6 / c_2), uses=of_size(2))),
    have(longest > 0),
    have(size**2 <= longest, because(size**4, times=longest + size**2)),
    have(longest <= halves * size**2, because(size**4 / 4, times=longest + halves * size**2)),
    have(equal(star_here, size**-2)),
    have(equal(start_here, 1 / (20 * size))),
    have(root_here > 0),
    have(root_here <= size**3, because(size**3 - root_here, uses=lemma(quartic_root, {b: size}))),
    have(share > 0),
    have(share <= rational(1, 105), because(rational(1, 105) - share, uses=share_small)),
    have(
        least_here >= third,
        because(least_here - third, uses=lemma(least_of_two, {x: below, y: above, a: third})),
    ),
    have(
        least_here <= third,
        because(third - least_here, uses=lemma(minimum_below_both, {a: below, b: above})),
    ),
)
moves = induct(t, 2 * on_data.number(now(s_square)) > 0)
# w is where it is to be at 0, and in span{w*} from 1 on, so that each equation of the run holds at 0 and later
descents = tuple(
    by_steps(induct(t, equal(runs[name][1], equation.body.right)))  # type: ignore[union-attr]
    for part, names in zip(model.descends(eta, t), (("w_1", "w_2"), ("γ",)), strict=True)
    for name, equation in zip(names, on_data.formulas(part), strict=True)
)
conditions = (
    because(size * c_1 - 1, 19 * size * c_1, times=20 * size),
    by_steps(on_the_data(start_allowed, b, X, W, ρ, Q, low)),
    because(
        rational(1, 105) - share,
        (size - 1) * size * c_2,
        size * c_2 - 10**6,
        10**6 - rational(1, 105),
        times=size**2,
    ),
    by_steps(on_the_data(second_allowed, b, X, W, ρ, μ, e, eta, low, high)),
    by_steps(on_the_data(third_allowed, b, X, W, ρ, μ, e, eta, low, high)),
)
never_arrived = by_steps(
    on_the_data(far_enough, b, X, W, ρ, μ),
    then=because(1 / (625 * size**2) - on_data.number(ε**2 * radius**2)),
)
lemma_4_5 = paper.claim(
    "lemma-4.5",
    there_are_constants(c_1, c_2, c_3, given=given, then=(stage,)),
    source="Lemma 4.5",
    title="The first stage, for some constants",
    expected="REFUTED",
    remark="No constants make it true: with data of size b² and ‖w(0)‖₂ = 1/(20b) all conditions allow, for large b, a "
    "step that makes ‖w‖₂ half as large again (result 2). The conditions on η lack a factor ‖w(0)‖₂², and max‖x_i‖₂³ "
    "does not scale as it has to.",
    fault="breaks",
    rests_on=(lemma_4_5_no_constants,),
    broken_by=whatever_constants(
        t,
        **values,
        known=(*about_numbers, moves),
        shown=(*(None,) * 19, *conditions, *descents),
        at_first=[failing(part=5, broken=never_arrived)],
        part=4,
        later=1,
        broken=by_steps(on_the_data(grown_too_far, b, X, W, ρ, μ, N)),
    ),
)
