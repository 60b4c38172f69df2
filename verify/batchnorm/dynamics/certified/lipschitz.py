"""How far one step of gradient descent can drive two nearby states apart: a rigorous, amortised bound.

**The step map.** In the coordinates θ = (w, γ/κ) with κ = √(η_γ/η_w) and w in span{z}, gradient descent is
θ ↦ θ − η∇L̃(θ) with η = η_w, so its Jacobian is the symmetric matrix I − ηH, and
‖I − ηH‖ = max(1 − ηλ_min(H), ηλ_max(H) − 1).

**The Hessian.** Write s = ‖w‖_Σ, f_i = γ r_i with r_i = M_i/s, M_i = Σ_p m_ip, p_i = 1/(1 + e^(f_i)), and
q = mean_i p_i ∇r_i, r̄ = mean_i p_i r_i, σ = Σw/s². Since ∇L̃ = −mean p_i ∇f_i,

    H = mean_i p_i(1 − p_i) ∇f_i ∇f_iᵀ − mean_i p_i ∇²f_i = A + B,
    B = a bᵀ + b aᵀ + γ r̄/s² · (Σ − s² σσᵀ),    a = (q, 0),  b = (γσ, −κ).

(From ∇²r_i = −(Z_i σᵀ + σ Z_iᵀ)/s + r_i(3σσᵀ − Σ/s²) with Z_i = Σ_p z_ip, and mean p_i Z_i/s = q + r̄σ.)
A is positive semidefinite, and so is Σ − s²σσᵀ (Cauchy–Schwarz), with norm at most Λ ≥ λ_max(Σ). Hence

    λ_min(H) ≥ a·b − ‖a‖‖b‖ − Λ max(0, −γ r̄)/s² ≥ −ν,  ν = ‖q‖ β + Λ max(0, −γ r̄)/s²,
    β = √(γ²Λ/s² + κ²) + |γ|√Λ/s,   as ‖σ‖ ≤ √Λ/s.

**Why this amortises.** ηγq is the step Δw of w itself, so η‖a‖‖b‖ = ‖Δw‖√(‖σ‖² + κ²/γ²) and ηa·b = Δw·σ: over a passage
of many steps the first sums to at most the path length of w times the root, and as σ has the Lipschitz constant 2Λ/s²,
the second is the displacement of w along the first σ, up to that constant times path length times radius. (σ is the
gradient of log s: growth is made good where s rises.) −γ r̄ > 0 only at steps where |γ| falls, by η_γ|r̄|, which sums to
Λ/(κ²s²)·|γ|·(total fall of |γ|). So no Hessian is evaluated. The path length is known after the fact from
‖w(t+1)‖² = ‖w(t)‖² + ‖w(t+1) − w(t)‖². Where |γ| is near 0, ‖q‖ at the first iterate and a Lipschitz constant of q over
the tube serve in place of it, with β for the rest; where |γ| falls, so do the norm of Σ − s²σσᵀ at the first iterate
and its Lipschitz constant 2Λ^(3/2)/s in place of Λ.

**The top of the spectrum.** With P patches, n^(-1) Σ_i df_i² ≤ P² max(κ², γ²Λ/s²)‖dθ‖², ‖q‖ ≤ P√Λ max p/s and |r̄| ≤
P max p; as |d log p/df| ≤ 1 and |d log p(1−p)/df| ≤ 1, values of p at the first iterate bound those of the passage.
If ηλ_max ≤ 2 by this, ‖I − ηH‖ ≤ 1 + ην. If not, λ_max is bounded by (tr H^128)^(1/128), H in ball arithmetic over
the whole tube. As the logarithm is concave, a sum N of ην over K steps has Σ log(1 + ην) ≤ K log(1 + N/K). For a
single step with much growth ‖I − ηH‖ itself is bounded by the trace of a high power of it.

**States beside the iterates.** The segment from an iterate to the true state has length at most E. There q, γσ and γr̄
differ from their values at the iterate by at most E times a Lipschitz constant of each; the constants are crude, as
E is tiny: ‖dq‖ ≤ (3PΛ/s² + P²|γ|Λ/(4s²))‖dw‖ + P²√Λ/(4s)·|dγ|, and |d(γr̄)| ≤ P|dγ| + |γ|(P√Λ/s·‖dw‖ + P²/4·(|dγ| +
|γ|√Λ/s·‖dw‖)).
"""

from __future__ import annotations

from dataclasses import dataclass

import flint
from flint import arb, arb_mat

