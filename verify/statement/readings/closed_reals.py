"""Numbers written in roots, exponentials and logarithms of rationals: an arithmetic that can tell that two are equal.

A ball tells two numbers apart and never shows that they are the same: e^0/√(2π) and 1/√(2π) overlap at any precision.
Here a number is a sum of rational multiples of products of powers of *generators*, which are positive reals: primes,
e^m and log p for such a product m and a prime p, φ(0), sums written in lowest terms, and other values of functions.

Sound, because each step is an identity of real numbers: √(ab) = √a·√b and log(ab) = log a + log b for a, b > 0,
e^(a+b) = e^a·e^b, e^(log a) = a, and the formulas of the functions' records. Each number has a ball beside it, which
says that a part is positive, or not 0, where that is asked for; where the ball cannot tell, there is no value here.
Two numbers whose difference has no terms, once denominators are cleared, are equal; others may be equal too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from flint import arb, fmpz

from verify.statement.functions import function as record
from verify.statement.readings.arithmetic import Balls, UndefinedError

Generator: TypeAlias = tuple[Any, ...]
Product: TypeAlias = tuple[tuple[Generator, Fraction], ...]
Form: TypeAlias = dict[Product, Fraction]

# of a form, of a whole power of a sum, of a coefficient, and of a number that is taken apart into primes
MOST_TERMS, MOST_POWER, MOST_BITS, FACTORED_BITS = 200, 12, 4000, 80
# how many terms are multiplied on one instance
MOST_WORK = 4000
PEAK: Generator = ("φ(0)",)
NEGATIVE = "turned"
# roots of a higher degree are taken by logarithms
HIGHEST_ROOT = 100
ZERO, ONE = Fraction(0), Fraction(1)


class GivenUpError(ArithmeticError):
    """A number has no form here: a sign that its ball does not tell, too many terms, or too much work."""


@dataclass(frozen=True)
class Closed:
    """A number: its form, and a ball around it."""

    form: Form
    ball: arb
    home: ClosedReals

    def __add__(self, other: Any) -> Closed:
        one = self.home.of(other)
        return self.home.made(_plus(self.form, one.form), self.ball + one.ball)

    def __mul__(self, other: Any) -> Closed:
        one = self.home.of(other)
        return self.home.made(self.home.times(self.form, one.form), self.ball * one.ball)

    def __neg__(self) -> Closed:
        return self * -1

    def __sub__(self, other: Any) -> Closed:
        return self + -self.home.of(other)

    def __rsub__(self, other: Any) -> Closed:
        return self.home.of(other) + -self

    def __truediv__(self, other: Any) -> Closed:
        return self * self.home.power(self.home.of(other), -ONE)

    def __rtruediv__(self, other: Any) -> Closed:
        return self.home.of(other) / self

    def __pow__(self, exponent: int) -> Closed:
        return self.home.power(self, Fraction(exponent))

    __radd__, __rmul__ = __add__, __mul__


class ClosedReals:
    """The arithmetic of closed numbers, at the precision in force; raises GivenUpError where a form cannot be had.

    >>> reals = ClosedReals()
    >>> two, third = reals.number(Fraction(2)), reals.number(Fraction(1, 3))
    >>> reals.are_equal(reals.power(two * 4, Fraction(1, 2)), 2 * reals.power(two, Fraction(1, 2)))
    True
    >>> reals.are_equal(reals.apply("log", [two * third]), reals.apply("log", [two]) - reals.apply("log", [1 / third]))
    True
    """

    def __init__(self) -> None:
        self._balls: dict[Generator, arb] = {}
        self._work = 0

    def made(self, form: Form, ball: arb) -> Closed:
        """Return the number with a form and a ball, unless the form has grown too large."""
        sizes = (abs(part).bit_length() for value in form.values() for part in value.as_integer_ratio())
        if len(form) > MOST_TERMS or max(sizes, default=0) > MOST_BITS:
            raise GivenUpError
        return Closed(form, ball, self)

    def number(self, value: Fraction) -> Closed:
        """Return a rational."""
        return self.made({(): value} if value else {}, Balls().number(value))

    def of(self, value: Any) -> Closed:
        """Return a number as one of this arithmetic."""
        return value if isinstance(value, Closed) else self.number(Fraction(value))

    def are_equal(self, left: Closed, right: Closed) -> bool:
        """Tell whether two numbers are seen to be equal."""
        return not self._cleared((left - right).form) and bool(left.ball.overlaps(right.ball))

    def power(self, base: Closed, exponent: Fraction) -> Closed:
        """Return a rational power; UndefinedError where the base's ball touches a place that has none."""
        if not base.form and exponent > 0:
            return base
        ball = Balls().power(base.ball, exponent)
        if exponent.denominator == 1 and exponent >= 0:
            return self.made(self._whole_power(base.form, int(exponent)), ball)
        # a negative base has whole exponents only, or ``Balls`` had refused it
        sign = -1 if base.ball < 0 else 1
        if sign * base.ball > 0:
            positive = self._power_of_positive(_scaled(base.form, sign), sign * base.ball, exponent)
            return self.made(_scaled(positive, sign ** abs(exponent.numerator)), ball)
        raise GivenUpError  # a root of what may be 0

    def apply(self, name: str, arguments: list[Closed]) -> Closed:
        """Return a function's value; UndefinedError where the argument may leave the domain."""
        known, x = record(name), arguments[0]
        if name in ("max", "min"):
            return self._chosen(name, arguments)
        if not x.form.keys() - {()} and (value := known.exact(x.form.get((), ZERO))) is not None:
            return self.number(value)
        match name:
            case "abs":
                return self._chosen("max", [x, -x])
            case "indicator" if x.ball > 0 or x.ball < 0:
                return self.of(int(bool(x.ball > 0)))
            case "exp":
                return self.made(self._exp(x.form), x.ball.exp())
            case "log":
                return self.made(self._log(x), Balls().apply("log", [x.ball]))
            case "phi" if x.form:
                return self.apply("phi", [self.of(0)]) * self.apply("exp", [-(x**2) / 2])
            case "phi":
                return self._value(PEAK, Balls().apply("phi", [arb(0)]))
        formula = known.reduces_to or known.formula
        if formula is not None:
            made: Closed = formula(lambda other, *parts: self.apply(other, [*map(self.of, parts)]), x)
            return made
        return self._value(("value", name, _frozen(x.form)), Balls().apply(name, [x.ball]))

    def _chosen(self, which: str, arguments: Iterable[Closed]) -> Closed:
        best, *others = arguments
        for other in others:
            if best.ball < other.ball or best.ball > other.ball:
                best = other if (best.ball < other.ball) == (which == "max") else best
            elif not self.are_equal(best, other):
                raise GivenUpError
        return best

    def _value(self, generator: Generator, ball: arb) -> Closed:
        """Return a number that has no form but itself; a negative one is −1 times a generator."""
        if not (ball > 0 or ball < 0):
            raise GivenUpError
        sign = 1 if ball > 0 else -1
        signed = generator if sign > 0 else (*generator, NEGATIVE)
        self._balls[signed] = sign * ball
        return self.made({((signed, ONE),): Fraction(sign)}, ball)

    def times(self, left: Form, right: Form) -> Form:
        """Return the product of two forms."""
        self._work += len(left) * len(right)
        if self._work > MOST_WORK:
            raise GivenUpError
        result: Form = {}
        for (one, a), (other, b) in product(left.items(), right.items()):
            for factors, value in self._reduced((*one, *other)).items():
                result[factors] = result.get(factors, ZERO) + a * b * value
        return {factors: value for factors, value in result.items() if value}

    def _reduced(self, factors: Iterable[tuple[Generator, Fraction]]) -> Form:
        """Return a product of powers of generators, whole powers of primes and of sums multiplied out."""
        exponents: dict[Generator, Fraction] = {}
        for generator, e in factors:
            exponents[generator] = exponents.get(generator, ZERO) + e
        number, whole = ONE, list[tuple[Form, int]]()
        for generator, e in exponents.items():
            floor = e.numerator // e.denominator
            if generator[0] == "prime" and floor:
                if abs(floor) * generator[1].bit_length() > MOST_BITS:
                    raise GivenUpError
                number *= Fraction(generator[1]) ** floor
                exponents[generator] = e - floor
            elif generator[0] == "sum" and floor > 0:
                whole.append((dict(generator[1]), floor))
                exponents[generator] = e - floor
        result: Form = {tuple(sorted(((g, e) for g, e in exponents.items() if e), key=repr)): number}
        for form, power in whole:
            result = self.times(result, self._whole_power(form, power))
        return result

    def _whole_power(self, form: Form, exponent: int) -> Form:
        if len(form) > 1 and exponent > MOST_POWER:
            raise GivenUpError
        if len(form) == 1:
            ((factors, value),) = form.items()
            return _scaled(self._reduced((g, e * exponent) for g, e in factors), value**exponent)
        result: Form = {(): ONE}
        for _ in range(exponent):
            result = self.times(result, form)
        return result

    def _power_of_positive(self, form: Form, ball: arb, exponent: Fraction) -> Form:
        factors, value = self._as_product(form, ball)
        powers = ((g, e * exponent) for g, e in (*factors, *_primes(value)))
        return self._reduced(powers)

    def _as_product(self, form: Form, ball: arb) -> tuple[Product, Fraction]:
        """Return a positive number as a product and a rational factor; a sum is one generator, in lowest terms."""
        lead = min(form, key=_lexicographic(form))
        value = abs(form[lead])
        if len(form) == 1:
            return lead, value
        inverse = self._reduced((g, -e) for g, e in lead)
        inside = self.times(_scaled(form, 1 / value), inverse)
        generator: Generator = ("sum", _frozen(inside))
        self._balls[generator] = ball / (Balls().number(value) * self._ball(lead))
        return (*lead, (generator, ONE)), value

    def _ball(self, factors: Product) -> arb:
        result = arb(1)
        for generator, e in factors:
            if generator[0] == "exp":
                result *= (self._ball(generator[1]) * Balls().number(e)).exp()
            elif e.denominator > HIGHEST_ROOT:
                result *= (self._ball_of(generator).log() * Balls().number(e)).exp()
            else:
                result *= Balls().power(self._ball_of(generator), e)
        return result

    def _ball_of(self, generator: Generator) -> arb:
        match generator:
            case ("prime", p):
                return arb(p)
            case ("log", p):
                return arb(p).log()
            case ("exp", inside):
                return self._ball(inside).exp()
        return self._balls[generator]

    def _exp(self, form: Form) -> Form:
        powers: list[tuple[Generator, Fraction]] = []
        for factors, c in form.items():
            match factors:
                case ((("log", p), e),) if e == 1:
                    powers.append((("prime", p), c))
                case ((("value", "log", ((((inside, one),), value),), *turned), e),) if e == one == value == 1:
                    powers.append((inside, -c if turned else c))
                case _:
                    powers.append((("exp", factors), c))
        return self._reduced(powers)

    def _log(self, x: Closed) -> Form:
        if not x.ball > 0:
            raise UndefinedError("log of a ball that may leave its domain")
        factors, value = self._as_product(x.form, x.ball)
        result: Form = {}
        for generator, e in (*factors, *_primes(value)):
            result = _plus(result, _scaled(self._log_of(generator), e))
        return result

    def _log_of(self, generator: Generator) -> Form:
        match generator:
            case ("prime", p):
                return {((("log", p), ONE),): ONE}
            case ("exp", inside):
                return {inside: ONE}
        alone = _frozen({((generator, ONE),): ONE})
        return self._value(("value", "log", alone), self._ball_of(generator).log()).form

    def _cleared(self, form: Form) -> Form:
        """Return a form times the powers of sums that stand below its lines: it is 0 just where the form is."""
        below = {g for factors in form for g, e in factors if g[0] == "sum" and e < 0}
        for generator in below:
            least = min(dict(factors).get(generator, ZERO) for factors in form) if form else ZERO
            form = self.times(form, {((generator, -least),): ONE}) if least < 0 else form
        return form


