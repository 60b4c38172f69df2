"""The method *sums*: decides an identity between sums over samples and patches for every n, P and d.

Derivatives are carried out by SymPy, then both sides are brought to normal form under the hypotheses that are
equations or signs. Equal normal forms prove the identity wherever all its terms are defined (see ``normal_form``);
different ones prove nothing, and the search for a counterexample decides.
"""

from __future__ import annotations

from verify.exact.sums.atoms import freeze
from verify.exact.sums.normal_form import Normaliser
from verify.statement.tree import Relation


def equal_sides(conclusion: Relation, normaliser: Normaliser) -> tuple[int, int] | None:
    """Return the sizes of two normal forms that prove an equation, or None where they differ."""
    left, right = normaliser.of(conclusion.left), normaliser.of(conclusion.right)
    if freeze(left) == freeze(right) or normaliser.difference_vanishes(left, right):
        return len(left), len(right)
    return None