from verify.batchnorm.dynamics.certified.geometry import Geometry, largest_eigenvalue_bound

_NORM_SQUARINGS = 12
# the growth multiplies the error: a few digits of it are enough, whatever the digits of the states
_BOUND_BITS = 64
_SMALL = arb(1) / 64


@dataclass(frozen=True)
class Passage:
    """What is known after the fact about some consecutive computed iterates.

    ``margins`` (nP balls) and ``gamma`` are those of the first iterate, ``margins_last`` and ``gamma_last`` those of
    the last. ``path`` bounds the sum of ‖Δw_t‖ over the exact steps taken at the iterates, ``setback`` the sum of
    |Δγ_t| over those steps that do not surely increase |γ|, ``rounding`` the sum of the errors of the steps and
    ``error`` the distance between any iterate, the last excepted, and the true state, both in the norm of (w, γ/κ).
    """

    steps: int
    margins: tuple[arb, ...]
    margins_last: tuple[arb, ...]
    gamma: arb
    gamma_last: arb
    path: arb
    setback: arb
    rounding: arb
    error: arb


@dataclass(frozen=True)
class Growth:
    """An upper bound on the logarithm of the product of the step maps' Lipschitz constants over a passage.

    ``overshoot`` is the part that ηλ_max possibly exceeding 2 may have in it, and ``drift`` measures how far the
    passage went: relative to s, to one unit of γ, or in growth. All three are infinite where ‖w‖_Σ may vanish on the
    tube.
    """

    logarithm: arb
    overshoot: arb
    drift: arb


@dataclass(frozen=True)
class _Tube:
    """Bounds valid at every state within the error of an iterate of the passage (the last iterate excepted)."""

    radius_w: arb
    radius_gamma: arb
    scale: arb
    gamma_low: arb
    gamma_high: arb


def growth(geometry: Geometry, passage: Passage) -> Growth:
    """Bound the growth of errors over ``passage`` (the argument stands in the module's docstring).

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> geometry = Geometry.of(Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4)))
    >>> zero = arb(0)
    >>> still = Passage(1, (arb(1),), (arb(1),), arb(1), arb(1), path=zero, setback=zero, rounding=zero, error=zero)
    >>> growth(geometry, still).logarithm
    0
    """
    with flint.ctx.workprec(_BOUND_BITS):
        return _growth(geometry, passage)


def _growth(geometry: Geometry, passage: Passage) -> Growth:
    point = _point(geometry, passage.margins, passage.gamma)
    tube = _tube(geometry, passage, point)
    if not tube.scale > 0:
        return Growth(arb.pos_inf(), arb.pos_inf(), arb.pos_inf())
    root = geometry.spread.sqrt() / tube.scale
    drift = (root * passage.path + abs(passage.gamma_last - passage.gamma)).upper()
    stretch = passage.steps * (_stretch(geometry, passage, tube, point) / passage.steps).log1p()
    overshoot = arb(0)
    top = geometry.eta * _crude_top(geometry, tube, point)
    if not top <= 2:
        top = _lesser(top, geometry.eta * _sharp_top(geometry, passage, tube))
        overshoot = passage.steps * (top - 1).max(1).log()
    total = stretch + overshoot
    if passage.steps == 1 and not total < _SMALL:
        total = _lesser(total, _sharp_norm(geometry, passage, tube).max(1).log())
    return Growth(total.upper(), overshoot.upper(), drift.max(total).upper())


def _lesser(crude: arb, sharp: arb) -> arb:
    """The lesser of two upper bounds, of which the sharp one is not finite where the tube is too wide for it."""
    return crude.min(sharp) if sharp.is_finite() else crude


@dataclass(frozen=True)
class _Point:
    """What H is made of at a state: s, r_i, p_i, r̄, and the coefficients of q and σ in the rows of Z."""

    scale: arb
    ratios: list[arb]
    weights: list[arb]
    mean: arb
    q: list[arb]
    sigma: list[arb]


