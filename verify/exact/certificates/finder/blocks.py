"""Candidates for the terms of a certificate: sums Σ q·g·h·b_1·b_2 over samples and patches, grouped into blocks.

A block has bound labels, a weight q (a monomial that is nonnegative by its form), facts g, h ≥ 0 and elements b; each
positive semidefinite matrix over its elements makes a nonnegative term. The elements are monomials, or multiples of
vectors, whose products are inner products. Candidates come from the goal: each monomial of it is *opened* (its sums are
written over the labels of a context), divided by a term of the facts, and split into q·b².
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, product
from math import prod
from typing import Any

from verify.exact.certificates.checker import Premises
from verify.exact.certificates.finder.opened_sums import moduli, occurrences, openings, quotient, squared_vectors, units
from verify.exact.certificates.finder.terms import (
    index_of,
    of_atom,
    of_polynomial,
    of_power,
    over,
    product_of,
    sum_of,
    vector_combination,
    vector_of,
)
from verify.exact.certificates.signs import MINUS_ONE, Fact, schwarz
from verify.exact.effort import takes
from verify.exact.sums.atoms import (
    Atom,
    Frozen,
    Label,
    Monomial,
    Polynomial,
    as_monomial,
    constant,
    freeze,
    label_of,
    labels,
    merge,
    order,
    rename,
    times,
)
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import fresh_index, substitute
from verify.statement.tree import Add, Extremum, Inner, Mul, Number, Pow, Scalar, VectorExpr

MOST_LABELS = 4
MOST_OPENINGS = 24
MOST_INSTANCES = 40
MOST_BLOCKS = 160
MOST_ELEMENTS = 24
SHARE = 2000.0
# how many products of terms take as long as one of the share (``verify.exact.effort``)
PRODUCTS = 200
Combination = tuple[Fraction, ...]


class OutOfFuel(Exception):  # noqa: N818
    """The search for a certificate has had its share of work."""


@dataclass
class Fuel:
    """Work that is left for several searches together, counted as in each of them."""

    left: float


@dataclass(frozen=True)
class Known:
    """An expression known to be nonnegative, or zero as one side of an ``equation``, with its normal form."""

    tree: Scalar
    form: Frozen
    equation: bool = False


@dataclass(frozen=True)
class Element:
    """An element of a block: a monomial, times a vector in a block of vectors."""

    monomial: Monomial
    vector: VectorExpr | None = None


@dataclass(frozen=True)
class Block:
    """A family of candidate terms: all squares of combinations of its elements, weighted, summed over its labels.

    In a ``free`` block the last fact is one side of an equation, and its one element may have any sign.
    """

    bound: tuple[Label, ...]
    weight: Monomial
    facts: tuple[Known, ...]
    elements: tuple[Element, ...]
    free: bool = False


@dataclass
class Candidates:
    """Makes the blocks for one goal, from what is known of signs; ``asked`` are the goal's atoms, if known."""

    given: Premises
    free: tuple[Label, ...]
    fuel: float = SHARE
    together: Fuel | None = None
    asked: frozenset[Atom] | None = None
    _signs: dict[tuple[Atom, bool], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = self.given.domain.signs.facts
        self.shapes = _shapes(facts)
        self.moduli: dict[Atom, Atom] = {}
        self.units: dict[Atom, int] = {}

    def nonnegative(self, atom: Atom, *, strict: bool = False) -> bool:
        """Tell whether an atom is nonnegative (positive where ``strict``) by its form or by a hypothesis."""
        if (atom, strict) not in self._signs:
            signs = self.given.domain.signs
            self._signs[atom, strict] = (signs.positive if strict else signs.nonnegative)(self.power(atom, Fraction(1)))
        return self._signs[atom, strict]

    def power(self, atom: Atom, exponent: Fraction) -> Scalar:
        """Return a power of an atom as an expression whose sign the rules see, where a fact tells it."""
        if atom not in self.shapes:
            return of_power(atom, exponent)
        return self.shapes[atom] if exponent == 1 else Pow(self.shapes[atom], exponent)

    def tree(self, monomial: Monomial) -> Scalar:
        """Return a monomial as an expression; what is divided by stands last."""
        return product_of(self.power(atom, e) for atom, e in sorted(monomial, key=lambda factor: factor[1] < 0))

    def term(self, block: Block, combination: Combination, scale: Fraction) -> tuple[Scalar, ...]:
        """Return scale · Σ weight · facts · (Σ_k combination_k · element_k)² as terms of a certificate."""
        parts = [(c, element) for c, element in zip(combination, block.elements, strict=True) if c]
        facts = [fact.tree for fact in block.facts]
        if block.free:
            return self._free_terms(block, parts[0][0] * scale)
        weight = block.weight
        if parts[0][1].vector is not None:
            whole = vector_combination(
                (product_of((Number(c), self.tree(element.monomial))), element.vector)
                for c, element in parts
                if element.vector
            )
            square: Scalar = Inner(whole, whole)
        elif len(parts) == 1:
            scale, square = scale * parts[0][0] ** 2, Number(Fraction(1))
            weight = merge((*weight, *((atom, 2 * e) for atom, e in parts[0][1].monomial)))
        else:
            square = sum_of(product_of((Number(c), self.tree(element.monomial))) for c, element in parts) ** 2
        body = over(block.bound, product_of((self.tree(weight), *facts, square)))
        return (product_of((Number(scale), body)),)

    def _free_terms(self, block: Block, scale: Fraction) -> tuple[Scalar, ...]:
        """Return two terms that add up to scale · weight · x · e, for e = 0: 4xe = (x + 1)²e + (x − 1)²(−e)."""
        element, fact = self.tree(block.elements[0].monomial), block.facts[-1].tree
        signed = fact if scale > 0 else -fact
        bodies = (product_of(((element + 1) ** 2, signed)), product_of(((element - 1) ** 2, -signed)))
        return tuple(
            product_of((Number(abs(scale) / 4), over(block.bound, product_of((self.tree(block.weight), body)))))
            for body in bodies
        )

    def gram(self, block: Block, one: Element, other: Element) -> Polynomial:
        """Return the normal form of the sum of weight · facts · one · other over the block's labels."""
        normal = self.given.domain.signs.normaliser
        self.burn(self._price(block, one))
        result = as_monomial(merge((*block.weight, *one.monomial, *(() if block.free else other.monomial))))
        for fact in block.facts:
            result = times(result, dict(fact.form))
        if one.vector is not None and other.vector is not None:
            result = times(result, normal.of(Inner(one.vector, other.vector)))
        return self.given.reduce(normal.over(block.bound, result))

    def burn(self, price: float) -> None:
        """Count work done; raises OutOfFuel where the search has had its share."""
        self.fuel -= price
        if self.together is not None:
            self.together.left -= price
        shared = takes(int(price * PRODUCTS))
        if self.fuel < 0 or not shared or (self.together is not None and self.together.left < 0):
            raise OutOfFuel

    def _price(self, block: Block, element: Element) -> float:
        # what a product costs grows with its terms, the length of its atoms, and the arrangements of its labels
        count = prod(len(fact.form) for fact in block.facts) * (1 if element.vector is None else 3)
        size = _length(block.weight) + _length(element.monomial) + sum(_length(fact.form) for fact in block.facts)
        return count * (1 + size / 500) * (0.2, 0.3, 0.5, 1.0, 3.0)[min(len(block.bound), 4)]

    def blocks(self, goal: Iterable[Monomial], *, pairs: bool) -> list[Block]:
        """Return the blocks that the goal's monomials suggest; with products of two facts where ``pairs``."""
        support = sorted(goal, key=order)
        found: dict[tuple[Any, ...], dict[Element, None]] = {}
        known = self._known()
        for bound in self._contexts(support, known):
            local = list(dict.fromkeys(m for monomial in support for m in self._opened(monomial, bound)))
            self.moduli, self.units = moduli(local), units(local)
            known_here = [*known, *self._beside_extrema(local, bound), *self._schwarz(local, bound)]
            for facts in self._instances(known_here, bound, pairs):
                divisors = self._divisors(facts)
                self.burn(len(local) * len(divisors) * 0.02)
                for monomial in local:
                    for divisor in divisors:
                        rest = quotient(monomial, divisor)
                        if rest is not None:
                            self._split(bound, facts, rest, found)
        made = [
            Block(bound, weight, facts, tuple(elements), kind == "free")
            for (bound, weight, facts, kind, _), elements in found.items()
        ]
        return made[:MOST_BLOCKS]

    def closed(self, block: Block) -> Block:
        """Return a block with the geometric means of its elements, positive elements last."""
        made = dict.fromkeys(block.elements)
        for one, other in combinations(block.elements, 2):
            mean = merge((atom, e / 2) for atom, e in merge((*one.monomial, *other.monomial)))
            fits = all((e * self.units.get(atom, 1)).denominator == 1 for atom, e in mean)
            if fits and one.vector == other.vector and len(made) < MOST_ELEMENTS:
                made[Element(mean, one.vector)] = None
        positive = lambda element: all(self.nonnegative(atom, strict=True) for atom, _ in element.monomial)  # noqa: E731
        return replace(block, elements=tuple(sorted(made, key=positive)))

    def _split(
        self, bound: tuple[Label, ...], facts: tuple[Known, ...], monomial: Monomial, found: dict[Any, Any]
    ) -> None:
        """Write a monomial as q·b² with q nonnegative and enter b into the block of q; likewise with ‖v‖² apart."""
        for spelt in self._spelt(monomial):
            if (halves := self._halves(spelt)) is not None:
                q, b = halves
                found.setdefault((bound, q, facts, "squares", ()), {})[Element(b)] = None
            elif len(facts) == 1 and facts[0].equation:
                q = tuple((atom, e) for atom, e in spelt if self.nonnegative(atom))
                rest = tuple((atom, e) for atom, e in spelt if not self.nonnegative(atom))
                found[bound, q, facts, "free", rest] = {Element(rest): None}
        for vector, rest in squared_vectors(monomial):
            if (halves := self._halves(rest)) is not None:
                q, b = halves
                found.setdefault((bound, q, facts, "vectors", ()), {})[Element(b, vector)] = None

    def _spelt(self, monomial: Monomial) -> Iterator[Monomial]:
        """Yield a monomial as it is and with |x|² for x² where the goal speaks of |x|."""
        yield monomial
        spelt = merge((self.moduli.get(atom, atom) if e % 2 == 0 else atom, e) for atom, e in monomial)
        if spelt != monomial:
            yield spelt

    def _halves(self, monomial: Monomial) -> tuple[Monomial, Monomial] | None:
        q: list[tuple[Atom, Fraction]] = []
        b: list[tuple[Atom, Fraction]] = []
        for atom, e in monomial:
            unit = self.units.get(atom, e.denominator)
            half = Fraction(int(e * unit // 2), unit)
            if e != 2 * half:
                if not self.nonnegative(atom):
                    return None
                q.append((atom, e - 2 * half))
            if half:
                b.append((atom, half))
        return merge(q), merge(b)

    def _known(self) -> list[Known]:
        """Return the facts, their labels free."""
        signs = self.given.domain.signs
        forms = dict.fromkeys(fact.form for fact in signs.facts if fact.form)
        for name in _one_sided(forms) - self.asked if self.asked is not None else ():
            forms = {form: None for form in forms if not any(m == ((name, Fraction(1)),) for m, _ in form)}
        # an atom that is nonnegative by a fact is a weight already
        return [
            Known(of_polynomial(form), form, freeze(times(dict(form), constant(-1))) in forms)
            for form in forms
            if len(form) > 1 or form[0][1] < 0
        ]

    def _contexts(self, support: Sequence[Monomial], known: Sequence[Known]) -> list[tuple[Label, ...]]:
        """Return the label sets over which terms are summed, small ones first."""
        counts = {(0, 0)}
        for monomial in support:
            sums = [tuple(label[2] for label in atom[1]) for atom in occurrences(monomial)[0]]
            for size in range(1, min(len(sums), 3) + 1):
                for chosen in combinations(sums, size):
                    kinds = [kind for bound in chosen for kind in bound]
                    counts.add((kinds.count("sample"), kinds.count("patch")))
        for fact in known:
            kinds = [label[2] for label in labels(fact.form) if label not in self.free]
            counts.add((kinds.count("sample"), kinds.count("patch")))
        wanted = sorted((count for count in counts if sum(count) <= MOST_LABELS), key=lambda count: (sum(count), count))
        return [self._labels(*count) for count in wanted]

    def _labels(self, samples: int, patches: int) -> tuple[Label, ...]:
        taken, made = set(map(index_of, self.free)), []
        for names, kind in (("ijkl"[:samples], "sample"), ("pqrs"[:patches], "patch")):
            for name in names:
                index = fresh_index(Index(name, "sample" if kind == "sample" else "patch"), frozenset(taken))
                taken.add(index)
                made.append(label_of(index.name, kind))
        return tuple(made)

    def _opened(self, monomial: Monomial, bound: tuple[Label, ...]) -> list[Monomial]:
        """Return local monomials whose sum over the bound labels is the monomial."""
        return list(dict.fromkeys(islice(openings(monomial, bound), MOST_OPENINGS)))

    def _instances(self, known: Sequence[Known], bound: tuple[Label, ...], pairs: bool) -> list[tuple[Known, ...]]:
        """Return no fact, each fact at the labels at hand, and products of two of them."""
        here = (*bound, *self.free)
        single: dict[Frozen, Known] = {}
        for fact in known:
            slots = sorted(labels(fact.form))
            choices = [[label for label in here if label[2] == slot[2]] for slot in slots]
            for chosen in product(*choices):
                names = dict(zip(slots, chosen, strict=True))
                form = rename(fact.form, names)
                if form and form not in single:
                    indices = {index_of(slot): index_of(label) for slot, label in names.items()}
                    single[form] = Known(substitute(fact.tree, indices), form, fact.equation)
        facts = [*single.values()][:MOST_INSTANCES]
        result: list[tuple[Known, ...]] = [(), *((fact,) for fact in facts)]
        if pairs:
            doubled = [*((fact, fact) for fact in facts), *combinations(facts, 2)]
            result += [pair for pair in doubled if pair[0] is not pair[1]][:MOST_INSTANCES]
        return result

    def _beside_extrema(self, local: Sequence[Monomial], bound: tuple[Label, ...]) -> Iterator[Known]:
        """Yield max_k body(k) − body(i) and body(i) − min_k body(k) for the extrema and the labels at hand."""
        here = (*bound, *self.free)
        atoms = dict.fromkeys(atom for monomial in local for atom, _ in monomial if atom[0] == "extremum")
        for atom in atoms:
            if labels(atom) <= set(here):
                for tree in _below_extremum(of_atom(atom), here):
                    yield Known(tree, freeze(self.given.domain.signs.normaliser.of(tree)))

    def _schwarz(self, local: Sequence[Monomial], bound: tuple[Label, ...]) -> Iterator[Known]:
        """Yield ‖a‖²‖b‖² − ⟨a, b⟩² and its like for the inner products of two vectors that stand in the goal."""
        here = {*bound, *self.free}
        atoms = dict.fromkeys(atom for monomial in local for atom, _ in monomial if atom[0] == "inner")
        for atom in atoms:
            if atom[1] != atom[2] and labels(atom) <= here:
                for tree in schwarz(vector_of(atom[1]), vector_of(atom[2])):
                    yield Known(tree, freeze(self.given.domain.signs.normaliser.of(tree)))

    def _divisors(self, facts: tuple[Known, ...]) -> list[Monomial]:
        form: Polynomial = {(): Fraction(1)}
        for fact in facts:
            form = times(form, dict(fact.form))
        return list(form)


def _one_sided(forms: Iterable[Frozen]) -> set[Atom]:
    """Return the variables that stand in facts by themselves only, and always with one sign, as T in t + 1 ≤ T.

    No sum of facts is without them, so that facts about them are of no use to a goal that does not speak of them.
    """
    signs: dict[Atom, set[bool]] = {}
    elsewhere: set[Atom] = set()
    for form in forms:
        for monomial, c in form:
            alone = len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0][0] == "symbol"
            if alone:
                signs.setdefault(monomial[0][0], set()).add(c > 0)
            else:
                elsewhere |= {atom for atom, _ in monomial}
    return {atom for atom, found in signs.items() if len(found) == 1 and atom not in elsewhere}


@lru_cache(maxsize=20_000)
def _length(part: Any) -> int:
    return len(repr(part))


def _below_extremum(extremum: Scalar, here: tuple[Label, ...]) -> Iterator[Scalar]:
    """Yield extremum − body (body − extremum of a minimum) at each label, and through extrema of extrema."""
    if not isinstance(extremum, Extremum):
        return
    for label in here:
        if label[2] == extremum.index.kind:
            value = substitute(extremum.body, {extremum.index: index_of(label)})
            gap = extremum - value if extremum.which == "max" else Add((value, Mul((MINUS_ONE, extremum))))
            yield gap
            if isinstance(value, Extremum) and value.which == extremum.which:
                yield from (Add((gap, deeper)) for deeper in _below_extremum(value, here))


def _shapes(facts: Iterable[Fact]) -> dict[Atom, Scalar]:
    """Return expressions for atoms of whose positive multiples facts speak, such as Σ_i u_i² where mean u² > 0."""
    shapes: dict[Atom, Scalar] = {}
    for fact in sorted(facts, key=lambda fact: not fact.strict):
        if len(fact.form) != 1 or fact.form[0][1] <= 0 or labels(fact.form):
            continue
        monomial, _ = fact.form[0]
        inside = [atom for atom, e in monomial if e == 1 and atom[0] != "size"]
        sizes = [(atom, e) for atom, e in monomial if atom[0] == "size"]
        if len(inside) == 1 and len(sizes) == len(monomial) - 1 and sizes:
            told = of_polynomial(fact.form)
            back = product_of((Number(1 / fact.form[0][1]), *(of_power(atom, -e) for atom, e in sizes)))
            shapes.setdefault(inside[0], product_of((told, back)))
    return shapes
