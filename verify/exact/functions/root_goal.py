"""The root goal of the method *functions*: a relation under hypotheses, where |·|, max and min are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import TypeAlias

from verify.exact.effort import remembering
from verify.exact.functions.normal_form import carried_out, normal
from verify.exact.functions.quotients import NOUGHT, NotSupportedError, Quotient, Rational
from verify.statement.expansion import reduced
from verify.statement.formulas import Node
from verify.statement.functions import FUNCTIONS
from verify.statement.tree import Apply, Diff, Named, Number, Relation, Scalar, Symbol, call
from verify.statement.walk import distinct, rebuild

Facts: TypeAlias = tuple[tuple[str, Quotient], ...]
CHOICES = ("abs", "max", "min")
# functions that jump: their value depends on a sign, which only a strict inequality settles
JUMPS = tuple(name for name, record in FUNCTIONS.items() if not record.continuous)


@dataclass(frozen=True)
class Root:
    """A relation greater > smaller or ≥ to be proved for all real values of the variables that keep the hypotheses."""

    conclusion: Relation
    hypotheses: tuple[Relation, ...]
    names: tuple[str, ...]

    @property
    def strict(self) -> bool:
        """Whether the conclusion is strict."""
        return self.conclusion.operator in ("<", ">")

    def given(self, fact: Relation) -> Root:
        """Return the root with one more hypothesis."""
        return Root(self.conclusion, (*self.hypotheses, fact), self.names)

    def towards(self, conclusion: Relation) -> Root:
        """Return the root with another conclusion."""
        return Root(conclusion, self.hypotheses, self.names)

    def expression(self) -> Quotient:
        """Return greater − smaller in normal form; NotSupportedError where a choice stays unresolved."""
        return self._expression

    @cached_property
    def _expression(self) -> Quotient:
        # each change of variables that is tried asks for it
        if self.conclusion.operator in ("<", "<="):
            return self.read(self.conclusion.right) - self.read(self.conclusion.left)
        return self.read(self.conclusion.left) - self.read(self.conclusion.right)

    def read(self, expression: Scalar) -> Quotient:
        """Return the normal form of an expression, its choices resolved by the hypotheses."""
        return normal(self.resolved(expression))

    def resolved(self, expression: Scalar) -> Scalar:
        """Return an expression with |·|, max and min resolved; NotSupportedError names the first that cannot be."""
        if not _has_to_be_resolved(expression):
            return expression
        if isinstance(expression, Named):
            return self.resolved(expression.body)
        if isinstance(expression, Diff):
            return self.resolved(carried_out(expression.body, expression.variable, expression.at))
        if isinstance(expression, Apply) and (simpler := reduced(expression)) is not None:
            return self.resolved(simpler)
        inside = rebuild(expression, lambda part: self.resolved(part) if isinstance(part, Scalar) else part)
        if isinstance(inside, Apply) and inside.function == "indicator":
            return self._jumped(inside.arguments[0])
        if not isinstance(inside, Apply) or inside.function not in CHOICES:
            return inside
        if inside.function == "abs":
            return self._size(inside.arguments[0])
        chosen = inside.arguments[0]
        for other in inside.arguments[1:]:
            if inside.function == "max":
                chosen = self._greater(chosen, other)
            else:
                chosen = other if self._greater(chosen, other) is chosen else chosen
        return chosen

    def _jumped(self, part: Scalar) -> Scalar:
        """Return 1 or 0 for the indicator of part > 0, where a hypothesis tells which."""
        value = normal(part)
        if self._knows(value, True, self._plain):
            return Number(Fraction(1))
        if self._knows(-value, False, self._plain):
            return Number(Fraction(0))
        raise UnresolvedError(part, strict=True)

    def _size(self, part: Scalar) -> Scalar:
        value = normal(part)
        if self._knows(value, False, self._plain):
            return part
        if self._knows(-value, False, self._plain):
            return -part
        raise UnresolvedError(part)

    def _greater(self, first: Scalar, second: Scalar) -> Scalar:
        difference = normal(first - second)
        if self._knows(difference, False, self._plain):
            return first
        if self._knows(-difference, False, self._plain):
            return second
        raise UnresolvedError(first - second)

    @cached_property
    def _plain(self) -> Facts:
        """The hypotheses without abs, max and min, as (operator, difference)."""
        return _plain_facts(self.hypotheses)

    @cached_property
    def facts(self) -> Facts:
        """The hypotheses as (operator, difference), without those whose choices stay unresolved."""
        return (*self._plain, *_resolved_facts(self.hypotheses))

    def knows(self, expression: Quotient, *, strict: bool) -> bool:
        """Tell whether a hypothesis says that an expression is ≥ 0, or > 0."""
        return self._knows(expression, strict, self.facts)

    def _knows(self, expression: Quotient, strict: bool, facts: Facts) -> bool:
        if not strict and expression.is_zero:
            return True
        below = [(operator, ratio(expression, difference)) for operator, difference in facts]
        # an equation gives two facts: its difference ≥ 0 and its negative ≥ 0
        kept = [
            operator for operator, c in below if c is not None and (operator == "=" or (c > 0 and operator != "!="))
        ]
        apart = any(c is not None and operator == "!=" for operator, c in below)
        return bool(kept) and (not strict or apart or "<" in kept or ">" in kept)


class UnresolvedError(NotSupportedError):
    """No hypothesis tells the sign of ``difference``, on which a choice depends: whether it is > 0 if ``strict``."""

    def __init__(self, difference: Scalar, *, strict: bool = False) -> None:
        super().__init__("a choice stays unresolved")
        self.difference, self.strict = difference, strict


# many goals stand under the same hypotheses
@remembering(1000)
def _plain_facts(hypotheses: tuple[Relation, ...]) -> Facts:
    found = []
    for relation in hypotheses:
        if not chooses(relation):
            try:
                found.append((relation.operator, _plain_difference(relation)))
            except NotSupportedError:
                continue  # a hypothesis may always be left unused
    return tuple(found)


@remembering(1000)
def _resolved_facts(hypotheses: tuple[Relation, ...]) -> Facts:
    found = []
    for relation in hypotheses:
        if chooses(relation):
            try:
                found.append((relation.operator, Root(relation, hypotheses, ()).expression()))
            except NotSupportedError:
                continue  # a hypothesis may always be left unused
    return tuple(found)


def _plain_difference(relation: Relation) -> Quotient:
    left, right = normal(relation.left), normal(relation.right)
    return right - left if relation.operator in ("<", "<=") else left - right


@lru_cache(maxsize=5000)
def _has_to_be_resolved(part: Scalar) -> bool:
    """Tell whether anything stands in an expression that is written otherwise once it is resolved."""
    return any(
        isinstance(node, Named | Diff)
        or (isinstance(node, Apply) and (_is_choice(node.function) or FUNCTIONS[node.function].reduces_to is not None))
        for node in distinct(part)
    )


@lru_cache(maxsize=5000)
def chooses(part: Node) -> bool:
    """Tell whether abs, max, min or a function that jumps stands in a part."""
    return any(isinstance(node, Apply) and _is_choice(node.function) for node in distinct(part))


@cache
def _is_choice(name: str) -> bool:
    """Tell whether a function is, or is read as, one that makes a choice."""
    formula = FUNCTIONS[name].reduces_to
    return name in (*CHOICES, *JUMPS) or (formula is not None and chooses(formula(call, Symbol("x"))))


def ratio(left: Quotient, right: Quotient) -> Rational | None:
    """Return the rational c ≠ 0 with left = c·right, or None where normal forms show none.

    >>> x = Quotient.variable("x")
    >>> ratio(x + x, x), ratio(x, x * x)
    (mpq(2,1), None)
    """
    # asked of every fact for every expression: most pairs are told apart at once
    if left.is_zero or len(left.above) != len(right.above) or left.below != right.below:
        return None
    monomial = next(iter(left.above))
    other = right.above.get(monomial)
    if not other:
        return None
    c = left.above[monomial] / other
    same = all(value == c * right.above.get(found, NOUGHT) for found, value in left.above.items())
    return c if same else None
