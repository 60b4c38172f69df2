"""The language in which a claim is written: a small frozen tree, operators overloaded so that authors write formulas.

Scalars are ``Number``, ``Symbol``, ``Indexed``, ``Inner``, ``Size``, ``Step``, ``Add``, ``Mul``, ``Pow``, ``Apply``,
``Sum``, ``Ranged``, ``Extremum``, ``Diff``, ``Named`` and ``Value``; vectors are ``Vector``, ``VectorAdd``, ``Scaled``,
``VectorSum`` and ``Gradient``. Trees are compared by structure; relations are made by ``equal``, ``<``, ``<=``, ``>``,
``>=``, and larger formulas by ``equal_vectors``, ``for_all`` and ``exists`` (see ``verify.statement.writing``).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias, overload

from verify.errors import InputError
from verify.frozen import Keeping, frozen, shared
from verify.statement.functions import function
from verify.statement.indices import Index, Kind

Scalarlike: TypeAlias = "Scalar | int | Fraction"

# as the re-checker has it; larger powers, written out, would fill the memory
MAX_POWER = 1000
# a loop that squares doubles them each time
MOST_PARTS = 5000
# Python writes no longer number out
MAX_BITS = 14_000


class Scalar(Keeping):
    """A real-valued expression; +, -, *, / and ** build larger ones, <, <=, >, >= build relations."""

    __slots__ = ()

    def __add__(self, other: Scalarlike) -> Scalar:
        return shared(Add(_joined(_terms(self), _terms(scalar(other)), "sum")))

    def __radd__(self, other: Scalarlike) -> Scalar:
        return scalar(other) + self

    def __sub__(self, other: Scalarlike) -> Scalar:
        return self + (-scalar(other))

    def __rsub__(self, other: Scalarlike) -> Scalar:
        return scalar(other) - self

    def __neg__(self) -> Scalar:
        if isinstance(self, Number):
            return Number(-self.value)
        return shared(Mul((_number(-1), *_factors(self))))

    @overload
    def __mul__(self, other: Scalarlike) -> Scalar: ...
    @overload
    def __mul__(self, other: VectorExpr) -> VectorExpr: ...
    def __mul__(self, other: Scalarlike | VectorExpr) -> Scalar | VectorExpr:
        if isinstance(other, VectorExpr):
            return shared(Scaled(self, other))
        return shared(Mul(_joined(_factors(self), _factors(scalar(other)), "product")))

    def __rmul__(self, other: Scalarlike) -> Scalar:
        return scalar(other) * self

    def __truediv__(self, other: Scalarlike) -> Scalar:
        divisor = scalar(other)
        if isinstance(divisor, Number) and not divisor.value:
            raise InputError("a division by 0, which has no value: divide by another number")
        return self * (divisor**-1)

    def __rtruediv__(self, other: Scalarlike) -> Scalar:
        return scalar(other) / self

    def __pow__(self, exponent: int | Fraction | Step | Number) -> Scalar:
        if isinstance(exponent, Step):
            return _power_of_step(self, exponent)
        if isinstance(exponent, Number):
            return self**exponent.value
        if isinstance(exponent, Scalar):
            raise InputError("an exponent that varies: write exp(b*log(a)) for a**b, where a > 0")
        if isinstance(exponent, bool) or not isinstance(exponent, int | Fraction):
            raise InputError(f"exponent {exponent!r:.40} is not exact: use an int or a Fraction")
        power = _number(exponent).value
        if abs(power) > MAX_POWER:
            raise InputError(f"an exponent beyond {MAX_POWER}: write exp(b*log(a)) for a**b, where a > 0")
        return shared(Pow(self, power))

    def __rpow__(self, other: Scalarlike) -> Scalar:
        raise InputError("an exponent that varies: write exp(b*log(a)) for a**b, where a > 0")

    def __abs__(self) -> Scalar:
        return call("abs", self)

    def __lt__(self, other: Scalarlike) -> Relation:
        return Relation("<", self, scalar(other))

    def __le__(self, other: Scalarlike) -> Relation:
        return Relation("<=", self, scalar(other))

    def __gt__(self, other: Scalarlike) -> Relation:
        return Relation(">", self, scalar(other))

    def __ge__(self, other: Scalarlike) -> Relation:
        return Relation(">=", self, scalar(other))


class VectorExpr(Keeping):
    """A vector of ℝ^d; + and - build larger ones, a scalar on the left scales."""

    __slots__ = ()

    def __add__(self, other: VectorExpr) -> VectorExpr:
        if not isinstance(other, VectorExpr):
            raise InputError(f"{other!r:.60} is no vector, and is added to one: add vectors, or take inner(…) first")
        return VectorAdd((self, other))

    def __sub__(self, other: VectorExpr) -> VectorExpr:
        if not isinstance(other, VectorExpr):
            raise InputError(f"{other!r:.60} is no vector, and is taken from one: add vectors, or take inner(…) first")
        return VectorAdd((self, Scaled(_number(-1), other)))

    def __neg__(self) -> VectorExpr:
        return Scaled(_number(-1), self)

    def __mul__(self, other: Scalarlike) -> VectorExpr:
        return Scaled(scalar(other), self)

    def __rmul__(self, other: int | Fraction) -> VectorExpr:
        return Scaled(scalar(other), self)

    def __truediv__(self, other: Scalarlike) -> VectorExpr:
        return Scaled(scalar(other) ** -1, self)


@frozen
class Number(Scalar):
    """An exact rational constant."""

    value: Fraction


@frozen
class Symbol(Scalar):
    """A real variable such as γ; nothing is assumed of its sign but what a hypothesis says."""

    name: str


@frozen
class Indexed(Scalar):
    """A member of an arbitrary real family, such as a_i."""

    name: str
    indices: tuple[Index | Step, ...]


@frozen
class Step(Scalar):
    """A step of a run, as an argument in γ(t+1) and as a number in ηt: a base plus a whole shift.

    The base is an index of kind ``step``, a variable of the statement (t₀, T) that is a whole number ≥ 0, or None
    for the number ``shift`` itself. An int added to a step makes a later step.

    >>> Step(Index("t", "step")) + 1
    Step(base=Index(name='t', kind='step'), shift=1)
    """

    base: Index | Symbol | None
    shift: int = 0

    @property
    def kind(self) -> Kind:
        """The kind of what it stands for, as an index has it."""
        return "step"

    @property
    def name(self) -> str:
        """The step in plain text, such as t+1."""
        if self.base is None:
            return str(self.shift)
        return f"{self.base.name}{self.shift:+d}" if self.shift else self.base.name

    @overload
    def __add__(self, other: int) -> Step: ...
    @overload
    def __add__(self, other: Scalar | Fraction) -> Scalar: ...
    def __add__(self, other: Scalarlike) -> Scalar:
        if isinstance(other, int) and not isinstance(other, bool):
            return Step(self.base, self.shift + other)
        return Scalar.__add__(self, other)

    @overload
    def __sub__(self, other: int) -> Step: ...
    @overload
    def __sub__(self, other: Scalar | Fraction) -> Scalar: ...
    def __sub__(self, other: Scalarlike) -> Scalar:
        if isinstance(other, int) and not isinstance(other, bool):
            return Step(self.base, self.shift - other)
        return Scalar.__sub__(self, other)


@frozen
class Value(Scalar):
    """The value f(x) of an unknown function f: ℝ^d → ℝ, which has a gradient everywhere."""

    name: str
    point: VectorExpr


@frozen
class Size(Scalar):
    """The number of samples n, or of patches P; always at least 1."""

    kind: Kind


@frozen
class Inner(Scalar):
    """The Euclidean inner product of two vectors."""

    left: VectorExpr
    right: VectorExpr


@frozen
class Add(Scalar):
    """A sum of finitely many terms."""

    terms: tuple[Scalar, ...]


@frozen
class Mul(Scalar):
    """A product of finitely many factors."""

    factors: tuple[Scalar, ...]


@frozen
class Pow(Scalar):
    """A rational power; a fractional one speaks of a base that is not negative."""

    base: Scalar
    exponent: Fraction


@frozen
class Apply(Scalar):
    """A function symbol of ``verify.statement.functions`` applied: σ̄(x) = 1/(1+e^x) is ``sigmabar``, and so on."""

    function: str
    arguments: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        found = len(self.arguments)
        if not (found >= 1 if function(self.function).several else found == 1):
            raise InputError(f"{self.function} of {found} arguments: give it {'some' if found == 0 else 'one'}")


@frozen
class Sum(Scalar):
    """The sum of the body over all values of one index."""

    index: Index
    body: Scalar


@frozen
class Ranged(Scalar):
    """The sum, product, maximum or minimum of the body over the steps start ≤ t < stop.

    An empty sum is 0 and an empty product 1; an empty maximum or minimum has no value.
    """

    which: Literal["sum", "product", "max", "min"]
    index: Index
    start: Step
    stop: Step
    body: Scalar


@frozen
class Extremum(Scalar):
    """The maximum or minimum of the body over all values of one index."""

    which: Literal["max", "min"]
    index: Index
    body: Scalar


@frozen
class Diff(Scalar):
    """The derivative of the body in one real variable, taken where that variable equals ``at``."""

    body: Scalar
    variable: Symbol
    at: Scalar


@frozen
class Named(Scalar):
    """An abbreviation: shown as its name with its indices, decided as its body. ``latex`` is the name's own LaTeX."""

    name: str
    latex: str
    body: Scalar
    indices: tuple[Index | Step, ...] = ()


