"""What is said of expressions: equations of vectors, spans, spectra, quantifiers, and whole statements.

A relation between two numbers stands in ``tree``, because the operators of a scalar build it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from verify.errors import InputError
from verify.frozen import Keeping, frozen
from verify.statement.indices import Index
from verify.statement.tree import Indexed, Relation, Scalar, Size, Step, Symbol, Vector, VectorExpr


@frozen
class InSpan(Keeping):
    """The hypothesis that a vector lies in the span of a family of vectors (all its members)."""

    vector: Vector
    member: Vector

    def __post_init__(self) -> None:
        """Raise InputError where the family is written as a part of one, or a family is to lie in it."""
        _require_whole(self.member)
        if isinstance(self.vector, Vector) and any(isinstance(index, Index) for index in self.vector.indices):
            raise InputError(f"that {self.vector.name} lies in a span is said of one vector: name one without indices")


@frozen
class Spectrum(Keeping):
    """The hypothesis that two variables are λ_min and λ_max of a family of vectors z.

    They are the least and the greatest of u^⊤Σu/‖u‖₂² over u ≠ 0 in span{z}, Σ being the mean of z z^⊤ over all
    indices; some member is not zero (paper, Section 2).
    """

    smallest: Symbol
    largest: Symbol
    member: Vector

    def __post_init__(self) -> None:
        """Raise InputError where the family is written as a part of one."""
        _require_whole(self.member)


def _require_whole(member: Vector) -> None:
    """Raise InputError for a member such as y(i,i): a span and a spectrum are of all y(i,j), and would be read so."""
    indices = [index for index in member.indices if isinstance(index, Index)] if isinstance(member, Vector) else []
    if len(set(indices)) < len(indices):
        raise InputError(f"{member.name} repeats an index: that is no whole family, of which a span or a spectrum is")


def whole_family(made: InSpan | Spectrum) -> InSpan | Spectrum:
    """Return what is said of a span or a spectrum once something is put into it.

    Raises InputError where it is no longer of a family.

    >>> v, w = Vector("v"), Vector("w")
    >>> whole_family(InSpan(v, v + w))  # type: ignore[arg-type]
    Traceback (most recent call last):
        ...
    verify.errors.InputError: a family, of which a span or a spectrum is, is mapped to what is no whole family
    """
    if not isinstance(made.member, Vector):
        raise InputError("a family, of which a span or a spectrum is, is mapped to what is no whole family")
    if isinstance(made, Spectrum) and not all(isinstance(end, Symbol) for end in (made.smallest, made.largest)):
        raise InputError("what is put in the place of λ_min or λ_max is no variable: use two symbols")
    return made


@frozen
class SameVector(Keeping):
    """The equation of two vectors, such as w(t+1) = w(t) − η∇L."""

    left: VectorExpr
    right: VectorExpr


@frozen
class ForAll(Keeping):
    """A formula for all values of a variable: an index of steps start ≤ t < stop, a real variable, or a vector.

    ``start`` and ``stop`` are None for a variable that is no step; ``stop`` is None where the steps have no end.
    """

    variable: Index | Symbol | Vector
    body: Formula
    start: Step | None = None
    stop: Step | None = None


@frozen
class Exists(Keeping):
    """That there are values of some variables for which all the parts hold.

    A variable is a symbol (a step where it is used as one), a vector, a family (its member at any indices) or a size.
    """

    variables: tuple[Symbol | Vector | Indexed | Size, ...]
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A positive number that a statement says there is; it may depend on some quantities, and on nothing else."""

    symbol: Symbol
    of: tuple[Scalar, ...] = ()


@frozen
class ThereAreConstants(Keeping):
    """That there are positive constants such that, for all data and runs that keep what is given, the rest follows.

    It speaks of nothing outside itself: all its other variables are bound by "for all". It is a statement's only part.
    """

    constants: tuple[Constant, ...]
    given: tuple[Formula, ...]
    then: tuple[Formula, ...]


Hypothesis: TypeAlias = "Relation | InSpan | Spectrum"
Formula: TypeAlias = "Relation | SameVector | InSpan | Spectrum | ForAll | Exists | ThereAreConstants"


@frozen
class Statement(Keeping):
    """What a claim says: whenever all hypotheses hold, so do all conclusions.

    Every variable, vector, family, n, P and d is universally quantified; a conclusion or hypothesis with free
    indices speaks of all their values. Each conclusion speaks of the points where it and the hypotheses are defined,
    whatever the others do there.
    """

    conclusions: tuple[Relation, ...]
    hypotheses: tuple[Hypothesis, ...] = ()


@frozen
class RunStatement(Keeping):
    """What a claim says of runs: quantities that depend on a step, and formulas for all steps, or that some exist.

    It is read as a ``Statement`` is. Its methods bring it down to statements without steps, which the others decide.
    """

    conclusions: tuple[Formula, ...]
    hypotheses: tuple[Formula, ...] = ()


AnyStatement: TypeAlias = "Statement | RunStatement"
# whatever has parts that can be gone through (``walk``)
Node: TypeAlias = "Scalar | VectorExpr | Index | Formula | AnyStatement"
