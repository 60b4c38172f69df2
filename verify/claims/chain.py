"""A derivation as people write it down, a = b ≥ c = d: each step becomes a claim, and so does the whole.

The whole says first ? last. It is strict if a step is strict, and an equation only if all steps are; a derivation that
goes up and down says nothing about its ends and is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from verify.claims.build import because, claim
from verify.claims.certificate import Certificate
from verify.claims.claim import Claim, Proposer
from verify.claims.derivations.parts import Derivation
from verify.errors import InputError
from verify.statement.formulas import Formula
from verify.statement.tree import Operator, Relation, Scalar, scalar
from verify.statement.walk import FORMULAS

SIGNS: dict[str, Operator] = {
    "=": "=", "==": "=", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=",
}  # fmt: skip
DEFAULT_NAME = "derivation"


@dataclass(frozen=True)
class Chain:
    """A derivation: its steps in order, and the whole, which says first ? last and has these steps.

    ``lemmas`` are the claims that stand among its reasons.
    """

    steps: tuple[Claim, ...]
    whole: Claim
    lemmas: tuple[Claim, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the derivation: its steps, then the whole; they are what a ledger shows."""
        return (*self.steps, self.whole)


def chain(
    *links: object,
    name: str = DEFAULT_NAME,
    given: Iterable[Formula] | Formula = (),
    reasons: Iterable[Any] = (),
    title: str = "",
    proposals: Iterable[Proposer] = (),
) -> Chain:
    """Return the derivation a ? b ? c …, the signs being texts: "=", "<", "<=", ">" or ">=".

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> made = chain(x**2 + 1, "=", (x + 1) ** 2 - 2 * x, ">", -2 * x, given=x >= 0)
    >>> [step.id for step in made.steps], made.whole.statement.conclusions[0].operator
    (['derivation-1', 'derivation-2'], '>')

    The steps are called ``name``-1, ``name``-2 and so on, the whole ``name``. ``given`` holds for all of them.
    ``reasons`` has one entry for each step, as far as there are any: None, a text, a certificate ``because(…)``, or a
    claim, which is used as a lemma. Raises InputError where links and signs do not take turns, for a sign that is none
    of these, and for a derivation that goes in both directions.
    """
    terms, signs = _terms_and_signs(links, name)
    operator = _combined(signs, name)
    given = (given,) if isinstance(given, FORMULAS) else tuple(given)
    reasons = _reasons(reasons, len(signs), name)
    proposals = tuple(proposals)
    steps = tuple(
        claim(
            f"{name}-{number}",
            Relation(sign, left, right),
            given=given,
            title=reason if isinstance(reason, str) else "",
            certificates=_hint(reason),
            rests_on=(reason,) if isinstance(reason, Claim) else (),
            proposals=proposals,
        )
        for number, (left, sign, right, reason) in enumerate(zip(terms[:-1], signs, terms[1:], reasons, strict=True), 1)
    )
    lemmas = tuple(dict.fromkeys(reason for reason in reasons if isinstance(reason, Claim)))
    whole = claim(
        name,
        Relation(operator, terms[0], terms[-1]),
        given=given,
        title=title,
        steps=steps,
        proposals=proposals,
    )
    # the whole may be proved from its steps, and then needs what they need
    needs = tuple(dict.fromkeys(need for step in steps for need in step.needs))
    return Chain(steps, replace(whole, rests_on=needs), lemmas)


def _terms_and_signs(links: Sequence[Any], name: str) -> tuple[list[Scalar], list[Operator]]:
    if len(links) < 3 or len(links) % 2 == 0:
        raise InputError(f"{name}: {len(links)} links: write expressions and signs in turn, such as a, '=', b, '>=', c")
    terms: list[Scalar] = []
    signs: list[Operator] = []
    for number, link in enumerate(links, 1):
        if number % 2 == 0:
            if not isinstance(link, str) or link not in SIGNS:
                raise InputError(f"{name}: link {number} is {link!r:.60}, no sign: write '=', '<', '<=', '>' or '>='")
            signs.append(SIGNS[link])
            continue
        try:
            terms.append(scalar(link))
        except (TypeError, InputError):
            raise InputError(f"{name}: link {number} is {link!r:.60}, no expression: give a scalar there") from None
    return terms, signs


def _combined(signs: Sequence[Operator], name: str) -> Operator:
    """Return the sign between first and last: the one direction there is, strict if a step is strict."""
    for number, sign in enumerate(signs, 1):
        first = next((other for other in signs if other != "="), "=")
        if sign != "=" and sign[0] != first[0]:
            raise InputError(
                f"{name}: step {number} has {sign} after {first}: a derivation goes in one direction; make it two"
            )
    directed = [sign for sign in signs if sign != "="]
    if not directed:
        return "="
    return next((sign for sign in directed if len(sign) == 1), directed[0])


def _reasons(reasons: Iterable[Any], steps: int, name: str) -> list[Any]:
    alone = isinstance(reasons, str | Claim | Certificate | Derivation)
    found: list[Any] = [reasons] if alone else list(reasons)
    if len(found) > steps:
        raise InputError(f"{name}: {len(found)} reasons for {steps} steps: give one for each, or None")
    for number, reason in enumerate(found, 1):
        if not isinstance(reason, str | Claim | Certificate | Derivation | None):
            raise InputError(
                f"{name}: reason {number} is {reason!r:.60}: give None, a text, because(…), or a claim as a lemma"
            )
    return [*found, *[None] * (steps - len(found))]


def _hint(reason: object) -> tuple[Any, ...]:
    if isinstance(reason, Claim):
        return (because(uses=reason),)
    return (reason,) if isinstance(reason, Certificate | Derivation) else ()
