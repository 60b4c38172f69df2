"""Linear arithmetic: a goal that is a combination of the hypotheses and of a number, with nonnegative multiples.

The multiples are rationals, or rationals times powers of what is positive, such as 1/L.

Floats propose which hypotheses take part, exact elimination decides (see ``nonnegative_combinations``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice, product

from verify.claims.claim import Certificate, Claim
from verify.exact.certificates.finder.nonnegative_combinations import nonnegative_combination
from verify.exact.certificates.finder.terms import ONE, factors_of, of_atom, product_of
from verify.exact.certificates.signs import Signs, facts_of, oriented
from verify.exact.sums.atoms import Atom, Monomial, Polynomial, as_monomial, constant, merge, times
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
    facts = islice(chain([(ONE, constant(1))], plain, _multiplied(plain, goal, signs)), MOST_FACTS)
    columns: list[tuple[tuple[Scalar, ...], Polynomial]] = [((fact,), form) for fact, form in facts]
    for more in ([], _multiples_of_equations(statement.hypotheses, goal, normal)):
        columns = [*columns, *more]
        found = nonnegative_combination([form for _, form in columns], goal)
        if found is not None:
            terms = tuple(product_of((Number(c), term)) for k, c in found.items() for term in columns[k][0])
            return replace(hint, terms=terms, multiplier=None)
    return None


def _multiples_of_equations(
    hypotheses: tuple[object, ...], goal: Polynomial, normal: Normaliser
) -> list[tuple[tuple[Scalar, ...], Polynomial]]:
    """Return both signs of f·e for equations e = 0, where f of any sign brings a product of e to one of the goal's.

    4fe = (f + 1)²e + (f − 1)²(−e), so that the terms are seen to be nonnegative.
    """
    made: list[tuple[tuple[Scalar, ...], Polynomial]] = []
    for one in hypotheses:
        if not isinstance(one, Relation) or one.operator != "=":
            continue
        equation, turned = one.left - one.right, one.right - one.left
        form = normal.of(equation)
        factors = dict.fromkeys(
            merge((*wanted, *((atom, -e) for atom, e in monomial))) for wanted in goal for monomial in form
        )
        for factor in factors:
            if not 0 < sum(e for _, e in factor) <= MOST_FACTORS or any(e < 0 or e.denominator > 1 for _, e in factor):
                continue
            f = product_of(factors_of(factor))
            for sign, first, second in ((1, equation, turned), (-1, turned, equation)):
                parts = ((f + 1) ** 2, first), ((f - 1) ** 2, second)
                terms = tuple(product_of((Number(Fraction(1, 4)), *part)) for part in parts)
                made.append((terms, times(form, as_monomial(factor, sign))))
    return made[:MOST_FACTS]


def _multiplied(
    facts: list[tuple[Scalar, Polynomial]], goal: Polynomial, signs: Signs
) -> Iterator[tuple[Scalar, Polynomial]]:
    """Yield the facts times what brings one of their products to one of the goal's, where it is seen to be positive."""
    positive = lru_cache(lambda atom: atom[0] != "root" and signs.positive(of_atom(atom)))
    for fact, form in facts:
        for factor in dict.fromkeys(_few_factors(goal, form)):
            if all(positive(atom) for atom, _ in factor):
                yield product_of((*factors_of(factor), fact)), times(form, as_monomial(factor))


def _few_factors(goal: Polynomial, form: Polynomial) -> Iterator[Monomial]:
    """Yield the quotients of a product of the goal by one of a fact that are of few atoms, but not 1."""
    # atoms may be long sums, so that they are compared by number
    numbers: dict[Atom, int] = {}
    wanted, there = (
        [(one, {numbers.setdefault(atom, len(numbers)): e for atom, e in one}) for one in part] for part in (goal, form)
    )
    for (one, powers), (other, others) in product(wanted, there):
        differ = sum(powers.get(number) != others.get(number) for number in powers.keys() | others.keys())
        if 0 < differ <= MOST_FACTORS:
            yield merge((*one, *((atom, -e) for atom, e in other)))


def _facts(hypotheses: tuple[object, ...], normal: Normaliser) -> Iterator[tuple[Scalar, Polynomial]]:
    for hypothesis in hypotheses:
        if not isinstance(hypothesis, Relation) or hypothesis.operator == "!=":
            continue
        difference = oriented(hypothesis)[0]
        form = normal.of(difference)
        yield difference, form
        if hypothesis.operator == "=":
            yield -difference, times(form, constant(Fraction(-1)))
