"""Why a neighbour of a proved claim is true: it follows from that claim by comparing the one place that was changed.

This shares the rules of signs with the certificates, and nothing else with the provers. It is a reason for a reader
beside the mutants that are not refuted; no claim's status rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verify.errors import InputError
from verify.exact.certificates.definedness import Domain, demands
from verify.exact.certificates.signs import Fact, Signs, facts_of, oriented
from verify.exact.sums.atoms import constant, freeze, times
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Hypothesis, Statement
from verify.statement.functions import function
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Scaled,
    Size,
    Sum,
    Vector,
)
from verify.statement.walk import subtrees

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
POWERS = tuple(range(-6, 7))


def why_true(original: Statement, mutant: Statement) -> str:
    """Return in words why a mutant of a true statement is true, or the empty string where no rule shows it.

    Both are spoken of where they are defined; a mutant that is defined where the original is not is not shown.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> why_true(claim_that(x + y >= 0, given=(x >= 0, y >= 0)), claim_that(x + y >= 0, given=(x >= 1, y >= 0)))
    'its hypotheses say no less than those of the claim'
    >>> why_true(claim_that(x**2 >= 0), claim_that(x**3 >= 0))
    ''
    """
    try:
        return _why(original, mutant)
    except InputError:
        return ""  # some part has no normal form


def _why(original: Statement, mutant: Statement) -> str:
    if any(_impossible(mutant, hypothesis) for hypothesis in mutant.hypotheses):
        return "its hypotheses contradict each other or what is always so"
    if all(_known(mutant, conclusion).shows(conclusion) for conclusion in mutant.conclusions):
        return "by the signs and sizes of its terms"
    if _is_rescaled(original, mutant):
        return "it is the claim with a vector scaled"
    lost = [one for one in original.hypotheses if one not in mutant.hypotheses]
    nowhere = False
    for mine, theirs in zip(mutant.conclusions, original.conclusions, strict=True):
        known = _known(mutant, mine)
        if _is_never_defined(mutant, mine):
            nowhere = True
        elif not (known.shows(mine) or (all(map(known.grants, lost)) and known.follows(mine, theirs))):
            return ""
    if nowhere:
        return "a part of it is nowhere defined"
    if lost:
        return "its hypotheses say no less than those of the claim"
    return "it says no more than the claim"


@dataclass(frozen=True)
class Known:
    """What is known at a point where the hypotheses of a statement hold and one conclusion is defined."""

    statement: Statement
    signs: Signs
    domain: Domain

    def shows(self, goal: Relation) -> bool:
        """Tell whether a relation holds by itself."""
        if goal.operator in ("=", "!="):
            return False
        difference, strict = oriented(goal)
        if self.signs.positive(difference) or (not strict and self.signs.nonnegative(difference)):
            return True
        greater, smaller = _sides(goal)
        return not strict and self.at_least(greater, smaller)

    def grants(self, goal: Hypothesis) -> bool:
        """Tell whether a hypothesis of the claim holds by itself or follows from one of the statement's own."""
        if not isinstance(goal, Relation):
            return False
        if self.domain.undefined_part((goal,)) is not None:
            return False
        relations = [one for one in self.statement.hypotheses if isinstance(one, Relation)]
        return self.shows(goal) or any(self.follows(goal, one) for one in relations)

    def follows(self, goal: Relation, given: Relation) -> bool:
        """Tell whether a relation that holds makes another one hold, side by side."""
        if goal == given:
            return True
        if self.domain.undefined_part((given,)) is not None or goal.operator in ("=", "!="):
            return False
        pairs = [_sides(given)] if given.operator != "=" else [(given.left, given.right), (given.right, given.left)]
        strict = goal.operator in ("<", ">") and given.operator not in ("<", ">")
        greater, smaller = _sides(goal)
        return given.operator != "!=" and any(
            self.at_least(greater, above)
            and self.at_least(below, smaller)
            and (not strict or self.signs.positive(greater - above) or self.signs.positive(below - smaller))
            for above, below in pairs
        )

    def at_least(self, a: Scalar, b: Scalar) -> bool:
        """Tell whether a ≥ b by comparing their trees where they differ."""
        if a == b or self._by_form(a, b):
            return True
        if isinstance(a, Named) or isinstance(b, Named):
            return self.at_least(a.body if isinstance(a, Named) else a, b.body if isinstance(b, Named) else b)
        return self._beside(a, b) or self.signs.nonnegative(a - b)

    def _by_form(self, a: Scalar, b: Scalar) -> bool:
        match a, b:
            case Number(), Number():
                return a.value >= b.value
            case _, Number(value) if value == 0:
                return self.signs.nonnegative(a)
            case Number(value), _ if value == 0:
                return self.signs.nonnegative(-b)
            case Size(), Number(value):
                return value <= 1
            case Number(value), Apply(name, _) if (high := function(name).range.high) is not None:
                return value >= high
            case Apply("abs", (argument,)), _:
                return argument == b or -argument == b
            case _, Mul((Number(value), *rest)) if value == -1 and Mul(tuple(rest)) in (a, Mul((a,))):
                return self.signs.nonnegative(a)
        return False

    def _beside(self, a: Scalar, b: Scalar) -> bool:
        match a, b:
            case Extremum(), Extremum():
                turned = a.which == "min" and b.which == "max"
                return not turned and a.index == b.index and self.at_least(a.body, b.body)
            case Sum(), Sum():
                return a.index == b.index and self.at_least(a.body, b.body)
            case Apply(one, left), Apply(other, right) if len(left) == len(right):
                return self._functions(one, left, other, right)
            case (Apply("exp", (argument,)), Number(value)) if value == 1:
                return self.at_least(argument, ZERO)
            case (Number(value), Apply("exp", (argument,))) if value == 1:
                return self.at_least(ZERO, argument)
            case Add(), _:
                return self._terms(a.terms, b.terms if isinstance(b, Add) else (b,))
            case _, Add():
                return self._terms((a,), b.terms)
        if (isinstance(a, Pow) or isinstance(b, Pow)) and self._powers(a, b):
            return True
        if isinstance(a, Mul) or isinstance(b, Mul):
            return self._factors(_factors_of(a), _factors_of(b))
        return False

    def _functions(self, one: str, left: tuple[Scalar, ...], other: str, right: tuple[Scalar, ...]) -> bool:
        pairs = list(zip(left, right, strict=True))
        if one in ("max", "min") and other in ("max", "min"):
            return (one == other or one == "max") and all(self.at_least(a, b) for a, b in pairs)
        if one != other:
            return False
        match function(one).monotone:
            case "increasing":
                return self.at_least(*pairs[0])
            case "decreasing":
                return self.at_least(*reversed(pairs[0]))
            case "increasing from 0":
                return self.signs.nonnegative(right[0]) and self.at_least(*pairs[0])
        return False

    def _powers(self, a: Scalar, b: Scalar) -> bool:
        (base, exponent), (other, power) = _power_of(a), _power_of(b)
        if ONE in (a, b):
            base, other = (other, other) if a == ONE else (base, base)
        if base == other and self.signs.nonnegative(base):
            if exponent >= power and self.at_least(base, ONE):
                return True
            return exponent <= power and self.at_least(ONE, base) and (power >= 0 or self.signs.positive(base))
        if exponent != power or exponent == 1:
            return False
        if exponent > 0:
            return self.signs.nonnegative(other) and self.at_least(base, other)
        return self.signs.positive(base) and self.at_least(other, base)

    def _factors(self, left: tuple[Scalar, ...], right: tuple[Scalar, ...]) -> bool:
        shared, mine, theirs = _apart(left, right)
        if not shared:
            same_sign = all(self.signs.nonnegative(factor) for factor in (*mine, *theirs))
            return same_sign and len(mine) == len(theirs) > 1 and all(map(self.at_least, mine, theirs))
        a, b = _product(mine), _product(theirs)
        if all(self.signs.nonnegative(factor) for factor in shared):
            return self.at_least(a, b)
        return self.signs.nonnegative(-_product(shared)) and self.at_least(b, a)

    def _terms(self, left: tuple[Scalar, ...], right: tuple[Scalar, ...]) -> bool:
        _, mine, theirs = _apart(left, right)
        if len(mine) == len(theirs) and all(map(self.at_least, mine, theirs)):
            return True
        return all(map(self.signs.nonnegative, mine)) and all(self.signs.nonnegative(-term) for term in theirs)


