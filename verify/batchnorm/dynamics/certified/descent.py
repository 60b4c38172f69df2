"""Certified runs: rigorous enclosures of the iterates of exact gradient descent at a fixed working precision.

**Why not plain balls.** A ball that is stepped as a whole swells by the dependency of its entries on one another,
about a digit in five steps, although the map itself is benign. So midpoints are stepped, and the error is a number of
its own.

**State.** A computed state is (α, γ) with exact entries; it stands for w = w(0) + Zᵀα and has margins m(0) + Gα.
Rounding α displaces w within span{z}, whatever the rank of G: so every computed state is a state that the data allow,
and the distance of two states, √(‖w − w'‖² + (γ − γ')²η_w/η_γ) with w in span{z}, is always defined. Call this norm
‖·‖.

**Soundness.** Let Φ be the exact step and θ_t the computed states.
(1) The step from the exact point θ_t is evaluated in balls (directed rounding; G, m(0), the step sizes are balls
    around their exact values), so Φ(θ_t) lies in the resulting ball; θ_(t+1) is that ball's midpoint; hence its
    radius, measured by Σ_i ‖z_i‖|δα_i| + |δγ|/κ ≥ ‖δ‖, bounds ‖θ_(t+1) − Φ(θ_t)‖ ≤ δ_t.
(2) If the true state θ*_t is within E_t of θ_t and L_t bounds ‖DΦ‖ on the segment between them (which must not meet
    ‖w‖_Σ = 0), the mean value inequality gives ‖θ*_(t+1) − θ_(t+1)‖ ≤ L_t E_t + δ_t =: E_(t+1).
(3) With every L_t ≥ 1, a passage of K steps has E_K ≤ (E_0 + Σδ_t)·ΠL_t, and ``lipschitz`` bounds log
    ΠL_t over tubes of a radius Ē in place of E_t. That E_t ≤ Ē for t < K is an induction: Ē = 2(E_0 + Σδ) is allowed
    if the bound it leads to is at most Ē. For K = 1 only E_0 itself is needed, and nothing is assumed.
(4) The path length. ⟨w, ∇_wL⟩ = 0, so ‖w_t + Δw_t‖² = ‖w_t‖² + ‖Δw_t‖² for the exact step Δw_t from θ_t, and
    ‖w_t + Δw_t‖ ≤ ‖w_(t+1)‖ + δ_t. Summing, with S = Σδ_t and ‖w_(t+1)‖ ≤ ‖w_K‖ + S (the exact step never shortens w),
    Σ‖Δw_t‖² ≤ ‖w_K‖² − ‖w_0‖² + 2(‖w_K‖ + S)S + S², and Σ‖Δw_t‖ is at most √K times the root of this.
(5) The fall of |γ|. A step whose increment ball surely has the sign of γ moves |γ| up; all others enter ``setback``
    with the upper end of |Δγ|. So |γ_t| stays between |γ_0| − setback − κS and |γ_K| + setback + κS.
(6) Within a passage the state is held as the sum of the passage's first state and a small remainder, which alone is
    rounded at the working precision; the sum of the two is formed at the passage's end with 32 bits more. So the error
    of a step is small beside the step, not beside the state. Both roundings are part of δ.
A passage whose bounds come out too wide is done again in half the steps. Where even one step has no finite bound, or
the radius passes an eighth of the state, the run is lost: it ends at the last state that is certified, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log2
from typing import Literal

import flint
from flint import arb, arb_mat

from verify.batchnorm.dynamics.certified.geometry import Geometry, least_norm_squared
from verify.batchnorm.dynamics.certified.lipschitz import Growth, Passage, growth
from verify.batchnorm.dynamics.certified.steps import Leg, Steps, make_steps
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.errors import InputError

_LONGEST_PASSAGE = 4096
_REST = 8
_STATE_BITS = 32
_DRIFT = arb(1) / 16
_LARGEST_RADIUS = arb(1) / 8


@dataclass(frozen=True)
class Enclosure:
    """Balls that surely contain the exact iterate after ``step`` steps, and what is measured at it.

    ``margins`` (nP) and ``gamma`` are the iterate, ``loss`` is L and ``D`` the margin discrepancy over all nP margins
    (that over the patches where P > 1). ``radius`` bounds the distance to the iterate in the norm √(‖δw‖² +
    δγ²·η_w/η_γ); ``relative_radius`` the greater of the margins' error against the largest margin and that of γ
    against max(1, |γ|).
    """

    step: int
    margins: tuple[arb, ...]
    gamma: arb
    loss: arb
    D: arb
    radius: arb
    relative_radius: arb


@dataclass(frozen=True)
class CertifiedRun:
    """Enclosures at the recorded steps, in order; the last one is at the end of what is certified.

    ``status`` is "lost" where the run stopped before ``steps``; ``reason`` then says why, and is empty otherwise.
    """

    status: Literal["certified", "lost"]
    steps: int
    digits: int
    guard_digits: int
    enclosures: tuple[Enclosure, ...]
    reason: str = ""

    @property
    def last(self) -> Enclosure:
        """The enclosure at the last certified step."""
        return self.enclosures[-1]

    @property
    def reached(self) -> bool:
        """Whether the whole run is certified with a relative radius of at most 10^-digits at its end."""
        return self.status == "certified" and bool(self.last.relative_radius <= arb(10) ** -self.digits)

    def describe(self) -> str:
        """One line that says what is certified, with the radius.

        >>> from flint import fmpq, fmpq_mat
        >>> problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4))
        >>> start = Start(margins=(fmpq(1),), gamma=fmpq(1), norm_squared=fmpq(1))
        >>> certify(problem, start, steps=0, digits=20).describe()
        'CERTIFIED to step 0 at 20+8 digits: radius 0, relative 0'
        """
        held = (
            f"CERTIFIED to step {self.last.step} at {self.digits}+{self.guard_digits} digits: "
            f"radius {_short(self.last.radius)}, relative {_short(self.last.relative_radius)}"
        )
        if self.status == "lost":
            return f"LOST after step {self.last.step} of {self.steps} ({self.reason}); {held}"
        return held if self.reached else f"{held}, short of the {self.digits} digits asked for"


@dataclass(frozen=True)
class _State:
    coefficients: arb_mat
    gamma: arb
    error: arb


@dataclass(frozen=True)
class _Stepper:
    """The exact problem as balls at the working precision."""

    geometry: Geometry
    margins: arb_mat
    norm_squared: arb
    steps: Steps

    @classmethod
    def of(cls, problem: Problem, start: Start, precision: int) -> _Stepper:
        geometry, n = Geometry.of(problem), problem.n
        return cls(
            geometry=geometry,
            margins=arb_mat([[margin] for margin in start.margins]),
            norm_squared=arb(least_norm_squared(problem.whole_gram(), start.margins)),
            steps=make_steps(geometry, arb(problem.eta_w / n), arb(problem.eta_gamma / n), precision=precision),
        )

    def margins_at(self, state: _State) -> arb_mat:
        return self.margins + self.geometry.gram * state.coefficients

    def norm_gained(self, coefficients: arb_mat) -> arb:
        """‖w‖² − ‖w(0)‖² = αᵀ(2m(0) + Gα)."""
        doubled = self.margins + self.margins + self.geometry.gram * coefficients
        return (coefficients.transpose() * doubled)[0, 0]

    def advance(self, state: _State, steps: int) -> Leg:
        """Step the midpoints from ``state``, collecting each step's own radius: arguments (1) and (6)."""
        leg = self.steps.take(self.margins_at(state), state.gamma, steps)
        moved, turned = state.coefficients + leg.coefficients, state.gamma + leg.gamma
        coefficients, gamma = moved.mid(), turned.mid()
        blur, blur_gamma = leg.blur + (moved - coefficients), leg.blur_gamma + (turned - gamma)
        return Leg(coefficients, gamma, blur, blur_gamma, leg.setback)


