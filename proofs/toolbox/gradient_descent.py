"""Gradient descent on an unknown function: the descent lemma, and the two classical theorems on its rate.

f: ℝ^d → ℝ is a variable, and what is assumed of it is said for all points
(``verify.statement.writing.unknown_functions``). The steps are w(t+1) = w(t) − η∇f(w(t)) with 0 < η ≤ 1/L.
"""

from verify.author import (
    Claim,
    because,
    by_steps,
    claim,
    convex,
    equal,
    fixed_steps,
    function_variable,
    have,
    induct,
    inner,
    smooth,
    square_norm,
    steps,
    strongly_convex,
    symbols,
    vector,
)
from verify.statement.formulas import Formula
from verify.statement.tree import Relation, Scalar, Step, VectorExpr

f, w, z, least = function_variable("f"), vector("w"), vector("z"), vector("x*")
L, μ, η = symbols("L μ η")
(t,), (T,) = steps("t"), fixed_steps("T")


def fact(id: str, title: str, conclusion: Relation, given: tuple[Formula, ...], proof: object = ()) -> Claim:
    """Return a claim of the toolbox."""
    return claim(
        f"toolbox-{id}",
        conclusion,
        given=given,
        title=title,
        source="toolbox",
        edition="beyond",
        expected="PROVED",
        certificates=proof,  # type: ignore[arg-type]
    )


def at(step: Step | int) -> VectorExpr:
    """Return w(t)."""
    return vector("w", step)


def slope(step: Step | int) -> VectorExpr:
    """Return ∇f(w(t))."""
    return f.gradient(at(step))


def gap(step: Step | int) -> Scalar:
    """Return f(w(t)) − f(x*)."""
    return f(at(step)) - f(least)


def half(step: Step | int) -> Scalar:
    """Return ‖w(t) − x*‖²/2."""
    return square_norm(at(step) - least) / 2


descent_lemma = fact(
    "descent-lemma",
    "A step of size 1/L on an L-smooth function",
    f(w - f.gradient(w) / L) <= f(w) - square_norm(f.gradient(w)) / (2 * L),
    (smooth(f, L), L > 0),
)
monotone_gradient = fact(
    "monotone-gradient",
    "The gradient of a convex function is monotone",
    inner(f.gradient(w) - f.gradient(z), w - z) >= 0,
    (convex(f),),
)
dominated = fact(
    "gradient-domination",
    "A strongly convex function satisfies Polyak's and Łojasiewicz's inequality",
    f(least) >= f(w) - square_norm(f.gradient(w)) / (2 * μ),
    (strongly_convex(f, μ), μ > 0),
)

descends = (smooth(f, L), L > 0, η > 0, η * L <= 1, equal(at(t + 1), at(t) - η * slope(t)))
falls = f(at(t + 1)) <= f(at(t)) - η / 2 * square_norm(slope(t))
fall = f(at(t)) - η / 2 * square_norm(slope(t)) - f(at(t + 1))

rate_smooth = fact(
    "rate-smooth",
    "Gradient descent on a smooth convex function: O(1/T)",
    f(at(T)) - f(least) <= square_norm(at(0) - least) / (2 * η * T),
    (*descends, convex(f), T >= 1),
    by_steps(
        have(falls),
        have(f(least) >= f(at(t)) + inner(slope(t), least - at(t))),
        induct(
            t,
            t * η * gap(t) + half(t) <= half(0),
            step=[
                because(
                    (t + 1) * η * fall,
                    t * η**2 / 2 * square_norm(slope(t)),
                    η * (f(least) - f(at(t)) - inner(slope(t), least - at(t))),
                    half(0) - t * η * gap(t) - half(t),
                )
            ],
        ),
        then=because((half(0) - T * η * gap(T) - half(T)) / (η * T), half(T) / (η * T)),
    ),
)
rate_strongly_convex = fact(
    "rate-strongly-convex",
    "Gradient descent on a smooth, strongly convex function: a geometric rate",
    f(at(T)) - f(least) <= (1 - η * μ) ** T * (f(at(0)) - f(least)),
    (*descends, strongly_convex(f, μ), μ > 0, μ <= L),
    by_steps(
        have(falls),
        have(f(least) >= f(at(t)) - square_norm(slope(t)) / (2 * μ)),
        have(1 - η * μ >= 0, because(1 - η * L, η * (L - μ))),
        induct(
            t,
            gap(t) <= (1 - η * μ) ** t * gap(0),
            step=[
                because(
                    (1 - η * μ) * ((1 - η * μ) ** t * gap(0) - gap(t)),
                    fall,
                    η * μ * (f(least) - f(at(t)) + square_norm(slope(t)) / (2 * μ)),
                )
            ],
        ),
    ),
)