def _known(statement: Statement, conclusion: Relation) -> Known:
    normal = Normaliser.given(statement.hypotheses)
    always = tuple(Fact(freeze(normal.of(Size(kind) - 1)), False) for kind in ("sample", "patch"))
    nought = Fact(freeze(normal.of(ZERO)), False)
    signs = Signs(normal, (*facts_of(statement.hypotheses, normal), *always, nought))
    found = []
    for node in (*statement.hypotheses, conclusion):
        for role, part in demands(node):
            # where a statement is defined, a part below a line is not 0 and one below a root is not negative
            strict = role == "positive" or (role == "nonzero" and signs.nonnegative(part))
            if strict or role == "nonnegative":
                found.append(Fact(freeze(normal.of(part)), strict))
    signs = Signs(normal, (*signs.facts, *found))
    return Known(statement, signs, Domain(statement, conclusion, signs))


def _impossible(statement: Statement, hypothesis: Hypothesis) -> bool:
    if not isinstance(hypothesis, Relation) or hypothesis.operator == "!=":
        return False
    others = tuple(one for one in statement.hypotheses if one is not hypothesis)
    if _is_never_defined(Statement(statement.conclusions, others), hypothesis):
        return True
    known = _known(Statement(statement.conclusions, others), hypothesis)
    pairs = [(hypothesis.left, hypothesis.right), (hypothesis.right, hypothesis.left)]
    if hypothesis.operator == "=":
        return any(known.signs.positive(a - b) for a, b in pairs)
    greater, smaller = _sides(hypothesis)
    strict = hypothesis.operator in ("<", ">")
    return known.signs.positive(smaller - greater) or (strict and known.at_least(smaller, greater))