def certify(
    problem: Problem,
    start: Start,
    *,
    steps: int,
    digits: int,
    guard_digits: int = 8,
    per_decade: int = 8,
    observe: Callable[[Enclosure], None] | None = None,
) -> CertifiedRun:
    """Run gradient descent, each step at ``digits + guard_digits`` digits, with a rigorous bound on its error.

    Enclosures are recorded at step 0, at ``per_decade`` steps in each decade, and at the end, and handed to
    ``observe`` as they come. Raises InputError where a number is out of range, the Gram matrix is not one, or no w(0)
    has the margins.

    >>> from flint import fmpq, fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2, 1], [1, 2]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    >>> start = Start(margins=(fmpq(1), fmpq(-1, 2)), gamma=fmpq(1), norm_squared=fmpq(2))
    >>> run = certify(problem, start, steps=100, digits=30)
    >>> run.status, run.reached, run.last.gamma.str(12, radius=False)
    ('certified', True, '2.32996748346')
    """
    _check_numbers(steps=steps, digits=digits, guard_digits=guard_digits, per_decade=per_decade)
    precision = ceil((digits + guard_digits) * log2(10))
    with flint.ctx.workprec(precision + _STATE_BITS):
        stepper = _Stepper.of(problem, start, precision)
        exact_gamma = arb(start.gamma)
        gamma = exact_gamma.mid()
        state = _State(
            arb_mat(problem.rows, 1),
            gamma,
            stepper.geometry.length(arb_mat(problem.rows, 1), exact_gamma - gamma),
        )
        enclosures: list[Enclosure] = []
        reason = ""
        step, length, rest = 0, 1, 0
        for target in _recorded_steps(steps, per_decade):
            while step < target and not reason:
                tried = min(length, target - step)
                arrived, bound = _passage(stepper, state, tried)
                if arrived is None and tried > 1:
                    length, rest = tried // 2, _REST
                elif arrived is None:
                    reason = "the radius is no longer small beside the state"
                else:
                    state, step, rest = arrived, step + tried, rest - 1
                    if rest < 0 and not bound.overshoot > 0 and bound.drift < _DRIFT:
                        length = min(2 * length, _LONGEST_PASSAGE)
            enclosures.append(_enclosure(stepper, state, step))
            if observe is not None:
                observe(enclosures[-1])
            if reason:
                break
    return CertifiedRun(
        status="lost" if reason else "certified",
        steps=steps,
        digits=digits,
        guard_digits=guard_digits,
        enclosures=tuple(enclosures),
        reason=reason,
    )


