"""What a formula says of one sample of one patch in one dimension: every vector is a number, every sum its only term.

An inner product is a product there, n = P = 1, and a maximum over samples is its only entry. The span of z ≠ 0 is the
whole line, and z² is the only eigenvalue of Σ. What depends on a step stays a member of a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verify.errors import InputError
from verify.statement.formulas import ForAll, Formula, InSpan, SameVector, Spectrum
from verify.statement.readings.notation import to_text
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
    Index,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Ranged,
    Relation,
    Scalar,
    Scaled,
    Size,
    Step,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)

ONE, NOUGHT = Number(Fraction(1)), Number(Fraction(0))


@dataclass(frozen=True)
class OneSample:
    """Values of symbols and vectors, by name; a vector has its value at all steps. ``steps`` are those of symbols."""

    symbols: Mapping[str, Scalar] = field(default_factory=dict)
    vectors: Mapping[str, Scalar] = field(default_factory=dict)
    steps: Mapping[str, int] = field(default_factory=dict)

    def formulas(self, formula: Formula) -> tuple[Formula, ...]:
        """Return what a formula says there; InputError for a quantifier over numbers or vectors.

        >>> from verify.statement.build import inner, vector
        >>> there = OneSample(vectors={"v": Symbol("c")})
        >>> to_text(there.formulas(inner(vector("v"), vector("v")) >= 1)[0])
        'c·c ≥ 1'
        """
        match formula:
            case Relation(operator, left, right):
                return (Relation(operator, self.number(left), self.number(right)),)
            case SameVector(one, other):
                return (Relation("=", self.number(one), self.number(other)),)
            case InSpan(vector, member):
                self.number(vector)
                return (Relation(">", self.number(Inner(member, member)), NOUGHT),)
            case Spectrum(smallest, largest, member):
                only = self.number(Inner(member, member))
                return (
                    Relation(">", only, NOUGHT),
                    *(Relation("=", self.number(end), only) for end in (smallest, largest)),
                )
            case ForAll(Index() as index, body, Step() as start, stop):
                ends = (self.step(start), None if stop is None else self.step(stop))
                return tuple(ForAll(index, one, *ends) for one in self.formulas(body))
        raise InputError(f"{to_text(formula)}: on one sample, state it without quantifiers over numbers or vectors")

    def number(self, node: Scalar | VectorExpr) -> Scalar:
        """Return the number that an expression is there; InputError for what has no value."""
        match node:
            case Number():
                return node
            case Symbol(name):
                if name in self.steps:
                    return Step(None, self.steps[name])
                return self.symbols.get(name, node)
            case Step():
                return self.step(node)
            case Vector(name, _):
                if name not in self.vectors:
                    raise InputError(f"the vector {name} has no value: give it one")
                return self.vectors[name]
            case Indexed(name, indices):
                at = tuple(self.step(index) for index in indices if isinstance(index, Step))
                if not at:
                    raise InputError(f"the family {name} has no value on one sample: use a vector or a symbol")
                return Indexed(name, at)
            case Size():
                return ONE
            case Inner(left, right) | Scaled(left, right):
                return Mul((self.number(left), self.number(right)))
            case Add(terms):
                return Add(tuple(map(self.number, terms)))
            case VectorAdd(vectors):
                return Add(tuple(map(self.number, vectors)))
            case Mul(factors):
                return Mul(tuple(map(self.number, factors)))
            case Pow(base, exponent):
                return Pow(self.number(base), exponent)
            case Apply(function, arguments):
                return Apply(function, tuple(map(self.number, arguments)))
            case Sum(_, body) | Extremum(_, _, body) | Named(_, _, body, _):
                return self.number(body)
            case VectorSum(_, summand):
                return self.number(summand)
            case Ranged(which, index, start, stop, body):
                return Ranged(which, index, self.step(start), self.step(stop), self.number(body))
        raise InputError(f"{to_text(node)} is not read on one sample: state it without derivatives")

    def step(self, step: Step) -> Step:
        """Return a step with the value of its symbol."""
        if isinstance(step.base, Symbol) and step.base.name in self.steps:
            return Step(None, self.steps[step.base.name] + step.shift)
        return step