def _is_never_defined(statement: Statement, node: Relation) -> bool:
    """Tell whether a root is of something negative, or a logarithm of something not positive."""
    normal = Normaliser.given(statement.hypotheses)
    signs = Signs(normal, facts_of(statement.hypotheses, normal))
    return any(
        signs.positive(-part) if role == "nonnegative" else role == "positive" and signs.nonnegative(-part)
        for role, part in demands(node)
    )


def _is_rescaled(original: Statement, mutant: Statement) -> bool:
    """Tell whether the mutant, with a vector v put for r·v, is the original, each relation up to a positive factor."""
    normal = Normaliser()
    for before, after in zip(original.hypotheses, mutant.hypotheses, strict=False):
        if not (isinstance(before, Relation) and isinstance(after, Relation)) or before == after:
            continue
        if not (isinstance(before.right, Number) and isinstance(after.right, Number)) or 0 in (
            before.right.value,
            after.right.value,
        ):
            return False
        ratio = after.right.value / before.right.value
        names = {node for node in subtrees(before) if isinstance(node, Vector) and not node.indices}
        return any(_same_after(original, mutant, vector, ratio, normal) for vector in names)
    return False


def _same_after(original: Statement, mutant: Statement, vector: Vector, ratio: Fraction, normal: Normaliser) -> bool:
    if len(original.hypotheses) != len(mutant.hypotheses):
        return False
    before = (*original.hypotheses, *original.conclusions)
    after = (*mutant.hypotheses, *mutant.conclusions)
    for one, other in zip(before, after, strict=True):
        if isinstance(one, Relation) and isinstance(other, Relation):
            moved = substitute(other, {vector: Scaled(Number(ratio), vector)})
            if one.operator != moved.operator:
                return False
            left, right = (normal.of(relation.left - relation.right) for relation in (one, moved))
            signs = (1, -1) if one.operator in ("=", "!=") else (1,)
            factors = (sign * abs(ratio) ** power for power in POWERS for sign in signs)
            if not any(freeze(times(left, constant(factor))) == freeze(right) for factor in factors):
                return False
        elif one != other:
            return False
    return True


def _sides(relation: Relation) -> tuple[Scalar, Scalar]:
    """Return the greater and the smaller side of an inequality."""
    return (relation.left, relation.right) if relation.operator in (">", ">=") else (relation.right, relation.left)


def _apart(
    left: tuple[Scalar, ...], right: tuple[Scalar, ...]
) -> tuple[tuple[Scalar, ...], tuple[Scalar, ...], tuple[Scalar, ...]]:
    """Return what two lists share, and what is left of each."""
    mine, theirs, shared = list(left), list(right), []
    for item in left:
        if item in theirs:
            theirs.remove(item)
            mine.remove(item)
            shared.append(item)
    return tuple(shared), tuple(mine), tuple(theirs)


def _factors_of(e: Scalar) -> tuple[Scalar, ...]:
    return e.factors if isinstance(e, Mul) else (e,)


def _product(factors: tuple[Scalar, ...]) -> Scalar:
    return ONE if not factors else factors[0] if len(factors) == 1 else Mul(factors)


def _power_of(e: Scalar) -> tuple[Scalar, Fraction]:
    return (e.base, e.exponent) if isinstance(e, Pow) else (e, Fraction(0 if e == ONE else 1))
