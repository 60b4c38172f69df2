"""The search at the root of the method *functions*: cases for |·|, max, min and order, and new variables from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from flint import fmpq, fmpq_mat

from verify.exact.effort import remembering, spend
from verify.exact.functions.checker import RejectedError, substituted
from verify.exact.functions.goals import Goal, Interval, sign_of_constant
from verify.exact.functions.normal_form import fraction, insert, normal, tree
from verify.exact.functions.quotients import NotSupportedError, Quotient, exp_of, log_of, names
from verify.exact.functions.root_goal import Root, UnresolvedError
from verify.exact.functions.search.looks import size
from verify.exact.functions.search.rule_nodes import Node, variable
from verify.exact.functions.search.rules import Reach, Search
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Number, Relation, Scalar

ZERO_NUMBER = Number(Fraction(0))
NOTHING = Relation("=", ZERO_NUMBER, ZERO_NUMBER)
MOST_CASES = 6
MOST_CHOICES = 200
SHALLOW, TERMS_A_TURN, NAMES_A_TURN = 4, 64, 4
# what a change of variables takes, beside the products of terms
PRODUCTS_A_NAME = 40
# a side goal is small: a part of what it takes is counted
SIDE_BUDGET, SIDE_SHARE = 60, 4


def plan(root: Root, search: Search, reach: Reach, cases: int = 0) -> Node | None:
    """Return a proof of a root goal, or None."""
    if search.budget <= 0:
        search.fell_short = True
        return None
    try:
        expression = root.expression()
    except UnresolvedError as choice:
        return _by_cases(root, choice.difference, search, reach, cases, strict=choice.strict)
    if not names(expression) and sign_of_constant(expression) == -1:
        return None  # no change of variables makes 1 ≤ 0 true
    # of many variables there are many changes, most of which are seen to be none
    search.budget -= len(root.names) // NAMES_A_TURN
    for node in substitutions(root, with_logarithms=reach.depth > SHALLOW):
        if search.budget <= 0:
            search.fell_short = True
            return None
        try:
            goal = substituted(whole_line(root), node, 0, root)
        except (RejectedError, NotSupportedError):
            continue
        # where a goal is long, a change of its variables takes longer than the look at it
        search.budget -= size(goal) // TERMS_A_TURN
        found = search.prove(goal, reach)
        if found is not None:
            return {**node, "then": found}
    return _by_order(root, search, reach, cases)


def whole_line(root: Root) -> Goal:
    """Return the root's relation on the whole line of each variable."""
    return Goal(root.expression(), root.strict, {name: Interval() for name in root.names})


def _by_cases(root: Root, on: Scalar, search: Search, reach: Reach, cases: int, *, strict: bool = False) -> Node | None:
    """Decide the sign of a difference from the hypotheses, or take both signs in turn: > and ≤ where ``strict``."""
    if cases >= MOST_CASES:
        return None
    higher: Literal[">", ">="] = ">" if strict else ">="
    for fact in (Relation(higher, on, ZERO_NUMBER), Relation(">=", ZERO_NUMBER, on)):
        proof = _beside(root.towards(fact), search)
        if proof is not None:
            then = plan(root.given(fact), search, reach, cases)
            cut = {"rule": "cut", "fact": to_json(fact), "proof": proof, "then": then}
            return cut if then else None
    if affine(normal(on)) is None and (ordered := _by_order(root, search, reach, cases)) is not None:
        return ordered
    above = plan(root.given(Relation(higher, on, ZERO_NUMBER)), search, reach, cases + 1)
    below = above and plan(root.given(Relation("<=", on, ZERO_NUMBER)), search, reach, cases + 1)
    if not (above and below):
        return None
    return {"rule": "cases", "on": to_json(on), **({"strict": True} if strict else {}), "above": above, "below": below}


def _beside(root: Root, search: Search) -> Node | None:
    """Return a short proof of a side goal; what it takes counts, as cases stand in cases."""
    given = min(SIDE_BUDGET, search.budget)
    small = Search(budget=given)
    found = plan(root, small, Reach(3, 0), MOST_CASES)
    # its reach is the same at each turn, and what it may look at only where much is left
    search.fell_short = search.fell_short or small.budget <= 0
    search.budget -= (given - small.budget) // SIDE_SHARE
    return found


def _by_order(root: Root, search: Search, reach: Reach, cases: int) -> Node | None:
    """Take the two orders of two variables in turn, where no hypothesis orders them."""
    if cases >= MOST_CASES:
        return None
    for position, first in enumerate(root.names):
        for second in root.names[position + 1 :]:
            difference = Quotient.variable(first) - Quotient.variable(second)
            if not root.knows(difference, strict=False) and not root.knows(-difference, strict=False):
                return _by_cases(root, tree(difference), search, reach, cases + 1)
    return None


def bounds(root: Root) -> list[Quotient]:
    """Return the differences that the hypotheses say are ≥ 0 and that are affine in the variables."""
    found = [difference for operator, difference in root.facts if operator != "!="]
    found += [-difference for operator, difference in root.facts if operator == "="]
    return [difference for difference in found if affine(difference) is not None]


