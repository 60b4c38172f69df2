"""A second opinion on the method *sums*: decides an identity for given n, P, d, entry by entry, as rational functions.

Every entry of every vector is a generator of a polynomial ring over ℚ; a square root is a generator r with r² known,
and a function of an argument is a generator of its own, so that loss derivatives stay free. The difference of the
two sides is a quotient; when its numerator vanishes modulo the r², the identity holds wherever it is defined, for
these sizes. It shares no code with the normal forms of ``sums`` and is compared with them in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from verify.errors import InputError
from verify.statement.instance import Instance
from verify.statement.readings.values import Evaluation, assignments
from verify.statement.tree import Apply, Pow, Relation
from verify.statement.walk import family_names, free_indices, free_symbols, subtrees, vector_names

MOST_FUNCTIONS = 200


@dataclass(frozen=True)
class Quotient:
    """A quotient of two polynomials, the denominator not zero; common factors may stay."""

    above: Any
    below: Any

    def __add__(self, other: Quotient) -> Quotient:
        if self.below == other.below:
            return Quotient(self.above + other.above, self.below)
        return Quotient(self.above * other.below + other.above * self.below, self.below * other.below)

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.above * other.above, self.below * other.below)

    def reduced(self) -> Quotient:
        """Return the quotient without common factors and with a monic denominator."""
        common = self.above.gcd(self.below)
        above, below = self.above / common, self.below / common
        leading = below.leading_coefficient()
        return Quotient(above / leading, below / leading)


class RationalFunctions:
    """Arithmetic of rational functions with square roots and opaque functions as further generators."""

    def __init__(self, names: list[str], *, functions: int) -> None:
        # in lexical order, functions before entries and the latest function first: then r² is the leading term of
        # r² − X, whatever entries and earlier functions X holds
        spare = [f"t{k}" for k in range(functions)]
        self._ring = fmpq_mpoly_ctx.get(spare + names, Ordering.lex)
        generators = self._ring.gens()
        self.one = Quotient(self._ring.constant(1), self._ring.constant(1))
        self.entries = {
            name: Quotient(generator, self.one.below)
            for name, generator in zip(names, generators[functions:], strict=True)
        }
        self._spare = list(enumerate(generators[:functions]))
        self.roots: list[tuple[int, Quotient]] = []
        self._opaque: dict[tuple[str, str], Quotient] = {}

    def number(self, value: Fraction | Quotient) -> Quotient:
        """Return a constant; a quotient is its own value."""
        if isinstance(value, Quotient):
            return value
        return Quotient(self._ring.constant(fmpq(value.numerator, value.denominator)), self.one.below)

    def power(self, base: Quotient, exponent: Fraction) -> Quotient:
        """Return a whole power, or a power of a square root, which is a generator of its own."""
        if exponent.denominator == 2:
            base, exponent = self._generator("√", base), Fraction(exponent.numerator)
        if exponent.denominator != 1:
            raise InputError(f"power {exponent}: only whole powers and square roots are expanded entry by entry")
        above, below = (base.above, base.below) if exponent >= 0 else (base.below, base.above)
        if below == 0:
            raise InputError("division by zero: the statement is not defined for these sizes")
        return Quotient(above ** abs(exponent.numerator), below ** abs(exponent.numerator))

    def apply(self, function: str, arguments: list[Quotient]) -> Quotient:
        """Return the generator that stands for a function of its argument."""
        if len(arguments) != 1:
            raise InputError(f"{function} of several arguments is not expanded entry by entry")
        return self._generator(function, arguments[0])

    def _generator(self, function: str, argument: Quotient) -> Quotient:
        least = argument.reduced()
        key = (function, f"{least.above}/{least.below}")
        if key not in self._opaque:
            if not self._spare:
                raise InputError("more roots and functions than were counted: choose a smaller n, P or d")
            position, generator = self._spare.pop()
            self._opaque[key] = Quotient(generator, self.one.below)
            if function == "√":
                self.roots.append((position, least))
        return self._opaque[key]

    def vanishes(self, numerator: Any) -> bool:
        """Tell whether a polynomial is zero once the square of each root is what stands under it."""
        for position, square in reversed(self.roots):
            root = self._ring.gens()[position]
            degree = numerator.degrees()[position]
            numerator = numerator * square.below ** (degree // 2)
            numerator = divmod(numerator, square.below * root**2 - square.above)[1]
        return bool(numerator == 0)


def holds_explicitly(relation: Relation, *, n: int, d: int, P: int = 1) -> bool:
    """Tell whether an equation is an identity for these sizes; the derivatives in it are carried out rule by rule.

    Raises InputError where the statement has maxima or other parts that are not expanded.

    >>> from verify.batchnorm import LinearBN
    >>> from verify.statement.writing.relations import equal
    >>> model = LinearBN()
    >>> holds_explicitly(equal(model.derivative_along(model.w), 0), n=2, d=2)
    True
    """
    if relation.operator != "=":
        raise InputError(f"{relation.operator} is not an equation: use another method for inequalities")
    arithmetic, instance = _generic_instance(relation, n=n, d=d, P=P)
    for at in assignments(relation, instance):
        evaluation = Evaluation(instance, arithmetic)
        left, right = evaluation.scalar(relation.left, at), evaluation.scalar(relation.right, at)
        if not arithmetic.vanishes(left.above * right.below - right.above * left.below):
            return False
    return True


def _generic_instance(relation: Relation, *, n: int, d: int, P: int) -> tuple[RationalFunctions, Instance]:
    sizes = {"sample": n, "patch": P}

    def keys(kinds: tuple[str, ...]) -> list[tuple[int, ...]]:
        return list(product(*(range(sizes[kind]) for kind in kinds)))

    vectors, families = vector_names(relation), family_names(relation)
    scalars = sorted(free_symbols(relation))
    label: dict[Any, str] = {}
    for name in scalars:
        label[name] = f"s{len(label)}"
    for name, kinds in families.items():
        label |= {(name, key): f"f{len(label)}_{count}" for count, key in enumerate(keys(kinds))}
    for name, kinds in vectors.items():
        entries = product(keys(kinds), range(d))
        label |= {(name, key, c): f"v{len(label)}_{count}" for count, (key, c) in enumerate(entries)}
    functions = sum(len(keys(kinds)) for kinds in _functions(relation))
    if functions > MOST_FUNCTIONS:
        raise InputError(f"{functions} roots and functions, more than {MOST_FUNCTIONS}: choose a smaller n or P")
    arithmetic = RationalFunctions(list(label.values()), functions=functions)
    entry: dict[Any, Any] = {part: arithmetic.entries[name] for part, name in label.items()}
    instance = Instance(
        n=n,
        P=P,
        scalars={name: entry[name] for name in scalars},
        families={name: {key: entry[name, key] for key in keys(kinds)} for name, kinds in families.items()},
        vectors={
            name: {key: tuple(entry[name, key, c] for c in range(d)) for key in keys(kinds)}
            for name, kinds in vectors.items()
        },
    )
    return arithmetic, instance


def _functions(relation: Relation) -> list[tuple[str, ...]]:
    """Return the kinds of the free indices of each root and function that may need a generator of its own."""
    found = {node for node in subtrees(relation) if isinstance(node, Apply) or _is_root(node)}
    # a derivative taken at a point speaks of each function at the point and, inside, at the variable
    return [tuple(index.kind for index in free_indices(node)) for node in found for _ in range(2)]


def _is_root(node: Any) -> bool:
    return isinstance(node, Pow) and node.exponent.denominator != 1
