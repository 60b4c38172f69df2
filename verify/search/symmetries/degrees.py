"""By which powers of c, and with which signs, the sides of a relation scale: forms in unknown weights and signs.

A term has a degree where its parts allow it: what they have to satisfy for that is collected as conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from verify.search.points import Key
from verify.statement.formulas import Hypothesis, Node, Spectrum
from verify.statement.functions import function
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
    Relation,
    Scaled,
    Size,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorSum,
)

# most weights are whole numbers, which add up much faster than fractions do
Rational: TypeAlias = int | Fraction
Form: TypeAlias = dict[Key, Rational]
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Scaling:
    """Each variable is multiplied by c to the power of its weight; the weights that are not 0, whole numbers.

    A weight k of ("size", "sample") or ("size", "patch") says that every sample, or patch, is repeated c^k times.
    """

    weights: tuple[tuple[Key, int], ...]

    @property
    def resizes(self) -> bool:
        """Whether samples or patches are repeated, so that c has to be a whole number."""
        return any(kind == "size" for (kind, _), _ in self.weights)

    def __str__(self) -> str:
        return ", ".join(
            f"every {name} {power(weight)} times" if kind == "size" else f"{name} → {power(weight)}·{name}"
            for (kind, name), weight in self.weights
        )


@dataclass(frozen=True)
class Reflection:
    """The variables that change their sign, all together."""

    variables: tuple[Key, ...]

    def __str__(self) -> str:
        return ", ".join(f"{name} → −{name}" for _, name in self.variables)


@dataclass(frozen=True)
class Degrees:
    """The powers of c by which the two sides of a relation scale; None for a side that is 0."""

    left: Rational | None
    right: Rational | None

    @property
    def balanced(self) -> bool:
        """Whether scaling cannot change what the relation says."""
        return self.left is None or self.right is None or self.left == self.right

    def __str__(self) -> str:
        shown = ("0" if degree is None else f"× {power(degree)}" for degree in (self.left, self.right))
        return "left side {}, right side {}".format(*shown)


def power(exponent: Rational) -> str:
    """Return a power of c as people write it.

    >>> power(1), power(-2), power(0), power(Fraction(3, 2))
    ('c', 'c⁻²', '1', 'c^(3/2)')
    """
    if exponent in (0, 1):
        return "c" if exponent else "1"
    whole = Fraction(exponent).denominator == 1
    return f"c{str(exponent).translate(SUPERSCRIPTS)}" if whole else f"c^({exponent})"


@dataclass(frozen=True)
class Degree:
    """By which power a term scales, and by which signs it changes, as forms in the unknown weights and signs."""

    weight: Form
    sign: frozenset[Key]


ONE = Degree({}, frozenset())


class Conditions:
    """What homogeneity asks of the weights (rational linear forms that must be 0) and of the signs (sets, even).

    For a relation ``left`` and ``right`` are the degrees of its sides; that they be equal is asked apart.
    """

    def __init__(self, asked: Hypothesis) -> None:
        self.weights: list[Form] = []
        self.signs: list[frozenset[Key]] = []
        self.left: Degree | None = None
        self.right: Degree | None = None
        self.asked = asked  # kept alive, because its nodes are looked up by id()
        self._known: dict[int, Degree | None] = {}
        if isinstance(asked, Spectrum):
            squared: Form = {("vector", asked.member.name): 2}
            for end in (asked.smallest, asked.largest):
                self._same([_variable("symbol", end.name), Degree(squared, frozenset())])
        elif isinstance(asked, Relation):
            self.left, self.right = self.degree(asked.left), self.degree(asked.right)
            if asked.operator not in ("=", "!="):
                self._even([self.left, self.right])

    @property
    def difference(self) -> Form:
        """The form whose value is by how much the two sides' degrees differ."""
        return {} if self.left is None or self.right is None else _difference(self.left.weight, self.right.weight)

    @property
    def turned(self) -> frozenset[Key]:
        """The variables of which an odd number changes the sign of one side against the other."""
        return frozenset() if self.left is None or self.right is None else self.left.sign ^ self.right.sign

    def degrees(self, scaling: Scaling) -> Degrees | None:
        """Return the powers of c by which the sides scale; None where one is not homogeneous."""
        for form in self.weights:
            if _value(form, scaling):
                return None
        left, right = (None if side is None else _value(side.weight, scaling) for side in (self.left, self.right))
        return Degrees(left, right)

    def keep(self, reflection: Reflection) -> bool:
        """Return whether a reflection cannot change what the relation says, as far as signs tell."""
        return not any(len(odd.intersection(reflection.variables)) % 2 for odd in (*self.signs, self.turned))

    def degree(self, node: Node) -> Degree | None:
        """Return the degree of a scalar or vector and add its conditions; None for 0, which has every degree."""
        if id(node) not in self._known:
            self._known[id(node)] = self._degree(node)
        return self._known[id(node)]

    def _degree(self, node: Node) -> Degree | None:
        match node:
            case Number(value):
                return ONE if value else None
            case Symbol(name):
                return _variable("symbol", name)
            case Indexed(name, _):
                return _variable("family", name)
            case Vector(name, _):
                return _variable("vector", name)
            case Size(kind):
                return _size(kind)
            case Named(_, _, body, _):
                return self.degree(body)
            case Add(terms) | VectorAdd(terms):
                return self._same([self.degree(term) for term in terms])
            case Mul(factors):
                return _product([self.degree(factor) for factor in factors])
            case Inner(left, right):
                return _product([self.degree(left), self.degree(right)])
            case Scaled(coefficient, vector):
                return _product([self.degree(coefficient), self.degree(vector)])
            case Sum(index, body) | VectorSum(index, body):
                return _product([_size(index.kind), self.degree(body)])
            case Extremum(_, _, body):
                return self._even([self.degree(body)])[0]
            case Pow(base, exponent):
                return self._power(self.degree(base), exponent)
            case Apply(function, arguments):
                return self._apply(function, [self.degree(argument) for argument in arguments])
        raise TypeError(f"{type(node).__name__} has no degree")

    def _power(self, base: Degree | None, exponent: Fraction) -> Degree | None:
        if base is None or exponent == 0:
            return None if exponent > 0 else ONE
        if exponent.denominator != 1:
            self._even([base])
        odd = exponent.denominator == 1 and exponent.numerator % 2 == 1
        times = exponent.numerator if exponent.denominator == 1 else exponent
        weight = {key: times * value for key, value in base.weight.items()}
        return Degree(weight, base.sign if odd else frozenset())

    def _apply(self, name: str, arguments: list[Degree | None]) -> Degree | None:
        record = function(name)
        if not record.parity:
            self._even(arguments)
        sign = frozenset[Key]()
        if record.parity == "odd" and arguments[0] is not None:
            sign = arguments[0].sign
        sizes = [argument and Degree(argument.weight, frozenset()) for argument in arguments]
        if record.degree is None:
            self._same([ONE, *sizes])
        result = self._same(sizes) if record.degree == 1 else ONE
        return result and Degree(result.weight, sign)

    def _same(self, degrees: Sequence[Degree | None]) -> Degree | None:
        present = [degree for degree in degrees if degree is not None]
        for degree in present[1:]:
            self.weights.append(_difference(degree.weight, present[0].weight))
            self.signs.append(degree.sign ^ present[0].sign)
        return present[0] if present else None

    def _even(self, degrees: Sequence[Degree | None]) -> Sequence[Degree | None]:
        self.signs.extend(degree.sign for degree in degrees if degree is not None)
        return degrees


