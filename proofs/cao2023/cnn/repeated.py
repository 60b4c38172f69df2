"""Data that occur several times or at another scale: copies of every patch, of every sample; all x times c. Ours.

A second family z' stands for the copies; all that is used of it are its inner products with w and with a direction v.
k copies of every patch act as γ → kγ: P patches in k copies are kP patches, with the same ‖w‖_Σ and k times the sum
Σ_p ⟨w, z_i^(p)⟩. ``RepeatedPatches`` writes the objective of such data in terms of one copy. It serves to state what
the paper prints of kP patches, where it fails only from four or more patches on.
"""

from collections.abc import Callable
from dataclasses import dataclass

from proofs.cao2023.cnn.vocabulary import *


@dataclass(frozen=True)
class RepeatedPatches(ConvBN):
    """The CNN on patches of which each is there in several coinciding copies."""

    copies: int = 2

    @property
    def patch_count(self) -> tuple[Scalar, ...]:
        """Return the number of patches, all copies counted."""
        return (self.copies * P,)

    def margin(self, i: Index, w: VectorExpr | None = None) -> Scalar:
        """Return the sum over all patches, which is that over one copy times the number of copies."""
        return self.copies * super().margin(i, w)

    def gradient_w(self) -> VectorExpr:
        """Return ∇_w L: all copies of a patch push alike."""
        return self.copies * super().gradient_w()


doubled, sixfold = RepeatedPatches(), RepeatedPatches(copies=6)
g, c = symbols("g c")


def copy(*indices: Index) -> Vector:
    """Return z'_i^(p)."""
    return vector("z'", *indices)


same_margins = tuple(equal(inner(x, copy(i, p)), inner(x, model.z(i, p))) for x in (w, v))
scaled_margins = tuple(equal(inner(x, copy(i, p)), c * inner(x, model.z(i, p))) for x in (w, v))


def summed(x: VectorExpr, z: Callable[..., Vector]) -> Scalar:
    """Return Σ_p ⟨x, z_i^(p)⟩."""
    return total(p, inner(x, z(i, p)))


def square_mean(x: VectorExpr, z: Callable[..., Vector]) -> Scalar:
    """Return the mean of ⟨x, z_i^(p)⟩²."""
    return mean(k, q, inner(x, z(k, q)) ** 2)


def norm_of_both(x: VectorExpr) -> Scalar:
    """Return ‖x‖_Σ of data and copies together."""
    return sqrt((square_mean(x, model.z) + square_mean(x, copy)) / 2)


def patches_twice(x: VectorExpr, scale: Scalar) -> Scalar:
    """Return L of n samples of 2P patches, the z_i^(p) and their copies."""
    return mean(i, ell(scale * (summed(x, model.z) + summed(x, copy)) / norm_of_both(x)))


def samples_twice(x: VectorExpr, scale: Scalar) -> Scalar:
    """Return L of 2n samples of P patches, the z_i^(p) and their copies."""
    return mean(i, sum((ell(scale * summed(x, z) / norm_of_both(x)) for z in (model.z, copy)), 0 * scale)) / 2


def at_another_scale(x: VectorExpr, scale: Scalar) -> Scalar:
    """Return L of the copies alone."""
    return mean(i, ell(scale * summed(x, copy) / sqrt(square_mean(x, copy))))


def along_v(loss: Callable[[VectorExpr, Scalar], Scalar], scale: Scalar) -> Scalar:
    """Return the derivative of a loss at (w, scale) along v."""
    return derivative(loss(w + epsilon * v, scale), epsilon, 0)


def in_gamma(loss: Callable[[VectorExpr, Scalar], Scalar], at: Scalar) -> Scalar:
    """Return the derivative of a loss in γ at (w, at)."""
    return derivative(loss(w, g), g, at)


cnn_patches_twice = paper.claim(
    "cnn-patches-twice",
    equal(patches_twice(w, gamma), model.loss(w, 2 * gamma)),
    equal(along_v(patches_twice, gamma), along_v(model.loss, 2 * gamma)),
    equal(in_gamma(patches_twice, gamma), 2 * in_gamma(model.loss, 2 * gamma)),
    given=(*same_margins, model.defined),
    edition="beyond",
    source="ours, a symmetry",
    title="Every patch twice: L and ∇_w L at γ are those of one copy at 2γ, and ∂L/∂γ is twice that",
)
cnn_patches_twice_closed_form = paper.claim(
    "cnn-patches-twice-closed-form",
    equal(patches_twice(w, gamma), doubled.loss()),
    equal(along_v(patches_twice, gamma), inner(doubled.gradient_w(), v)),
    equal(in_gamma(patches_twice, gamma), doubled.gradient_gamma()),
    given=(*same_margins, model.defined),
    edition="beyond",
    source="ours, a symmetry",
    title="The closed forms that these pages use for 2P patches in coinciding pairs",
    rests_on=(cnn_patches_twice,),
)
cnn_patches_six_times = paper.claim(
    "cnn-patches-six-times",
    equal(sixfold.loss(), model.loss(w, 6 * gamma)),
    equal(sixfold.derivative_along(v), along_v(model.loss, 6 * gamma)),
    equal(sixfold.derivative_along(v), inner(sixfold.gradient_w(), v)),
    given=(model.defined,),
    edition="beyond",
    source="ours, a symmetry",
    title="The closed forms that these pages use for 6P patches, each in six coinciding copies",
)
cnn_patches_repeated = paper.claim(
    "cnn-patches-repeated",
    equal(
        c * (gamma - eta * derivative(model.loss(w, c * g), g, gamma)),
        c * gamma - c**2 * eta * in_gamma(model.loss, c * gamma),
    ),
    given=(model.defined,),
    edition="beyond",
    source="ours, a symmetry",
    title="With c copies of every patch, cγ descends as γ does on one copy, but with the step size c²η",
    rests_on=(cnn_patches_twice,),
)
cnn_samples_twice = paper.claim(
    "cnn-samples-twice",
    equal(samples_twice(w, gamma), model.loss()),
    equal(along_v(samples_twice, gamma), model.derivative_along(v)),
    equal(in_gamma(samples_twice, gamma), model.derivative_in_gamma()),
    given=(*same_margins, model.defined),
    edition="beyond",
    source="ours, a symmetry",
    title="Every sample twice: neither L nor its derivatives change",
)
cnn_data_scaling = paper.claim(
    "cnn-data-scaling",
    equal(at_another_scale(w, gamma), model.loss()),
    equal(along_v(at_another_scale, gamma), model.derivative_along(v)),
    equal(in_gamma(at_another_scale, gamma), model.derivative_in_gamma()),
    given=(*scaled_margins, model.defined, c > 0),
    edition="beyond",
    source="ours, a symmetry",
    title="x → cx with w, γ and η kept: neither L nor its derivatives change, so no trajectory does",
)
cnn_step_scaling = paper.claim(
    "cnn-step-scaling",
    equal(derivative(model.loss(c * w + epsilon * v), epsilon, 0), model.derivative_along(v) / c),
    given=(model.defined, c > 0),
    edition="beyond",
    source="ours, a symmetry",
    title="w → cw: ∇_w L is 1/c times as long, so that η → c²η scales one step of w with w",
)
cnn_mirror = paper.claim(
    "cnn-mirror",
    equal(model.output(i, -w, -gamma), model.output(i)),
    edition="beyond",
    source="ours, a symmetry",
    title="g(−w, −γ, x) = g(w, γ, x): every trajectory has a mirror image",
)
