"""Relations between numbers and between vectors, and the statement that some of them hold whenever others do."""

from __future__ import annotations

from typing import overload

from verify.errors import InputError
from verify.statement.formulas import Hypothesis, SameVector, Statement
from verify.statement.tree import Relation, Scalarlike, VectorExpr, scalar


@overload
def equal(left: Scalarlike, right: Scalarlike) -> Relation: ...
@overload
def equal(left: VectorExpr, right: VectorExpr) -> SameVector: ...
def equal(left: Scalarlike | VectorExpr, right: Scalarlike | VectorExpr) -> Relation | SameVector:
    """Return the relation left = right of two numbers or of two vectors (``==`` compares trees).

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(equal((x + 1) ** 2, x**2 + 2 * x + 1))
    '(x + 1)² = x² + 2·x + 1'

    Raises InputError for a number and a vector.
    """
    if isinstance(left, VectorExpr) and isinstance(right, VectorExpr):
        return SameVector(left, right)
    if isinstance(left, VectorExpr) or isinstance(right, VectorExpr):
        raise InputError("equal of a number and a vector: for the zero vector write 0 * v")
    return Relation("=", scalar(left), scalar(right))


def differs(left: Scalarlike, right: Scalarlike) -> Relation:
    """Return the relation left ≠ right.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(differs(x, 0))
    'x ≠ 0'
    """
    return Relation("!=", scalar(left), scalar(right))


def equal_vectors(left: VectorExpr, right: VectorExpr) -> SameVector:
    """Return the equation of two vectors, such as the step w(t+1) = w(t) − η∇L of a run.

    >>> from verify.statement.writing.variables import steps, vector
    >>> from verify.statement.readings.notation import to_text
    >>> t, = steps("t")
    >>> to_text(equal_vectors(vector("w", t + 1), vector("w", t) - 2 * vector("g", t)))
    'w(t+1) = w(t) - 2·g(t) for all t'
    """
    return SameVector(left, right)


def claim_that(*conclusions: Relation, given: tuple[Hypothesis, ...] = ()) -> Statement:
    """Return the statement that the conclusions hold whenever what is given holds.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> len(claim_that(x**2 >= 0).conclusions)
    1
    """
    return Statement(conclusions, given)
