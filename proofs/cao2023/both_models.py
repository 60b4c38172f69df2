"""What Sections 2 and 3 say of both models, each statement once, as a function of the model.

The CNN is the linear model with a patch index on z; where there are no patches, sums and means over them are gone. A
page gives the id, the source and what the claim rests on; f and g are the paper's names of the two networks.
"""

from typing import Unpack

from proofs.cao2023.vocabulary import *
from verify.claims.build import Parts
from verify.statement.tree import Relation

(c,) = symbols("c")


def network(model: LinearBN) -> str:
    """Return the paper's letter for the network: f for the linear model, g for the CNN."""
    return "g" if model.patch_count else "f"


def _claim(id: str, conclusion: Relation, parts: Parts, **shared: Unpack[Parts]) -> Claim:
    whole: Parts = {**shared, **parts}
    return paper.claim(id, conclusion, **whole)


def homogeneity_w(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """A positive factor on w changes no output."""
    stretched = equal(model.output(i, c * model.w), model.output(i))
    return _claim(id, stretched, parts, given=(c > 0,), title=f"{network(model)} is 0-homogeneous in w")


def homogeneity_gamma(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """A factor on γ is a factor on the output."""
    stretched = equal(model.output(i, model.w, c * model.gamma), c * model.output(i))
    return _claim(id, stretched, parts, title=f"{network(model)} is 1-homogeneous in γ")


def homogeneity_both(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """A positive factor on w and γ is a factor on the output."""
    name = network(model)
    stretched = equal(model.output(i, c * model.w, c * model.gamma), c * model.output(i))
    return _claim(id, stretched, parts, given=(c > 0,), title=f"{name}(cw, cγ, x) = c {name}(w, γ, x)")


def gradient_w(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """The closed form of ∇_w L, which descent runs, is the derivative of the loss."""
    closed = equal(model.derivative_along(v), inner(model.gradient_w(), v))
    return _claim(id, closed, parts, title="The closed form of ∇_w L is the derivative along every direction v")


def orthogonality(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """The loss does not change along w."""
    along = equal(model.derivative_along(model.w), 0)
    return _claim(id, along, parts, title="The gradient in w is orthogonal to w")


def norm_update(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """How ‖w‖₂² grows in one step, as the gradient is orthogonal to w."""
    grown = squared(model.w) + eta**2 * squared(model.gradient_w())
    update = equal(squared(model.descended_w(eta)), grown)
    return _claim(id, update, parts, title="‖w‖₂² grows by η²‖∇_w L‖₂² in one step")


def norm_grows(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """No step makes w shorter."""
    reason = because(eta**2 * squared(model.gradient_w()))
    grows = squared(model.descended_w(eta)) >= squared(model.w)
    return _claim(id, grows, parts, title="‖w‖₂ never falls", certificates=(reason,))


def discrepancy_variance(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """The margin discrepancy is twice the variance of the margins over s²."""
    variance = 2 * (model.norm() ** 2 - model.mean_margin() ** 2)
    same = equal(model.norm() ** 2 * model.discrepancy(), variance)
    return _claim(id, same, parts, edition="beyond", source="ours")


def mean_margin_bound(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """The mean margin squared is at most the mean of the squared margins: the rest is half a mean over pairs."""
    over_patches = (model.patch_indices("p"), model.patch_indices("q"))
    one, other = (inner(model.w, model.z(k, *over)) for k, over in zip((i, j), over_patches, strict=True))
    pairs = mean(i, j, *over_patches[0], *over_patches[1], (one - other) ** 2) / 2
    bound = model.mean_margin() ** 2 <= model.squared_norm()
    return _claim(id, bound, parts, edition="beyond", source="ours", certificates=(because(pairs),))


def margin_recursion(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """One step in margin space: m⁺ = m + G c."""
    here, there = (i, *model.patch_indices("p")), (j, *model.patch_indices("q"))
    moved = total(*there, inner(model.z(*here), model.z(*there)) * model.coefficient(eta, *there))
    recursion = equal(inner(model.descended_w(eta), model.z(*here)), inner(model.w, model.z(*here)) + moved)
    return _claim(id, recursion, parts, edition="beyond", source="ours")


def alignment_recursion(model: LinearBN, id: str, **parts: Unpack[Parts]) -> Claim:
    """One step adds to ⟨w, w*⟩ the sum of the coefficients c, as each row has margin 1 under w*."""
    here = (i, *model.patch_indices("p"))
    after = inner(model.w, w_star) + total(*here, model.coefficient(eta, *here))
    recursion = equal(inner(model.descended_w(eta), w_star), after)
    return _claim(id, recursion, parts, given=(model.uniform(w_star),), edition="beyond", source="ours")
