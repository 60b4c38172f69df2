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
from itertools import chain, count, product
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx, fmpz
from gmpy2 import mpq

from verify.recheck.canonical_sums import (
    NIL,
    ONE,
    Form,
    close,
    collect,
    constant,
    instances,
    key,
    labels,
    plus,
    rename,
    scaled,
)
from verify.recheck.derivative import derivative
from verify.recheck.function_table import SYMBOLS, becomes
from verify.recheck.reading import SPECIAL, RejectedError, rational

MOST_PRODUCTS = 40_000
MOST_DEGREE = 200


class Forms:
    """Brings nodes to canonical form under hypotheses; ``env`` gives values to variables, vectors and indices.

    ``zero_one`` names a family that takes the values 0 and 1 only. ``analytic`` reads σ̄ and ℓ as their formulas, and
    x^q as e^(q log x) for variables x and fractions q < 0.
    """

    def __init__(
        self, hypotheses: Iterable[list[Any]] = (), zero_one: str | None = None, *, analytic: bool = False
    ) -> None:
        self.rules: list[tuple[Any, Form]] = []
        self.signed: list[Any] = []
        self.zero_one, self.analytic, self.fresh = zero_one, analytic, count()
        # forms of nodes by their identity and their environment's, and both kept, so that no identity is used again
        self.known: dict[tuple[int, int], Form] = {}
        self.products: dict[Any, Form] = {}
        self.joined: dict[tuple[Any, Any], Form] = {}
        self.bound: dict[tuple[str, str, int], tuple[Any, dict[Any, Any]]] = {}
        self.kept: list[Any] = []
        self.nothing: dict[Any, Any] = {}
        for hypothesis in hypotheses:
            if hypothesis[0] not in (*SPECIAL, "!="):
                before = len(self.rules), len(self.signed)
                self._assume(hypothesis[0], self.of(hypothesis[1]), self.of(hypothesis[2]))
                if (len(self.rules), len(self.signed)) != before:
                    # another equation or sign can change a form
                    self.known.clear()
                    self.products.clear()
                    self.joined.clear()

    def _assume(self, operator: str, left: Form, right: Form) -> None:
        if operator in ("<", "<="):
            left, right = right, left
        if len(left) != 1:
            return
        ((factors, value),) = left
        chief = [(atom, e) for atom, e in factors if atom[0] != "size"] or list(factors)
        if len(chief) != 1 or chief[0][1] != 1:
            return
        atom = chief[0][0]
        if operator != "=":
            small_is_known = all(c >= 0 and all(self.nonnegative(a, e) for a, e in m) for m, c in right)
            self.signed += [atom] if value > 0 and small_is_known else []
            return
        sizes = collect((a, -e) for a, e in factors if a != atom)
        result = self.times(right, frozenset({(sizes, 1 / value)}))
        if labels(result) <= labels(atom) and not _mentions(result, atom):
            self.rules.append((atom, result))

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
        if exponent.denominator == 1 and exponent.numerator % 2 == 0:
            return True
        return any(True for known in self.signed for _ in instances(atom, known))

    def product(self, factors: Iterable[tuple[Any, mpq]]) -> Form:
        """Return the form of a product of powers of atoms."""
        merged = collect(factors)
        if self.zero_one is not None:
            binary = ("idx", self.zero_one)
            merged = collect((a, mpq(1) if a[:2] == binary and e.denominator == 1 and e > 0 else e) for a, e in merged)
        if merged not in self.products:
            self.products[merged] = self._product(merged)
        return self.products[merged]

    def _product(self, merged: Any) -> Form:
        for atom, exponent in merged:
            whole = mpq(exponent.numerator // exponent.denominator)
            value: Form | None = None
            if atom[:2] == ("fn", "indicator") and exponent.denominator == 1 and exponent > 1:
                # it is 0 or 1
                return self.product(chain(merged - {(atom, exponent)}, [(atom, mpq(1))]))
            if atom[0] == "root" and (whole > 0 or (whole < 0 and len(atom[1]) == 1)):
                value = atom[1]
            elif atom[:2] == ("fn", "exp") and whole != 0:
                value = self._inverse_of_exponent(atom[2])
            for pattern, replacement in self.rules:
                if value is None and pattern[0] == atom[0]:
                    names = next(iter(instances(atom, pattern)), None)
                    value, whole = (None, whole) if names is None else (rename(replacement, names), exponent)
            if value is not None:
                rest = chain(merged - {(atom, exponent)}, [(atom, exponent - whole)])
                return self.times(self.power(value, whole), self.product(rest))
        return frozenset({(merged, mpq(1))})

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
        if (one, other) not in self.joined:
            self.joined[one, other] = self.product([*one, *other])
        return self.joined[one, other]

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
        elif value < 0:
            raise RejectedError("a root of a negative number is taken")
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
        """Return a form times its denominators that are sums of positive exponentials, and their powers."""
        below: dict[Any, mpq] = {}
        for factors, _ in form:
            for atom, e in factors:
                if atom[0] == "root" and e < 0 and e.denominator == 1 and _is_sum_of_exponentials(atom[1]):
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
                        names = {old: ("@", f"!{next(self.fresh)}", old[2]) for old in atom[1]}
                        bound += names.values()
                        inside += rename(atom[2], names)
                else:
                    inside.append((atom, e))
            atom = close("sum", tuple(bound), collect(inside)) if inside else ("size", label[2])
            pairs.append((self.product([*outside, (atom, mpq(1))]), value))
        return collect((part, c * value) for result, value in pairs for part, c in result)

    def bind(self, index: list[str], env: dict[Any, Any]) -> tuple[Any, dict[Any, Any]]:
        """Return a label that nothing else has, and the environment in which the index is that label."""
        label = ("@", f"!{next(self.fresh)}", index[1])
        return label, env | {("index", *index): label}

    def bind_again(self, index: list[str], env: dict[Any, Any]) -> tuple[Any, dict[Any, Any]]:
        """Return one label for all sums over an index in an environment, where each is closed by itself."""
        env = env or self.nothing
        at = (index[0], index[1], id(env))
        if at not in self.bound:
            self.kept.append(env)
            self.bound[at] = self.bind(index, env)
        return self.bound[at]

    def of(self, node: list[Any], env: dict[Any, Any] | None = None) -> Form:
        """Return the canonical form of a scalar node."""
        env = env or self.nothing
        at = (id(node), id(env))
        if at not in self.known:
            self.kept.append((node, env))
            self.known[at] = self._form(node, env)
        return self.known[at]

    def _form(self, node: list[Any], env: dict[Any, Any]) -> Form:
        match node:
            case ["num", value]:
                return constant(rational(value))
            case ["sym", name]:
                return env["sym", name] if ("sym", name) in env else self.product([(("sym", name), mpq(1))])
            case ["size", kind]:
                return self.product([(("size", kind), mpq(1))])
            case ["idx", name, indices]:
                if ("idx", name) in env:
                    return self.of(*mapped(node, env))
                return self.product([(("idx", name, _at(indices, env)), mpq(1))])
            case ["named", _, _, _, body]:
                return self.of(body, env)
            case ["add", *terms]:
                return plus(*(self.of(term, env) for term in terms))
            case ["mul", first, *factors]:
                result = self.of(first, env)
                for factor in factors:
                    result = self.times(result, self.of(factor, env))
                return result
            case ["pow", base, exponent]:
                return self.power(self.of(base, env), rational(exponent))
            case ["sum", index, body]:
                label, inner = self.bind_again(index, env)
                return self.total(label, self.of(body, inner))
            case ["ext", which, index, body]:
                label, inner = self.bind_again(index, env)
                form = self.of(body, inner)
                tied = label in labels(form)
                return self.product([(close(which, (label,), form), mpq(1))]) if tied else form
            case ["diff", body, name, at]:
                return self.of(derivative(body, name), env | {("sym", name): self.of(at, env)})
            case ["inner", left, right]:
                return self._inner(self.vector(left, env), self.vector(right, env))
            case ["fn", function, *arguments]:
                other = becomes(function, arguments)
                analytic = SYMBOLS[function].analytic
                if other is None and self.analytic and analytic is not None:
                    other = analytic(arguments[0])
                if other is not None:
                    return self.of(other, env)
                return self._apply(function, [self.of(argument, env) for argument in arguments])
        raise RejectedError(f"{node[0]} is not a scalar")

    def _apply(self, function: str, arguments: list[Form]) -> Form:
        if function in ("max", "min"):
            if function == "max" and all(map(self._is_binary, arguments)):
                result = NIL
                for one in arguments:
                    result = plus(result, one, scaled(self.times(result, one), -1))
                return result
            different = sorted(set(arguments), key=key)
            return different[0] if len(different) == 1 else self._function(function, *different)
        (form,) = arguments
        match function:
            case "abs":
                return self.power(self.times(form, form), mpq(1, 2))
            case "exp":
                return self.exp(form)
            case "log":
                return self.log(form)
        mirror, turned = SYMBOLS[function].mirror, scaled(form, -1)
        if mirror is not None and key(turned) < key(form):
            return plus(scaled(self._function(function, turned), mirror[0]), constant(mirror[1]))
        return self._function(function, form)

    def _is_binary(self, form: Form) -> bool:
        match [(*factors, value) for factors, value in form]:
            case [((("idx", name, _), _), value)]:
                return bool(self.zero_one == name and value == 1)
        return False

    def vector(self, node: list[Any], env: dict[Any, Any]) -> list[tuple[list[Any], Form, Any]]:
        """Return a vector as terms (bound labels, coefficient, vector variable)."""
        match node:
            case ["vec", name, indices]:
                if ("vec", name) in env:
                    return self.vector(*mapped(node, env))
                return [([], ONE, ("vec", name, _at(indices, env)))]
            case ["vadd", *terms]:
                return [part for term in terms for part in self.vector(term, env)]
            case ["scale", factor, vector]:
                form = self.of(factor, env)
                return [(bound, self.times(form, c), v) for bound, c, v in self.vector(vector, env)]
            case ["vsum", index, body]:
                label, inner = self.bind(index, env)
                return [([label, *bound], c, v) for bound, c, v in self.vector(body, inner)]
        raise RejectedError(f"{node[0]} is not a vector")

    def _inner(self, left: list[Any], right: list[Any]) -> Form:
        parts = []
        for (bound, a, v), (others, b, u) in product(left, right):
            form = self.times(self.times(a, b), self.product([(("inner", *sorted((v, u), key=key)), mpq(1))]))
            for label in (*bound, *others):
                form = self.total(label, form)
            parts.append(form)
        return plus(*parts)

    def cleared(self, form: Form) -> tuple[Form, dict[Any, mpq]]:
        """Return a form times what stands below a line in it, and the powers of that."""
        lowest: dict[Any, mpq] = {}
        for factors, _ in form:
            for atom, e in factors:
                if atom[0] == "root" and e < 0:
                    lowest[atom] = max(lowest.get(atom, mpq(0)), -e)
        return self.times(form, frozenset({(frozenset(lowest.items()), mpq(1))})) if lowest else form, lowest

    def vanishes(self, form: Form) -> bool:
        """Tell whether a form is zero once what stands below a line (and is not zero, being there) is cleared."""
        for _ in range(30):
            form, lowest = self.cleared(form)
            if not form or not lowest:
                return not form
        raise RejectedError("denominators are nested too deeply")

    def cancelled(self, form: Form) -> Form:
        """Return a form over one denominator without the factors that divide what stands above, where there are any."""
        above, lowest = self.cleared(form)
        if not lowest or self.cleared(above)[1]:
            return form
        left = dict(lowest)
        for atom in lowest:
            while above and left[atom] >= 1 and (divided := self._divided(above, atom[1])) is not None:
                above, left[atom] = divided, left[atom] - 1
        return form if above and left == lowest else self.times(above, self.product((a, -e) for a, e in left.items()))

    def _divided(self, above: Form, below: Form) -> Form | None:
        """Return the quotient of two forms as polynomials in powers of their atoms, None where a rest is left."""
        powers = [power for form in (above, below) for factors, _ in form for power in factors]
        atoms = sorted({atom for atom, _ in powers}, key=key)
        steps = [lcm(*(int(e.denominator) for other, e in powers if other == atom)) for atom in atoms]

        def lifted(form: Form) -> tuple[list[int], dict[tuple[int, ...], fmpq]]:
            rows = [([int(dict(f).get(a, mpq(0)) * s) for a, s in zip(atoms, steps, strict=True)], c) for f, c in form]
            least = [min(column) for column in zip(*(row for row, _ in rows), strict=True)]
            flint = [fmpq(int(c.numerator), int(c.denominator)) for _, c in rows]
            lowered = (tuple(k - low for k, low in zip(row, least, strict=True)) for row, _ in rows)
            return least, dict(zip(lowered, flint, strict=True))

        (low, numerator), (start, denominator) = lifted(above), lifted(below)
        if max(k for row in (*numerator, *denominator) for k in row) > MOST_DEGREE:
            return None
        ring = fmpq_mpoly_ctx.get([f"a{k}" for k in range(len(atoms))])
        quotient, rest = divmod(ring.from_dict(numerator), ring.from_dict(denominator))
        if rest:
            return None
        shifts = list(zip(atoms, low, start, steps, strict=True))
        terms = []
        for row, c in quotient.terms():
            product = self.product(
                (a, mpq(k + u - v, s)) for k, (a, u, v, s) in zip(map(int, row), shifts, strict=True)
            )
            terms.append(scaled(product, mpq(int(c.p), int(c.q))))
        return plus(*terms)


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


def mapped(node: list[Any], env: dict[Any, Any]) -> tuple[list[Any], dict[Any, Any]]:
    """Return what a mapping puts in the place of a member of a family, and its environment."""
    slots, value = env[node[0], node[1]]
    if [kind for _, kind in slots] != [kind for _, kind in node[2]]:
        raise RejectedError(f"{node[1]} is mapped with other indices than it has")
    return value, {("index", *slot): label for slot, label in zip(slots, _at(node[2], env), strict=True)}


def _at(indices: list[list[str]], env: dict[Any, Any]) -> tuple[Any, ...]:
    return tuple(env.get(("index", *index), ("@", *index)) for index in indices)
