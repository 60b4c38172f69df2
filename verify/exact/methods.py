"""All proof methods, in the order in which they are tried. The listing of a method's package says how it works."""

from __future__ import annotations

from typing import Any

from verify.claims.claim import Claim
from verify.exact.both_ways import BothWays
from verify.exact.cases import Cases
from verify.exact.certificates.methods import (
    ByForm,
    FoundCertificate,
    FromSteps,
    GivenCertificate,
    LinearCombination,
    OfTiedVariables,
)
from verify.exact.closed import Closed
from verify.exact.functions.method import Functions
from verify.exact.lemmas.method import GramForms, Lemmas
from verify.exact.protocol import Method
from verify.exact.runs.method import Runs
from verify.exact.sums.method import Sums
from verify.statement.formulas import RunStatement

# facts of functions at expressions are tried before the method *functions*, which reads a goal in variables only
SHORT = Lemmas("short lemmas", after_search=False)
QUICK: tuple[Method[Any], ...] = (
    GivenCertificate(),
    ByForm(),
    LinearCombination(),
    Lemmas(tangents_only=True, name="tangents of tied sums", after_search=False),
    OfTiedVariables(),
    SHORT,
    Functions(),
)
OF_STEPS: tuple[Method[Any], ...] = (Sums(), *QUICK, BothWays(QUICK), FoundCertificate(), Lemmas())
METHODS: tuple[Method[Any], ...] = (
    Sums(),
    Closed(),
    *QUICK,
    BothWays(QUICK),
    FromSteps(methods=OF_STEPS),
    Cases((ByForm(), SHORT)),
    FoundCertificate(),
    Lemmas(),
    BothWays((FromSteps(methods=OF_STEPS),), name="both ways, from its steps", after_search=True),
    BothWays((*QUICK, FoundCertificate(), Lemmas()), name="both ways, with found certificates", after_search=True),
)
# the steps of a derivation about runs are mostly short combinations of its facts, so that certificates come first; of
# those that are quadratic in several vectors one semidefinite program tells, before products of facts are looked for
ENDS = (Sums(), GivenCertificate(), ByForm(), GramForms(), FoundCertificate())
RUNS = Runs((*ENDS, BothWays((ByForm(), FoundCertificate()))), (Functions(budget=40),))


def methods(claim: Claim) -> tuple[Method[Any], ...]:
    """Return the methods that may be tried on a claim: those for runs on a claim about runs, else the others."""
    return (RUNS,) if isinstance(claim.statement, RunStatement) else METHODS


def reader(kind: str) -> Method[Any]:
    """Return the first method whose parts are of a kind; LookupError where there is none.

    >>> reader("identity").name
    'sums'
    """
    for method in (*METHODS, RUNS):
        if method.kind == kind:
            return method
    raise LookupError(f"no method has parts of kind {kind!r}: add it to verify.exact.methods")