def is_affine(relation: Relation) -> bool:
    """Tell whether the difference of a relation's sides is affine in the variables; False where it is not read here.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> is_affine(x + y <= 2 * x), is_affine(x * y <= 2)
    (True, False)
    """
    try:
        return affine(normal(relation.left - relation.right)) is not None
    except NotSupportedError:
        return False


def affine(quotient: Quotient) -> dict[str, Fraction] | None:
    """Return the rational coefficients of the variables in an affine normal form, else None.

    >>> x = Quotient.variable("x")
    >>> affine(x + x), affine(x * x)
    ({'x': Fraction(2, 1)}, None)
    """
    if quotient.below:
        return None
    coefficients: dict[str, Fraction] = {}
    for monomial, c in quotient.above.items():
        powers, exponent = monomial
        if not exponent and len(powers) == 1 and powers[0][0][0] == "v" and powers[0][1] == 1:
            coefficients[powers[0][0][1]] = fraction(c)
        elif names(Quotient({monomial: c})):
            return None
    return coefficients


@dataclass(frozen=True, eq=False)
class _Choice:
    """Expressions that may become the new variables of a root, and what its hypotheses say is ≥ 0."""

    root: Root
    chosen: tuple[Quotient, ...]
    known: tuple[Quotient, ...]


def substitutions(root: Root, *, with_logarithms: bool) -> Iterator[Node]:
    """Yield ways to count every variable from 0, by its bounds and by differences of variables, then by logarithms."""
    choices = _choices(root.hypotheses, root.names)
    seen: list[Node] = []
    for in_logarithms in (False, True) if with_logarithms else (False,):
        for choice in choices:
            node = _substitution(choice, in_logarithms)
            if node is not None and node not in seen:
                seen.append(node)
                yield node


# a search meets the same hypotheses with one conclusion after the other, and at each of its turns
@remembering(500)
def _choices(hypotheses: tuple[Relation, ...], names: tuple[str, ...]) -> tuple[_Choice, ...]:
    """Return, for each variable, an expression with it: bounded below by a hypothesis, or the variable itself.

    Choices with many bounded expressions come first.
    """
    root = Root(NOTHING, hypotheses, names)
    known = tuple(bounds(root))
    options = []
    speaking = [(difference, _affine(difference)) for difference in known]
    for name in names:
        mine = [difference for difference, coefficients in speaking if name in coefficients]
        plain = Quotient.variable(name)
        options.append([*mine, *([] if plain in mine else [plain])])
    made = [*islice(product(*options), MOST_CHOICES)]
    ordered = sorted(made, key=lambda choice: -sum(root.knows(expression, strict=False) for expression in choice))
    return tuple(_Choice(root, chosen, known) for chosen in ordered)


@remembering(2000)
def _substitution(choice: _Choice, in_logarithms: bool) -> Node | None:
    """Return the node in which new variable k is the k-th chosen expression, or its logarithm."""
    root, chosen = choice.root, choice.chosen
    rows = [[row.get(name, Fraction(0)) for name in root.names] for row in map(_affine, chosen)]
    spend(PRODUCTS_A_NAME * len(root.names) ** 2)
    matrix = fmpq_mat([[fmpq(c.numerator, c.denominator) for c in row] for row in rows])
    if matrix.det() == 0:
        return None
    inverse = matrix.inv()
    insides: list[Quotient] = []
    variables = []
    for name, expression in zip(root.names, chosen, strict=True):
        in_logarithm = in_logarithms and root.knows(expression, strict=True)
        value = log_of(expression) if in_logarithm else expression
        new = exp_of(Quotient.variable(name).above) if in_logarithm else Quotient.variable(name)
        insides.append(new - insert(expression, dict.fromkeys(root.names, Quotient({}))))
        variables.append(_bounded(root, name, value, choice.known, in_logarithm))
    values = []
    for k, old in enumerate(root.names):
        total = Quotient({})
        for j, inside in enumerate(insides):
            total = total + Quotient.number(Fraction(int(inverse[k, j].p), int(inverse[k, j].q))) * inside
        values.append([old, to_json(tree(total))])
    return {"rule": "substitute", "values": values, "variables": variables}


def _bounded(root: Root, name: str, value: Quotient, known: tuple[Quotient, ...], in_logarithm: bool) -> Node:
    """Return a new variable with the ends that the hypotheses give it, of which the affine ones are known."""
    if in_logarithm or not root.knows(value, strict=False):
        return variable(name, value, None, None, [None, None])
    low = "open" if root.knows(value, strict=True) else "closed"
    for difference in known:
        end = difference + value
        for scaled in (end, Quotient.number(_scale(difference, value)) * difference + value):
            if not names(scaled) and sign_of_constant(scaled) == 1:
                kind = "open" if root.knows(scaled - value, strict=True) else "closed"
                return variable(name, value, low, [to_json(tree(scaled)), kind], [None, None])
    return variable(name, value, low, None, [None, None])


def _scale(difference: Quotient, value: Quotient) -> Fraction:
    """Return the c > 0 for which c·difference + value may be a constant, or 1."""
    ours, theirs = _affine(value), _affine(difference)
    name = next(iter(ours))
    c = -ours[name] / theirs[name] if theirs.get(name) else Fraction(1)
    return c if c > 0 else Fraction(1)


def _affine(difference: Quotient) -> dict[str, Fraction]:
    return affine(difference) or {}
