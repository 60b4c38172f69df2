"""The objectives of the paper in the statement language, and the closed forms that descent runs.

The objective is written once, with P patches; the linear model is the same formula without a patch index. Closed
forms are written beside it only so that a claim can say they equal the derivative (see ``proofs``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, wraps
from typing import Any, Self, TypeVar

from verify.errors import InputError
from verify.statement.formulas import ForAll
from verify.statement.indices import Index
from verify.statement.readings.notation import to_latex, to_text
from verify.statement.tree import Relation, Scalar, Size, Step, Symbol, Vector, VectorExpr
from verify.statement.writing.calls import ell, sigmabar, sqrt
from verify.statement.writing.operations import derivative, inner, mean, named, total, vector_total
from verify.statement.writing.quantifiers import for_all
from verify.statement.writing.relations import equal, equal_vectors
from verify.statement.writing.variables import family, patches, symbols, vector

EPSILON = Symbol("ε")
W, GAMMA = Vector("w"), Symbol("γ")
Method = TypeVar("Method", bound=Callable[..., Any])


def _written_once(method: Method) -> Method:
    """Let a method write each formula once: claims share it, and so what is found of it is found once.

    Types are compared too, as 1.0 equals 1 and is refused. Of a subclass elsewhere not all that it depends on may stand
    in its fields; what has no hash is wrong, and the method says so.
    """
    once = lru_cache(maxsize=None, typed=True)(method)

    @wraps(method)
    def written(self: LinearBN, *given: object) -> object:
        known = type(self) in (LinearBN, ConvBN) and all(isinstance(part, Hashable) for part in given)
        return (once if known else method)(self, *given)

    return written  # type: ignore[return-value]


@dataclass(frozen=True)
class LinearBN:
    """f(w, γ, x) = γ⟨w, x⟩/‖w‖_Σ with ‖w‖_Σ² = mean_i ⟨w, z_i⟩² (paper, Section 2), over z_i = y_i x_i.

    >>> from verify.statement.readings.notation import to_text
    >>> i = Index("i", "sample")
    >>> to_text(LinearBN().margin(i))
    '⟨w, z_i⟩'
    """

    w: Vector = W
    gamma: Scalar = GAMMA

    def patch_indices(self, name: str) -> tuple[Index, ...]:
        """Return the patch index that each z carries: none in the linear model.

        >>> LinearBN().patch_indices("p"), ConvBN().patch_indices("p")
        ((), (Index(name='p', kind='patch'),))
        """
        return ()

    @_written_once
    def z(self, *indices: Index) -> Vector:
        """Return z_i, or z_i^(p).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().z(Index("i", "sample")))
        'z_i'
        """
        return vector("z", *indices)

    @property
    def patch_count(self) -> tuple[Scalar, ...]:
        """Return (P,) where the model has patches, else ().

        >>> LinearBN().patch_count, ConvBN().patch_count
        ((), (Size(kind='patch'),))
        """
        return tuple(Size(index.kind) for index in self.patch_indices("p"))

    @_written_once
    def margin(self, i: Index, w: VectorExpr | None = None) -> Scalar:
        """Return ⟨w, z_i⟩, summed over the patches where the model has them.

        >>> from verify.statement.readings.notation import to_text
        >>> i = Index("i", "sample")
        >>> to_text(LinearBN().margin(i)), to_text(ConvBN().margin(i))
        ('⟨w, z_i⟩', 'Σ_p ⟨w, z_i^(p)⟩')
        """
        vector_w = self.w if w is None else w
        p = self.patch_indices("p")
        return total(*p, inner(vector_w, self.z(i, *p)))

    @_written_once
    def squared_norm(self, w: VectorExpr | None = None) -> Scalar:
        """Return ‖w‖_Σ², the mean of the squared margins over samples (and patches).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().squared_norm().body)
        '(Σ_k ⟨w, z_k⟩²)/n'
        """
        vector_w = self.w if w is None else w
        k, q = Index("k", "sample"), self.patch_indices("q")
        value = mean(k, *q, inner(vector_w, self.z(k, *q)) ** 2)
        return named("‖w‖_Σ²", value, *self.when, latex=r"\lVert w\rVert_\Sigma^2") if vector_w == self.w else value

    @_written_once
    def norm(self, w: VectorExpr | None = None) -> Scalar:
        """Return ‖w‖_Σ.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().norm()), to_text(LinearBN().norm().body)
        ('‖w‖_Σ', '√(‖w‖_Σ²)')
        """
        root = sqrt(self.squared_norm(w))
        return named("‖w‖_Σ", root, *self.when, latex=r"\lVert w\rVert_\Sigma") if w in (None, self.w) else root

    @_written_once
    def output(self, i: Index, w: VectorExpr | None = None, gamma: Scalar | None = None) -> Scalar:
        """Return F_i = y_i f(w, γ, x_i).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().output(Index("i", "sample")).body)
        'γ·⟨w, z_i⟩/‖w‖_Σ'
        """
        scale = self.gamma if gamma is None else gamma
        value = scale * self.margin(i, w) / self.norm(w)
        return named("F", value, i, *self.when) if w in (None, self.w) and gamma in (None, self.gamma) else value

    @_written_once
    def loss(self, w: VectorExpr | None = None, gamma: Scalar | None = None) -> Scalar:
        """Return L(w, γ) = mean_i ℓ(F_i).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().loss())
        '(Σ_i ℓ(F_i))/n'
        """
        i = Index("i", "sample")
        return mean(i, ell(self.output(i, w, gamma)))

    @_written_once
    def slope(self, i: Index) -> Scalar:
        """Return |ℓ'_i| = σ̄(F_i).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().slope(Index("i", "sample")).body)
        'σ̄(F_i)'
        """
        return named("|ℓ'|", sigmabar(self.output(i)), i, *self.when, latex=r"|\ell'|")

    @_written_once
    def at(self, step: Step | int) -> Self:
        """Return the model with w and γ as they are at a step of a run.

        >>> from verify.statement.writing.variables import steps
        >>> from verify.statement.readings.notation import to_text
        >>> t, = steps("t")
        >>> to_text(LinearBN().at(t + 1).gamma)
        'γ(t+1)'
        """
        return replace(self, w=vector("w", step), gamma=family("γ", step))

    def descends(
        self, eta: Scalar, t: Step, *, start: Step | int = 0, stop: Step | int | None = None
    ) -> tuple[ForAll, ForAll]:
        """Return the hypotheses that w and γ descend the loss with step size η at all steps start ≤ t < stop.

        >>> from verify.statement.readings.notation import to_text
        >>> from verify.statement.writing.variables import steps
        >>> (t,), (eta,) = steps("t"), symbols("η")
        >>> to_text(LinearBN().descends(eta, t)[1])
        "γ(t+1) = γ(t) - η·(-1)·(Σ_j |ℓ'|_j(t)·⟨w(t), z_j⟩)/(n·‖w‖_Σ(t)) for all t"

        That the closed forms are the gradients is claimed and proved on a page: ``gradient-w`` and ``2.2``.
        Raises InputError for what is no step size.
        """
        if isinstance(eta, bool) or not isinstance(eta, Scalar | int | Fraction):
            raise InputError(f"descends: {eta!r:.40} is no step size: use a symbol, an exact number or an expression")
        now, later = self.at(t), self.at(t + 1)
        return (
            for_all(t, equal_vectors(later.w, now.descended_w(eta)), start=start, stop=stop),
            for_all(t, equal(later.gamma, now.descended_gamma(eta)), start=start, stop=stop),
        )

    @property
    def when(self) -> tuple[Step, ...]:
        """The step of a run at which w and γ are taken: none, or one.

        >>> LinearBN().when, len(LinearBN().at(3).when)
        ((), 1)
        """
        return tuple(index for index in self.w.indices if isinstance(index, Step))

    def derivative_along(self, v: VectorExpr) -> Scalar:
        """Return ⟨∇_w L, v⟩ as the derivative of L(w + εv, γ) in ε at 0, for SymPy to carry out.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().derivative_along(vector("v")))
        '⟨∇_w L, v⟩'
        """
        slope = derivative(self.loss(self.w + EPSILON * v), EPSILON, 0)
        text, latex = f"⟨∇_w L, {to_text(v)}⟩", rf"\langle\nabla_w L, {to_latex(v)}\rangle"
        return named(text, slope, *self.when, latex=latex)

    def derivative_in_gamma(self) -> Scalar:
        """Return ∂L/∂γ, for SymPy to carry out.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().derivative_in_gamma())
        '∂L/∂γ'
        """
        (g,) = symbols("g")
        slope = derivative(self.loss(None, g), g, self.gamma)
        return named("∂L/∂γ", slope, *self.when, latex=r"\partial L/\partial\gamma")

    @_written_once
    def pull(self) -> Scalar:
        """Return mean_j σ̄(F_j) times the margin of sample j: what drives γ.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().pull())
        "(Σ_j |ℓ'|_j·⟨w, z_j⟩)/n"
        """
        j = Index("j", "sample")
        return mean(j, self.slope(j) * self.margin(j))

    @_written_once
    def gradient_w(self) -> VectorExpr:
        """Return the closed form of ∇_w L: (2.1) of the paper, and its analogue with patches.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(inner(LinearBN().gradient_w(), vector("v")))
        "⟨(-γ/(n·‖w‖_Σ))·(Σ_i (|ℓ'|_i - (Σ_j |ℓ'|_j·⟨w, z_j⟩)·⟨w, z_i⟩/(n·‖w‖_Σ²))·z_i), v⟩"
        """
        i, p = Index("i", "sample"), self.patch_indices("p")
        weight = -self.gamma / (Size("sample") * self.norm())
        return weight * vector_total(i, *p, self.share(i, *p) * self.z(i, *p))

    @_written_once
    def share(self, i: Index, *p: Index) -> Scalar:
        """Return how much of z_i, or z_i^(p), is in ∇_w L, up to the factor −γ/(n‖w‖_Σ).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().share(Index("i", "sample")))
        "|ℓ'|_i - (Σ_j |ℓ'|_j·⟨w, z_j⟩)·⟨w, z_i⟩/(n·‖w‖_Σ²)"
        """
        ratio = self.pull() / math.prod(self.patch_count, start=self.squared_norm())
        return self.slope(i) - ratio * inner(self.w, self.z(i, *p))

    def coefficient(self, eta: Scalar, i: Index, *p: Index) -> Scalar:
        """Return c: one step with step size η adds c times z_i, or z_i^(p), to w.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().coefficient(Symbol("η"), Index("i", "sample")))
        'c_i'
        """
        return named("c", eta * self.gamma / (Size("sample") * self.norm()) * self.share(i, *p), i, *p, *self.when)

    def gradient_gamma(self) -> Scalar:
        """Return the closed form of ∂L/∂γ: (2.2) of the paper.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().gradient_gamma())
        "-(Σ_j |ℓ'|_j·⟨w, z_j⟩)/(n·‖w‖_Σ)"
        """
        return -self.pull() / self.norm()

    def descended_w(self, eta: Scalar) -> VectorExpr:
        """Return w after one step of gradient descent with step size η.

        >>> LinearBN().descended_w(Symbol("η")) == W - Symbol("η") * LinearBN().gradient_w()
        True
        """
        return self.w - eta * self.gradient_w()

    def descended_gamma(self, eta: Scalar) -> Scalar:
        """Return γ after one step of gradient descent with step size η.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().descended_gamma(Symbol("η")))
        "γ - η·(-1)·(Σ_j |ℓ'|_j·⟨w, z_j⟩)/(n·‖w‖_Σ)"
        """
        return self.gamma - eta * self.gradient_gamma()

    @_written_once
    def discrepancy(self) -> Scalar:
        """Return D(w), or D_patch(w) where the model has patches.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().discrepancy().body)
        '(Σ_i Σ_j ((⟨w, z_j⟩ - ⟨w, z_i⟩)/‖w‖_Σ)²)/(n·n)'
        """
        i, j = Index("i", "sample"), Index("j", "sample")
        p, q = self.patch_indices("p"), self.patch_indices("q")
        difference = inner(self.w, self.z(j, *q)) - inner(self.w, self.z(i, *p))
        name, latex = ("D_patch(w)", r"D_{\mathrm{patch}}(w)") if p else ("D(w)", "D(w)")
        return named(name, mean(i, j, *p, *q, (difference / self.norm()) ** 2), *self.when, latex=latex)

    @_written_once
    def mean_margin(self) -> Scalar:
        """Return the mean of the margins over samples (and patches).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().mean_margin())
        '(Σ_i ⟨w, z_i⟩)/n'
        """
        i, p = Index("i", "sample"), self.patch_indices("p")
        return mean(i, *p, inner(self.w, self.z(i, *p)))

    @property
    def defined(self) -> Relation:
        """The hypothesis ‖w‖_Σ² > 0, without which the objective has no value.

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().defined)
        '‖w‖_Σ² > 0'
        """
        return self.squared_norm() > 0

    def uniform(self, w_star: Vector) -> Relation:
        """Return Assumption 2.1 or 3.1: ⟨w*, z_i⟩ = 1 for all samples (and patches).

        >>> from verify.statement.readings.notation import to_text
        >>> to_text(LinearBN().uniform(vector("w*"))), to_text(ConvBN().uniform(vector("w*")))
        ('⟨w*, z_i⟩ = 1 for all i', '⟨w*, z_i^(p)⟩ = 1 for all i, p')
        """
        i, p = Index("i", "sample"), self.patch_indices("p")
        return equal(inner(w_star, self.z(i, *p)), 1)


@dataclass(frozen=True)
class ConvBN(LinearBN):
    """g(w, γ, x) = Σ_p γ⟨w, x^(p)⟩/‖w‖_Σ, normalised over samples and patches (paper, Section 3).

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(ConvBN().margin(Index("i", "sample")))
    'Σ_p ⟨w, z_i^(p)⟩'
    """

    def patch_indices(self, name: str) -> tuple[Index, ...]:
        """Return the patch index that each z carries.

        >>> ConvBN().patch_indices("p")
        (Index(name='p', kind='patch'),)
        """
        return patches(name)
