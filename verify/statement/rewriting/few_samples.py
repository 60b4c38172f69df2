"""What a formula says of a few samples of one patch that are given entry by entry, in a few dimensions.

An inner product is the sum of the products of entries, a sum over samples is written out, a maximum over samples is
the largest of its entries, and P = 1. An entry may be a member of a run: of w(t) as (w_1(t), w_2(t)). What depends on a
step stays a member of a run.

Where Σ = (1/n) Σ_i z_i z_iᵀ has positive numbers on its diagonal and 0 elsewhere, the span of the z_i is the whole
space, and λ_min and λ_max are the least and the largest of these numbers: at most, or at least, each of them, and one
of them, as the product of the differences is 0. No other Σ is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from verify.errors import InputError
from verify.statement.formulas import ForAll, Formula, InSpan, SameVector, Spectrum
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
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
from verify.statement.walk import free_indices

MOST_PARTS = 30_000  # a product of two sums is written out for every entry
NOUGHT = Number(Fraction(0))
Row: TypeAlias = tuple[Scalar, ...]
Place: TypeAlias = Mapping[Index, int]  # the samples that indices stand for, counted from 0


@dataclass(frozen=True)
class FewSamples:
    """Values by name: a number for a symbol, a whole number for a step, rows of entries for a vector.

    A vector has one row, and a family over samples one for each of them. What is a member of a run at the step
    ``index`` in a row is that run's member at the step of the vector.
    """

    symbols: Mapping[str, Scalar] = field(default_factory=dict)
    vectors: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    steps: Mapping[str, int] = field(default_factory=dict)
    samples: int = 1
    dimension: int = 1
    index: Index = field(default_factory=lambda: Index("t", "step"))
    spent: list[None] = field(default_factory=list, repr=False, compare=False)  # one for each part that was read

    def formulas(self, formula: Formula) -> tuple[Formula, ...]:
        """Return what a formula says there; InputError for a quantifier over numbers or vectors.

        >>> from verify.statement.writing.operations import inner
        >>> from verify.statement.writing.variables import vector
        >>> there = FewSamples(vectors={"v": ((Symbol("c"), Number(Fraction(2))),)}, dimension=2)
        >>> to_text(there.formulas(inner(vector("v"), vector("v")) >= 1)[0])
        'c·c + 2·2 ≥ 1'
        """
        match formula:
            case Relation(operator, left, right):
                return tuple(
                    Relation(operator, self.number(left, at), self.number(right, at)) for at in self._places(formula)
                )
            case SameVector(one, other):
                return tuple(
                    Relation("=", self.entry(one, place, at), self.entry(other, place, at))
                    for at in self._places(formula)
                    for place in range(self.dimension)
                )
            case InSpan(vector, member):
                self.entry(vector, 0, dict.fromkeys(free_indices(vector), 0))
                return self._whole_space(member)
            case Spectrum(smallest, largest, member):
                axes = [self._second_moment(member, place, place) for place in range(self.dimension)]
                least, most = self.number(smallest), self.number(largest)
                if len(axes) == 1:
                    ends = [Relation("=", end, axes[0]) for end in (least, most)]
                else:
                    ends = [Relation("<=", least, axis) for axis in axes]
                    ends += [Relation("<=", axis, most) for axis in axes]
                    ends += [Relation("=", Mul(tuple(axis - end for axis in axes)), NOUGHT) for end in (least, most)]
                return (*self._whole_space(member), *ends)
            case ForAll(Index() as index, body, Step() as start, stop):
                bounds = (self.step(start), None if stop is None else self.step(stop))
                return tuple(ForAll(index, one, *bounds) for one in self.formulas(body))
        raise InputError(f"{to_text(formula)}: on a few samples, state it without quantifiers over numbers or vectors")

    def number(self, node: Scalar, at: Place | None = None) -> Scalar:
        """Return the number that an expression is there; InputError for what has no value."""
        at = at or {}
        self._spend()

        def here(part: Scalar) -> Scalar:
            return self.number(part, at)

        match node:
            case Number():
                return node
            case Symbol(name):
                return Step(None, self.steps[name]) if name in self.steps else self.symbols.get(name, node)
            case Step():
                return self.step(node)
            case Indexed(name, indices):
                steps = tuple(self.step(index) for index in indices if isinstance(index, Step))
                if not steps or (self.samples > 1 and len(steps) < len(indices)):
                    raise InputError(f"the family {name} has no value on the samples: use a vector or a symbol")
                return Indexed(name, steps)
            case Size(kind):
                return Number(Fraction(self.samples if kind == "sample" else 1))
            case Inner(left, right):
                return _sum(
                    Mul((self.entry(left, place, at), self.entry(right, place, at))) for place in range(self.dimension)
                )
            case Add(terms):
                return Add(tuple(map(here, terms)))
            case Mul(factors):
                return Mul(tuple(map(here, factors)))
            case Pow(base, exponent):
                return Pow(here(base), exponent)
            case Apply(function, arguments):
                return Apply(function, tuple(map(here, arguments)))
            case Sum(index, body):
                return _sum(self.number(body, inside) for inside in self._over(index, at))
            case Extremum(which, index, body):
                entries = [self.number(body, inside) for inside in self._over(index, at)]
                return entries[0] if len(entries) == 1 else Apply(which, tuple(entries))
            case Named(_, _, body, _):
                return here(body)
            case Ranged(which, index, start, stop, body):
                return Ranged(which, index, self.step(start), self.step(stop), here(body))
        raise InputError(f"{to_text(node)} is not read on a few samples: state it without derivatives")

    def entry(self, node: VectorExpr, place: int, at: Place) -> Scalar:
        """Return one entry of what a vector is there."""
        self._spend()
        match node:
            case Vector(name, indices):
                return self._named_entry(name, indices, place, at)
            case VectorAdd(terms):
                return Add(tuple(self.entry(term, place, at) for term in terms))
            case Scaled(coefficient, vector):
                return Mul((self.number(coefficient, at), self.entry(vector, place, at)))
            case VectorSum(index, summand):
                return _sum(self.entry(summand, place, inside) for inside in self._over(index, at))
        raise InputError(f"{to_text(node)} is not read on a few samples: state it without unknown functions")

    def step(self, step: Step) -> Step:
        """Return a step with the value of its symbol."""
        if isinstance(step.base, Symbol) and step.base.name in self.steps:
            return Step(None, self.steps[step.base.name] + step.shift)
        return step

    def _named_entry(self, name: str, indices: tuple[Index | Step, ...], place: int, at: Place) -> Scalar:
        if name not in self.vectors:
            raise InputError(f"the vector {name} has no value: give it one")
        rows = self.vectors[name]
        numbers = [at[index] for index in indices if isinstance(index, Index) and index.kind == "sample"]
        if len(rows) != (self.samples if numbers else 1) or len(numbers) > 1:
            raise InputError(f"{name} has {len(rows)} rows: give a family over samples a row for each, a vector one")
        entry = rows[numbers[0] if numbers else 0][place]
        steps = [self.step(index) for index in indices if isinstance(index, Step)]
        if self.index not in free_indices(entry):
            return entry
        if len(steps) != 1:
            raise InputError(f"{name} moves on the samples, and stands without its step: name the step")
        moved: Scalar = substitute(entry, {self.index: steps[0]})
        return moved

    def _spend(self) -> None:
        self.spent.append(None)
        if len(self.spent) > MOST_PARTS:
            raise InputError("the statement is too long where its sums are written out: take fewer samples")

    def _places(self, formula: Relation | SameVector) -> Iterator[Place]:
        """Yield the samples that the free indices of a formula may stand for: it speaks of all of them."""
        free = (index for index in free_indices(formula) if index.kind != "step")
        indices = sorted(free, key=lambda index: (index.name, index.kind))
        for numbers in product(*(range(self._count(index)) for index in indices)):
            yield dict(zip(indices, numbers, strict=True))

    def _over(self, index: Index, at: Place) -> Iterator[Place]:
        return ({**at, index: number} for number in range(self._count(index)))

    def _count(self, index: Index) -> int:
        return self.samples if index.kind == "sample" else 1

    def _whole_space(self, member: Vector) -> tuple[Formula, ...]:
        """Return that Σ is positive on its diagonal and 0 elsewhere."""
        places = range(self.dimension)
        return (
            *(Relation(">", self._second_moment(member, place, place), NOUGHT) for place in places),
            *(
                Relation("=", self._second_moment(member, one, other), NOUGHT)
                for one in places
                for other in places
                if one < other
            ),
        )

    def _second_moment(self, member: Vector, one: int, other: int) -> Scalar:
        """Return an entry of Σ."""
        indices = [index for index in member.indices if isinstance(index, Index)]
        entries = [
            Mul((self.entry(member, one, at), self.entry(member, other, at)))
            for number in range(self.samples)
            for at in [{index: number if index.kind == "sample" else 0 for index in indices}]
        ]
        return entries[0] if len(entries) == 1 else Mul((Number(Fraction(1, self.samples)), Add(tuple(entries))))


def _sum(terms: Iterator[Any]) -> Scalar:
    found = tuple(terms)
    only: Scalar = found[0] if len(found) == 1 else Add(found)
    return only