def _plus(one: Mapping[Product, Fraction], other: Mapping[Product, Fraction]) -> Form:
    result = dict(one)
    for factors, value in other.items():
        total = result.pop(factors, ZERO) + value
        if total:
            result[factors] = total
    return result


def _scaled(form: Form, factor: Fraction | int) -> Form:
    return {factors: value * factor for factors, value in form.items()}


def _frozen(form: Form) -> tuple[tuple[Product, Fraction], ...]:
    return tuple(sorted(form.items(), key=repr))


def _lexicographic(form: Form) -> Callable[[Product], tuple[Fraction, ...]]:
    """Return an order of products that does not change when all of them are multiplied by one product."""
    generators = sorted({g for factors in form for g, _ in factors}, key=repr)
    return lambda factors: tuple(dict(factors).get(g, ZERO) for g in generators)


def _primes(value: Fraction) -> list[tuple[Generator, Fraction]]:
    """Return a positive rational as powers of primes; of a long number what is left is taken for one."""
    found: list[tuple[Generator, Fraction]] = []
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        if whole.bit_length() <= FACTORED_BITS:
            found += [(("prime", int(p)), Fraction(sign * int(e))) for p, e in fmpz(whole).factor() if p != 1]
        else:
            found.append((("prime", whole), Fraction(sign)))
    return found
