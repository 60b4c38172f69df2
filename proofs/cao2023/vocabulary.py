"""What every page on this paper says: the paper itself, its indices, letters and norms. Each is made once, here.

A page begins with ``from proofs.cao2023.linear.vocabulary import *`` or the CNN's, which hold the model too; a page on
the examples takes this one. All that ``verify.author`` hands out comes with it.
"""

from verify.author import *
from verify.statement.indices import Index as Index
from verify.statement.instance import Instance as Instance
from verify.statement.rewriting.substitution import substitute as substitute
from verify.statement.tree import Apply as Apply
from verify.statement.tree import Scalar as Scalar
from verify.statement.tree import Symbol as Symbol
from verify.statement.tree import Vector as Vector
from verify.statement.tree import VectorExpr as VectorExpr

paper = Paper(
    "cao2023",
    "Cao, Zou, Li, Gu: The Implicit Bias of Batch Normalization in Linear Models and Two-layer Linear CNNs, COLT 2023",
)
i, j, k = samples("i j k")
p, q = patches("p q")
eta, epsilon = symbols("η ε")
low, high = symbols("λ_min λ_max")
v, w_star = vector("v"), vector("w*")


def squared(value: VectorExpr) -> Scalar:
    """Return ‖v‖₂²."""
    return inner(value, value)
