"""What a proof by lemmas is made of, and the desk on which one is written.

A proof by lemmas is a list of lemmas, each a statement with one conclusion and a part of its own that proves it, and a
last part that proves the conclusion at hand; the lemmas are used by certificates, as claims of the ledger are, at
values of their variables.

**Sound**, because nothing here is new to the checkers: each lemma is proved by itself, from those before it, by the
method that its part is of; a certificate that uses it has to show its hypotheses, and that it is defined, under the
mapping (``verify.exact.certificates.checker``). That exp(x) ≥ 1 + x for all real x gives exp(u_i) ≥ 1 + u_i is such a
use. The tactics only propose: what they hand over counts once the checker has accepted it, and the re-checker reads the
lemmas in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from verify.claims.claim import Certificate, Claim, Edition, Use, certificate_to_json
from verify.errors import InputError
from verify.exact.certificates.checker import check_certificate
from verify.exact.certificates.finder.blocks import SHARE, Fuel
from verify.exact.certificates.signs import Signs, facts_of, oriented
from verify.exact.functions.prove import prove_inequality
from verify.exact.knowledge import Knowledge
from verify.exact.plausible import is_plausible
from verify.exact.protocol import Lookup, Part
from verify.json_types import Json
from verify.statement.formulas import Hypothesis, Statement
from verify.statement.tree import Relation, Scalar

FUNCTION_BUDGET = 120
MOST_ATTEMPTS = 60
# all searches for certificates together have twice the share of one
SHARES = 2


@dataclass(frozen=True)
class Lemma:
    """A lemma of a proof: its name there, what it says, what proves it, and the names of the lemmas that it uses."""

    name: str
    statement: Statement
    part: Part
    uses: tuple[str, ...] = ()


class ShareUsedError(Exception):
    """The search for a proof by lemmas has had its share of attempts."""


@dataclass
class Work:
    """A desk: the hypotheses of a claim, the lemmas proved so far, and what was tried in vain.

    The share of attempts is counted, not timed, so that a claim has the same proof on a fast and on a slow machine.
    Certificates are looked for only where it is ``searching``.
    """

    claim: Claim
    outer: Lookup
    searching: bool = True
    attempts: int = MOST_ATTEMPTS
    budget: int = FUNCTION_BUDGET
    fuel: Fuel = field(default_factory=lambda: Fuel(SHARES * SHARE))
    lemmas: dict[str, Lemma] = field(default_factory=dict)
    known: dict[Statement, str | None] = field(default_factory=dict)
    pending: set[Relation] = field(default_factory=set)

    @property
    def given(self) -> tuple[Hypothesis, ...]:
        """The hypotheses of the claim."""
        return self.claim.plain.hypotheses

    def signs(self) -> Signs:
        """Return what is known of signs from the hypotheses alone."""
        normaliser = self.lookup.normaliser(self.given)
        return Signs(normaliser, facts_of(self.given, normaliser))

    @cached_property
    def lookup(self) -> Knowledge:
        """The lemmas of this proof and those of the ledger, with the normal forms that were made."""
        return Knowledge.of(self.outer).finding(self._find)

    def _find(self, name: str, edition: Edition) -> Claim | None:
        """Find a lemma of this proof, or one of the ledger."""
        own = self.lemmas.get(name)
        if own is None or edition != "beyond":
            return self.outer(name, edition)
        return Claim(name, name, "", own.statement, "beyond")

    def stating(self, relation: Relation) -> Claim:
        """Return the claim that a relation holds under the same hypotheses."""
        return replace(self.claim, statement=Statement((relation,), self.given), certificates=())

    def accepts(self, relation: Relation, certificate: Certificate) -> bool:
        """Tell whether the checker accepts a certificate of a relation under the claim's hypotheses."""
        try:
            return check_certificate(self.stating(relation), 0, certificate, self.lookup) is None
        except InputError:
            return False  # such as a product that has grown too large

    def real(
        self,
        conclusion: Relation,
        given: tuple[Relation, ...] = (),
        *,
        called: str = "",
        by: Certificate | None = None,
    ) -> str:
        """Return the name of the lemma that a relation between real variables holds; empty where it is not proved.

        A certificate ``by`` which it holds is tried first.
        """
        statement = Statement((conclusion,), given)
        if statement not in self.known:
            self._spend()
            part = self._found(statement, by) if is_plausible(conclusion, given) else None
            self.known[statement] = None if part is None else self._enter(statement, part, (), called)
        return self.known[statement] or ""

    def _found(self, statement: Statement, by: Certificate | None) -> Json:
        """Return the part of a lemma about real variables; what one method of a decision asks for, others ask again."""
        if by is not None:
            return self._of_variables(statement, by)
        once = Knowledge.of(self.outer).once
        return once(("lemma of variables", statement, self.budget), lambda: self._of_variables(statement, None))

    def _of_variables(self, statement: Statement, by: Certificate | None) -> Json:
        """Return a part that proves a statement about real variables: nothing is left of it, its form, or a tree."""
        stated = Claim("lemma", "lemma", "", statement, "beyond")
        plain = (Certificate(()), Certificate((gap(statement.conclusions[0]),)))
        for certificate in plain if by is None else (by, *plain):
            try:
                if check_certificate(stated, 0, certificate, self.outer) is None:
                    return certificate_to_json(certificate)
            except InputError:
                break  # such as a product that has grown too large
        try:
            proof = prove_inequality(statement, 0, budget=self.budget)
        except InputError:
            return None
        return None if proof is None else {"kind": "function", "proof": proof.proof}

    def here(self, relation: Relation, certificate: Certificate, *, called: str = "") -> str:
        """Enter a relation under the claim's hypotheses as a lemma, with a certificate that was accepted."""
        statement = Statement((relation,), self.given)
        found = self.known.get(statement)
        if found is None:
            uses = tuple(use.claim for use in certificate.uses if use.claim in self.lemmas)
            found = self._enter(statement, certificate_to_json(certificate), uses, called)
            self.known[statement] = found
        return found

    def by(self, statement: Statement, certificate: Certificate, *, called: str = "") -> str:
        """Enter a statement of its own as a lemma, by a certificate; return its name, empty where it is no proof."""
        if statement not in self.known:
            self._spend()
            uses = tuple(use.claim for use in certificate.uses if use.claim in self.lemmas)
            stated = Claim("lemma", "lemma", "", statement, "beyond")
            fine = check_certificate(stated, 0, certificate, self.lookup) is None
            part = certificate_to_json(certificate)
            self.known[statement] = self._enter(statement, part, uses, called) if fine else None
        return self.known[statement] or ""

    def _enter(self, statement: Statement, part: Json, uses: tuple[str, ...], called: str) -> str:
        number = len(self.lemmas) + 1
        name = f"lemma {number} ({called})" if called else f"lemma {number}"
        self.lemmas[name] = Lemma(name, statement, part, uses)
        return name

    def _spend(self) -> None:
        self.attempts -= 1
        if self.attempts < 0:
            raise ShareUsedError

    def needed(self, certificate: Certificate) -> list[Lemma]:
        """Return the lemmas that a certificate rests on, in the order in which they were proved."""
        wanted: set[str] = set()
        waiting = [use.claim for use in certificate.uses]
        while waiting:
            name = waiting.pop()
            if name in self.lemmas and name not in wanted:
                wanted.add(name)
                waiting.extend(self.lemmas[name].uses)
        return [lemma for name, lemma in self.lemmas.items() if name in wanted]


def use(name: str, mapping: Mapping[Any, Scalar] | None = None) -> Use:
    """Return the use of a lemma of the proof at values of its variables."""
    return Use(name, "beyond", dict(mapping or {}))


def gap(relation: Relation) -> Scalar:
    """Return greater − smaller of an inequality."""
    return oriented(relation)[0]


def is_strict(relation: Relation) -> bool:
    """Tell whether an inequality is strict."""
    return relation.operator in ("<", ">")


def at_least(greater: Scalar, smaller: Scalar, *, strict: bool) -> Relation:
    """Return greater ≥ smaller, or >."""
    return greater > smaller if strict else greater >= smaller


def sides(relation: Relation) -> tuple[Scalar, Scalar]:
    """Return the greater and the smaller side of an inequality."""
    return (relation.left, relation.right) if relation.operator in (">", ">=") else (relation.right, relation.left)
