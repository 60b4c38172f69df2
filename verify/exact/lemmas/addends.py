"""Sums taken apart: the addends of an expression, each with its factors, and sums over an index opened."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from verify.errors import InputError
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.statement.expansion import carry_out_derivatives
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import fresh_index, substitute
from verify.statement.tree import Add, Diff, Extremum, Mul, Named, Number, Pow, Scalar, Size, Sum
from verify.statement.walk import free_indices

MOST_ADDENDS = 40


@dataclass(frozen=True)
class Addend:
    """One addend: a rational, and factors that are no numbers."""

    number: Fraction
    factors: tuple[Scalar, ...]

    @property
    def tree(self) -> Scalar:
        """The addend as an expression."""
        return product_of((Number(self.number), *self.factors))

    def sized(self, kind: str, power: int) -> Addend:
        """Return the addend times n to a power of 1 or −1 (P for patches), where it cancels with a factor if it can."""
        undone = Size(kind) if power < 0 else Pow(Size(kind), Fraction(-1))  # type: ignore[arg-type]
        if undone in self.factors:
            place = self.factors.index(undone)
            return Addend(self.number, self.factors[:place] + self.factors[place + 1 :])
        made: Scalar = Size(kind) if power > 0 else Pow(Size(kind), Fraction(-1))  # type: ignore[arg-type]
        return Addend(self.number, (*self.factors, made))


def addends(e: Scalar) -> list[Addend]:
    """Return the addends of an expression; products of sums are multiplied out where one factor alone is a sum.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> [str(one.number) for one in addends(3 - 2 * (x + y))]
    ['3', '-2', '-2']
    """
    match e:
        case Number(value):
            return [Addend(value, ())] if value else []
        case Named(_, _, body, _):
            return addends(body)
        case Diff():
            with suppress(InputError):  # one that cannot be carried out is an addend as it stands
                return addends(carry_out_derivatives(e))
        case Add(terms):
            return [one for term in terms for one in addends(term)]
        case Extremum(which, index, body) if (inside := addends(body)) and all(one.number < 0 for one in inside):
            # max(−b) = −min b
            turned = sum_of(Addend(-one.number, one.factors).tree for one in inside)
            return [Addend(Fraction(-1), (Extremum("min" if which == "max" else "max", index, turned),))]
        case Mul(factors):
            result = [Addend(Fraction(1), ())]
            for factor in factors:
                parts = addends(factor)
                if len(parts) > 1 and len(result) > 1:
                    return _plain(factors)
                result = [Addend(a.number * b.number, a.factors + b.factors) for a in result for b in parts]
            return result
    return [Addend(Fraction(1), (e,))]


def _plain(factors: Iterable[Scalar]) -> list[Addend]:
    kept, number = [], Fraction(1)
    for factor in factors:
        if isinstance(factor, Number):
            number *= factor.value
        else:
            kept.append(factor)
    return [Addend(number, tuple(kept))]


def together(parts: Iterable[Addend]) -> list[Addend]:
    """Return addends with those of the same factors taken together, without those that cancel."""
    numbers: dict[tuple[Scalar, ...], Fraction] = {}
    for one in parts:
        numbers[one.factors] = numbers.get(one.factors, Fraction(0)) + one.number
    return [Addend(number, factors) for factors, number in numbers.items() if number]


def split(parts: Iterable[Addend]) -> tuple[Scalar, Scalar]:
    """Return the sums of the addends with a positive number and of those with a negative one, turned positive."""
    listed = list(parts)
    greater = sum_of(one.tree for one in listed if one.number > 0)
    smaller = sum_of(Addend(-one.number, one.factors).tree for one in listed if one.number < 0)
    return greater, smaller


def opened(one: Addend, kind: str, index: Index) -> Addend | None:
    """Return what an addend is the sum of over an index; None where no sum over that kind of index stands in it."""
    for place, factor in enumerate(one.factors):
        if isinstance(factor, Sum) and factor.index.kind == kind:
            rest = one.factors[:place] + one.factors[place + 1 :]
            if index in free_indices(sum_of(rest) if rest else Number(Fraction(0))):
                return None
            body = substitute(factor.body, {factor.index: index})
            inside = addends(body)
            if len(inside) != 1:
                return Addend(one.number, (*rest, body))
            return Addend(one.number * inside[0].number, (*rest, *inside[0].factors))
    return None


def new_index(kind: str, *nodes: Scalar) -> Index:
    """Return an index that occurs free in none of the expressions, nor bound."""
    from verify.statement.walk import subtrees

    taken = {found for node in nodes for part in subtrees(node) for found in getattr(part, "indices", ())}
    taken |= {part.index for node in nodes for part in subtrees(node) if hasattr(part, "index")}
    named = frozenset(found for found in taken if isinstance(found, Index))
    return fresh_index(Index("i" if kind == "sample" else "p", kind), named)  # type: ignore[arg-type]