@frozen
class Vector(VectorExpr):
    """A vector variable such as w, or a member of a family of vectors such as z_i, z_i^(p) or w(t)."""

    name: str
    indices: tuple[Index | Step, ...] = ()


@frozen
class Gradient(VectorExpr):
    """The gradient ∇f(x) of an unknown function f: ℝ^d → ℝ."""

    name: str
    point: VectorExpr


@frozen
class VectorAdd(VectorExpr):
    """A sum of finitely many vectors."""

    terms: tuple[VectorExpr, ...]


@frozen
class Scaled(VectorExpr):
    """A vector times a scalar."""

    coefficient: Scalar
    vector: VectorExpr


@frozen
class VectorSum(VectorExpr):
    """The sum of a vector over all values of one index."""

    index: Index
    body: VectorExpr


Operator: TypeAlias = Literal["=", "<", "<=", ">", ">=", "!="]


@frozen
class Relation(Keeping):
    """A relation between two scalars; its free indices are universally quantified.

    >>> x = Symbol("x")
    >>> (x >= 0).operator
    '>='
    """

    operator: Operator
    left: Scalar
    right: Scalar

    def __bool__(self) -> bool:
        """Refuse to be true or false: a < b < c and ``and`` would silently keep one relation of two."""
        raise TypeError("a relation has no truth value, so a < b < c and 'and' lose a part: state each one by itself")