def _point(geometry: Geometry, margins: tuple[arb, ...], gamma: arb) -> _Point:
    n, rows, patches = geometry.n, geometry.rows, geometry.patches
    scale = (sum((m * m for m in margins), arb(0)) / rows).sqrt()
    ratios = [sum(margins[i : i + patches], arb(0)) / scale for i in range(0, rows, patches)]
    weights = [1 / (1 + (gamma * ratio).exp()) for ratio in ratios]
    mean = sum((p * r for p, r in zip(weights, ratios, strict=True)), arb(0)) / n
    sigma = [m / (rows * scale * scale) for m in margins]
    q = [weights[k // patches] / (n * scale) - mean * sigma[k] for k in range(rows)]
    return _Point(scale, ratios, weights, mean, q, sigma)


def _tube(geometry: Geometry, passage: Passage, point: _Point) -> _Tube:
    first, slack = abs(passage.gamma), geometry.rescale * passage.rounding
    roam_w = roam_gamma = arb(0)
    low = high = first
    if passage.steps > 1:
        low = first - passage.setback - slack
        high = abs(passage.gamma_last) + passage.setback + slack
        roam_w = passage.path + passage.rounding
        roam_gamma = (abs(passage.gamma_last) - first + 2 * (passage.setback + slack)).max(0)
    radius_w = (roam_w + passage.error).upper()
    return _Tube(
        radius_w=radius_w,
        radius_gamma=(roam_gamma + geometry.rescale * passage.error).upper(),
        scale=(point.scale - geometry.spread.sqrt() * radius_w).lower(),
        gamma_low=low.lower(),
        gamma_high=(high.max(first) + geometry.rescale * passage.error).upper(),
    )


def _stretch(geometry: Geometry, passage: Passage, tube: _Tube, point: _Point) -> arb:
    """Upper bound on the sum of ην over the passage and the segments from its iterates to the true states."""
    patches, kappa, high = geometry.patches, geometry.rescale, tube.gamma_high
    root = geometry.spread.sqrt() / tube.scale
    turn = high * root
    beta = (turn * turn + kappa * kappa).sqrt() + turn
    turn_of_q = patches * root * (3 * root + patches * turn / 4)
    fade_of_q = patches * patches * root / 4
    first = _norm(geometry, point.q)
    pulls = passage.steps * geometry.eta * (first + turn_of_q * tube.radius_w + fade_of_q * tube.radius_gamma) * beta
    beside = passage.steps * geometry.eta * passage.error
    if tube.gamma_low > 0:
        sideways = (turn_of_q + kappa * fade_of_q) * beta + patches * root * root * (kappa + 2 * turn)
        pulls = _lesser(pulls, _telescoped(geometry, passage, tube, point) + beside * sideways)
    fall_of_pull = kappa * patches + high * (patches * root + patches * patches * (kappa + turn) / 4)
    falls = high * passage.setback / (kappa * kappa) + beside * fall_of_pull
    return (pulls + falls * _bend(geometry, passage, tube, point)).max(0).upper()


def _telescoped(geometry: Geometry, passage: Passage, tube: _Tube, point: _Point) -> arb:
    """Upper bound on the sum of η(‖a‖‖b‖ − a·b) over the iterates, from the path of w and where it ends."""
    root = geometry.spread.sqrt() / tube.scale
    first = _norm(geometry, point.sigma)
    wander = 2 * root * root * tube.radius_w
    largest = (first + wander).min(root)
    slope = geometry.rescale / tube.gamma_low
    ends = zip(point.sigma, passage.margins, passage.margins_last, strict=True)
    along = sum((x * (last - start) for x, start, last in ends), arb(0))
    return passage.path * ((largest * largest + slope * slope).sqrt() + wander) - along + passage.rounding * first


def _norm(geometry: Geometry, coefficients: list[arb]) -> arb:
    """Upper bound on ‖Zᵀc‖."""
    column = arb_mat(geometry.rows, 1, coefficients)
    return (column.transpose() * geometry.gram * column)[0, 0].abs_upper().sqrt()


def _bend(geometry: Geometry, passage: Passage, tube: _Tube, point: _Point) -> arb:
    """Upper bound on λ_max(Σ − s²σσᵀ)/s² over the tube: Λ/s², or a sharper one where |γ| falls in the passage."""
    largest = geometry.spread
    if passage.setback > 0:
        root = geometry.spread.sqrt() / tube.scale
        column = arb_mat(geometry.rows, 1, passage.margins)
        tilt = column * arb_mat(geometry.rows, 1, point.sigma).transpose() / geometry.rows
        first = largest_eigenvalue_bound((_identity(geometry.rows) / geometry.rows - tilt) * geometry.gram)
        largest = _lesser(largest, first + 2 * geometry.spread * root * tube.radius_w)
    return largest / (tube.scale * tube.scale)


def _identity(size: int) -> arb_mat:
    return arb_mat([[arb(int(i == j)) for j in range(size)] for i in range(size)])


def _crude_top(geometry: Geometry, tube: _Tube, point: _Point) -> arb:
    """Upper bound on λ_max(H) over the tube from the values of p at the first iterate alone."""
    patches, kappa = geometry.patches, geometry.rescale
    root = geometry.spread.sqrt() / tube.scale
    largest = weight = curvature = arb(0)
    for ratio, p in zip(point.ratios, point.weights, strict=True):
        largest, weight, curvature = largest.max(abs(ratio)), weight.max(p), curvature.max(p * (1 - p))
    turn = tube.gamma_high * root
    factor = (largest * tube.radius_gamma + patches * arb(geometry.n).sqrt() * turn * tube.radius_w).exp()
    weight, curvature = (factor * weight).min(1), (factor * curvature).min(arb(1) / 4)
    beta = (turn * turn + kappa * kappa).sqrt() + turn
    return curvature * patches * patches * (turn * turn).max(kappa * kappa) + weight * patches * root * (beta + turn)


def _sharp_top(geometry: Geometry, passage: Passage, tube: _Tube) -> arb:
    """Upper bound on ‖H‖ over the tube, from H in ball arithmetic."""
    return largest_eigenvalue_bound(_hessian_product(geometry, passage, tube))


def _sharp_norm(geometry: Geometry, passage: Passage, tube: _Tube) -> arb:
    """Upper bound on ‖I − ηH‖ over the tube, from H in ball arithmetic."""
    step = _hessian_product(geometry, passage, tube)
    return largest_eigenvalue_bound(_identity(geometry.rows + 1) - step * geometry.eta, squarings=_NORM_SQUARINGS)


def _hessian_product(geometry: Geometry, passage: Passage, tube: _Tube) -> arb_mat:
    """C·Z̃Z̃ᵀ for all states of the tube: its nonzero eigenvalues are those of H."""
    pairs = zip(passage.margins, geometry.reach, strict=True)
    margins = tuple(m + arb(0, norm * tube.radius_w) for m, norm in pairs)
    gamma = passage.gamma + arb(0, tube.radius_gamma)
    return hessian_coefficients(geometry, margins, gamma) * _extended_gram(geometry)


def _extended_gram(geometry: Geometry) -> arb_mat:
    """The Gram matrix of the rows z_ip and of the γ direction: G with a 1 in the added corner."""
    rows = geometry.gram.tolist()
    return arb_mat([*([*row, arb(0)] for row in rows), [*(arb(0) for _ in rows), arb(1)]])


def hessian_coefficients(geometry: Geometry, margins: tuple[arb, ...], gamma: arb) -> arb_mat:
    """The symmetric matrix C of nP + 1 rows with H = Z̃ᵀ C Z̃, where Z̃ is Z with a unit row added for γ/κ.

    So ⟨dθ, H dθ⟩ = vᵀCv at dθ with v = (Z dw, dγ/κ), and the nonzero eigenvalues of H are those of C·Z̃Z̃ᵀ.
    ``margins`` and ``gamma`` may be wide balls: then C encloses the matrices of all states in them.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> geometry = Geometry.of(Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1)))
    >>> hessian_coefficients(geometry, (arb(1),), arb(0))[1, 1].contains(arb(1) / 4)
    True
    """
    n, rows, patches, kappa = geometry.n, geometry.rows, geometry.patches, geometry.rescale
    point = _point(geometry, margins, gamma)
    sigma = point.sigma
    slopes = [
        [gamma * ((1 / point.scale if k // patches == i else 0) - ratio * sigma[k]) for k in range(rows)]
        + [kappa * ratio]
        for i, ratio in enumerate(point.ratios)
    ]
    weighted = [[p * (1 - p) / n * x for x in slope] for p, slope in zip(point.weights, slopes, strict=True)]
    a = arb_mat(rows + 1, 1, [*point.q, arb(0)])
    b = arb_mat(rows + 1, 1, [*(gamma * x for x in sigma), -kappa])
    c = arb_mat(rows + 1, 1, [*sigma, arb(0)])
    cross = a * b.transpose()
    pull = gamma * point.mean
    bend = pull / (rows * point.scale * point.scale)
    identity = arb_mat([[bend if i == j < rows else arb(0) for j in range(rows + 1)] for i in range(rows + 1)])
    gauss_newton = arb_mat(slopes).transpose() * arb_mat(weighted)
    return gauss_newton + cross + cross.transpose() + identity - c * c.transpose() * pull
