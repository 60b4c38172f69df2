"""Rivals of the paper's models in the statement language: other normalisers, none, two layers.

Every model sees the data through features h_ip = ⟨w, z_i^(p)⟩ alone. The family z_i^(p) is arbitrary, so that p may
count the patches of a sample, or the hidden units of a layer with weights w_p: then w is all w_p together and
⟨w, z_i^(p)⟩ = ⟨w_p, z_i⟩. Each objective is written once; its closed forms stand beside it only so that a claim can
say they equal the derivative, and the float engine runs those very trees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verify.statement.indices import Index
from verify.statement.readings.notation import to_latex, to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Inner, Scalar, Size, Symbol, Vector, VectorExpr
from verify.statement.writing.calls import ell, sigmabar, sqrt
from verify.statement.writing.operations import derivative, inner, mean, named, total, vector_total
from verify.statement.writing.variables import family, patches, samples, vector

STEP = Symbol("ε'")  # the variable of a derivative along a direction; ε is a model's own
N, P = Size("sample"), Size("patch")


@dataclass(frozen=True)
class Unnormalised:
    """No normalisation: F_i = Σ_p ⟨w, z_i^(p)⟩.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(Unnormalised().output(*samples("i")))
    'Σ_p ⟨w, z_i^(p)⟩'
    """

    w: ClassVar[Vector] = Vector("w")
    gamma: ClassVar[Scalar] = Symbol("γ")
    beta: ClassVar[Scalar] = Symbol("β")
    scalars: ClassVar[tuple[Symbol, ...]] = ()
    trains_head: ClassVar[bool] = False

    def feature(self, i: Index, p: Index) -> Scalar:
        """Return h_ip = ⟨w, z_i^(p)⟩."""
        return inner(self.w, vector("z", i, p))

    def head(self, p: Index) -> Scalar:
        """Return a_p, the weight of feature p in the output, where a model has such weights."""
        return family("a", p)

    def output(self, i: Index) -> Scalar:
        """Return F_i = y_i f(x_i), which is positive where sample i is classified rightly."""
        (p,) = patches("p")
        return total(p, self.feature(i, p))

    def loss(self) -> Scalar:
        """Return L = mean_i ℓ(F_i)."""
        (i,) = samples("i")
        return mean(i, ell(self.output(i)))

    def slope(self, i: Index) -> Scalar:
        """Return |ℓ'_i| = σ̄(F_i)."""
        return named("|ℓ'|", sigmabar(self.output(i)), i, latex=r"|\ell'|")

    def derivative_along(self, v: VectorExpr) -> Scalar:
        """Return ⟨∇_w L, v⟩ as the derivative of L at w + εv in ε at 0, for SymPy to carry out."""
        moved = substitute(self.loss(), {self.w: self.w + STEP * v})
        text, latex = f"⟨∇_w L, {to_text(v)}⟩", rf"\langle\nabla_w L, {to_latex(v)}\rangle"
        return named(text, derivative(moved, STEP, 0), latex=latex)

    def derivative_in(self, variable: Symbol) -> Scalar:
        """Return the derivative of L in γ or β, for SymPy to carry out."""
        text, latex = f"∂L/∂{variable.name}", rf"\partial L/\partial {to_latex(variable)}"
        return named(text, derivative(self.loss(), variable), latex=latex)

    def derivative_along_head(self, b: str) -> Scalar:
        """Return Σ_p ∂L/∂a_p b_p, for SymPy to carry out."""
        (p,) = patches("p")
        moved = substitute(self.loss(), {self.head(p): self.head(p) + STEP * family(b, p)})
        return named(f"⟨∇_a L, {b}⟩", derivative(moved, STEP, 0), latex=rf"\langle\nabla_a L, {b}\rangle")

    def share(self, i: Index, p: Index) -> Scalar:
        """Return how much of z_i^(p) is in −∇_w L."""
        return self.slope(i) / N

    def shrinkage(self) -> Scalar | None:
        """Return how much of w itself is in −∇_w L; None where there is none."""
        return None

    def descent_w(self) -> VectorExpr:
        """Return the closed form of −∇_w L: the shares of the z_i^(p), and of w where the model has one."""
        (i,), (p,) = samples("i"), patches("p")
        pushed = vector_total(i, p, self.share(i, p) * vector("z", i, p))
        shrinkage = self.shrinkage()
        return pushed if shrinkage is None else pushed + shrinkage * self.w

    def descent_scalars(self) -> dict[Symbol, Scalar]:
        """Return the closed forms of −∂L/∂γ and −∂L/∂β, of those that the model trains."""
        return {}

    def descent_head(self, p: Index) -> Scalar | None:
        """Return the closed form of −∂L/∂a_p; None where a is not trained."""
        return None

    def descended_w(self, eta: Scalar) -> VectorExpr:
        """Return w after one step of gradient descent with step size η."""
        return self.w + eta * self.descent_w()


