"""Facts of functions at any real expressions: what is no variable is put in the place of one.

Members u_i, inner products, sums, extrema, sizes, and where it helps powers x² and products of them become variables;
the relation between variables is proved by the method *functions* with the signs that their values are seen to have and
the hypotheses that speak of them alone, and is then used at those values.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from verify.claims.claim import Certificate
from verify.errors import InputError
from verify.exact.certificates.signs import Signs
from verify.exact.lemmas.work import Work, gap, use
from verify.exact.sums.atoms import Frozen, freeze
from verify.statement.expansion import carry_out_derivatives
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Size,
    Sum,
    Symbol,
)
from verify.statement.walk import free_indices, free_symbols, subtrees

MOST_VARIABLES = 5
MOST_INSTANCES = 24
EVEN = tuple(range(2, 17, 2))
CLOSED = (Indexed, Inner, Sum, Extremum, Size)


class Abstraction:
    """Puts variables in the place of the parts of expressions that are none; equal parts get one variable."""

    def __init__(self, signs: Signs, *, means: bool = True, powers: frozenset[str] = frozenset()) -> None:
        self.signs, self.means, self.powers = signs, means, powers
        self.values: dict[Symbol, Scalar] = {}
        self.names: dict[Frozen, Symbol] = {}
        self.taken: set[str] = set()
        self.closed = False

    def of(self, e: Scalar) -> Scalar:
        """Return an expression in variables."""
        match e:
            case Number() | Symbol():
                return e
            case Named(_, _, body, _):
                return self.of(body)
            case Diff():
                return self.of(carry_out_derivatives(e))
            case Pow(Symbol(name), exponent) if name in self.powers and exponent == 2:
                return self._variable(e)
            case Pow(Symbol(name), exponent) if name in self.powers and exponent > 2 and exponent % 2 == 0:
                return Pow(self._variable(Pow(e.base, Fraction(2))), exponent / 2)
            case Pow(base, exponent):
                return Pow(self.of(base), exponent)
            case Add(terms):
                return Add(tuple(map(self.of, terms)))
            case Apply(name, arguments):
                return Apply(name, tuple(map(self.of, arguments)))
            case Mul(factors):
                return self._product(factors)
        if isinstance(e, CLOSED):
            return self._variable(e)
        raise InputError(f"{e!r:.60} is no part of which a variable could be made")

    def _product(self, factors: tuple[Scalar, ...]) -> Scalar:
        def counted(factor: Scalar) -> bool:
            base = factor.base if isinstance(factor, Pow) else factor
            return isinstance(base, Size)

        whole = [factor for factor in factors if isinstance(factor, Sum) or counted(factor)]
        if self.means and any(isinstance(factor, Sum) for factor in whole) and any(map(counted, whole)):
            rest = tuple(self.of(factor) for factor in factors if factor not in whole)
            return Mul((*rest, self._variable(Mul(tuple(whole)))))
        return Mul(tuple(self.of(factor) for factor in factors))

    def _variable(self, e: Scalar) -> Scalar:
        form = freeze(self.signs.normaliser.of(e))
        if not form or (len(form) == 1 and not form[0][0]):
            return Number(form[0][1] if form else Fraction(0))
        if form not in self.names:
            if self.closed or len(self.values) >= MOST_VARIABLES:
                raise InputError("there are too many parts to make variables of")
            symbol = Symbol(fresh(self.taken))
            self.taken.add(symbol.name)
            self.names[form], self.values[symbol] = symbol, e
        return self.names[form]

    def relation(self, relation: Relation) -> Relation:
        """Return a relation in variables."""
        return Relation(relation.operator, self.of(relation.left), self.of(relation.right))


def fresh(taken: set[str]) -> str:
    """Return a name for a variable that is not taken.

    >>> fresh({"t1"})
    't2'
    """
    number = 1
    while f"t{number}" in taken:
        number += 1
    return f"t{number}"


def told(abstraction: Abstraction, work: Work, relation: Relation) -> tuple[Relation, ...]:
    """Return what the hypotheses and the forms of the values say of the variables."""
    found: list[Relation] = []
    for symbol, value in abstraction.values.items():
        if isinstance(value, Size):
            found.append(symbol >= 1)
        elif abstraction.signs.positive(value):
            found.append(symbol > 0)
        elif abstraction.signs.nonnegative(value):
            found.append(symbol >= 0)
    abstraction.closed = True
    here = sorted(free_indices(relation), key=lambda index: (index.kind, index.name))
    for bound in (value for value in abstraction.values.values() if isinstance(value, Extremum)):
        for index in (index for index in here if index.kind == bound.index.kind):
            member = substitute(bound.body, {bound.index: index})
            try:
                found.append(abstraction.relation(bound >= member if bound.which == "max" else bound <= member))
            except InputError:
                continue  # it speaks of other things too
    for hypothesis in work.given:
        if not isinstance(hypothesis, Relation):
            continue
        slots = sorted(free_indices(hypothesis), key=lambda index: (index.kind, index.name))
        choices = [[index for index in here if index.kind == slot.kind] for slot in slots]
        for chosen in list(product(*choices))[:MOST_INSTANCES]:
            instance = substitute(hypothesis, dict(zip(slots, chosen, strict=True)))
            try:
                made = abstraction.relation(instance)
            except InputError:
                continue  # it speaks of other things too
            if made not in found and not (isinstance(made.left, Number) and isinstance(made.right, Number)):
                found.append(made)
    return tuple(found)


def _abstractions(signs: Signs, relation: Relation) -> Iterator[Abstraction]:
    """Yield the ways to read a relation in variables."""
    yield Abstraction(signs)
    squared = _only_squared(relation)
    if squared:
        yield Abstraction(signs, powers=squared)
    if any(isinstance(found, Sum) for found in subtrees(relation)):
        yield Abstraction(signs, means=False)


def _only_squared(relation: Relation) -> frozenset[str]:
    """Return the variables that occur in even whole powers only."""
    names = free_symbols(relation)
    total: dict[str, int] = dict.fromkeys(names, 0)
    even: dict[str, int] = dict.fromkeys(names, 0)
    for found in subtrees(relation):
        if isinstance(found, Symbol):
            total[found.name] = total.get(found.name, 0) + 1
        if isinstance(found, Pow) and isinstance(found.base, Symbol) and found.exponent in EVEN:
            even[found.base.name] = even.get(found.base.name, 0) + 1  # the variable of a derivative is not free
    return frozenset(name for name in names if total[name] == even[name])


def is_between_variables(relation: Relation) -> bool:
    """Tell whether a relation speaks of variables alone, each of which stands elsewhere than in squares.

    >>> from verify.statement.writing.variables import family, samples, symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, = symbols("x"); u = family("u", *samples("i"))
    >>> is_between_variables(exp(x) >= x), is_between_variables(exp(x**2) >= x**2), is_between_variables(exp(u) >= u)
    (True, False, False)
    """
    return not _only_squared(relation) and not has_closed(relation)


def has_closed(relation: Relation) -> bool:
    """Tell whether members of families, inner products, sums, extrema or sizes stand in a relation."""
    return any(isinstance(found, CLOSED) for found in subtrees(relation))


def by_abstraction(work: Work, relation: Relation, depth: int) -> Certificate | None:
    """Return the certificate that uses a relation between variables at the values that stand in a relation."""
    tried: set[Relation] = set()
    for abstraction in _abstractions(work.signs(), relation):
        abstraction.taken |= free_symbols(relation)
        try:
            made = abstraction.relation(relation)
        except InputError:
            continue
        if not abstraction.values or made in tried:
            continue
        tried.add(made)
        given = told(abstraction, work, relation)
        name = work.real(made, given)
        if not name:
            continue
        certificate = Certificate((gap(relation),), uses=(use(name, abstraction.values),))
        if work.accepts(relation, certificate):
            return certificate
    return None