def _passage(stepper: _Stepper, state: _State, steps: int) -> tuple[_State | None, Growth]:
    """The state after ``steps`` steps with its certified error (None where the bounds are too wide), and the growth."""
    geometry = stepper.geometry
    leg = stepper.advance(state, steps)
    rounding = geometry.length(leg.blur, leg.blur_gamma)
    total = (state.error + rounding).upper()
    allowed = state.error if steps == 1 else 2 * total
    gained = stepper.norm_gained(leg.coefficients)
    norm = (stepper.norm_squared + gained).max(0).sqrt()
    squares = gained - stepper.norm_gained(state.coefficients) + (2 * (norm + rounding) + rounding) * rounding
    bound = growth(
        geometry,
        Passage(
            steps=steps,
            margins=tuple(stepper.margins_at(state).entries()),
            margins_last=tuple((stepper.margins + geometry.gram * leg.coefficients).entries()),
            gamma=state.gamma,
            gamma_last=leg.gamma,
            path=(steps * squares.upper().max(0)).sqrt().upper(),
            setback=leg.setback,
            rounding=rounding,
            error=allowed,
        ),
    )
    stretched = bound.logarithm.exp()
    error = state.error * stretched + rounding if steps == 1 else total * stretched
    arrived = _State(leg.coefficients, leg.gamma, error.upper())
    if not arrived.error.is_finite() or not _relative_radius(stepper, arrived) <= _LARGEST_RADIUS:
        return None, bound
    if steps > 1 and (bound.overshoot > 0 or not arrived.error <= allowed):
        return None, bound
    return arrived, bound


def _relative_radius(stepper: _Stepper, state: _State) -> arb:
    margins = stepper.margins_at(state).entries()
    error = largest = arb(0)
    for margin, norm in zip(margins, stepper.geometry.reach, strict=True):
        error, largest = error.max(margin.rad() + norm * state.error), largest.max(abs(margin))
    gamma_error = stepper.geometry.rescale * state.error / abs(state.gamma).max(1)
    return gamma_error.max(error / largest).upper()


def _enclosure(stepper: _Stepper, state: _State, step: int) -> Enclosure:
    geometry = stepper.geometry
    balls = zip(stepper.margins_at(state).entries(), geometry.reach, strict=True)
    margins = tuple(margin + arb(0, norm * state.error) for margin, norm in balls)
    gamma = state.gamma + arb(0, geometry.rescale * state.error)
    rows, patches = geometry.rows, geometry.patches
    mean_square = sum((m * m for m in margins), arb(0)) / rows
    mean = sum(margins, arb(0)) / rows
    deviations = [m - mean for m in margins]
    outputs = [sum(margins[i : i + patches], arb(0)) * gamma / mean_square.sqrt() for i in range(0, rows, patches)]
    return Enclosure(
        step=step,
        margins=margins,
        gamma=gamma,
        loss=sum(((-f).exp().log1p() for f in outputs), arb(0)) / geometry.n,
        D=(2 * sum((e * e for e in deviations), arb(0)) / (rows * mean_square)).nonnegative_part(),
        radius=state.error,
        relative_radius=_relative_radius(stepper, state),
    )


def _recorded_steps(steps: int, per_decade: int) -> list[int]:
    chosen = {0, steps}
    exponent = 0
    while (step := round(10 ** (exponent / per_decade))) < steps:
        chosen.add(step)
        exponent += 1
    return sorted(chosen)


def _check_numbers(*, steps: int, digits: int, guard_digits: int, per_decade: int) -> None:
    for name, value, least in (
        ("steps", steps, 0),
        ("digits", digits, 1),
        ("guard_digits", guard_digits, 0),
        ("per_decade", per_decade, 1),
    ):
        if value < least:
            raise InputError(f"{name} = {value} is below {least}: give a whole number of at least {least}")


def _short(value: arb) -> str:
    """Three significant digits, rounded up: a bound stays a bound."""
    with flint.ctx.workprec(64):
        return str((value * (1 + arb(1) / 100)).upper().str(3, radius=False)) if value > 0 else "0"
