"""Linear arithmetic: a goal that is a combination of the hypotheses and of a number, with nonnegative multiples.

The multiples are rationals, or rationals times powers of what is positive, such as 1/L.

Floats propose which hypotheses take part, exact elimination decides (see ``nonnegative_combinations``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from verify.claims.claim import Certificate, Claim
from verify.exact.certificates.finder.nonnegative_combinations import nonnegative_combination
from verify.exact.certificates.finder.terms import ONE, factors_of, of_atom, product_of
from verify.exact.certificates.signs import Signs, facts_of, oriented
from verify.exact.sums.atoms import Polynomial, as_monomial, constant, merge, times
from verify.exact.sums.normal_form import Normaliser
from verify.statement.tree import Number, Relation, Scalar

MOST_FACTS, MOST_FACTORS = 60, 2


def linear_combination(claim: Claim, conclusion: int, hint: Certificate, normal: Normaliser) -> Certificate | None:
    """Return the certificate c_0 + Σ c_k·(hypothesis k) with multiples c ≥ 0, to be checked; None where there is none.

    ``normal`` brings expressions to normal form under the hypotheses of the claim.

    >>> from verify.author import claim, symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, y, M = symbols("x y M")
    >>> made = claim("a", x + y <= 2 * M + 1, given=(x <= M, y <= M))
    >>> normal = Normaliser.given(made.statement.hypotheses)
    >>> found = linear_combination(made, 0, Certificate(()), normal)
    >>> [to_text(term) for term in found.terms]
    ['1', 'M - x', 'M - y']
    """
    statement = claim.plain
    goal = normal.of(oriented(statement.conclusions[conclusion])[0])
    plain = list(_facts(statement.hypotheses, normal))
    signs = Signs(normal, facts_of(statement.hypotheses, normal))
    facts = [(ONE, constant(1)), *plain, *_multiplied(plain, goal, signs)][:MOST_FACTS]
    found = nonnegative_combination([form for _, form in facts], goal)
    if found is None:
        return None
    return replace(hint, terms=tuple(product_of((Number(c), facts[k][0])) for k, c in found.items()), multiplier=None)


def _multiplied(
    facts: list[tuple[Scalar, Polynomial]], goal: Polynomial, signs: Signs
) -> Iterator[tuple[Scalar, Polynomial]]:
    """Yield the facts times what brings one of their products to one of the goal's, where it is seen to be positive."""
    positive = lru_cache(lambda atom: atom[0] != "root" and signs.positive(of_atom(atom)))
    for fact, form in facts:
        factors = dict.fromkeys(
            merge((*wanted, *((atom, -e) for atom, e in monomial))) for wanted in goal for monomial in form
        )
        for factor in factors:
            if 0 < len(factor) <= MOST_FACTORS and all(positive(atom) for atom, _ in factor):
                yield product_of((*factors_of(factor), fact)), times(form, as_monomial(factor))


def _facts(hypotheses: tuple[object, ...], normal: Normaliser) -> Iterator[tuple[Scalar, Polynomial]]:
    for hypothesis in hypotheses:
        if not isinstance(hypothesis, Relation) or hypothesis.operator == "!=":
            continue
        difference = oriented(hypothesis)[0]
        form = normal.of(difference)
        yield difference, form
        if hypothesis.operator == "=":
            yield -difference, times(form, constant(Fraction(-1)))