def scalar(value: Scalarlike) -> Scalar:
    """Return an exact scalar; a float is refused, as it would slip binary rounding into exact code.

    >>> scalar(Fraction(1, 2))
    Number(value=Fraction(1, 2))
    """
    if isinstance(value, Scalar):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"{value!r} is not exact: use an int, a Fraction or an expression")
    number = _number(value)
    if max(number.value.numerator.bit_length(), number.value.denominator.bit_length()) > MAX_BITS:
        raise InputError(f"a number beyond 2^{MAX_BITS} in absolute value, or a fraction of such: write it as a power")
    return number


@lru_cache(maxsize=1000)
def _number(value: int | Fraction) -> Number:
    """Return a whole number or a fraction as a constant; the same few stand in most formulas, which share them."""
    return Number(Fraction(value))


def call(name: str, *arguments: Scalarlike) -> Scalar:
    """Return a function symbol applied to its arguments.

    >>> call("exp", 0)
    Apply(function='exp', arguments=(Number(value=Fraction(0, 1)),))
    """
    return shared(Apply(name, tuple(scalar(argument) for argument in arguments)))


def _power_of_step(base: Scalar, exponent: Step) -> Scalar:
    """Return the base to the power of a step: the product of as many factors, 1 at step 0."""
    from verify.statement.rewriting.substitution import fresh_index
    from verify.statement.walk import free_indices

    if exponent.base is None:
        return base**exponent.shift
    index = fresh_index(Index("k", "step"), free_indices(base) | free_indices(exponent))
    return Ranged("product", index, Step(None), exponent, base)


def _terms(expression: Scalar) -> tuple[Scalar, ...]:
    return expression.terms if isinstance(expression, Add) else (expression,)


def _factors(expression: Scalar) -> tuple[Scalar, ...]:
    return expression.factors if isinstance(expression, Mul) else (expression,)


def _joined(left: tuple[Scalar, ...], right: tuple[Scalar, ...], what: str) -> tuple[Scalar, ...]:
    if len(left) + len(right) > MOST_PARTS:
        raise InputError(f"a {what} of more than {MOST_PARTS} parts: take it over an index, or in several names")
    return (*left, *right)
