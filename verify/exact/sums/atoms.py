"""Polynomials in atoms with bound indices: their arithmetic, renaming, and the canonical form of a connected sum.

An atom is a nested tuple: ("symbol", name), ("size", kind), ("member", name, labels), ("inner", vector, vector),
("function", name, polynomials), ("root", polynomial, q) for the q-th root of a polynomial of several terms,
("sum", bound labels, monomial), ("extremum", which, label, polynomial). A label is ("@", index name, index kind).
Bound labels are named "#h.k" with h the height of nested sums, so that a label is never bound twice along a branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import comb, gcd, lcm
from typing import Any, TypeAlias, TypeGuard

from verify.errors import InputError
from verify.exact.sums.exponents import long_remembered, remembered
from verify.statement.indices import Index
from verify.statement.tree import Indexed, Inner, Scalar, Size, Step, Symbol, Vector

Atom: TypeAlias = tuple[Any, ...]
Monomial: TypeAlias = tuple[tuple[Atom, Fraction], ...]
Polynomial: TypeAlias = dict[Monomial, Fraction]
Frozen: TypeAlias = tuple[tuple[Monomial, Fraction], ...]
Label: TypeAlias = tuple[str, str, str]

ONE = remembered(Fraction(1))
MOST_BOUND = 7
MOST_TERMS = 20_000
# of all the products of terms by which a power is multiplied out: a second or two
MOST_PRODUCTS = 30_000


def constant(value: Fraction | int) -> Polynomial:
    """Return a constant polynomial."""
    return {(): value if isinstance(value, Fraction) else Fraction(value)} if value else {}


def of_atom(atom: Atom, exponent: Fraction | int = ONE) -> Polynomial:
    """Return the polynomial that is one atom to a power."""
    return {((long_remembered(atom), exponent if exponent is ONE else remembered(Fraction(exponent))),): ONE}


@lru_cache(maxsize=100_000)
def order(part: object) -> str:
    """Return the key by which atoms, monomials and terms are put in order."""
    return repr(part)


def freeze(polynomial: Polynomial) -> Frozen:
    """Return a polynomial as a hashable tuple in canonical order."""
    terms = tuple((monomial, remembered(coefficient)) for monomial, coefficient in polynomial.items())
    # to find a part's place takes the time of going through it
    return terms if len(terms) < 2 else tuple(sorted(terms, key=order))


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the sum of two polynomials."""
    result = dict(left)
    for monomial, coefficient in right.items():
        add_term(result, monomial, coefficient)
    return result


def total(polynomials: Iterable[Polynomial]) -> Polynomial:
    """Return the sum of several polynomials."""
    result: Polynomial = {}
    for polynomial in polynomials:
        for monomial, coefficient in polynomial.items():
            add_term(result, monomial, coefficient)
    return result


