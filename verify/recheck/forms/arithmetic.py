"""Canonical forms of expressions with sums: an empty difference of two forms proves equality for all n, P and d.

A form is a frozen set of pairs (product, coefficient), a product one of pairs (atom, exponent). Atoms are tuples:
("sym", name), ("size", kind), ("idx", name, labels), ("inner", vector, vector), ("fn", name, forms...), ("root", form)
for what stands under a fractional or negative power, and ("sum" | "max" | "min", bound labels, product or form). Bound
labels are numbered by colours (what the body looks like from each label), ties by trying all orders.

Sound, because every step is an identity of real numbers wherever the expression is defined: field laws, bilinearity,
Σ_i 1 = n, renaming, x^a x^b = x^(a+b), (xy)^q = x^q y^q for x ≥ 0 (in the principal branch of complex numbers even
where y is negative, so that no chain of these leads astray), |x| = (x²)^(1/2), e^(x+y) = e^x e^y, e^(log x) = x,
log(x^q y) = q log x + log y for x ≥ 0 (x > 0, as there is a logarithm; the rest is positive then, being so with it),
e^(W₀(x)) = x/W₀(x) for x > 0, x^q = e^(q log x) for rationals x > 0, and the hypotheses' equations from left to right.
Under a fractional power stands nothing negative; under a negative one, nothing that is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from math import gcd, lcm
from typing import Any

from flint import fmpz
from gmpy2 import mpq

from verify.recheck.forms.assumptions import Assumptions
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.forms.sums import (
    NIL,
    ONE,
    UNIT,
    Form,
    close,
    collect,
    constant,
    instances,
    joined,
    key,
    labels,
    opened,
    plus,
    rename,
    scaled,
)
from verify.recheck.function_table import SYMBOLS
from verify.recheck.reading import RejectedError

MOST_PRODUCTS = 40_000


class Arithmetic:
    """Multiplies forms, takes powers, exponentials, logarithms and sums of them, under equations and signs.

    ``zero_one`` names a family that takes the values 0 and 1 only. ``analytic`` reads x^q as e^(q log x) for variables
    x and fractions q < 0.
    """

    def __init__(self, zero_one: str | None = None, *, analytic: bool = False) -> None:
        self.zero_one, self.analytic, self.fresh = zero_one, analytic, REMEMBERED.fresh
        self.assume(REMEMBERED.nothing_assumed(zero_one, analytic=analytic))

    def assume(self, under: Assumptions) -> None:
        """Work under other rules and signs, with what was found of products under these."""
        self.under, self.products, self.joined = under, under.products, under.joined

    def said(self, operator: str, left: Form, right: Form) -> tuple[bool, Any, Form] | None:
        """Return what a relation is taken for, if for anything: (True, atom, value) is a rule, from left to right.

        (False, atom, nothing) is an atom that is above what is not negative.
        """
        if operator in ("<", "<=") or (operator == "=" and _is_symbol(right) and not _is_one_atom(left)):
            # x + y = s and xy = p are read as what s and p stand for
            left, right = right, left
        if len(left) != 1:
            return None
        ((factors, value),) = left
        chief = [(atom, e) for atom, e in factors if atom[0] != "size"] or list(factors)
        if len(chief) != 1 or chief[0][1] != 1:
            return None
        atom = chief[0][0]
        if operator != "=":
            small_is_known = all(c >= 0 and all(self.nonnegative(a, e) for a, e in m) for m, c in right)
            return (False, atom, NIL) if value > 0 and small_is_known else None
        sizes = collect((a, -e) for a, e in factors if a != atom)
        result = self.times(right, frozenset({(sizes, 1 / value)}))
        return (True, atom, result) if labels(result) <= labels(atom) and not _mentions(result, atom) else None

    def nonnegative(self, atom: Any, exponent: mpq) -> bool:
        """Tell whether a power of an atom has a base, or an even power, that is never negative."""
        match atom:
            case ("size", _):
                return True
            case ("fn", str(name), _) if SYMBOLS[name].sign:
                return True
            case ("root", _) if exponent.denominator != 1:
                return True
            case ("inner", left, right) if left == right:
                return True
            case ("sum", _, body) if all(self.nonnegative(a, e) for a, e in body):
                return True
            case ("root", inside) if all(c > 0 and all(self.nonnegative(a, e) for a, e in part) for part, c in inside):
                return True
        if exponent.denominator == 1 and exponent.numerator % 2 == 0:
            return True
        return any(True for known in self.under.signed for _ in instances(atom, known))

    def product(self, factors: Iterable[tuple[Any, mpq]]) -> Form:
        """Return the form of a product of powers of atoms."""
        return self._reduced(collect(factors))

    def _reduced(self, merged: Any) -> Form:
        """Return the form of a product of powers of different atoms."""
        if self.zero_one is not None:
            binary = ("idx", self.zero_one)
            merged = collect([(a, UNIT if a[:2] == binary and e.denominator == 1 and e > 0 else e) for a, e in merged])
        found = self.products.get(merged)
        if found is None:
            found = self.products[merged] = self._product(merged)
            REMEMBERED.held += 1
        return found

    def _product(self, merged: Any) -> Form:
        moving = self.under.moving
        for atom, exponent in merged:
            if atom[0] not in moving:
                continue
            whole = mpq(exponent.numerator // exponent.denominator)
            value: Form | None = None
            if atom[:2] == ("fn", "indicator") and exponent.denominator == 1 and exponent > 1:
                # it is 0 or 1
                return self.product(chain(merged - {(atom, exponent)}, [(atom, mpq(1))]))
            if atom[0] == "root" and (whole > 0 or (whole < 0 and len(atom[1]) == 1)):
                value = atom[1]
            elif atom[:2] == ("fn", "exp") and whole != 0:
                value = self._inverse_of_exponent(atom[2])
            for pattern, replacement in self.under.rules:
                if value is None and pattern[0] == atom[0]:
                    names = next(iter(instances(atom, pattern)), None)
                    value, whole = (None, whole) if names is None else (rename(replacement, names), exponent)
            if value is not None:
                rest = chain(merged - {(atom, exponent)}, [(atom, exponent - whole)])
                return self.times(self.power(value, whole), self.product(rest))
        return frozenset({(merged, UNIT)})

    def _inverse_of_exponent(self, exponent: Form) -> Form | None:
        """Return A for log A, and u/W₀(u) for W₀(u) where u is seen to be positive, as W₀(0) is 0."""
        ((factors, _),) = exponent
        match [*factors]:
            case [(("fn", "log", inside), one)] if one == 1:
                return inside  # type: ignore[no-any-return]
            case [(("fn", "lambertw", inside) as atom, one)] if one == 1 and _is_plainly_positive(inside):
                return self.times(inside, frozenset({(frozenset({(atom, mpq(-1))}), mpq(1))}))
        return None

    def times(self, left: Form, right: Form) -> Form:
        """Return the product of two forms."""
        if len(left) * len(right) > MOST_PRODUCTS:
            raise RejectedError("a product has too many terms")
        if left == ONE or right == ONE:
            return right if left == ONE else left
        if len(left) == 1 == len(right):
            ((f, a),), ((g, b),) = left, right
            return scaled(self._joined(f, g), a * b)
        pairs = [(self._joined(f, g), a * b) for f, a in left for g, b in right]
        return collect([(part, value * factor) for form, factor in pairs for part, value in form])

    def _joined(self, one: Any, other: Any) -> Form:
        """Return the form of two products' product."""
        if not one or not other:
            return self._reduced(one or other)
        at = one, other
        found = self.joined.get(at)
        if found is None:
            found = self.joined[at] = self._reduced(joined(one, other))
            REMEMBERED.held += 1
        return found

    def power(self, base: Form, exponent: mpq) -> Form:
        """Return a rational power of a form; RejectedError where it is not defined."""
        if exponent.denominator == 1 and exponent >= 0:
            result = ONE
            for _ in range(int(exponent.numerator)):
                result = self.times(result, base)
            return result
        if not base:
            if exponent < 0:
                raise RejectedError("a part is divided by zero")
            return NIL
        if len(base) > 1:
            values = [value for _, value in base]
            shared = mpq(gcd(*(int(c.numerator) for c in values)), lcm(*(int(c.denominator) for c in values)))
            if exponent.denominator != 1 and not self.analytic and (common := self._common(base)):
                # so is what they share that is never negative
                left = self.times(base, frozenset({(collect((a, -e) for a, e in common), mpq(1))}))
                inside = self.power(left, exponent)
                return self.times(self.power(frozenset({(common, mpq(1))}), exponent), inside)
            if exponent.denominator == 1 or shared == 1:
                return self.product([(("root", base), exponent)])
            # a positive number that all terms share is taken out of the root
            inside = self.product([(("root", scaled(base, 1 / shared)), exponent)])
            return self.times(self._power_of_number(shared, exponent), inside)
        ((factors, value),) = base
        if exponent.denominator == 1:
            return scaled(self.product((a, e * exponent) for a, e in factors), value ** int(exponent.numerator))
        known, rest = [], []
        for atom, e in factors:
            if e.denominator == 1 and e.numerator % 2 == 0 and not self.nonnegative(atom, mpq(1)):
                known.append((("root", self.product([(atom, mpq(2))])), e / 2 * exponent))
            elif self.nonnegative(atom, e):
                known.append((atom, e * exponent))
            else:
                rest.append((atom, e))
        whole = mpq(1)
        if len(rest) == 1 and rest[0][1].denominator == 1:
            # an odd power of x or -x that is not negative has a base that is not negative
            ((atom, whole),) = rest
            rest = [(atom, mpq(1))]
        positive = ONE
        if rest and self.analytic and rest[0][0][0] == "sym" and len(rest) == 1 and value > 0 > exponent:
            # a root below a line of an odd power of x leaves x > 0 only
            positive, rest = self.exp(scaled(self.log(self.product(rest)), whole * exponent)), []
        if rest:
            known.append((("root", frozenset({(frozenset(rest), mpq(1 if value > 0 else -1))})), whole * exponent))
        elif value < 0 and not factors:
            raise RejectedError("a root of a negative number is taken")
        elif value < 0:
            # such as √(−x²), which has a value where x = 0 alone
            return self.product([(("root", base), exponent)])
        return self.times(self.times(self.product(known), positive), self._power_of_number(abs(value), exponent))

    def _common(self, form: Form) -> Form:
        """Return the largest product in all terms that is never negative; sizes are taken from below a line too."""
        powers = [dict(factors) for factors, _ in form]
        least = {atom: min(own.get(atom, mpq(0)) for own in powers) for atom in {a for own in powers for a in own}}
        even = ((a, e if self.nonnegative(a, mpq(1)) else mpq(e // 2 * 2)) for a, e in least.items())
        return frozenset((a, e) for a, e in even if e > 0 or (e and a[0] == "size"))

    def _power_of_number(self, value: mpq, exponent: mpq) -> Form:
        q = int(exponent.denominator)
        root = mpq(*(int(fmpz(int(part)).root(q)) for part in (value.numerator, value.denominator)))
        if root**q == value:
            return constant(root ** int(exponent.numerator))
        above, below = (self.log(constant(part)) for part in (value.numerator, value.denominator))
        return self.exp(scaled(plus(above, scaled(below, -1)), exponent))

    def exp(self, form: Form) -> Form:
        """Return e to a form: a product of powers of e to its products."""
        return self.product((("fn", "exp", frozenset({(part, mpq(1))})), value) for part, value in form)

    def log(self, form: Form) -> Form:
        """Return the logarithm of a form; exponentials, numbers, roots and factors that are not negative are taken out.

        The form is positive, having a logarithm. So then is each of its factors that is never negative, and the rest.
        """
        if not form:
            raise RejectedError("a logarithm of zero is taken")
        form, under = self._without_positive_denominators(form)
        found = []
        for factors, _ in form:
            out = collect((a, e) for a, e in factors if a[:2] == ("fn", "exp"))
            found.append((self.times(form, self.product((a, -e) for a, e in out)), out))
        rest, out = min(found, key=key)
        taken = plus(
            collect((part, e * value) for atom, e in out for part, value in atom[2]),
            *(scaled(self.log(atom[1]), -e) for atom, e in under),
        )
        if len(rest) > 1:
            return plus(taken, self._function("log", rest))
        ((factors, value),) = rest
        apart = [(a, e) for a, e in factors if e.denominator != 1 or self.nonnegative(a, mpq(1))]
        for atom, e in apart:
            inside = self.log(atom[1]) if atom[0] == "root" else self._function("log", self.product([(atom, mpq(1))]))
            taken = plus(taken, scaled(inside, e))
        left = factors - set(apart)
        if left or value < 0:
            return plus(taken, self._function("log", frozenset({(left, value)})))
        return plus(taken, self._log_of_number(value.numerator), scaled(self._log_of_number(value.denominator), -1))

    def _without_positive_denominators(self, form: Form) -> tuple[Form, list[tuple[Any, mpq]]]:
        """Return a form times its denominators that are never negative, and their powers: they are positive there."""
        below: dict[Any, mpq] = {}
        for factors, _ in form:
            for atom, e in factors:
                if atom[0] == "root" and e < 0 and e.denominator == 1 and self.nonnegative(atom, mpq(1)):
                    below[atom] = max(below.get(atom, mpq(0)), -e)
        return (self.times(form, frozenset({(frozenset(below.items()), mpq(1))})) if below else form), [*below.items()]

    def _log_of_number(self, whole: Any) -> Form:
        """Return the logarithm of a whole number > 0, by its prime factors below 100 and what is left."""
        parts: list[Form] = []
        left = fmpz(int(whole))
        for prime in range(2, 100):
            while left % prime == 0:  # a divisor that is no prime is gone when its turn comes
                left //= prime
                parts.append(self._function("log", constant(prime)))
        return plus(*parts, *([] if left == 1 else [self._function("log", constant(int(left)))]))

    def _function(self, name: str, *arguments: Form) -> Form:
        return self.product([(("fn", name, *arguments), mpq(1))])

    def total(self, label: Any, form: Form) -> Form:
        """Return the sum of a form over one label; a sum inside that meets the label is opened and closed anew."""
        pairs = []
        for factors, value in form:
            bound, inside, outside = [label], [], []
            for atom, e in factors:
                if label not in labels(atom):
                    outside.append((atom, e))
                elif atom[0] == "sum" and e.denominator == 1 and e > 0:
                    for _ in range(int(e.numerator)):
                        again, body = opened(atom, len(bound))
                        bound += again
                        inside += body
                else:
                    inside.append((atom, e))
            atom = close("sum", tuple(bound), collect(inside)) if inside else ("size", label[2])
            pairs.append((self.product([*outside, (atom, mpq(1))]), value))
        return collect([(part, c * value) for result, value in pairs for part, c in result])


def _is_symbol(form: Form) -> bool:
    """Tell whether a form is a variable alone."""
    return _is_one_atom(form) and all(c == 1 and atom[0] == "sym" for factors, c in form for atom, _ in factors)


def _is_one_atom(form: Form) -> bool:
    """Tell whether a form is a multiple of one atom, but for sizes."""
    if len(form) != 1:
        return False
    chief = [e for factors, _ in form for atom, e in factors if atom[0] != "size"]
    return len(chief) == 1 and chief[0] == 1


def _is_plainly_positive(form: Form) -> bool:
    """Tell whether a form is a positive number times powers of exponentials."""
    return len(form) == 1 and _is_sum_of_exponentials(form)


def _is_sum_of_exponentials(form: Form) -> bool:
    """Tell whether a form is a sum of positive numbers times powers of exponentials."""
    return all(c > 0 and all(a[:2] == ("fn", "exp") for a, _ in factors) for factors, c in form)


def _mentions(part: Any, pattern: Any) -> bool:
    """Tell whether a pattern, at any values of its labels, occurs in a part."""
    if not isinstance(part, tuple | frozenset):
        return False
    own = isinstance(part, tuple) and part[:1] == pattern[:1] and any(True for _ in instances(part, pattern))
    return own or any(_mentions(inner, pattern) for inner in part)
