"""Finds conclusions that one hypothesis alone already says: such a claim proves nothing of its display.

A conclusion is restated where a hypothesis has the same normal form, up to a positive factor that is a number, and is
at least as strong; for equations the factor may be negative. So it is where the hypothesis is summed, or averaged, over
its free samples and patches, and where both are one formula about a run. Nothing is decided by this: it only warns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, cached_property
from typing import TypeVar

from verify.claims.claim import Claim
from verify.errors import InputError
from verify.exact.sums.atoms import Polynomial
from verify.exact.sums.normal_form import Normaliser
from verify.statement.checks.extent import extent
from verify.statement.checks.legible import names_in
from verify.statement.formulas import ForAll, Formula, RunStatement
from verify.statement.tree import Apply, Diff, Extremum, Named, Relation, Scalar, Step
from verify.statement.walk import distinct, free_indices
from verify.statement.writing.operations import mean, total

T = TypeVar("T")
LARGEST = 600  # parts of a relation: normal forms of larger ones take long, and large lines are seldom hypotheses
# which relations a hypothesis gives, both sides being greater − smaller
RELATION_OF = {"<": "<", ">": "<", "<=": "<=", ">=": "<=", "=": "=", "!=": "!="}
GIVES = {"<": ("<", "<="), "<=": ("<=",), "=": ("=", "<="), "!=": ("!=",)}


def restated(claim: Claim) -> tuple[tuple[int, int], ...]:
    """Return (conclusion, hypothesis), from 1, for each conclusion that a hypothesis alone says.

    >>> from verify.author import claim, symbols
    >>> x, y = symbols("x y")
    >>> restated(claim("a", 2 * x <= 2 * y, x**2 >= 0, given=(y - x > 0,)))
    ((1, 1),)
    """
    if isinstance(claim.statement, RunStatement):
        known = [_opened(hypothesis) for hypothesis in claim.statement.hypotheses]
        asked = [_opened(conclusion) for conclusion in claim.statement.conclusions]
        return _first(asked, known, lambda hypothesis, conclusion: hypothesis == conclusion)
    return _first(
        [_Compared(conclusion) for conclusion in claim.statement.conclusions],
        [_Compared(hypothesis) for hypothesis in claim.statement.hypotheses],
        _is_said,
    )


def _opened(formula: Formula) -> Formula:
    """Return a formula for all steps from 0 on as one with a free step, which says the same."""
    while isinstance(formula, ForAll) and formula.start == Step(None) and formula.stop is None:
        formula = formula.body
    return formula


def _first(asked: list[T], known: list[T], said: Callable[[T, T], bool]) -> tuple[tuple[int, int], ...]:
    """Return each conclusion with the first hypothesis that says it, counted from 1."""
    pairs = ((number, conclusion) for number, conclusion in enumerate(asked, 1))
    found = ((number, [at for at, hypothesis in enumerate(known, 1) if said(hypothesis, one)]) for number, one in pairs)
    return tuple((number, places[0]) for number, places in found if places)


class _Compared:
    """A formula with what tells cheaply whether another may say the same: what both speak of, and how large it is."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    @cached_property
    def variables(self) -> frozenset[tuple[type, str]]:
        """The variables, vectors and families of the formula; nodes keep them."""
        return frozenset((type(node), node.name) for _, node in names_in(self.formula) if not isinstance(node, Named))

    @cached_property
    def functions(self) -> frozenset[tuple[type, str]]:
        """The functions, extrema and derivatives of the formula."""
        return frozenset(
            (type(node), getattr(node, "function", ""))
            for node in distinct(self.formula)
            if isinstance(node, Apply | Extremum | Diff)
        )

    @cached_property
    def is_large(self) -> bool:
        """Whether normal forms of the formula would take long."""
        return extent(self.formula)[1] > LARGEST


def _is_said(hypothesis: _Compared, conclusion: _Compared) -> bool:
    given, asked = hypothesis.formula, conclusion.formula
    if not isinstance(given, Relation) or not isinstance(asked, Relation):
        return False
    if RELATION_OF[asked.operator] not in GIVES[RELATION_OF[given.operator]]:
        return False
    if hypothesis.variables != conclusion.variables or hypothesis.is_large or conclusion.is_large:
        return False
    if hypothesis.functions != conclusion.functions:
        return False
    return any(_says(reading, asked) for reading in _readings(given, asked))


def _readings(hypothesis: Relation, conclusion: Relation) -> Iterator[Relation]:
    """Yield a hypothesis, and its sum and mean over those of its samples and patches that are free in it alone."""
    yield hypothesis
    own = sorted(free_indices(hypothesis) - free_indices(conclusion), key=lambda index: index.name)
    if own and hypothesis.operator != "!=":
        for over in (mean, total):
            yield Relation(hypothesis.operator, over(*own, hypothesis.left), over(*own, hypothesis.right))


def _says(hypothesis: Relation, conclusion: Relation) -> bool:
    given, asked = RELATION_OF[hypothesis.operator], RELATION_OF[conclusion.operator]
    try:
        one, other = _normal().of(_gap(hypothesis)), _normal().of(_gap(conclusion))
    except InputError:
        return False  # outside the language of normal forms, such as a derivative that cannot be carried out
    factors = [Fraction(1)] if not (one and other) else [_ratio(one, other)]
    signs = (1, -1) if given == asked and given in ("=", "!=") else (1,)
    return any(factor != 0 and sign * factor > 0 and _equal(one, other, factor) for factor in factors for sign in signs)


@cache
def _normal() -> Normaliser:
    """Return the normaliser without hypotheses. It remembers forms, and claims share most of their parts."""
    return Normaliser()


def _gap(relation: Relation) -> Scalar:
    """Return the gap of a relation that is 0 ≤ gap, 0 < gap, 0 = gap or 0 ≠ gap."""
    return relation.left - relation.right if relation.operator in (">", ">=") else relation.right - relation.left


def _ratio(one: Polynomial, other: Polynomial) -> Fraction:
    """Return the number that the second is of the first, by one of their monomials, or 0 where they share none."""
    shared = next((monomial for monomial in one if monomial in other), None)
    return Fraction(0) if shared is None else Fraction(other[shared]) / Fraction(one[shared])


def _equal(one: Polynomial, other: Polynomial, factor: Fraction) -> bool:
    return one.keys() == other.keys() and all(other[monomial] == factor * one[monomial] for monomial in one)