@dataclass(frozen=True)
class WeightNorm(Unnormalised):
    """Weight normalisation: F_i = γ Σ_p h_ip/‖w‖₂."""

    scalars: ClassVar[tuple[Symbol, ...]] = (Symbol("γ"),)

    def norm(self) -> Scalar:
        """Return ‖w‖₂."""
        return named("‖w‖₂", sqrt(Inner(self.w, self.w)), latex=r"\lVert w\rVert_2")

    def output(self, i: Index) -> Scalar:
        """Return F_i."""
        return self.gamma * super().output(i) / self.norm()

    def pull(self) -> Scalar:
        """Return mean_j σ̄(F_j) Σ_p h_jp."""
        (j,), (p,) = samples("j"), patches("p")
        return mean(j, self.slope(j) * total(p, self.feature(j, p)))

    def share(self, i: Index, p: Index) -> Scalar:
        """Return how much of z_i^(p) is in −∇_w L."""
        return self.gamma * self.slope(i) / (N * self.norm())

    def shrinkage(self) -> Scalar:
        """Return how much of w is in −∇_w L: what makes the two orthogonal."""
        return -self.gamma * self.pull() / self.norm() ** 3

    def descent_scalars(self) -> dict[Symbol, Scalar]:
        """Return −∂L/∂γ."""
        return {Symbol("γ"): self.pull() / self.norm()}


@dataclass(frozen=True)
class BatchNorm(Unnormalised):
    """BN as it is used: h_ip over the batch's √(mean h² + ε), with or without the mean subtracted and a learned bias.

    With y_i h_ip = ⟨w, x_i^(p)⟩, c_ip = y_i h_ip − mean(y h) where ``centred``, else y_i h_ip: then
    F_i = y_i(γ Σ_p c_ip/√(mean c² + ε) + β). Without centring and bias the labels cancel, and F_i has none.
    """

    centred: bool = False
    bias: bool = False
    epsilon: bool = False

    @property
    def scalars(self) -> tuple[Symbol, ...]:  # type: ignore[override]
        """The scalars that are trained: γ, and β where there is a bias."""
        return (Symbol("γ"), Symbol("β")) if self.bias else (Symbol("γ"),)

    def label(self, i: Index) -> Scalar:
        """Return y_i."""
        return family("y", i)

    def activation(self, i: Index, p: Index) -> Scalar:
        """Return c_ip, what is divided by the batch's scale; y_i c_ip = h_ip where nothing is subtracted."""
        if not self.centred:
            return self.feature(i, p)
        (k,), (q,) = samples("k"), patches("q")
        average = named("mean", mean(k, q, self.label(k) * self.feature(k, q)), latex=r"\mu")
        return named("c", self.label(i) * self.feature(i, p) - average, i, p)

    def squared_scale(self) -> Scalar:
        """Return s² = mean c² + ε."""
        (k,), (q,) = samples("k"), patches("q")
        square = mean(k, q, self.activation(k, q) ** 2)
        return named("s²", square + Symbol("ε") if self.epsilon else square, latex="s^2")

    def scale(self) -> Scalar:
        """Return s."""
        return named("s", sqrt(self.squared_scale()))

    def output(self, i: Index) -> Scalar:
        """Return F_i."""
        (p,) = patches("p")
        value = self.gamma * total(p, self.activation(i, p)) / self.scale()
        value = self.label(i) * value if self.centred else value
        return value + self.label(i) * self.beta if self.bias else value

    def weight(self, j: Index) -> Scalar:
        """Return σ̄(F_j), times y_j where the activations carry no label."""
        return self.label(j) * self.slope(j) if self.centred else self.slope(j)

    def pull(self) -> Scalar:
        """Return mean_j σ̄(F_j) times what γ multiplies, times s."""
        (j,), (p,) = samples("j"), patches("p")
        return mean(j, self.weight(j) * total(p, self.activation(j, p)))

    def share(self, i: Index, p: Index) -> Scalar:
        """Return how much of z_i^(p) is in −∇_w L: the gradient through BN with its projections."""
        ratio = self.pull() / (P * self.squared_scale())
        if not self.centred:
            return self.gamma / (N * self.scale()) * (self.slope(i) - ratio * self.activation(i, p))
        (j,) = samples("j")
        pushed = self.weight(i) - mean(j, self.weight(j)) - ratio * self.activation(i, p)
        return self.gamma * self.label(i) / (N * self.scale()) * pushed

    def descent_scalars(self) -> dict[Symbol, Scalar]:
        """Return −∂L/∂γ and, where there is a bias, −∂L/∂β."""
        (j,) = samples("j")
        descent = {Symbol("γ"): self.pull() / self.scale()}
        return {**descent, Symbol("β"): mean(j, self.label(j) * self.slope(j))} if self.bias else descent


