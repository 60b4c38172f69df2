"""The method *sums*: decides an identity between sums over samples and patches for every n, P and d.

Derivatives are carried out by SymPy, then both sides are brought to normal form under the hypotheses that are
equations or signs. Equal normal forms prove the identity wherever all its terms are defined (see ``normal``);
different ones prove nothing, and the search for a counterexample decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from verify.exact.sums.atoms import freeze
from verify.exact.sums.normal_form import Normaliser
from verify.statement.symbolic import carry_out_derivatives
from verify.statement.tree import Relation, Statement


@dataclass(frozen=True)
class Identity:
    """What a proved identity rests on: for each conclusion the number of terms of its two normal forms."""

    terms: tuple[tuple[int, int], ...]


def prove_identity(statement: Statement) -> Identity | None:
    """Return the proof of a statement whose conclusions are all equations, or None where a normal form differs.

    >>> from verify.statement.build import samples, family, total, equal, claim_that
    >>> i, j = samples("i j")
    >>> a = lambda k: family("a", k)
    >>> square = total(i, a(i)) ** 2
    >>> prove_identity(claim_that(equal(square, total(i, j, a(i) * a(j))))) is not None
    True
    >>> prove_identity(claim_that(equal(square, total(i, a(i) * a(i))))) is None
    True
    """
    normaliser = Normaliser.given(statement.hypotheses)
    counts = []
    for conclusion in statement.conclusions:
        sides = equal_sides(conclusion, normaliser) if conclusion.operator == "=" else None
        if sides is None:
            return None
        counts.append(sides)
    return Identity(tuple(counts)) if counts else None


def equal_sides(conclusion: Relation, normaliser: Normaliser) -> tuple[int, int] | None:
    """Return the sizes of two normal forms that prove an equation, or None where they differ."""
    left, right = (
        normaliser.of(carry_out_derivatives(conclusion.left)),
        normaliser.of(carry_out_derivatives(conclusion.right)),
    )
    if freeze(left) == freeze(right) or normaliser.difference_vanishes(left, right):
        return len(left), len(right)
    return None