# claims of a page have their hypotheses in common
@lru_cache(maxsize=4000)
def conditions_of(asked: Hypothesis) -> Conditions:
    """Return what homogeneity asks for a hypothesis or conclusion: the same for all statements that have it."""
    return Conditions(asked)


def _variable(kind: str, name: str) -> Degree:
    return Degree({(kind, name): 1}, frozenset({(kind, name)}))


def _size(kind: str) -> Degree:
    return Degree({("size", kind): 1}, frozenset())


def _product(degrees: Sequence[Degree | None]) -> Degree | None:
    weight: Form = {}
    sign: frozenset[Key] = frozenset()
    for degree in degrees:
        if degree is None:
            return None
        for key, value in degree.weight.items():
            weight[key] = weight.get(key, 0) + value
        sign ^= degree.sign
    return Degree(weight, sign)


def _difference(left: Mapping[Key, Rational], right: Mapping[Key, Rational]) -> Form:
    return {key: left.get(key, 0) - right.get(key, 0) for key in left.keys() | right.keys()}


def _value(form: Mapping[Key, Rational], scaling: Scaling) -> Rational:
    # a scaling weighs fewer variables than a form has
    total: Rational = 0
    for key, weight in scaling.weights:
        if key in form:
            total += form[key] * weight
    return total
