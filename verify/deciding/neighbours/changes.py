"""The changes of a statement that may make it right: the slips of a derivation, undone.

They are the mutants of the tool's own tests (a power, sign, function, index, factor), a simple constant in the place of
another one, a lost factor, a weaker relation, and a hypothesis that is often left unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, count
from math import prod
from typing import Any, Literal, TypeAlias

from verify.statement.formulas import Node, Statement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.mutants import FLIPPED, changed_at_one_place, mutants
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Operator,
    Pow,
    Relation,
    Scalar,
    Size,
    Sum,
    Symbol,
    Vector,
)
from verify.statement.walk import free_indices, free_symbols, index_kinds, rebuild, subtrees

Kind: TypeAlias = Literal[
    "strictness", "constant", "sign", "power", "hypothesis", "function", "index", "factor", "equation", "direction",
    "loss",
]  # fmt: skip
SIMPLE = tuple(
    Fraction(text)
    for text in [
        *("-4", "-3", "-2", "-1", "-1/2", "-1/4", "0", "1/8", "1/6", "1/5", "1/4", "1/3", "1/2", "2/3", "3/4", "1"),
        *("4/3", "3/2", "2", "5/2", "3", "4", "5", "6", "8", "9", "10", "12", "16", "24", "32", "64", "100"),
    ]
)
LOOSER: dict[Operator, Operator] = {"<": "<=", ">": ">="}
MOST_ATOMS, MOST_MEMBERS, MOST_CHANGES = 6, 6, 1200


# of a part, by its id(): the part and what it became
Known = dict[int, tuple[Node, Any]]


@dataclass(frozen=True)
class Change:
    """A statement with one change, and the change in words.

    ``place`` and ``value`` tell constants in one place from one another, where the nearest that survives is wanted.
    """

    kind: Kind
    statement: Statement
    words: str
    place: int = -1
    before: Fraction = Fraction(0)
    value: Fraction = Fraction(0)


def changes(statement: Statement, number: int) -> tuple[Change, ...]:
    """Return the changes of a statement whose conclusion of that number (from 0) fails, each once, nearest kinds first.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> [change.words for change in changes(claim_that(x < y, given=(x <= y,)), 0)][:2]
    ['≤ in the place of <', 'a factor -4 on the right']
    """
    found: dict[Statement, Change] = {}
    known: Known = {}  # the changes share nearly all of their parts
    itself = (statement, folded(statement, known))
    for change in _all(statement, number):
        if len(found) >= MOST_CHANGES:
            break
        made = folded(change.statement, known) if change.kind != "hypothesis" else change.statement
        if made not in itself:
            found.setdefault(made, replace(change, statement=made))
    return tuple(found.values())


def folded(node: Node, known: Known | None = None) -> Any:
    """Return a node with factors 0 and 1, terms 0 and powers of numbers carried out, as a person would write it.

    ``known`` keeps what parts became, for calls on nodes that share parts.
    """
    known = {} if known is None else known
    if id(node) not in known:
        # the part itself is kept beside, so that no other part gets its id while this one is known
        known[id(node)] = node, _carried_out(rebuild(node, lambda part: folded(part, known)))
    return known[id(node)][1]


def _carried_out(node: Node) -> Any:
    match node:
        case Mul(factors):
            number = prod((factor.value for factor in factors if isinstance(factor, Number)), start=Fraction(1))
            rest = tuple(factor for factor in factors if not isinstance(factor, Number))
            if not rest or (number == 0 and not any(map(_may_lack_a_value, subtrees(node)))):
                return Number(number)
            if number == 1:
                return rest[0] if len(rest) == 1 else Mul(rest)
            return Mul((Number(number), *rest)) if number else node
        case Add(terms):
            left = tuple(term for term in terms if term != Number(Fraction(0)))
            return Number(Fraction(0)) if not left else left[0] if len(left) == 1 else Add(left)
        case Pow(Number(value), exponent) if exponent.denominator == 1 and (value or exponent > 0):
            return Number(value**exponent.numerator)
        case Pow(base, exponent) if exponent == 1:
            return base
    return node


def _all(statement: Statement, number: int) -> Iterator[Change]:
    conclusion = statement.conclusions[number]

    def concluding(kind: Kind, relation: Relation, words: str) -> Change:
        others = (*statement.conclusions[:number], relation, *statement.conclusions[number + 1 :])
        return Change(kind, replace(statement, conclusions=others), words)

    if conclusion.operator in LOOSER:
        looser: Operator = LOOSER[conclusion.operator]
        words = f"{_sign(looser)} in the place of {conclusion.operator}"
        yield concluding("strictness", replace(conclusion, operator=looser), words)
    for relation, place, before, value, words in _constants(conclusion):
        yield replace(concluding("constant", relation, words), place=place, before=before, value=value)
    for mutant in mutants(replace(statement, hypotheses=())):
        if mutant.statement.conclusions[number] != conclusion and (kind := _kind(mutant.change)):
            yield concluding(kind, mutant.statement.conclusions[number], mutant.change)
    for relation, words in changed_at_one_place(conclusion, _squares):
        yield concluding("power", relation, words)
    for relation, words in _factors(statement, conclusion):
        yield concluding("factor", relation, words)
    for hypotheses in _unsaid(statement):
        if not any(one in statement.hypotheses for one in hypotheses):
            given = (*statement.hypotheses, *hypotheses)
            said = " and ".join(map(to_text, hypotheses))
            yield Change("hypothesis", replace(statement, hypotheses=given), f"given {said} besides")
    if conclusion.operator == "=":
        for operator in ("<=", ">="):
            yield concluding("equation", replace(conclusion, operator=operator), f"{_sign(operator)} in the place of =")
    elif conclusion.operator in FLIPPED:
        turned = FLIPPED[conclusion.operator]
        for other in dict.fromkeys((turned, LOOSER.get(turned, turned))):
            yield concluding("direction", replace(conclusion, operator=other), "the other way round")


def _may_lack_a_value(node: Node) -> bool:
    """Tell whether a node may have no value somewhere, so that 0 times it is not 0 everywhere."""
    return isinstance(node, Apply | Diff) or (isinstance(node, Pow) and _has_a_pole_or_an_edge(node))


def _has_a_pole_or_an_edge(power: Pow) -> bool:
    if isinstance(power.base, Size):
        return False  # n and P are at least 1
    return power.exponent < 0 or power.exponent % 1 != 0


def _sign(operator: str) -> str:
    return {"<=": "≤", ">=": "≥"}.get(operator, operator)


def _kind(change: str) -> Kind | None:
    """Return the kind of a mutant, or None where the change is made here in another way."""
    if change.startswith("power"):
        return "power"
    if "sign was turned" in change:
        return "sign"
    if "exchanged" in change:
        return "function"
    if change.startswith("index"):
        return "index"
    return "loss" if "lost" in change else None


def _constants(conclusion: Relation) -> Iterator[tuple[Relation, int, Fraction, Fraction, str]]:
    """Yield the conclusion with simple constants in each place of one, numbered, and before one of its sides."""
    slots: list[tuple[int, Fraction, Fraction]] = []
    places = count()

    def constants(node: Node, scope: tuple[Index, ...]) -> Iterator[tuple[Any, str]]:
        before = _constant(node)
        if before is not None:
            place = next(places)
            for value in SIMPLE:
                slots.append((place, before, value))
                yield Number(value), str(len(slots) - 1)

    for relation, label in changed_at_one_place(conclusion, constants):
        place, before, value = slots[int(label)]
        yield relation, place, before, value, f"{value} in the place of {before}"
    # a factor before one side is as good as before the other
    side = "left" if _constant(conclusion.right) is not None else "right"
    body: Scalar = getattr(conclusion, side)
    if _constant(conclusion.left) is None or _constant(conclusion.right) is None:
        place = next(places)
        for value in SIMPLE:
            if value == 0:
                continue  # without one side little is left of the claim
            scaled = Number(value) * body
            words = f"a factor {value} on the {side}"
            yield _with_side(conclusion, side, scaled), place, Fraction(1), value, words
    # a term without a number may have lost one, as x·y in (x + y)² = x² + x·y + y²
    for side, terms, position in _terms_without_numbers(conclusion):
        place = next(places)
        for value in SIMPLE:
            if abs(value) not in (0, 1):
                scaled = Add((*terms[:position], Number(value) * terms[position], *terms[position + 1 :]))
                words = f"a factor {value} on {to_text(terms[position])}"
                yield _with_side(conclusion, side, scaled), place, Fraction(1), value, words


def _terms_without_numbers(conclusion: Relation) -> Iterator[tuple[str, tuple[Scalar, ...], int]]:
    """Yield the place of each term of a side that no number is a factor of: the side, its terms, which of them."""
    for side in ("left", "right"):
        body = getattr(conclusion, side)
        if isinstance(body, Add) and len(body.terms) <= MOST_MEMBERS:
            for position, term in enumerate(body.terms):
                factors = term.factors if isinstance(term, Mul) else (term,)
                if all(_constant(factor) is None for factor in factors):
                    yield side, body.terms, position


def _constant(node: Node) -> Fraction | None:
    match node:
        case Number(value):
            return value
        case Pow(Number(value), exponent) if exponent.denominator == 1 and value:
            return value**exponent.numerator
    return None


def _squares(node: Node, scope: tuple[Index, ...]) -> Iterator[tuple[Any, str]]:
    if isinstance(node, Symbol | Indexed | Size | Inner | Named | Sum | Apply):
        yield node**2, f"{to_text(node**2)} in the place of {to_text(node)}"


def _factors(statement: Statement, conclusion: Relation) -> Iterator[tuple[Relation, str]]:
    """Yield the conclusion with a factor that a side, or a term of it, may have lost."""
    atoms = _atoms(statement)
    for side in ("left", "right"):
        body = getattr(conclusion, side)
        terms = body.terms if isinstance(body, Add) and len(body.terms) <= MOST_MEMBERS else ()
        for atom in atoms:
            for exponent in (1, -1, 2, -2):
                factor = atom if exponent == 1 else Pow(atom, Fraction(exponent))
                words = f"a factor {to_text(factor)} more"
                if _constant(body) != 0 and (side == "right" or exponent > 0):
                    yield _with_side(conclusion, side, factor * body), f"{words} on the {side}"
                for position, term in enumerate(terms):
                    scaled = Add((*terms[:position], factor * term, *terms[position + 1 :]))
                    yield _with_side(conclusion, side, scaled), f"{words} on {to_text(term)}"


def _with_side(relation: Relation, side: str, body: Scalar) -> Relation:
    return replace(relation, left=body) if side == "left" else replace(relation, right=body)


def _atoms(statement: Statement) -> list[Scalar]:
    nodes = list(subtrees(statement))
    symbols = _free(nodes, free_symbols(statement))
    # a sum over samples that has lost its n does not speak of it
    sizes = [Size(kind) for kind in sorted(index_kinds(statement))]  # type: ignore[arg-type]
    named = dict.fromkeys(node for node in nodes if isinstance(node, Named) and not free_indices(node))
    free = {index for conclusion in statement.conclusions for index in free_indices(conclusion)}
    vectors = dict.fromkeys(node for node in nodes if isinstance(node, Vector) and free_indices(node) <= free)
    lengths = [Pow(Inner(one, one), Fraction(1, 2)) for one in vectors]
    return [*[*symbols][:MOST_ATOMS], *sizes, *[*named, *lengths][:MOST_ATOMS]]


def _free(nodes: Iterable[Any], names: frozenset[str]) -> dict[Scalar, None]:
    """Return the variables among nodes, without those by which is differentiated: they have no value."""
    return dict.fromkeys(node for node in nodes if isinstance(node, Symbol) and node.name in names)


def _unsaid(statement: Statement) -> Iterator[tuple[Relation, ...]]:
    """Yield the hypotheses that are often left unsaid: those often meant first, weak ones before strong ones."""
    nodes = [node for conclusion in statement.conclusions for node in subtrees(conclusion)]
    names = frozenset[str]().union(*map(free_symbols, statement.conclusions))
    symbols = list(_free(nodes, names))[:MOST_MEMBERS]
    members = _members(nodes)
    zero, one = Number(Fraction(0)), Number(Fraction(1))
    for low in (zero, one):
        for each in (*symbols, *members):
            yield (Relation(">=", each, low),)
            yield (Relation(">", each, low),)
    for first, second in combinations(symbols[:4], 2):
        yield (Relation("<=", first, second),)
        yield (Relation(">=", first, second),)
    for kind in sorted(index_kinds(statement)):
        yield (Relation(">=", Size(kind), Number(Fraction(2))),)  # type: ignore[arg-type]
    for group in (symbols, members, [*symbols, *members]):
        if len(group) > 1:
            yield tuple(Relation(">=", each, zero) for each in group)
            yield tuple(Relation(">", each, zero) for each in group)
    # least often meant
    yield from ((Relation("<=", each, high),) for high in (one, zero) for each in (*symbols, *members))


def _is_margin(node: Node) -> bool:
    if not (isinstance(node, Inner) and isinstance(node.left, Vector) and isinstance(node.right, Vector)):
        return False
    return node.left != node.right and bool(free_indices(node))


def _members(nodes: list[Any]) -> list[Scalar]:
    """Return the members of families, and the margins, that occur: one of each, for all its indices."""
    found: dict[Any, Scalar] = {}
    for node in nodes:
        if isinstance(node, Indexed) and len(set(node.indices)) == len(node.indices):
            found.setdefault(node.name, node)
        elif _is_margin(node):
            found.setdefault((node.left.name, node.right.name), node)
    return list(found.values())[:MOST_MEMBERS]
