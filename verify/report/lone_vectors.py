"""Hypotheses that say nothing, as they speak of one vector, alone, and hold where it is 0: all vectors are meant.

A vector that no ``for_all`` binds is one fixed vector. So ⟨g, v⟩ = ⟨∇L, v⟩ with a v that stands nowhere else holds for
v = 0, whatever g is; ``for_all(v, …)`` says it of all v. A hypothesis such as ⟨w*, z_i⟩ = 1 says that there is a w*.
"""

from __future__ import annotations

from fractions import Fraction

from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.sums.normal_form import Normaliser
from verify.statement.checks.legible import names_in
from verify.statement.formulas import ForAll, Formula
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Number, Relation, Scaled, Vector


def lone_vectors(claim: Claim) -> tuple[tuple[str, int], ...]:
    """Return (name, hypothesis), from 1, for each vector that makes a hypothesis say nothing.

    >>> from verify.author import claim, for_all, inner, vector
    >>> g, h, v = vector("g"), vector("h"), vector("v")
    >>> lone_vectors(claim("a", inner(g, g) >= inner(h, h), given=(inner(g, v) >= inner(h, v),)))
    (('v', 1),)
    >>> lone_vectors(claim("b", inner(g, g) >= inner(h, h), given=(for_all(v, inner(g, v) >= inner(h, v)),)))
    ()
    """
    hypotheses = [_free(hypothesis) for hypothesis in claim.statement.hypotheses]
    concluded = frozenset[str]().union(*map(_free, claim.statement.conclusions))
    counted = [name for names in hypotheses for name in names]
    lone = [
        (name, number)
        for number, names in enumerate(hypotheses, 1)
        for name in sorted(names)
        if counted.count(name) == 1 and name not in concluded
    ]
    return tuple((name, number) for name, number in lone if _holds_at_nought(claim, number, name))


def _holds_at_nought(claim: Claim, number: int, name: str) -> bool:
    hypothesis = claim.statement.hypotheses[number - 1]
    if not isinstance(hypothesis, Relation) or hypothesis.operator not in ("=", "<=", ">="):
        return False
    nought = Scaled(Number(Fraction(0)), Vector(name))
    try:
        return not Normaliser().of(substitute(hypothesis.left - hypothesis.right, {Vector(name): nought}))
    except InputError:
        return False  # outside the language of normal forms: nothing is said of it


def _free(formula: Formula) -> frozenset[str]:
    """Return the names of the vectors without indices that are free in a formula."""
    if isinstance(formula, ForAll):
        bound = {formula.variable.name} if isinstance(formula.variable, Vector) else set()
        return _free(formula.body) - bound
    return frozenset(node.name for _, node in names_in(formula) if isinstance(node, Vector) and not node.indices)
