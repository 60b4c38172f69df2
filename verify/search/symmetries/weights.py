"""Which scalings and reflections keep the hypotheses of a statement, and how the sides of a relation scale under them.

Every variable gets an unknown weight: under the scaling by c > 0 it is multiplied by c to that power. A sum asks that
its terms have one weight, exp and log that their argument has weight 0, an equation or inequality that its sides have
one weight, λ_min and λ_max that they have twice the weight of z; a sum over samples adds the weight of n, where the
scaling repeats every sample. The solutions of these linear equations are scalings that keep the hypotheses, whatever
the variables are called: x → cx turns up as z → cz with w* → w*/c and λ → c²λ. Signs are found likewise, modulo 2.

A weight found wrong could only cost a counterexample: nothing is decided by degrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from flint import fmpq, fmpq_mat

from verify.search.evaluation.batch import without_derivatives
from verify.search.points import Key, Variables
from verify.search.symmetries.degrees import Degrees, Form, Rational, Reflection, Scaling, conditions_of
from verify.statement.formulas import Statement
from verify.statement.tree import Relation


@dataclass(frozen=True)
class Imbalance:
    """A scaling that keeps all hypotheses and multiplies the sides of a conclusion by different powers of c.

    It suggests a counterexample and is none: the conclusion may hold with room on every scale.
    """

    scaling: Scaling
    degrees: Degrees

    def __str__(self) -> str:
        return f"{self.degrees} under {self.scaling}"


class Analysis:
    """The weights and signs in one statement, each of its parts gone through once."""

    def __init__(self, statement: Statement) -> None:
        derived: Statement = without_derivatives(statement)
        self.unknowns = _unknowns(derived)
        self.hypotheses = [conditions_of(asked) for asked in derived.hypotheses]
        self.conclusions = [conditions_of(asked) for asked in derived.conclusions]

    def scalings(self, *, equations_only: bool = False) -> tuple[Scaling, ...]:
        """Return a basis of the scalings that keep all hypotheses, or all but the inequalities.

        >>> from verify.statement.writing.relations import claim_that, equal
        >>> from verify.statement.writing.operations import inner
        >>> from verify.statement.writing.variables import samples, symbols, vector
        >>> (i,), (eta,), w, w_star, z = samples("i"), symbols("η"), vector("w"), vector("w*"), vector
        >>> given = (equal(inner(w_star, z("z", i)), 1), eta <= inner(w, w))
        >>> for scaling in Analysis(claim_that(eta >= 0, given=given)).scalings():
        ...     print(scaling)
        η → c²·η, w → c·w
        w* → c⁻¹·w*, z → c·z
        every sample c times
        """
        return _solutions(self.unknowns, self._weights(equations_only=equations_only))

    def reflections(self) -> tuple[Reflection, ...]:
        """Return a basis of the reflections that keep all hypotheses.

        >>> from verify.statement.writing.relations import claim_that
        >>> from verify.statement.writing.variables import symbols
        >>> x, y, z = symbols("x y z")
        >>> [str(found) for found in Analysis(claim_that(z >= 0, given=(x * y >= 0, z**2 >= x**2))).reflections()]
        ['x → −x, y → −y', 'z → −z']
        """
        unknowns = [key for key in self.unknowns if key[0] != "size"]
        return _even_sets(unknowns, (odd for one in self.hypotheses for odd in (*one.signs, one.turned)))

    def imbalances(self, conclusion: int) -> tuple[Imbalance, ...]:
        """Return independent scalings under which a conclusion's sides scale differently; first those that keep n."""
        conditions = self.conclusions[conclusion]
        found = []
        for scaling in _solutions(self.unknowns, [*self._weights(equations_only=False), *conditions.weights]):
            degrees = conditions.degrees(scaling)
            if degrees is not None and not degrees.balanced:
                found.append(Imbalance(scaling, degrees))
        return tuple(sorted(found, key=lambda one: one.scaling.resizes))

    def balanced(self, scaling: Scaling) -> bool:
        """Return whether a scaling cannot change any conclusion, as far as degrees tell."""
        degrees = [conditions.degrees(scaling) for conditions in self.conclusions]
        return all(found is not None and found.balanced for found in degrees)

    def _weights(self, *, equations_only: bool) -> list[Form]:
        kept = []
        for conditions in self.hypotheses:
            asked = conditions.asked
            if not equations_only or not isinstance(asked, Relation) or asked.operator == "=":
                kept.extend([*conditions.weights, conditions.difference])
        return kept


def scaling_of(relation: Relation, scaling: Scaling) -> Degrees | None:
    """Return the powers of c by which the sides of a relation scale; None where a side is not homogeneous.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> double = Scaling(((("symbol", "x"), 1), (("symbol", "y"), 2)))
    >>> print(scaling_of(x**4 + y**2 >= y, double), scaling_of(x + y >= y, double))
    left side × c⁴, right side × c² None
    """
    return conditions_of(without_derivatives(relation)).degrees(scaling)


def _unknowns(statement: Statement) -> list[Key]:
    """Return the variables, those that a solution shall be told by last: vectors, families of them, sizes."""
    variables = Variables.of(statement)
    sizes: list[Key] = [("size", kind) for kind in ("sample", "patch") if kind in variables.sizes]
    return [*sorted(variables.kinds, key=lambda key: (key[0] == "vector", len(variables.kinds[key]))), *sizes]


def _solutions(unknowns: list[Key], forms: Iterable[Form]) -> tuple[Scaling, ...]:
    rows = sorted({row for form in forms if any(row := tuple(form.get(key, 0) for key in unknowns))})
    reduced, rank = _reduced(rows, len(unknowns))
    pivots = [next(k for k, entry in enumerate(row) if entry) for row in reduced[:rank]]
    result = []
    for free in range(len(unknowns)):
        if free in pivots:
            continue
        weights: dict[int, Fraction] = {free: Fraction(1)} | {
            pivot: -row[free] for pivot, row in zip(pivots, reduced, strict=False)
        }
        bottom = lcm(*(weight.denominator for weight in weights.values()))
        top = gcd(*(weight.numerator * bottom // weight.denominator for weight in weights.values()))
        whole = ((unknowns[k], int(weights[k] * bottom) // top) for k in sorted(weights) if weights[k])
        result.append(Scaling(tuple(whole)))
    return tuple(result)


def _reduced(rows: list[tuple[Rational, ...]], width: int) -> tuple[list[list[Fraction]], int]:
    if not rows:
        return [], 0
    matrix, rank = fmpq_mat([[fmpq(e.numerator, e.denominator) for e in row] for row in rows]).rref()
    return [[Fraction(int(e.p), int(e.q)) for e in row] for row in matrix.tolist()], rank


def _even_sets(unknowns: list[Key], forms: Iterable[frozenset[Key]]) -> tuple[Reflection, ...]:
    """Return a basis of the sets that meet every form in an even number of variables."""
    solutions = [{key} for key in unknowns]
    for form in forms:
        odd = [chosen for chosen in solutions if len(chosen & form) % 2]
        if odd:
            # drop the smallest odd one and add it to the others, which makes them even
            least = min(odd, key=len)
            solutions = [chosen ^ least if chosen in odd else chosen for chosen in solutions if chosen is not least]
    return tuple(Reflection(tuple(key for key in unknowns if key in chosen)) for chosen in solutions)