def add_term(polynomial: Polynomial, monomial: Monomial, coefficient: Fraction) -> None:
    """Add a term, whose coefficient is not 0, to a polynomial that nobody else has yet."""
    known = polynomial.get(monomial)
    # most terms meet no other: nothing is added then, as each sum of fractions is one more fraction
    if known is None:
        polynomial[monomial] = coefficient
    elif total := known + coefficient:
        polynomial[monomial] = total
    else:
        del polynomial[monomial]


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the product of two polynomials; InputError where it would have absurdly many terms."""
    if len(left) * len(right) > MOST_TERMS:
        raise InputError(f"a product of {len(left)} by {len(right)} terms is too large: split the claim into steps")
    result: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            coefficient = b if a is ONE else a if b is ONE else a * b
            add_term(result, _joined(first, second) if first and second else first or second, coefficient)
    return result


def _joined(first: Monomial, second: Monomial) -> Monomial:
    """Return the product of two monomials."""
    exponents = dict(first)
    for atom, exponent in second:
        known = exponents.get(atom)
        if known is None:
            exponents[atom] = exponent
        elif total := known + exponent:
            exponents[atom] = remembered(total)
        else:
            del exponents[atom]
    powers = tuple(exponents.items())
    return powers if len(powers) < 2 else tuple(sorted(powers, key=order))


def whole_power(base: Polynomial, exponent: int) -> Polynomial:
    """Return a power with a whole exponent, not negative; InputError where it would have absurdly many terms.

    >>> x = (("symbol", "x"), Fraction(1)),
    >>> whole_power({x: Fraction(2)}, 3) == {((("symbol", "x"), Fraction(3)),): Fraction(8)}
    True
    """
    if len(base) <= 1:
        return {_power(monomial, exponent): value**exponent for monomial, value in base.items()} or constant(
            int(exponent == 0)
        )
    if exponent * len(base) > MOST_TERMS:
        raise InputError(f"a power {exponent} of {len(base)} terms is too large: split the claim into steps")
    if len(base) == 2:
        return _binomial_power(base, exponent)
    result, products = constant(1), 0
    for _ in range(exponent):
        products += len(result) * len(base)
        if products > MOST_PRODUCTS:
            raise InputError(f"a power {exponent} of {len(base)} terms is too large: split the claim into steps")
        result = times(result, base)
    return result


def _binomial_power(base: Polynomial, exponent: int) -> Polynomial:
    """Return (a + b)^e as the sum of (e over k) a^(e-k) b^k; one factor after the other would take e² products."""
    (first, a), (second, b) = base.items()
    result: Polynomial = {}
    for k in range(exponent + 1):
        monomial = _joined(_power(first, exponent - k), _power(second, k))
        add_term(result, monomial, comb(exponent, k) * a ** (exponent - k) * b**k)
    return result


def _power(monomial: Monomial, exponent: int) -> Monomial:
    return merge((atom, e * exponent) for atom, e in monomial)


def merge(factors: Iterable[tuple[Atom, Fraction]]) -> Monomial:
    """Return the monomial of several powers of atoms, equal atoms taken together."""
    exponents: dict[Atom, Fraction] = {}
    for atom, exponent in factors:
        exponents[atom] = exponents[atom] + exponent if atom in exponents else exponent
    powers = tuple((long_remembered(atom), remembered(e)) for atom, e in exponents.items() if e)
    return powers if len(powers) < 2 else tuple(sorted(powers, key=order))


def label_of(name: str, kind: str) -> Label:
    """Return the label of an index."""
    return ("@", name, kind)


def _is_label(part: object) -> TypeGuard[Label]:
    return isinstance(part, tuple) and len(part) == 3 and part[0] == "@"


@lru_cache(maxsize=100_000)
def labels(part: object) -> frozenset[Label]:
    """Return the free index labels in an atom, a monomial or a frozen polynomial."""
    if _is_label(part):
        return frozenset({part})
    if not isinstance(part, tuple):
        return frozenset()
    inside = frozenset[Label]().union(*(labels(item) for item in part))
    if part and part[0] == "sum":
        return inside - frozenset(part[1])
    return inside - {part[2]} if part and part[0] == "extremum" else inside


@lru_cache(maxsize=100_000)
def height(part: object) -> int:
    """Return how deep sums and extrema are nested in a part."""
    if not isinstance(part, tuple) or _is_label(part):
        return 0
    below = max((height(item) for item in part), default=0)
    return below + 1 if part and part[0] in ("sum", "extremum") else below


def rename(part: Any, names: Mapping[Label, Label]) -> Any:
    """Return an atom, a monomial or a frozen polynomial with labels renamed and canonical order restored."""

    def visit(item: Any) -> Any:
        if not isinstance(item, tuple) or labels(item).isdisjoint(names):
            return item
        return _renamed(item, names, visit)

    return visit(part)


def _renamed(part: tuple[Any, ...], names: Mapping[Label, Label], visit: Callable[[Any], Any]) -> Any:
    """Return a part renamed, where ``visit`` renames what stands inside."""
    if _is_label(part):
        return names.get(part, part)
    if part and part[0] == "sum":
        inside = visit(part[2])
        renamed = tuple(names.get(label, label) for label in part[1])
        return part if inside == part[2] and renamed == part[1] else arranged(renamed, inside)
    items = tuple(map(visit, part))
    if items == part:
        return part
    if items[0] == "inner":
        return ("inner", *sorted(items[1:], key=order))
    if not all(isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], Fraction) for item in items):
        return items
    if all(item[0] and isinstance(item[0][0], str) for item in items):
        return merge(items)  # a monomial: two of its atoms may have become one
    return freeze(total({monomial: coefficient} for monomial, coefficient in items))


class Renaming:
    """Renames the labels of one monomial again and again: a part is renamed once for each way its own labels go.

    >>> i, j = label_of("i", "sample"), label_of("j", "sample")
    >>> both = ((("index", "a", (i,)), Fraction(1)), (("index", "b", (j,)), Fraction(1)))
    >>> Renaming(both).under({i: j, j: i}) == rename(both, {i: j, j: i})
    True
    """

    def __init__(self, whole: Monomial) -> None:
        self.whole = whole
        # by identity: parts are long, and looked up often
        self._labels: dict[int, tuple[Label, ...]] = {}
        self._made: dict[tuple[int, tuple[Label, ...]], Any] = {}

    def under(self, names: Mapping[Label, Label]) -> Monomial:
        """Return the monomial with its labels renamed; no name may be that of a label that is bound inside."""
        known, made = self._labels, self._made

        def visit(part: Any) -> Any:
            if not isinstance(part, tuple):
                return part
            own = known.get(id(part))
            if own is None:
                own = known[id(part)] = tuple(labels(part))
            if not own:
                return part
            renamed = tuple([names.get(label, label) for label in own])
            if renamed == own:
                return part
            key = id(part), renamed
            found = made.get(key)
            if found is None:
                found = made[key] = _renamed(part, names, visit)
            return found

        result: Monomial = visit(self.whole)
        return result


def sum_over(label: Label, polynomial: Polynomial) -> Polynomial:
    """Return the normal form of the sum of a polynomial over one index.

    >>> i = label_of("i", "sample")
    >>> sum_over(i, constant(1)) == of_atom(("size", "sample"))
    True
    """
    result: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        tied: list[tuple[Atom, Fraction]] = []
        apart: list[tuple[Atom, Fraction]] = []
        for factor in monomial:
            (tied if label in labels(factor[0]) else apart).append(factor)
        add_term(result, merge((*apart, *_sum_of_monomial(label, tied))), coefficient)
    return result


def _sum_of_monomial(label: Label, factors: list[tuple[Atom, Fraction]]) -> list[tuple[Atom, Fraction]]:
    bound, opened, count = [label], [], 0
    for atom, exponent in factors:
        if atom[0] == "sum" and exponent.denominator == 1 and exponent > 0:
            for _ in range(int(exponent)):  # a product of sums is one sum over all their indices, renamed apart
                fresh = {old: label_of(f"!{count}.{k}", old[2]) for k, old in enumerate(atom[1])}
                count += 1
                bound.extend(fresh.values())
                opened.extend(rename(atom[2], fresh))
        else:
            opened.append((atom, exponent))
    return _split(bound, merge(opened))


def _split(bound: list[Label], monomial: Monomial) -> list[tuple[Atom, Fraction]]:
    """Return the powers of atoms whose product is the sum of a monomial over the bound labels."""
    groups: list[tuple[set[Label], list[tuple[Atom, Fraction]]]] = [({label}, []) for label in bound]
    outside: list[tuple[Atom, Fraction]] = []
    free = frozenset(bound)
    for atom, exponent in monomial:
        touched = labels(atom) & free
        if not touched:
            outside.append((atom, exponent))
            continue
        meeting = [group for group in groups if group[0] & touched]
        groups = [group for group in groups if not group[0] & touched]
        groups.append((set().union(*(g[0] for g in meeting)), [f for g in meeting for f in g[1]] + [(atom, exponent)]))
    for names, factors in groups:
        if factors:
            outside.append((arranged(tuple(names), tuple(sorted(factors, key=order))), ONE))
        else:
            outside.extend((("size", label[2]), ONE) for label in names)
    return outside


# the same sums stand in many claims
@lru_cache(maxsize=20_000)
def arranged(bound: tuple[Label, ...], monomial: Monomial) -> Atom:
    """Return the sum atom with its bound labels renamed to the smallest of all their arrangements.

    Patches come before samples in the smallest, as labels come before what they are used in.

    >>> i, j = label_of("i", "sample"), label_of("j", "sample")
    >>> u_i, v_j = (("member", "u", (i,)), Fraction(1)), (("member", "v", (j,)), Fraction(1))
    >>> arranged((i, j), (u_i, v_j)) == arranged((j, i), (u_i, v_j))
    True
    """
    if len(bound) > MOST_BOUND:
        raise InputError(
            f"a sum ties {len(bound)} indices together, more than {MOST_BOUND}: split the claim into steps"
        )
    level = height(monomial) + 1
    best: Atom | None = None
    # a first renaming apart keeps an arrangement's target from meeting a label not yet renamed
    apart = {label: label_of(f"?{level}.{k}", label[2]) for k, label in enumerate(sorted(bound))}
    renaming = Renaming(rename(monomial, apart))
    for arrangement in _arrangements(sorted(apart.values(), key=lambda label: order(label[2])), renaming):
        names = {label: label_of(f"#{level}.{k}", label[2]) for k, label in enumerate(arrangement)}
        candidate: Atom = ("sum", tuple(names.values()), renaming.under(names))
        if best is None or order(candidate) < order(best):
            best = candidate
    if best is None:
        raise AssertionError("a sum atom binds at least one index")
    return best


def _arrangements(apart: list[Label], renaming: Renaming) -> Iterator[tuple[Label, ...]]:
    """Yield arrangements of the labels, which are in the order of their kinds, among them one that leads to the least.

    The order of kinds decides first, so that each kind is arranged for itself. Two labels whose exchange leaves the
    monomial as it is may change places in any arrangement: each set of such labels is met in one order only.
    """
    before: dict[Label, Label] = {}
    for k, label in enumerate(apart):
        for other in reversed(apart[:k]):
            same_kind = other[2] == label[2]
            if same_kind and renaming.under({label: other, other: label}) == renaming.whole:
                before[label] = other
                break
    groups = [[label for label in apart if label[2] == kind] for kind in dict.fromkeys(label[2] for label in apart)]
    for parts in product(*([*permutations(group)] for group in groups)):
        arrangement = tuple(label for part in parts for label in part)
        places = {label: k for k, label in enumerate(arrangement)}
        if all(places[first] < places[second] for second, first in before.items()):
            yield arrangement


def extremum_over(which: str, label: Label, polynomial: Polynomial) -> Polynomial:
    """Return the maximum or minimum of a polynomial over one index: an atom, times the number that all terms share.

    max 2b = 2 max b and max(−b) = −min b, so that the atom of what has negative terms only is the other one. What does
    not depend on the index is its own maximum.
    """
    if not any(label in labels(atom) for monomial in polynomial for atom, _ in monomial):
        return polynomial
    factor = content(polynomial)
    if all(value < 0 for value in polynomial.values()):
        which, factor = "min" if which == "max" else "max", -factor
    frozen = freeze(polynomial if factor == 1 else {term: value / factor for term, value in polynomial.items()})
    bound = label_of(f"#{height(frozen) + 1}.0", label[2])
    return dict.fromkeys(of_atom(("extremum", which, bound, rename(frozen, {label: bound}))), factor)


def single(polynomial: Polynomial) -> tuple[Monomial, Fraction] | None:
    """Return the only term of a polynomial, or None where it has none or several."""
    return next(iter(polynomial.items())) if len(polynomial) == 1 else None


def as_monomial(monomial: Monomial, coefficient: Fraction | int = 1) -> Polynomial:
    """Return a polynomial of one term."""
    return (
        {monomial: coefficient if isinstance(coefficient, Fraction) else Fraction(coefficient)} if coefficient else {}
    )


def content(polynomial: Polynomial) -> Fraction:
    """Return the positive number by which a polynomial is one with coprime whole coefficients."""
    above, below = ([getattr(value, part) for value in polynomial.values()] for part in ("numerator", "denominator"))
    return Fraction(gcd(*above), lcm(*below))


def label_at(index: Index | Step) -> Label:
    """Return the label of an index that stands in an expression; InputError for a step."""
    if isinstance(index, Step):
        raise InputError(f"step {index.name}: normal forms know no steps; a method for runs takes them away first")
    return label_of(index.name, index.kind)


def atom_of(expression: Scalar) -> Atom:
    """Return the atom of a variable, a size, a member of a family or an inner product of two vectors."""
    match expression:
        case Symbol(name):
            return ("symbol", name)
        case Size(kind):
            return ("size", kind)
        case Indexed(name, indices):
            return ("member", name, tuple(label_at(index) for index in indices))
        case Inner(Vector(left, left_indices), Vector(right, right_indices)):
            sides = [
                ("vector", left, tuple(map(label_at, left_indices))),
                ("vector", right, tuple(map(label_at, right_indices))),
            ]
            return ("inner", *sorted(sides, key=order))
    raise TypeError(f"{type(expression).__name__} is no atom")