@dataclass(frozen=True)
class FeatureNorm(Unnormalised):
    """RMS norm and, ``centred``, layer norm: a sample's features are normalised among themselves, with fixed weights a.

    F_i = γ Σ_p a_p c_ip/√(mean_p c_ip²), with c_ip = h_ip or h_ip − mean_p h_ip. The root is written √Σ/√P, as SymPy
    takes it apart too.
    """

    centred: bool = False
    scalars: ClassVar[tuple[Symbol, ...]] = (Symbol("γ"),)

    def activation(self, i: Index, p: Index) -> Scalar:
        """Return c_ip."""
        if not self.centred:
            return self.feature(i, p)
        (q,) = patches("q")
        return named("c", self.feature(i, p) - mean(q, self.feature(i, q)), i, p)

    def squares(self, i: Index) -> Scalar:
        """Return Σ_p c_ip²."""
        (q,) = patches("q")
        return total(q, self.activation(i, q) ** 2)

    def scale(self, i: Index) -> Scalar:
        """Return s_i = √(mean_p c_ip²); rms_i where nothing is subtracted, as both may stand in one statement."""
        return named("s" if self.centred else "rms", sqrt(self.squares(i)) / sqrt(P), i)

    def weighted(self, i: Index) -> Scalar:
        """Return Σ_p a_p c_ip."""
        (p,) = patches("p")
        return total(p, self.head(p) * self.activation(i, p))

    def output(self, i: Index) -> Scalar:
        """Return F_i."""
        return self.gamma * self.weighted(i) / self.scale(i)

    def weight(self, p: Index) -> Scalar:
        """Return a_p, less the mean of a where the features are centred."""
        (q,) = patches("q")
        return self.head(p) - mean(q, self.head(q)) if self.centred else self.head(p)

    def share(self, i: Index, p: Index) -> Scalar:
        """Return how much of z_i^(p) is in −∇_w L, over one denominator: what is orthogonal to w cancels."""
        pushed = self.weight(p) * self.squares(i) - self.activation(i, p) * self.weighted(i)
        return self.gamma * self.slope(i) / N * pushed / P * self.scale(i) ** -3

    def descent_scalars(self) -> dict[Symbol, Scalar]:
        """Return −∂L/∂γ."""
        (j,) = samples("j")
        return {Symbol("γ"): mean(j, self.slope(j) * self.weighted(j) / self.scale(j))}


@dataclass(frozen=True)
class HiddenBatchNorm(Unnormalised):
    """Two layers: every feature is normalised over the batch by itself, then weighted with a trained a.

    F_i = Σ_p a_p r_ip h_ip/s_p, s_p² = mean_i h_ip². The family r is 1 for a linear layer; for a ReLU layer it is the
    indicator that unit p is active on sample i, constant wherever the loss has a derivative.
    """

    trains_head: ClassVar[bool] = True

    def gate(self, i: Index, p: Index) -> Scalar:
        """Return r_ip."""
        return family("r", i, p)

    def squared_scale(self, p: Index) -> Scalar:
        """Return s_p² = mean_i h_ip²."""
        (k,) = samples("k")
        return named("s²", mean(k, self.feature(k, p) ** 2), p, latex="s^2")

    def scale(self, p: Index) -> Scalar:
        """Return s_p."""
        return named("s", sqrt(self.squared_scale(p)), p)

    def output(self, i: Index) -> Scalar:
        """Return F_i."""
        (p,) = patches("p")
        return total(p, self.head(p) * self.gate(i, p) * self.feature(i, p) / self.scale(p))

    def pull(self, p: Index) -> Scalar:
        """Return mean_j σ̄(F_j) r_jp h_jp."""
        (j,) = samples("j")
        return mean(j, self.slope(j) * self.gate(j, p) * self.feature(j, p))

    def share(self, i: Index, p: Index) -> Scalar:
        """Return how much of z_i^(p) is in −∇_w L."""
        pushed = self.slope(i) * self.gate(i, p) - self.feature(i, p) * self.pull(p) / self.squared_scale(p)
        return self.head(p) / (N * self.scale(p)) * pushed

    def descent_head(self, p: Index) -> Scalar:
        """Return −∂L/∂a_p."""
        return self.pull(p) / self.scale(p)
